"""Participation in bands: once a day, never a count, never a branch."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from survey_app.operations import participation, respond, waves
from survey_app.operations.lookup import SlipState, find_slip
from survey_app.operations.participation import BANDS, band_of, bands, refresh_bands
from survey_app.questionnaire.answers import Answers

TODAY = date(2025, 12, 2)
WAVE = "2025-Q4"
NOTHING = Answers(values={}, texts={})


@pytest.fixture
def opened(opening, office):
    return opening(organisation=office(("a", "g1", 14), ("b", "g1", 12), ("c", "g2", 20)))


def cast(stores, opened, count, *, group):
    strata = {at for at, stratum in enumerate(opened.manifest.strata) if stratum.group == group}
    codes = [slip.code for slip in opened.slips if slip.stratum in strata]
    unspent = [code for code in codes if find_slip(stores, WAVE, code) is SlipState.OPEN]
    respond.cast_many(stores, WAVE, [(code, NOTHING) for code in unspent[:count]])


@pytest.mark.parametrize(
    ("ballots", "band"), [(0, 0), (9, 0), (10, 1), (19, 1), (20, 2), (30, 3), (35, 3), (36, 4), (40, 4), (44, 4)]
)
def test_a_band_begins_at_its_limit(ballots, band):
    assert band_of(ballots, 40) == band
    assert len(BANDS) == 5


def test_the_organisation_and_groups_of_twenty_five_have_a_band_and_nobody_else(stores, opened):
    cast(stores, opened, 20, group="g1")
    assert refresh_bands(stores, waves.find_wave(stores, WAVE), TODAY)
    shown = bands(stores, waves.find_wave(stores, WAVE))
    assert [(place.title, place.band, place.day) for place in shown] == [
        (None, 1, "2025-12-02"),
        ({"vi": "Khối g1"}, 3, "2025-12-02"),
    ]


def test_a_day_is_looked_at_once_so_no_arrival_shows(stores, opened):
    record = waves.find_wave(stores, WAVE)
    assert refresh_bands(stores, record, TODAY)
    before = stores.registry.bands(WAVE)
    cast(stores, opened, 26, group="g1")
    assert not refresh_bands(stores, record, TODAY)
    assert stores.registry.bands(WAVE) == before
    assert not refresh_bands(stores, record, TODAY - timedelta(days=1))
    assert refresh_bands(stores, record, TODAY + timedelta(days=1))
    assert {kept.band for kept in stores.registry.bands(WAVE)} == {2, 4}


def test_what_is_kept_is_the_band_and_the_day(stores, opened):
    refresh_bands(stores, waves.find_wave(stores, WAVE), TODAY)
    (everybody, _) = stores.registry.bands(WAVE)
    assert {name: getattr(everybody, name) for name in everybody.__slots__} == {
        "wave": WAVE,
        "place": participation.ORGANISATION,
        "day": "2025-12-02",
        "band": 0,
    }


def test_a_wave_that_is_not_open_has_no_new_bands(stores, opened):
    record = waves.find_wave(stores, WAVE)
    assert not refresh_bands(stores, record, date(2025, 11, 30))
    assert not refresh_bands(stores, record, date(2025, 12, 11))
    waves.close_wave(stores, WAVE)
    assert not refresh_bands(stores, waves.find_wave(stores, WAVE), TODAY)
    assert bands(stores, record) == ()

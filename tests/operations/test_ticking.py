"""The daily round: what is done, what is due, what may be sent; a second run changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from survey_app.ballots.manifest import Mode
from survey_app.config import Settings
from survey_app.operations import addending, ticking, waves
from survey_app.operations.opening import read_office
from survey_app.operations.rules import BallotRules
from survey_app.operations.ticking import TickKind, tick
from survey_app.store import WaveState

WAVE, ADDRESS = "2025-Q4", "https://phieu.example"


@pytest.fixture
def round_on(stores):
    def run(day, **changed):
        return tick(stores, today=date(2025, 12, day), address=ADDRESS, **changed)

    return run


def kinds(ticks):
    return [one.kind for one in ticks]


def test_a_wave_is_closed_when_its_last_day_is_over_and_not_before(stores, opened, round_on):
    round_on(10)
    assert waves.find_wave(stores, WAVE).state is WaveState.OPEN
    assert kinds(round_on(11)) == [TickKind.CLOSED, TickKind.DUE_TALLY]
    assert waves.find_wave(stores, WAVE).state is WaveState.CLOSED
    assert kinds(round_on(11)) == [TickKind.DUE_TALLY]


def test_an_extension_is_obeyed(stores, opened, round_on):
    addending.extend_wave(stores, WAVE, days=4, today=date(2025, 12, 9))
    assert TickKind.CLOSED not in kinds(round_on(14))
    closed, due = round_on(15)
    assert (closed.kind, closed.day, due.day) == (TickKind.CLOSED, "2025-12-14", "2025-12-24")


def test_bands_are_refreshed_once_a_day(opened, round_on):
    assert TickKind.REFRESHED in kinds(round_on(4))
    assert kinds(round_on(4)) == []
    assert kinds(round_on(5)) == [TickKind.REFRESHED]


def test_reminders_go_to_everybody_and_know_nobody(opened, round_on):
    reminded = {day: [one for one in round_on(day) if one.kind is TickKind.REMINDER] for day in range(1, 11)}
    assert [day for day, found in reminded.items() if found] == [1, 7, 10]
    (one,) = reminded[7]
    assert f"{ADDRESS}/b/{WAVE}" in one.text
    assert "#" not in one.text
    assert "10/12/2025" in one.text
    assert "20/12/2025" in one.text
    assert not any(slip.code in one.text for slip in opened.slips)
    (again,) = [each for each in round_on(7, language="en") if each.kind is TickKind.REMINDER]
    assert "nobody knows who has answered" in again.text


def test_a_two_phase_wave_reminds_of_the_phase(opening, round_on):
    rules = BallotRules(mode=Mode.TWO_PHASE, collect_until=date(2025, 12, 4), cast_from=date(2025, 12, 6))
    opening(ballots=rules)
    (first,) = [one for one in round_on(1) if one.kind is TickKind.REMINDER]
    assert "04/12/2025" in first.text
    assert "06/12/2025" in first.text
    (later,) = [one for one in round_on(7) if one.kind is TickKind.REMINDER]
    assert "04/12/2025" not in later.text


def test_a_cancellation_that_was_cut_off_is_finished(stores, opened, round_on, monkeypatch):
    monkeypatch.setattr(addending, "cancel_wave", lambda *_: None)
    addending.cancel(stores, WAVE, today=date(2025, 12, 3))
    monkeypatch.undo()
    assert kinds(round_on(3)) == [TickKind.CANCELLED]
    assert waves.find_wave(stores, WAVE).state is WaveState.CANCELLED
    assert kinds(round_on(3)) == []


def test_a_planned_wave_is_due_and_nothing_is_opened(stores, round_on, root):
    plan = read_office(Settings(questionnaires=root / "questionnaires")).plan
    planned = next(one for one in plan.waves() if one.wave == WAVE)
    due = tick(stores, today=planned.opens, address=ADDRESS, plan=plan)
    assert (TickKind.DUE_OPEN, WAVE, planned.opens.isoformat()) in [(one.kind, one.wave, one.day) for one in due]
    assert stores.registry.waves() == ()
    long_before = planned.opens.replace(year=planned.opens.year - 1, month=1, day=1)
    assert WAVE not in [one.wave for one in tick(stores, today=long_before, address=ADDRESS, plan=plan)]


def test_every_kind_is_said_in_both_languages():
    for kind in TickKind:
        one = ticking.Tick(kind=kind, wave=WAVE, day="2025-12-01")
        assert WAVE in one.said().render("vi")
        assert one.said().render("en") != one.said().render("vi")

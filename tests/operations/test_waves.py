from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from survey_app.ballots.codes import read_code, slip_key
from survey_app.ballots.keys import PrivateKey, UnreadableKeyError, fingerprint, new_key, public_text
from survey_app.ballots.manifest import read_manifest
from survey_app.definitions.organisation import Organisation
from survey_app.errors import SurveyError
from survey_app.operations import waves
from survey_app.operations.respond import SlipState, cast, find_slip
from survey_app.operations.secrets import MissingSecretError, WaveNameError, pepper_of
from survey_app.operations.strata import NoHeadcountError, SmallGroupError, strata_of
from survey_app.operations.tally import tally_wave
from survey_app.operations.waves import (
    EmptyWindowError,
    InsecureAddressError,
    LooserThresholdError,
    NoTallyKeyError,
    Opened,
    UnknownWaveError,
    WaveNotOpenError,
    WaveStatus,
    cancel_wave,
    close_wave,
    find_wave,
    wave_status,
)
from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.digest import digest
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores, WaveState
from survey_app.store.errors import NotAcceptingError, WaveExistsError

Opening = Callable[..., Opened]
Office = Callable[..., Organisation]


def test_opening_freezes_the_questionnaire_and_the_promises(
    stores: Stores, opening: Opening, questionnaire: Questionnaire
):
    opened = opening(spares=2)
    record = find_wave(stores, "2025-Q4")
    manifest = opened.manifest
    assert record.state is WaveState.OPEN
    assert record.questionnaire == questionnaire.canonical
    assert manifest.digest == digest(questionnaire)
    assert read_manifest(record.manifest) == manifest
    assert record.manifest_hash == manifest.hash
    assert [table.stub for table in manifest.tables] == ["dieu_kien", "ap_luc"]
    assert manifest.headcount == 28
    assert manifest.previous is None


def test_every_person_gets_a_slip_and_every_stratum_its_spares(stores: Stores, opening: Opening):
    opened = opening(spares=2)
    counts = Counter(slip.stratum for slip in opened.slips)
    assert counts == {at: line.headcount + 2 for at, line in enumerate(opened.manifest.strata)}
    assert all(slip.title == opened.manifest.strata[slip.stratum].title for slip in opened.slips)
    codes = [slip.code for slip in opened.slips]
    assert len(set(codes)) == len(codes)
    assert [read_code(code) for code in codes] == codes
    pepper = pepper_of(stores.folder, "2025-Q4")
    kept = {slip.key: slip.stratum for slip in stores.registry.slips("2025-Q4")}
    assert kept == {slip_key(pepper, "2025-Q4", slip.code): slip.stratum for slip in opened.slips}


def test_no_code_is_kept_anywhere(stores: Stores, opened: Opened):
    files = b"".join(path.read_bytes() for path in stores.folder.rglob("*") if path.is_file())
    for slip in opened.slips:
        assert slip.code.encode() not in files
        assert slip.code.replace("-", "").encode() not in files
    assert opened.slips[0].code not in repr(opened)


def test_slips_come_in_an_order_that_tells_nothing(opened: Opened):
    strata = [slip.stratum for slip in opened.slips]
    assert strata != sorted(strata)


def test_small_branches_are_merged_within_their_group(opened: Opened):
    found = [(line.stratum, line.group, line.branches, line.headcount) for line in opened.manifest.strata]
    assert found == [("c", "g1", ("c",), 9), ("a+b", "g1", ("a", "b"), 11), ("d", "g2", ("d",), 8)]
    assert opened.manifest.strata[1].title == {"vi": "Chi bộ a, Chi bộ b"}


@pytest.mark.parametrize(
    ("rolls", "expected"),
    [
        ((8, 8), {8: 2}),
        ((7, 8), {15: 1}),
        ((1, 2, 3, 9), {15: 1}),
        ((3, 5, 20), {8: 1, 20: 1}),
        ((4, 4, 4, 4), {8: 2}),
        ((1, 1, 1, 1, 1, 1, 1, 1), {8: 1}),
    ],
)
def test_merging_reaches_eight_and_loses_nobody(office: Office, rolls: tuple[int, ...], expected: dict[int, int]):
    organisation = office(*((f"b{at}", "g", roll) for at, roll in enumerate(rolls)))
    strata = strata_of(organisation, on=date(2025, 1, 1))
    assert Counter(line.headcount for line in strata) == expected
    assert sorted(name for line in strata for name in line.branches) == [f"b{at}" for at in range(len(rolls))]


def test_the_headcount_is_the_latest_of_the_opening_day(office: Office, organisation: Organisation):
    first = organisation.branches[3]
    grown = replace(first, headcounts=((date(2021, 1, 1), 8), (date(2025, 1, 1), 20), (date(2026, 1, 1), 30)))
    changed = replace(organisation, branches=(*organisation.branches[:3], grown))
    for day, expected in ((date(2024, 12, 31), 8), (date(2025, 6, 1), 20), (date(2026, 1, 1), 30)):
        assert strata_of(changed, on=day)[-1].headcount == expected


def test_a_group_smaller_than_eight_is_refused(stores: Stores, opening: Opening, office: Office):
    with pytest.raises(SmallGroupError) as refusal:
        opening(organisation=office(("a", "g1", 9), ("b", "g2", 7)))
    assert "g2" in refusal.value.render("vi")
    assert stores.registry.waves() == ()


def test_a_wave_without_headcounts_names_the_branches(stores: Stores, opening: Opening, office: Office):
    with pytest.raises(NoHeadcountError) as refusal:
        opening(organisation=office(("a", "g1", 9), ("b", "g1", None), ("c", "g1", None)))
    assert "b, c" in refusal.value.render("en")
    assert stores.registry.waves() == ()


@pytest.mark.parametrize("key", ["", "  \n", []])
def test_a_wave_without_key_is_refused(stores: Stores, opening: Opening, key: object):
    with pytest.raises(NoTallyKeyError):
        opening(tally_key=key)
    assert stores.registry.waves() == ()
    assert not (stores.folder / "secrets").exists()


def test_a_text_that_is_no_key_is_refused(opening: Opening):
    with pytest.raises(UnreadableKeyError):
        opening(tally_key="khóa của tôi")


def test_two_custodians_may_be_named(opening: Opening, custodian, questionnaire: Questionnaire):
    second = new_key()
    manifest = opening(tally_key=[public_text(custodian), public_text(second)]).manifest
    assert [fingerprint(key) for key in manifest.public_keys()] == [fingerprint(custodian), fingerprint(second)]


@pytest.mark.parametrize(
    "days",
    [
        {"opens": date(2025, 12, 11)},
        {"today": date(2025, 12, 11)},
        {"results_on": date(2025, 12, 9)},
    ],
)
def test_a_window_in_which_nobody_could_answer_is_refused(stores: Stores, opening: Opening, days: dict[str, date]):
    with pytest.raises(EmptyWindowError):
        opening(**days)
    assert stores.registry.waves() == ()


def test_a_wave_is_opened_once_and_the_first_stays_whole(stores: Stores, opening: Opening, opened: Opened):
    pepper = pepper_of(stores.folder, "2025-Q4")
    with pytest.raises(WaveExistsError):
        opening()
    assert pepper_of(stores.folder, "2025-Q4") == pepper
    assert find_slip(stores, "2025-Q4", opened.slips[0].code) is SlipState.OPEN


@pytest.mark.parametrize("wave", ["", "../x", "quý 4", "a/b"])
def test_names_that_cannot_stand_in_an_address_are_refused(opening: Opening, wave: str):
    with pytest.raises(WaveNameError):
        opening(wave=wave)


def test_thresholds_may_only_be_tightened(opening: Opening):
    for looser in ({"minimum": 9}, {"coverage": 0.95}, {"unknown": 3}):
        with pytest.raises(LooserThresholdError):
            opening(thresholds=looser)
    kept = opening(thresholds={"minimum": 12, "coverage": 0.8}).manifest.thresholds
    assert (kept["minimum"], kept["coverage"], kept["sensitive"]) == (12, 0.8, 15)


@pytest.mark.parametrize("address", ["http://khaosat.nghean.vn", "ftp://localhost.evil", "khaosat"])
def test_an_address_without_encryption_is_refused(opening: Opening, address: str):
    with pytest.raises(InsecureAddressError):
        opening(address=address)


@pytest.mark.parametrize("address", ["https://khaosat.nghean.vn", "http://127.0.0.1:8000", "http://localhost:8000"])
def test_https_and_this_machine_are_accepted(opening: Opening, address: str):
    assert opening(address=address).slips


def test_the_manifest_names_the_latest_release_whatever_the_order_of_opening(
    stores: Stores, opening: Opening, custodian: PrivateKey
):
    for name in ("w1", "w2"):
        opening(wave=name)
    for name in ("w2", "w1"):
        close_wave(stores, name)
        cube = tally_wave(stores, name, custodian).cube
    assert opening(wave="w3").manifest.previous_release == cube.hash


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2025, 11, 30), WaveStatus.NOT_YET),
        (date(2025, 12, 1), WaveStatus.OPEN),
        (date(2025, 12, 10), WaveStatus.OPEN),
        (date(2025, 12, 11), WaveStatus.CLOSED),
    ],
)
def test_the_status_follows_the_window(stores: Stores, opening: Opening, today: date, expected: WaveStatus):
    opening(today=date(2025, 11, 1))
    assert wave_status(stores, "2025-Q4", today) is expected


def test_a_closed_wave_takes_no_ballot_and_keeps_the_ones_it_has(stores: Stores, opened: Opened):
    cast(stores, "2025-Q4", opened.slips[0].code, Answers())
    for _ in range(2):
        assert close_wave(stores, "2025-Q4").state is WaveState.CLOSED
    assert wave_status(stores, "2025-Q4", date(2025, 12, 2)) is WaveStatus.CLOSED
    with pytest.raises(NotAcceptingError):
        cast(stores, "2025-Q4", opened.slips[1].code, Answers())
    assert stores.box.count("2025-Q4") == 1
    assert find_slip(stores, "2025-Q4", opened.slips[1].code) is SlipState.OPEN


def test_a_cancelled_wave_is_destroyed_unread(stores: Stores, opening: Opening, opened: Opened):
    other = opening(wave="other")
    cast(stores, "2025-Q4", opened.slips[0].code, Answers())
    cast(stores, "other", other.slips[0].code, Answers())
    for _ in range(2):
        assert cancel_wave(stores, "2025-Q4").state is WaveState.CANCELLED
    assert stores.box.count("2025-Q4") == 0
    assert stores.registry.slips("2025-Q4") == ()
    with pytest.raises(MissingSecretError):
        pepper_of(stores.folder, "2025-Q4")
    assert wave_status(stores, "2025-Q4", date(2025, 12, 2)) is WaveStatus.CANCELLED
    assert find_slip(stores, "2025-Q4", opened.slips[1].code) is SlipState.UNKNOWN
    for refused in (lambda: close_wave(stores, "2025-Q4"), lambda: opening(wave="2025-Q4")):
        with pytest.raises((WaveNotOpenError, WaveExistsError)):
            refused()
    assert stores.box.count("other") == 1


def test_a_released_wave_cannot_be_cancelled(stores: Stores, opened: Opened):
    close_wave(stores, "2025-Q4")
    stores.registry.set_state("2025-Q4", WaveState.RELEASED, among=[WaveState.CLOSED])
    with pytest.raises(WaveNotOpenError):
        cancel_wave(stores, "2025-Q4")
    assert close_wave(stores, "2025-Q4").state is WaveState.RELEASED


def test_an_unknown_wave_is_refused_by_every_verb(stores: Stores):
    for verb in (find_wave, close_wave, cancel_wave):
        with pytest.raises(UnknownWaveError):
            verb(stores, "none")


def test_an_opening_that_was_cut_short_can_be_run_again(
    stores: Stores, opening: Opening, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patched:
        patched.setattr(type(stores.registry), "add_wave", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            opening()
    opened = opening()
    assert find_slip(stores, "2025-Q4", opened.slips[0].code) is SlipState.OPEN


def test_every_refusal_speaks_both_languages():
    refusals = [kind for kind in vars(waves).values() if isinstance(kind, type) and issubclass(kind, SurveyError)]
    for kind in refusals:
        if kind is not SurveyError:
            assert kind.found.strip()
            assert kind.fix.strip()

"""Answers on paper: two equal entries become one ballot, anything else becomes none."""

from __future__ import annotations

from datetime import date

import pytest

from survey_app.ballots.codes import MistypedCodeError, new_code
from survey_app.operations import keying, waves
from survey_app.operations.keying import Keyed, PaperDesk, ThirdTypistError, TooManyWaitingError
from survey_app.operations.lookup import SpentSlipError, UnknownSlipError
from survey_app.operations.phases import ScriptsRequiredError
from survey_app.operations.rules import BallotRules
from survey_app.operations.tally import tally_wave
from survey_app.questionnaire.answers import Answers
from survey_app.store.errors import NotAcceptingError

WAVE, TODAY = "2025-Q4", date(2025, 12, 2)


def said(value=4, text="Thêm đào tạo"):
    return Answers(values={"dieu_kien": value, "ap_luc": 2}, texts={"de_xuat": text})


@pytest.fixture
def desk():
    return PaperDesk()


@pytest.fixture
def enter(stores, opened, desk):
    def run(staff, answers, *, code=opened.slips[0].code, minute=0):
        return keying.enter(stores, desk, WAVE, code, answers, staff=staff, today=TODAY, minute=minute)

    return run


def test_two_equal_entries_are_one_ballot_in_the_stratum_of_the_slip(stores, opened, enter, desk, custodian):
    assert enter("lan", said()).keyed is Keyed.FIRST
    assert stores.box.count(WAVE) == 0
    assert enter("hoa", said()).keyed is Keyed.CAST
    assert stores.box.counts(WAVE) == {opened.slips[0].stratum: 1}
    assert desk.waiting() == 0
    with pytest.raises(SpentSlipError):
        enter("lan", said())
    waves.close_wave(stores, WAVE)
    assert tally_wave(stores, WAVE, custodian).cube.population.n == 1


def test_one_person_typing_twice_is_one_entry(stores, enter):
    enter("lan", said())
    assert enter("lan", said()).keyed is Keyed.FIRST
    assert stores.box.count(WAVE) == 0


def test_differing_entries_name_the_questions_and_nothing_that_was_typed(stores, enter):
    enter("lan", said())
    found = enter("hoa", said(5, "Bớt họp"))
    assert (found.keyed, found.items) == (Keyed.DIFFERENT, ("dieu_kien", "de_xuat"))
    assert "Thêm" not in repr(found)
    assert enter("hoa", said(4, "Bớt họp")).items == ("de_xuat",)
    assert enter("lan", said(4, "Bớt họp")).keyed is Keyed.CAST
    assert stores.box.count(WAVE) == 1


def test_a_third_person_is_refused(enter):
    enter("lan", said())
    enter("hoa", said(5))
    with pytest.raises(ThirdTypistError):
        enter("mai", said())


def test_an_entry_that_waits_alone_too_long_is_forgotten(enter, desk):
    enter("lan", said())
    assert enter("hoa", said(), minute=keying.MINUTES + 1).keyed is Keyed.FIRST
    assert desk.waiting() == 1


def test_an_entry_is_forgotten_in_its_time_although_nobody_types(opened, enter, desk, monkeypatch):
    started = []

    class Waiting:
        """A timer that a test sets off itself."""

        def __init__(self, seconds, act, given):
            self.seconds, self.act, self.given, self.on = seconds, act, given, True
            started.append(self)

        def start(self):
            assert self.daemon

        def cancel(self):
            self.on = False

    monkeypatch.setattr(keying, "Timer", Waiting)
    enter("lan", said(), minute=1000)
    enter("lan", said(5), code=opened.slips[1].code, minute=1030)
    (running,) = [each for each in started if each.on]
    assert running.seconds == 60 * (keying.MINUTES + 1 - 30)
    assert running.act(*running.given) == 1
    (running,) = [each for each in started if each.on]
    assert (desk.waiting(), running.seconds) == (1, 60 * 30)
    assert desk.forget(1030 + keying.MINUTES) == 0
    assert running.act(*running.given) == 1
    assert (desk.waiting(), [each.on for each in started if each.on]) == (0, [])


def test_nothing_is_waited_for_when_no_sheet_is_left(enter, desk):
    enter("lan", said())
    assert desk.timer is not None
    enter("hoa", said())
    assert desk.timer is None


def test_memory_is_bounded(opened, enter, monkeypatch):
    monkeypatch.setattr(keying, "MOST_WAITING", 1)
    enter("lan", said())
    with pytest.raises(TooManyWaitingError):
        enter("lan", said(), code=opened.slips[1].code)


def test_codes_that_buy_nothing_are_refused(enter):
    with pytest.raises(MistypedCodeError):
        enter("lan", said(), code="K7QM-3XTD")
    with pytest.raises(UnknownSlipError):
        enter("lan", said(), code=new_code())


def test_what_waits_shows_neither_code_nor_answer(opened, enter, desk, stores):
    enter("lan", said())
    assert opened.slips[0].code not in repr(desk.sheets)
    assert "Thêm" not in repr(desk)
    assert b"lan" not in (stores.folder / "box.sqlite").read_bytes()


def test_a_closed_wave_and_one_that_requires_scripts_take_no_paper(stores, opening, opened, enter, desk):
    strict = opening(wave="strict", ballots=BallotRules(scripts_required=True))
    with pytest.raises(ScriptsRequiredError):
        keying.enter(stores, desk, "strict", strict.slips[0].code, said(), staff="lan", today=TODAY, minute=0)
    waves.close_wave(stores, WAVE)
    with pytest.raises(NotAcceptingError):
        enter("lan", said())

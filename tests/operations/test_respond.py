from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from survey_app.ballots.codes import MistypedCodeError, new_code
from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.sealing import SIZE, DamagedBallotError, open_ballot
from survey_app.operations.respond import (
    SlipState,
    UnknownSlipError,
    cast,
    cast_many,
    find_slip,
    frozen_questionnaire,
    reconcile,
)
from survey_app.operations.waves import Opened, UnknownWaveError, close_wave, find_wave
from survey_app.questionnaire.answers import Answers, read_payload
from survey_app.questionnaire.model import Exit
from survey_app.store import Stores, open_stores
from survey_app.store.errors import NotAcceptingError

WAVE = "2025-Q4"
ANSWERS = Answers(values={"dieu_kien": 4, "ap_luc": Exit.REFUSED}, texts={"de_xuat": "Thêm máy in cho phòng một cửa"})
OTHER = Answers(values={"dieu_kien": 1})

Opening = Callable[..., Opened]


def opened_answers(stores: Stores, key: PrivateKey, wave: str = WAVE) -> list[Answers]:
    record = find_wave(stores, wave)
    return [
        read_payload(
            frozen_questionnaire(record),
            open_ballot(each.ballot, stratum=each.stratum, manifest_hash=record.manifest_hash, key=key),
        )
        for each in stores.box.ballots(wave)
    ]


def every_byte(stores: Stores) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(stores.folder.rglob("*")) if path.is_file()}


def test_a_cast_ballot_opens_with_the_custodians_key_and_the_slip_is_gone(
    stores: Stores, opened: Opened, custodian: PrivateKey
):
    slip = opened.slips[0]
    assert find_slip(stores, WAVE, slip.code) is SlipState.OPEN
    cast(stores, WAVE, slip.code, ANSWERS)
    assert find_slip(stores, WAVE, slip.code) is SlipState.SPENT
    assert opened_answers(stores, custodian) == [ANSWERS]
    (ballot,) = stores.box.ballots(WAVE)
    assert ballot.stratum == slip.stratum
    assert len(stores.registry.slips(WAVE)) == len(opened.slips) - 1


def test_the_code_may_be_typed_badly(stores: Stores, opened: Opened):
    code = opened.slips[0].code.lower().replace("-", " ").replace("0", "o").replace("1", "i")
    assert find_slip(stores, WAVE, code) is SlipState.OPEN
    cast(stores, WAVE, code, ANSWERS)
    assert find_slip(stores, WAVE, opened.slips[0].code) is SlipState.SPENT


def test_sending_twice_leaves_the_first_ballot(stores: Stores, opened: Opened, custodian: PrivateKey):
    code = opened.slips[0].code
    cast(stores, WAVE, code, ANSWERS)
    after = every_byte(stores)
    cast(stores, WAVE, code, OTHER)
    assert opened_answers(stores, custodian) == [ANSWERS]
    assert every_byte(stores) == after


def test_two_threads_with_one_code_leave_one_ballot(stores: Stores, opened: Opened, custodian: PrivateKey):
    start, failures = threading.Barrier(6), []

    def run(answers: Answers) -> None:
        start.wait()
        try:
            cast(stores, WAVE, opened.slips[0].code, answers)
        except Exception as failure:  # noqa: BLE001 -- told below
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(ANSWERS if at % 2 else OTHER,)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(opened_answers(stores, custodian)) == 1
    assert find_slip(stores, WAVE, opened.slips[0].code) is SlipState.SPENT


def test_many_members_at_once_all_get_their_ballot_in(stores: Stores, opened: Opened, custodian: PrivateKey):
    failures = []

    def run(at: int) -> None:
        try:
            for slip in opened.slips[at::4]:
                cast(stores, WAVE, slip.code, ANSWERS)
        except Exception as failure:  # noqa: BLE001 -- told below
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert opened_answers(stores, custodian) == [ANSWERS] * len(opened.slips)
    assert stores.registry.slips(WAVE) == ()


def test_many_codes_are_cast_together_as_each_alone(stores: Stores, opened: Opened, custodian: PrivateKey):
    codes = [slip.code for slip in opened.slips]
    cast(stores, WAVE, codes[0], ANSWERS)
    assert cast_many(stores, WAVE, [(codes[0], OTHER), (codes[1], OTHER), (codes[1], ANSWERS), (codes[2], OTHER)]) == 2
    found = sorted(opened_answers(stores, custodian), key=lambda answers: str(answers.values["dieu_kien"]))
    assert found == [OTHER, OTHER, ANSWERS]
    assert [find_slip(stores, WAVE, code) for code in codes[:4]] == [SlipState.SPENT] * 3 + [SlipState.OPEN]
    with pytest.raises(UnknownSlipError):
        cast_many(stores, WAVE, [(codes[3], ANSWERS), (new_code(), ANSWERS)])
    close_wave(stores, WAVE)
    with pytest.raises(NotAcceptingError):
        cast_many(stores, WAVE, [(codes[3], ANSWERS)])
    assert find_slip(stores, WAVE, codes[3]) is SlipState.OPEN


def test_every_ballot_has_one_size_whatever_was_answered(stores: Stores, opened: Opened):
    for slip, answers in zip(
        opened.slips, (ANSWERS, OTHER, Answers(), Answers(texts={"de_xuat": "ồ" * 280})), strict=False
    ):
        cast(stores, WAVE, slip.code, answers)
    assert {len(record.ballot) for record in stores.box.ballots(WAVE)} == {SIZE}


def test_a_code_that_was_never_issued_is_unknown_and_casts_nothing(stores: Stores, opened: Opened):
    code = new_code()
    assert find_slip(stores, WAVE, code) is SlipState.UNKNOWN
    with pytest.raises(UnknownSlipError) as refusal:
        cast(stores, WAVE, code, ANSWERS)
    assert code not in refusal.value.render("vi")
    assert stores.box.count(WAVE) == 0


def test_a_code_of_another_wave_is_unknown(stores: Stores, opening: Opening, opened: Opened):
    other = opening(wave="other")
    assert find_slip(stores, WAVE, other.slips[0].code) is SlipState.UNKNOWN
    with pytest.raises(UnknownSlipError):
        cast(stores, WAVE, other.slips[0].code, ANSWERS)
    assert find_slip(stores, "other", other.slips[0].code) is SlipState.OPEN


def test_a_mistyped_code_spends_nothing(stores: Stores, opened: Opened):
    code = opened.slips[0].code
    typed = code[:-1] + ("2" if code[-1] != "2" else "3")
    for verb in (lambda: find_slip(stores, WAVE, typed), lambda: cast(stores, WAVE, typed, ANSWERS)):
        with pytest.raises(MistypedCodeError):
            verb()
    assert find_slip(stores, WAVE, code) is SlipState.OPEN


def test_an_unknown_wave_is_refused(stores: Stores, opened: Opened):
    for verb in (lambda: find_slip(stores, "x", new_code()), lambda: cast(stores, "x", new_code(), ANSWERS)):
        with pytest.raises(UnknownWaveError):
            verb()


@pytest.mark.parametrize("today", [date(2025, 11, 30), date(2025, 12, 11)])
def test_outside_the_window_nothing_is_cast(stores: Stores, opened: Opened, today: date):
    with pytest.raises(NotAcceptingError):
        cast(stores, WAVE, opened.slips[0].code, ANSWERS, today=today)
    assert find_slip(stores, WAVE, opened.slips[0].code) is SlipState.OPEN
    cast(stores, WAVE, opened.slips[0].code, ANSWERS, today=date(2025, 12, 10))
    assert stores.box.count(WAVE) == 1


def test_a_hundred_looks_change_no_byte(stores: Stores, opened: Opened):
    cast(stores, WAVE, opened.slips[0].code, ANSWERS)
    before = every_byte(stores)
    for slip in (opened.slips * 10)[:98]:
        find_slip(stores, WAVE, slip.code)
    find_slip(stores, WAVE, new_code())
    find_slip(stores, WAVE, opened.slips[0].code)
    assert every_byte(stores) == before


def test_no_answer_stands_in_any_file(stores: Stores, opened: Opened):
    for slip in opened.slips:
        cast(stores, WAVE, slip.code, ANSWERS)
    found = b"".join(every_byte(stores).values())
    assert "máy in".encode() not in found
    assert b'"dieu_kien":4' not in found


def test_a_damaged_ballot_and_a_foreign_manifest_are_noticed_at_opening(
    stores: Stores, opened: Opened, custodian: PrivateKey
):
    cast(stores, WAVE, opened.slips[0].code, ANSWERS)
    (record,) = stores.box.ballots(WAVE)
    torn = record.ballot[:-1] + bytes([record.ballot[-1] ^ 1])
    for ballot, manifest_hash in ((torn, opened.manifest.hash), (record.ballot, "sha256:" + "00" * 32)):
        with pytest.raises(DamagedBallotError):
            open_ballot(ballot, stratum=record.stratum, manifest_hash=manifest_hash, key=custodian)


KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from survey_app.operations.respond import cast
    from survey_app.questionnaire.answers import Answers
    from survey_app.store import open_stores
    from survey_app.store.box import Box
    from survey_app.store.registry import Registry

    folder, wave, code, moment = sys.argv[1:]
    kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    if moment == "before the ballot":
        Box.put = kill
    elif moment == "between the two":
        Registry.spend_slip = kill
    else:
        spend = Registry.spend_slip
        Registry.spend_slip = lambda self, key: (spend(self, key), kill())
    cast(open_stores(Path(folder)), wave, code, Answers(values={"dieu_kien": 4}))
    """
)


def killed(stores: Stores, code: str, moment: str) -> None:
    """Cast in a process of its own that is killed at a moment, as by a power cut."""
    run = subprocess.run(
        [sys.executable, "-c", KILLED, os.fspath(stores.folder), WAVE, code, moment], check=False, capture_output=True
    )
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()


def test_killed_between_insert_and_delete_one_ballot_counts_and_the_slip_is_spent(
    stores: Stores, opened: Opened, custodian: PrivateKey
):
    code = opened.slips[0].code
    killed(stores, code, "between the two")
    again = open_stores(stores.folder)
    assert len(again.registry.slips(WAVE)) == len(opened.slips)
    assert find_slip(again, WAVE, code) is SlipState.SPENT
    assert reconcile(again) == 1
    assert reconcile(again) == 0
    assert len(again.registry.slips(WAVE)) == len(opened.slips) - 1
    assert find_slip(again, WAVE, code) is SlipState.SPENT
    cast(again, WAVE, code, OTHER)
    assert opened_answers(again, custodian) == [Answers(values={"dieu_kien": 4})]


def test_killed_between_the_two_a_second_sending_mends_it_too(stores: Stores, opened: Opened, custodian: PrivateKey):
    code = opened.slips[0].code
    killed(stores, code, "between the two")
    cast(stores, WAVE, code, OTHER)
    assert len(stores.registry.slips(WAVE)) == len(opened.slips) - 1
    assert opened_answers(stores, custodian) == [Answers(values={"dieu_kien": 4})]


def test_killed_before_the_ballot_no_slip_is_burnt(stores: Stores, opened: Opened, custodian: PrivateKey):
    code = opened.slips[0].code
    killed(stores, code, "before the ballot")
    assert reconcile(stores) == 0
    assert find_slip(stores, WAVE, code) is SlipState.OPEN
    cast(stores, WAVE, code, OTHER)
    assert opened_answers(stores, custodian) == [OTHER]


def test_killed_after_the_slip_nothing_is_left_to_mend(stores: Stores, opened: Opened, custodian: PrivateKey):
    code = opened.slips[0].code
    killed(stores, code, "after both")
    assert reconcile(stores) == 0
    assert find_slip(stores, WAVE, code) is SlipState.SPENT
    assert len(opened_answers(stores, custodian)) == 1


def test_reconciling_leaves_unspent_slips_of_every_wave_alone(stores: Stores, opening: Opening, opened: Opened):
    other = opening(wave="other")
    cast(stores, WAVE, opened.slips[0].code, ANSWERS)
    assert reconcile(stores) == 0
    assert len(stores.registry.slips(WAVE)) == len(opened.slips) - 1
    assert len(stores.registry.slips("other")) == len(other.slips)

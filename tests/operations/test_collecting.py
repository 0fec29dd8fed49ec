"""Collecting and casting below the web: what the registry and the box learn, and in which order."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest

from survey_app.ballots.blind import BlindedMessageError, InvalidRightError, blind, finalize
from survey_app.ballots.codes import new_code, nullifier_of
from survey_app.ballots.manifest import Mode
from survey_app.ballots.rights import new_right
from survey_app.ballots.sealing import seal
from survey_app.operations.casting import BallotRejectedError, CastOutcome, cast_sealed
from survey_app.operations.collecting import Collected, collect
from survey_app.operations.lookup import (
    AlreadyCollectedError,
    Found,
    SlipState,
    SpentSlipError,
    UnknownSlipError,
    look_up,
)
from survey_app.operations.phases import NotTheDayError, Phase, ScriptsRequiredError, phase_of
from survey_app.operations.respond import cast, cast_many
from survey_app.operations.rules import BallotRules, PhasesError
from survey_app.operations.waves import IssuedSlip, Opened, close_wave
from survey_app.questionnaire.answers import Answers
from survey_app.store import Stores
from survey_app.store.errors import NotAcceptingError

WAVE = "2025-Q4"
PAYLOAD = b'{"items":{},"texts":{},"v":1}'
ANSWERS = Answers(values={"dieu_kien": 4})

Opening = Callable[..., Opened]


class Member:
    """A browser with one slip."""

    def __init__(self, stores: Stores, opened: Opened, slip: IssuedSlip, *, stratum: int | None = None) -> None:
        assert opened.manifest.blind is not None
        self.stores, self.opened, self.slip = stores, opened, slip
        self.stratum = slip.stratum if stratum is None else stratum
        self.key = opened.manifest.blind.stratum_key(self.stratum)
        self.right = new_right(opened.manifest.hash, self.stratum)
        self.hidden = blind(self.key, self.right)

    def collect(self, today: date | None = None) -> Collected:
        return collect(self.stores, self.opened.manifest.wave, self.slip.code, self.hidden.blinded, today=today)

    def signature(self) -> bytes:
        return finalize(self.key, self.right, self.collect().signature, self.hidden.inverse)

    def cast(self, signature: bytes, today: date | None = None, *, stratum: int | None = None) -> CastOutcome:
        stratum = self.stratum if stratum is None else stratum
        manifest = self.opened.manifest
        ballot = seal(PAYLOAD, stratum=stratum, manifest_hash=manifest.hash, keys=manifest.public_keys())
        return cast_sealed(
            self.stores,
            manifest.wave,
            stratum=stratum,
            right=self.right,
            signature=signature,
            ballot=ballot,
            today=today,
        )


def test_a_right_is_collected_and_cast_and_the_two_stores_share_nothing(stores: Stores, opened: Opened):
    member = Member(stores, opened, opened.slips[0])
    signature = member.signature()
    marked = [slip for slip in stores.registry.slips(WAVE) if slip.collected]
    assert [slip.collected for slip in marked] == [hashlib.sha256(member.hidden.blinded).digest()]
    assert member.cast(signature) is CastOutcome.NEW
    assert member.cast(signature) is CastOutcome.ALREADY
    (ballot,) = stores.box.ballots(WAVE)
    assert ballot.nullifier == nullifier_of(member.right)
    assert len(stores.registry.slips(WAVE)) == len(opened.slips)
    assert look_up(stores, WAVE, opened.slips[0].code) == Found(state=SlipState.COLLECTED, stratum=member.stratum)


def test_the_same_request_gives_the_same_signature_and_another_none(stores: Stores, opened: Opened):
    first, other = (Member(stores, opened, opened.slips[0]) for _ in range(2))
    assert first.collect() == first.collect()
    with pytest.raises(AlreadyCollectedError):
        other.collect()
    assert first.collect() == first.collect()


def test_two_browsers_at_once_get_one_right(stores: Stores, opened: Opened):
    given: list[object] = []
    start = threading.Barrier(4)

    def run(member: Member) -> None:
        start.wait()
        try:
            given.append(member.collect())
        except AlreadyCollectedError as refusal:
            given.append(refusal)

    threads = [threading.Thread(target=run, args=(Member(stores, opened, opened.slips[0]),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(each, Collected) for each in given) == 1


def _either() -> suppress:
    """One of the two paths is refused; which one is chance."""
    return suppress(AlreadyCollectedError, SpentSlipError)


def test_both_paths_at_once_give_one_ballot(stores: Stores, opened: Opened):
    for slip in opened.slips[:6]:
        member, start = Member(stores, opened, slip), threading.Barrier(2)

        def pages(code: str = slip.code, start: threading.Barrier = start) -> None:
            start.wait()
            with _either():
                cast(stores, WAVE, code, ANSWERS)

        def browser(member: Member = member, start: threading.Barrier = start) -> None:
            start.wait()
            with _either():
                member.cast(member.signature())

        threads = [threading.Thread(target=pages), threading.Thread(target=browser)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert stores.box.count(WAVE) == 6


def test_a_slip_is_good_for_one_path(stores: Stores, opened: Opened):
    begun, paged = opened.slips[:2]
    Member(stores, opened, begun).collect()
    for use in (cast, lambda *given: cast_many(given[0], given[1], [given[2:]])):
        with pytest.raises(AlreadyCollectedError):
            use(stores, WAVE, begun.code, ANSWERS)
    cast(stores, WAVE, paged.code, ANSWERS)
    with pytest.raises(SpentSlipError):
        Member(stores, opened, paged).collect()
    assert stores.box.count(WAVE) == 1


def test_a_right_opens_nothing_but_its_stratum_and_wave(stores: Stores, opened: Opened, opening: Opening):
    member = Member(stores, opened, opened.slips[0])
    signature = member.signature()
    elsewhere = opening(wave="other")
    for wrong in (bytes(256), signature[:-1], signature + b"\0", signature[:-1] + bytes([signature[-1] ^ 1])):
        with pytest.raises(InvalidRightError):
            member.cast(wrong)
    with pytest.raises(InvalidRightError):
        member.cast(signature, stratum=(member.stratum + 1) % len(opened.manifest.strata))
    member.opened = elsewhere
    with pytest.raises(InvalidRightError):
        member.cast(signature)
    assert stores.box.count(WAVE) == stores.box.count("other") == 0


def test_a_right_prepared_for_a_foreign_stratum_is_signed_but_worth_nothing(stores: Stores, opened: Opened):
    """The signer cannot see what it signs; its key is its stratum's, so the client notices and the box refuses."""
    slip = opened.slips[0]
    member = Member(stores, opened, slip, stratum=(slip.stratum + 1) % len(opened.manifest.strata))
    with pytest.raises((InvalidRightError, BlindedMessageError)):
        member.signature()


def test_ballots_of_another_form_stay_outside(stores: Stores, opened: Opened):
    member = Member(stores, opened, opened.slips[0])
    given = {"stratum": member.stratum, "right": member.right, "signature": member.signature()}
    for ballot in (b"", b"\1" * 4883, bytes([1, 0, member.stratum]) + b"x"):
        with pytest.raises(BallotRejectedError):
            cast_sealed(stores, WAVE, **given, ballot=ballot)


def test_codes_of_nobody_and_closed_waves_get_no_right(stores: Stores, opened: Opened):
    with pytest.raises(UnknownSlipError):
        collect(stores, WAVE, new_code(), b"\1" * 256)
    member, late = (Member(stores, opened, slip) for slip in opened.slips[:2])
    signature, unsent = member.signature(), late.signature()
    member.cast(signature)
    for day in (date(2025, 11, 30), date(2025, 12, 11)):
        with pytest.raises(NotAcceptingError):
            late.collect(day)
        with pytest.raises(NotAcceptingError):
            late.cast(unsent, day)
    close_wave(stores, WAVE)
    with pytest.raises(NotAcceptingError):
        late.collect()
    with pytest.raises(NotAcceptingError):
        late.cast(unsent)
    assert member.cast(signature) is CastOutcome.ALREADY, "who sends again is thanked again"


def test_two_phases(stores: Stores, opening: Opening):
    opened = opening(
        ballots=BallotRules(mode=Mode.TWO_PHASE, collect_until=date(2025, 12, 3), cast_from=date(2025, 12, 6))
    )
    member = Member(stores, opened, opened.slips[0])
    days = [date(2025, 12, at) for at in (1, 3, 4, 5, 6, 10)]
    phases = [Phase.COLLECT, Phase.COLLECT, Phase.BETWEEN, Phase.BETWEEN, Phase.CAST, Phase.CAST]
    assert [phase_of(opened.manifest, day) for day in days] == phases
    member.collect(days[1])
    signature = member.signature()
    for day in days[:4]:
        with pytest.raises(NotTheDayError):
            member.cast(signature, day)
    for day in days[2:]:
        with pytest.raises(NotTheDayError):
            Member(stores, opened, opened.slips[1]).collect(day)
    for day in days[:4]:
        with pytest.raises(NotTheDayError):
            cast(stores, WAVE, opened.slips[2].code, ANSWERS, today=day)
    assert member.cast(signature, days[4]) is CastOutcome.NEW
    cast(stores, WAVE, opened.slips[2].code, ANSWERS, today=days[5])


def test_a_wave_may_require_scripts(stores: Stores, opening: Opening):
    opened = opening(ballots=BallotRules(scripts_required=True))
    with pytest.raises(ScriptsRequiredError):
        cast(stores, WAVE, opened.slips[0].code, ANSWERS)
    member = Member(stores, opened, opened.slips[0])
    assert member.cast(member.signature()) is CastOutcome.NEW


@pytest.mark.parametrize(
    "rules",
    [
        BallotRules(mode=Mode.TWO_PHASE),
        BallotRules(mode=Mode.TWO_PHASE, collect_until=date(2025, 12, 3)),
        BallotRules(mode=Mode.TWO_PHASE, collect_until=date(2025, 12, 3), cast_from=date(2025, 12, 3)),
        BallotRules(mode=Mode.TWO_PHASE, collect_until=date(2025, 11, 3), cast_from=date(2025, 12, 3)),
        BallotRules(mode=Mode.TWO_PHASE, collect_until=date(2025, 12, 3), cast_from=date(2025, 12, 11)),
        BallotRules(mode=Mode.MEETING, cast_from=date(2025, 12, 3)),
    ],
)
def test_phases_that_cannot_be_are_refused_before_anything_is_written(
    stores: Stores, opening: Opening, rules: BallotRules
):
    with pytest.raises(PhasesError):
        opening(ballots=rules)
    assert stores.registry.waves() == ()
    assert not (stores.folder / "secrets").exists()


def test_every_wave_names_its_keys_and_scripts(opened: Opened):
    blind_part = opened.manifest.blind
    assert blind_part is not None
    assert len(blind_part.signing_keys) == len(opened.manifest.strata)
    assert {name.split("/")[0] for name in blind_part.scripts} >= {"ballot", "form"}
    assert "ballot/custodian.js" not in blind_part.scripts

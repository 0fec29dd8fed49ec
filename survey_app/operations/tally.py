"""The tally: open the box with a key that the server never sees, shuffle, count, decide the release, empty the box.

Three parts that may run on two machines (export on the server, tally on the custodian's computer, import on the server)
or as one (``tally_wave``). Interrupted anywhere, the same part is run again and ends with the same release: the decided
cube is a function of the ballots alone, and it is persisted before the first ballot is deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from survey_app.ballots.keys import PrivateKey, require_key_of
from survey_app.ballots.sealing import DamagedBallotError, open_ballot
from survey_app.ballots.shuffle import shuffled
from survey_app.operations.bundle import Bundle, export_bundle
from survey_app.operations.deciding import OpenedBox, answers_in, decide
from survey_app.operations.deciding import Tallied as Tallied  # noqa: PLC0414 -- offered here too
from survey_app.operations.keeping_texts import sealed_split, split
from survey_app.operations.release import take_in
from survey_app.questionnaire.answers import Answers, ForeignAnswersError
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores

Progress: TypeAlias = Callable[[int, int], None]


def tally_wave(stores: Stores, wave: str, key: PrivateKey, *, progress: Progress | None = None) -> Tallied:
    """Return the release of a closed wave, persisted; the box is empty afterwards. May be run again at any time."""
    bundle = export_bundle(stores, wave)
    standing = bundle.released
    tallied = Tallied(cube=standing) if standing is not None else tally_bundle(bundle, key, progress=progress)
    take_in(stores, tallied)
    return tallied


def tally_bundle(bundle: Bundle, key: PrivateKey, *, progress: Progress | None = None) -> Tallied:
    """Return the release that a bundle of sealed ballots amounts to. Writes nothing.

    Raises
    ------
    WrongTallyKeyError
        The key is none of those the manifest names.
    """
    require_key_of(bundle.manifest.tally_keys, key)
    questionnaire = load_questionnaire(bundle.questionnaire, file=bundle.manifest.questionnaire)
    box = open_box(bundle, questionnaire, key, progress=progress)
    tallied = decide(bundle, questionnaire, box)
    return replace(tallied, texts=_sealed_texts(bundle, questionnaire, box))


def _sealed_texts(bundle: Bundle, questionnaire: Questionnaire, box: OpenedBox) -> str | None:
    texts = split(questionnaire, box.answers)
    return sealed_split(bundle.manifest, texts, closes=bundle.standing.closes)


def open_box(
    bundle: Bundle, questionnaire: Questionnaire, key: PrivateKey, *, progress: Progress | None = None
) -> OpenedBox:
    """Return the answers of every ballot that opens and belongs, shuffled; the others are set aside and counted."""
    opened: list[tuple[int, Answers]] = []
    for done, (stratum, ballot) in enumerate(bundle.ballots, start=1):
        try:
            payload = open_ballot(ballot, stratum=stratum, manifest_hash=bundle.manifest.hash, key=key)
            if stratum < len(bundle.manifest.strata):
                opened.append((stratum, answers_in(questionnaire, payload)))
        except (DamagedBallotError, ForeignAnswersError):
            continue
        finally:
            if progress is not None:
                progress(done, len(bundle.ballots))
    mixed = shuffled(opened)
    return OpenedBox(
        answers=tuple(answers for _, answers in mixed),
        strata=tuple(stratum for stratum, _ in mixed),
        set_aside=len(bundle.ballots) - len(opened),
    )

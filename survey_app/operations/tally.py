"""The tally: open the box with a key that the server never sees, shuffle, count, decide the release, empty the box.

Three parts that may run on two machines (export on the server, tally on the custodian's computer, import on the server)
or as one (``tally_wave``). Interrupted anywhere, the same part is run again and ends with the same release: the decided
cube is a function of the ballots alone, and it is persisted before the first ballot is deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from analysis.counting import Counts, count
from analysis.counting.cells import Counts64
from analysis.disclosure import ReleasedCube, TextCount
from analysis.weights import post_stratify
from survey_app.ballots.keys import PrivateKey, require_key_of
from survey_app.ballots.manifest import Manifest
from survey_app.ballots.sealing import DamagedBallotError, open_ballot
from survey_app.ballots.shuffle import shuffled
from survey_app.compilers.columns import responses_of
from survey_app.operations.bundle import Bundle, export_bundle
from survey_app.operations.gating import banners_of, gated
from survey_app.operations.ledger import held_before
from survey_app.operations.release import import_release
from survey_app.questionnaire.answers import Answers, ForeignAnswersError, read_payload
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import FreeText, Multi, Questionnaire
from survey_app.questionnaire.piping import unpiped
from survey_app.store import Stores

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBox:
    """What the ballots said, order taken away. Lives in memory only.

    ``set_aside`` counts ballots that would not open or held anything but answers to this questionnaire.
    """

    answers: tuple[Answers, ...]
    strata: tuple[int, ...]
    set_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """The decided release, with what the custodian must know and the public need not."""

    cube: ReleasedCube
    counts: Counts | None = None
    """True cells, in memory only; None when an interrupted tally had already decided the release."""
    set_aside: int = 0
    overfull: tuple[str, ...] = ()
    """Strata that hold more ballots than their roll."""


def tally_wave(stores: Stores, wave: str, key: PrivateKey, *, progress: Progress | None = None) -> Tallied:
    """Return the release of a closed wave, persisted; the box is empty afterwards. May be run again at any time."""
    bundle = export_bundle(stores, wave)
    standing = bundle.released
    tallied = Tallied(cube=standing) if standing is not None else tally_bundle(bundle, key, progress=progress)
    import_release(stores, tallied.cube)
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
    return decide(bundle, questionnaire, open_box(bundle, questionnaire, key, progress=progress))


def open_box(
    bundle: Bundle, questionnaire: Questionnaire, key: PrivateKey, *, progress: Progress | None = None
) -> OpenedBox:
    """Return the answers of every ballot that opens and belongs, shuffled; the others are set aside and counted."""
    opened: list[tuple[int, Answers]] = []
    for done, (stratum, ballot) in enumerate(bundle.ballots, start=1):
        try:
            payload = open_ballot(ballot, stratum=stratum, manifest_hash=bundle.manifest.hash, key=key)
            opened.append((stratum, read_payload(questionnaire, payload)))
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


def decide(bundle: Bundle, questionnaire: Questionnaire, box: OpenedBox) -> Tallied:
    """Return the release: count, estimate, protect. Deterministic in the ballots, whatever their order."""
    manifest = bundle.manifest
    ballots = np.bincount(np.asarray(box.strata, dtype=np.int64), minlength=len(manifest.strata))
    roll = np.array([stratum.headcount for stratum in manifest.strata], dtype=np.int64)
    overfull = tuple(manifest.strata[at].stratum for at in np.flatnonzero(ballots > roll))
    # A list that is out of date must not stop the tally: the roll is taken to be at least those who answered.
    counts = _count(manifest, questionnaire, box, np.maximum(roll, ballots))
    cube = gated(
        counts,
        manifest,
        questionnaire,
        earlier=held_before([cube for cube in bundle.previous if cube.wave not in bundle.withdrawn], manifest),
        chain=bundle.previous[-1].hash if bundle.previous else None,
        texts=_texts(questionnaire, box.answers),
    )
    return Tallied(cube=cube, counts=counts, set_aside=box.set_aside, overfull=overfull)


def _count(manifest: Manifest, questionnaire: Questionnaire, box: OpenedBox, headcounts: Counts64) -> Counts:
    answered = responses_of(questionnaire, box.answers, box.strata, wave=manifest.wave)
    weighted = replace(answered, weight=post_stratify(answered.stratum, headcounts))
    names = tuple(stratum.stratum for stratum in manifest.strata)
    return count(weighted, strata=names, banners=banners_of(manifest, weighted))


def _texts(questionnaire: Questionnaire, answers: Sequence[Answers]) -> tuple[TextCount, ...]:
    takers = (item for item in questionnaire.items() if isinstance(item, FreeText | Multi))
    return tuple(
        TextCount(item=item.item, text=unpiped(item.text), count=sum(item.item in one.texts for one in answers))
        for item in takers
        if isinstance(item, FreeText) or item.other is not None
    )

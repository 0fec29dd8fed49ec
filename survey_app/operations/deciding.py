"""From opened ballots to the decided release, without any key: the same ballots give the same release."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.counting import Counts, count
from analysis.counting.cells import Counts64
from analysis.disclosure import ReleasedCube, TextCount
from analysis.weights import post_stratify
from survey_app.ballots.archive import ArchiveRow
from survey_app.ballots.manifest import Manifest
from survey_app.compilers.columns import responses_of
from survey_app.operations.bundle import Bundle
from survey_app.operations.gating import banners_of, gated, roll_of, same_people
from survey_app.operations.keeping_texts import takers
from survey_app.operations.ledger import held_before
from survey_app.questionnaire.answers import VERSION, Answers, ForeignAnswersError, payload, read_payload
from survey_app.questionnaire.model import Questionnaire
from survey_app.questionnaire.piping import unpiped

WRITTEN = "x"
"""Stands for a text whose words nobody needs: that it was written is counted, what it says is not."""


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
    rows: tuple[ArchiveRow, ...] = ()
    """What an archive keeps of the ballots; in memory only."""
    texts: str | None = None
    """Answers in words, apart from their ballots and sealed for the keys of the tally; None where none are kept."""


def answers_in(questionnaire: Questionnaire, raw: bytes) -> Answers:
    """Return the answers of a ballot's payload.

    Raises
    ------
    ForeignAnswersError
        Not answers to this questionnaire, or not spelled in the one way in which members' pages spell them.
    """
    answers = read_payload(questionnaire, raw)
    if payload(questionnaire, answers) != raw:
        raise ForeignAnswersError(reason="not-canonical")
    return answers


def answers_of_row(questionnaire: Questionnaire, items: Mapping[str, object], written: Sequence[str]) -> Answers:
    """Return the answers of a ballot opened elsewhere: its codes, and of its texts only which there were.

    Raises
    ------
    ForeignAnswersError
        Not answers to this questionnaire.
    """
    document = {"v": VERSION, "items": items, "texts": dict.fromkeys(written, WRITTEN)}
    return read_payload(questionnaire, json.dumps(document, ensure_ascii=False).encode())


def archived(questionnaire: Questionnaire, box: OpenedBox) -> tuple[ArchiveRow, ...]:
    """Return what an archive keeps: codes, and of texts that there was one."""
    rows = []
    for stratum, answers in zip(box.strata, box.answers, strict=True):
        bare = replace(answers, texts=dict.fromkeys(answers.texts, WRITTEN))
        rows.append(ArchiveRow(stratum=stratum, payload=payload(questionnaire, bare).decode()))
    return tuple(sorted(rows))


def decide(
    bundle: Bundle, questionnaire: Questionnaire, box: OpenedBox, *, corrects: Sequence[ReleasedCube] | None = None
) -> Tallied:
    """Return the release: count, estimate, protect. Deterministic in the ballots, whatever their order.

    Parameters
    ----------
    corrects : earlier releases of these people; together with them nothing may be told too closely. All that ever
        stood in the ledger, when left out.
    """
    manifest, standing = bundle.manifest, bundle.standing
    ballots = np.bincount(np.asarray(box.strata, dtype=np.int64), minlength=len(manifest.strata))
    roll = roll_of(manifest)
    overfull = tuple(manifest.strata[at].stratum for at in np.flatnonzero(ballots > roll))
    # A list that is out of date must not stop the tally: the roll is taken to be at least those who answered.
    counts = _count(manifest, questionnaire, box, np.maximum(roll, ballots))
    shown = [cube for cube in bundle.previous if cube.wave not in bundle.withdrawn]
    if corrects is None:
        corrects = same_people(bundle.previous, manifest, shown=shown, closes=standing.closes)
    cube = gated(
        counts,
        manifest,
        questionnaire,
        standing=standing,
        earlier=held_before(shown, manifest, closes=standing.closes),
        chain=bundle.previous[-1].hash if bundle.previous else None,
        texts=_texts(questionnaire, box.answers),
        corrects=corrects,
    )
    return Tallied(
        cube=cube,
        counts=counts,
        set_aside=box.set_aside,
        overfull=overfull,
        rows=() if manifest.archive is None else archived(questionnaire, box),
    )


def _count(manifest: Manifest, questionnaire: Questionnaire, box: OpenedBox, headcounts: Counts64) -> Counts:
    answered = responses_of(questionnaire, box.answers, box.strata, wave=manifest.wave)
    weighted = replace(answered, weight=post_stratify(answered.stratum, headcounts))
    names = tuple(stratum.stratum for stratum in manifest.strata)
    return count(weighted, strata=names, banners=banners_of(manifest, weighted))


def _texts(questionnaire: Questionnaire, answers: Sequence[Answers]) -> tuple[TextCount, ...]:
    return tuple(
        TextCount(item=item.item, text=unpiped(item.text), count=sum(item.item in one.texts for one in answers))
        for item in takers(questionnaire)
    )

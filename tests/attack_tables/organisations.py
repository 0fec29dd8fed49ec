"""Random organisations: groups of uneven size, traits, items of every type, several waves with roster changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from answering import Answers, Minds, all_but, answers_of, joined, replace_row
from questions import Questions, both, question_of, questions_of

from analysis.counting import Banner, Counts, Level, count
from analysis.design import Design
from analysis.disclosure import ReleasedCube, Rules, TableSpec, release_wave, write_cube
from analysis.disclosure.bounds import ContradictionError
from analysis.disclosure.gate import NarrowedError
from analysis.responses import Responses
from analysis.weights import post_stratify
from survey_app.compilers.columns import coded_responses

TWICE, CORRECTED = "told twice", "corrected"
COURSES = ("anew", "one left", "one joined", TWICE)
"""What the next wave is: answers anew from a roster that moved; the same people but one; the same wave with more
tables, or (every other time) with the answers of one slip corrected."""


@dataclass(frozen=True)
class Wave:
    """One wave: who answered what, and what is released of it."""

    answers: Answers
    responses: Responses
    group: np.ndarray
    rolls: np.ndarray
    cube: ReleasedCube | None
    counts: Counts
    first: Wave | None = None
    """An earlier release of the same wave; this one stands beside it, or was refused."""
    left: int | None = None
    """The row of the wave before that is not in this one; everybody else answers as before."""
    joined: int | None = None
    """The row of this wave that was not in the one before; everybody else answers as before."""
    corrected: int | None = None
    """The row whose answers were others in the first release of this wave."""

    rolls_of: dict[str, int] = field(default_factory=dict)
    """People on the roll of each reporting group: public."""

    @cached_property
    def text(self) -> str:
        """The released file."""
        assert self.cube is not None
        return write_cube(self.cube)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The released file, read."""
        found: dict[str, Any] = json.loads(self.text)
        return found


@dataclass(frozen=True)
class Organisation:
    """Several waves of one organisation."""

    seed: int
    questions: Questions
    group_of: np.ndarray
    waves: tuple[Wave, ...]
    tiny: bool = False
    """Whether all tables that fit what is told of it can be tried."""

    @property
    def banners(self) -> dict[str, tuple[str, ...]]:
        """The finest levels of each banner: groups from the manifest, traits from the questionnaire."""
        return banners_of(self.questions, self.group_of)


def banners_of(questions: Questions, group_of: np.ndarray) -> dict[str, tuple[str, ...]]:
    """Return the finest levels of each banner, as everybody knows them."""
    traits = [column for column in questions.codebook.columns if column.trait]
    return {"group": tuple(f"g{at}" for at in range(group_of.max() + 1))} | {
        column.name: (*(str(option.code) for option in column.options), "unstated") for column in traits
    }


def organisation(
    seed: int,
    *,
    people: int | None = None,
    waves: int | None = None,
    response: float | None = None,
    items: tuple[str, ...] | None = None,
    course: str | None = None,
) -> Organisation:
    """Return a random organisation; the same seed gives the same one. What is named is not drawn."""
    random = np.random.default_rng(seed)
    questions = questions_of(random, items)
    groups = int(random.integers(2, 6))
    branches = int(random.integers(groups, 13))
    size = people or int(np.exp(random.uniform(np.log(40), np.log(500))))
    share = random.dirichlet(np.full(branches, random.uniform(1, 8)))
    rolls = np.maximum((size * share).astype(np.int64), 3)
    group_of = np.sort(np.concatenate([np.arange(groups), random.integers(0, groups, branches - groups)]))
    rate = random.choice([1.0, random.uniform(0.5, 0.97)]) if response is None else response
    minds = Minds.at(random, questions)
    number = waves or int(random.choice([1, 1, 2, 2, 3]))
    made = [_first(random, questions, minds, group_of, rolls, rate)]
    while len(made) < number:
        drawn = str(random.choice(COURSES)) if waves is None else COURSES[0]
        if drawn == TWICE and (seed + len(made)) % 2:
            drawn = CORRECTED
        made.append(_next(random, questions, minds, group_of, made[-1], rate, course or drawn, len(made)))
    return Organisation(seed=seed, questions=questions, group_of=group_of, waves=tuple(made))


def _drawn(random: np.random.Generator, minds: Minds, group_of: np.ndarray, rolls: np.ndarray, rate: float) -> Answers:
    answered = random.binomial(rolls, rate)
    stratum = np.repeat(np.arange(len(rolls)), answered).astype(np.int64)
    return answers_of(random, minds, stratum, group_of[stratum])


def _first(
    random: np.random.Generator,
    questions: Questions,
    minds: Minds,
    group_of: np.ndarray,
    rolls: np.ndarray,
    rate: float,
) -> Wave:
    return released(questions, _drawn(random, minds, group_of, rolls, rate), "w0", group_of, rolls)


def _next(
    random: np.random.Generator,
    questions: Questions,
    minds: Minds,
    group_of: np.ndarray,
    last: Wave,
    rate: float,
    course: str,
    number: int,
) -> Wave:
    name, size = f"w{number}", len(last.answers.stratum)
    if course == "anew" or size < 3 or last.cube is None:
        rolls = np.maximum(last.rolls + random.integers(-1, 2, len(last.rolls)), 3)
        answers = _drawn(random, minds, group_of, rolls, rate)
        return released(questions, answers, name, group_of, rolls, previous=last.cube)
    if course in {TWICE, CORRECTED}:
        # the first release of the wave is by groups alone, the one after it by traits too
        answers = _drawn(random, minds, group_of, last.rolls, rate)
        apart = np.random.default_rng(number)
        if course == CORRECTED and len(answers.stratum):
            return _corrected(apart, questions, minds, group_of, last, answers, name)
        first = released(questions, answers, name, group_of, last.rolls, banners=1, previous=last.cube)
        again = released(questions, answers, name, group_of, last.rolls, previous=last.cube, earlier=first.cube)
        return replace(again, first=first)
    row = int(random.integers(size))
    if course == "one left":
        rolls = last.rolls - (np.arange(len(last.rolls)) == last.answers.stratum[row])
        wave = released(questions, all_but(last.answers, row), name, group_of, rolls, previous=last.cube)
        return replace(wave, left=row)
    branch = int(last.answers.stratum[row])
    rolls = last.rolls + (np.arange(len(last.rolls)) == branch)
    newcomer = answers_of(random, minds, np.array([branch]), group_of[[branch]])
    wave = released(questions, joined(last.answers, newcomer), name, group_of, rolls, previous=last.cube)
    return replace(wave, joined=size)


def _corrected(
    random: np.random.Generator,
    questions: Questions,
    minds: Minds,
    group_of: np.ndarray,
    last: Wave,
    answers: Answers,
    name: str,
) -> Wave:
    """Return a wave that is released once more because one slip was read wrongly; the traits on it were right."""
    first = released(questions, answers, name, group_of, last.rolls, previous=last.cube)
    row = int(random.integers(len(answers.stratum)))
    branch = answers.stratum[[row]]
    read = answers_of(random, minds, branch, group_of[branch])
    traits = {column.name for column in questions.codebook.columns if column.trait}
    mended = replace_row(answers, row, read, but=traits)
    again = released(questions, mended, name, group_of, last.rolls, previous=last.cube, earlier=first.cube)
    return replace(again, first=first, corrected=row)


def released(
    questions: Questions,
    answers: Answers,
    name: str,
    group_of: np.ndarray,
    rolls: np.ndarray,
    *,
    banners: int | None = None,
    previous: ReleasedCube | None = None,
    earlier: ReleasedCube | None = None,
) -> Wave:
    """Return a wave with what the gate releases of it; no cube where the gate refuses it beside an earlier one."""
    codebook, stratum = questions.codebook, answers.stratum
    strata = tuple(f"b{at}" for at in range(len(rolls)))
    rolls = np.maximum(rolls, np.bincount(stratum, minlength=len(rolls)))
    responses = coded_responses(
        codebook, answers.codes, answers.scores, stratum, wave=name, weight=post_stratify(stratum, rolls)
    )
    group = group_of[stratum].astype(np.int64)
    traits = [column for column in codebook.columns if column.trait]
    by = [
        Banner(
            name="total",
            levels=(Level(key="total", label=both("all")),),
            positions=np.zeros(len(stratum), dtype=np.int64),
        ),
        Banner(
            name="group",
            levels=tuple(Level(key=f"g{at}", label=both(str(at))) for at in range(group_of.max() + 1)),
            positions=group,
        ),
        *(
            Banner(
                name=column.name,
                levels=tuple(Level(key=str(option.code), label=option.label) for option in column.options),
                positions=np.maximum(responses.codes[column.name].astype(np.int64), -1),
            )
            for column in traits
        ),
    ]
    counts = count(responses, strata=strata, banners=by)
    names = ["group", *(column.name for column in traits)][:banners]
    try:
        cube = release_wave(
            counts=counts,
            codebook=codebook,
            design=Design(strata=strata, headcounts=rolls.astype(np.int64)),
            plan=[
                TableSpec(stub=column.name, banner=("total", *(one for one in names if one != column.name)))
                for column in codebook.columns
            ],
            rules=Rules(),
            wave=name,
            questionnaire="q",
            title=both("q"),
            provenance="simulated",
            opened="2024-01-01",
            closed="2024-01-20",
            manifest="sha256:" + "0" * 64,
            code="0",
            previous=previous,
            earlier=() if earlier is None else (earlier,),
        )
    except (NarrowedError, ContradictionError):
        if earlier is None:
            raise
        cube = None
    held = {f"g{at}": int(rolls[group_of == at].sum()) for at in range(group_of.max() + 1)}
    return Wave(answers=answers, responses=responses, group=group, rolls=rolls, cube=cube, counts=counts, rolls_of=held)


def small_cube(seed: int) -> ReleasedCube:
    """Return the release of one question by two to four groups: small enough for two audits to be compared."""
    return small(seed).waves[0].cube  # type: ignore[return-value]  # the gate is its publisher


def small(seed: int, *, tiny: bool = False) -> Organisation:
    """Return an organisation with one question by two to four groups; ``tiny`` enough for all tables to be counted."""
    random = np.random.default_rng(seed)
    points = int(random.choice([2, 3] if tiny else [2, 3, 5]))
    questions = Questions.of(question_of("q", points, leans=points == 5, sensitive=bool(random.random() < 0.3)))
    groups = int(random.integers(2, 4 if tiny and points == 2 else 3 if tiny else 5))
    rolls = random.integers(25 if tiny else 12, 48 if tiny else 60, groups).astype(np.int64)
    answered = random.binomial(rolls, random.uniform(0.5, 0.9))
    group = np.repeat(np.arange(groups), answered).astype(np.int64)
    chosen = random.choice(points, size=len(group), p=random.dirichlet(np.full(points, random.uniform(0.3, 3))))
    silent = random.random(len(group)) < random.choice([0, 0.1])
    codes: Mapping[str, np.ndarray] = {
        "q": np.where(silent, random.choice([-1, -2, -3], size=len(group)), chosen).astype(np.int16)
    }
    answers = Answers(codes=dict(codes), scores={}, stratum=group)
    wave = released(questions, answers, "w", np.arange(groups), rolls)
    return Organisation(seed=seed, questions=questions, group_of=np.arange(groups), waves=(wave,), tiny=tiny)

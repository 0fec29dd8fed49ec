"""What people answer: minds that lean differently, groups of one mind, gaps, paths and numbers of every shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from questions import Questions

from analysis.codebook import Column, Kind

NOT_ASKED = -4


@dataclass(frozen=True)
class Answers:
    """Who answered what. ``codes`` hold the position of the option, or a negative exit."""

    codes: dict[str, np.ndarray]
    scores: dict[str, np.ndarray]
    stratum: np.ndarray


@dataclass(frozen=True)
class Minds:
    """How likely each answer is, over all waves of an organisation."""

    questions: Questions
    chance: Mapping[str, np.ndarray]
    shape: Mapping[str, int]
    """Of a number: which of the shapes below."""
    groups_of_one_mind: float

    @classmethod
    def at(cls, random: np.random.Generator, questions: Questions) -> Minds:
        """Return random minds."""
        skew = random.uniform(0.15, 3)
        columns = questions.codebook.columns
        return cls(
            questions=questions,
            chance={
                column.name: random.dirichlet(np.full(len(column.options), skew))
                for column in columns
                if column.options
            },
            shape={column.name: int(random.integers(4)) for column in columns if column.kind is Kind.NUMBER},
            groups_of_one_mind=float(random.choice([0.0, 0.3, 0.7])),
        )


def answers_of(random: np.random.Generator, minds: Minds, stratum: np.ndarray, group: np.ndarray) -> Answers:
    """Return the answers of people in these branches and groups."""
    size = len(stratum)
    codes: dict[str, np.ndarray] = {}
    scores: dict[str, np.ndarray] = {}
    for column in minds.questions.codebook.columns:
        if column.kind is Kind.INDEX:
            continue
        silent = random.random(size) < random.choice([0, 0.04, 0.1])
        exits = random.choice([-1, -2, -3], size=size)
        of_one_mind = not column.trait and random.random() < minds.groups_of_one_mind and size > 0
        alike = group == group[random.integers(size)] if of_one_mind else np.zeros(size, dtype=bool)
        if column.options:
            chosen = random.choice(len(column.options), size=size, p=minds.chance[column.name])
            chosen[alike] = int(np.argmax(minds.chance[column.name]))
        else:
            chosen = np.zeros(size, dtype=np.int64)
            scores[column.name] = _numbers(random, column, minds.shape[column.name], size, alike)
        codes[column.name] = np.where(silent, exits, chosen).astype(np.int16)
    _ticked(random, minds.questions, codes)
    for name, (filter_, position) in minds.questions.leads.items():
        codes[name] = np.where(codes[filter_] == position, codes[name], NOT_ASKED).astype(np.int16)
    for name, values in scores.items():
        scores[name] = np.where(codes[name] >= 0, values, np.nan)
    return Answers(codes=codes, scores=scores, stratum=stratum)


def _numbers(random: np.random.Generator, column: Column, shape: int, size: int, alike: np.ndarray) -> np.ndarray:
    """Return whole numbers of the range: spread evenly, around a middle, mostly one value, or with a few very large."""
    assert column.range is not None
    high = column.range.high
    drawn = (
        random.uniform(0, high, size),
        random.normal(0.6 * high, 0.1 * high, size),
        np.where(random.random(size) < 0.85, 0.5 * high, random.uniform(0, high, size)),
        0.05 * high * random.lognormal(0, 1, size),
    )[shape]
    drawn[alike] = 0.5 * high
    return np.clip(np.rint(drawn), 0, high)


def _ticked(random: np.random.Generator, questions: Questions, codes: dict[str, np.ndarray]) -> None:
    """Make the options of a multiple response those of one item: answered together, one ticked at least."""
    names = questions.multi
    if not names:
        return
    first = codes[names[0]]
    ticks = np.stack([np.maximum(codes[name], 0) for name in names])
    most = questions.at_most or len(names)
    for row in range(ticks.shape[1]):
        on = np.flatnonzero(ticks[:, row])
        if not len(on):
            ticks[random.integers(len(names)), row] = 1
        elif len(on) > most:
            ticks[random.permutation(on)[most:], row] = 0
    for name, ticked in zip(names, ticks, strict=True):
        codes[name] = np.where(first < 0, first, ticked).astype(np.int16)


def all_but(answers: Answers, row: int) -> Answers:
    """Return the answers of everybody else, unchanged."""
    return Answers(
        codes={name: np.delete(codes, row) for name, codes in answers.codes.items()},
        scores={name: np.delete(values, row) for name, values in answers.scores.items()},
        stratum=np.delete(answers.stratum, row),
    )


def joined(answers: Answers, others: Answers) -> Answers:
    """Return all answers of both."""
    return Answers(
        codes={name: np.concatenate([codes, others.codes[name]]) for name, codes in answers.codes.items()},
        scores={name: np.concatenate([values, others.scores[name]]) for name, values in answers.scores.items()},
        stratum=np.concatenate([answers.stratum, others.stratum]),
    )


def replace_row(answers: Answers, row: int, other: Answers, *, but: set[str]) -> Answers:
    """Return the answers with those of one row taken from the only row of ``other``, some columns left as they are."""
    here = np.arange(len(answers.stratum)) == row
    return Answers(
        codes={
            name: codes if name in but else np.where(here, other.codes[name][0], codes)
            for name, codes in answers.codes.items()
        },
        scores={name: np.where(here, other.scores[name][0], values) for name, values in answers.scores.items()},
        stratum=answers.stratum,
    )

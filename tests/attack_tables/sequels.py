"""Releases attacked together: of people who differ by one, of a slip that was corrected, of a year's branches.

An attacker who knows who came or went, and that nobody else changed his mind, holds two files of people who differ by
one. What that one answered must have two possible values. Of single branches he knows the bands of the year, the rolls
and what every wave tells of the groups they are in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from organisations import Organisation, Wave
from outsider import Document, Known, Outsider
from pooling import Number, Pool

from analysis.codebook import Column
from analysis.disclosure import Rules
from analysis.disclosure.ladder import sides_of
from analysis.disclosure.yearly import BranchWave, yearly_bands
from survey_app.operations.branch_bands import safe_bands

Stacked = list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class System:
    """Rows over people by cell and answer, as a pool wants them."""

    combos: np.ndarray
    width: int
    n: int
    stubs: tuple[str, ...]
    stacked: Stacked

    def broken(self, people: np.ndarray) -> bool:
        """Return whether people break a row."""
        found = [(rows @ people[mask].sum(axis=0), low, high) for mask, rows, low, high in self.stacked]
        return any(bool(np.any(value < low - 1e-6) or np.any(value > high + 1e-6)) for value, low, high in found)


# --- one who left or joined -------------------------------------------------------------------------------------------


def possible(more: Outsider, less: Outsider, combo: int, others: np.ndarray) -> list[set[int]] | None:
    """Return, per question, what the one may have answered who is in one file and not in the other.

    Parameters
    ----------
    more, less : what the file with him says, and the one without.
    combo : his group and traits.
    others : everybody else, shape (combos, answers).

    Returns
    -------
    list
        Two possible answers of each question are enough; None where the truth does not fit.
    """
    if less.broken(others) > 1e-6:
        return None
    found: list[set[int]] = [set() for _ in more.stubs]
    for program in (False, True):
        for state, answers in enumerate(more.joint):
            if all(len(one) > 1 or answer in one for one, answer in zip(found, answers, strict=True)):
                continue
            if _fits(more, less, combo, state, others, program=program):
                for one, answer in zip(found, answers, strict=True):
                    one.add(answer)
        if all(len(one) > 1 for one in found):
            break
    return found


def corrected(first: Outsider, second: Outsider, combo: int, others: np.ndarray) -> list[set[int]] | None:
    """Return, per question, what the one may have answered at first whose slip was corrected, then what since.

    Parameters
    ----------
    first, second : what each release says.
    others, combo : as in ``possible``.
    """
    fitting = [
        [state for state in range(one.width) if one.broken(others + _alone(others, combo, state)) <= 1e-6]
        for one in (first, second)
    ]
    if not all(fitting):
        return None
    answers: list[set[int]] = []
    for number, one in enumerate((first, second)):
        found: list[set[int]] = [set() for _ in one.stubs]
        for state in (*fitting[number], *(state for state in range(one.width) if state not in fitting[number])):
            told = [answer in known or len(known) > 1 for known, answer in zip(found, one.joint[state], strict=True)]
            if all(told) or (state not in fitting[number] and not _fit(first, second, combo, number, state, fitting)):
                continue
            for known, answer in zip(found, one.joint[state], strict=True):
                known.add(answer)
        answers += found
    return answers


def _fit(
    first: Outsider, second: Outsider, combo: int, number: int, state: int, fitting: Sequence[Sequence[int]]
) -> bool:
    """Return whether the one may have given an answer in one release and some answer in the other."""
    for other in fitting[1 - number]:
        states = (state, other) if number == 0 else (other, state)
        stacked = [*_without(first, combo, states[0]), *_without(second, combo, states[1])]
        if _anything(System(first.combos, first.width, first.n, first.stubs, stacked)):
            return True
    return False


def _alone(others: np.ndarray, combo: int, state: int) -> np.ndarray:
    """Return one person alone, shape as that of all others."""
    own = np.zeros_like(others)
    own[combo, state] = 1
    return own


def _without(outsider: Outsider, combo: int, state: int) -> Stacked:
    """Return what is known of all others where one person is known to have given an answer."""
    return [
        (mask, rows, low - rows[:, state] * mask[combo], high - rows[:, state] * mask[combo])
        for mask, rows, low, high in outsider.stacked
    ]


def _anything(system: System) -> bool:
    """Return whether any people fit."""
    everybody = Number(
        stub="",
        level="",
        option="",
        mask=np.ones(len(system.combos), dtype=bool),
        weights=np.ones(system.width),
        aside=True,
    )
    return Pool(system, [everybody]).anything() is not None


def _fits(more: Outsider, less: Outsider, combo: int, state: int, others: np.ndarray, *, program: bool) -> bool:
    if not program:
        return more.broken(others + _alone(others, combo, state)) <= 1e-6
    return _anything(
        System(more.combos, more.width, more.n, more.stubs, [*less.stacked, *_without(more, combo, state)])
    )


def combo_of(outsider: Outsider, wave: Wave, row: int) -> int:
    """Return the cell of one respondent: his group and his traits."""
    place = 0
    for banner, levels in outsider.levels.items():
        at = int(wave.group[row] if banner == "group" else wave.answers.codes[banner][row])
        place = place * len(levels) + (at if at >= 0 else len(levels) - 1)
    return place


# --- single branches --------------------------------------------------------------------------------------------------


def branch_bands(org: Organisation, column: Column, waves: Sequence[Wave]) -> tuple[str | None, ...]:
    """Return the band of each branch as the product tells it; None where it is withheld."""
    branches = [f"b{at}" for at in range(len(org.group_of))]
    k = len(column.options)
    pooled = [
        BranchWave(closed="2024-06-01", answers=wave.counts.tables[column.name, "total"].n[:, 0, :k], rolls=wave.rolls)
        for wave in waves
    ]
    bands = yearly_bands(column, [(name, {"vi": name, "en": name}) for name in branches], pooled, rules=Rules())
    held: Any = [
        SimpleNamespace(
            cube=wave.cube,
            known=tuple(one.cube for one in (wave.first, wave) if one is not None),
            rolls=dict(zip(branches, wave.rolls.tolist(), strict=True)),
            manifest=SimpleNamespace(
                strata=[
                    SimpleNamespace(stratum=name, group=f"g{group}", headcount=int(roll))
                    for name, group, roll in zip(branches, org.group_of, wave.rolls, strict=True)
                ]
            ),
        )
        for wave in waves
    ]
    safe = safe_bands(bands, held, column, Rules(), [f"g{at}" for at in org.group_of])
    return tuple(cell.band for cell in safe.cells)


def branch_pool(
    org: Organisation, column: Column, waves: Sequence[Wave], documents: Sequence[Sequence[Document]]
) -> tuple[Pool, np.ndarray]:
    """Return what is known of the branches of a year, as a pool of their two parts, and the truth."""
    bands = branch_bands(org, column, waves)
    b, k = len(bands), len(column.options)
    groups = {"group": tuple(f"g{at}" for at in range(org.group_of.max() + 1))}
    stacked: Stacked = []
    truth = []
    inf = np.array([np.inf])
    width = k + 3
    answered = (np.arange(width) < k).astype(float)
    for at, (wave, files) in enumerate(zip(waves, documents, strict=True)):
        known = Known(banners=groups, rolls=wave.rolls_of, leads=org.questions.leads)
        outsider = Outsider([_by_group(file) for file in files], [column.name], known)
        here = np.arange(len(waves) * b) // b == at
        for mask, rows, low, high in outsider.stacked:
            inside = np.zeros(len(waves) * b, dtype=bool)
            inside[here] = mask[org.group_of] if outsider.banners else mask[0]
            stacked.append((inside, rows, low, high))
        for branch in range(b):
            inside = np.arange(len(waves) * b) == at * b + branch
            stacked.append((inside, np.ones((1, width)), np.array([0.0]), np.array([float(wave.rolls[branch])])))
            if bands[branch]:
                least = np.array([float(Rules().least(sensitive=column.sensitive))])
                stacked.append((inside, answered[None], least, inf))
        truth.append(wave.counts.tables[column.name, "total"].n[:, 0, :-1].astype(float))
    favourable = np.zeros(width)
    favourable[list(sides_of(column)["favourable"])] = 1
    apart, numbers = float(Rules().apart(sensitive=column.sensitive)), []
    for branch, band in enumerate(bands):
        mask = np.arange(len(waves) * b) % b == branch
        for name, part in (("favourable", favourable), ("not favourable", answered - favourable)):
            if band:
                stacked.append((mask, part[None], np.array([apart]), inf))
            numbers.append(Number(stub=column.name, level=f"branch {branch}", option=name, mask=mask, weights=part))
        if band:
            ends = (np.array([-4.0]), inf) if band == "ge50" else (-inf, np.array([4.0]))
            stacked.append((mask, (2 * favourable - answered)[None], *ends))
    most = max(int(file["population"]["n"]) for files in documents for file in files)
    system = System(np.zeros((len(waves) * b, 1)), width, most, (column.name,), stacked)
    return Pool(system, numbers), np.concatenate(truth)


def _by_group(document: Document) -> Document:
    tables = [table for table in document["tables"] if table["banner"]["column"] in {"total", "group"}]
    return document | {"tables": tables}

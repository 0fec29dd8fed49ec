"""The ladder: how finely a level may be told, the first rung that passes all rules.

A level that fails is merged with its neighbour, then withheld. Levels that are told more coarsely than the others are
hidden from a table that adds up; what follows for them together, by taking the shown ones from the total, must pass the
same rules, else one more level steps down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

import numpy as np
import numpy.typing as npt

from analysis.codebook import Column, Kind
from analysis.disclosure.magnitudes import classes_of
from analysis.disclosure.rules import Rules

UNSTATED = "unstated"
SIDES = ("unfavourable", "neutral", "favourable")
REST = "rest"
LARGEST = 3
OUTER = (10, 90)
"""Percentages outside of which the share of an option is told as an outer band in every group, whatever else holds."""


class Rung(StrEnum):
    """How a level is told in a table."""

    ALL = "all"
    THREE = "three"
    TWO = "two"
    LARGEST = "largest"
    BAND = "band"
    MERGED = "merged"
    WITHHELD = "withheld"


class Step(IntEnum):
    """How far down: figures of every option, of merged options, a band, nothing."""

    FINE = 0
    COARSE = 1
    BAND = 2
    NOTHING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A level, or levels merged into one.

    Parameters
    ----------
    true, rounded : int64 arrays, shape (S,): people per state: the options, don't know, refused, skipped.
    roll : people on the roll, None where unknown.
    members : positions of the levels it is made of.
    """

    key: str
    label: Mapping[str, str]
    true: npt.NDArray[np.int64]
    rounded: npt.NDArray[np.int64]
    roll: int | None
    members: tuple[int, ...]
    keys: tuple[str, ...] = ()
    dominated: bool = False
    """Of an index: whether hardly anybody differs in one of its members, or too few answered one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the ladder of a column looks like.

    Parameters
    ----------
    coarse : merged options by name: sides of a scale, or the largest options and the rest; empty without such a rung.
    sides : position sets that a reader adds up in his head; dominance is asked of them too.
    """

    kind: Kind
    options: int
    sensitive: bool
    coarse_rung: Rung
    coarse: tuple[tuple[int | str, tuple[int, ...]], ...] = ()
    sides: tuple[tuple[int, ...], ...] = ()
    leading: tuple[int, ...] = ()
    """Options whose share the band is of: the favourable ones, or the organisation's largest option."""
    banded: bool = False
    """Of a scored column: whether a band can be told, for which its range must be known."""
    sizes: tuple[float, ...] = ()
    """Of a number that is no date: how large an answer in each class is, whatever its sign."""

    @property
    def scored(self) -> bool:
        """Whether the column is told by values and not by options; a number has its classes for options."""
        return self.kind in {Kind.NUMBER, Kind.INDEX}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A level and the step it is told on."""

    block: Block
    step: Step

    def rung(self, shape: Shape) -> Rung:
        """Return the name of its rung."""
        return (Rung.ALL, shape.coarse_rung, Rung.BAND, Rung.WITHHELD)[self.step]


def shape_of(column: Column, total: npt.NDArray[np.int64]) -> Shape:
    """Return the ladder of a column. ``total``, the organisation's people per state, names the largest options."""
    options = max(len(column.options), 1)
    sides = sides_of(column)
    if column.kind is Kind.ORDINAL and sides:
        rung = Rung.THREE if len(sides) == 3 else Rung.TWO
        merges = len(sides) < options
        return Shape(
            kind=column.kind,
            options=options,
            sensitive=column.sensitive,
            coarse_rung=rung,
            coarse=tuple(sides.items()) if merges else (),
            sides=tuple(sides.values()),
            leading=sides["favourable"],
        )
    if column.kind in {Kind.ORDINAL, Kind.NOMINAL}:
        order = sorted(range(options), key=lambda at: (-int(total[at]), at))
        first, rest = sorted(order[:LARGEST]), tuple(sorted(order[LARGEST:]))
        merged: list[tuple[int | str, tuple[int, ...]]] = [(column.options[at].code, (at,)) for at in first]
        coarse = (*merged, (REST, rest)) if len(rest) > 1 else ()
        return Shape(
            kind=column.kind,
            options=options,
            sensitive=column.sensitive,
            coarse_rung=Rung.LARGEST,
            coarse=coarse,
            leading=(order[0],),
        )
    return Shape(
        kind=column.kind,
        options=options,
        sensitive=column.sensitive,
        coarse_rung=Rung.ALL,
        leading=(options - 1,),
        banded=column.kind is Kind.NUMBER and column.range is not None,
        sizes=_sizes(column),
    )


def _sizes(column: Column) -> tuple[float, ...]:
    if column.kind is not Kind.NUMBER or (column.range is not None and column.range.origin is not None):
        return ()
    return tuple(np.abs(classes_of(column).points).tolist())


def sides_of(column: Column) -> dict[str, tuple[int, ...]]:
    """Return the option positions of each side, in order; empty unless the column leans both ways."""
    if column.kind is not Kind.ORDINAL:
        return {}
    positions = {side: column.positions(side) for side in SIDES}
    positions["neutral"] = tuple(at for at, option in enumerate(column.options) if option.side in {None, "neutral"})
    if not positions["favourable"] or not positions["unfavourable"]:
        return {}
    return {side: found for side, found in positions.items() if found}


def place(
    blocks: Sequence[Block],
    shape: Shape,
    rules: Rules,
    *,
    coarsest_shown: Step = Step.FINE,
    barred: frozenset[str] = frozenset(),
) -> tuple[Placed, ...]:
    """Return every level with its step: merged where it must be, and none that follows from the total and the others.

    ``coarsest_shown`` is the step of the organisation; no level is told more finely. ``barred`` levels are not told.
    """
    merged = _merge(blocks, shape, rules)
    placed = [
        Placed(
            block=block,
            step=Step.NOTHING
            if barred & {block.key, *block.keys}
            else max(coarsest_shown, highest(block, shape, rules)),
        )
        for block in merged
    ]
    steps = (Step.FINE, Step.COARSE) if shape.coarse else (Step.FINE,)
    for step in steps:
        placed = _guard(placed, step, shape, rules)
    return tuple(placed)


def highest(block: Block, shape: Shape, rules: Rules) -> Step:
    """Return the first step that a level passes by itself."""
    return next(
        (step for step in (Step.FINE, Step.COARSE, Step.BAND) if passes(block, step, shape, rules)), Step.NOTHING
    )


def passes(block: Block, step: Step, shape: Shape, rules: Rules) -> bool:
    """Return whether all rules hold for what would be displayed of a level on that step.

    They must hold of the displayed counts, from which a reader may guess the reason of a refusal, and of the true ones.
    """
    return all(_holds(counts[: shape.options], block, step, shape, rules) for counts in (block.rounded, block.true))


def _holds(counts: npt.NDArray[np.int64], block: Block, step: Step, shape: Shape, rules: Rules) -> bool:
    answered = int(counts.sum())
    if answered < rules.least(sensitive=shape.sensitive) or (block.roll is not None and block.roll < rules.roll):
        return False
    covered = rules.covered(answered, block.roll)
    if shape.scored:
        return (
            shape.banded
            if step is Step.BAND
            else step is Step.FINE and not covered and _valued(counts, block, shape, rules)
        )
    if shape.kind is Kind.MULTI:
        return step is Step.BAND or (step is Step.FINE and not covered and not _outer(counts, shape, rules))
    return (step is Step.BAND or (not covered and _filled(answered, step, shape, rules))) and not dominant(
        counts, shape, rules
    )


def _valued(counts: npt.NDArray[np.int64], block: Block, shape: Shape, rules: Rules) -> bool:
    """Return whether an index or a number may be told by its value: enough answers, and none that it would tell of."""
    if shape.kind is Kind.INDEX:
        return int(counts.sum()) >= rules.precise and not block.dominated
    enough = int(counts.sum()) >= rules.numbers
    return enough and not dominant(counts, shape, rules) and not _towering(block, shape, rules)


def _filled(answered: int, step: Step, shape: Shape, rules: Rules) -> bool:
    """Return whether options are filled well enough for figures of each: on average by the rounding base.

    Below that a displayed row of zeros and threes says more of single persons than of the group. A column without
    merged options has only its own.
    """
    if step is Step.COARSE:
        return bool(shape.coarse)
    return not shape.coarse or answered >= rules.round * shape.options


def united(blocks: Sequence[Block], *, key: str | None = None) -> Block:
    """Return several levels as one."""
    rolls = [block.roll for block in blocks if block.roll is not None]
    labels = [block.label for block in blocks]
    return Block(
        key=key or "+".join(block.key for block in blocks),
        label={code: "; ".join(label.get(code, "") for label in labels) for code in labels[0]},
        true=np.sum([block.true for block in blocks], axis=0),
        rounded=np.sum([block.rounded for block in blocks], axis=0),
        roll=sum(rolls) if len(rolls) == len(blocks) else None,
        members=tuple(member for block in blocks for member in block.members),
        keys=tuple(name for block in blocks for name in (block.keys or (block.key,))),
        dominated=any(block.dominated for block in blocks),
    )


def _outer(counts: npt.NDArray[np.int64], shape: Shape, rules: Rules) -> bool:
    """Return whether the share of an option stands so near to none or all that only the outer band may be told."""
    percent = whole_percent(int(counts[-1]), int(counts.sum()))
    return few(counts, shape, rules) or not OUTER[0] <= percent <= OUTER[1]


def few(counts: npt.NDArray[np.int64], shape: Shape, rules: Rules) -> bool:
    """Return whether hardly anybody gave another answer than the largest option."""
    return int(counts.sum() - counts.max()) < rules.apart(sensitive=shape.sensitive)


def _towering(block: Block, shape: Shape, rules: Rules) -> bool:
    """Return whether one answer is a large part of the sum that is displayed.

    Of displayed counts alone: what is not displayed adds nothing to the mean, and a rule that looked at it would tell
    by its refusals how large the answers are that it keeps out.
    """
    sizes, counts = np.asarray(shape.sizes), block.rounded[: shape.options]
    return bool(len(sizes)) and bool(sizes[counts > 0].max(initial=0.0) > rules.magnitude * float(counts @ sizes))


def dominant(counts: npt.NDArray[np.int64], shape: Shape, rules: Rules) -> bool:
    """Return whether hardly anybody gave another answer than the largest option, or side."""
    parts = [int(counts.max()), *(int(counts[list(side)].sum()) for side in shape.sides)]
    return int(counts.sum()) - max(parts) < rules.apart(sensitive=shape.sensitive)


def whole_percent(part: int, whole: int) -> int:
    """Return 100 part / whole rounded half up in integers; 0 of nobody."""
    return (200 * part + whole) // (2 * whole) if whole > 0 else 0


def _merge(blocks: Sequence[Block], shape: Shape, rules: Rules) -> list[Block]:
    """Return the levels, failing ones merged with the next one (the last with the one before), once each."""
    left = list(blocks)
    alone = shape.scored or shape.kind is Kind.MULTI
    at = 0
    while at < len(left):
        block = left[at]
        fails = highest(block, shape, rules) is Step.NOTHING
        if not fails or len(left) == 1 or (alone and block.key != UNSTATED) or block.keys:
            at += 1
            continue
        start = at if at + 1 < len(left) else at - 1
        pair = left[start : start + 2]
        both = united(pair)
        if highest(both, shape, rules) is Step.NOTHING:
            at += 1
            continue
        left[start : start + 2] = [replace(both, members=tuple(sorted(both.members)))]
        at = start + 1
    return left


def _guard(placed: list[Placed], step: Step, shape: Shape, rules: Rules) -> list[Placed]:
    """Return the levels, enough of them below ``step`` that those together pass the rules, or none shown on it."""
    now = list(placed)
    while True:
        hidden = [at for at, one in enumerate(now) if one.step > step]
        shown = [at for at, one in enumerate(now) if one.step <= step]
        if not hidden or not shown:
            return now
        together = united([now[at].block for at in hidden])
        if len(hidden) > 1 and passes(together, step, shape, rules):
            return now
        smallest = min(shown, key=lambda at: (int(now[at].block.true[: shape.options].sum()), -at))
        now[smallest] = replace(now[smallest], step=_below(step, shape))


def _below(step: Step, shape: Shape) -> Step:
    if shape.scored:
        return Step.BAND if shape.banded else Step.NOTHING
    return Step.COARSE if step is Step.FINE and shape.coarse else Step.BAND

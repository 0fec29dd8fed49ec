"""Random questionnaires: some items of every type, indices over the scales, an item that not all are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.codebook import Codebook, Column, Kind, Option, Range

SCALES = {4: "uuff", 5: "uunff", 7: "uuunfff", 11: "uuuunnnffff"}
LEANS = {"u": "unfavourable", "n": "neutral", "f": "favourable"}
ITEMS = ("scale", "second", "yesno", "single", "multi", "ranking", "number", "date", "battery", "routed")
FEWEST, MOST = 3, 6
"""Items of a questionnaire besides its first scale; so that a thousand organisations have hundreds of each type."""


def both(text: str) -> dict[str, str]:
    """Return a label in both languages."""
    return {"vi": text, "en": text}


@dataclass(frozen=True)
class Questions:
    """A questionnaire as its readers know it: columns, which item leads to another, how many options may be ticked."""

    codebook: Codebook
    leads: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """By a column that not all are asked: the column and the position that lead to it."""
    at_most: int | None = None
    """Options of the multiple response that may be ticked: two or more, else it would be a single choice."""

    @classmethod
    def of(cls, column: Column) -> Questions:
        """Return a questionnaire of one question."""
        return cls(codebook=Codebook(columns=(column,)))

    @property
    def multi(self) -> tuple[str, ...]:
        """The columns of the multiple response."""
        return tuple(column.name for column in self.codebook.columns if column.kind is Kind.MULTI)

    def type_of(self, name: str) -> str:
        """Return the type of a column, as the printed table names it."""
        column = self.codebook[name]
        if column.trait:
            return "trait"
        for head in ("routed", "battery", "ranking", "date"):
            if column.item == head:
                return head
        if column.kind is Kind.ORDINAL:
            return f"scale, {len(column.options)} points"
        if column.kind is Kind.NOMINAL:
            return "yes/no" if len(column.options) == 2 else "single"
        return column.kind.value


def question_of(name: str, points: int, *, leans: bool, sensitive: bool = False) -> Column:
    """Return one question with options; ``leans`` for a scale."""
    kind = Kind.ORDINAL if leans else Kind.NOMINAL
    return _column(name, kind, _options(points, SCALES[points] if leans else None), sensitive=sensitive)


def _options(number: int, sides: str | None = None, first: int = 1) -> tuple[Option, ...]:
    return tuple(
        Option(code=at + first, label=both(str(at)), side=LEANS[sides[at]] if sides else None) for at in range(number)
    )


def _column(name: str, kind: Kind, options: tuple[Option, ...] = (), **more: object) -> Column:
    return Column(name=name, kind=kind, label=both(name), item=name.partition(".")[0], options=options, **more)  # type: ignore[arg-type]  # options by name


def questions_of(random: np.random.Generator, items: tuple[str, ...] | None = None) -> Questions:
    """Return a random questionnaire with these items; a random choice of them when left out."""
    if items is None:
        more = random.permutation(ITEMS[1:])[: int(random.integers(FEWEST, MOST + 1))].tolist()
        items = tuple(name for name in ITEMS if name == "scale" or name in more)
        if "routed" in items and "yesno" not in items:
            items = (*items, "yesno")
    columns: list[Column] = []
    for name in ITEMS:
        if name in items:
            columns += _item(random, name)
    columns += _indices(random, columns)
    columns += [
        _column(f"trait{at}", Kind.NOMINAL, _options(int(random.integers(2, 5))), trait=True)
        for at in range(int(random.integers(1, 3)))
    ]
    at_most = max(int(random.integers(1, 4)), 2) if random.random() < 0.4 else None
    columns = [replace(one, at_most=at_most) if one.kind is Kind.MULTI else one for one in columns]
    leads = {"routed": ("yesno", 1)} if "routed" in items else {}
    return Questions(codebook=Codebook(columns=tuple(columns)), leads=leads, at_most=at_most)


def _item(random: np.random.Generator, name: str) -> list[Column]:
    sensitive = bool(random.random() < 0.3)
    points = int(random.choice(list(SCALES)))
    if name in {"scale", "second"}:
        return [question_of(name, points, leans=True, sensitive=sensitive)]
    if name == "battery":
        parts = "abc"[: int(random.integers(2, 4))]
        return [question_of(f"battery.{part}", points, leans=True, sensitive=sensitive) for part in parts]
    if name == "multi":
        several = range(1, int(random.integers(3, 6)))
        return [_column(f"multi.{at}", Kind.MULTI, _options(2, first=0), sensitive=sensitive) for at in several]
    if name == "number":
        high = int(random.choice([10, 24, 60, 300, 2000]))
        return [_column(name, Kind.NUMBER, range=Range(low=0, high=high, whole=True), sensitive=sensitive)]
    if name == "date":
        grain, high = (("year", 34), ("month", 400))[int(random.integers(2))]
        return [
            _column(
                name,
                Kind.NUMBER,
                range=Range(low=0, high=high, origin="1990-01-01", grain=grain, whole=True),
                sensitive=sensitive,
            )
        ]
    sizes = {"yesno": 2, "single": int(random.integers(3, 8)), "ranking": 4, "routed": int(random.integers(2, 5))}
    return [question_of(name, sizes[name], leans=False, sensitive=sensitive)]


def _indices(random: np.random.Generator, columns: list[Column]) -> list[Column]:
    """Return an index of one scale, and one of two to four with members reversed."""
    scales = [column for column in columns if column.kind is Kind.ORDINAL]
    made = []
    for name, size in (("mood", 1), ("climate", int(random.integers(2, 5)))):
        if len(scales) < size or random.random() < 0.4:
            continue
        members = tuple(scales[at].name for at in random.permutation(len(scales))[:size])
        reversed_ = frozenset(member for member in members if random.random() < 0.3)
        sensitive = any(column.sensitive for column in scales if column.name in members)
        made.append(_column(name, Kind.INDEX, members=members, reversed=reversed_, sensitive=sensitive))
    return made

"""Matches of ten: every attacker against every store, over many waves, held against what the design promises."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from math import sqrt
from pathlib import Path
from statistics import fmean

import attackers
import polling
from taking import MEMORY, Theft, Vector, ballots

BROKEN = 9.0


class Promise(Enum):
    """What the design says an attacker reaches."""

    BROKEN = "broken"
    """The control: at least nine of ten, or the attacker is no good."""
    CHANCE = "chance"
    """Within 1 ± 4/√T: no better than drawing lots."""
    NOTHING = "nothing left"
    ALL = "exception: all"
    DAYS = "exception: one of each day"
    """Lots drawn within a day: on average one match for each day on which somebody of the branch came."""
    NEWEST = "exception: the newest"
    """The newest ballot for certain, lots for the other nine."""


@dataclass(frozen=True)
class Column:
    """A store, and whether the tally key is stolen too."""

    title: str
    store: str
    key: bool


@dataclass(frozen=True)
class Row:
    """An attacker, what it holds, and what is promised in each column (None: does not apply)."""

    title: str
    holds: str
    attacker: attackers.Attacker
    promises: Sequence[Promise | None]


COLUMNS = (
    Column("naive", "naive", key=True),
    Column("naive, sealed; key stolen", "sealed", key=True),
    Column("ours, without scripts", "pages", key=False),
    Column("ours, without scripts; key stolen", "pages", key=True),
    Column("ours, scripted single visit", "visit", key=False),
    Column("ours, scripted single visit; key stolen", "visit", key=True),
    Column("ours, scripted two-phase", "phases", key=False),
    Column("ours, scripted two-phase; key stolen", "phases", key=True),
)
PRINTED = {
    "naive": ("naive",),
    "naive, sealed": ("naive, sealed; key stolen",),
    "without scripts": ("ours, without scripts", "ours, without scripts; key stolen"),
    "scripted, single visit": ("ours, scripted single visit", "ours, scripted single visit; key stolen"),
    "scripted, two-phase": ("ours, scripted two-phase", "ours, scripted two-phase; key stolen"),
}
"""Columns as they are printed: without the tally key / with it stolen."""
_B, _C, _A, _N = Promise.BROKEN, Promise.CHANCE, Promise.ALL, Promise.NOTHING
_HELD = (_B, _B, _C, _C, _C, _C, _C, _C)
ROWS = (
    Row("A1 row order", "door list; files after closing", attackers.row_order, _HELD),
    Row("A2 journal replay", "door list; files and journals after the last ballot", attackers.journal_replay, _HELD),
    Row("A3 file offset, free pages", "door list; files after closing", attackers.file_offset, _HELD),
    Row("A4 known slip list", "who drew which code; files after every ballot", attackers.slip_list, _HELD),
    Row("A5 nightly copies, box left out", "door list with days; registry every night; box after closing",
        attackers.nightly_rights, _HELD),
    Row("A5 nightly copies of all files", "door list with days; all files every night", attackers.nightly_copies,
        (_B, _B, _C, Promise.DAYS, _C, Promise.DAYS, _C, _C)),
    Row("E1 a copy after every ballot", "door list; all files after every ballot", attackers.every_moment,
        (_B, _B, _C, _A, _C, _A, _C, _C)),
    Row("E2 a copy within a write", "door list; files in the middle of writing a branch's last ballot",
        attackers.torn_write, (None, None, _C, Promise.NEWEST, _C, Promise.NEWEST, _C, _C)),
    Row("E3 secrets and slip list", "who drew which code; the wave's secrets; box before the tally",
        attackers.pepper_and_list, (None, None, _C, _A, _C, _C, _C, _C)),
    Row("E4 network line", "who sends when; all files after every ballot", attackers.every_moment_and_line,
        (_B, _B, _C, _A, _C, _A, _C, _A)),
    Row("E5 changed server, scripts as promised", "every request as it comes; who drew which code",
        attackers.changed_server, (None, None, _A, _A, _C, _A, _C, _C)),
    Row("thief after the tally", "door list; everything that is left", attackers.after_the_tally,
        (_B, _B, _N, _N, _N, _N, _N, _N)),
)  # fmt: skip
STATED = (
    ("E6 changed scripts", "the server sends other scripts than the manifest names; nobody compares",
     ("–", "–", "–", "all", "all")),
    ("E7 the person's own device", "looks at the screen, or has a program on the phone", ("all", "all", "all", "all", "all")),
)  # fmt: skip
"""Exceptions that nobody needs to measure: what is read before it is sealed is read."""


@dataclass
class Cell:
    """Matches of one attacker in one column, a number for each branch of each wave."""

    row: Row
    column: Column
    promise: Promise
    matches: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    """On how many days somebody of the branch came."""

    @property
    def mean(self) -> float:
        """Return the mean matches of ten."""
        return fmean(self.matches)

    @property
    def tolerance(self) -> float:
        """Return 4/√T: random matches have mean 1 and variance 1 for any number of members."""
        return 4 / sqrt(len(self.matches))

    @property
    def kept(self) -> bool:
        """Return whether what was measured is what the design says; an exception that is smaller is none either."""
        match self.promise:
            case Promise.BROKEN:
                return self.mean >= BROKEN
            case Promise.CHANCE:
                return abs(self.mean - 1) <= self.tolerance
            case Promise.NOTHING:
                return self.mean == 0
            case Promise.ALL:
                return self.mean == polling.CAME
            case Promise.DAYS:
                # A sum of one draw of lots for each day, so the variance is at most the number of days.
                return abs(self.mean - fmean(self.days)) <= self.tolerance * sqrt(polling.DAYS)
            case Promise.NEWEST:
                return abs(self.mean - 2) <= self.tolerance


def run(waves: int, seed: int) -> list[Cell]:
    """Return the filled table of so many waves."""
    cells = [
        Cell(row, column, promise)
        for row in ROWS
        for column, promise in zip(COLUMNS, row.promises, strict=True)
        if promise is not None
    ]
    for at in range(waves):
        for store, (theft, truth) in _polls(seed + at):
            for cell in cells:
                if cell.column.store == store:
                    _attack(cell, theft, truth)
    return cells


def table(cells: Sequence[Cell]) -> str:
    """Return the table in Markdown; an asterisk marks an exception, an exclamation mark a broken promise."""
    lines = ["| attacker | holds | " + " | ".join(PRINTED) + " |", "|---|---|" + "--:|" * len(PRINTED)]
    for row in ROWS:
        found = {cell.column.title: f"{cell.mean:.2f}{_sign(cell)}" for cell in cells if cell.row is row}
        shown = [" / ".join(found.get(title, "–") for title in titles) for titles in PRINTED.values()]
        lines.append(f"| {row.title} | {row.holds} | {' | '.join(shown).replace('– / –', '–')} |")
    lines += [f"| {title} | {holds} | {' | '.join(shown)} |" for title, holds, shown in STATED]
    return "\n".join(lines)


def matches(theft: Theft, truth: dict[str, Vector], attacker: attackers.Attacker, stratum: int, *, key: bool) -> int:
    """Return how many members of a stratum the attacker gives their own answers.

    Without the tally key a ballot is read as the tally's shuffled answer that stands where the ballot stands in the box.
    """
    guess = attacker(theft, stratum)
    in_box = ballots(theft, theft.closed, stratum)
    by_place = dict(zip(in_box, theft.published[stratum], strict=True))
    if attacker is attackers.changed_server:
        by_place |= theft.plain
    return sum(
        truth.get(member) == (theft.open_ballot(content, stratum) if key else by_place.get(content))
        for member, content in guess.items()
    )


def _attack(cell: Cell, theft: Theft, truth: dict[str, Vector]) -> None:
    for stratum in range(polling.BRANCHES):
        cell.matches.append(matches(theft, truth, cell.row.attacker, stratum, key=cell.column.key))
        cell.days.append(len({comer.day for comer in theft.door if comer.stratum == stratum}))


def _polls(seed: int) -> Iterator[tuple[str, tuple[Theft, dict[str, Vector]]]]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield "naive", polling.poll_naive(Path(folder, "naive"), seed, sealed=False)
        yield "sealed", polling.poll_naive(Path(folder, "sealed"), seed, sealed=True)
        for way in polling.Way:
            yield way.value, polling.poll_ours(Path(folder, way.value), seed, way)


def _sign(cell: Cell) -> str:
    if not cell.kept:
        return " !"
    return " *" if cell.promise in {Promise.ALL, Promise.DAYS, Promise.NEWEST} else ""

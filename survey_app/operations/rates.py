"""``survey rates``: the response rates of AAPOR for any flat file, as far as the file can tell them.

A file with a column of dispositions has a row for everybody on the list and gives every rate. A file of answers alone
has a row for everybody who handed something in: with the roll beside it RR1 and RR2 are known, the others are not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.codebook import Missing
from analysis.dispositions import Dispositions, Rate, completeness, rate, unlinked
from analysis.errors import EmptyBaseError, TooManyAnswersError, UnlinkedError
from survey_app.definitions.codebook import FileCodebook, FileColumn, FileKind, options_found
from survey_app.language import N_, Said
from survey_app.operations.flat import TABULATED, TOLD_ROWS, FlatFileError
from survey_app.operations.flat_columns import codes_in, number_in, read_headcounts
from survey_app.operations.tabulate import STATUS
from survey_app.questionnaire.problems import listed
from survey_app.readers import Table, read_table

NO_COLUMN = N_("tệp hoặc bảng mã không có cột “{column}”")
NO_ITEMS = N_("bảng mã không có câu hỏi nào trong tệp này")
NO_ANSWER = N_("cột “{column}”: {count} ô không phải mã, số hay mã thiếu của bảng mã, ở dòng {rows}")
NO_WAVE = N_("cột đợt “{column}”: {count} ô trống, ở dòng {rows}")
NO_DISPOSITION = N_("cột “{column}”: {count} ô không phải kết quả liên hệ, ở dòng {rows}; dùng: {known}")
NO_ROLL = N_("cần danh sách: thêm --headcounts (cột stratum, headcount), hoặc --disposition nếu tệp có cả người vắng")
EMPTY_ROLL = N_("đợt {wave}: danh sách không có ai")
MORE_THAN_ROLL = N_("đợt {wave}: {n} phiếu, danh sách chỉ có {N} người")
UNLINKED = N_("phải biết vì sao một người không trả lời, mà tệp chỉ có phiếu nhận được")
NOBODY = N_("không có ai ở mẫu số")


class Disposition(StrEnum):
    """What became of somebody on the list."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    REFUSAL = "refusal"
    NON_CONTACT = "non_contact"
    OTHER = "other"
    UNKNOWN = "unknown"
    NOT_ELIGIBLE = "not_eligible"


CODES: tuple[tuple[str, Disposition], ...] = (
    ("1.2", Disposition.PARTIAL),
    ("1", Disposition.COMPLETE),
    ("2.1", Disposition.REFUSAL),
    ("2.2", Disposition.NON_CONTACT),
    ("2", Disposition.OTHER),
    ("3", Disposition.UNKNOWN),
    ("4", Disposition.NOT_ELIGIBLE),
)
"""Beginnings of AAPOR's final disposition codes, the longest first."""
Counts64: TypeAlias = npt.NDArray[np.int64]
_CODE = re.compile(r"[1-4](\.\d+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateOf:
    """One rate of one wave; without a value ``refusal`` says why."""

    wave: str
    rate: Rate
    value: float | None
    refusal: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveRates:
    """The dispositions of a wave and the rates that follow."""

    wave: str
    dispositions: Dispositions
    rates: tuple[RateOf, ...]

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield one tidy row per rate."""
        found = self.dispositions
        counts = {
            name: getattr(found, name)
            for name in ("complete", "partial", "refusal", "non_contact", "other", "unknown", "eligible_share")
        }
        for one in self.rates:
            yield {
                "wave": self.wave,
                "rate": one.rate.value,
                "value": one.value,
                "why_not": None if one.refusal is None else one.refusal.render("en"),
                **counts,
                "linked": found.linked,
                "status": STATUS,
            }


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChoices:
    """What of a file tells who responded.

    ``items`` : columns that a complete answer is made of; all questions of the codebook by default. ``complete`` : part
    of the items asked of somebody that must be answered, 0-1. ``eligible`` : e, part of the unknown taken to belong.
    """

    items: tuple[str, ...] = ()
    disposition: str | None = None
    headcounts: Path | None = None
    wave: str | None = None
    complete: float = 1.0
    eligible: float = 1.0
    sheet: str | None = None


def rates_of(path: Path, codebook: FileCodebook, choices: RateChoices) -> tuple[WaveRates, ...]:
    """Return the rates of every wave of a file.

    Raises
    ------
    FlatFileError
        With all problems: columns that are missing, cells that say nothing, no roll, more answers than people.
    UnreadableTableError
        See ``readers``.
    """
    return _Rating(path.name, read_table(path, sheet=choices.sheet), codebook, choices).rates()


class _Rating:
    """One reading of one file; problems are gathered until everything is known."""

    def __init__(self, name: str, table: Table, codebook: FileCodebook, choices: RateChoices) -> None:
        self.name = name
        self.table, self.codebook, self.choices = table, codebook, choices
        self.problems: list[Said] = []

    def rates(self) -> tuple[WaveRates, ...]:
        """Return the rates by wave."""
        if self.choices.disposition is None and self.choices.headcounts is None:
            self.problems.append(Said(NO_ROLL))
        self.stop()
        waves = self.waves()
        names = [option.code for option in options_found(waves)] if self.choices.wave else [""]
        listed_ones = self.listed() if self.choices.disposition else None
        answered = None if listed_ones is not None else self.answered()
        self.stop()
        found = []
        for wave in names:
            rows = [at for at, other in enumerate(waves) if other == wave]
            if listed_ones is not None:
                found.append((wave, self.of_list(wave, [listed_ones[at] for at in rows])))
            elif answered is not None:
                found.append((wave, self.of_roll(wave, *(part[rows] for part in answered))))
        self.stop()
        return tuple(_told(wave, one) for wave, one in found if one is not None)

    def stop(self) -> None:
        if self.problems:
            raise FlatFileError(where=self.name, problems=self.problems)

    def cells(self, column: str) -> list[str]:
        if column not in self.table.columns:
            self.problems.append(Said(NO_COLUMN, {"column": column}))
            return [""] * len(self.table.rows)
        place = self.table.columns.index(column)
        return [row[place].strip() for row in self.table.rows]

    def tell(self, template: str, column: str, wrong: Sequence[int], **fields: object) -> None:
        if wrong:
            lines = [str(self.table.lines[at]) for at in wrong]
            rows = ", ".join(lines[:TOLD_ROWS]) + (", …" if len(lines) > TOLD_ROWS else "")
            self.problems.append(Said(template, {"column": column, "count": len(wrong), "rows": rows, **fields}))

    def waves(self) -> list[str]:
        if self.choices.wave is None:
            return [""] * len(self.table.rows)
        found = self.cells(self.choices.wave)
        if self.choices.wave in self.table.columns:
            self.tell(NO_WAVE, self.choices.wave, [at for at, cell in enumerate(found) if not cell])
        return found

    def listed(self) -> list[Disposition | None]:
        """Return what became of the person of each row, by AAPOR's codes or in words."""
        column = str(self.choices.disposition)
        found = [_disposition(cell) for cell in self.cells(column)]
        if column in self.table.columns:
            wrong = [at for at, one in enumerate(found) if one is None]
            self.tell(NO_DISPOSITION, column, wrong, known=listed([one.value for one in Disposition]))
        return found

    def answered(self) -> tuple[Counts64, ...]:
        """Return how many items each row answered, and how many it was asked."""
        known = {
            name: column
            for name, column in self.codebook.columns.items()
            if column.kind in TABULATED and name in self.table.columns and name != self.choices.wave
        }
        for name in self.choices.items:
            if name not in known:
                self.problems.append(Said(NO_COLUMN, {"column": name}))
        chosen = [known[name] for name in self.choices.items if name in known] or list(known.values())
        if not chosen:
            self.problems.append(Said(NO_ITEMS))
        answered, asked = (np.zeros(len(self.table.rows), dtype=np.int64) for _ in range(2))
        for column in chosen:
            states = [_state(column, cell) for cell in self.cells(column.column)]
            self.tell(NO_ANSWER, column.column, [at for at, state in enumerate(states) if state is None])
            answered += np.asarray([state in {True, Missing.DONT_KNOW, Missing.REFUSED} for state in states])
            asked += np.asarray([state is not Missing.NOT_ASKED for state in states])
        return answered, asked

    def of_list(self, wave: str, people: Sequence[Disposition | None]) -> Dispositions | None:
        counts = Counter(people)
        try:
            return Dispositions(
                complete=counts[Disposition.COMPLETE],
                partial=counts[Disposition.PARTIAL],
                refusal=counts[Disposition.REFUSAL],
                non_contact=counts[Disposition.NON_CONTACT],
                other=counts[Disposition.OTHER],
                unknown=counts[Disposition.UNKNOWN],
                eligible_share=self.choices.eligible,
            )
        except EmptyBaseError:
            self.problems.append(Said(EMPTY_ROLL, {"wave": wave or "–"}))
            return None

    def of_roll(
        self,
        wave: str,
        answered: Counts64,
        asked: Counts64,
    ) -> Dispositions | None:
        path = self.choices.headcounts
        assert path is not None  # noqa: S101 -- asked for before
        headcounts, problems = read_headcounts(path, wave=wave)
        self.problems += problems
        roll = sum(headcounts.values())
        complete, partial = completeness(answered, asked, share=self.choices.complete)
        try:
            return unlinked(complete, partial, roll)
        except TooManyAnswersError:
            fields = {"wave": wave or "–", "n": complete + partial, "N": roll}
            self.problems.append(Said(MORE_THAN_ROLL, fields))
        except EmptyBaseError:
            self.problems.append(Said(EMPTY_ROLL, {"wave": wave or "–"}))
        return None


def _disposition(cell: str) -> Disposition | None:
    word = cell.lower().replace("-", "_").replace(" ", "_")
    if word in set(Disposition):
        return Disposition(word)
    if not _CODE.fullmatch(cell):
        return None
    return next(found for beginning, found in CODES if cell.startswith(beginning))


def _state(column: FileColumn, cell: str) -> bool | Missing | None:
    """Return True for an answer, or why there is none; None for a cell that says nothing."""
    why: Mapping[str, Missing] = column.missing
    if cell in why:
        return why[cell]
    if column.kind is FileKind.NUMBER:
        return True if np.isfinite(number_in(cell)) else None
    known = {option.code for option in column.options}
    codes = codes_in(cell) if column.kind is FileKind.MULTI else (cell,)
    return True if not known or known.issuperset(codes) else None


def _told(wave: str, found: Dispositions) -> WaveRates:
    rates = []
    for which in Rate:
        value, refusal = None, None
        try:
            value = rate(found, which)
        except UnlinkedError:
            refusal = Said(UNLINKED)
        except EmptyBaseError:
            refusal = Said(NOBODY)
        rates.append(RateOf(wave=wave, rate=which, value=value, refusal=refusal))
    return WaveRates(wave=wave, dispositions=found, rates=tuple(rates))

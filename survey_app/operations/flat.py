"""A flat file as arrays: which columns are wanted, what is wrong with them, and responses wave by wave.

Nothing of this is published: figures made from it are the caller's own, as those of any statistics program.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.codebook import Codebook, Column, Kind, Missing
from analysis.counting import Banner
from analysis.design import Design, Seen, Target
from analysis.responses import Responses
from analysis.weights import post_stratify
from survey_app.definitions.codebook import FileCodebook, FileColumn, FileKind, options_found
from survey_app.errors import SurveyError
from survey_app.language import N_, Language, Said
from survey_app.operations.flat_columns import (
    as_column,
    as_tick,
    banners_of,
    codes_in,
    holds,
    number_in,
    read_headcounts,
)
from survey_app.questionnaire.expressions import Expression, mentions, parse
from survey_app.questionnaire.problems import listed, nearest
from survey_app.readers import OpenTable, open_table

Texts: TypeAlias = npt.NDArray[np.str_]
Flags: TypeAlias = npt.NDArray[np.bool_]
TABULATED = (FileKind.ORDINAL, FileKind.NOMINAL, FileKind.NUMBER, FileKind.MULTI)
MOST_LEVELS = 200
LONGEST_CELL = 200
TOLD_ROWS = 5
"""Rows that a problem names; the others are counted."""

NO_COLUMN = N_("tệp không có cột này{meant}")
NOT_IN_CODEBOOK = N_("bảng mã không có cột này{meant}")
MEANT = N_("; có phải “{name}”?")
NOT_TABULATED = N_("bảng mã ghi cột này là {kind}; chỉ lập bảng cho ordinal, nominal, number, multi")
NO_BANNER = N_("cột chia bảng phải là ordinal hay nominal; bảng mã ghi {kind}")
FOREIGN_CODE = N_("mã không có trong bảng mã")
NOT_NUMBER = N_("không phải số")
NO_WEIGHT = N_("thiếu trọng số")
BAD_WEIGHT = N_("trọng số không phải số dương hữu hạn")
HALF_EMPTY = N_("ô trống, trong khi các dòng khác của đợt {wave} có giá trị")
NO_WAVE = N_("không ghi đợt")
TOO_MANY = N_("hơn {cap} giá trị khác nhau; bảng mã cần kể options")
TOO_LONG = N_("có ô dài hơn {cap} ký tự; cột này là chữ tự do, không phải mã")
NO_HEADCOUNT = N_("tầng “{stratum}” không có trong tệp quân số")
TOO_MANY_ANSWERS = N_("tầng “{stratum}”: {n} phiếu trên {N} người")
NO_ROWS = N_("tệp không có dòng nào")
NOT_WITH_PSU = N_("quân số đếm người, còn thiết kế có cụm (psu) cần số cụm; bỏ --headcounts hoặc --psu")
STRATA_FIRST = N_("quân số cần biết cột tầng: thêm --strata")
ROWS = N_("{what} – {count} dòng: {rows}{more}")
PLACE = N_("cột “{column}”: {what}")
UNDESIGNED = N_("Đợt {waves}: tệp không ghi tầng hay cụm; sai số tính như mẫu ngẫu nhiên đơn.")


class FlatFileError(SurveyError):
    """A file whose columns cannot be counted as they are; ``problems`` are all told."""

    code = "file-not-countable"
    found = N_("{count} chỗ cần sửa:\n{listed}")
    fix = N_("Sửa tệp, bảng mã hoặc các tùy chọn của lệnh rồi chạy lại.")

    def __init__(self, *, where: str, problems: Sequence[Said]) -> None:
        super().__init__(where=where, count=len(problems), listed="")
        self.problems = tuple(problems)

    def render(self, language: str = Language.VI) -> str:
        """Return every problem on its line."""
        told = "\n".join(f"    {problem.render(language)}" for problem in self.problems)
        found = Said(self.found, {"count": len(self.problems), "listed": told}).render(language)
        return f"{self.where}  {self.code}\n  {found}\n  {Said(self.fix).render(language)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Which columns of a file say what.

    ``keep`` is a domain: rows outside it stay in the design with value zero; missing values are unknown in it, and an
    unknown row is outside. ``headcounts`` is a file with a column of
    strata, a column ``headcount`` and, over several waves, a column of waves.
    """

    stub: str
    banner: str | None = None
    weight: str | None = None
    strata: tuple[str, ...] = ()
    psu: str | None = None
    headcounts: Path | None = None
    keep: str | None = None
    wave: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatWave:
    """One wave of a file, ready to be counted."""

    wave: str
    responses: Responses
    banners: tuple[Banner, ...]
    design: Design
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """A file, wave by wave. ``columns`` are the names to count: one, or one for each option of a multi column."""

    stub: FileColumn
    banner: FileColumn | None
    columns: tuple[str, ...]
    waves: tuple[FlatWave, ...]
    notes: tuple[Said, ...]


def read_flat(path: Path, codebook: FileCodebook, choices: Choices) -> Flat:
    """Return the wanted columns of a file as responses.

    Raises
    ------
    FlatFileError
        With all problems: unknown columns, codes outside the codebook, weights that are none, half a design, more
        answers than people. Rows and columns are named, answers never.
    UnreadableTableError
        See ``readers``.
    """
    reading = _Reading(path.name, open_table(path, sheet=choices.sheet), codebook, choices)
    condition = reading.condition()
    reading.stop()
    reading.take(condition)
    return reading.flat(condition)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Designed:
    design: Design
    stratum: npt.NDArray[np.int64]
    psu: npt.NDArray[np.int64] | None
    weight: npt.NDArray[np.float64] | None = None
    bare: bool = False


class _Reading:
    """One reading of one file; problems are gathered until everything is known."""

    def __init__(self, name: str, table: OpenTable, codebook: FileCodebook, choices: Choices) -> None:
        self.name, self.table, self.codebook, self.choices = name, table, codebook, choices
        self.problems: list[Said] = []
        self.texts: dict[str, Texts] = {}
        self.lines: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.stub = self.described(choices.stub, TABULATED, NOT_TABULATED)
        kinds = (FileKind.ORDINAL, FileKind.NOMINAL)
        self.banner = None if choices.banner is None else self.described(choices.banner, kinds, NO_BANNER)
        for column in (choices.weight, *choices.strata, choices.psu, choices.wave):
            if column is not None:
                self.exists(column)
        if choices.headcounts is not None and choices.psu is not None:
            self.tell(choices.psu, Said(NOT_WITH_PSU))
        if choices.headcounts is not None and not choices.strata:
            self.tell("--headcounts", Said(STRATA_FIRST))

    def stop(self) -> None:
        if self.problems:
            raise FlatFileError(where=self.name, problems=self.problems)

    def tell(self, column: str, what: Said) -> None:
        self.problems.append(Said(PLACE, {"column": column, "what": what}))

    def tell_rows(self, column: str, what: Said, rows: Flags) -> None:
        """Note what is wrong with the rows for which the flag is up, if there are any."""
        found = self.lines[rows]
        if not len(found):
            return
        told = ", ".join(str(line) for line in found[:TOLD_ROWS])
        more = ", …" if len(found) > TOLD_ROWS else ""
        self.tell(column, Said(ROWS, {"what": what, "count": len(found), "rows": told, "more": more}))

    def exists(self, column: str) -> bool:
        if column in self.table.columns:
            return True
        self.tell(column, Said(NO_COLUMN, {"meant": _meant(column, self.table.columns)}))
        return False

    def described(self, column: str, kinds: Iterable[FileKind], refusal: str) -> FileColumn:
        found = self.codebook.columns.get(column)
        self.exists(column)
        if found is None:
            self.tell(column, Said(NOT_IN_CODEBOOK, {"meant": _meant(column, self.codebook.columns)}))
            return FileColumn(column=column, kind=FileKind.NOMINAL, label={"vi": column})
        if found.kind not in kinds:
            self.tell(column, Said(refusal, {"kind": found.kind.value}))
        return found

    def condition(self) -> Expression | None:
        if self.choices.keep is None:
            return None
        condition = parse(self.choices.keep)
        for name in mentions(condition):
            self.exists(str(name))
        return condition

    def take(self, condition: Expression | None) -> None:
        """Take the wanted columns in, chunk by chunk."""
        chosen = self.choices
        named = (chosen.stub, chosen.banner, chosen.weight, *chosen.strata, chosen.psu, chosen.wave)
        kept = () if condition is None else (str(name) for name in mentions(condition))
        wanted = list(dict.fromkeys(name for name in (*named, *kept) if name is not None))
        places = [self.table.columns.index(name) for name in wanted]
        pieces: list[list[Texts]] = [[] for _ in wanted]
        lines: list[npt.NDArray[np.int64]] = []
        for chunk in self.table:
            lines.append(np.asarray(chunk.lines, dtype=np.int64))
            for at, place in enumerate(places):
                taken = np.char.strip(np.asarray([row[place] for row in chunk.rows], dtype=np.str_))
                if np.char.str_len(taken).max() > LONGEST_CELL:
                    what = Said(PLACE, {"column": wanted[at], "what": Said(TOO_LONG, {"cap": LONGEST_CELL})})
                    raise FlatFileError(where=self.name, problems=[what])
                pieces[at].append(taken)
        if not lines:
            raise FlatFileError(where=self.name, problems=[Said(NO_ROWS)])
        self.lines = np.concatenate(lines)
        self.texts = {name: np.concatenate(piece) for name, piece in zip(wanted, pieces, strict=True)}

    def flat(self, condition: Expression | None) -> Flat:
        """Return the responses of each wave, or refuse with all problems."""
        kept = self.kept(condition)
        stub, columns, codes, scores = self.answers()
        banner, positions = self.levels()
        weight = self.weights()
        waves, wave_of = self.waves()
        parts = [np.flatnonzero(wave_of == at) for at in range(len(waves))]
        designs = [self.designed(wave, rows) for wave, rows in zip(waves, parts, strict=True)]
        self.stop()
        made = []
        for wave, rows, designed in zip(waves, parts, designs, strict=True):
            inside = kept[rows]
            base = weight[rows] if weight is not None else designed.weight
            made.append(
                FlatWave(
                    wave=wave,
                    responses=Responses(
                        wave=wave,
                        codebook=Codebook(columns=columns),
                        codes={
                            name: np.where(inside, part[rows], Missing.NOT_ASKED).astype(np.int16)
                            for name, part in codes.items()
                        },
                        scores={name: part[rows] for name, part in scores.items()},
                        stratum=designed.stratum,
                        weight=base,
                        psu=designed.psu,
                    ),
                    banners=tuple(banners_of(inside, banner, None if positions is None else positions[rows])),
                    design=designed.design,
                    target=Target.PROCESS if designed.design.headcounts is None else Target.POPULATION,
                )
            )
        bare = [wave for wave, designed in zip(waves, designs, strict=True) if designed.bare]
        notes = (Said(UNDESIGNED, {"waves": listed(bare)}),) if bare else ()
        names = tuple(column.name for column in columns)
        return Flat(stub=stub, banner=banner, columns=names, waves=tuple(made), notes=notes)

    def kept(self, condition: Expression | None) -> Flags:
        if condition is None:
            return np.ones(len(self.lines), dtype=np.bool_)
        names = [str(name) for name in mentions(condition)]
        codes = [np.unique(self.texts[name], return_inverse=True) for name in names]
        sizes = tuple(len(values) for values, _ in codes)
        key = np.ravel_multi_index(tuple(at.reshape(-1) for _, at in codes), sizes)
        found, back = np.unique(key, return_inverse=True)
        truth = []
        for combination in zip(*np.unravel_index(found, sizes), strict=True):
            texts = [str(values[at]) for (values, _), at in zip(codes, combination, strict=True)]
            cells = {name: text for name, text in zip(names, texts, strict=True) if text not in self.missing(name)}
            truth.append(holds(condition, cells))
        return np.asarray(truth, dtype=np.bool_)[back.reshape(-1)]

    def missing(self, name: str) -> Container[str]:
        """Return the values of a column that are no answers, and so unknown in a condition."""
        column = self.codebook.columns.get(name)
        return {} if column is None else column.missing

    def answers(
        self,
    ) -> tuple[FileColumn, tuple[Column, ...], dict[str, npt.NDArray[np.int16]], dict[str, npt.NDArray[np.float64]]]:
        """Return the stub as it is counted, its columns, their codes and scores."""
        name, texts = self.stub.column, self.texts[self.stub.column]
        if self.stub.kind is FileKind.NUMBER:
            scores, missing = self.numbers(texts)
            column = Column(name=name, kind=Kind.NUMBER, label=dict(self.stub.label), item=name)
            return self.stub, (column,), {name: missing}, {name: scores}
        stub = self.with_options(self.stub, texts)
        if stub.kind is FileKind.MULTI:
            return stub, *self.ticks(stub, texts), {}
        codes = self.coded(stub, texts)
        return stub, (as_column(stub),), {name: codes}, {}

    def numbers(self, texts: Texts) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int16]]:
        values, back = np.unique(texts, return_inverse=True)
        known = [self.stub.missing.get(str(value)) for value in values]
        parsed = [0.0 if why is not None else number_in(str(value)) for value, why in zip(values, known, strict=True)]
        codes = np.asarray([0 if why is None else int(why) for why in known], dtype=np.int16)[back.reshape(-1)]
        scores = np.asarray(parsed, dtype=np.float64)[back.reshape(-1)]
        self.tell_rows(self.stub.column, Said(NOT_NUMBER), ~np.isfinite(scores))
        return np.where(codes < 0, np.nan, scores), codes

    def with_options(self, column: FileColumn, texts: Texts) -> FileColumn:
        """Return the column with the options that the file holds, where the codebook lists none."""
        if column.options:
            return column
        values = [str(value) for value in np.unique(texts)]
        if column.kind is FileKind.MULTI:
            values = [code for value in values if value not in column.missing for code in codes_in(value)]
        options = options_found([value for value in values if value not in column.missing])
        if len(options) > MOST_LEVELS:
            self.tell(column.column, Said(TOO_MANY, {"cap": MOST_LEVELS}))
            options = options[:MOST_LEVELS]
        return FileColumn(
            column=column.column, kind=column.kind, label=column.label, options=options, missing=column.missing
        )

    def coded(self, column: FileColumn, texts: Texts) -> npt.NDArray[np.int16]:
        places: dict[str, int] = {code: int(why) for code, why in column.missing.items()}
        places |= {option.code: at for at, option in enumerate(column.options)}
        values, back = np.unique(texts, return_inverse=True)
        foreign = -99
        codes = np.asarray([places.get(str(value), foreign) for value in values], dtype=np.int16)[back.reshape(-1)]
        self.tell_rows(column.column, Said(FOREIGN_CODE), codes == foreign)
        return np.asarray(codes)

    def ticks(self, stub: FileColumn, texts: Texts) -> tuple[tuple[Column, ...], dict[str, npt.NDArray[np.int16]]]:
        values, back = np.unique(texts, return_inverse=True)
        why = np.asarray([int(stub.missing.get(str(value), 0)) for value in values], dtype=np.int16)
        held = [set() if at < 0 else set(codes_in(str(value))) for value, at in zip(values, why, strict=True)]
        known = {option.code for option in stub.options}
        back = back.reshape(-1)
        self.tell_rows(stub.column, Said(FOREIGN_CODE), np.asarray([bool(codes - known) for codes in held])[back])
        columns, found = [], {}
        for option in stub.options:
            name = f"{stub.column}.{option.code}"
            ticked = np.asarray([option.code in codes for codes in held], dtype=np.int16)
            found[name] = np.where(why < 0, why, ticked).astype(np.int16)[back]
            columns.append(as_tick(name, stub, option))
        return tuple(columns), found

    def levels(self) -> tuple[FileColumn | None, npt.NDArray[np.int64] | None]:
        if self.banner is None:
            return None, None
        texts = self.texts[self.banner.column]
        banner = self.with_options(self.banner, texts)
        return banner, np.maximum(self.coded(banner, texts), -1).astype(np.int64)

    def weights(self) -> npt.NDArray[np.float64] | None:
        column = self.choices.weight
        if column is None:
            return None
        values, back = np.unique(self.texts[column], return_inverse=True)
        weight = np.asarray([number_in(str(value)) for value in values])[back.reshape(-1)]
        empty = self.texts[column] == ""
        self.tell_rows(column, Said(NO_WEIGHT), empty)
        self.tell_rows(column, Said(BAD_WEIGHT), ~empty & ~(np.isfinite(weight) & (weight > 0)))
        return np.asarray(weight, dtype=np.float64)

    def waves(self) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
        column = self.choices.wave
        if column is None:
            return ("",), np.zeros(len(self.lines), dtype=np.int64)
        self.tell_rows(column, Said(NO_WAVE), self.texts[column] == "")
        order = [option.code for option in options_found(self.texts[column].tolist())]
        if len(order) > MOST_LEVELS:
            self.tell(column, Said(TOO_MANY, {"cap": MOST_LEVELS}))
            self.stop()
        values, back = np.unique(self.texts[column], return_inverse=True)
        place = np.asarray([order.index(str(value)) for value in values], dtype=np.int64)
        return tuple(order), place[back.reshape(-1)]

    def designed(self, wave: str, rows: npt.NDArray[np.int64]) -> _Designed:
        chosen = self.choices
        stratum_texts = [self.design_column(name, wave, rows) for name in chosen.strata]
        strata = [part for part in stratum_texts if part is not None]
        names: tuple[str, ...] = ("",)
        stratum = np.zeros(len(rows), dtype=np.int64)
        if strata:
            joined = strata[0]
            for part in strata[1:]:
                joined = np.char.add(np.char.add(joined, "·"), part)
            values, back = np.unique(joined, return_inverse=True)
            names, stratum = tuple(str(value) for value in values), back.reshape(-1).astype(np.int64)
        cluster = None if chosen.psu is None else self.design_column(chosen.psu, wave, rows)
        psu = None if cluster is None else np.unique(cluster, return_inverse=True)[1].reshape(-1).astype(np.int64)
        bare = len(strata) < len(chosen.strata) or (chosen.psu is not None and psu is None)
        if chosen.headcounts is None or self.problems:
            design = Design(strata=names, seen=Seen.RESPONDENTS)
            return _Designed(design=design, stratum=stratum, psu=psu, bare=bare)
        return self.on_the_roll(wave, names, stratum)

    def design_column(self, name: str, wave: str, rows: npt.NDArray[np.int64]) -> Texts | None:
        """Return the column within a wave; None where the wave has nothing in it at all."""
        texts = self.texts[name][rows]
        empty = texts == ""
        if empty.all():
            return None
        flags = np.zeros(len(self.lines), dtype=np.bool_)
        flags[rows] = empty
        self.tell_rows(name, Said(HALF_EMPTY, {"wave": wave or "–"}), flags)
        return np.asarray(texts)

    def on_the_roll(self, wave: str, names: tuple[str, ...], stratum: npt.NDArray[np.int64]) -> _Designed:
        path = self.choices.headcounts
        assert path is not None  # noqa: S101 -- asked by the caller
        found, problems = read_headcounts(path, wave=wave)
        self.problems += problems
        seen = np.bincount(stratum, minlength=len(names))
        for name, n in zip(names, seen, strict=True):
            if name not in found:
                self.tell(path.name, Said(NO_HEADCOUNT, {"stratum": name}))
            elif n > found[name]:
                self.tell(path.name, Said(TOO_MANY_ANSWERS, {"stratum": name, "n": int(n), "N": found[name]}))
        every = (*names, *(name for name in found if name not in names))
        headcounts = np.asarray([found.get(name, 0) for name in every], dtype=np.int64)
        design = Design(strata=every, headcounts=headcounts)
        return _Designed(design=design, stratum=stratum, psu=None, weight=post_stratify(stratum, headcounts))


def _meant(name: str, known: Iterable[str]) -> Said | str:
    found = nearest(name, known)
    return Said(MEANT, {"name": found}) if found else ""

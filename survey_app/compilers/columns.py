"""The one translation from items to columns: what a wave's arrays are called and how answers become them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import assert_never

import numpy as np
import numpy.typing as npt

from analysis.codebook import Codebook, Column, Kind, Missing, Range
from analysis.codebook import Option as ColumnOption
from analysis.responses import Codes, Reals, Responses
from survey_app.language import N_, Language, Text, translate
from survey_app.questionnaire.answers import Answers, Value
from survey_app.questionnaire.dates import elapsed
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    Exit,
    FreeText,
    Index,
    Item,
    Multi,
    Note,
    Number,
    Option,
    Questionnaire,
    Ranking,
    Scale,
    ScaleItem,
    Single,
)
from survey_app.questionnaire.piping import unpiped
from survey_app.questionnaire.routing import reached

NOT_TICKED, TICKED = N_("Không chọn"), N_("Chọn")
FIRST_CHOICE = N_("lựa chọn thứ nhất")
_EXITS = {Exit.DONT_KNOW: Missing.DONT_KNOW, Exit.REFUSED: Missing.REFUSED}


def codebook_of(questionnaire: Questionnaire) -> Codebook:
    """Return the columns of a questionnaire: items in order, then indices. Texts and notes have none."""
    traits = {item.item for item in questionnaire.traits}
    columns = [column for item in questionnaire.items() for column in columns_of(item, trait=item.item in traits)]
    return Codebook(columns=(*columns, *(_index(index, columns) for index in questionnaire.indices)))


def columns_of(item: Item, *, trait: bool = False) -> tuple[Column, ...]:  # noqa: PLR0911 -- one per type
    """Return the columns of one item: one, or one per part of a battery, or one per option of a multiple response."""
    match item:
        case Ranking():
            text, short = unpiped(item.text), item.short
            column = _column(item, Kind.NOMINAL, options=tuple(map(_plain, item.options)), label=_first(text))
            return (replace(column, short=None if short is None else _first(short)),)
        case Single():
            return (_column(item, Kind.NOMINAL, options=tuple(map(_plain, item.options)), trait=trait),)
        case ScaleItem():
            return (_column(item, Kind.ORDINAL, options=_sided(item.scale), trait=trait),)
        case Battery():
            return tuple(
                _column(
                    item, Kind.ORDINAL, name=part.part, label=part.text, short=part.short, options=_sided(item.scale)
                )
                for part in item.parts
            )
        case Multi():
            ticks = (
                _column(item, Kind.MULTI, name=str(option.code), label=option.label, options=_ticks())
                for option in item.options
            )
            return tuple(replace(column, at_most=item.at_most) for column in ticks)
        case Number():
            span = Range(low=item.low, high=item.high, unit=item.unit, whole=item.whole)
            return (replace(_column(item, Kind.NUMBER), range=span),)
        case DateItem():
            return (replace(_column(item, Kind.NUMBER), range=_span(item)),)
        case FreeText() | Note():
            return ()
        case _:  # pragma: no cover
            assert_never(item)


def _first(text: Text) -> Text:
    """Return the name of a ranking's column: it holds the first choice."""
    return {language: f"{words} ({translate(FIRST_CHOICE, language)})" for language, words in text.items()}


def _span(item: DateItem) -> Range:
    """Return the range of a date: days, months or years from the earliest one."""
    return Range(
        low=0,
        high=elapsed(item.latest, item.earliest, item.grain),
        origin=item.earliest.isoformat(),
        grain=item.grain.value,
        whole=True,
    )


def parents_of(questionnaire: Questionnaire) -> dict[str, Text]:
    """Return, per column of a battery or multiple response, the text of the whole item."""
    return {
        column.name: unpiped(item.text)
        for item in questionnaire.items()
        if isinstance(item, (Battery, Multi))
        for column in columns_of(item)
    }


def _column(
    item: Item,
    kind: Kind,
    *,
    name: str | None = None,
    label: Text | None = None,
    short: Text | None = None,
    options: tuple[ColumnOption, ...] = (),
    trait: bool = False,
) -> Column:
    return Column(
        name=item.item if name is None else f"{item.item}.{name}",
        kind=kind,
        label=unpiped(item.text if label is None else label),
        item=item.item,
        options=options,
        sensitive=item.sensitive,
        trait=trait,
        short=item.short if name is None else short,
    )


def _plain(option: Option) -> ColumnOption:
    return ColumnOption(code=option.code, label=option.label)


def _sided(scale: Scale) -> tuple[ColumnOption, ...]:
    leans = bool(scale.favourable or scale.unfavourable)
    return tuple(
        ColumnOption(code=option.code, label=option.label, side=scale.side(option.code).value if leans else None)
        for option in scale.options
    )


def _ticks() -> tuple[ColumnOption, ...]:
    return tuple(
        ColumnOption(code=code, label={language.value: translate(word, language) for language in Language})
        for code, word in enumerate((NOT_TICKED, TICKED))
    )


def _index(index: Index, columns: Sequence[Column]) -> Column:
    by_name = {column.name: column for column in columns}
    return Column(
        name=index.index,
        kind=Kind.INDEX,
        label=index.title,
        item=index.index,
        sensitive=any(by_name[name].sensitive for name in index.columns),
        members=index.columns,
        reversed=index.reversed,
        headline=index.headline,
    )


def responses_of(
    questionnaire: Questionnaire, answers: Sequence[Answers], strata: Sequence[int], wave: str
) -> Responses:
    """Return one wave as arrays, index scores derived.

    An item that routing did not reach is not asked; one that was reached and left empty is skipped. An index is the
    mean of its answered members, each on 0-100 by position (reversed members from the other end); it exists when at
    least half of the members were answered.
    """
    codebook = codebook_of(questionnaire)
    codes: dict[str, Codes] = {
        column.name: np.full(len(answers), Missing.NOT_ASKED, dtype=np.int16) for column in codebook.columns
    }
    scores: dict[str, Reals] = {
        column.name: np.full(len(answers), np.nan)
        for column in codebook.columns
        if column.kind in {Kind.NUMBER, Kind.INDEX}
    }
    places = {column.name: {option.code: at for at, option in enumerate(column.options)} for column in codebook.columns}
    for row, answered in enumerate(answers):
        for item in reached(questionnaire, answered):
            _fill(item, answered.values.get(item.item), row, codes, scores, places)
    return coded_responses(codebook, codes, scores, np.asarray(strata, dtype=np.int64), wave=wave)


def coded_responses(
    codebook: Codebook,
    codes: Mapping[str, Codes],
    scores: Mapping[str, Reals],
    stratum: npt.NDArray[np.int64],
    *,
    wave: str,
    weight: Reals | None = None,
) -> Responses:
    """Return one wave of columns that were coded already, index scores derived; a column left out was not asked."""
    unasked = np.full(len(stratum), Missing.NOT_ASKED, dtype=np.int16)
    everything = {column.name: codes.get(column.name, unasked) for column in codebook.columns}
    scored = {
        column.name: scores.get(column.name, np.full(len(stratum), np.nan))
        for column in codebook.columns
        if column.kind in {Kind.NUMBER, Kind.INDEX}
    }
    for column in codebook.columns:
        if column.kind is Kind.INDEX:
            everything[column.name], scored[column.name] = _scored(column, codebook, everything)
    return Responses(wave=wave, codebook=codebook, codes=everything, scores=scored, stratum=stratum, weight=weight)


def _missing(value: object) -> Missing:
    return _EXITS[value] if isinstance(value, Exit) else Missing.SKIPPED


def _fill(
    item: Item,
    value: Value | None,
    row: int,
    codes: Mapping[str, Codes],
    scores: Mapping[str, Reals],
    places: Mapping[str, Mapping[int, int]],
) -> None:
    match item:
        case Single() | ScaleItem():
            codes[item.item][row] = places[item.item][value] if isinstance(value, int) else _missing(value)
        case Battery():
            given = value if isinstance(value, Mapping) else {}
            for part in item.parts:
                name, code = f"{item.item}.{part.part}", given.get(part.part)
                codes[name][row] = places[name][code] if isinstance(code, int) else _missing(code)
        case Multi():
            for option in item.options:
                ticked = option.code in value if isinstance(value, tuple) and value else _missing(value)
                codes[f"{item.item}.{option.code}"][row] = int(ticked)
        case Ranking():
            first = value[0] if isinstance(value, tuple) and value else None
            codes[item.item][row] = _missing(value) if first is None else places[item.item][first]
        case Number() | DateItem():
            score = _score(item, value)
            codes[item.item][row] = _missing(value) if score is None else 0
            scores[item.item][row] = np.nan if score is None else score
        case FreeText() | Note():
            return
        case _:  # pragma: no cover
            assert_never(item)


def _score(item: Number | DateItem, value: Value | None) -> float | None:
    """Return a number as it is, a date as the days, months or years since the earliest."""
    if isinstance(item, DateItem):
        return elapsed(value, item.earliest, item.grain) if isinstance(value, date) else None
    return value if isinstance(value, (int, float)) else None


def _scored(column: Column, codebook: Codebook, codes: Mapping[str, Codes]) -> tuple[Codes, Reals]:
    positions = np.stack([codes[name] for name in column.members]).astype(np.float64)
    tops = np.array([len(codebook[name].options) - 1 for name in column.members], dtype=np.float64)[:, None]
    turned = np.array([name in column.reversed for name in column.members])[:, None]
    points = 100 * np.where(turned, tops - positions, positions) / tops
    answered = positions >= 0
    count = answered.sum(axis=0)
    total = np.where(answered, points, 0).sum(axis=0)
    exists = 2 * count >= len(column.members)
    score = np.where(exists, total / np.maximum(count, 1), np.nan)
    unasked = (positions == Missing.NOT_ASKED).all(axis=0)
    code = np.where(exists, 0, np.where(unasked, Missing.NOT_ASKED, Missing.SKIPPED)).astype(np.int16)
    return code, score

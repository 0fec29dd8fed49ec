"""An item of a questionnaire as a form, and a posted form as an answer.

Forms on the member's path carry no CSRF token: the encrypted field of the page authenticates them, and there is no
session that a token could belong to.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField

from survey_app.language import N_, Text, say
from survey_app.questionnaire.answers import OTHER_LONGEST, Answers, Value, clean_text
from survey_app.questionnaire.dates import spoken_date
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    Exit,
    FreeText,
    Grain,
    Item,
    Multi,
    Note,
    Number,
    Option,
    Ranking,
    ScaleItem,
    Single,
    options_of,
)
from survey_app.web.language import current_language, tell

EXIT_LABELS: dict[Exit, Text] = {
    Exit.DONT_KNOW: {"vi": "Khó trả lời", "en": "Hard to say"},
    Exit.REFUSED: {"vi": "Không muốn trả lời", "en": "Prefer not to answer"},
}
ANSWER = "answer"
OTHER = "other"
EXIT = "exit"
NO_MORE = "no_more"
"""Ticked at a place of a ranking that stays empty."""
DATE_FIELDS: dict[Grain, tuple[str, ...]] = {
    Grain.DAY: ("day", "month", "year"),
    Grain.MONTH: ("month", "year"),
    Grain.YEAR: ("year",),
}
"""The boxes of a date, in the order in which people here write one."""


class ForeignFieldError(Exception):
    """Something was posted that this page does not ask. Carries nothing of what was posted."""


class MemberForm(FlaskForm):
    """A form on the member's path."""

    class Meta:
        """No session, hence no CSRF token; the page's encrypted field stands for it."""

        csrf = False


def _clean(text: str | None) -> str:
    return clean_text(text or "")


class StartForm(MemberForm):
    """The start page: the code of the slip and the consent."""

    code = StringField(filters=[_clean])
    consent = BooleanField()
    action = HiddenField()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something that a member can put right: beside which field, in which words."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a posted page says: an answer, nothing, or mistakes to put right."""

    value: Value | None = None
    text: str = ""
    mistakes: tuple[Mistake, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was answered."""
        return self.value is None and not self.text


def ordered(item: Single | Multi | Ranking, seed: str) -> tuple[Option, ...]:
    """Return the options in the order that this member sees; a text option stays last."""
    if not item.random:
        return item.options
    last = item.other if isinstance(item, Multi) else None

    def place(option: Option) -> tuple[bool, bytes]:
        return option.code == last, hashlib.sha256(f"{seed}/{item.item}/{option.code}".encode()).digest()

    return tuple(sorted(item.options, key=place))


def form_class(item: Item) -> type[MemberForm]:
    """Return the form that asks one item."""
    fields: dict[str, Field]
    match item:
        case Single() | ScaleItem():
            fields = {ANSWER: RadioField(choices=_choices(options_of(item), item.exits), validate_choice=False)}
        case Multi():
            fields = {
                ANSWER: SelectMultipleField(choices=_choices(options_of(item), item.exits), validate_choice=False)
            }
            if item.other is not None:
                fields[OTHER] = StringField(filters=[_clean])
        case Ranking():
            fields = {
                place_field(place): RadioField(choices=place_choices(item, place), validate_choice=False)
                for place in range(1, item.places + 1)
            }
        case Battery():
            choices = _choices(options_of(item), item.exits)
            fields = {part_field(part.part): RadioField(choices=choices, validate_choice=False) for part in item.parts}
        case Number() | DateItem():
            boxes = DATE_FIELDS[item.grain] if isinstance(item, DateItem) else (ANSWER,)
            fields = {name: StringField(filters=[_clean]) for name in boxes}
            if item.exits:
                fields[EXIT] = SelectMultipleField(choices=_choices((), item.exits), validate_choice=False)
        case FreeText():
            fields = {ANSWER: TextAreaField(filters=[_clean])}
        case Note():
            fields = {}
        case _:
            assert_never(item)
    return type("ItemForm", (MemberForm,), fields)


def part_field(part: str) -> str:
    """Return the name of the field of one part of a battery."""
    return f"part_{part}"


def place_field(place: int) -> str:
    """Return the name of the field of one place of a ranking; places count from 1."""
    return f"place_{place}"


def place_choices(item: Ranking, place: int) -> list[str]:
    """Return what may be ticked at one place: an option; the exits at the first, no more at the later ones."""
    return _choices(item.options, item.exits) if place == 1 else [*_choices(item.options, ()), NO_MORE]


def read_item(item: Item, posted: MultiDict[str, str]) -> Reading:  # noqa: PLR0911 -- one per type
    """Return what a posted page answers to its item; refuse fields and codes that the page does not have."""
    fields = form_class(item)(formdata=posted)
    _refuse_foreign(fields, posted)
    match item:
        case Single() | ScaleItem():
            return Reading(value=_one(fields[ANSWER]))
        case Multi():
            return _several(item, fields)
        case Battery():
            given = {part.part: _one(fields[part_field(part.part)]) for part in item.parts}
            chosen = {part: value for part, value in given.items() if value is not None}
            return Reading(value=chosen or None)
        case Ranking():
            return _ranked(item, fields)
        case Number():
            return _number(item, fields)
        case DateItem():
            return _date(item, fields)
        case FreeText():
            return _text(item, fields[ANSWER].data or "")
        case Note():
            return Reading()
        case _:
            assert_never(item)


def complete(item: Item, reading: Reading) -> bool:
    """Return whether nothing is left open in an answer to this item."""
    if isinstance(item, Battery):
        return isinstance(reading.value, dict) and len(reading.value) == len(item.parts)
    return isinstance(item, Note) or not reading.empty


def kept(item: Item, answers: Answers, reading: Reading) -> Answers:
    """Return the answers with this reading in the place of what the item held before."""
    values = {name: value for name, value in answers.values.items() if name != item.item}
    texts = {name: text for name, text in answers.texts.items() if name != item.item}
    if reading.value is not None:
        values[item.item] = reading.value
    if reading.text:
        texts[item.item] = reading.text
    return Answers(values=values, texts=texts)


def _choices(options: Sequence[Option], exits: Sequence[Exit]) -> list[str]:
    return [*(str(option.code) for option in options), *(way.value for way in exits)]


def _refuse_foreign(fields: MemberForm, posted: MultiDict[str, str]) -> None:
    """Refuse names that the page does not have, one answer given twice, and codes that were not offered."""
    for name, given in posted.lists():
        field = fields._fields.get(name)
        if field is None:
            raise ForeignFieldError
        if not isinstance(field, SelectMultipleField) and len(given) > 1:
            raise ForeignFieldError
        offered: list[str] | None = getattr(field, "choices", None)
        if offered is not None and not {code for code in given if code} <= set(offered):
            raise ForeignFieldError


def _one(field: Field) -> int | Exit | None:
    return _code(field.data) if field.data else None


def _code(text: str) -> int | Exit:
    return Exit(text) if text in tuple(Exit) else int(text)


def _several(item: Multi, fields: MemberForm) -> Reading:
    chosen = [_code(text) for text in fields[ANSWER].data or [] if text]
    exits = [value for value in chosen if isinstance(value, Exit)]
    codes = {value for value in chosen if not isinstance(value, Exit)}
    other = str(fields[OTHER].data or "") if OTHER in fields else ""
    if other and item.other is not None:
        codes.add(item.other)
    mistakes = []
    if exits and (codes or len(exits) > 1):
        mistakes.append(tell(N_("Xin chỉ chọn các phương án, hoặc chỉ một ô dưới đường kẻ.")))
    if item.at_most is not None and len(codes) > item.at_most:
        mistakes.append(
            tell(
                N_("Xin chọn nhiều nhất {most} phương án; hiện đang chọn {chosen}."),
                most=item.at_most,
                chosen=len(codes),
            )
        )
    if len(other) > OTHER_LONGEST:
        mistakes.append(_too_long(OTHER_LONGEST, len(other)))
    if mistakes:
        return Reading(mistakes=tuple(Mistake(field=ANSWER, text=text) for text in mistakes))
    if exits:
        return Reading(value=exits[0])
    return Reading(value=tuple(sorted(codes)) or None, text=other)


def _ranked(item: Ranking, fields: MemberForm) -> Reading:
    """Return the options in order of choice; an empty place before a filled one and a doubled option are mistakes."""
    chosen = {place: str(fields[place_field(place)].data or "") for place in range(1, item.places + 1)}
    first = chosen[1]
    filled = {place: int(text) for place, text in chosen.items() if text.isdecimal()}
    if first in tuple(Exit):
        if filled:
            told = tell(N_("Xin chỉ xếp các ý, hoặc chỉ chọn một ô dưới đường kẻ ở vị trí thứ nhất."))
            return Reading(mistakes=(Mistake(field=place_field(min(filled)), text=told),))
        return Reading(value=Exit(first))
    mistakes = tuple(_misranked(item, filled))
    if mistakes:
        return Reading(mistakes=mistakes)
    return Reading(value=tuple(filled[place] for place in sorted(filled)) or None)


def _misranked(item: Ranking, filled: dict[int, int]) -> Iterator[Mistake]:
    labels = {option.code: option.label for option in item.options}
    where: dict[int, int] = {}
    for place, code in sorted(filled.items()):
        if code in where:
            told = N_("“{option}” đã ở vị trí {earlier}; ở vị trí {place} xin chọn ý khác hoặc “Không xếp thêm”.")
            words = say(labels[code], current_language())
            yield Mistake(field=place_field(place), text=tell(told, option=words, earlier=where[code], place=place))
        where.setdefault(code, place)
    gap = next((place for place in range(1, max(filled, default=0)) if place not in filled), None)
    if gap is not None:
        told = N_("Vị trí {place} còn trống trong khi đã xếp vị trí {later}; xin xếp lần lượt từ vị trí thứ nhất.")
        yield Mistake(field=place_field(gap), text=tell(told, place=gap, later=max(filled)))


def _exits(fields: MemberForm) -> list[Exit]:
    return [Exit(text) for text in (fields[EXIT].data or [] if EXIT in fields else []) if text]


GRAIN_NAMES: dict[Grain, str] = {
    Grain.DAY: N_("ngày, tháng và năm"),
    Grain.MONTH: N_("tháng và năm"),
    Grain.YEAR: N_("năm"),
}


def _date(item: DateItem, fields: MemberForm) -> Reading:
    names = DATE_FIELDS[item.grain]
    typed = {name: str(fields[name].data or "") for name in names}
    exits = _exits(fields)
    if len(exits) > 1 or (exits and any(typed.values())):
        return _misdated(names[0], N_("Xin chỉ ghi thời gian, hoặc chỉ chọn một ô dưới đường kẻ."))
    if exits or not any(typed.values()):
        return Reading(value=exits[0] if exits else None)
    said = _day(item, typed)
    return Reading(value=said) if isinstance(said, date) else said


def _day(item: DateItem, typed: dict[str, str]) -> date | Reading:
    """Return the date in the boxes, or the mistake that stands in its way."""
    names = DATE_FIELDS[item.grain]
    parts = {name: int(text) for name, text in typed.items() if re.fullmatch(r"[0-9]{1,4}", text, flags=re.ASCII)}
    unread = next((name for name in names if name not in parts), None)
    if unread is not None:
        return _misdated(unread, N_("Xin ghi đủ {parts}, chỉ gồm chữ số."), parts=tell(GRAIN_NAMES[item.grain]))
    if parts["year"] < 1000:
        return _misdated("year", N_("Xin ghi năm đủ bốn chữ số, ví dụ {year}."), year=item.earliest.year)
    try:
        said = date(parts["year"], parts.get("month", 1), parts.get("day", 1))
    except ValueError:
        if not 1 <= parts.get("month", 1) <= 12:
            return _misdated("month", N_("Xin ghi tháng từ 1 đến 12."))
        written = "/".join(typed[name] for name in names)
        return _misdated("day", N_("Lịch không có ngày {written}; xin xem lại."), written=written)
    if item.earliest <= said <= item.latest:
        return said
    low, high = spoken_date(item.earliest, item.grain), spoken_date(item.latest, item.grain)
    return _misdated(names[0], N_("Xin ghi trong khoảng từ {low} đến {high}."), low=low, high=high)


def _misdated(field: str, told: str, **words: str | int) -> Reading:
    return Reading(mistakes=(Mistake(field=field, text=tell(told, **words)),))


def _number(item: Number, fields: MemberForm) -> Reading:
    typed = str(fields[ANSWER].data or "")
    exits = _exits(fields)
    if len(exits) > 1 or (exits and typed):
        return _mistaken(tell(N_("Xin chỉ nhập số, hoặc chỉ chọn một ô dưới đường kẻ.")))
    if exits or not typed:
        return Reading(value=exits[0] if exits else None)
    number = _parsed(typed, whole=item.whole)
    if number is not None and item.low <= number <= item.high:
        return Reading(value=number)
    low, high = _plain(item.low), _plain(item.high)
    if item.whole:
        return _mistaken(tell(N_("Xin nhập một số nguyên từ {low} đến {high}, chỉ gồm chữ số."), low=low, high=high))
    return _mistaken(tell(N_("Xin nhập một số từ {low} đến {high}, ví dụ 2,5."), low=low, high=high))


def _parsed(typed: str, *, whole: bool) -> float | None:
    if whole:
        return int(typed) if re.fullmatch(r"-?\d{1,12}", typed, flags=re.ASCII) else None
    if re.fullmatch(r"-?\d{1,12}([.,]\d{1,6})?", typed, flags=re.ASCII):
        return float(typed.replace(",", "."))
    return None


def _text(item: FreeText, typed: str) -> Reading:
    if len(typed) > item.longest:
        return Reading(text=typed, mistakes=(Mistake(field=ANSWER, text=_too_long(item.longest, len(typed))),))
    return Reading(text=typed)


def _too_long(longest: int, length: int) -> str:
    return tell(N_("Xin viết ngắn hơn: tối đa {longest} ký tự, hiện có {length}."), longest=longest, length=length)


def _mistaken(text: str) -> Reading:
    return Reading(mistakes=(Mistake(field=ANSWER, text=text),))


def _plain(bound: float) -> str:
    return f"{bound:.15g}".replace(".", ",")

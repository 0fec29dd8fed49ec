"""The pages of the member's path, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias, assert_never

from flask import Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from survey_app.ballots.manifest import Mode
from survey_app.ballots.words import fingerprint_words
from survey_app.language import N_, Text, say
from survey_app.operations.phases import phase_of
from survey_app.questionnaire.answers import EMPTY, Answers
from survey_app.questionnaire.dates import spoken_date
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    Exit,
    FreeText,
    Item,
    Multi,
    Note,
    Number,
    Option,
    Questionnaire,
    Ranking,
    ScaleItem,
    Single,
)
from survey_app.questionnaire.piping import piped, piped_item
from survey_app.questionnaire.routing import progress, reached
from survey_app.web import assurance, forms
from survey_app.web.context import current
from survey_app.web.forms import Mistake
from survey_app.web.language import current_language, day, tell
from survey_app.web.respond import even
from survey_app.web.respond.desk import Desk
from survey_app.web.respond.notices import NOTICES
from survey_app.web.respond.state import State, close_state
from survey_app.web.security import clear_site
from survey_app.web.texts import plain

KINDS: Mapping[type[Item], str] = {
    Single: "single",
    ScaleItem: "scale",
    Multi: "multi",
    Battery: "battery",
    Number: "number",
    DateItem: "date",
    Ranking: "ranking",
    FreeText: "text",
    Note: "note",
}


Posted: TypeAlias = MultiDict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing to tick."""

    code: str
    label: str
    on: bool
    is_exit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A question, or one part of a battery, ready to be drawn."""

    field: str
    text: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the check-answers page: a question and what was answered, in words."""

    item: str
    text: str
    lines: tuple[tuple[str, str], ...]


def start_page(
    desk: Desk,
    *,
    code: str = "",
    consent: bool = False,
    mistakes: Sequence[Mistake] = (),
    scripts: Mapping[str, object] | None = None,
) -> Response:
    """Return the start page, with what the scripts need where the wave offers them."""
    manifest = desk.manifest
    page = render_template(
        "respond/start.html",
        desk=desk,
        questions=how_many(desk.questionnaire),
        assurances=assurance.assurances(manifest, scripted="document" in (scripts or {})),
        banner=assurance.banner(manifest),
        words=fingerprint_words(manifest.hash),
        required=manifest.blind is not None and manifest.blind.scripts_required,
        meeting=manifest.mode is Mode.MEETING,
        phase=phase_of(manifest, current().today()).value,
        code=code,
        consent=consent,
        mistakes=mistakes,
        **{"entry": None, "document": None, **(scripts or {})},
    )
    return make_response(page, 422 if mistakes else 200)


def question_page(
    desk: Desk,
    state: State,
    item: Item,
    *,
    mistakes: Sequence[Mistake] = (),
    posted: Posted | None = None,
    prompt: bool = False,
) -> Response:
    """Return the page of one item: with what the state holds, or as it was posted, with its mistakes."""
    number, of = progress(desk.questionnaire, state.answers, item.item)
    item = piped_item(item, desk.questionnaire, state.answers)
    page = render_template(
        "respond/question.html",
        desk=desk,
        banner=assurance.banner(desk.manifest),
        kind=KINDS[type(item)],
        item=item,
        cards=_evened(cards(item, state.answers, state.seed, posted)),
        typed=typed(item, state.answers, posted),
        boxes=boxes(item, state.answers, posted),
        bounds=bounds(item),
        number=number,
        of=of,
        bar=state.bar,
        section=section(desk.questionnaire, item, state.answers),
        first=not state.changing and next(iter(reached(desk.questionnaire, state.answers))).item == item.item,
        mistakes=mistakes,
        prompt=prompt,
        state=close_state(state, key=desk.key(), wave=desk.wave),
    )
    return make_response(even.whole(page), 422 if mistakes else 200)


def check_page(desk: Desk, state: State) -> Response:
    """Return the page that lists every answer before it is sent."""
    page = render_template(
        "respond/check.html",
        desk=desk,
        banner=assurance.banner(desk.manifest),
        said=[
            said(piped_item(item, desk.questionnaire, state.answers), state.answers)
            for item in reached(desk.questionnaire, state.answers)
            if not isinstance(item, Note)
        ],
        state=close_state(state, key=desk.key(), wave=desk.wave),
    )
    return make_response(even.whole(page))


def thanks_page(desk: Desk) -> Response:
    """Return the page after sending; the same for the first and any later sending of one slip."""
    page = render_template(
        "respond/thanks.html",
        desk=desk,
        banner=assurance.banner(desk.manifest),
        words=fingerprint_words(desk.manifest.hash),
    )
    return clear_site(make_response(page))


def notice_page(desk: Desk, notice: str, state: State | None = None, *, left: object = None) -> Response:
    """Return a page that says why it does not go on here, with the way that does.

    ``left`` is the script that tells, where the wave is over, what an earlier visit left on the device.
    """
    words, manifest = NOTICES[notice], desk.manifest
    days = {"opens": day(manifest.opens)}
    days |= {name: day(getattr(desk.standing, name)) for name in ("closes", "results_on")}
    days |= {name: day(getattr(manifest.blind, name, None)) for name in ("collect_until", "cast_from")}
    page = render_template(
        "respond/notice.html",
        desk=desk,
        banner=assurance.banner(manifest),
        words=words,
        left=left if words.over else None,
        title=tell(words.title),
        text=tell((manifest.is_open and words.open_text) or words.text, **days),
        state=close_state(state, key=desk.key(), wave=desk.wave) if state else None,
    )
    return make_response(page, words.status if request.method == "POST" else 200)


def how_many(questionnaire: Questionnaire) -> str:
    """Return how many questions a member will meet: a number, or the least and the most."""
    least = sum(not isinstance(item, Note) for item in reached(questionnaire, EMPTY))
    most = sum(not isinstance(item, Note) for item in questionnaire.items())
    return str(most) if least == most else f"{least}–{most}"


def cards(item: Item, answers: Answers, seed: str, posted: Posted | None = None) -> tuple[Card, ...]:
    """Return what is to be ticked on the page of an item; ticked as posted, else as answered before."""
    value, language = answers.values.get(item.item), current_language()

    def card(field: str, text: Text, options: Sequence[Option], given: object) -> Card:
        chosen = _chosen(given) if posted is None else frozenset(posted.getlist(field))
        return Card(field=field, text=say(text, language), rows=_rows(options, item.exits, chosen))

    match item:
        case Single() | Multi():
            return (card(forms.ANSWER, item.text, forms.ordered(item, seed), value),)
        case ScaleItem():
            return (card(forms.ANSWER, item.text, item.scale.options, value),)
        case Battery():
            given = value if isinstance(value, Mapping) else {}
            return tuple(
                card(forms.part_field(part.part), part.text, item.scale.options, given.get(part.part))
                for part in item.parts
            )
        case Ranking():
            return _places(item, value if isinstance(value, tuple) else (value,), forms.ordered(item, seed), posted)
        case Number() | DateItem():
            return (card(forms.EXIT, item.text, (), value),)
        case FreeText() | Note():
            return ()
        case _:
            assert_never(item)


PLACES = (
    N_("Lựa chọn thứ nhất"),
    N_("Lựa chọn thứ hai"),
    N_("Lựa chọn thứ ba"),
    N_("Lựa chọn thứ tư"),
    N_("Lựa chọn thứ năm"),
)
PLACE = N_("Lựa chọn thứ {place}")


def place_name(place: int) -> str:
    """Return the heading of one place of a ranking; places count from 1."""
    return tell(PLACES[place - 1]) if place <= len(PLACES) else tell(PLACE, place=place)


def _places(
    item: Ranking, ranked: Sequence[object], options: Sequence[Option], posted: Posted | None
) -> tuple[Card, ...]:
    """Return a card per place: at the first one the exits, at the later ones the row that leaves them empty."""
    made = []
    for place in range(1, item.places + 1):
        field = forms.place_field(place)
        before = _chosen(ranked[place - 1] if place <= len(ranked) else None)
        chosen = before if posted is None else frozenset(posted.getlist(field))
        rows = _rows(options, item.exits if place == 1 else (), chosen)
        if place > 1:
            label = tell(N_("Không xếp thêm"))
            rows = (*rows, Row(code=forms.NO_MORE, label=label, on=forms.NO_MORE in chosen, is_exit=True))
        made.append(Card(field=field, text=place_name(place), rows=rows))
    return tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One of the small boxes of a date: its field, its name, what stands in it."""

    field: str
    label: str
    typed: str
    digits: int


BOXES = {"day": N_("Ngày"), "month": N_("Tháng"), "year": N_("Năm")}


def boxes(item: Item, answers: Answers, posted: Posted | None = None) -> tuple[Box, ...]:
    """Return the boxes of a date, filled as posted, else as answered before; none for other items."""
    if not isinstance(item, DateItem):
        return ()
    value = answers.values.get(item.item)
    made = []
    for name in forms.DATE_FIELDS[item.grain]:
        stands = str(getattr(value, name)) if isinstance(value, date) else ""
        typed_here = stands if posted is None else posted.get(name, "")
        made.append(Box(field=name, label=tell(BOXES[name]), typed=typed_here, digits=4 if name == "year" else 2))
    return tuple(made)


def typed(item: Item, answers: Answers, posted: Posted | None = None) -> str:
    """Return what stands in the text field of a page: as posted, else as answered before."""
    if posted is not None:
        return posted.get(forms.OTHER if isinstance(item, Multi) else forms.ANSWER, "")
    value = answers.values.get(item.item)
    if isinstance(item, Number) and isinstance(value, int | float):
        return _number(value)
    return answers.texts.get(item.item, "")


def bounds(item: Item) -> tuple[str, str] | None:
    """Return the earliest and the latest date that an item takes, as people write them; None for other items."""
    if not isinstance(item, DateItem):
        return None
    return spoken_date(item.earliest, item.grain), spoken_date(item.latest, item.grain)


def section(questionnaire: Questionnaire, item: Item, answers: Answers = EMPTY) -> str:
    """Return the title of the block that an item stands in."""
    for page in questionnaire.pages:
        if any(each.item == item.item for each in page.items):
            return piped(page.title, questionnaire, answers, current_language()) if page.title else ""
    return tell(N_("Về đồng chí"))


def said(item: Item, answers: Answers) -> Line:
    """Return an item and its answer in words."""
    value, language = answers.values.get(item.item), current_language()
    lines: tuple[tuple[str, str], ...]
    match item:
        case Battery():
            given = value if isinstance(value, Mapping) else {}
            lines = tuple(
                (say(part.text, language), _words(given.get(part.part), item.scale.options)) for part in item.parts
            )
        case Single() | Multi():
            lines = (("", _words(value, item.options)),)
        case Ranking() if isinstance(value, tuple):
            lines = tuple((place_name(place), _words(code, item.options)) for place, code in enumerate(value, 1))
        case Ranking():
            lines = (("", _words(value, item.options)),)
        case DateItem():
            lines = (("", spoken_date(value, item.grain) if isinstance(value, date) else _words(value, ())),)
        case ScaleItem():
            lines = (("", _words(value, item.scale.options)),)
        case Number():
            unit = f" {say(item.unit, language)}" if item.unit and isinstance(value, int | float) else ""
            lines = (("", _words(value, ()) + unit),)
        case FreeText() | Note():
            lines = ()
        case _:
            assert_never(item)
    text = answers.texts.get(item.item)
    if text or isinstance(item, FreeText):
        lines = (*lines, ("", text or ""))
    return Line(item=item.item, text=plain(say(item.text, language)), lines=lines)


def _evened(drawn: Sequence[Card]) -> tuple[Card, ...]:
    """Return the cards with values of one length, as pages without scripts carry them."""
    return tuple(
        replace(card, rows=tuple(replace(row, code=even.filled(row.code)) for row in card.rows)) for card in drawn
    )


def _rows(options: Sequence[Option], exits: Sequence[Exit], chosen: frozenset[str]) -> tuple[Row, ...]:
    language = current_language()
    return (
        *(Row(code=str(each.code), label=say(each.label, language), on=str(each.code) in chosen) for each in options),
        *(
            Row(code=way.value, label=say(forms.EXIT_LABELS[way], language), on=way.value in chosen, is_exit=True)
            for way in exits
        ),
    )


def _chosen(value: object) -> frozenset[str]:
    return frozenset(str(code) for code in (value if isinstance(value, tuple) else (value,)))


def _words(value: object, options: Sequence[Option]) -> str:
    language = current_language()
    labels = {option.code: say(option.label, language) for option in options}
    match value:
        case None:
            return ""
        case Exit():
            return say(forms.EXIT_LABELS[value], language)
        case tuple():
            return "; ".join(labels[code] for code in value)
        case int() | float() if value in labels:
            return labels[int(value)]
        case int() | float():
            return _number(value)
        case _:
            raise TypeError(type(value).__name__)


def _number(value: float) -> str:
    return f"{value:.15g}".replace(".", "," if current_language() == "vi" else ".")

"""The questionnaire as the member's browser needs it: one JSON document that routes, pipes, orders and checks answers.

``survey_app/web/static/form/`` reads it. Texts keep their pipes in braces, conditions stand as trees
(``questionnaire.digest.spelled``), exits by their names, dates by their grain.
"""

from __future__ import annotations

from typing import assert_never

from survey_app.language import Text
from survey_app.questionnaire.answers import LARGEST_PAYLOAD, VERSION, longest_text
from survey_app.questionnaire.dates import write_date
from survey_app.questionnaire.digest import kind, spelled
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    FreeText,
    Item,
    Multi,
    Note,
    Number,
    Page,
    Questionnaire,
    Ranking,
    ScaleItem,
    Single,
    options_of,
)


def form_of(questionnaire: Questionnaire) -> dict[str, object]:
    """Return the document that the browser's script works from; only plain dicts, lists, texts and numbers."""
    pages = [_page(page) for page in questionnaire.pages]
    paged = [(item, page.page) for page in questionnaire.pages for item in page.items]
    return {
        "v": VERSION,
        "questionnaire": questionnaire.questionnaire,
        "languages": list(questionnaire.languages),
        "title": _text(questionnaire.title),
        "purpose": _text(questionnaire.purpose),
        "minutes": questionnaire.minutes,
        "largest": LARGEST_PAYLOAD,
        "pages": pages,
        "items": [_item(item, page) for item, page in [*paged, *((trait, None) for trait in questionnaire.traits)]],
    }


def _page(page: Page) -> dict[str, object]:
    return {"page": page.page, "title": None if page.title is None else _text(page.title)}


def _text(text: Text) -> dict[str, str]:
    return dict(text)


def _item(item: Item, page: str | None) -> dict[str, object]:
    options = [{"code": option.code, "label": _text(option.label)} for option in options_of(item)]
    written = {
        "item": item.item,
        "type": kind(item),
        "page": page,
        "text": _text(item.text),
        "help": None if item.help is None else _text(item.help),
        "exits": [way.value for way in item.exits],
        "required": item.required or None,
        "when": None if item.when is None else spelled(item.when),
        "options": options or None,
        **_more(item),
    }
    return {key: value for key, value in written.items() if value is not None}


def _more(item: Item) -> dict[str, object]:  # noqa: PLR0911 -- one per type
    """Return what only this type of item has."""
    match item:
        case Single():
            return {"random": item.random or None}
        case Multi():
            longest = longest_text(item) or None
            return {"random": item.random or None, "at_most": item.at_most, "other": item.other, "longest": longest}
        case Ranking():
            return {"random": item.random or None, "places": item.places}
        case Battery():
            return {"parts": [{"part": part.part, "text": _text(part.text)} for part in item.parts]}
        case Number():
            unit = None if item.unit is None else _text(item.unit)
            return {"from": item.low, "to": item.high, "whole": item.whole, "unit": unit}
        case DateItem():
            first, last = (write_date(day, item.grain) for day in (item.earliest, item.latest))
            return {"from": first, "to": last, "grain": item.grain.value}
        case FreeText():
            return {"longest": item.longest}
        case ScaleItem() | Note():
            return {}
        case _:  # pragma: no cover
            assert_never(item)

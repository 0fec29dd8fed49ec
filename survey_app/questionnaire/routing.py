"""Which items a member meets. A condition that is unknown hides its item."""

from __future__ import annotations

from dataclasses import replace

from survey_app.questionnaire.expressions import evaluate
from survey_app.questionnaire.model import FreeText, Item, Note, Questionnaire
from survey_app.questionnaire.values import Answers


def reached(questionnaire: Questionnaire, answers: Answers) -> tuple[Item, ...]:
    """Return the items that these answers lead to, in order; answers to other items count for nothing."""
    conditional = [item for item in questionnaire.items() if item.when is not None]
    if not conditional:
        return tuple(questionnaire.items())
    met: list[Item] = []
    values = dict(answers.values)
    # The text of an "other" that is not chosen is no answer.
    texts = {item.item: answers.texts[item.item] for item in questionnaire.items() if _is_told(item, answers)}
    seen = replace(answers, values=values, texts=texts)
    for item in questionnaire.items():
        if item.when is None or evaluate(item.when, seen) is True:
            met.append(item)
        else:
            values.pop(item.item, None)
            texts.pop(item.item, None)
    return tuple(met)


def _is_told(item: Item, answers: Answers) -> bool:
    return isinstance(item, FreeText) and item.item in answers.texts


def _places(questionnaire: Questionnaire) -> dict[str, int]:
    return {item.item: at for at, item in enumerate(questionnaire.items())}


def following(questionnaire: Questionnaire, answers: Answers, item_id: str | None) -> Item | None:
    """Return the next item after ``item_id`` (None: the first item); None after the last."""
    places = _places(questionnaire)
    here = -1 if item_id is None else places[item_id]
    return next((item for item in reached(questionnaire, answers) if places[item.item] > here), None)


def preceding(questionnaire: Questionnaire, answers: Answers, item_id: str | None) -> Item | None:
    """Return the item before ``item_id`` (None: the last item); None before the first."""
    places = _places(questionnaire)
    here = len(places) if item_id is None else places[item_id]
    return next((item for item in reversed(reached(questionnaire, answers)) if places[item.item] < here), None)


def progress(questionnaire: Questionnaire, answers: Answers, item_id: str) -> tuple[int, int]:
    """Return (k, of): the number of this question among those on the current path. Notes are not counted."""
    places = _places(questionnaire)
    asked = [item for item in reached(questionnaire, answers) if not isinstance(item, Note)]
    return sum(places[item.item] <= places[item_id] for item in asked), len(asked)

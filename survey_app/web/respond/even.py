"""One length for what can be of one length, on the path without scripts: there each answer is a post of its own.

Encryption hides what a post says, not how long it is. So every option of a page, a refusal too, is posted as a value of
one length, and pages come in steps of one size. What somebody types, how many boxes are ticked, and whether anything
was answered at all still show: a browser without scripts sends no more than it has.
"""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from survey_app.questionnaire.model import Item
from survey_app.web.forms import form_class

FILL, WIDTH = ".", 9
"""The longest value that every page may have is ``dont_know``."""
STEP = 1024
"""Bytes."""


def filled(code: str) -> str:
    """Return the value of an option, filled up to the length that all of them have."""
    return code.ljust(WIDTH, FILL)


def bare(item: Item | None, posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what was posted, the filling taken off what was ticked; what was typed stays as it is."""
    if item is None:
        return posted
    ticked = {field.name for field in form_class(item)(formdata=None) if hasattr(field, "choices")}
    return MultiDict(
        (name, given.rstrip(FILL) if name in ticked else given) for name, given in posted.items(multi=True)
    )


def whole(page: str) -> str:
    """Return a page filled up with spaces behind its end to a multiple of the step."""
    return page + " " * (-len(page.encode()) % STEP)

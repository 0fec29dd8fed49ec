"""The two languages of every page, message and report.

Source text is Vietnamese. English stands in ``locale/en/*.po``, one file per area of the code; the files are read
as they are (no compiled catalogue to forget). ``tests/floors/test_language.py`` fails when a message lacks its English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeAlias

from babel.messages.pofile import read_po

Text: TypeAlias = Mapping[str, str]
"""A text in one or two languages: ``{"vi": …, "en": …}``."""


class Language(StrEnum):
    """A language that pages, messages and reports are written in."""

    VI = "vi"
    EN = "en"


def N_(message: str) -> str:  # noqa: N802 -- the name that message extraction knows
    """Return the message as it is, marked for the catalogue."""
    return message


def translate(message: str, language: str) -> str:
    """Return a Vietnamese source message in ``language``; the source itself where no translation exists."""
    if language == Language.EN:
        return english().get(message, message)
    return message


@cache
def english() -> Mapping[str, str]:
    """Return every English translation, keyed by its Vietnamese source."""
    found: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / "locale" / "en").glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream):
                if message.id and message.string and not message.fuzzy:
                    found[str(message.id)] = str(message.string)
    return found


def say(text: Text, language: str) -> str:
    """Return the text in ``language``, or in the first language it has."""
    return text.get(language) or next(iter(text.values()), "")


@dataclass(frozen=True, slots=True)
class Said:
    """A message with its fields, not yet in any language; may stand as a field of another message."""

    message: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def render(self, language: str = Language.VI) -> str:
        """Return the message in ``language``, its own fields rendered first."""
        rendered = {
            name: value.render(language) if isinstance(value, Said) else value for name, value in self.fields.items()
        }
        return translate(self.message, language).format(**rendered)

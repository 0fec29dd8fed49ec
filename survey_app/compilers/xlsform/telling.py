"""How an exported form names its questions and says earlier answers in later ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from survey_app.language import Text
from survey_app.questionnaire.expressions import Name
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    Exit,
    Grain,
    Multi,
    Option,
    Questionnaire,
    Ranking,
    ScaleItem,
    Single,
)
from survey_app.questionnaire.piping import pipes

_BRACES = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_.]*)\}")
_DATES = {Grain.YEAR: "%Y", Grain.MONTH: "%m/%Y", Grain.DAY: "%d/%m/%Y"}


class Names:
    """The names of a form's questions and groups, each used once."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.taken: set[str] = {item.item for item in questionnaire.items()}
        self.parts: dict[tuple[str, str], str] = {}
        self.groups: dict[str, str] = {}
        self.calculates: dict[str, str] = {}
        for item in questionnaire.items():
            for part in item.parts if isinstance(item, Battery) else ():
                self.parts[item.item, part.part] = self._new(f"{item.item}_{part.part}")

    def _new(self, wanted: str) -> str:
        found, count = wanted, 1
        while found in self.taken:
            count += 1
            found = f"{wanted}_{count}"
        self.taken.add(found)
        return found

    def item(self, item: str) -> str:
        """Return the name of an item's row."""
        return item

    def part(self, item: str, part: str) -> str:
        """Return the name of the row of a battery's part."""
        return self.parts[item, part]

    def field(self, name: Name) -> str:
        """Return the name of the row behind a name in a condition."""
        return self.parts[name.item, name.part] if name.part else name.item

    def field_of(self, piped: str) -> str:
        """Return the name of the row that a pipe shows."""
        item, _, part = piped.partition(".")
        return self.parts.get((item, part), item)

    def group(self, wanted: str) -> str:
        """Return a new name for a group or an added row."""
        name = wanted.replace("-", "_")
        return self._new(name if name[:1].isalpha() else f"g_{name}")

    def calculate(self, piped: str) -> str:
        """Return the name of the row that holds the words of an answer."""
        if piped not in self.calculates:
            self.calculates[piped] = self._new(f"{self.field_of(piped)}_words")
        return self.calculates[piped]

    def formula(self, piped: str, questionnaire: Questionnaire) -> str:
        """Return the XPath of the words of an answer: a label, several joined, a number with its unit, a date."""
        item = questionnaire.item(piped.partition(".")[0])
        row = self.field_of(piped)
        ref = "${" + row + "}"
        match item:
            case Single(options=options):
                return _label(ref, options, item.exits)
            case ScaleItem(scale=scale) | Battery(scale=scale):
                return _label(ref, scale.options, item.exits)
            case Multi(options=options) | Ranking(options=options):
                found = [
                    f"if(selected({ref}, '{one.code}'), concat(jr:choice-name('{one.code}', '{ref}'), ' · '), '')"
                    for one in options
                ]
                return f"concat({', '.join([*found, _EMPTY])})"
            case DateItem():
                return f"if({ref} = '', '…', format-date({ref}, '{_DATES[item.grain]}'))"
            case _:
                return f"if({ref} = '', '…', {ref})"


_EMPTY = "''"


def _label(ref: str, options: Sequence[Option], exits: Sequence[Exit]) -> str:
    nothing = " or ".join([f"{ref} = ''", *(f"{ref} = '{way.value}'" for way in exits)])
    assert options  # noqa: S101 -- every list has options
    return f"if({nothing}, '…', jr:choice-name({ref}, '{ref}'))"


@dataclass(slots=True)
class Piping:
    """Writes texts with the form's pipes; ``calculates`` collects what they show."""

    questionnaire: Questionnaire
    names: Names
    calculates: list[str] = field(default_factory=list)

    def said(self, text: str) -> str:
        """Return a text with the form's own pipes and single braces."""
        known = set(pipes(text))

        def one(found: re.Match[str]) -> str:
            if found[1] in known:
                self.calculates.append(found[1])
                return "${" + self.names.calculate(found[1]) + "}"
            return found[0][:1]

        # A literal "${" would be read as a pipe of the form.
        return _BRACES.sub(one, text.replace("${{", "$ {{"))


def shown_text(label: Text) -> Text:
    """Return an option's label as a question's label: nothing in it is a pipe."""
    return {language: words.replace("{", "{{").replace("}", "}}") for language, words in label.items()}

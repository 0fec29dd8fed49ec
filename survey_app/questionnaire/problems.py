"""One problem at one place of a file, said in both languages from the catalogue."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from survey_app.language import N_, Language, Said, translate
from survey_app.questionnaire.catalogue import CATALOGUE, Rule, Severity

__all__ = [
    "CATALOGUE",
    "Problem",
    "Rule",
    "Severity",
    "has_errors",
    "in_order",
    "listed",
    "nearest",
    "problem",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem at one place. ``line`` and ``column`` count from 1."""

    file: str
    line: int = 1
    column: int = 1
    rule: str
    severity: Severity
    item: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)

    def found(self, language: str = Language.VI) -> str:
        """Return what was found, in one line."""
        return self._say(CATALOGUE[self.rule].found, language)

    def why(self, language: str = Language.VI) -> str:
        """Return why it matters, in one line."""
        return self._say(CATALOGUE[self.rule].why, language)

    def fix(self, language: str = Language.VI) -> str:
        """Return how to fix it, in one line; with the name that was probably meant."""
        said = self._say(CATALOGUE[self.rule].fix, language)
        meant = self.fields.get("meant")
        return said + " " + translate(MEANT, language).format(meant=meant) if meant else said

    def _say(self, template: str, language: str) -> str:
        return Said(template, self.fields).render(language)


MEANT = N_("Có phải ý đồng chí là “{meant}”?")


def problem(
    rule: str, *, file: str, line: int = 1, column: int = 1, item: str | None = None, **fields: object
) -> Problem:
    """Return a problem of the catalogue."""
    severity = CATALOGUE[rule].severity
    return Problem(file=file, line=line, column=column, rule=rule, severity=severity, item=item, fields=fields)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by file and place, each once."""
    unique = {(found.file, found.line, found.column, found.rule, found.found()): found for found in problems}
    return tuple(unique[key] for key in sorted(unique))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of them forbids the use of the file."""
    return any(found.severity is Severity.ERROR for found in problems)


def nearest(given: str, known: Iterable[str]) -> str:
    """Return the known name closest to a misspelt one; empty when none is close."""
    lowered = {name.lower().replace("-", "_"): name for name in known}
    found = difflib.get_close_matches(given.lower().replace("-", "_"), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else ""


def listed(names: Iterable[object]) -> str:
    """Return names as one line; long lists are cut."""
    all_names = [str(name) for name in names]
    return ", ".join(all_names[:24]) + (", …" if len(all_names) > 24 else "")

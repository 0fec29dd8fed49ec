"""Every problem that a YAML file can have, each with what was found, why it matters and how to fix it.

The catalogue is the source of the reference page, and the tests hold one rejected example for each rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey_app.questionnaire.catalogue import (
    codebooks,
    definitions,
    forecast,
    importing,
    lint,
    piping,
    proofs,
    reading,
    relations,
    shape,
    wording,
)
from survey_app.questionnaire.catalogue.rule import Rule, Severity

__all__ = ["ACCEPTABLE", "CATALOGUE", "Rule", "Severity"]

CATALOGUE: Mapping[str, Rule] = {
    entry.rule: entry
    for area in (reading, shape, wording, piping, lint, relations, proofs, forecast, definitions, importing, codebooks)
    for entry in area.RULES
}

ACCEPTABLE = frozenset(
    entry.rule
    for area in (wording, piping, lint, relations)
    for entry in area.RULES
    if entry.severity is Severity.WARNING and entry.rule != "accepts-idle"
)
"""Warnings about a questionnaire that its file may accept, with a reason."""

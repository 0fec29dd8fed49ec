"""What a release says of its wave, where a test is about figures alone."""

from __future__ import annotations

from typing import Any

from analysis.disclosure import Rules


def both(text: str) -> dict[str, str]:
    """The same words in both languages."""
    return {"vi": text, "en": text}


def told_of(wave: str) -> dict[str, Any]:
    """Everything that the gate is told besides counts, design and plan."""
    return {
        "rules": Rules(),
        "wave": wave,
        "questionnaire": "q",
        "title": both("q"),
        "provenance": "simulated",
        "opened": "2024-01-01",
        "closed": "2024-01-20",
        "manifest": "sha256:" + "0" * 64,
        "code": "0",
    }

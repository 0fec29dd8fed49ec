"""A line of JSON per organisation, so that a run that was cut off can go on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from score import Score

Scores = dict[str, Score]
"""By publisher."""


def line_of(seed: int, scores: Scores) -> str:
    """Return the scores of one organisation as a line of JSON."""
    return json.dumps({"seed": seed, "scores": {name: vars(score) for name, score in scores.items()}})


def read_line(line: str) -> tuple[int, Scores] | None:
    """Return seed and scores of a line; None where it was cut off while it was written."""
    try:
        held: dict[str, Any] = json.loads(line)
    except json.JSONDecodeError:
        return None
    return held["seed"], {name: Score(**_counted(score)) for name, score in held["scores"].items()}


def _counted(score: dict[str, Any]) -> dict[str, Any]:
    return {key: Counter(part) if isinstance(part, dict) else part for key, part in score.items()}


def already(out: Path | None, seeds: Sequence[int]) -> dict[int, Scores]:
    """Return what a file of results holds of some seeds; a line that was cut off is closed."""
    if out is None or not out.exists():
        return {}
    text = out.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        out.write_text(text + "\n", encoding="utf-8")
    held = dict(found for line in text.splitlines() if (found := read_line(line)) is not None)
    return {seed: held[seed] for seed in seeds if seed in held}

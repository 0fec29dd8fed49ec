"""Our own column: what a questionnaire says and a form has no cell for, kept as JSON so that it comes back.

Words, codes and conditions that a form does have cells for are read from those cells; what was kept of them counts
only while the cell still says what was exported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from survey_app.questionnaire.presets import PRESETS
from survey_app.questionnaire.writing import Written

OURS = frozenset({"type", "item", "when", "relevant", "shown", "text_", "help_", "generated", "of", "code", "part"})
"""Keys of the column that are no keys of an item."""
WHOLE = ("most_traits", "indices", "tables", "tests")
"""What a questionnaire says as a whole and only our column holds."""
DEEPEST = 8


def read(text: str) -> dict[str, Written]:
    """Return what the column holds; nothing when it is not ours or was broken."""
    if not text.startswith("{"):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and _plain(found, DEEPEST) else {}


def _plain(value: object, depth: int) -> bool:
    if depth == 0:
        return False
    if isinstance(value, dict):
        return all(_plain(held, depth - 1) for held in value.values())
    if isinstance(value, list):
        return all(_plain(held, depth - 1) for held in value)
    return isinstance(value, (str, int, float))


def write(kept: Mapping[str, Written]) -> str:
    """Return what the column is to hold; empty when there is nothing to keep."""
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""


def seal(shown: object) -> str:
    """Return a short fingerprint of a cell or of several, to see later whether it was edited."""
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def scales(found: Mapping[str, Written], kept: Written, languages: Sequence[str]) -> dict[str, Written]:
    """Return the scales of the file: options from the choices, sides as kept; presets that say the same fall away."""
    sides = kept if isinstance(kept, Mapping) else {}
    merged: dict[str, Written] = {}
    for name, scale in found.items():
        assert isinstance(scale, Mapping)  # noqa: S101 -- made so while the rows were read
        side = sides.get(name)
        made = {**(side if isinstance(side, Mapping) else {}), "options": scale["options"]}
        if not _is_preset(name, made, languages):
            merged[name] = {"options": made.pop("options"), **made}
    return merged


def _is_preset(name: str, scale: Mapping[str, Written], languages: Sequence[str]) -> bool:
    preset = PRESETS.get(name)
    if preset is None:
        return False
    spoken: dict[int, Written] = {}
    for option in preset.options:
        label = {str(language): option.label[language] for language in languages}
        spoken[option.code] = label if len(label) > 1 else next(iter(label.values()))
    sides = [
        [int(str(code)) for code in codes] if isinstance(codes := scale.get(key, []), list) else []
        for key in ("favourable", "unfavourable")
    ]
    return scale["options"] == spoken and sides == [sorted(preset.favourable), sorted(preset.unfavourable)]

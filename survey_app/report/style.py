"""The one palette of pages and charts. A chart names a colour; the page's style sheet decides what it looks like.

Hex values are the light theme: what a chart shows where no style sheet reaches it (a Word report, a saved file).
``web/static/committee.css`` maps the classes ``f-<name>`` (fill) and ``l-<name>`` (line) to the page's CSS variables.
"""

from __future__ import annotations

from collections.abc import Mapping

PALETTE: Mapping[str, str] = {
    "card": "#ffffff",
    "ink": "#1c2530",
    "soft": "#56616e",
    "line": "#d9d6cc",
    "fav": "#1c7a74",
    "fav-2": "#6fb3ac",
    "neu": "#c9c7be",
    "unf-2": "#e0a36a",
    "unf": "#b8541a",
}
BY_HEX: Mapping[str, str] = {value: name for name, value in PALETTE.items()}

WIDE = 760
NARROW = 312
"""Widths of the two drawings of each chart, in CSS pixels: the page shows the one that fits."""

SIZE = 13.0
SMALL = 11.5
BAND = 0.16
"""Opacity of the 95 % band."""


def ramp(side: str | None, position: int, length: int) -> tuple[str, float]:
    """Return colour name and opacity of option ``position`` (0 = mildest) of ``length`` options on one side."""
    if side not in {"favourable", "unfavourable"}:
        return "neu", 1.0
    base = "fav" if side == "favourable" else "unf"
    if length <= 1 or position == length - 1:
        return base, 1.0
    if length == 2:
        return base + "-2", 1.0
    return base, round(0.45 + 0.55 * position / (length - 1), 2)

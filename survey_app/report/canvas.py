"""A sheet of pixels on a matplotlib Figure, and its SVG made fit for a page with a strict content-security policy.

The SVG keeps text as text, carries no style attribute, no style element, no date and no random id, so the same chart is
the same bytes, and the page's own style sheet decides its colours (dark mode, print).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Circle, Polygon, Rectangle

from survey_app.report.style import BY_HEX, PALETTE, SIZE

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+\.\d+")
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "survey",
    "path.simplify": False,
}
_KEPT = {"fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "stroke-opacity", "opacity"}
_ONE_AT_A_TIME = Lock()
"""matplotlib's settings are global; two requests must not draw at once."""


@cache
def _font(bold: bool) -> FT2Font:
    return FT2Font(findfont("DejaVu Sans:bold" if bold else "DejaVu Sans"))


@cache
def width_of(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return the width of a text in pixels, in a font at least as wide as the page's."""
    font = _font(bold)
    font.set_size(size, 72)
    font.set_text(text, 0.0)
    width: float = font.get_width_height()[0] / 64
    return width


def wrap(text: str, width: float, size: float = SIZE, *, lines: int = 3) -> tuple[str, ...]:
    """Return the text in lines that fit ``width``; what does not fit in ``lines`` lines ends in an ellipsis."""
    out: list[str] = []
    rest = text.split()
    while rest and len(out) < lines:
        line = rest.pop(0)
        while rest and width_of(f"{line} {rest[0]}", size) <= width:
            line = f"{line} {rest.pop(0)}"
        out.append(line)
    if rest:
        last = out[-1]
        while " " in last and width_of(last + "…", size) > width:
            last = last.rsplit(" ", 1)[0]
        out[-1] = last + "…"
    return tuple(out)


class Canvas:
    """A sheet with its origin at the top left, in CSS pixels, drawn in the colours of the palette."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self._axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")
        self._figure.patch.set_visible(False)

    def rect(self, x: float, y: float, width: float, height: float, colour: str, alpha: float = 1.0) -> None:
        """Fill a rectangle."""
        if width > 0:
            self._axes.add_patch(
                Rectangle((x, y), width, height, facecolor=PALETTE[colour], alpha=alpha, linewidth=0, clip_on=False)
            )

    def area(self, points: Sequence[tuple[float, float]], colour: str, alpha: float) -> None:
        """Fill a polygon."""
        self._axes.add_patch(
            Polygon(points, closed=True, facecolor=PALETTE[colour], alpha=alpha, linewidth=0, clip_on=False)
        )

    def line(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        width: float = 1.0,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """Draw a line through the points; ``dashes`` in pixels."""
        scaled = None if dashes is None else (dashes[0] / width, dashes[1] / width)
        self._axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=PALETTE[colour],
            linewidth=width,
            linestyle="-" if scaled is None else (0, scaled),
            clip_on=False,
        )

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a filled circle."""
        self._axes.add_patch(Circle((x, y), radius, facecolor=PALETTE[colour], linewidth=0, clip_on=False))

    def ring(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a circle with an empty middle, as large as a dot and its edge."""
        self.dot(x, y, radius + 0.8, colour)
        self.dot(x, y, radius - 0.9, "card")

    def hatch(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the field of a withheld figure: grey diagonals inside a frame."""
        step = 8.0
        at = x - height
        while at < x + width:
            left, right = max(at, x), min(at + height, x + width)
            if right > left:
                self.line([(left, y + height - (left - at)), (right, y + height - (right - at))], "line")
            at += step
        self.line([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)], "line")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = SIZE,
        colour: str = "ink",
        anchor: str = "left",
        bold: bool = False,
    ) -> None:
        """Write a text on the baseline ``y``; ``anchor`` is left, center or right."""
        self._axes.text(
            x,
            y,
            text,
            fontsize=size,
            color=PALETTE[colour],
            horizontalalignment=anchor,
            verticalalignment="baseline",
            fontweight="bold" if bold else "normal",
            parse_math=False,
            clip_on=False,
        )

    def svg(self, *, name: str, title: str, description: str, variant: str = "") -> str:
        """Return the drawing as an ``<svg>`` element; ``name`` makes its ids unique on the page."""
        out = BytesIO()
        with _ONE_AT_A_TIME, mpl.rc_context(_SETTINGS):
            self._figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
        return _tidy(out.getvalue(), name=name, title=title, description=description, variant=variant)

    def png(self, *, dots: int = 200) -> bytes:
        """Return the drawing as a picture for a document, ``dots`` to the inch."""
        out = BytesIO()
        with _ONE_AT_A_TIME, mpl.rc_context(_SETTINGS):
            self._figure.savefig(out, format="png", dpi=dots, facecolor="white", metadata={"Software": None})
        return out.getvalue()


def _tidy(raw: bytes, *, name: str, title: str, description: str, variant: str) -> str:
    root = ET.fromstring(raw)  # noqa: S314 -- our own drawing
    width, height = root.attrib["viewBox"].split()[2:]
    new = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": f"chart {variant}".strip(),
            "viewBox": f"0 0 {width} {height}",
            "role": "img",
            "aria-labelledby": f"{name}-t {name}-d",
        },
    )
    ET.SubElement(new, "title", {"id": f"{name}-t"}).text = title
    ET.SubElement(new, "desc", {"id": f"{name}-d"}).text = description
    for element in root.iter():
        if element.tag in {f"{_SVG}path", f"{_SVG}text"}:
            drawn = _element(element)
            if drawn is not None:
                new.append(drawn)
    return ET.tostring(new, encoding="unicode")


def _element(element: ET.Element) -> ET.Element | None:
    """Return the element with presentation attributes and colour classes in place of its style; None when invisible."""
    style = {
        name.strip(): value.strip()
        for name, colon, value in (part.partition(":") for part in element.get("style", "").split(";"))
        if colon
    }
    is_text = element.tag == f"{_SVG}text"
    if is_text:
        style.setdefault("fill", PALETTE["ink"])
    if style.get("fill", "none") == "none" and "stroke" not in style:
        return None
    new = ET.Element("text" if is_text else "path")
    new.attrib.update({key: value for key, value in style.items() if key in _KEPT})
    if "opacity" in new.attrib:
        new.set("fill-opacity", new.attrib.pop("opacity"))
    classes = [
        f"{prefix}-{BY_HEX[style[key]]}" for key, prefix in (("fill", "f"), ("stroke", "l")) if style.get(key) in BY_HEX
    ]
    if classes:
        new.set("class", " ".join(classes))
    if is_text:
        new.attrib.update({"x": _short(element.get("x", "0")), "y": _short(element.get("y", "0"))})
        size, weight = _font_of(style)
        new.set("font-size", size)
        if weight:
            new.set("font-weight", "650")
        if style.get("text-anchor", "start") != "start":
            new.set("text-anchor", style["text-anchor"])
        new.text = element.text
    else:
        new.set("d", " ".join(_short(element.get("d", "")).split()))
    return new


def _font_of(style: dict[str, str]) -> tuple[str, bool]:
    """Return size and boldness, from the long properties or from the shorthand."""
    shorthand = style.get("font", "")
    size = style.get("font-size", "")
    if not size:
        found = re.search(r"([\d.]+)px", shorthand)
        size = found[1] if found else str(SIZE)
    weight = style.get("font-weight", "")
    return size.removesuffix("px"), weight in {"bold", "700"} or "bold" in shorthand or "700" in shorthand.split()


def _short(numbers: str) -> str:
    """Return the numbers with one digit after the point."""
    return _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), numbers)

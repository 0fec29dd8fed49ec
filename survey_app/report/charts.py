"""Charts of released figures, each drawn for a wide and for a narrow page.

Every function returns a `Chart`: two SVG drawings and the sentence that describes them. A chart's title stands in the
page as its heading and says what was found (`survey_app.report.wording`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.language import N_, translate
from survey_app.report.canvas import Canvas, wrap
from survey_app.report.numbers import decimal, percent, signed
from survey_app.report.style import NARROW, SIZE, SMALL, WIDE, ramp


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Two drawings of one chart, as ``<svg>`` elements, and what they show in a sentence or two."""

    wide: str
    narrow: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a diverging bar: percent of those who gave an opinion."""

    percent: int
    colour: str
    alpha: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LikertRow:
    """One question of the board. Segments run outwards from the middle line."""

    label: str
    favourable: tuple[Segment, ...]
    unfavourable: tuple[Segment, ...]
    neutral: int | None
    exits: int | None
    net: float | None
    mark: str | None = None
    favourable_percent: int | None = None
    unfavourable_percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """One option: its share, or a mark or a band where no share is released."""

    label: str
    percent: int | None
    low: int | None = None
    high: int | None = None
    note: str = ""
    colour: str = "fav"
    alpha: float = 1.0


def likert(
    rows: Sequence[LikertRow], *, name: str, title: str, language: str, sides: tuple[str, str] | None = None
) -> Chart:
    """Return diverging bars without the middle: neutral and exits in their own columns, net printed, order as given.

    ``sides`` names the two ends above the middle line when all rows share a scale.
    """
    heads = sides or (translate(N_("chưa thuận"), language), translate(N_("thuận"), language))
    description = describe_likert(rows, language)
    return Chart(
        wide=_likert_wide(rows, heads, language).svg(
            name=f"{name}-wide", title=title, description=description, variant="wide"
        ),
        narrow=_likert_narrow(rows, heads, language).svg(
            name=f"{name}-narrow", title=title, description=description, variant="narrow"
        ),
        description=description,
    )


def describe_likert(rows: Sequence[LikertRow], language: str) -> str:
    """Return the board in a sentence: best and worst net."""
    known = [row for row in rows if row.net is not None]
    if not known:
        return translate(N_("Không có hiệu số nào được công bố."), language)
    best, worst = max(known, key=lambda row: row.net or 0), min(known, key=lambda row: row.net or 0)
    return translate(
        N_("{count} câu; hiệu số cao nhất {best} ({best_net}), thấp nhất {worst} ({worst_net})."), language
    ).format(
        count=len(rows),
        best=best.label,
        best_net=signed(best.net or 0, language),
        worst=worst.label,
        worst_net=signed(worst.net or 0, language),
    )


def _per_point(rows: Sequence[LikertRow], room: float) -> tuple[float, int]:
    """Return pixels per percent point and the largest unfavourable share."""
    left = max([sum(part.percent for part in row.unfavourable) for row in rows] + [10])
    right = max([sum(part.percent for part in row.favourable) for row in rows] + [10])
    return room / (left + right), left


def _bar(canvas: Canvas, row: LikertRow, *, middle: float, y: float, height: float, unit: float) -> None:
    x = middle
    for part in row.unfavourable:
        canvas.rect(x - unit * part.percent, y, unit * part.percent, height, part.colour, part.alpha)
        x -= unit * part.percent
    x = middle
    for part in row.favourable:
        canvas.rect(x, y, unit * part.percent, height, part.colour, part.alpha)
        x += unit * part.percent


def _totals(row: LikertRow) -> tuple[int, int]:
    unfavourable = row.unfavourable_percent
    favourable = row.favourable_percent
    return (
        sum(part.percent for part in row.unfavourable) if unfavourable is None else unfavourable,
        sum(part.percent for part in row.favourable) if favourable is None else favourable,
    )


def _likert_wide(rows: Sequence[LikertRow], heads: tuple[str, str], language: str) -> Canvas:
    label_width = 214.0
    wrapped = [wrap(row.label, label_width - 8) for row in rows]
    heights = [max(41.0, 17.0 * len(lines) + 12) for lines in wrapped]
    canvas = Canvas(WIDE, 30 + sum(heights))
    unit, left = _per_point(rows, 538 - 42 - (label_width + 42))
    middle = label_width + 42 + unit * left
    y, bar = 26.0, 26.0
    for row, lines, height in zip(rows, wrapped, heights, strict=True):
        top = y + (height - 15 - bar) / 2
        base = top + 17.5
        for at, line in enumerate(lines):
            canvas.text(0, base - 17 * (len(lines) - 1) / 2 + 17 * at, line)
        if row.mark:
            canvas.hatch(label_width + 42, top, 538 - label_width - 84, bar)
            canvas.text(label_width + 52, base, f"[{row.mark}]", bold=True)
        else:
            _bar(canvas, row, middle=middle, y=top, height=bar, unit=unit)
            against, with_it = _totals(row)
            reach_left = unit * sum(part.percent for part in row.unfavourable)
            reach_right = unit * sum(part.percent for part in row.favourable)
            canvas.text(middle - reach_left - 6, base, percent(against, language), colour="soft", anchor="right")
            canvas.text(middle + reach_right + 6, base, percent(with_it, language), colour="soft")
        if row.neutral is not None:
            canvas.rect(556, top, row.neutral * 0.9, bar, "neu")
            canvas.text(561 + row.neutral * 0.9, base, percent(row.neutral, language), colour="soft")
        if row.exits is not None:
            canvas.text(690, base, decimal(row.exits, language), colour="soft", anchor="right")
        if row.net is not None:
            canvas.text(754, base, signed(row.net, language), anchor="right", bold=True)
        y += height
    canvas.line([(middle, 18), (middle, y)], "ink")
    canvas.text(middle - 6, 12, heads[0], size=SMALL, colour="soft", anchor="right")
    canvas.text(middle + 6, 12, heads[1], size=SMALL, colour="soft")
    canvas.text(556, 12, translate(N_("ở giữa"), language), size=SMALL, colour="soft")
    canvas.text(690, 12, translate(N_("không nêu ý"), language), size=SMALL, colour="soft", anchor="right")
    canvas.text(754, 12, translate(N_("hiệu số"), language), size=SMALL, colour="soft", anchor="right")
    return canvas


def _likert_narrow(rows: Sequence[LikertRow], heads: tuple[str, str], language: str) -> Canvas:
    wrapped = [wrap(row.label, NARROW - 52, lines=3) for row in rows]
    heights = [17.0 * len(lines) + 58 for lines in wrapped]
    canvas = Canvas(NARROW, 24 + sum(heights))
    unit, left = _per_point(rows, NARROW - 84)
    middle = 42 + unit * left
    canvas.text(middle - 6, 12, heads[0], size=SMALL, colour="soft", anchor="right")
    canvas.text(middle + 6, 12, heads[1], size=SMALL, colour="soft")
    y, bar = 20.0, 22.0
    for row, lines, height in zip(rows, wrapped, heights, strict=True):
        for at, line in enumerate(lines):
            canvas.text(0, y + 14 + 17 * at, line)
        if row.net is not None:
            canvas.text(NARROW, y + 14, signed(row.net, language), anchor="right", bold=True, size=15)
        top = y + 17 * len(lines) + 5
        if row.mark:
            canvas.hatch(0, top, NARROW, bar)
            canvas.text(6, top + 16, f"[{row.mark}]", bold=True)
        else:
            _bar(canvas, row, middle=middle, y=top, height=bar, unit=unit)
            canvas.line([(middle, top - 2), (middle, top + bar + 2)], "ink")
            against, with_it = _totals(row)
            reach_left = unit * sum(part.percent for part in row.unfavourable)
            reach_right = unit * sum(part.percent for part in row.favourable)
            canvas.text(
                middle - reach_left - 5, top + 16, percent(against, language), size=12, colour="soft", anchor="right"
            )
            canvas.text(middle + reach_right + 5, top + 16, percent(with_it, language), size=12, colour="soft")
        notes = []
        if row.neutral is not None:
            notes.append(f"{translate(N_('ở giữa'), language)} {percent(row.neutral, language)}")
        if row.exits is not None:
            notes.append(f"{translate(N_('không nêu ý'), language)} {decimal(row.exits, language)}")
        canvas.text(0, top + bar + 15, " · ".join(notes), size=SMALL, colour="soft")
        y += height
    return canvas


def bars(rows: Sequence[BarRow], *, name: str, title: str, language: str) -> Chart:
    """Return horizontal bars on one scale, each with its share printed and its 95 % interval as a thin line."""
    description = "; ".join(
        f"{row.label}: {percent(row.percent, language) if row.percent is not None else row.note}" for row in rows
    )
    drawings = {
        variant: _bars(rows, width, language).svg(
            name=f"{name}-{variant}", title=title, description=description, variant=variant
        )
        for variant, width in (("wide", WIDE), ("narrow", NARROW))
    }
    return Chart(wide=drawings["wide"], narrow=drawings["narrow"], description=description)


def _bars(rows: Sequence[BarRow], width: float, language: str) -> Canvas:
    narrow = width < 500
    label_width = width if narrow else 270.0
    wrapped = [wrap(row.label, label_width - 12) for row in rows]
    bar = 20.0 if narrow else 24.0
    if narrow:
        heights = [17.0 * len(lines) + bar + 14 for lines in wrapped]
    else:
        heights = [max(38.0, 17.0 * len(lines) + 10) for lines in wrapped]
    canvas = Canvas(width, 8 + sum(heights))
    start = 0.0 if narrow else label_width
    longest = max([max(row.percent or 0, row.high or 0) for row in rows] + [20])
    unit = (width - start - 58) / longest
    y = 4.0
    for row, lines, height in zip(rows, wrapped, heights, strict=True):
        top = y + 17 * len(lines) + 4 if narrow else y + (height - bar) / 2
        middle = top + bar / 2
        for at, line in enumerate(lines):
            first = y + 14 if narrow else middle + 4.5 - 17 * (len(lines) - 1) / 2
            canvas.text(0, first + 17 * at, line)
        if row.percent is None:
            canvas.hatch(start, top, width - start - 58, bar)
            canvas.text(start + 8, middle + 4.5, row.note, bold=True)
        else:
            canvas.rect(start, top, unit * row.percent, bar, row.colour, row.alpha)
            end = unit * row.percent
            if row.low is not None and row.high is not None:
                canvas.line([(start + unit * row.low, middle), (start + unit * row.high, middle)], "ink", 1.2)
                end = max(end, unit * row.high)
            canvas.text(start + end + 8, middle + 4.5, percent(row.percent, language), bold=True, size=SIZE)
        y += height
    if not narrow:
        canvas.line([(start, 0), (start, y + 4)], "ink")
    return canvas


def segments(side: str, percents: Sequence[int]) -> tuple[Segment, ...]:
    """Return the parts of one side of a bar, mildest first, in the colours of that side."""
    parts = []
    for at, value in enumerate(percents):
        colour, alpha = ramp(side, at, len(percents))
        parts.append(Segment(percent=value, colour=colour, alpha=alpha))
    return tuple(parts)

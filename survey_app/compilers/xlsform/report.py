"""What became of each row of a form: carried, changed, left out, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from survey_app.language import N_, Language, Said, translate


class Verdict(StrEnum):
    """What became of a row, or of one cell of it."""

    CARRIED = "carried"
    CHANGED = "changed"
    LEFT_OUT = "left_out"


SPOKEN = {
    Verdict.CARRIED: N_("nguyên vẹn"),
    Verdict.CHANGED: N_("có đổi"),
    Verdict.LEFT_OUT: N_("để ngoài"),
}
WHOLE = Said(N_("mọi ô của dòng"))
TOTALS = N_("{carried} dòng nguyên vẹn, {changed} chỗ có đổi, {left_out} chỗ để ngoài.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the report. ``row`` counts as the spreadsheet does and is 0 for a whole sheet."""

    sheet: str
    row: int
    name: str
    verdict: Verdict
    why: Said = WHOLE


@dataclass(slots=True)
class Report:
    """The lines of one import or export; a row that was carried whole has that one line alone."""

    rows: dict[tuple[str, int], list[Line]] = field(default_factory=dict)

    def changed(self, sheet: str, row: int, name: str, message: str, /, **fields: object) -> None:
        """Note a change."""
        self._note(Line(sheet=sheet, row=row, name=name, verdict=Verdict.CHANGED, why=Said(message, fields)))

    def left_out(self, sheet: str, row: int, name: str, message: str, /, **fields: object) -> None:
        """Note what was left out."""
        self._note(Line(sheet=sheet, row=row, name=name, verdict=Verdict.LEFT_OUT, why=Said(message, fields)))

    def carried(self, sheet: str, row: int, name: str) -> None:
        """Note that a row was carried whole; a row with another line keeps that one alone."""
        if (sheet, row) not in self.rows:
            self.rows[sheet, row] = [Line(sheet=sheet, row=row, name=name, verdict=Verdict.CARRIED)]

    def _note(self, line: Line) -> None:
        held = [one for one in self.rows.get((line.sheet, line.row), ()) if one.verdict is not Verdict.CARRIED]
        self.rows[line.sheet, line.row] = held if line in held else [*held, line]

    def by_row(self, sheets: Sequence[str]) -> tuple[Line, ...]:
        """Return the lines sheet by sheet and row by row."""
        order = {sheet: place for place, sheet in enumerate(sheets)}
        places = sorted(self.rows, key=lambda place: (order.get(place[0], len(order)), place))
        return tuple(line for place in places for line in self.rows[place])


def render_text(lines: Sequence[Line], language: str = Language.VI) -> str:
    """Return the report as text: one line each, then how many there are of each kind."""
    said = [
        f"{line.sheet}{f':{line.row}' if line.row else ''}  {translate(SPOKEN[line.verdict], language)}  "
        f"{line.name + ': ' if line.name else ''}{line.why.render(language)}"
        for line in lines
    ]
    return "\n".join([*said, translate(TOTALS, language).format(**_totals(lines))])


def render_json(lines: Sequence[Line], language: str = Language.VI) -> str:
    """Return the report as a JSON list of ``{sheet, row, name, verdict, why}``."""
    return json.dumps(
        [
            {
                "sheet": line.sheet,
                "row": line.row,
                "name": line.name,
                "verdict": line.verdict.value,
                "why": line.why.render(language),
            }
            for line in lines
        ],
        ensure_ascii=False,
        indent=2,
    )


def _totals(lines: Iterable[Line]) -> dict[str, int]:
    counted = dict.fromkeys((verdict.value for verdict in Verdict), 0)
    for line in lines:
        counted[line.verdict.value] += 1
    return counted

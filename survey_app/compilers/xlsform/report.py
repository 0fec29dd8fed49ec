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
    """The lines of one import or export, in the order in which they were noted."""

    lines: list[Line] = field(default_factory=list)

    def changed(self, sheet: str, row: int, name: str, message: str, /, **fields: object) -> None:
        """Note a change."""
        self._note(sheet, row, name, Verdict.CHANGED, Said(message, fields))

    def left_out(self, sheet: str, row: int, name: str, message: str, /, **fields: object) -> None:
        """Note what was left out."""
        self._note(sheet, row, name, Verdict.LEFT_OUT, Said(message, fields))

    def carried(self, sheet: str, row: int, name: str) -> None:
        """Note a row that was carried whole; a row with another line keeps that one alone."""
        if not any((line.sheet, line.row) == (sheet, row) for line in reversed(self.lines)):
            self._note(sheet, row, name, Verdict.CARRIED, WHOLE)

    def _note(self, sheet: str, row: int, name: str, verdict: Verdict, why: Said) -> None:
        line = Line(sheet=sheet, row=row, name=name, verdict=verdict, why=why)
        whole = Verdict.CARRIED
        self.lines = [one for one in self.lines if (one.sheet, one.row, one.verdict) != (sheet, row, whole)]
        if line not in self.lines:
            self.lines.append(line)

    def by_row(self, sheets: Sequence[str]) -> tuple[Line, ...]:
        """Return the lines sheet by sheet and row by row."""
        order = {sheet: place for place, sheet in enumerate(sheets)}
        return tuple(sorted(self.lines, key=lambda line: (order.get(line.sheet, len(order)), line.row)))


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

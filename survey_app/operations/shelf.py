"""The released cubes of an installation, in order, and what can be looked up in them: tables, trends, headings.

Nothing is estimated here. A trend is a row of figures looked up in the cubes of its waves; it is broken where the
digest of a question differs from the wave before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from analysis.disclosure.released import TOTAL, ReleasedCube, ReleasedTable
from survey_app.ballots.manifest import read_manifest
from survey_app.definitions.organisation import load_organisation
from survey_app.definitions.plan import Plan, load_plan
from survey_app.errors import SurveyError
from survey_app.language import N_, Text, say
from survey_app.operations.ledger import IMPORTED, in_time, in_trend, standing
from survey_app.report import labels, numbers, wording
from survey_app.report.reading import (
    change_of,
    measure_of,
    option_share,
)
from survey_app.report.series import Point, Series, Tick
from survey_app.store import Stores

Made = TypeVar("Made")
WITHHELD = "c"


class NothingReleasedError(SurveyError):
    """A wave or an item that no release speaks of."""

    code = "not-released"
    found = N_("Chưa có kết quả nào được công bố cho {what}.")
    fix = N_("Xem danh sách các đợt đã công bố ở trang tổng quan.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Every release in order, with the plan whose calendar and events the trends are drawn on."""

    cubes: tuple[ReleasedCube, ...]
    title: Text = field(default_factory=dict)
    plan: Plan | None = None

    def latest(self) -> ReleasedCube | None:
        """Return the release that the committee is shown first: the latest of the plan's main questionnaire.

        A pulse, a yearly review or a wave that anybody could answer comes first only where there is none of those, a
        rehearsal where there is nothing else.
        """
        lasting = [cube for cube in self.cubes if cube.provenance != "rehearsal"]
        asked = [cube for cube in lasting if cube.participation is None]
        main = [cube for cube in asked if self.plan is not None and cube.questionnaire == self.plan.main]
        return max(main or asked or lasting or list(self.cubes), key=in_time, default=None)

    def cube(self, wave: str) -> ReleasedCube:
        """Return the latest release of a wave.

        Raises
        ------
        NothingReleasedError
            when the wave has none.
        """
        for cube in reversed(self.cubes):
            if cube.wave == wave:
                return cube
        raise NothingReleasedError(what=wave)

    def trend(self, cube: ReleasedCube) -> tuple[ReleasedCube, ...]:
        """Return the cubes that stand in one trend with this one, up to it, one per wave, oldest first.

        Waves that anybody could answer stand in no trend of a wave with slips; in their own, behind a break.
        """
        upto = [one for one in self.cubes if in_time(one) <= in_time(cube)]
        if cube.participation is None:
            upto = [one for one in upto if one.participation is None]
        found = in_trend(upto, questionnaire=cube.questionnaire, kind=cube.provenance) or (cube,)
        by_wave = {one.wave: one for one in found}
        return tuple(sorted(by_wave.values(), key=in_time))


class Drawn:
    """Pages already made, by what they were made from."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._pages: OrderedDict[tuple[object, ...], Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """Return what was made for this key, made now if it never was."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                found: Made = self._pages[key]
                return found
        made = make()
        with self._lock:
            self._pages[key] = made
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)
        return made


DRAWN = Drawn()


def library(stores: Stores, folder: Path | None = None) -> Library:
    """Return the releases of an installation, their chain checked, with organisation and plan from the YAML folder.

    Read again only when a release was added or a file changed.
    """
    texts = tuple(
        path.read_text(encoding="utf-8") if folder is not None and path.is_file() else ""
        for path in ((folder or Path()) / "organisation.yaml", (folder or Path()) / "plan.yaml")
    )
    written = tuple((record.wave, record.number, record.hash) for record in stores.registry.releases())
    withdrawn = tuple(stores.registry.withdrawals().items())

    def read() -> Library:
        cubes = standing(stores)
        return Library(
            cubes=cubes,
            title=_asked(stores, cubes)
            or (load_organisation(texts[0], file="organisation.yaml").title if texts[0] else {}),
            plan=load_plan(texts[1], file="plan.yaml") if texts[1] else None,
        )

    return DRAWN.get(("library", str(stores.folder), written, withdrawn, texts), read)


def _asked(stores: Stores, cubes: Sequence[ReleasedCube]) -> Text:
    """Return the name of the organisation that the latest released wave asked, as its manifest has it."""
    record = stores.registry.wave(cubes[-1].wave) if cubes else None
    return read_manifest(record.manifest).organisation if record is not None else {}


def ticks_of(cubes: Sequence[ReleasedCube], plan: Plan | None) -> tuple[Tick, ...]:
    """Return the time axis: every planned wave of this questionnaire, and every wave held, by closing day."""
    days = {cube.wave: _day(cube.closed) for cube in cubes}
    if plan is not None:
        questionnaire = cubes[-1].questionnaire
        for planned in plan.waves(questionnaire):
            days.setdefault(planned.wave, planned.closes)
    return tuple(Tick(wave=wave, day=day) for wave, day in sorted(days.items(), key=lambda pair: (pair[1], pair[0])))


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def series_of(
    cubes: Sequence[ReleasedCube], column: str, *, plan: Plan | None = None, code: int | None = None
) -> Series:
    """Return the figures of a column over the waves: its net, index or mean, else the share of option ``code``."""
    points: list[Point] = []
    hidden: dict[str, str] = {}
    bands: dict[str, str] = {}
    name = "share"
    for cube in cubes:
        table = topline(cube, column)
        figure = None if table is None else _figure(table, code)
        if table is None:
            continue
        if figure is None:
            spoken = measure_of(table)
            hidden[cube.wave] = (spoken.mark if spoken is not None else None) or WITHHELD
            if code is None and spoken is not None and spoken.band is not None:
                name, bands[cube.wave] = spoken.measure, spoken.band
            continue
        name, value, low, high = figure
        broken = bool(points) and points[-1].digest != table.digest
        points.append(
            Point(
                wave=cube.wave,
                value=value,
                low=low,
                high=high,
                broken=broken,
                digest=table.digest,
                imported=cube.provenance in IMPORTED,
            )
        )
    span = next((table.stub.range for cube in reversed(cubes) if (table := topline(cube, column)) is not None), None)
    return Series(
        column=column,
        measure=name,
        ticks=ticks_of(cubes, plan),
        points=tuple(points),
        range=span,
        hidden=hidden,
        bands=bands,
    )


def _figure(table: ReleasedTable, code: int | None) -> tuple[str, float, float | None, float | None] | None:
    if table.stub.kind in {"multi", "nominal"} and code is not None:
        share = option_share(table, code)
        return None if share is None else ("share", share.percent, share.low, share.high)
    figure = measure_of(table)
    if figure is None or figure.value is None:
        return None
    return figure.measure, figure.value, figure.low, figure.high


def topline(cube: ReleasedCube, column: str) -> ReleasedTable | None:
    """Return the table of a column for the organisation; None when it was not asked or not planned."""
    tables = [table for table in cube.tables if table.stub.column == column]
    return next((table for table in tables if table.banner == TOTAL), None) or next(
        (table for table in tables if any(level.level == TOTAL for level in table.levels)), None
    )


def toplines(cube: ReleasedCube) -> tuple[ReleasedTable, ...]:
    """Return one table per column for the organisation, in the order of the questionnaire."""
    columns = dict.fromkeys(table.stub.column for table in cube.tables)
    return tuple(table for column in columns if (table := topline(cube, column)) is not None)


def headline_of(cube: ReleasedCube) -> ReleasedTable | None:
    """Return the table of the headline index."""
    tables = toplines(cube)
    return next((table for table in tables if table.stub.headline), None) or next(
        (table for table in tables if table.stub.kind == "index"), None
    )


def items_of(cube: ReleasedCube) -> dict[str, list[ReleasedTable]]:
    """Return the tables of the organisation by item, in the order of the questionnaire."""
    found: dict[str, list[ReleasedTable]] = {}
    for table in toplines(cube):
        found.setdefault(table.stub.item, []).append(table)
    return found


def steady_waves(cubes: Sequence[ReleasedCube], column: str) -> int:
    """Return in how many waves in a row, up to the last, a comparison was made and no change could be told."""
    count = 0
    for cube in reversed(cubes):
        table = topline(cube, column)
        change = None if table is None else change_of(table)
        if change is None or change.mark is not None:
            break
        count += 1
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands at the top of every page of a wave."""

    wave: str
    title: str
    notes: tuple[str, ...]
    banner: str | None


def heading_of(shelf: Library, cube: ReleasedCube, language: str) -> Heading:
    """Return what stands at the top of every page of a wave."""
    headline = headline_of(cube)
    notes = []
    if headline is not None:
        cubes = shelf.trend(cube)
        notes.append(wording.plan_note(series_of(cubes, headline.stub.column, plan=shelf.plan), language))
    short = labels.short_provenance(cube, language)
    title = say(cube.title, language)
    notes += [note for note in (title if title != numbers.period(cube.wave, language) else "", short) if note]
    return Heading(
        wave=cube.wave,
        title=numbers.period(cube.wave, language),
        notes=tuple(note for note in notes if note),
        banner=labels.provenance(cube, language),
    )


def page_key(shelf: Library, cube: ReleasedCube, language: str, *rest: object) -> tuple[object, ...]:
    """Return what a page is made from: the release, the ledger it stands in, the plan, the language."""
    return (cube.hash, tuple(one.hash for one in shelf.cubes), repr(shelf.plan), language, *rest)

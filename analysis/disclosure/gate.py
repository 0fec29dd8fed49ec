"""The release gate: from the counts of a wave to the figures that may leave, once and for good.

Every planned table is decided here: who is shown, on which rung, with which rounded counts; errors, intervals and
changes are computed here too and frozen. Figures of the organisation are weighted estimates; figures of groups and
trait levels are functions of their rounded counts, so that none of them tells more than the counts do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.codebook import Codebook, Kind
from analysis.counting import Counts
from analysis.design import Design
from analysis.disclosure import figures
from analysis.disclosure.audit import Memory, audit_union
from analysis.disclosure.composite import Shown
from analysis.disclosure.cube import hashed
from analysis.disclosure.inference import described_alone, group_rolls, with_inference
from analysis.disclosure.protect import ASKED
from analysis.disclosure.released import (
    TOTAL,
    ReleasedContinued,
    ReleasedCube,
    ReleasedPopulation,
    ReleasedTable,
    ReleasedTexts,
    Text,
)
from analysis.disclosure.reliability import reliabilities
from analysis.disclosure.rounding import nearest
from analysis.disclosure.rounds import round_wave
from analysis.disclosure.rules import Rules
from analysis.disclosure.tables import GROUP, tables_of
from analysis.disclosure.wave import Wave, answers_of
from analysis.errors import AnalysisError, NoHeadcountsError

Line: TypeAlias = tuple[str, tuple[str, ...], str]
"""A stub with all its banners and its chart."""
OPEN = "open"
OVERFULL = "more_ballots_than_roll"
DROPPED = "banner_withheld"
"""Note: no rounding that adds up was found in time, so a whole banner of some table is withheld."""

FEW_MORE = 2
"""People more or fewer between two waves, whose answers a difference could tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """A line of the table plan: one stub column and its banners. The organisation's own table is always made."""

    stub: str
    banner: tuple[str, ...] = (TOTAL,)
    chart: str = "diverging"


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """That the trend of an item goes on although it was changed; ``own`` is the digest of the changed item."""

    since: str
    why: Text
    own: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCount:
    """How many texts an item received, before protection."""

    item: str
    text: Text
    count: int


def release_wave(
    *,
    counts: Counts,
    codebook: Codebook,
    design: Design,
    plan: Sequence[TableSpec],
    rules: Rules,
    wave: str,
    questionnaire: str,
    title: Text,
    provenance: str,
    opened: str,
    closed: str,
    manifest: str,
    code: str,
    texts: Sequence[TextCount] = (),
    previous: ReleasedCube | None = None,
    trend: Sequence[ReleasedCube] = (),
    chain: str | None = None,
    digests: Mapping[str, str] | None = None,
    parents: Mapping[str, Text] | None = None,
    rolls: Mapping[str, Mapping[str, int]] | None = None,
    notes: Sequence[str] = (),
    continued: Mapping[str, Continuation] | None = None,
    earlier: Sequence[ReleasedCube] = (),
    sampled: bool = True,
    head: str | None = None,
) -> ReleasedCube:
    """Return the cube of one wave: all that will ever be told of it. The same counts give the same cube and hash.

    Parameters
    ----------
    counts : every planned column by ``total`` and by every planned banner.
    design : strata with their headcounts; the weights are in the counts.
    plan : what is tabulated. Nothing else is.
    previous : the release that changes are measured from; None when there is no comparable one.
    trend : the waves before this one, oldest first; ``previous`` alone when left out.
    chain : hash of the release that stands before this one in the ledger; of ``previous`` when left out.
    digests : of the wording, by column or by item; the same digest means that a trend may continue.
    parents : text of the battery, multi or index that a column belongs to, by column.
    rolls : people on the roll by banner and level. Of reporting groups they follow from the strata when left out.
    notes : codes of what the reader must know of the wave.
    continued : by item, why its trend goes on although it was changed; ``digests`` then names the earlier wording.
    earlier : releases of the same wave that ever stood in the ledger: this one corrects or extends them, and passes the
        audit of all together. Counts that may stay as they were shown stay. Those under another name are of the same
        answers counted once more after a withdrawal; see ``of_the_same_people``.
    sampled : whether those who answered were drawn from a roll. Otherwise nothing is inferred, and no roll is told.
    head : hash of the last thing that was added to the manifest; None where nothing was.

    Raises
    ------
    NarrowedError
        Together with earlier releases of the wave the organisation itself would be told too closely.
    OverlappingGroupsError
        A stratum has people in two reporting groups.
    NoHeadcountsError
        Without headcounts nothing can be said of coverage.
    UnplannedBannerError
        When a planned table was not counted.
    """
    if design.headcounts is None:
        raise NoHeadcountsError(what=wave)
    disjoint(counts)
    answers = answers_of(counts)
    held = of_the_same_people(earlier, wave=wave, n=int(answers.sum()), rules=rules)
    overfull = bool(np.any(answers > design.headcounts))
    shared = Wave(
        counts=counts,
        design=design.at_least(answers),
        rules=rules,
        rolls=rolls or {},
        digests=digests or {},
        parents=parents or {},
        previous=previous,
        standing=shown_before(held),
        before=shown_before([previous] if previous and nearly_the_same(previous, int(answers.sum())) else []),
        reliability=reliabilities(counts, codebook),
        continued={
            item: ReleasedContinued(since=one.since, why=one.why, own=one.own)
            for item, one in (continued or {}).items()
        },
    )
    lines = _merged_plan(plan)
    shared = replace(
        shared, barred=near_twins(counts, codebook, [name for _, banners, _ in lines for name in banners], rules)
    )

    every = _with_members(lines, codebook, counts)
    rounded = round_wave(shared, codebook, [(stub, banners) for stub, banners, _ in every])

    def decided(withheld: frozenset[tuple[str, str]]) -> ReleasedCube:
        tables, dropped = list[ReleasedTable](), False
        now = replace(shared, withheld=withheld, rounded=rounded, shown=Shown())
        for stub, banners, chart in every:
            made, complete = tables_of(now, codebook[stub], banners, chart)
            tables += made
            dropped |= not complete
        found = [*notes, *([OVERFULL] if overfull else []), *([DROPPED] if dropped else [])]
        return replace(
            frame, tables=tuple(tables), population=replace(frame.population, note=tuple(dict.fromkeys(found)))
        )

    n, N = shared.people, shared.roll
    frame = ReleasedCube(
        wave=wave,
        questionnaire=questionnaire,
        title=title,
        provenance=provenance,
        opened=opened,
        closed=closed,
        manifest=manifest,
        previous=chain if chain is not None else (previous.hash if previous else None),
        code=code,
        population=ReleasedPopulation(
            N=N if sampled else 0, n=n, response=figures.whole_percent(n, N) if sampled else 0, note=()
        ),
        tables=(),
        texts=tuple(_text(text, rules) for text in texts),
        rules=rules.told(),
        participation=None if sampled else OPEN,
        head=head,
    )
    groups = group_rolls(counts, shared.design, (rolls or {}).get(GROUP)) if sampled else {}
    public = {level: one.roll for level, one in groups.items()}
    renamed = any(cube.wave != wave for cube in earlier)
    passed = _as_planned(audited(decided, held, rolls=public, apart=renamed), lines)
    if not sampled:
        return hashed(described_alone(passed, rules=rules))
    inferred = with_inference(
        passed,
        rules=rules,
        strata=len(design.strata),
        groups=groups,
        reliability=shared.reliability,
        previous=previous,
        trend=trend,
    )
    return hashed(inferred)


class NarrowedError(AnalysisError):
    """A release that would, with earlier ones of the wave, tell somebody's answers."""

    code = "narrowed-by-releases"
    template = (
        "{wave}, {column}: together with the releases that stand this one tells numbers closer than two apart. "
        "Leave the earlier release as it is; a correction that moves so few answers cannot be published."
    )


class OverlappingGroupsError(AnalysisError):
    """Reporting groups that share a stratum."""

    code = "overlapping-groups"
    template = "{stratum}: in {groups} at once. Give every branch to one reporting group."


def disjoint(counts: Counts) -> None:
    """Return nothing when every stratum has its people in one reporting group.

    Raises
    ------
    OverlappingGroupsError
        Naming the first stratum in two groups.
    """
    cells = next((cells for (_, name), cells in counts.tables.items() if name == GROUP), None)
    if cells is None:
        return
    inside = np.zeros((len(cells.strata), len(cells.levels)), dtype=np.bool_)
    np.logical_or.at(inside, cells.row_stratum, cells.n.sum(axis=2) > 0)
    for stratum in np.flatnonzero(inside.sum(axis=1) > 1):
        groups = ", ".join(cells.levels[at].key for at in np.flatnonzero(inside[stratum]))
        raise OverlappingGroupsError(stratum=cells.strata[stratum], groups=groups)


def of_the_same_people(earlier: Sequence[ReleasedCube], *, wave: str, n: int, rules: Rules) -> tuple[ReleasedCube, ...]:
    """Return the earlier releases that are audited with this one; those under another name as if they had this one.

    Two that differ by fewer people than the threshold would tell of these few; of two that differ by more, neither
    says anything of the people who make the difference but what rounding leaves.

    Raises
    ------
    NarrowedError
        An earlier release under another name counts nearly, but not quite, as many people.
    """
    found = []
    for cube in earlier:
        apart = abs(cube.population.n - n)
        if cube.wave != wave and 0 < apart < rules.minimum:
            raise NarrowedError(wave=wave, column="n")
        if cube.wave == wave or not apart:
            found.append(cube if cube.wave == wave else replace(cube, wave=wave))
    return tuple(found)


def audited(
    decided: Callable[[frozenset[tuple[str, str]]], ReleasedCube],
    earlier: Sequence[ReleasedCube] = (),
    rolls: Mapping[str, int] | None = None,
    *,
    apart: bool = False,
) -> ReleasedCube:
    """Return the first release that passes the audit; ``decided`` makes one without the levels of some tables.

    Where a level is told too closely by its own rows, its table goes; where it takes others, the traits of that column
    go before its groups. The organisation alone can always be released.

    Raises
    ------
    NarrowedError
        The organisation's row itself is told too closely by this release beside the earlier ones.
    """
    withheld: frozenset[tuple[str, str]] = frozenset()
    memory = Memory()
    while True:
        cube = decided(withheld)
        told = {(table.stub.column, table.banner) for table in cube.tables} - withheld
        audit = audit_union(
            (*earlier, cube), refuse=bool(earlier), apart=apart, rolls=rolls, memory=memory, droppable=told
        )
        drops = [(column, one.drop) for one in audit.narrow for column in (one.column, *one.beside)]
        more = {(column, drop) for column, drop in drops if drop is not None} & told
        if more:
            withheld |= more
            continue
        if earlier and audit.narrow:
            alone = {(one.column, one.key) for one in audit_union((cube,), refuse=False, rolls=rolls).narrow}
            worse = next((one.column for one in audit.narrow if (one.column, one.key) not in alone), None)
            if worse is not None:
                raise NarrowedError(wave=cube.wave, column=worse)
        return replace(cube, audit=audit.told())


def nearly_the_same(previous: ReleasedCube, n: int) -> bool:
    """Return True where one or two people more or fewer answered: then counts that stay tell nothing of these."""
    return abs(previous.population.n - n) <= FEW_MORE


def shown_before(earlier: Sequence[ReleasedCube]) -> dict[tuple[str, str, str, int], int]:
    """Return the counts that earlier releases of the wave show, by column, banner, level and position."""
    found: dict[tuple[str, str, str, int], int] = {}
    for table in (table for cube in earlier for table in cube.tables):
        codes: dict[int | str, int] = {option.code: at for at, option in enumerate(table.stub.options)}
        states = len(codes) or 1
        if table.classes is not None:
            states = len(table.classes.points)
            for level, counts in table.classes.counts.items():
                found |= {(table.stub.column, table.banner, level, at): count for at, count in enumerate(counts)}
        for cell in table.cells:
            if cell.count is not None and cell.option in codes:
                found[table.stub.column, table.banner, cell.level, codes[cell.option]] = cell.count
        for base in table.bases:
            if base.asked is not None:
                found[table.stub.column, table.banner, base.level, ASKED] = base.asked
            for at, count in enumerate((base.dont_know, base.refused, base.skipped)):
                if count is not None:
                    found[table.stub.column, table.banner, base.level, states + at] = count
    return found


def near_twins(counts: Counts, codebook: Codebook, banners: Sequence[str], rules: Rules) -> frozenset[tuple[str, str]]:
    """Return banner and level of people who are, but for fewer than the threshold, those of another level.

    Two such levels side by side would tell of the few who make the difference. Reporting groups stay, traits go.
    """
    names = sorted(dict.fromkeys(name for name in banners if name != TOTAL), key=lambda name: name != GROUP)
    found: set[tuple[str, str]] = set()
    for at, trait in enumerate(names):
        for other in names[:at]:
            cells = counts.tables.get((trait, other))
            if cells is None or not cells.column.trait:
                continue
            both = cells.n.sum(axis=0)[:, : cells.options]
            own, others = _people_in(counts, trait), _people_in(counts, other)
            apart = own[None, :] + others[:, None] - 2 * both
            near = (apart < rules.minimum) & (np.minimum(own[None, :], others[:, None]) >= rules.minimum)
            for level, option in zip(*np.nonzero(near), strict=True):
                if (other, cells.levels[level].key) not in found:
                    found.add((trait, str(codebook[trait].options[option].code)))
    return frozenset(found)


def _people_in(counts: Counts, banner: str) -> npt.NDArray[np.int64]:
    """Return everybody of each level of a banner, whatever they were asked."""
    cells = next(cells for (_, name), cells in counts.tables.items() if name == banner)
    return np.asarray(cells.n.sum(axis=(0, 2)), dtype=np.int64)


def _merged_plan(plan: Sequence[TableSpec]) -> list[Line]:
    """Return per stub all its banners (reporting groups first, they are the last to be dropped) and its chart."""
    banners: dict[str, dict[str, None]] = {}
    charts: dict[str, str] = {}
    for line in plan:
        banners.setdefault(line.stub, {}).update(dict.fromkeys(line.banner))
        charts.setdefault(line.stub, line.chart)
    return [
        (stub, tuple(sorted((name for name in names if name != TOTAL), key=lambda name: name != GROUP)), charts[stub])
        for stub, names in banners.items()
    ]


def _with_members(lines: Sequence[Line], codebook: Codebook, counts: Counts) -> list[Line]:
    """Return the lines with the members of each index by its banners, indices last.

    What is not planned is rounded, placed and audited like the rest, and not released: an index stands on it.
    """
    wanted = {stub: (dict.fromkeys(banners), chart) for stub, banners, chart in lines}
    indices = [stub for stub in wanted if codebook[stub].kind is Kind.INDEX]
    for stub in indices:
        for member in codebook[stub].members:
            if (member, TOTAL) in counts.tables and codebook[member].options:
                own = wanted.setdefault(member, ({}, ""))[0]
                own.update({name: None for name in wanted[stub][0] if (member, name) in counts.tables})
    order = sorted(wanted, key=lambda stub: stub in indices)
    return [(stub, tuple(sorted(wanted[stub][0], key=lambda name: name != GROUP)), wanted[stub][1]) for stub in order]


def _as_planned(cube: ReleasedCube, lines: Sequence[Line]) -> ReleasedCube:
    """Return the cube with the planned tables alone, in the order of the plan."""
    made = {(table.stub.column, table.banner): table for table in cube.tables}
    return replace(cube, tables=tuple(made[stub, banner] for stub, banners, _ in lines for banner in (TOTAL, *banners)))


def _text(text: TextCount, rules: Rules) -> ReleasedTexts:
    shown = int(nearest(np.asarray([text.count]), rules.round)[0]) if text.count >= rules.texts else 0
    return ReleasedTexts(item=text.item, text=text.text, count=shown)

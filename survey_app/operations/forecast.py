"""The anonymity forecast: what the release gate would tell of a questionnaire before anybody is asked.

Invented answers of the organisation's own size go through the gate of the tally, at three shares of response. Beside
the gate's verdicts stands a count that needs no answers: how many members would be expected alone in a cell made of
background alone (group and traits), because there somebody who knows them could find them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from analysis.counting import count
from analysis.disclosure import ReleasedCube
from analysis.weights import post_stratify
from survey_app.ballots.manifest import Manifest, ReportingGroup, Stratum, WaveKind, text_hash
from survey_app.compilers.columns import codebook_of, responses_of
from survey_app.compilers.tables import GROUP, TOTAL, table_plan
from survey_app.definitions.organisation import Organisation
from survey_app.language import N_, Language, Text, say, translate
from survey_app.operations.gating import banners_of, gated
from survey_app.operations.simulation import Simulation
from survey_app.operations.strata import strata_of
from survey_app.questionnaire.answers import kept
from survey_app.questionnaire.door import Findings
from survey_app.questionnaire.marks import Node, Step, plain
from survey_app.questionnaire.model import Questionnaire, options_of
from survey_app.questionnaire.problems import Problem

RATES = (0.6, 0.8, 0.95)
"""Shares of the roll that answer: a poor wave, a good one, nearly all."""
MOST_ALONE = 1.0
"""Members expected alone in the planned cells of a trait; more cannot be promised anonymity."""
LARGEST_STRATUM = 400
"""People that are invented for a stratum. A larger one is told of at least as finely."""
WITHHELD = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How finely the gate would tell one level of one planned table, by response rate."""

    column: str
    banner: str
    level: str
    label: Text
    rungs: Mapping[float, str]

    @property
    def never(self) -> bool:
        """Whether the level is withheld however many answer."""
        return all(rung == WITHHELD for rung in self.rungs.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """Members expected alone in the cells of a trait, at the response rate where there are most.

    ``merge`` names the options to merge, and ``after`` how many members would then be alone.
    """

    trait: str
    banner: str
    expected: float
    rate: float
    merge: str
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What may be expected of a wave: verdicts of the gate, and members alone in cells of their background."""

    verdicts: tuple[Verdict, ...]
    alone: tuple[Alone, ...]
    people: int

    def withheld(self, rate: float) -> tuple[Verdict, ...]:
        """Return the levels that would be withheld at a response rate."""
        return tuple(verdict for verdict in self.verdicts if verdict.rungs[rate] == WITHHELD)


def forecast(questionnaire: Questionnaire, organisation: Organisation, *, on: date | None = None) -> Forecast:
    """Return the forecast on a day; left out, the day of the latest headcount.

    Raises
    ------
    NoHeadcountError, SmallGroupError
        as when a wave is opened.
    """
    day = on or max(since for branch in organisation.branches for since, _ in branch.headcounts)
    strata = tuple(
        replace(stratum, headcount=min(stratum.headcount, LARGEST_STRATUM))
        for stratum in strata_of(organisation, on=day)
    )
    manifest = _manifest(questionnaire, organisation, strata, day)
    cubes = {rate: _released(questionnaire, manifest, rate) for rate in RATES}
    rolls: dict[str, int] = {}
    for stratum in strata:
        rolls[stratum.group] = rolls.get(stratum.group, 0) + stratum.headcount
    return Forecast(
        verdicts=tuple(_verdicts(cubes)),
        alone=tuple(_alone(questionnaire, rolls)),
        people=sum(branch.headcount(day) or 0 for branch in organisation.branches),
    )


def _manifest(
    questionnaire: Questionnaire, organisation: Organisation, strata: tuple[Stratum, ...], day: date
) -> Manifest:
    return Manifest(
        wave="forecast",
        title=questionnaire.title,
        organisation=organisation.title,
        questionnaire=questionnaire.questionnaire,
        digest=text_hash(questionnaire.canonical),
        kind=WaveKind.SIMULATED,
        strata=strata,
        groups=tuple(ReportingGroup(group=group.group, title=group.title) for group in organisation.groups),
        opens=day.isoformat(),
        closes=day.isoformat(),
        results_on=day.isoformat(),
        tally_keys=(),
        tables=table_plan(questionnaire),
    )


def _released(questionnaire: Questionnaire, manifest: Manifest, rate: float) -> ReleasedCube:
    sizes = [stratum.headcount for stratum in manifest.strata]
    wave = Simulation(questionnaire, sizes=sizes, seed=1).wave(quarter=2, share=rate)
    answers = [kept(questionnaire, one) for one in wave.answers]
    answered = responses_of(questionnaire, answers, wave.strata, wave=manifest.wave)
    weighted = replace(answered, weight=post_stratify(answered.stratum, np.array(sizes, dtype=np.int64)))
    names = tuple(stratum.stratum for stratum in manifest.strata)
    counts = count(weighted, strata=names, banners=banners_of(manifest, weighted))
    return gated(counts, manifest, questionnaire, chain=None)


def _verdicts(cubes: Mapping[float, ReleasedCube]) -> Iterator[Verdict]:
    rungs: dict[tuple[str, str, str], dict[float, str]] = {}
    labels: dict[tuple[str, str, str], Text] = {}
    for rate, cube in cubes.items():
        for table in cube.tables:
            for level in table.levels:
                # Levels that the gate merges are told, together.
                for name in level.merged or (level.level,):
                    key = (table.stub.column, table.banner, name)
                    rungs.setdefault(key, {})[rate] = table.rung.get(level.level, WITHHELD)
                    labels.setdefault(key, level.label)
    for key, by_rate in rungs.items():
        full = {rate: by_rate.get(rate, WITHHELD) for rate in cubes}
        yield Verdict(column=key[0], banner=key[1], level=key[2], label=labels[key], rungs=full)


def _alone(questionnaire: Questionnaire, rolls: Mapping[str, int]) -> Iterator[Alone]:
    """Yield the planned tables made of background alone in which members would be expected to stand alone."""
    levels = {trait.item: [option.code for option in options_of(trait)] for trait in questionnaire.traits}
    planned = {
        (trait, banner)
        for line in table_plan(questionnaire)
        for trait, banner in _backgrounds(line.stub, line.banner, levels)
    }
    for trait, banner in sorted(planned):
        sizes = _sizes(banner, rolls, levels)
        rate, expected = max(((rate, expected_alone(sizes, len(levels[trait]), rate)) for rate in RATES), key=_second)
        if expected > MOST_ALONE:
            merge, after = _cure(sizes, levels[trait])
            yield Alone(trait=trait, banner=banner, expected=expected, rate=rate, merge=merge, after=after)


def _second(pair: tuple[float, float]) -> float:
    return pair[1]


def _backgrounds(stub: str, banners: Sequence[str], levels: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the cells of background that a planned table has: a trait by a banner, or a trait that is the banner."""
    for banner in banners:
        if stub in levels:
            yield stub, banner
        elif banner in levels:
            yield banner, TOTAL


def _sizes(banner: str, rolls: Mapping[str, int], levels: Mapping[str, Sequence[int]]) -> list[float]:
    """Return how many people a level of a banner has; of a trait, the same number for each level."""
    people = sum(rolls.values())
    if banner == GROUP:
        return [float(roll) for roll in rolls.values()]
    return [people / len(levels[banner])] * len(levels[banner]) if banner in levels else [float(people)]


def expected_alone(sizes: Sequence[float], levels: int, rate: float) -> float:
    """Return how many people would be expected alone in the cells of groups of these sizes, each cut into levels.

    People answer independently with probability ``rate`` and fall on each level alike, so that a cell of a group of N
    holds exactly one of them with probability N q (1 - q)^(N - 1), q = rate / levels.
    """
    chance = rate / levels
    return math.fsum(levels * size * chance * (1 - chance) ** (size - 1) for size in sizes)


def _cure(sizes: Sequence[float], codes: Sequence[int]) -> tuple[str, float]:
    """Return which neighbouring options to merge for at most one member alone, with how many would be."""
    for levels in range(len(codes) - 1, 1, -1):
        after = max(expected_alone(sizes, levels, rate) for rate in RATES)
        if after <= MOST_ALONE:
            break
    parts = np.array_split(np.array(codes), levels)
    return ", ".join("+".join(map(str, part)) for part in parts), after


def forecast_problems(file: str, node: Node, questionnaire: Questionnaire, found: Forecast) -> tuple[Problem, ...]:
    """Return what a forecast finds wrong with a file: tables that no wave could fill, members who would stand alone."""
    findings = Findings(file=file, node=node)
    places = {trait.item: number for number, trait in enumerate(questionnaire.traits)}
    for alone in found.alone:
        findings.add(
            "forecast-alone",
            ("traits", places[alone.trait], "options"),
            key=True,
            given=alone.trait,
            banner=alone.banner,
            percent=round(100 * alone.rate),
            count=f"{alone.expected:.1f}",
            merge=alone.merge,
            after=f"{alone.after:.1f}",
        )
    for stub, banner in _empty(questionnaire, found):
        findings.add("forecast-withheld", _line_of(questionnaire, node, stub, banner), given=stub, banner=banner)
    return tuple(findings.problems)


def _empty(questionnaire: Questionnaire, found: Forecast) -> list[tuple[str, str]]:
    """Return the items and banners of which no level of no column is ever told."""
    items = {column.name: column.item for column in codebook_of(questionnaire).columns}
    never: dict[tuple[str, str], bool] = {}
    for verdict in found.verdicts:
        if TOTAL not in (verdict.banner, verdict.level):
            key = (items[verdict.column], verdict.banner)
            never[key] = never.get(key, True) and verdict.never
    return [key for key, empty in never.items() if empty]


def _line_of(questionnaire: Questionnaire, node: Node, stub: str, banner: str) -> tuple[Step, ...]:
    """Return the path of the banner in the line of the table plan; of the item where the plan is left out."""
    written = plain(node)
    lines = written.get("tables", []) if isinstance(written, dict) else []
    for number, line in enumerate(lines):
        stubs = [line["stub"]] if isinstance(line["stub"], str) else line["stub"]
        if banner in line.get("banner", []) and any(name.partition(".")[0] == stub for name in stubs):
            return ("tables", number, "banner", line["banner"].index(banner))
    for number, page in enumerate(questionnaire.pages):
        for place, item in enumerate(page.items):
            if item.item == stub:
                return ("pages", number, "items", place, "item")
    return ("pages",)


HEAD = N_("Dự báo vô danh cho {people} người (phiếu giả định, qua đúng cửa công bố của kiểm phiếu):")
LINE = N_("  {percent} % trả lời: {count} trên {of} mức của các bảng đã định bị che")
NOBODY_ALONE = N_("  Không bảng đặc điểm nào dự kiến có quá một người đứng một mình.")


def render_forecast(found: Forecast, *, language: str = Language.VI) -> str:
    """Return a forecast in words: per response rate, how many levels are withheld and in which tables."""
    lines = [translate(HEAD, language).format(people=found.people)]
    for rate in RATES:
        gone = found.withheld(rate)
        lines.append(
            translate(LINE, language).format(percent=round(100 * rate), count=len(gone), of=len(found.verdicts))
        )
        by_table: dict[tuple[str, str], dict[str, None]] = {}
        for verdict in gone:
            told = by_table.setdefault((verdict.column.partition(".")[0], verdict.banner), {})
            told[say(verdict.label, language)] = None
        lines += [f"    {item} × {banner}: {', '.join(labels)}" for (item, banner), labels in by_table.items()]
    if not found.alone:
        lines.append(translate(NOBODY_ALONE, language))
    return "\n".join(lines)

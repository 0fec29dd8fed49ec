"""Published percentages read from a table: one row for one share of one question in one wave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import survey_app
from analysis.codebook import Codebook
from analysis.disclosure import PublishedColumn, ReleasedCube, release_published
from survey_app.ballots.manifest import Manifest
from survey_app.compilers.columns import codebook_of, parents_of
from survey_app.compilers.tables import table_plan
from survey_app.definitions.results import SIDES, ResultsMapping, items_of_results
from survey_app.operations.coding import Noted, real
from survey_app.operations.gating import digests_of, rules_of
from survey_app.operations.ledger import IMPORTED_RESULTS
from survey_app.questionnaire.door import QuestionnaireRejectedError
from survey_app.questionnaire.model import Questionnaire
from survey_app.questionnaire.problems import Problem, listed, problem
from survey_app.readers import OpenTable

SLACK = 0.5
"""Points by which one published percentage may be rounded."""


@dataclass(slots=True)
class _Shares:
    """What is told of one column in one wave."""

    line: int
    percents: dict[int | str, float] = field(default_factory=dict)
    n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedWave:
    """The published percentages of one wave, checked."""

    wave: str
    shares: Mapping[str, _Shares]
    roll: int | None
    questionnaire: Questionnaire

    @property
    def figures(self) -> int:
        """How many percentages there are."""
        return sum(len(shares.percents) for shares in self.shares.values())

    def release(self, manifest: Manifest, *, chain: str | None) -> ReleasedCube:
        """Return the release of these figures."""
        codebook: Codebook = codebook_of(self.questionnaire)
        digests, parents = digests_of(self.questionnaire), parents_of(self.questionnaire)
        charts = {line.stub: line.chart for line in table_plan(self.questionnaire)}
        columns = tuple(
            PublishedColumn(
                column=column,
                percents=dict(self.shares[column.name].percents),
                n=self.shares[column.name].n,
                parent=parents.get(column.name),
                digest=digests.get(column.name) or digests.get(column.item, ""),
                chart=charts.get(column.name, "diverging"),
            )
            for column in codebook.columns
            if column.name in self.shares
        )
        told = [shares.n for shares in self.shares.values()]
        return release_published(
            columns=columns,
            roll=self.roll,
            answers=None if None in told else max((n for n in told if n is not None), default=None),
            rules=rules_of(manifest),
            wave=self.wave,
            questionnaire=manifest.questionnaire,
            title=manifest.title,
            provenance=IMPORTED_RESULTS,
            day=manifest.closes,
            manifest=manifest.hash,
            code=survey_app.__version__,
            chain=chain,
        )


class _Reading:
    """The rows of a table of results, taken in one by one; every problem noted."""

    def __init__(self, table: OpenTable, mapping: ResultsMapping, questionnaire: Questionnaire) -> None:
        self.noted = Noted(table.name, table.columns)
        self.mapping = mapping
        self.known = items_of_results(questionnaire)
        self.waves: dict[str, dict[str, _Shares]] = {}
        self.rolls: dict[str, int] = {}

    def take(self, row: Mapping[str, str], line: int) -> None:
        """Take one row in."""
        mapping = self.mapping
        wave = mapping.waves.get(row[mapping.wave_column])
        if wave is None:
            self.noted.add("import-value-unknown", mapping.wave_column, [line], known=listed(mapping.waves))
        written = row[mapping.item_column]
        item = mapping.items.get(written, written)
        if item not in self.known:
            self.noted.add("import-value-unknown", mapping.item_column, [line], known=listed(self.known))
            return
        option = self._option(row, item, line)
        percent = real(row[mapping.percent_column]) * (100 if mapping.hundredfold else 1)
        if not 0 <= percent <= 100:
            self.noted.add("import-percent", mapping.percent_column, [line])
        elif wave is not None and option is not None:
            self._put(wave, item, option, percent, self._base(row, wave, line), line)

    def _option(self, row: Mapping[str, str], item: str, line: int) -> int | str | None:
        name = self.mapping.option_column
        if name is None:
            return SIDES[0]
        meant = self.mapping.options.get(row[name], row[name])
        if meant in SIDES:
            return meant
        if meant.isdecimal() and int(meant) in self.known[item]:
            return int(meant)
        known = [*self.mapping.options, *map(str, self.known[item]), *SIDES]
        self.noted.add("import-value-unknown", name, [line], known=listed(known))
        return None

    def _base(self, row: Mapping[str, str], wave: str, line: int) -> int | None:
        n_column, roll_column = self.mapping.n_column, self.mapping.N_column
        n = _whole(row[n_column]) if n_column else None
        roll = _whole(row[roll_column]) if roll_column else None
        wrong = -1 in {n, roll} or (n is not None and roll is not None and n > roll)
        if roll is not None and self.rolls.setdefault(wave, roll) != roll:
            wrong = True
        if wrong:
            self.noted.add("import-base", n_column or roll_column or "", [line])
        return n

    def _put(self, wave: str, item: str, option: int | str, percent: float, n: int | None, line: int) -> None:
        shares = self.waves.setdefault(wave, {}).setdefault(item, _Shares(line=line))
        if option in shares.percents:
            self.noted.add("import-twice", self.mapping.option_column or self.mapping.item_column, [line])
        shares.percents[option] = percent
        if shares.n is not None and n is not None and shares.n != n:
            self.noted.add("import-base", self.mapping.n_column or "", [line])
        shares.n = n if n is not None else shares.n

    def sums(self, file: str) -> list[Problem]:
        """Return the questions whose options are all there and do not add up, or are too much already."""
        found = []
        for wave, items in self.waves.items():
            for item, shares in items.items():
                codes = [option for option in shares.percents if isinstance(option, int)]
                sides = [option for option in shares.percents if not isinstance(option, int)]
                for told, whole in ((codes, len(codes) == len(self.known[item])), (sides, len(sides) == len(SIDES))):
                    total, slack = sum(shares.percents[option] for option in told), SLACK * max(len(told), 1)
                    if (whole and total < 100 - slack) or total > 100 + slack:
                        at = problem("import-sum", file=file, line=shares.line, given=item, wave=wave)
                        told_as = {"sum": f"{total:g}", "slack": f"{slack:g}"}
                        found.append(replace(at, fields={**at.fields, **told_as}))
        return found


def read_published(
    table: OpenTable, mapping: ResultsMapping, questionnaire: Questionnaire
) -> tuple[tuple[PublishedWave, ...], int]:
    """Return the waves of a table of published percentages, and how many rows it has.

    Raises
    ------
    QuestionnaireRejectedError
        Every problem at once: values without a meaning, no percentage, sums that are not 100, n above N, rows twice.
    """
    reading = _Reading(table, mapping, questionnaire)
    rows = 0
    for chunk in table:
        rows += len(chunk.rows)
        for line, row in zip(chunk.lines, chunk.rows, strict=True):
            cells = {name: cell.strip() for name, cell in zip(table.columns, row, strict=True)}
            reading.take(cells, line)
    problems = [*reading.noted.problems(), *(() if reading.noted else reading.sums(table.name))]
    if not problems and not reading.waves:
        problems = [problem("import-nothing-kept", file=table.name, count=rows)]
    if problems:
        raise QuestionnaireRejectedError(sorted(problems, key=lambda found: (found.line, found.column)))
    waves = tuple(
        PublishedWave(wave=wave, shares=shares, roll=reading.rolls.get(wave), questionnaire=questionnaire)
        for wave, shares in reading.waves.items()
    )
    return waves, rows


def _whole(text: str) -> int | None:
    """Return a whole number; None for an empty cell, -1 for anything else."""
    if not text:
        return None
    value = real(text)
    return int(value) if value.is_integer() and value >= 0 else -1

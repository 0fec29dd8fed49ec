"""The table plan, spelt out: one line per stub column."""

from __future__ import annotations

from survey_app.compilers.columns import codebook_of
from survey_app.questionnaire.model import PlannedTable, Questionnaire

TOTAL, GROUP = "total", "group"


def table_plan(questionnaire: Questionnaire, *, grouped: bool = True) -> tuple[PlannedTable, ...]:
    """Return the planned tables with one stub column each; ``banner`` lists the banners of that column.

    A questionnaire without ``tables`` gets every column in total, by reporting group and by each trait. The headline
    index is always tabulated in total: it is the committee's first chart. Not ``grouped``: nobody knows the reporting
    groups of those who answer, and nothing is tabulated by them.
    """
    columns = codebook_of(questionnaire).columns
    written = questionnaire.tables or _default(questionnaire)
    banners: dict[str, dict[str, None]] = {}
    charts: dict[str, str] = {}
    for planned in written:
        for column in columns:
            if planned.stub in {column.item, column.name}:
                banners.setdefault(column.name, {}).update(dict.fromkeys(planned.banner))
                charts[column.name] = planned.chart
    headline = questionnaire.headline
    if headline is not None:
        banners[headline.index] = {TOTAL: None} | banners.get(headline.index, {})
        charts.setdefault(headline.index, "trend")
    return tuple(
        PlannedTable(
            stub=column.name,
            banner=tuple(name for name in banners[column.name] if grouped or name != GROUP),
            chart=charts[column.name],
        )
        for column in columns
        if column.name in banners
    )


def _default(questionnaire: Questionnaire) -> tuple[PlannedTable, ...]:
    traits = [item.item for item in questionnaire.traits]
    stubs = dict.fromkeys(column.item for column in codebook_of(questionnaire).columns)
    return tuple(
        PlannedTable(stub=stub, banner=(TOTAL, GROUP, *(trait for trait in traits if trait != stub))) for stub in stubs
    )

"""The field reference of the YAML files, generated from the documents that the door lets in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey_app.definitions.codebook import CodebookDoc, FileColumnDoc
from survey_app.definitions.mapping import BranchColumnDoc, ItemColumnDoc, MappingDoc, WaveColumnDoc
from survey_app.definitions.organisation import BodyDoc, BranchDoc, GroupDoc, OrganisationDoc
from survey_app.definitions.plan import DayOfPeriodDoc, EntryDoc, EventDoc, PlanDoc, ReviewDoc
from survey_app.definitions.results import ResultColumnsDoc, ResultsDoc
from survey_app.definitions.topics import TopicDoc, TopicsDoc
from survey_app.questionnaire.documents import (
    BatteryDoc,
    ContinuesDoc,
    DateDoc,
    Document,
    FreeTextDoc,
    IndexDoc,
    ItemDoc,
    MultiDoc,
    NoteDoc,
    NumberDoc,
    PageDoc,
    PartDoc,
    QuestionnaireDoc,
    RankingDoc,
    ScaleDoc,
    ScaleItemDoc,
    SingleDoc,
    TableDoc,
    TestDoc,
)
from survey_app.questionnaire.presets import PRESETS

BEGIN, END = "<!-- fields: begin -->", "<!-- fields: end -->"
FILES: Sequence[tuple[str, Sequence[tuple[str, type[Document]]]]] = (
    (
        "Questionnaire",
        (
            ("the file", QuestionnaireDoc),
            ("`pages`", PageDoc),
            ("every item", ItemDoc),
            ("`continues`", ContinuesDoc),
            ("`type: single`", SingleDoc),
            ("`type: multi`", MultiDoc),
            ("`type: scale`", ScaleItemDoc),
            ("`type: battery`", BatteryDoc),
            ("`parts`", PartDoc),
            ("`type: number`", NumberDoc),
            ("`type: date`", DateDoc),
            ("`type: ranking`", RankingDoc),
            ("`type: text`", FreeTextDoc),
            ("`type: note`", NoteDoc),
            ("`scales`", ScaleDoc),
            ("`indices`", IndexDoc),
            ("`tables`", TableDoc),
            ("`tests`", TestDoc),
        ),
    ),
    (
        "Organisation",
        (("the file", OrganisationDoc), ("`groups`", GroupDoc), ("`branches`", BranchDoc), ("`bodies`", BodyDoc)),
    ),
    (
        "Plan",
        (
            ("the file", PlanDoc),
            ("`calendar`", EntryDoc),
            ("`opens`, `closes`", DayOfPeriodDoc),
            ("`reviews`", ReviewDoc),
            ("`events`", EventDoc),
        ),
    ),
    (
        "Mapping",
        (
            ("the file", MappingDoc),
            ("`wave`", WaveColumnDoc),
            ("`branch`", BranchColumnDoc),
            ("`items`", ItemColumnDoc),
        ),
    ),
    ("Codebook", (("the file", CodebookDoc), ("`columns`", FileColumnDoc))),
    ("Topics of branch briefs", (("the file", TopicsDoc), ("`entries`", TopicDoc))),
    ("Mapping of published results", (("the file", ResultsDoc), ("`columns`", ResultColumnsDoc))),
)


def field_reference() -> str:
    """Return the reference as Markdown: per kind of file and place, every key, whether it is needed, what it means."""
    lines: list[str] = []
    for title, places in FILES:
        lines += [f"## {title}", ""]
        for place, document in places:
            lines += [f"### {title}: {place}", "", "| key | needed | meaning |", "|---|---|---|", *_rows(document), ""]
    lines += ["## Scale presets", "", "| name | low to high |", "|---|---|"]
    for name, scale in PRESETS.items():
        labels = ", ".join(f"{option.label['vi']} ({option.label['en']})" for option in scale.options)
        lines.append(f"| `{name}` | {labels} |")
    return "\n".join(lines)


def _rows(document: type[Document]) -> Iterator[str]:
    inherited = set(ItemDoc.model_fields) if issubclass(document, ItemDoc) and document is not ItemDoc else set()
    for name, field in document.model_fields.items():
        if name in inherited:
            continue
        needed = "yes" if field.is_required() else "no"
        yield f"| `{field.alias or name}` | {needed} | {field.description} |"


def with_reference(readme: str) -> str:
    """Return the README with its generated part brought up to date."""
    head, _, rest = readme.partition(BEGIN)
    tail = rest.partition(END)[2]
    return f"{head}{BEGIN}\n\n{field_reference()}\n\n{END}{tail}"

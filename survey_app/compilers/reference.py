"""The field reference of the YAML files, generated from the documents that the door lets in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from babel.messages.pofile import read_po

from survey_app.compilers.field_examples import EXAMPLES
from survey_app.definitions.codebook import CodebookDoc, FileColumnDoc
from survey_app.definitions.mapping import BranchColumnDoc, ItemColumnDoc, MappingDoc, WaveColumnDoc
from survey_app.definitions.organisation import BodyDoc, BranchDoc, GroupDoc, OrganisationDoc
from survey_app.definitions.plan import DayOfPeriodDoc, EntryDoc, EventDoc, PlanDoc, ReviewDoc
from survey_app.definitions.results import ResultColumnsDoc, ResultsDoc
from survey_app.definitions.topics import TopicDoc, TopicsDoc
from survey_app.language import N_, Language, say, translate
from survey_app.paths import PACKAGE
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
        N_("Bộ câu hỏi"),
        (
            (N_("cả tệp"), QuestionnaireDoc),
            ("`pages`", PageDoc),
            (N_("mọi câu"), ItemDoc),
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
        N_("Tổ chức"),
        ((N_("cả tệp"), OrganisationDoc), ("`groups`", GroupDoc), ("`branches`", BranchDoc), ("`bodies`", BodyDoc)),
    ),
    (
        N_("Kế hoạch"),
        (
            (N_("cả tệp"), PlanDoc),
            ("`calendar`", EntryDoc),
            ("`opens`, `closes`", DayOfPeriodDoc),
            ("`reviews`", ReviewDoc),
            ("`events`", EventDoc),
        ),
    ),
    (
        N_("Bản đồ cột"),
        (
            (N_("cả tệp"), MappingDoc),
            ("`wave`", WaveColumnDoc),
            ("`branch`", BranchColumnDoc),
            ("`items`", ItemColumnDoc),
        ),
    ),
    (N_("Bảng mã"), ((N_("cả tệp"), CodebookDoc), ("`columns`", FileColumnDoc))),
    (N_("Nhóm vấn đề của phản ánh"), ((N_("cả tệp"), TopicsDoc), ("`entries`", TopicDoc))),
    (N_("Bản đồ cột của kết quả đã công bố"), ((N_("cả tệp"), ResultsDoc), ("`columns`", ResultColumnsDoc))),
)


HEADS = (N_("khóa"), N_("cần"), N_("ý nghĩa"), N_("ví dụ"))
YES, NO, SCALES, NAME, LABELS = N_("có"), N_("không"), N_("Thang có sẵn"), N_("tên"), N_("từ thấp đến cao")


def meaning(description: str, language: str) -> str:
    """Return what a key means: the description in the documents is English, the catalogue holds the Vietnamese."""
    return vietnamese_fields()[description] if language == Language.VI else description


@cache
def vietnamese_fields() -> Mapping[str, str]:
    """Return the Vietnamese of every description, keyed by the English."""
    with (PACKAGE / "locale" / "vi" / "fields.po").open("rb") as stream:
        return {str(entry.id): str(entry.string) for entry in read_po(stream) if entry.id and entry.string}


def field_reference(language: str = Language.VI) -> str:
    """Return the reference as Markdown: per kind of file and place, every key, if needed, its meaning, an example."""
    lines: list[str] = []
    heads = "| " + " | ".join(translate(head, language) for head in HEADS) + " |"
    for title, places in FILES:
        named = translate(title, language)
        lines += [f"## {named}", ""]
        for place, document in places:
            lines += [f"### {named}: {translate(place, language)}", "", heads, "|---|---|---|---|"]
            lines += [*_rows(document, language), ""]
    lines += [f"## {translate(SCALES, language)}", ""]
    lines += [f"| {translate(NAME, language)} | {translate(LABELS, language)} |", "|---|---|"]
    for name, scale in PRESETS.items():
        labels = ", ".join(say(option.label, language) for option in scale.options)
        lines.append(f"| `{name}` | {labels} |")
    return "\n".join(lines)


def _rows(document: type[Document], language: str) -> Iterator[str]:
    for name in own_keys(document):
        field = next(each for key, each in document.model_fields.items() if (each.alias or key) == name)
        needed = translate(YES if field.is_required() else NO, language)
        example = f"{name}: {EXAMPLES[document.__name__][name]}".replace("|", "\\|")
        yield f"| `{name}` | {needed} | {meaning(str(field.description), language)} | `{example}` |"


def own_keys(document: type[Document]) -> tuple[str, ...]:
    """Return the keys that a place adds, as written in YAML; those of every item stand in one table of their own."""
    inherited = set(ItemDoc.model_fields) if issubclass(document, ItemDoc) and document is not ItemDoc else set()
    return tuple(field.alias or name for name, field in document.model_fields.items() if name not in inherited)


def with_reference(readme: str, language: str = Language.VI) -> str:
    """Return the README with its generated part brought up to date."""
    head, _, rest = readme.partition(BEGIN)
    tail = rest.partition(END)[2]
    return f"{head}{BEGIN}\n\n{field_reference(language)}\n\n{END}{tail}"

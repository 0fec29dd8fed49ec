"""From a YAML text to a questionnaire: read, admitted, checked, built; all problems at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, assert_never

from survey_app.language import N_, Said, Text
from survey_app.questionnaire.answers import (
    LARGEST_PAYLOAD,
    Answers,
    ForeignAnswersError,
    Value,
    clean_text,
    longest_text,
    read_value,
    worst_payload,
)
from survey_app.questionnaire.checked import scale_of
from survey_app.questionnaire.dates import read_date
from survey_app.questionnaire.documents import (
    AnsweredDoc,
    AnyItem,
    BatteryDoc,
    DateDoc,
    FreeTextDoc,
    ItemDoc,
    MultiDoc,
    NoteDoc,
    NumberDoc,
    PartDoc,
    QuestionnaireDoc,
    RankingDoc,
    ScaleItemDoc,
    SidedDoc,
    SingleDoc,
    TestDoc,
    TextDoc,
    Translations,
)
from survey_app.questionnaire.door import Findings, QuestionnaireRejectedError, admit
from survey_app.questionnaire.expressions import Expression, parse
from survey_app.questionnaire.marks import Marked, Node, Step, plain, read, read_path
from survey_app.questionnaire.model import (
    Battery,
    Continues,
    DateItem,
    Exit,
    FreeText,
    Grain,
    Index,
    Item,
    Multi,
    Note,
    Number,
    Option,
    Page,
    Part,
    PlannedTable,
    Questionnaire,
    Ranking,
    RoutingTest,
    Scale,
    ScaleItem,
    Single,
)
from survey_app.questionnaire.presets import PRESETS
from survey_app.questionnaire.problems import Problem, has_errors, in_order, nearest
from survey_app.questionnaire.proving import prove
from survey_app.questionnaire.routing import reached
from survey_app.questionnaire.rules import check

__all__ = [
    "Examined",
    "QuestionnaireRejectedError",
    "examine",
    "examine_marked",
    "load_questionnaire",
    "read_questionnaire_file",
]


class _Base(TypedDict):
    item: str
    text: Text
    help: Text | None
    when: Expression | None
    sensitive: bool
    required: bool
    exits: tuple[Exit, ...]
    continues: Continues | None
    short: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What came of a file: the questionnaire when it has no errors, and every problem, sorted by line."""

    questionnaire: Questionnaire | None
    problems: tuple[Problem, ...]


def load_questionnaire(text: str, *, file: str) -> Questionnaire:
    """Return the questionnaire written in a YAML text.

    Raises
    ------
    QuestionnaireRejectedError
        With all problems at once.
    """
    return _accepted(examine(text, file=file))


def read_questionnaire_file(path: Path) -> Questionnaire:
    """Return the questionnaire of a file; refusals as in ``load_questionnaire``."""
    return _accepted(examine_marked(read_path(path), file=str(path)))


def _accepted(examined: Examined) -> Questionnaire:
    if examined.questionnaire is None:
        raise QuestionnaireRejectedError(examined.problems)
    return examined.questionnaire


def examine(text: str, *, file: str) -> Examined:
    """Return the questionnaire and every problem, errors and warnings."""
    return examine_marked(read(text, file=file), file=file)


def examine_marked(marked: Marked, *, file: str) -> Examined:
    """Return what comes of a file that was already read."""
    problems = list(marked.problems)
    if not marked.documents:
        return Examined(questionnaire=None, problems=in_order(problems))
    admitted = admit(marked.documents[0], QuestionnaireDoc, file=file)
    findings = admitted.findings
    questionnaire = None
    if admitted.document is not None:
        pipes = check(admitted.document, findings, admitted.refused)
        if not has_errors([*problems, *findings.problems]):
            questionnaire = _built(admitted.document, findings.node)
            _examples(questionnaire, findings)
            prove(questionnaire, admitted.document, findings, pipes)
    problems += findings.problems
    return Examined(questionnaire=None if has_errors(problems) else questionnaire, problems=in_order(problems))


def _built(document: QuestionnaireDoc, node: Node) -> Questionnaire:
    builder = _Builder(document)
    return Questionnaire(
        questionnaire=document.questionnaire,
        title=builder.text(document.title),
        languages=tuple(document.languages),
        minutes=document.minutes,
        purpose=builder.text(document.purpose),
        pages=tuple(
            Page(
                page=page.page,
                title=builder.maybe(page.title),
                items=tuple(map(builder.item, page.items)),
            )
            for page in document.pages
        ),
        traits=tuple(item for item in map(builder.item, document.traits) if isinstance(item, (Single, ScaleItem))),
        indices=tuple(
            Index(
                index=index.index,
                title=builder.text(index.title),
                columns=tuple(name.removeprefix("-").strip() for name in index.items),
                reversed=frozenset(name[1:].strip() for name in index.items if name.startswith("-")),
                headline=index.headline,
            )
            for index in document.indices
        ),
        tables=tuple(
            PlannedTable(stub=stub, banner=tuple(table.banner), chart=table.chart)
            for table in document.tables
            for stub in table.stub
        ),
        tests=tuple(builder.test(test) for test in document.tests),
        canonical=_canonical(document, node),
    )


def _canonical(document: QuestionnaireDoc, node: Node) -> str:
    """Return what a wave freezes: the file as JSON, comments and layout gone, used presets written out."""
    written = plain(node)
    assert isinstance(written, dict)  # noqa: S101 -- the door admits only maps
    used = {
        placed.scale
        for page in document.pages
        for placed in [*page.items, *document.traits]
        if isinstance(placed, SidedDoc)
    }
    presets = {
        name: {
            "options": {str(option.code): _spoken(option, document) for option in PRESETS[name].options},
            "favourable": [str(code) for code in sorted(PRESETS[name].favourable)],
            "unfavourable": [str(code) for code in sorted(PRESETS[name].unfavourable)],
        }
        for name in sorted(used - set(document.scales))
    }
    if presets:
        written["scales"] = {**(written.get("scales") or {}), **presets}
    return json.dumps(written, ensure_ascii=False, indent=1)


def _spoken(option: Option, document: QuestionnaireDoc) -> dict[str, str]:
    return {language: option.label[language] for language in document.languages}


class _Builder:
    """Makes the model from a checked document."""

    def __init__(self, document: QuestionnaireDoc) -> None:
        self.document = document

    def text(self, written: TextDoc) -> Text:
        if isinstance(written, Translations):
            spoken = {language: getattr(written, language) for language in self.document.languages}
            return {language: words for language, words in spoken.items() if words}
        return {self.document.languages[0]: written}

    def maybe(self, written: TextDoc | None) -> Text | None:
        return None if written is None else self.text(written)

    def options(self, written: Mapping[int, TextDoc]) -> tuple[Option, ...]:
        return tuple(Option(code=code, label=self.text(label)) for code, label in written.items())

    def parts(self, item: BatteryDoc) -> Iterator[Part]:
        for part, words in item.parts.items():
            short = words.short if isinstance(words, PartDoc) else None
            yield Part(part=part, text=self.text(words), short=self.maybe(short))

    def scale(self, item: SidedDoc) -> Scale:
        found = scale_of(self.document, item.scale)
        assert found is not None  # noqa: S101 -- the rules let no unknown scale pass
        return Scale(
            scale=item.scale,
            options=self.options(found.options),
            favourable=frozenset(found.favourable if item.favourable is None else item.favourable),
            unfavourable=frozenset(found.unfavourable if item.unfavourable is None else item.unfavourable),
        )

    def item(self, item: AnyItem) -> Item:  # noqa: PLR0911 -- one per type
        match item:
            case SingleDoc():
                return Single(**self.base(item), options=self.options(item.options), random=item.order == "random")
            case MultiDoc():
                return Multi(
                    **self.base(item),
                    options=self.options(item.options),
                    other=item.other,
                    at_most=item.at_most,
                    random=item.order == "random",
                )
            case ScaleItemDoc():
                return ScaleItem(**self.base(item), scale=self.scale(item))
            case BatteryDoc():
                return Battery(**self.base(item), scale=self.scale(item), parts=tuple(self.parts(item)))
            case NumberDoc():
                return Number(
                    **self.base(item), low=item.low, high=item.high, unit=self.maybe(item.unit), whole=item.whole
                )
            case DateDoc():
                return self.date(item)
            case RankingDoc():
                return Ranking(
                    **self.base(item),
                    options=self.options(item.options),
                    at_most=item.at_most,
                    random=item.order == "random",
                )
            case FreeTextDoc():
                return FreeText(**self.base(item), longest=item.longest)
            case NoteDoc():
                return Note(**self.base(item))
            case _:  # pragma: no cover
                assert_never(item)

    def date(self, item: DateDoc) -> DateItem:
        grain = Grain(item.grain)
        earliest, latest = read_date(item.earliest, grain), read_date(item.latest, grain)
        assert earliest is not None and latest is not None  # noqa: S101, PT018 -- the rules let no other grain pass
        return DateItem(**self.base(item), earliest=earliest, latest=latest, grain=grain)

    def base(self, item: ItemDoc) -> _Base:
        exits: tuple[Exit, ...] = ()
        if isinstance(item, AnsweredDoc):
            exits = (Exit.REFUSED,) if item.no_dont_know is not None else (Exit.DONT_KNOW, Exit.REFUSED)
        return {
            "item": item.item,
            "text": self.text(item.text),
            "short": self.maybe(item.short),
            "help": self.maybe(item.help),
            "when": None if item.when is None else parse(item.when),
            "sensitive": item.sensitive,
            "required": item.required,
            "exits": exits,
            "continues": None
            if item.continues is None
            else Continues(since=item.continues.since, why=self.text(item.continues.why)),
        }

    def test(self, test: TestDoc) -> RoutingTest:
        dates = {item.item for page in self.document.pages for item in page.items if isinstance(item, DateDoc)}
        answers = {name: value if name in dates else _typed(value) for name, value in test.answers.items()}
        return RoutingTest(name=test.name, answers=answers, skips=tuple(test.skips), asks=tuple(test.asks))


def _typed(written: object) -> object:
    """Return what an example answer says: digits are codes or numbers, words are exits or texts."""
    if isinstance(written, dict):
        return {part: _typed(value) for part, value in written.items()}
    if isinstance(written, list):
        return [_typed(value) for value in written]
    text = str(written)
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


ASKED = N_("bị hỏi mà lẽ ra không")
NOT_ASKED = N_("không được hỏi mà lẽ ra phải hỏi")


def _examples(questionnaire: Questionnaire, findings: Findings) -> None:
    """Run the routing tests, and hold the ballot to its size."""
    known = {item.item: item for item in questionnaire.items()}
    for number, test in enumerate(questionnaire.tests):
        path: tuple[Step, ...] = ("tests", number)
        if not test.skips and not test.asks:
            findings.add("test-empty", path, given=test.name)
        for name in test.answers:
            if name not in known:
                findings.add(
                    "test-unknown-item", (*path, "answers", name), key=True, given=name, meant=nearest(name, known)
                )
        answers = _example(test, known, findings, (*path, "answers"))
        met = {item.item for item in reached(questionnaire, answers)}
        for key, names in (("skips", test.skips), ("asks", test.asks)):
            for place, name in enumerate(names):
                here = (*path, key, place)
                if name not in known:
                    findings.add("test-unknown-item", here, given=name, meant=nearest(name, known))
                elif (name in met) is (key == "skips"):
                    happened = Said(ASKED if key == "skips" else NOT_ASKED)
                    findings.add("test-failed", here, test=test.name, given=name, happened=happened)
    size = worst_payload(questionnaire)
    if size > LARGEST_PAYLOAD:
        findings.add("payload-too-large", ("pages",), key=True, bytes=size, largest=LARGEST_PAYLOAD)


def _example(test: RoutingTest, known: Mapping[str, Item], findings: Findings, path: tuple[str | int, ...]) -> Answers:
    values: dict[str, Value] = {}
    texts: dict[str, str] = {}
    for name, written in test.answers.items():
        item = known.get(name)
        if item is None:
            continue
        if isinstance(item, FreeText) and isinstance(written, str):
            texts[name] = clean_text(written)[: longest_text(item)]
            continue
        try:
            values[name] = read_value(item, written)
        except ForeignAnswersError:
            findings.add("test-answer", (*path, name), given=name)
    return Answers(values=values, texts=texts)

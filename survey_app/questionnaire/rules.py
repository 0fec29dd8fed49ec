"""The rules of a questionnaire that its shape cannot hold: names, references, limits, wording."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from survey_app.questionnaire.checked import Checked, ordinal_columns, placed_items
from survey_app.questionnaire.conditions import check_conditions
from survey_app.questionnaire.dates import moment
from survey_app.questionnaire.documents import (
    AnyItem,
    BatteryDoc,
    DateDoc,
    Document,
    FreeTextDoc,
    IndexDoc,
    MultiDoc,
    NoteDoc,
    NumberDoc,
    PartDoc,
    QuestionnaireDoc,
    RankingDoc,
    ScaleItemDoc,
    SidedDoc,
    SingleDoc,
    Translations,
)
from survey_app.questionnaire.door import Findings
from survey_app.questionnaire.lint import (
    check_accepted,
    check_repeats,
    check_translations,
    check_wording,
    estimated_seconds,
)
from survey_app.questionnaire.marks import Step, at
from survey_app.questionnaire.pipe_rules import OpenPipe, check_pipes
from survey_app.questionnaire.presets import PRESETS
from survey_app.questionnaire.problems import listed, nearest
from survey_app.questionnaire.wording import sound

LONG_TEXT = 600
MANY_OPTIONS = 12
MANY_QUESTIONS = 12
LAST_CODE = 97
GRAIN_EXAMPLES = {"day": "2021-03-05", "month": "2021-03", "year": "2021"}
RESERVED = frozenset(
    {"total", "group", "wave", "stratum", "weight", "branch", "and", "or", "not", "in", "answered", "selected", "count"}
)
TEXT_KEYS = frozenset({"title", "text", "short", "help", "purpose", "unit", "why", "no_dont_know"})
TEXT_MAPS = frozenset({"options", "parts"})
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,40}>|\{\{\s|\{%|\{#")


def check(document: QuestionnaireDoc, findings: Findings, refused: frozenset[str]) -> tuple[OpenPipe, ...]:
    """Note every broken rule in ``findings``, and return the pipes of which only a proof can tell."""
    checked = Checked(document=document, items=placed_items(document), findings=findings, refused=refused)
    for rule in RULES:
        rule(checked)
    read = list(texts(document, ()))
    check_translations(checked, read)
    check_accepted(checked)
    return check_pipes(checked, read)


def _names(checked: Checked) -> None:
    first: dict[str, int] = {}
    for placed in checked.items:
        _once(checked, first, (*placed.path, "item"), "item-id-repeated")
    for index in range(len(checked.document.indices)):
        _once(checked, first, ("indices", index, "index"), "item-id-repeated")
    pages: dict[str, int] = {}
    for number in range(len(checked.document.pages)):
        _once(checked, pages, ("pages", number, "page"), "name-repeated")


def _once(checked: Checked, first: dict[str, int], path: Sequence[Step], rule: str) -> None:
    node, mark, _ = at(checked.findings.node, path)
    name = getattr(node, "text", "")
    if name in RESERVED:
        checked.findings.add("id-reserved", path, given=name)
    if name in first:
        checked.findings.add(rule, path, given=name, first=first[name])
    first.setdefault(name, mark.line)


def _texts(checked: Checked) -> None:
    languages: list[str] = [*checked.document.languages]
    for path, text in texts(checked.document, ()):
        key = next(str(step) for step in reversed(path) if step not in {"vi", "en"})
        if isinstance(text, Translations):
            written = dict(_labels(text))
            for language in languages:
                if language not in written:
                    checked.findings.add("translation-missing", path, missing=language, key_=key)
            for language in sorted(set(written) - set(languages)):
                checked.findings.add("language-undeclared", (*path, language), key=True, given=language, key_=key)
        else:
            written = {"": text}
            for language in languages[1:]:
                checked.findings.add("translation-missing", path, missing=language, key_=key)
        for language, words in written.items():
            _words(checked, (*path, language) if language else path, words)


def texts(  # noqa: C901 -- one branch per kind of field
    document: Document, path: tuple[Step, ...]
) -> Iterator[tuple[tuple[Step, ...], str | Translations]]:
    """Yield every text that somebody reads, with its path."""
    for name, field in type(document).model_fields.items():
        value, here = getattr(document, name), (*path, field.alias or name)
        if name in TEXT_KEYS and value is not None:
            yield here, value
        elif name in TEXT_MAPS and isinstance(value, dict):
            yield from (((*here, str(key)), text) for key, text in value.items())
            shorts = ((key, part.short) for key, part in value.items() if isinstance(part, PartDoc))
            yield from (((*here, str(key), "short"), short) for key, short in shorts if short is not None)
        elif isinstance(value, Document):
            yield from texts(value, here)
        elif isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, Document):
                    yield from texts(inner, (*here, str(key)))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                if isinstance(inner, Document):
                    yield from texts(inner, (*here, index))


def _words(checked: Checked, path: Sequence[Step], words: str) -> None:
    if len(words) > LONG_TEXT:
        checked.findings.add("text-long", path, length=len(words))
    if found := _MARKUP.search(words):
        checked.findings.add("text-markup", path, given=found.group())


def _scales(checked: Checked) -> None:
    for name, scale in checked.document.scales.items():
        path = ("scales", name)
        _options(checked, (*path, "options"), scale.options)
        _sides(checked, path, scale.options, scale.favourable, scale.unfavourable)


def _options(checked: Checked, path: tuple[Step, ...], options: Mapping[int, str | Translations]) -> None:
    if len(options) < 2:
        checked.findings.add("options-few", path, key=True, count=len(options))
    if len(options) > MANY_OPTIONS:
        checked.findings.add("options-many", path, key=True, count=len(options))
    seen: dict[tuple[str, str], int] = {}
    for code, label in options.items():
        here = (*path, str(code))
        if code > LAST_CODE:
            checked.findings.add("option-code-reserved", here, key=True, given=code)
        for language, words in _labels(label):
            key = (language, sound(words))
            if key in seen:
                checked.findings.add("options-same-label", here, given=words, other=seen[key])
                break
            seen[key] = code


def _labels(label: str | Translations) -> list[tuple[str, str]]:
    if isinstance(label, str):
        return [("", label)]
    return [(language, words) for language in ("vi", "en") if (words := getattr(label, language))]


def _sides(
    checked: Checked,
    path: tuple[Step, ...],
    options: Mapping[int, object],
    favourable: Sequence[int],
    unfavourable: Sequence[int],
) -> None:
    for key, codes in (("favourable", favourable), ("unfavourable", unfavourable)):
        for index, code in enumerate(codes):
            if code not in options:
                checked.findings.add("scale-side-unknown", (*path, key, index), given=code, known=listed(options))
    for index, code in enumerate(unfavourable):
        if code in favourable:
            checked.findings.add("scale-side-both", (*path, "unfavourable", index), given=code)
    if len(set(favourable)) != len(set(unfavourable)) and path[0] != "pages":
        checked.findings.add(
            "scale-unbalanced", path, key=True, favourable=len(set(favourable)), unfavourable=len(set(unfavourable))
        )


def _items(checked: Checked) -> None:
    for placed in checked.items:
        item = placed.item
        if isinstance(item, (SingleDoc, MultiDoc, RankingDoc)):
            _options(checked, (*placed.path, "options"), item.options)
        if isinstance(item, (MultiDoc, RankingDoc)):
            _several(checked, placed.path, item)
        if isinstance(item, DateDoc):
            _dates(checked, placed.path, item)
        if isinstance(item, SidedDoc):
            _scaled(checked, placed.path, item)
        if isinstance(item, NumberDoc) and item.low >= item.high:
            checked.findings.add("number-range", (*placed.path, "from"), low=f"{item.low:g}", high=f"{item.high:g}")


def _several(checked: Checked, path: tuple[Step, ...], item: MultiDoc | RankingDoc) -> None:
    if isinstance(item, MultiDoc) and item.other is not None and item.other not in item.options:
        checked.findings.add("other-unknown", (*path, "other"), given=item.other, known=listed(item.options))
    if item.at_most is not None and not 1 <= item.at_most <= len(item.options):
        checked.findings.add("at-most-range", (*path, "at_most"), given=item.at_most, count=len(item.options))
    elif isinstance(item, MultiDoc) and item.at_most == 1:
        checked.findings.add("at-most-one", (*path, "at_most"))


def _dates(checked: Checked, path: tuple[Step, ...], item: DateDoc) -> None:
    bounds = {"from": moment(item.earliest), "to": moment(item.latest)}
    for key, bound in bounds.items():
        if bound is not None and bound[1].value != item.grain:
            written = item.earliest if key == "from" else item.latest
            checked.findings.add(
                "date-grain", (*path, key), given=written, grain=item.grain, example=GRAIN_EXAMPLES[item.grain]
            )
            return
    first, last = bounds["from"], bounds["to"]
    if first is not None and last is not None and first[0] >= last[0]:
        checked.findings.add("date-range", (*path, "from"), low=item.earliest, high=item.latest)


def _scaled(checked: Checked, path: tuple[Step, ...], item: SidedDoc) -> None:
    scale = checked.scale(item)
    if scale is None:
        known = [*checked.document.scales, *PRESETS]
        if checked.unknown(item.scale, known):
            meant = nearest(item.scale, known)
            checked.findings.add("scale-unknown", (*path, "scale"), given=item.scale, known=listed(known), meant=meant)
        return
    favourable = scale.favourable if item.favourable is None else item.favourable
    unfavourable = scale.unfavourable if item.unfavourable is None else item.unfavourable
    if item.favourable is not None or item.unfavourable is not None:
        _sides(checked, path, scale.options, favourable, unfavourable)


def _traits(checked: Checked) -> None:
    traits = [placed for placed in checked.items if placed.trait]
    most = checked.document.most_traits
    if len(traits) > most:
        checked.findings.add("traits-many", traits[most].path, count=len(traits), most=most)
    for placed in traits:
        if not isinstance(placed.item, (SingleDoc, ScaleItemDoc)):
            checked.findings.add("trait-type", (*placed.path, "type"), given=placed.item.item, type=placed.item.type)
        if placed.item.when is not None:
            checked.findings.add("trait-condition", (*placed.path, "when"), key=True, given=placed.item.item)


def _indices(checked: Checked) -> None:
    columns = ordinal_columns(checked.document)
    headlines = [number for number, index in enumerate(checked.document.indices) if index.headline]
    for number in headlines[1:]:
        checked.findings.add("index-headline-repeated", ("indices", number, "headline"))
    for number, index in enumerate(checked.document.indices):
        _members(checked, ("indices", number, "items"), index, columns)


def _members(checked: Checked, path: tuple[Step, ...], index: IndexDoc, columns: Mapping[str, SidedDoc]) -> None:
    seen: set[str] = set()
    for place, written in enumerate(index.items):
        here, name = (*path, place), written.removeprefix("-").strip()
        if name in seen:
            checked.findings.add("index-member-repeated", here, given=name)
        seen.add(name)
        if name in columns:
            _direction(checked, here, written, columns[name])
        elif checked.find(name) is not None:
            checked.findings.add("index-member-not-ordinal", here, given=name, known=listed(columns))
        elif checked.unknown(name.split(".")[0], ()) or checked.find(name.split(".")[0]) is not None:
            checked.findings.add(
                "index-member-unknown", here, given=name, known=listed(columns), meant=nearest(name, columns)
            )


def _direction(checked: Checked, path: tuple[Step, ...], written: str, item: SidedDoc) -> None:
    scale = checked.scale(item)
    if scale is None:
        return
    order = list(scale.options)
    good, bad = (
        [order.index(code) for code in codes if code in order]
        for codes in (
            scale.favourable if item.favourable is None else item.favourable,
            scale.unfavourable if item.unfavourable is None else item.unfavourable,
        )
    )
    if good and bad:
        rising = sum(good) / len(good) > sum(bad) / len(bad)
        if rising == written.startswith("-"):
            checked.findings.add("index-direction", path, given=written.removeprefix("-"))


def _tables(checked: Checked) -> None:
    indices = [index.index for index in checked.document.indices]
    stubs: dict[str, AnyItem | None] = dict.fromkeys(indices)
    for placed in checked.items:
        stubs[placed.item.item] = placed.item
        if isinstance(placed.item, BatteryDoc):
            stubs |= {f"{placed.item.item}.{part}": placed.item for part in placed.item.parts}
    banners = ["total", "group", *(placed.item.item for placed in checked.items if placed.trait)]
    for number, table in enumerate(checked.document.tables):
        for place, stub in enumerate(table.stub):
            # A single stub may be written without a list: the path then ends at the value itself.
            path = ("tables", number, "stub", place)
            if checked.unknown(stub, stubs) and checked.unknown(stub.split(".")[0], indices):
                checked.findings.add("table-stub-unknown", path, given=stub, meant=nearest(stub, stubs))
            elif isinstance(stubs.get(stub), (FreeTextDoc, NoteDoc)):
                checked.findings.add("table-stub-without-columns", path, given=stub)
        for place, banner in enumerate(table.banner):
            if checked.unknown(banner, banners):
                checked.findings.add(
                    "table-banner-unknown",
                    ("tables", number, "banner", place),
                    given=banner,
                    known=listed(banners),
                    meant=nearest(banner, banners),
                )


def _length(checked: Checked) -> None:
    asked = [placed for placed in checked.items if not isinstance(placed.item, NoteDoc)]
    if len(asked) > MANY_QUESTIONS:
        checked.findings.add("questions-many", asked[MANY_QUESTIONS].path, count=len(asked))
    estimated = math.ceil(estimated_seconds(checked) / 60)
    if estimated > checked.document.minutes:
        checked.findings.add("minutes-low", ("minutes",), stated=checked.document.minutes, estimated=estimated)


RULES: tuple[Callable[[Checked], None], ...] = (
    _names,
    _texts,
    _scales,
    _items,
    _traits,
    check_conditions,
    _indices,
    _tables,
    _length,
    check_wording,
    check_repeats,
)

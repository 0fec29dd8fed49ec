"""The rules of wording and translation: what members read, item by item and language by language. Warnings, mostly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from survey_app.questionnaire import wording
from survey_app.questionnaire.catalogue import ACCEPTABLE
from survey_app.questionnaire.checked import Checked, Placed
from survey_app.questionnaire.documents import (
    BatteryDoc,
    Document,
    FreeTextDoc,
    IndexDoc,
    MultiDoc,
    NoteDoc,
    SidedDoc,
    SingleDoc,
    TextDoc,
    Translations,
)
from survey_app.questionnaire.marks import Step
from survey_app.questionnaire.problems import Severity, listed, nearest

LANGUAGES = ("vi", "en")
_BRACES = re.compile(r"\{[a-z][a-z0-9_.]*\}")
_LIST = re.compile(r"^\s*[-*•] ", re.MULTILINE)


def spoken(text: TextDoc | None, languages: Sequence[str]) -> dict[str, str]:
    """Return a text by language; a plain one is in the first language."""
    if text is None:
        return {}
    if isinstance(text, Translations):
        return {language: words for language in LANGUAGES if (words := getattr(text, language))}
    return {languages[0]: text}


def _at(path: tuple[Step, ...], text: TextDoc | None, language: str) -> tuple[Step, ...]:
    return (*path, language) if isinstance(text, Translations) else path


def check_wording(checked: Checked) -> None:
    """Note every habit of wording in the questions that members answer."""
    explained = " ".join(words for _, text in _member_texts(checked) for words in _spoken(checked, text).values())
    for placed in checked.items:
        _questions(checked, placed)
        _options(checked, placed)
    told: set[str] = set()
    for path, text in _member_texts(checked):
        for language, words in _spoken(checked, text).items():
            here = _at(path, text, language)
            if (word := wording.shorthand(words, explained)) and word not in told:
                told.add(word)
                checked.findings.add("wording-shorthand", here, given=word)
            if word := wording.mixed_script(words):
                checked.findings.add("mixed-script", here, given=word)
            if found := wording.foreign_marks(words):
                checked.findings.add("text-markup", here, given=found)
            if words.count("**") % 2:
                checked.findings.add("text-emphasis", here, count=words.count("**"))


def _spoken(checked: Checked, text: TextDoc | None) -> dict[str, str]:
    return spoken(text, checked.document.languages)


def _member_texts(checked: Checked) -> Iterator[tuple[tuple[Step, ...], TextDoc]]:
    """Yield what members read, with its path."""
    document = checked.document
    yield ("title",), document.title
    yield ("purpose",), document.purpose
    for number, page in enumerate(document.pages):
        if page.title is not None:
            yield ("pages", number, "title"), page.title
    for name, scale in document.scales.items():
        yield from ((("scales", name, "options", str(code)), label) for code, label in scale.options.items())
    for placed in checked.items:
        item = placed.item
        yield (*placed.path, "text"), item.text
        if item.help is not None:
            yield (*placed.path, "help"), item.help
        for code, label in _own_options(item).items():
            yield (*placed.path, "options", str(code)), label
        if isinstance(item, BatteryDoc):
            for part, text in item.parts.items():
                yield (*placed.path, "parts", part), text


def _own_options(item: object) -> Mapping[int, TextDoc]:
    options: Mapping[int, TextDoc] = getattr(item, "options", {})
    return options


def _questions(checked: Checked, placed: Placed) -> None:
    item = placed.item
    if isinstance(item, NoteDoc):
        return
    rating = isinstance(item, SidedDoc)
    agreement = isinstance(item, SidedDoc) and _agreement(checked, item)
    asked: list[tuple[tuple[Step, ...], TextDoc, bool]] = [
        ((*placed.path, "text"), item.text, rating and not isinstance(item, BatteryDoc))
    ]
    if isinstance(item, BatteryDoc):
        asked += [((*placed.path, "parts", part), text, True) for part, text in item.parts.items()]
    if agreement:
        checked.findings.add("wording-agree", (*placed.path, "scale"), given=item.item)
    for path, text, is_rated in asked:
        for language, words in _spoken(checked, text).items():
            here = _at(path, text, language)
            for hit in wording.hits(words, language, rating=is_rated):
                checked.findings.add(hit.rule, here, given=hit.words)
            if agreement and is_rated and (word := wording.negated(words, language)):
                checked.findings.add("wording-negation", here, given=word)


def _agreement(checked: Checked, item: SidedDoc) -> bool:
    scale = checked.scale(item)
    labels = [] if scale is None else [" / ".join(_spoken(checked, label).values()) for label in scale.options.values()]
    return wording.is_agreement(labels)


def _options(checked: Checked, placed: Placed) -> None:
    item = placed.item
    if not isinstance(item, (SingleDoc, MultiDoc)):
        return
    labels: dict[str, list[str]] = {}
    for code, label in item.options.items():
        for language, words in _spoken(checked, label).items():
            labels.setdefault(language, []).append(words)
        if any(wording.is_exit(words) for words in _spoken(checked, label).values()):
            checked.findings.add("option-is-exit", (*placed.path, "options", str(code)), key=True, given=code)
    if isinstance(item, MultiDoc) and item.other is None and not wording.has_way_out(labels):
        checked.findings.add("options-no-way-out", (*placed.path, "options"), key=True, given=item.item)


# --- translations ----------------------------------------------------------------------------------------------------


def check_translations(checked: Checked, texts: Sequence[tuple[tuple[Step, ...], TextDoc]]) -> None:
    """Note translations that only look like ones: the same text twice, languages swapped, other pipes or emphasis."""
    if len(set(checked.document.languages)) < 2:
        return
    for path, text in texts:
        words = _spoken(checked, text)
        if len(words) == 2:
            _pair(checked, path, words["vi"], words["en"])


def _pair(checked: Checked, path: tuple[Step, ...], vi: str, en: str) -> None:
    key = next(str(step) for step in reversed(path) if step not in LANGUAGES)
    if vi == en and len(vi.split()) > 1 and any(letter.isalpha() for letter in vi):
        checked.findings.add("translation-identical", (*path, "en"), key_=key)
    elif wording.looks_vietnamese(en) and not wording.looks_vietnamese(vi):
        checked.findings.add("translation-swapped", (*path, "en"), key_=key)
    for what, pattern in (("{…}", _BRACES), ("**…**", re.compile(r"\*\*")), ("-", _LIST)):
        counts = [sorted(pattern.findall(words)) for words in (vi, en)]
        if counts[0] != counts[1]:
            checked.findings.add(
                "translation-differs", (*path, "en"), key_=key, what=what, vi=len(counts[0]), en=len(counts[1])
            )


# --- what is accepted knowingly --------------------------------------------------------------------------------------


def check_accepted(checked: Checked) -> None:
    """Take away the warnings that a file accepts with a reason; note what it cannot accept, or need not."""
    warnings = sorted(ACCEPTABLE)
    found = {problem.rule for problem in checked.findings.problems}
    for name in checked.document.accepts:
        path = ("accepts", name)
        if name not in warnings:
            checked.findings.add(
                "accepts-unknown", path, key=True, given=name, meant=nearest(name, warnings), known=listed(warnings)
            )
        elif name not in found:
            checked.findings.add("accepts-idle", path, key=True, given=name)
    checked.findings.problems = [
        problem
        for problem in checked.findings.problems
        if problem.severity is Severity.ERROR or problem.rule not in checked.document.accepts
    ]


# --- lists -----------------------------------------------------------------------------------------------------------


def check_repeats(checked: Checked) -> None:
    """Note every entry that a list of names or codes holds twice."""
    _repeats(checked, checked.document, ())


def _repeats(checked: Checked, document: Document, path: tuple[Step, ...]) -> None:
    for name, field in type(document).model_fields.items():
        value, here = getattr(document, name), (*path, field.alias or name)
        entries = list(value) if isinstance(value, list) else []
        for number, entry in enumerate(entries):
            if isinstance(entry, Document):
                _repeats(checked, entry, (*here, number))
            elif entry in entries[:number] and not isinstance(document, IndexDoc):
                checked.findings.add("entry-repeated", (*here, number), given=entry, key_=here[-1])
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, Document):
                    _repeats(checked, inner, (*here, str(key)))


# --- how long it takes -----------------------------------------------------------------------------------------------

READING: Mapping[str, float] = {"vi": 16.0, "en": 18.0}
"""Characters read in a second, blanks counted: about 215 Vietnamese syllables or 190 English words a minute.

Slower than reading for pleasure (238 English words a minute: Brysbaert 2019), because a question is read to be answered
and on a phone.
"""
SECONDS: Mapping[str, float] = {
    "single": 3,
    "scale": 3,
    "battery": 3,
    "multi": 5,
    "number": 6,
    "date": 6,
    "ranking": 8,
    "text": 20,
    "note": 1,
}
"""Seconds to decide and to touch the answer, beside reading: once for an item, for every part of a battery."""
OPENING = 15.0
"""Seconds for the first page and for sending."""


def estimated_seconds(checked: Checked) -> float:
    """Return the seconds that a calm reader needs in the slowest language, all routed items included."""
    return max(_seconds(checked, language) for language in checked.document.languages)


def _seconds(checked: Checked, language: str) -> float:
    seconds = OPENING
    for placed in checked.items:
        item = placed.item
        read: list[TextDoc | None] = [item.text, item.help, *_own_options(item).values()]
        times = 1
        if isinstance(item, SidedDoc) and (scale := checked.scale(item)) is not None:
            read += scale.options.values()
        if isinstance(item, BatteryDoc):
            read += item.parts.values()
            times = len(item.parts)
        letters = sum(len(_in(checked, text, language)) for text in read)
        seconds += letters / READING[language] + SECONDS[item.type] * times
        if isinstance(item, FreeTextDoc):
            seconds += max(0, item.longest - 280) / 40
    return seconds


def _in(checked: Checked, text: TextDoc | None, language: str) -> str:
    words = _spoken(checked, text)
    return words.get(language) or next(iter(words.values()), "")

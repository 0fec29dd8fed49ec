"""What the columns of an XLSForm mean, and which of its languages are ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey_app.compilers.xlsform.report import Report
from survey_app.compilers.xlsform.sheets import Form, Row, Sheet, UnreadableFormError
from survey_app.language import N_, Language, Said

KEPT = "survey_app"
"""Our own column: what a form has no cell for, as JSON. Other programs pass over it."""
NAMES = {
    "caption": "label",
    "relevance": "relevant",
    "constraining_message": "constraint_message",
    "constraint_msg": "constraint_message",
    "constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "value": "name",
    "tag": "name",
    "command": "type",
    "readonly": "read_only",
    "calculate": "calculation",
    "count": "repeat_count",
    "list_name": "list_name",
}
_MEDIA = frozenset({"image", "big_image", "audio", "video", "media"})
_TRANSLATED = frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"})
_CODE = re.compile(r"\(\s*([A-Za-z]{2})(?:[-_][A-Za-z]+)?\s*\)\s*$")
_SPOKEN = {
    "vi": Language.VI,
    "vietnamese": Language.VI,
    "tiếng việt": Language.VI,
    "tieng viet": Language.VI,
    "việt": Language.VI,
    "vn": Language.VI,
    "en": Language.EN,
    "english": Language.EN,
    "tiếng anh": Language.EN,
    "tieng anh": Language.EN,
}
_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")

FOREIGN = N_("cột “{column}”: ngôn ngữ này không dùng được, chỉ nhập tiếng Việt và tiếng Anh")
TAKEN_AS = N_("cột “{column}” không nêu tiếng Việt hay tiếng Anh, được lấy làm {language}")
DOUBLED = N_("có cả cột “{column}” và cột cùng ngôn ngữ; chỉ lấy cột nêu rõ ngôn ngữ")
NO_COLUMN = N_("trang {sheet} thiếu cột “{column}”")
TWICE = N_("hai cột cùng nghĩa: “{column}” và “{other}”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a column holds: its key in our spelling, and the language it names, as written."""

    column: str
    key: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The columns of a form's sheets and the languages behind them."""

    survey: Mapping[str, Heading]
    choices: Mapping[str, Heading]
    settings: Mapping[str, Heading]
    languages: tuple[Language, ...]
    meaning: Mapping[str, Language]
    """Our language behind each language named in a column; what is not here is left out."""

    def texts(self, headings: Mapping[str, Heading], row: Row, key: str) -> dict[str, str]:
        """Return a row's text under a key in our languages, those that name their language first."""
        found: dict[str, str] = {}
        named = [heading for heading in headings.values() if heading.key == key and heading.column in row.cells]
        for heading in sorted(named, key=lambda heading: not heading.language):
            language = self.meaning.get(heading.language.lower())
            if language is not None:
                found.setdefault(language.value, row.cells[heading.column])
        return {language.value: found[language.value] for language in self.languages if language.value in found}


def heading_of(column: str) -> Heading:
    """Return what a column holds: ``label::English (en)``, ``bind:relevant``, ``list name`` and so on."""
    parts = [part.strip() for part in (column.split("::") if "::" in column else column.split(":"))]
    first = _key(parts[0])
    if first in {"bind", "control", "body", "instance"} and len(parts) > 1:
        last = _key(parts[-1].removeprefix("jr:"))
        known = first != "instance" and last in {*NAMES, *NAMES.values(), "relevant", "constraint", "required"}
        return Heading(column=column, key=NAMES.get(last, last) if known else f"{first}_{last}")
    if first in _MEDIA:
        return Heading(column=column, key="media")
    key = NAMES.get(first, first)
    if len(parts) > 1 and key in _TRANSLATED:
        return Heading(column=column, key=key, language=" ".join(parts[1:]))
    return Heading(column=column, key=key if len(parts) == 1 else _key(column))


def _key(text: str) -> str:
    return re.sub(r"[\s\-]+", "_", text.strip().lower())


def spoken(name: str) -> Language | None:
    """Return our language behind a language's name in a form, by its code in brackets or by its name."""
    if code := _CODE.search(name):
        return _SPOKEN.get(code.group(1).lower())
    return _SPOKEN.get(name.strip().lower())


def headings_of(form: Form, where: str, report: Report) -> Headings:
    """Return the meaning of all columns.

    Raises
    ------
    UnreadableFormError
        A needed column is missing, or two columns mean the same.
    """
    survey, choices, settings = (_sheet(sheet, where) for sheet in (form.survey, form.choices, form.settings))
    _needed(survey, form.survey, ("type", "name"), where)
    if form.choices.rows:
        _needed(choices, form.choices, ("list_name", "name"), where)
    everything = [*survey.values(), *choices.values()]
    meaning = _meaning(form, everything, settings, report)
    languages = _ordered(meaning, settings, form)
    for sheet, headings in ((form.survey, survey), (form.choices, choices)):
        _tell(sheet, headings, meaning, report)
    return Headings(survey=survey, choices=choices, settings=settings, languages=languages, meaning=meaning)


def _sheet(sheet: Sheet, where: str) -> dict[str, Heading]:
    found: dict[str, Heading] = {}
    for column in sheet.columns:
        heading = heading_of(column)
        for other in found.values():
            same = (heading.key, heading.language.lower()) == (other.key, other.language.lower())
            if same and heading.key in {"type", "name", "label", "hint", "relevant", "constraint", "required"}:
                problem = Said(TWICE, {"column": column, "other": other.column})
                raise UnreadableFormError(where=f"{where}:{sheet.sheet}", problem=problem)
        found[column] = heading
    return found


def _needed(headings: Mapping[str, Heading], sheet: Sheet, keys: Iterable[str], where: str) -> None:
    for key in keys:
        if key not in {heading.key for heading in headings.values()}:
            problem = Said(NO_COLUMN, {"sheet": sheet.sheet, "column": key})
            raise UnreadableFormError(where=where, problem=problem)


def _default(settings: Mapping[str, Heading], form: Form) -> str:
    column = next((heading.column for heading in settings.values() if heading.key == "default_language"), "")
    return next((row.cells[column] for row in form.settings.rows if column in row.cells), "")


def _guess(form: Form) -> Language:
    """Return the language of a form that names none: Vietnamese when its texts carry the letters."""
    texts = [text for row in (*form.survey.rows, *form.choices.rows) for text in row.cells.values()]
    return Language.VI if any(map(_VIETNAMESE.search, texts)) else Language.EN


def _meaning(
    form: Form, everything: Iterable[Heading], settings: Mapping[str, Heading], report: Report
) -> dict[str, Language]:
    named = list(
        dict.fromkeys(heading.language for heading in everything if heading.key in {"label", "hint"})
    )  # in the order of the columns; the empty name is a column without language
    meaning: dict[str, Language] = {}
    for name in named:
        language = spoken(name) if name else None
        if language is not None:
            meaning[name.lower()] = language
    declared = list(dict.fromkeys(meaning.values()))
    if "" in named:
        stated = spoken(_default(settings, form))
        meaning[""] = stated or (declared[0] if len(declared) == 1 else _guess(form))
    if not meaning:
        first = next(iter(named), "")
        meaning[first.lower()] = _guess(form)
        report.changed("survey", 1, "", TAKEN_AS, column=first or "label", language=meaning[first.lower()].value)
    return meaning


def _ordered(meaning: Mapping[str, Language], settings: Mapping[str, Heading], form: Form) -> tuple[Language, ...]:
    found = list(dict.fromkeys(meaning.values()))
    first = spoken(_default(settings, form))
    return tuple(sorted(found, key=lambda language: (language is not first, language is not Language.VI)))


def _tell(sheet: Sheet, headings: Mapping[str, Heading], meaning: Mapping[str, Language], report: Report) -> None:
    for heading in headings.values():
        if heading.key not in {"label", "hint"}:
            continue
        name = heading.language.lower()
        if name not in meaning:
            report.left_out(sheet.sheet, 1, "", FOREIGN, column=heading.column)
        elif not name:
            explicit = any(
                other.key == heading.key and other.language and meaning.get(other.language.lower()) == meaning[""]
                for other in headings.values()
            )
            message = DOUBLED if explicit else TAKEN_AS
            report.changed(sheet.sheet, 1, "", message, column=heading.column, language=meaning[""].value)

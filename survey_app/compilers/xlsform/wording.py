"""The texts of a form as a questionnaire writes them: no tags, our pipes, names that may stand in a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from survey_app.compilers.xlsform.report import Report
from survey_app.language import N_, Said
from survey_app.questionnaire.model import Exit
from survey_app.questionnaire.piping import pipes

TAGS = N_("bỏ thẻ HTML “{tag}” trong câu chữ")
PIPE_LOST = N_("chỗ chèn ${{{name}}} không theo được ({why}); thay bằng “…”")
BRACES = N_("dấu ngoặc nhọn trong câu chữ đổi thành ngoặc tròn")
NAMED = N_("tên “{name}” thành “{given}”")
LATER = N_("câu đó không đứng trước hoặc không nhập được")
FREE_TEXT = N_("chữ do người trả lời viết không bao giờ hiện lại")

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_MARKUP = re.compile(r"\{[{%#]")
_TEMPLATE = re.compile(r"\{(?:[\s{%#]|$)")
_PIPE = re.compile(r"\$\{\s*([^${}]{1,80}?)\s*\}")
_RESERVED = frozenset({"total", "group", "wave", "stratum", "weight", "branch", "and", "or", "not", "in", "count"})
LONGEST_ID = 40
LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A question that was carried: what conditions and pipes may say of it."""

    name: str
    """The item's id, or ``item.part``."""
    type: str
    codes: Mapping[str, int] = field(default_factory=dict)
    exits: Mapping[str, Exit] = field(default_factory=dict)


def id_of(name: str, taken: set[str], *, fallback: str = "cau") -> str:
    """Return an id for a name of a form, told apart from those taken; it is taken from then on."""
    base = re.sub(r"_+", "_", re.sub(r"[^a-z0-9_]+", "_", _bare(name))).strip("_")
    if not base or not base[0].isalpha():
        base = f"{fallback}_{base}".rstrip("_")
    if base in _RESERVED:
        base = f"{base}_hoi"
    return _apart(base[:LONGEST_ID].rstrip("_"), taken, "_", LONGEST_ID)


def slug_of(name: str, taken: set[str], *, fallback: str) -> str:
    """Return a page's or a questionnaire's id for a name, told apart from those taken."""
    words = re.sub(r"[^a-z0-9]+", "-", _bare(name)).strip("-").split("-")[:8]
    base = "-".join(words)[:LONGEST_SLUG].rstrip("-")
    if not base or not base[0].isalpha():
        base = f"{fallback}-{base}".rstrip("-")
    return _apart(base, taken, "-", LONGEST_SLUG + 8)


def _bare(name: str) -> str:
    folded = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(letter for letter in folded if letter.isascii())


def _apart(base: str, taken: set[str], joint: str, longest: int) -> str:
    found, count = base, 1
    while found in taken:
        count += 1
        tail = f"{joint}{count}"
        found = base[: longest - len(tail)].rstrip(joint) + tail
    taken.add(found)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Says the texts of one row; what had to change is noted under it."""

    report: Report
    sheet: str
    row: int
    name: str
    known: Mapping[str, Known]
    loop: Mapping[str, str] = field(default_factory=dict)
    """In a loop: what ``%(label)s`` and ``%(name)s`` stand for."""

    def piped(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return texts whose pipes are ours; other braces are doubled."""
        return {language: text for language, words in texts.items() if (text := self._piped(self._bare(words)))}

    def plain(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return texts in which nothing is piped."""
        return {language: text for language, words in texts.items() if (text := self._plain(self._bare(words)))}

    def _bare(self, words: str) -> str:
        for key, label in self.loop.items():
            words = words.replace(f"%({key})s", label)
        for tag in _TAG.findall(words):
            self.report.changed(self.sheet, self.row, self.name, TAGS, tag=tag[:40])
        return _TAG.sub("", words).strip()

    def _piped(self, words: str) -> str:
        found: list[str] = []
        last = 0
        for pipe in _PIPE.finditer(words):
            found += [self._literal(words[last : pipe.start()]), self._pipe(pipe.group(1))]
            last = pipe.end()
        return "".join([*found, self._literal(words[last:])])

    def _literal(self, words: str) -> str:
        """Return words with doubled braces, or round ones where doubled ones would look like a template."""
        if _TEMPLATE.search(words):
            self.report.changed(self.sheet, self.row, self.name, BRACES)
            return words.replace("{", "(").replace("}", ")")
        return words.replace("{", "{{").replace("}", "}}")

    def _pipe(self, name: str) -> str:
        found = self.known.get(name)
        if found is not None and found.type not in {"text", "note"}:
            return f"{{{found.name}}}"
        why = FREE_TEXT if found is not None and found.type == "text" else LATER
        self._lost(name, why)
        return "…"

    def _plain(self, words: str) -> str:
        for pipe in _PIPE.finditer(words):
            self._lost(pipe.group(1), LATER)
        words = _PIPE.sub("…", words)
        if pipes(words) or _MARKUP.search(words):
            self.report.changed(self.sheet, self.row, self.name, BRACES)
            words = words.replace("{", "(").replace("}", ")")
        return words

    def _lost(self, name: str, why: str) -> None:
        self.report.changed(self.sheet, self.row, self.name, PIPE_LOST, name=name, why=Said(why))

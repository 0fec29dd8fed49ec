"""The starter bank: neutral items by topic, each a block of YAML that a reporter pastes into his own questionnaire."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey_app import paths
from survey_app.errors import SurveyError
from survey_app.language import N_, Language, Text, say, translate
from survey_app.questionnaire.digest import kind
from survey_app.questionnaire.expressions import mentions
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Battery, Item, Questionnaire, ScaleItem
from survey_app.questionnaire.presets import PRESETS
from survey_app.questionnaire.problems import nearest

UNDER_SCALES = N_("# Dưới scales:")
UNDER_ITEMS = N_("# Dưới items: của một trang")
NEEDS = N_("# Điều kiện when nhắc tới: {items}. Chép cả câu đó, đặt trước câu này.")


class NoBankItemError(SurveyError):
    """An item that the bank does not hold."""

    code = "bank-item-unknown"
    found = N_("Ngân hàng không có câu {item}.")
    fix = N_("Xem danh sách bằng lệnh survey bank. Có phải: {meant}?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One file of the bank: its name, its questionnaire, its text as written."""

    topic: str
    questionnaire: Questionnaire
    written: str

    @property
    def title(self) -> Text:
        """What the topic is called."""
        return self.questionnaire.title


def read_bank(folder: Path | None = None) -> tuple[Topic, ...]:
    """Return the topics of the office's own bank, or of the one shipped, by file name."""
    own = None if folder is None else folder / "bank"
    held = own if own is not None and own.is_dir() else paths.questionnaires() / "bank"
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(held.glob("*.yaml"))}
    return tuple(
        Topic(topic=path.stem, questionnaire=load_questionnaire(text, file=path.name), written=text)
        for path, text in texts.items()
    )


def block(topics: Sequence[Topic], name: str, language: str = Language.VI) -> str:
    """Return the YAML of an item as it stands in the bank, with the scale that it needs, ready to paste.

    Raises
    ------
    NoBankItemError
        Naming the nearest item.
    """
    topic, item = _find(topics, name)
    lines = topic.written.splitlines()
    parts = []
    if isinstance(item, (ScaleItem, Battery)) and item.scale.scale not in PRESETS:
        parts += [translate(UNDER_SCALES, language), *_under(lines, f"  {item.scale.scale}:")]
    parts.append(translate(UNDER_ITEMS, language))
    if item.when is not None:
        needed = ", ".join(dict.fromkeys(each.item for each in mentions(item.when)))
        parts.append(translate(NEEDS, language).format(items=needed))
    return "\n".join([*parts, *_under(lines, f"      - item: {name}")])


def _find(topics: Sequence[Topic], name: str) -> tuple[Topic, Item]:
    held = {item.item: (topic, item) for topic in topics for item in topic.questionnaire.items()}
    if name not in held:
        raise NoBankItemError(item=name, meant=nearest(name, held) or "?")
    return held[name]


def _under(lines: Sequence[str], head: str) -> Iterator[str]:
    """Yield a line, the comments above it and all that is set deeper below it."""
    at = lines.index(head)
    depth = len(head) - len(head.lstrip())
    first = at
    while lines[first - 1].startswith(" " * depth + "#"):
        first -= 1
    yield from lines[first : at + 1]
    for line in lines[at + 1 :]:
        if len(line) - len(line.lstrip()) <= depth:
            return
        yield line


def render_text(topics: Sequence[Topic], language: str = Language.VI) -> str:
    """Return the topics, each with its items: name, type, question."""
    width = max((len(item.item) for topic in topics for item in topic.questionnaire.items()), default=0)
    lines = []
    for topic in topics:
        lines.append(f"{topic.topic}: {say(topic.title, language)}")
        lines += [
            f"  {item.item:<{width}}  {kind(item):<8}  {say(item.text, language)}"
            for item in topic.questionnaire.items()
        ]
        lines.append("")
    return "\n".join(lines).rstrip()


def render_json(topics: Sequence[Topic]) -> str:
    """Return the topics and items as JSON, texts in both languages."""
    return json.dumps(
        [
            {
                "topic": topic.topic,
                "title": dict(topic.title),
                "items": [
                    {"item": item.item, "type": kind(item), "text": dict(item.text)}
                    for item in topic.questionnaire.items()
                ],
            }
            for topic in topics
        ],
        ensure_ascii=False,
        indent=1,
    )

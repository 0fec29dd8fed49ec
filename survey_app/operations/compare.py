"""What changed between two questionnaires, item by item, and whether the trend of each may go on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from survey_app.ballots.manifest import Mode, read_manifest
from survey_app.language import N_, Language, Said, Text, say, translate
from survey_app.operations.waves import find_wave
from survey_app.questionnaire.digest import kind, spelled
from survey_app.questionnaire.loader import load_questionnaire, read_questionnaire_file
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    Item,
    Multi,
    Number,
    Questionnaire,
    Ranking,
    ScaleItem,
    Single,
    options_of,
)
from survey_app.questionnaire.sentences import sentence
from survey_app.store import Stores


class Verdict(StrEnum):
    """What happened to an item, the gravest first."""

    GONE = "gone"
    NEW = "new"
    WORDING = "wording"
    SCALE = "scale"
    OPTIONS = "options"
    ORDER = "order"
    ROUTING = "routing"
    MODE = "mode"
    LANGUAGE_ADDED = "language added"
    SAME = "same"


WORDS = {
    Verdict.GONE: N_("đã bỏ"),
    Verdict.NEW: N_("câu mới"),
    Verdict.WORDING: N_("đổi lời văn"),
    Verdict.SCALE: N_("đổi thang trả lời"),
    Verdict.OPTIONS: N_("đổi các ý trả lời"),
    Verdict.ORDER: N_("đổi thứ tự các ý"),
    Verdict.ROUTING: N_("đổi đối tượng được hỏi"),
    Verdict.MODE: N_("đổi cách hỏi"),
    Verdict.LANGUAGE_ADDED: N_("thêm ngôn ngữ"),
    Verdict.SAME: N_("giữ nguyên"),
}
Shuffled = (Single, Multi, Ranking)
"""Types whose options may stand in random order."""
CONTINUE = frozenset({Verdict.SAME, Verdict.LANGUAGE_ADDED})
OF_ALL = N_("mọi người")
BECAME = N_("“{before}” → “{after}”")
BREAKS, GOES_ON, GOES_ON_BY = N_("đứt chuỗi"), N_("nối tiếp"), N_("nối tiếp theo khai báo: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that changed, with what stood there before and after."""

    verdict: Verdict
    before: Said | str = ""
    after: Said | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One item in two questionnaires. ``why`` is the declared reason for going on all the same."""

    item: str
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    why: Text | None = None

    @property
    def trend(self) -> bool:
        """Whether the trend goes on."""
        return self.verdict in CONTINUE or (self.why is not None and self.verdict is not Verdict.NEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A questionnaire as it was, or will be, asked."""

    name: str
    questionnaire: Questionnaire
    mode: str | None = None


def asked(stores: Stores | None, name: str) -> Asked:
    """Return the questionnaire of a file, or of a wave when there is no such file."""
    path = Path(name)
    if path.is_file() or stores is None:
        return Asked(name=name, questionnaire=read_questionnaire_file(path))
    record = find_wave(stores, name)
    return Asked(
        name=name,
        questionnaire=load_questionnaire(record.questionnaire, file=name),
        mode=read_manifest(record.manifest).mode.value,
    )


def compare(before: Asked, after: Asked) -> tuple[Compared, ...]:
    """Return a verdict per item and index: those of the later questionnaire in order, then those that are gone."""
    old = {item.item: item for item in before.questionnaire.items()}
    new = {item.item: item for item in after.questionnaire.items()}
    rows = [_compared(before, after, old.get(name), item) for name, item in new.items()]
    verdicts = {row.item: row for row in rows}
    then = {index.index: index for index in before.questionnaire.indices}
    for index in after.questionnaire.indices:
        earlier = then.get(index.index)
        members = {column.split(".")[0] for column in index.columns}
        if earlier is None:
            rows.append(Compared(item=index.index, verdict=Verdict.NEW))
            continue
        same = (set(earlier.columns), earlier.reversed) == (set(index.columns), index.reversed)
        broken = [verdicts[name].verdict for name in sorted(members) if not verdicts[name].trend]
        worst = broken[0] if broken else Verdict.SAME
        rows.append(
            Compared(
                item=index.index,
                verdict=worst if same else Verdict.SCALE,
                differences=()
                if same
                else (
                    Difference(
                        verdict=Verdict.SCALE, before=", ".join(earlier.columns), after=", ".join(index.columns)
                    ),
                ),
            )
        )
    gone = [*(name for name in old if name not in new), *(name for name in then if name not in _indices(after))]
    return (*rows, *(Compared(item=name, verdict=Verdict.GONE) for name in gone))


def _indices(one: Asked) -> set[str]:
    return {index.index for index in one.questionnaire.indices}


def _compared(before: Asked, after: Asked, old: Item | None, new: Item) -> Compared:
    if old is None:
        return Compared(item=new.item, verdict=Verdict.NEW)
    found = list(_differences(before, after, old, new))
    order = list(Verdict)
    found.sort(key=lambda difference: order.index(difference.verdict))
    verdict = found[0].verdict if found else Verdict.SAME
    why = new.continues.why if new.continues is not None and verdict not in CONTINUE else None
    return Compared(item=new.item, verdict=verdict, differences=tuple(found), why=why)


def _differences(before: Asked, after: Asked, old: Item, new: Item) -> Iterator[Difference]:
    # Each in its own first language, which is the one that the digest of a question is made of.
    languages = before.questionnaire.languages[0], after.questionnaire.languages[0]
    yield from _worded(old, new, *languages)
    if kind(old) != kind(new):
        yield Difference(verdict=Verdict.SCALE, before=kind(old), after=kind(new))
    else:
        yield from _offered(old, new, *languages)
        yield from _limited(old, new, *languages)
    if old.exits != new.exits:
        yield Difference(verdict=Verdict.OPTIONS, before=_exits(old), after=_exits(new))
    if _condition(old) != _condition(new):
        yield Difference(
            verdict=Verdict.ROUTING,
            before=_said_condition(old, before.questionnaire),
            after=_said_condition(new, after.questionnaire),
        )
    if (
        before.mode
        and after.mode
        and before.mode != after.mode
        and Mode.IMPORTED.value not in {before.mode, after.mode}
    ):
        yield Difference(verdict=Verdict.MODE, before=before.mode, after=after.mode)
    added = [code for code in after.questionnaire.languages if code not in before.questionnaire.languages]
    if added:
        yield Difference(verdict=Verdict.LANGUAGE_ADDED, after=", ".join(added))


def _worded(old: Item, new: Item, first: str, second: str) -> Iterator[Difference]:
    pairs = [(say(old.text, first), say(new.text, second))]
    if isinstance(old, Battery) and isinstance(new, Battery):
        then = {part.part: say(part.text, first) for part in old.parts}
        now = {part.part: say(part.text, second) for part in new.parts}
        pairs += [(then.get(part, ""), now.get(part, "")) for part in dict.fromkeys([*then, *now])]
        if list(then) != list(now) and sorted(then) == sorted(now):
            yield Difference(verdict=Verdict.ORDER, before=" / ".join(then.values()), after=" / ".join(now.values()))
    for was, became in pairs:
        if was != became:
            yield Difference(verdict=Verdict.WORDING, before=was, after=became)


def _offered(old: Item, new: Item, first: str, second: str) -> Iterator[Difference]:
    then = [(option.code, say(option.label, first)) for option in options_of(old)]
    now = [(option.code, say(option.label, second)) for option in options_of(new)]
    if sorted(then) != sorted(now):
        verdict = Verdict.SCALE if isinstance(old, (ScaleItem, Battery)) else Verdict.OPTIONS
        yield Difference(verdict=verdict, before=_listed(then), after=_listed(now))
    elif then != now:
        yield Difference(verdict=Verdict.ORDER, before=_listed(then), after=_listed(now))
    if isinstance(old, Shuffled) and isinstance(new, Shuffled) and old.random != new.random:
        yield Difference(verdict=Verdict.ORDER, before=_ordering(old), after=_ordering(new))
    if _sided(old) != _sided(new):
        yield Difference(verdict=Verdict.SCALE, before=_sided(old), after=_sided(new))


def _limited(old: Item, new: Item, first: str, second: str) -> Iterator[Difference]:
    """Yield how the limits of two items of one type differ."""
    if isinstance(old, (Multi, Ranking)):
        verdict, was, became = Verdict.OPTIONS, _most(old), _most(new)
    else:
        verdict, was, became = Verdict.SCALE, _range(old, first), _range(new, second)
    if was != became:
        yield Difference(verdict=verdict, before=was, after=became)


def _most(item: Item) -> str:
    """Return how many options may be chosen and which one opens a box, as written in YAML."""
    if isinstance(item, Ranking):
        return f"at_most: {item.places}"
    return f"at_most: {item.at_most}, other: {item.other}" if isinstance(item, Multi) else ""


def _range(item: Item, language: str) -> str:
    """Return the bounds of a number or a date; an empty text for every other type."""
    if isinstance(item, Number):
        grain = "" if item.whole else ", whole: false"
        return f"{item.low:g}-{item.high:g} {say(item.unit or {}, language)}".rstrip() + grain
    return f"{item.earliest} - {item.latest}, {item.grain.value}" if isinstance(item, DateItem) else ""


def _exits(item: Item) -> str:
    return ", ".join(item.exits)


def _listed(options: Sequence[tuple[int, str]]) -> str:
    return " / ".join(f"{code} {label}" for code, label in options)


def _ordering(item: Single | Multi | Ranking) -> str:
    return "random" if item.random else "fixed"


def _sided(item: Item) -> str:
    if not isinstance(item, (ScaleItem, Battery)):
        return ""
    return f"favourable {sorted(item.scale.favourable)}, unfavourable {sorted(item.scale.unfavourable)}"


def _condition(item: Item) -> object:
    return None if item.when is None else spelled(item.when)


def _said_condition(item: Item, questionnaire: Questionnaire) -> Said | str:
    if item.when is None:
        return Said(OF_ALL)
    return sentence(item.when, questionnaire, questionnaire.languages[0])


# --- told -------------------------------------------------------------------------------------------------------------


def _spoken(words: Said | str, language: str) -> str:
    return words.render(language) if isinstance(words, Said) else words


def _trend_words(one: Compared, language: str) -> str:
    if one.why is not None:
        return translate(GOES_ON_BY, language).format(why=say(one.why, language))
    return translate(GOES_ON if one.trend else BREAKS, language)


def render_text(rows: Sequence[Compared], language: str = Language.VI) -> str:
    """Return one line per item, its differences indented below."""
    lines = []
    width = max((len(row.item) for row in rows), default=0)
    for row in rows:
        told = translate(WORDS[row.verdict], language)
        trend = "" if row.verdict in {Verdict.NEW, Verdict.GONE} else f"  [{_trend_words(row, language)}]"
        lines.append(f"{row.item:<{width}}  {told}{trend}")
        for one in row.differences:
            if one.verdict is not Verdict.LANGUAGE_ADDED:
                pair = translate(BECAME, language).format(
                    before=_spoken(one.before, language), after=_spoken(one.after, language)
                )
                lines.append(f"    {translate(WORDS[one.verdict], language)}: {pair}")
    return "\n".join(lines)


def render_json(before: Asked, after: Asked, rows: Sequence[Compared], language: str = Language.VI) -> str:
    """Return the verdicts as JSON, in order."""
    return json.dumps(
        {
            "before": before.name,
            "after": after.name,
            "items": [
                {
                    "item": row.item,
                    "verdict": row.verdict.value,
                    "trend": "continues" if row.trend else "breaks",
                    "why": None if row.why is None else dict(row.why),
                    "differences": [
                        {
                            "kind": one.verdict.value,
                            "before": _spoken(one.before, language),
                            "after": _spoken(one.after, language),
                        }
                        for one in row.differences
                    ],
                }
                for row in rows
            ],
        },
        ensure_ascii=False,
        indent=1,
    )

"""Single mistakes in the other files: organisations, plans, mappings, codebooks, lists of topics."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from survey_app.definitions.codebook import examine_codebook
from survey_app.definitions.mapping import examine_mapping
from survey_app.definitions.organisation import examine_organisation
from survey_app.definitions.plan import examine_plan
from survey_app.definitions.topics import examine_topics
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.questionnaire.marks import Marked, read_bytes
from survey_app.questionnaire.model import Questionnaire
from survey_app.questionnaire.problems import Problem
from tests.mutations.makers import Edit, Maker, character_slipped_in, indentation_broken, line_doubled, mark_dropped
from tests.mutations.places import block_of, depth_of, misspelt, owner_of, replaced

CODEBOOK = """\
codebook: khao-sat
columns:
  hai_long:
    label: {vi: Mức độ hài lòng, en: Satisfaction}
    kind: ordinal
    options: {1: Không, 2: Ít, 3: Vừa, 4: Rất}
    missing: {-1: dont_know, -2: refused, "": skipped}
    favourable: [3, 4]
    unfavourable: [1, 2]
  nganh:
    label: Ngành
    kind: nominal
    options: {a: Kinh tế, b: Xã hội}
  kho_khan:
    kind: multi
    options: {1: Lương, 2: Việc, 3: Phòng họp}
    missing: {"": not_asked}
  tuoi:
    kind: number
    missing: {-1: dont_know}
  trong_so: {kind: weight}
  nam: {kind: wave}
"""
NEEDED: Mapping[str, frozenset[str]] = {
    "organisation": frozenset({"organisation", "title", "groups", "branches", "branch", "group", "headcounts", "body"}),
    "plan": frozenset(
        {"plan", "title", "start", "end", "calendar", "questionnaire", "every", "opens", "closes", "date"}
    ),
    "mapping": frozenset({"mapping", "kind", "questionnaire", "wave", "branch", "items", "column"}),
    "codebook": frozenset({"columns", "kind"}),
    "topics": frozenset({"topics", "title", "entries", "topic"}),
}
"""Keys without which a file, or what they stand in, means nothing."""
FREE = frozenset({"values", "options", "missing", "headcounts", "dates", "columns", "waves"})
"""Keys under which names and codes of one's own are keys."""
_FLOW = re.compile(r'(?P<before>\{|, )(?P<key>[a-z_]+): (?P<value>\{[^{}]*\}|\[[^\[\]]*\]|"[^"]*"|[^,{}\[\]"]*)')
_BLOCK = re.compile(r"^( *)(- )?([a-z_]+):(?: (.+?))?( +#.*)?$")


@dataclass(frozen=True, slots=True)
class Definition:
    """A valid file with the check that it is held to."""

    kind: str
    name: str
    text: str
    check: Callable[[Marked], Sequence[Problem]]


@cache
def definitions(root: Path) -> tuple[Definition, ...]:
    """The files that come with the product, of every kind but questionnaires, that have no problem."""
    found = [Definition("codebook", "codebook.yaml", CODEBOOK, lambda marked: examine_codebook(marked, file="c")[1])]
    for path in sorted((root / "questionnaires").rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        found += [
            Definition(kind, str(path.relative_to(root / "questionnaires")), text, check)
            for kind, check in _checks(path, text)
        ]
    return tuple(one for one in found if not one.check(read_bytes(one.text.encode(), file=one.name)))


def _checks(path: Path, text: str) -> Iterator[tuple[str, Callable[[Marked], Sequence[Problem]]]]:
    kinds: Mapping[str, Callable[..., tuple[object, Sequence[Problem]]]] = {
        "organisation": examine_organisation,
        "plan": examine_plan,
        "topics": examine_topics,
    }
    for kind, examine in kinds.items():
        if re.search(rf"^{kind}: ", text, re.MULTILINE):
            yield kind, lambda marked, examine=examine: examine(marked, file=path.name)[1]
    if re.search(r"^mapping: ", text, re.MULTILINE):
        named = re.search(r"^questionnaire: (\S+)", text, re.MULTILINE)
        form: Questionnaire = read_questionnaire_file(path.with_name(f"{named[1]}.yaml"))
        yield "mapping", lambda marked: examine_mapping(marked, file=path.name, questionnaire=form)[1]


def _keys(lines: Sequence[str]) -> Iterator[tuple[int, int, str, str]]:
    """Yield line, column, key and value of every key that the schema knows, in blocks and between braces."""
    for at, line in enumerate(lines):
        if line.lstrip().startswith("#") or _free(lines, at):
            continue
        if found := _BLOCK.match(line):
            yield at, found.start(3), found[3], found[4] or ""
        inside = re.search(r"^ *(?:- )?([a-z_]+): \{", line)
        if inside is None or inside[1] not in FREE:
            yield from ((at, one.start("key"), one["key"], one["value"]) for one in _FLOW.finditer(line))


def _free(lines: Sequence[str], at: int) -> bool:
    """Whether the keys of a line are names of one's own."""
    column = depth_of(lines[at])
    for before in range(at - 1, -1, -1):
        if lines[before].strip() and depth_of(lines[before]) < column:
            key = lines[before].strip().rstrip(":")
            return key in FREE or (key == "items" and not lines[at].lstrip().startswith("- "))
    return False


def key_misspelt(lines: list[str], chance: random.Random) -> Edit | None:
    """A key with a slip of the fingers."""
    places = [one for one in _keys(lines) if len(one[2]) > 2 and one[2] not in {"vi", "en"}]
    at, column, key, _ = chance.choice(places)
    made = lines[at][:column] + misspelt(key, chance) + lines[at][column + len(key) :]
    return replaced(lines, at, made), {at + 1, owner_of(lines, at) + 1}, made.strip()


def key_removed(lines: list[str], chance: random.Random) -> Edit | None:
    """A key that is needed is gone, with all that stood under it."""
    needed = NEEDED[kind_of(lines)]
    places = [one for one in _keys(lines) if one[2] in needed]
    at, column, key, value = chance.choice(places)
    whole = _BLOCK.match(lines[at])
    if whole and whole.start(3) == column:
        if whole[2]:
            return None
        lost = block_of(lines, at)
        kept = [line for number, line in enumerate(lines) if number not in lost]
        return kept, {owner_of(lines, at) + 1, at, at + 1}, f"without {lines[at].strip()}"
    gone = re.sub(rf"(?<=\{{){key}: {re.escape(value)}, |, {key}: {re.escape(value)}", "", lines[at], count=1)
    return None if gone == lines[at] else (replaced(lines, at, gone), {at + 1}, f"no {key}: {gone.strip()}")


def value_emptied(lines: list[str], chance: random.Random) -> Edit | None:
    """A key without its value."""
    places = [at for at, line in enumerate(lines) if (one := _BLOCK.match(line)) and one[4] and not _free(lines, at)]
    at = chance.choice(places)
    found = _BLOCK.match(lines[at])
    made = f"{found[1]}{found[2] or ''}{found[3]}:"
    return replaced(lines, at, made), {at + 1}, made.strip()


WRONG: Mapping[str, Sequence[str]] = {
    "every": ["quý", "quarterly"],
    "month": ["13", "ba", "03"],
    "day": ["0", "mười", "2.5"],
    "brief_day": ["32", "hai mươi"],
    "brief_shift": ["before", "trước"],
    "start": ["2021-13", "09/2021", "tháng 9"],
    "end": ["2025-00", "12/2025"],
    "date": ["2022-02-30", "01/02/2022", "Tết"],
    "kind": ["rowz", "ordnal", "so"],
    "favourable": ["3; 4", "cao", "[9]"],
    "unfavourable": ["thấp", "[0]"],
    "group": ["khoi nao", "Khối Một"],
    "branch": ["Chi Bo", "a b"],
    "topic": ["Chủ đề", "a_B"],
    "level": ["unknown-level"],
    "unit": ["percents"],
}


def value_of_wrong_kind(lines: list[str], chance: random.Random) -> Edit | None:
    """A day that is none, a number in words, a word that is not in the list."""
    places = [one for one in _keys(lines) if one[2] in WRONG and one[3] and not one[3].startswith("{")]
    if not places:
        return None
    at, column, key, value = chance.choice(places)
    start = column + len(key) + 2
    made = lines[at][:start] + chance.choice(WRONG[key]) + lines[at][start + len(value) :]
    return replaced(lines, at, made), {at + 1}, made.strip()


def headcount_broken(lines: list[str], chance: random.Random) -> Edit | None:
    """People in words, a broken number, fewer than none; a day that is none."""
    places = [(at, one) for at, line in enumerate(lines) if (one := re.search(r"(\d{4}-\d\d-\d\d): (\d+)", line))]
    if not places:
        return None
    at, found = chance.choice(places)
    day, people = chance.choice(
        [("2021-02-30", found[2]), ("2021", found[2]), (found[1], "mười"), (found[1], "-5"), (found[1], "7.5")]
    )
    made = lines[at][: found.start()] + f"{day}: {people}" + lines[at][found.end() :]
    return replaced(lines, at, made), {at + 1}, made.strip()


def reference_misspelt(lines: list[str], chance: random.Random) -> Edit | None:
    """A name that points elsewhere, misspelt: the group of a branch, the item of a mapping."""
    places = [(at, one) for at, line in enumerate(lines) if (one := re.match(r"^ +group: ([a-z-]{3,})$", line))]
    if kind_of(lines) == "mapping":
        start = next((at for at, line in enumerate(lines) if line.startswith("items:")), len(lines))
        names = (re.match(r"^  ([a-z0-9_]{3,})(?:\.[a-z0-9_]+)?:", line) for line in lines[start + 1 :])
        places = [(start + 1 + at, one) for at, one in enumerate(names) if one]
    if not places:
        return None
    at, found = chance.choice(places)
    made = lines[at][: found.start(1)] + misspelt(found[1], chance) + lines[at][found.end(1) :]
    return replaced(lines, at, made), {at + 1}, made.strip()


def name_doubled(lines: list[str], chance: random.Random) -> Edit | None:
    """Two branches, groups, bodies, topics, reviews or columns under one name."""
    named = re.compile(r"^( *- (?:\{)?)(branch|group|body|topic|review|questionnaire)(: )([a-z0-9-]+)")
    places = [(at, one) for at, line in enumerate(lines) if (one := named.match(line))]
    kinds = {one[2] for _, one in places if sum(two[2] == one[2] for _, two in places) > 1}
    places = [(at, one) for at, one in places if one[2] in kinds - {"questionnaire"}]
    if not places:
        return None
    at, found = chance.choice(places)
    other = chance.choice([(n, one) for n, one in places if one[2] == found[2] and n != at])
    made = lines[at][: found.start(4)] + other[1][4] + lines[at][found.end(4) :]
    return replaced(lines, at, made), {at + 1, other[0] + 1}, made.strip()


def code_of_nowhere(lines: list[str], chance: random.Random) -> Edit | None:
    """A code that no option of the item has; an exit that is none."""
    places = [
        (at, one)
        for at, line in enumerate(lines)
        for one in re.finditer(r"(?<=: )(\d+|dont_know|refused|skipped|not_asked)(?=[,}])", line)
        if re.search(r"^ *(?:[a-z0-9_.]+: \{.*)?(values|missing): \{", line) and "W" not in line
    ]
    if not places:
        return None
    at, found = chance.choice(places)
    made = (
        lines[at][: found.start()]
        + ("57" if found[1].isdecimal() else misspelt(found[1], chance))
        + lines[at][found.end() :]
    )
    return replaced(lines, at, made), {at + 1}, made.strip()


def translation_dropped(lines: list[str], chance: random.Random) -> Edit | None:
    """One of the two languages of a topic is gone."""
    if kind_of(lines) != "topics":
        return None
    flow = re.compile(r'(\{vi: (?:"[^"]*"|[^,{}"]*)), en: (?:"[^"]*"|[^,{}"]*)\}')
    at = chance.choice([at for at, line in enumerate(lines) if flow.search(line)])
    return replaced(lines, at, flow.sub(r"\1}", lines[at], count=1)), {at + 1}, f"no en: {lines[at].strip()}"


def kind_of(lines: Sequence[str]) -> str:
    """What kind of file the lines are."""
    first = {found[1] for line in lines if (found := re.match(r"^([a-z]+):", line))}
    return next((kind for kind in ("mapping", "organisation", "plan", "topics") if kind in first), "codebook")


MAKERS: tuple[Maker, ...] = (
    key_misspelt,
    key_removed,
    value_emptied,
    value_of_wrong_kind,
    headcount_broken,
    reference_misspelt,
    name_doubled,
    code_of_nowhere,
    translation_dropped,
    line_doubled,
    mark_dropped,
    indentation_broken,
    character_slipped_in,
)

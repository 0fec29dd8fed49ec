"""Single mistakes in valid questionnaires: what share `survey check` catches, and what share on the right line.

``python tests/mutations/run.py [COUNT] [SEED]`` makes the mistakes, prints both shares and lists every miss.

A mistake is one edit that no author could have meant: a needed key removed, a code written twice, a name misspelt. An
edit that leaves an equally valid questionnaire (an optional key removed, a synonym) is no mistake and is not made; where
one slips through, it is counted as missed.
"""

# ruff: noqa: T201 -- printing is what it is for
from __future__ import annotations

import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from survey_app.questionnaire.loader import examine_marked  # noqa: E402 -- the script runs from anywhere
from survey_app.questionnaire.marks import read_bytes, read_path  # noqa: E402 -- as above

GOAL_CAUGHT, GOAL_PLACED = 0.95, 0.90
TRIES = 300
KEY = re.compile(r"^( *)(- )?([a-z_]+):(?: (.*))?$")
ITEM_KEYS = ("item", "type", "text", "scale", "options", "parts", "page", "items", "questionnaire", "title", "minutes")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A file with one mistake; ``lines`` are where a problem would be in the right place."""

    kind: str
    file: str
    raw: bytes
    lines: frozenset[int]
    edit: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the check made of a mistake: its rules with their lines."""

    mistake: Mistake
    told: tuple[tuple[str, int], ...]

    @property
    def caught(self) -> bool:
        """Whether anything at all was told."""
        return bool(self.told)

    @property
    def placed(self) -> bool:
        """Whether something was told on the right line."""
        return any(line in self.mistake.lines for _, line in self.told)


Edit = tuple[list[str], set[int], str]
Maker = Callable[[list[str], random.Random], Edit | None]


def questionnaires() -> list[Path]:
    """The questionnaires that come with the product and have no problem, not even a warning."""
    paths = sorted((ROOT / "questionnaires").rglob("*.yaml"))
    examined = {path: examine_marked(read_path(path, many=True), file=path.name) for path in paths}
    return [path for path, found in examined.items() if found.questionnaire is not None and not found.problems]


# --- finding places --------------------------------------------------------------------------------------------------


def _keys(lines: Sequence[str], *names: str) -> list[int]:
    return [at for at, line in enumerate(lines) if (found := KEY.match(line)) and found[3] in names]


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _block(lines: Sequence[str], at: int) -> range:
    """The lines of a key with everything under it."""
    end = at + 1
    column = _depth(lines[at]) + (2 if lines[at].lstrip().startswith("- ") else 0)
    while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) > column):
        end += 1
    return range(at, end)


def _owner(lines: Sequence[str], at: int) -> int:
    """The first line of the map that a key stands in."""
    column = _depth(lines[at]) + (2 if lines[at].lstrip().startswith("- ") else 0)
    for before in range(at, -1, -1):
        line = lines[before]
        if line.lstrip().startswith("- ") and _depth(line) + 2 == column:
            return before
        if line.strip() and not line.lstrip().startswith("#") and _depth(line) < column:
            return before + 1
    return next(number for number, line in enumerate(lines) if line.strip() and not line.startswith("#"))


def _item(lines: Sequence[str], at: int) -> set[int]:
    """The lines of the item that a line stands in."""
    start = next((n for n in range(at, -1, -1) if re.match(r" *- (\{)?item:", lines[n])), at)
    column = _depth(lines[start])
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) > column):
        end += 1
    return {number + 1 for number in range(start, end)}


def _misspelt(word: str, chance: random.Random) -> str:
    """The word with one slip of the fingers: a letter doubled, dropped, or two exchanged."""
    for _ in range(20):
        at = chance.randrange(len(word) - 1)
        made = chance.choice(
            [
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[: at + 1] + word[at:],
            ]
        )
        if made != word and made:
            return made
    return word + word[-1]


def _replaced(lines: Sequence[str], at: int, line: str) -> list[str]:
    return [*lines[:at], line, *lines[at + 1 :]]


# --- the mistakes ----------------------------------------------------------------------------------------------------


def key_removed(lines: list[str], chance: random.Random) -> Edit | None:
    """A key that is needed is gone, with all that stood under it."""
    places = [at for at in _keys(lines, *ITEM_KEYS) if not lines[at].lstrip().startswith("- ")]
    places = [at for at in places if not (KEY.match(lines[at])[3] == "title" and _depth(lines[at]) == 4)]
    if not places:
        return None
    at = chance.choice(places)
    owner = _owner(lines, at)
    block = _block(lines, at)
    lost = {owner + 1, at + 1, at}
    return [line for number, line in enumerate(lines) if number not in block], lost, f"without {lines[at].strip()}"


def code_doubled(lines: list[str], chance: random.Random) -> Edit | None:
    """Two options with one code."""
    option = re.compile(r"^( +)(\d+):( .*)$")
    pairs = [
        at
        for at in range(1, len(lines))
        if (one := option.match(lines[at - 1])) and (two := option.match(lines[at])) and one[1] == two[1]
    ]
    if not pairs:
        return None
    at = chance.choice(pairs)
    code = option.match(lines[at - 1])[2]
    made = option.sub(rf"\g<1>{code}:\g<3>", lines[at])
    return _replaced(lines, at, made), {at + 1}, made.strip()


def label_doubled(lines: list[str], chance: random.Random) -> Edit | None:
    """Two options with one label."""
    option = re.compile(r"^( +\d+): (.*)$")
    pairs = [at for at in range(1, len(lines)) if option.match(lines[at - 1]) and option.match(lines[at])]
    if not pairs:
        return None
    at = chance.choice(pairs)
    made = f"{option.match(lines[at])[1]}: {option.match(lines[at - 1])[2]}"
    return _replaced(lines, at, made), {at + 1}, made.strip()


def key_misspelt(lines: list[str], chance: random.Random) -> Edit | None:
    """A key with a slip of the fingers."""
    places = [at for at, line in enumerate(lines) if (found := KEY.match(line)) and len(found[3]) > 2]
    at = chance.choice(places)
    found = KEY.match(lines[at])
    made = lines[at].replace(f"{found[3]}:", f"{_misspelt(found[3], chance)}:", 1)
    # Inside parts a key is a name of its own; renamed there, it is found where it is pointed at.
    if "parts:" in "".join(lines[max(0, at - 20) : at]) and _under(lines, at, "parts"):
        return None
    return _replaced(lines, at, made), {at + 1, _owner(lines, at) + 1}, made.strip()


def _under(lines: Sequence[str], at: int, key: str) -> bool:
    column = _depth(lines[at])
    for before in range(at - 1, -1, -1):
        if lines[before].strip() and _depth(lines[before]) < column:
            return lines[before].strip().startswith(f"{key}:")
    return False


def name_misspelt(lines: list[str], chance: random.Random) -> Edit | None:
    """A name that points elsewhere, misspelt: in a condition, an index, a table, a test, a scale."""
    names = {found[1] for line in lines if (found := re.match(r" *- (?:\{)?item: ([a-z0-9_]+)", line))}
    names |= {found[1] for line in lines if (found := re.match(r" +scale: ([a-z0-9_]+)", line))}
    places = []
    for at, line in enumerate(lines):
        if re.match(r"^ *(- \{stub|when:|items: \[|scale:|answers:|skips:|asks:)", line) or " stub:" in line:
            places += [(at, found) for found in re.finditer(r"[a-z][a-z0-9_]{2,}", line) if found.group() in names]
    if not places:
        return None
    at, found = chance.choice(places)
    made = lines[at][: found.start()] + _misspelt(found.group(), chance) + lines[at][found.end() :]
    return _replaced(lines, at, made), {at + 1}, made.strip()


def type_changed(lines: list[str], chance: random.Random) -> Edit | None:
    """An item of another type than its keys are for."""
    types = ["single", "multi", "scale", "battery", "number", "text", "note", "date", "ranking"]
    places = _keys(lines, "type")
    at = chance.choice(places)
    old = KEY.match(lines[at])[4].split()[0]
    # What has the same keys is an equally valid question of another kind.
    same = {"single": {"multi", "ranking"}, "multi": {"single", "ranking"}, "ranking": {"single", "multi"}}
    same |= {"text": {"note"}, "note": {"text"}}
    new = chance.choice([kind for kind in types if kind != old and kind not in same.get(old, set())])
    if old == "number" and new == "date":
        return None
    made = lines[at].replace(old, new, 1)
    return _replaced(lines, at, made), _item(lines, at), f"{lines[at].strip()} -> {new}"


def value_of_wrong_kind(lines: list[str], chance: random.Random) -> Edit | None:
    """A number in words, a flag in words, a list without brackets."""
    wrong = {
        "minutes": ["bốn", "04", "4.5", "[4]", "1e1"],
        "at_most": ["ba", "03", "2,5"],
        "other": ["khác", "06"],
        "longest": ["280 ký tự", "0280"],
        "sensitive": ["yes", "có", "True"],
        "headline": ["yes", "đúng", "1"],
        "languages": ["vi", "[vn, en]", "vi, en"],
        "favourable": ["cao", "[4; 5]"],
        "from": ["mười tám"],
    }
    places = _keys(lines, *wrong)
    at = chance.choice(places)
    found = KEY.match(lines[at])
    made = f"{found[1]}{found[2] or ''}{found[3]}: {chance.choice(wrong[found[3]])}"
    return _replaced(lines, at, made), {at + 1}, made.strip()


def indentation_broken(lines: list[str], chance: random.Random) -> Edit | None:
    """A key one blank too far to the right or the left of its neighbours."""
    places = []
    for at in range(1, len(lines) - 1):
        if not KEY.match(lines[at]) or _depth(lines[at]) < 2 or "_" in lines[at][:2]:
            continue
        beside = [n for n in (at - 1, _block(lines, at)[-1] + 1) if n < len(lines) and KEY.match(lines[n])]
        if any(_depth(lines[n]) == _depth(lines[at]) and not lines[n].lstrip().startswith("- ") for n in beside):
            places.append(at)
    at = chance.choice(places)
    made = " " + lines[at] if chance.random() < 0.5 else lines[at][1:]
    return _replaced(lines, at, made), {at, at + 1, at + 2}, f"indentation of {made.strip()}"


def translation_dropped(lines: list[str], chance: random.Random) -> Edit | None:
    """One of the two languages of a text is gone."""
    if not any(re.match(r"languages: \[\w+, \w+\]", line) for line in lines):
        return None
    flow = re.compile(r'(\{vi: (?:"[^"]*"|[^,{}"]*)), en: (?:"[^"]*"|[^,{}"]*)\}')
    places = [at for at, line in enumerate(lines) if flow.search(line)]
    places += [at for at in _keys(lines, "en") if _depth(lines[at]) > 0 and ">-" not in lines[at]]
    at = chance.choice(places)
    if flow.search(lines[at]):
        return _replaced(lines, at, flow.sub(r"\1}", lines[at], count=1)), {at + 1}, f"no en: {lines[at].strip()}"
    gone = _replaced(lines, at, "")
    del gone[at]
    return gone, {at, at + 1, _owner(lines, at) + 1, _owner(lines, at)}, f"without {lines[at].strip()}"


def translation_copied(lines: list[str], chance: random.Random) -> Edit | None:
    """The Vietnamese text stands in the place of the English one."""
    if not any(re.match(r"languages: \[\w+, \w+\]", line) for line in lines):
        return None
    flow = re.compile(r'\{vi: ("[^"]*"|[^,{}"]*), en: ("[^"]*"|[^,{}"]*)\}')
    places = [at for at, line in enumerate(lines) if (found := flow.search(line)) and len(found[1].split()) > 1]
    if not places:
        return None
    at = chance.choice(places)
    made = flow.sub(r"{vi: \1, en: \1}", lines[at], count=1)
    return _replaced(lines, at, made), {at + 1}, made.strip()


def value_emptied(lines: list[str], chance: random.Random) -> Edit | None:
    """A key without its value."""
    places = [at for at, line in enumerate(lines) if (found := KEY.match(line)) and found[4] and found[4] != ">-"]
    at = chance.choice(places)
    found = KEY.match(lines[at])
    made = f"{found[1]}{found[2] or ''}{found[3]}:"
    return _replaced(lines, at, made), {at + 1}, made.strip()


def mark_dropped(lines: list[str], chance: random.Random) -> Edit | None:
    """A colon, a bracket, a brace or a quote that is missing."""
    places = []
    for at, line in enumerate(lines):
        if line.lstrip().startswith("#") or not line.strip():
            continue
        code = line.split(" #")[0]
        if found := KEY.match(line):
            places.append((at, code.index(":", found.start(3))))
        places += [(at, n) for n, letter in enumerate(code) if letter in '[]{}"' and _is_code(code, n)]
    at, column = chance.choice(places)
    made = lines[at][:column] + lines[at][column + 1 :]
    return _replaced(lines, at, made), {at, at + 1, at + 2}, made.strip()


def _is_code(line: str, at: int) -> bool:
    """Whether a mark belongs to the YAML rather than to a text that would also be valid without it."""
    if line[at] == '"':
        return True
    return line[:at].count('"') % 2 == 0


def line_doubled(lines: list[str], chance: random.Random) -> Edit | None:
    """A key written twice."""
    places = [
        at
        for at, line in enumerate(lines)
        if (found := KEY.match(line)) and not found[2] and len(_block(lines, at)) == 1
    ]
    at = chance.choice(places)
    return [*lines[: at + 1], lines[at], *lines[at + 1 :]], {at + 2}, f"twice {lines[at].strip()}"


def character_slipped_in(lines: list[str], chance: random.Random) -> Edit | None:
    """A tab, an invisible character, letters of another form, a look-alike letter."""
    places = [at for at, line in enumerate(lines) if (found := KEY.match(line)) and found[4] and len(found[4]) > 5]
    at = chance.choice(places)
    line = lines[at]
    end = len(line)
    kind = chance.choice(["tab", "zero width", "NFD", "control", "look-alike"])
    if kind == "NFD":
        made = unicodedata.normalize("NFD", line)
    elif kind == "look-alike":
        places_ = [n for n in range(line.index(":") + 2, end) if line[n] in "aeocp"]
        if not places_ or "en" in line[:12] or "#" in line:
            return None
        n = places_[0]
        made = line[:n] + "аеоср"["aeocp".index(line[n])] + line[n + 1 :]
    else:
        made = line[: end - 2] + {"tab": "\t", "zero width": "\u200b", "control": "\x0b"}[kind] + line[end - 2 :]
    return None if made == line else (_replaced(lines, at, made), {at + 1}, f"{kind}: {line.strip()}")


def code_of_nowhere(lines: list[str], chance: random.Random) -> Edit | None:
    """A code that no option has: in a condition, on a side of a scale, in a test."""
    places = []
    for at, line in enumerate(lines):
        if re.match(r"^ *(when: .*(in \[|= )|favourable:|unfavourable:|answers: |other:)", line):
            places += [(at, found) for found in re.finditer(r"(?<![\w.])\d+(?![\w.])", line)]
    places = [(at, found) for at, found in places if not re.search(r"(<|>)=? ?$", lines[at][: found.start()])]
    if not places:
        return None
    at, found = chance.choice(places)
    made = lines[at][: found.start()] + "57" + lines[at][found.end() :]
    return _replaced(lines, at, made), {at + 1}, made.strip()


def condition_broken(lines: list[str], chance: random.Random) -> Edit | None:
    """A condition with a word, a bracket or a sign that is none."""
    places = [at for at in _keys(lines, "when") if KEY.match(lines[at])[4]]
    if not places:
        return None
    at = chance.choice(places)
    made = lines[at]
    swaps = [
        (" in [", " in "),
        (" or ", " ỏ "),
        (" and ", " va "),
        (" >= ", " => "),
        (" = ", " == = "),
        ("]", ""),
        (")", ""),
    ]
    fitting = [(old, new) for old, new in swaps if old in made]
    if not fitting:
        return None
    old, new = chance.choice(fitting)
    made = made.replace(old, new, 1)
    return _replaced(lines, at, made), {at + 1}, made.strip()


def item_renamed(lines: list[str], chance: random.Random) -> Edit | None:
    """An item under a name that another has, or that is no name."""
    names = [(at, found) for at, line in enumerate(lines) if (found := re.match(r"( *- item: )([a-z0-9_]+)$", line))]
    if len(names) < 2:
        return None
    (at, found), (_, other) = chance.sample(names, 2)
    new = chance.choice([other[2], found[2].capitalize(), found[2].replace("_", " ") + " 1", "total"])
    made = found[1] + new
    places = {number + 1 for number, line in enumerate(lines) if line.strip() == f"- item: {new}"}
    return _replaced(lines, at, made), {at + 1, *places}, made.strip()


def test_turned_round(lines: list[str], chance: random.Random) -> Edit | None:
    """A routing test that demands the contrary."""
    places = _keys(lines, "skips", "asks")
    if not places:
        return None
    at = chance.choice(places)
    made = lines[at].replace("skips:", "ASKS:").replace("asks:", "skips:").replace("ASKS:", "asks:")
    return _replaced(lines, at, made), {at + 1}, made.strip()


MAKERS: tuple[Maker, ...] = (
    key_removed,
    code_doubled,
    label_doubled,
    key_misspelt,
    name_misspelt,
    type_changed,
    value_of_wrong_kind,
    indentation_broken,
    translation_dropped,
    translation_copied,
    value_emptied,
    mark_dropped,
    line_doubled,
    character_slipped_in,
    code_of_nowhere,
    condition_broken,
    item_renamed,
    test_turned_round,
)


def mistakes(count: int, seed: int) -> Iterator[Mistake]:
    """Yield that many different mistakes, kinds in turn."""
    chance = random.Random(seed)  # noqa: S311 -- the same mistakes every time
    paths = questionnaires()
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    seen: set[bytes] = set()
    makers = list(MAKERS)
    made = tries = 0
    while made < count:
        path = chance.choice(paths)
        maker = makers[made % len(makers)]
        edit = maker(texts[path].split("\n"), chance)
        raw = b"" if edit is None else "\n".join(edit[0]).encode()
        tries += 1
        if edit is None or raw in seen or raw == texts[path].encode():
            if tries > TRIES:
                # The files hold no more places for this kind.
                makers.remove(maker)
                tries = 0
            continue
        seen.add(raw)
        made, tries = made + 1, 0
        name = str(path.relative_to(ROOT / "questionnaires"))
        yield Mistake(maker.__name__, name, raw, frozenset(edit[1]), edit[2])


def outcome(mistake: Mistake) -> Outcome:
    """What the check tells of a file with a mistake."""
    examined = examine_marked(read_bytes(mistake.raw, file=mistake.file), file=mistake.file)
    return Outcome(mistake, tuple((found.rule, found.line) for found in examined.problems))


def shares(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """The share caught, and the share told on the right line."""
    return (
        sum(found.caught for found in outcomes) / len(outcomes),
        sum(found.placed for found in outcomes) / len(outcomes),
    )


def main(count: int = 300, seed: int = 2026) -> int:
    """Print both shares and every miss; 1 when a goal is missed."""
    outcomes = [outcome(mistake) for mistake in mistakes(count, seed)]
    caught, placed = shares(outcomes)
    print(f"{count} mistakes in {len(questionnaires())} questionnaires, seed {seed}")
    print(f"caught {caught:.1%} (goal {GOAL_CAUGHT:.0%}), on the right line {placed:.1%} (goal {GOAL_PLACED:.0%})")
    for found in outcomes:
        if not found.placed:
            what = "not caught" if not found.caught else f"told as {list(found.told)[:3]}"
            print(
                f"  {found.mistake.kind:22} {found.mistake.file}:{sorted(found.mistake.lines)[:4]}  {found.mistake.edit}"
            )
            print(f"  {'':22} {what}")
    return 0 if caught >= GOAL_CAUGHT and placed >= GOAL_PLACED else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))

"""The kinds of mistakes: each makes one edit that no author could have meant, where the questionnaire has a place for it."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence

from tests.mutations.places import KEY, block_of, depth_of, item_of, keys_at, misspelt, owner_of, replaced

ITEM_KEYS = ("item", "type", "text", "scale", "options", "parts", "page", "items", "questionnaire", "title", "minutes")
Edit = tuple[list[str], set[int], str]
Maker = Callable[[list[str], random.Random], Edit | None]


def key_removed(lines: list[str], chance: random.Random) -> Edit | None:
    """A key that is needed is gone, with all that stood under it."""
    places = [at for at in keys_at(lines, *ITEM_KEYS) if not lines[at].lstrip().startswith("- ")]
    places = [at for at in places if not (KEY.match(lines[at])[3] == "title" and depth_of(lines[at]) == 4)]
    if not places:
        return None
    at = chance.choice(places)
    owner = owner_of(lines, at)
    block = block_of(lines, at)
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
    return replaced(lines, at, made), {at + 1}, made.strip()


def label_doubled(lines: list[str], chance: random.Random) -> Edit | None:
    """Two options with one label."""
    option = re.compile(r"^( +\d+): (.*)$")
    pairs = [at for at in range(1, len(lines)) if option.match(lines[at - 1]) and option.match(lines[at])]
    if not pairs:
        return None
    at = chance.choice(pairs)
    made = f"{option.match(lines[at])[1]}: {option.match(lines[at - 1])[2]}"
    return replaced(lines, at, made), {at + 1}, made.strip()


def key_misspelt(lines: list[str], chance: random.Random) -> Edit | None:
    """A key with a slip of the fingers."""
    places = [at for at, line in enumerate(lines) if (found := KEY.match(line)) and len(found[3]) > 2]
    at = chance.choice(places)
    found = KEY.match(lines[at])
    made = lines[at].replace(f"{found[3]}:", f"{misspelt(found[3], chance)}:", 1)
    # Inside parts a key is a name of its own; renamed there, it is found where it is pointed at.
    if "parts:" in "".join(lines[max(0, at - 20) : at]) and _under(lines, at, "parts"):
        return None
    return replaced(lines, at, made), {at + 1, owner_of(lines, at) + 1}, made.strip()


def _under(lines: Sequence[str], at: int, key: str) -> bool:
    column = depth_of(lines[at])
    for before in range(at - 1, -1, -1):
        if lines[before].strip() and depth_of(lines[before]) < column:
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
    made = lines[at][: found.start()] + misspelt(found.group(), chance) + lines[at][found.end() :]
    return replaced(lines, at, made), {at + 1}, made.strip()


def type_changed(lines: list[str], chance: random.Random) -> Edit | None:
    """An item of another type than its keys are for."""
    types = ["single", "multi", "scale", "battery", "number", "text", "note", "date", "ranking"]
    places = keys_at(lines, "type")
    at = chance.choice(places)
    old = KEY.match(lines[at])[4].split()[0]
    # What has the same keys is an equally valid question of another kind.
    same = {"single": {"multi", "ranking"}, "multi": {"single", "ranking"}, "ranking": {"single", "multi"}}
    same |= {"text": {"note"}, "note": {"text"}}
    new = chance.choice([kind for kind in types if kind != old and kind not in same.get(old, set())])
    if old == "number" and new == "date":
        return None
    made = lines[at].replace(old, new, 1)
    return replaced(lines, at, made), item_of(lines, at), f"{lines[at].strip()} -> {new}"


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
    places = keys_at(lines, *wrong)
    at = chance.choice(places)
    found = KEY.match(lines[at])
    made = f"{found[1]}{found[2] or ''}{found[3]}: {chance.choice(wrong[found[3]])}"
    return replaced(lines, at, made), {at + 1}, made.strip()


def indentation_broken(lines: list[str], chance: random.Random) -> Edit | None:
    """A key one blank too far to the right or the left of its neighbours."""
    places = []
    for at in range(1, len(lines) - 1):
        if not KEY.match(lines[at]) or depth_of(lines[at]) < 2 or "_" in lines[at][:2]:
            continue
        beside = [n for n in (at - 1, block_of(lines, at)[-1] + 1) if n < len(lines) and KEY.match(lines[n])]
        if any(depth_of(lines[n]) == depth_of(lines[at]) and not lines[n].lstrip().startswith("- ") for n in beside):
            places.append(at)
    if not places:
        return None
    at = chance.choice(places)
    made = " " + lines[at] if chance.random() < 0.5 else lines[at][1:]
    return replaced(lines, at, made), {at, at + 1, at + 2}, f"indentation of {made.strip()}"


def translation_dropped(lines: list[str], chance: random.Random) -> Edit | None:
    """One of the two languages of a text is gone."""
    if not any(re.match(r"languages: \[\w+, \w+\]", line) for line in lines):
        return None
    flow = re.compile(r'(\{vi: (?:"[^"]*"|[^,{}"]*)), en: (?:"[^"]*"|[^,{}"]*)\}')
    places = [at for at, line in enumerate(lines) if flow.search(line)]
    places += [at for at in keys_at(lines, "en") if depth_of(lines[at]) > 0 and ">-" not in lines[at]]
    at = chance.choice(places)
    if flow.search(lines[at]):
        return replaced(lines, at, flow.sub(r"\1}", lines[at], count=1)), {at + 1}, f"no en: {lines[at].strip()}"
    gone = replaced(lines, at, "")
    del gone[at]
    return gone, {at, at + 1, owner_of(lines, at) + 1, owner_of(lines, at)}, f"without {lines[at].strip()}"


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
    return replaced(lines, at, made), {at + 1}, made.strip()


def value_emptied(lines: list[str], chance: random.Random) -> Edit | None:
    """A key without its value."""
    places = [at for at, line in enumerate(lines) if (found := KEY.match(line)) and found[4] and found[4] != ">-"]
    at = chance.choice(places)
    found = KEY.match(lines[at])
    made = f"{found[1]}{found[2] or ''}{found[3]}:"
    return replaced(lines, at, made), {at + 1}, made.strip()


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
    if not places:
        return None
    at, column = chance.choice(places)
    made = lines[at][:column] + lines[at][column + 1 :]
    return replaced(lines, at, made), {at, at + 1, at + 2}, made.strip()


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
        if (found := KEY.match(line)) and not found[2] and len(block_of(lines, at)) == 1
    ]
    if not places:
        return None
    at = chance.choice(places)
    return [*lines[: at + 1], lines[at], *lines[at + 1 :]], {at + 2}, f"twice {lines[at].strip()}"


def character_slipped_in(lines: list[str], chance: random.Random) -> Edit | None:
    """A tab, an invisible character, letters of another form, a look-alike letter."""
    places = [at for at, line in enumerate(lines) if (found := KEY.match(line)) and found[4] and len(found[4]) > 5]
    if not places:
        return None
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
    return None if made == line else (replaced(lines, at, made), {at + 1}, f"{kind}: {line.strip()}")


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
    return replaced(lines, at, made), {at + 1}, made.strip()


def condition_broken(lines: list[str], chance: random.Random) -> Edit | None:
    """A condition with a word, a bracket or a sign that is none."""
    places = [at for at in keys_at(lines, "when") if KEY.match(lines[at])[4]]
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
    return replaced(lines, at, made), {at + 1}, made.strip()


def item_renamed(lines: list[str], chance: random.Random) -> Edit | None:
    """An item under a name that another has, or that is no name."""
    names = [(at, found) for at, line in enumerate(lines) if (found := re.match(r"( *- item: )([a-z0-9_]+)$", line))]
    if len(names) < 2:
        return None
    (at, found), (_, other) = chance.sample(names, 2)
    new = chance.choice([other[2], found[2].capitalize(), found[2].replace("_", " ") + " 1", "total"])
    made = found[1] + new
    places = {number + 1 for number, line in enumerate(lines) if line.strip() == f"- item: {new}"}
    return replaced(lines, at, made), {at + 1, *places}, made.strip()


def test_turned_round(lines: list[str], chance: random.Random) -> Edit | None:
    """A routing test that demands the contrary."""
    places = keys_at(lines, "skips", "asks")
    if not places:
        return None
    at = chance.choice(places)
    made = lines[at].replace("skips:", "ASKS:").replace("asks:", "skips:").replace("ASKS:", "asks:")
    return replaced(lines, at, made), {at + 1}, made.strip()


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

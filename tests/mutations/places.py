"""Where in a questionnaire a mistake can be made, and the slips of fingers."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

KEY = re.compile(r"^( *)(- )?([a-z_]+):(?: (.*))?$")


def keys_at(lines: Sequence[str], *names: str) -> list[int]:
    return [at for at, line in enumerate(lines) if (found := KEY.match(line)) and found[3] in names]


def depth_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def block_of(lines: Sequence[str], at: int) -> range:
    """The lines of a key with everything under it."""
    end = at + 1
    column = depth_of(lines[at]) + (2 if lines[at].lstrip().startswith("- ") else 0)
    while end < len(lines) and (not lines[end].strip() or depth_of(lines[end]) > column):
        end += 1
    return range(at, end)


def owner_of(lines: Sequence[str], at: int) -> int:
    """The first line of the map that a key stands in."""
    column = depth_of(lines[at]) + (2 if lines[at].lstrip().startswith("- ") else 0)
    for before in range(at, -1, -1):
        line = lines[before]
        if line.lstrip().startswith("- ") and depth_of(line) + 2 == column:
            return before
        if line.strip() and not line.lstrip().startswith("#") and depth_of(line) < column:
            return before + 1
    return next(number for number, line in enumerate(lines) if line.strip() and not line.startswith("#"))


def item_of(lines: Sequence[str], at: int) -> set[int]:
    """The lines of the item that a line stands in."""
    start = next((n for n in range(at, -1, -1) if re.match(r" *- (\{)?item:", lines[n])), at)
    column = depth_of(lines[start])
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or depth_of(lines[end]) > column):
        end += 1
    return {number + 1 for number in range(start, end)}


def misspelt(word: str, chance: random.Random) -> str:
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


def replaced(lines: Sequence[str], at: int, line: str) -> list[str]:
    return [*lines[:at], line, *lines[at + 1 :]]

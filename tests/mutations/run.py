"""Single mistakes in valid questionnaires: what share `survey check` catches, and what share on the right line.

``python tests/mutations/run.py [COUNT] [SEED]`` makes the mistakes, prints both shares and lists every miss.

A mistake is one edit that no author could have meant: a needed key removed, a code written twice, a name misspelt. An
edit that leaves an equally valid questionnaire (an optional key removed, a synonym) is no mistake and is not made; where
one slips through, it is counted as missed.
"""

# ruff: noqa: T201 -- printing is what it is for
from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from survey_app.questionnaire.loader import examine_marked  # noqa: E402 -- the script runs from anywhere
from survey_app.questionnaire.marks import read_bytes, read_path  # noqa: E402 -- as above
from tests.mutations.makers import MAKERS  # noqa: E402 -- as above

GOAL_CAUGHT, GOAL_PLACED = 0.95, 0.90
TRIES = 300


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


def questionnaires() -> list[Path]:
    """The questionnaires that come with the product and have no problem, not even a warning."""
    paths = sorted((ROOT / "questionnaires").rglob("*.yaml"))
    examined = {path: examine_marked(read_path(path, many=True), file=path.name) for path in paths}
    return [path for path, found in examined.items() if found.questionnaire is not None and not found.problems]


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

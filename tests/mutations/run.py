"""Single mistakes in valid files: what share `survey check` catches, and what share on the right line.

``python tests/mutations/run.py [COUNT] [SEED]`` makes the mistakes, prints both shares and lists every miss; of
questionnaires and, apart from them, of the other files (organisation, plan, mapping, codebook, topics).

A mistake is one edit that no author could have meant: a needed key removed, a code written twice, a name misspelt. An
edit that leaves an equally valid questionnaire (an optional key removed, a synonym) is no mistake and is not made; where
one slips through, it is counted as missed.
"""

# ruff: noqa: T201 -- printing is what it is for
from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from survey_app.questionnaire.loader import examine_marked  # noqa: E402 -- the script runs from anywhere
from survey_app.questionnaire.marks import read_bytes, read_path  # noqa: E402 -- as above
from tests.mutations.definitions import MAKERS as DEFINITION_MAKERS  # noqa: E402 -- as above
from tests.mutations.definitions import definitions  # noqa: E402 -- as above
from tests.mutations.makers import MAKERS, Maker  # noqa: E402 -- as above

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
    """Yield that many different mistakes in questionnaires, kinds in turn."""
    paths = questionnaires()
    texts = {str(path.relative_to(ROOT / "questionnaires")): path.read_text(encoding="utf-8") for path in paths}
    yield from _made(texts, MAKERS, count, seed)


def definition_mistakes(count: int, seed: int) -> Iterator[Mistake]:
    """Yield that many different mistakes in the other files, kinds in turn."""
    yield from _made({one.name: one.text for one in definitions(ROOT)}, DEFINITION_MAKERS, count, seed)


def _made(texts: Mapping[str, str], kinds: Sequence[Maker], count: int, seed: int) -> Iterator[Mistake]:
    chance = random.Random(seed)  # noqa: S311 -- the same mistakes every time
    names = list(texts)
    seen: set[bytes] = set()
    makers = list(kinds)
    made = tries = 0
    while made < count and makers:
        name = chance.choice(names)
        maker = makers[made % len(makers)]
        edit = maker(texts[name].split("\n"), chance)
        raw = b"" if edit is None else "\n".join(edit[0]).encode()
        tries += 1
        if edit is None or raw in seen or raw == texts[name].encode():
            if tries > TRIES:
                # The files hold no more places for this kind.
                makers.remove(maker)
                tries = 0
            continue
        seen.add(raw)
        made, tries = made + 1, 0
        yield Mistake(maker.__name__, name, raw, frozenset(edit[1]), edit[2])


def outcome(mistake: Mistake) -> Outcome:
    """What the check tells of a questionnaire with a mistake."""
    examined = examine_marked(read_bytes(mistake.raw, file=mistake.file), file=mistake.file)
    return Outcome(mistake, tuple((found.rule, found.line) for found in examined.problems))


def definition_outcome(mistake: Mistake) -> Outcome:
    """What the check tells of another file with a mistake."""
    (held,) = (one for one in definitions(ROOT) if one.name == mistake.file)
    problems = held.check(read_bytes(mistake.raw, file=mistake.file))
    return Outcome(mistake, tuple((found.rule, found.line) for found in problems))


def shares(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """The share caught, and the share told on the right line."""
    return (
        sum(found.caught for found in outcomes) / len(outcomes),
        sum(found.placed for found in outcomes) / len(outcomes),
    )


def told(title: str, outcomes: Sequence[Outcome], *, files: int, seed: int) -> bool:
    """Print both shares and every miss; False when a goal is missed."""
    caught, placed = shares(outcomes)
    print(f"{len(outcomes)} mistakes in {files} {title}, seed {seed}")
    print(f"caught {caught:.1%} (goal {GOAL_CAUGHT:.0%}), on the right line {placed:.1%} (goal {GOAL_PLACED:.0%})")
    for found in outcomes:
        if not found.placed:
            what = "not caught" if not found.caught else f"told as {list(found.told)[:3]}"
            print(
                f"  {found.mistake.kind:22} {found.mistake.file}:{sorted(found.mistake.lines)[:4]}  {found.mistake.edit}"
            )
            print(f"  {'':22} {what}")
    return caught >= GOAL_CAUGHT and placed >= GOAL_PLACED


def main(count: int = 300, seed: int = 2026) -> int:
    """Print the shares of both; 1 when a goal is missed."""
    parts: tuple[tuple[str, Callable[[int, int], Iterator[Mistake]], Callable[[Mistake], Outcome], int], ...] = (
        ("questionnaires", mistakes, outcome, len(questionnaires())),
        ("other files", definition_mistakes, definition_outcome, len(definitions(ROOT))),
    )
    fine = [
        told(title, [made(one) for one in making(count, seed)], files=files, seed=seed)
        for title, making, made, files in parts
    ]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))

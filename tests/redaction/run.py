"""Print what the redaction assistant finds, in all texts; ``--missed`` lists the development half."""

# ruff: noqa: T201 -- printing is what it is for

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import measure


def main() -> None:
    """Print the table, or what is missed and marked in vain among the texts that rules are made with."""
    if "--missed" in sys.argv:
        for language in measure.LANGUAGES:
            one = measure.measured(measure.texts(language, measure.Part.DEVELOPMENT))
            print(measure.table([(f"{language} development", one)]))
            print("\nmissed", *one.missed, "\nin vain", *one.vain, "", sep="\n")
        return
    columns = [
        (f"{language} {part}", measure.measured(measure.texts(language, part)))
        for part in measure.Part
        for language in measure.LANGUAGES
    ]
    print(measure.table(columns))


if __name__ == "__main__":
    main()

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def scored(attacking: ModuleType) -> dict[str, object]:
    score = attacking.Score(organisations=1, waves=2, holes=["seed 3: one"], attacking=0.5)
    score.numbers["single"] += 4
    return {"ours": score}


def test_what_is_kept_is_read_again(
    results: ModuleType, scored: dict[str, object], attacking: ModuleType, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.write_text(results.line_of(3, scored) + "\n" + results.line_of(9, scored) + "\n", encoding="utf-8")
    held = results.already(out, range(1, 5))
    assert held == {3: scored}
    total = attacking.Score()
    total += held[3]["ours"]
    assert (total.organisations, total.numbers["single"]) == (1, 4)


def test_a_line_that_was_cut_off_is_attacked_again(
    results: ModuleType, scored: dict[str, object], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.write_text(results.line_of(3, scored) + "\n" + results.line_of(4, scored)[:40], encoding="utf-8")
    assert list(results.already(out, range(1, 5))) == [3]
    assert out.read_text(encoding="utf-8").endswith("\n")


def test_without_a_file_nothing_is_known(results: ModuleType, tmp_path: Path) -> None:
    assert results.already(None, range(3)) == {}
    assert results.already(tmp_path / "none", range(3)) == {}

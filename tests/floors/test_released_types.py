"""Nothing unsafe has a type: unprotected figures do not fit where released ones are asked for, and only the gate makes those."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.disclosure import released

RELEASED = {name for name in vars(released) if name.startswith("Released")}
SNIPPET = """
from analysis.crosstab import Crosstab
from analysis.disclosure.released import ReleasedTable
from analysis.distribution import Distribution


def draw(table: ReleasedTable) -> str:
    return table.id


def leak(shares: Distribution, table: Crosstab, safe: ReleasedTable) -> None:
    draw(safe)
    draw(shares)
    draw(table)
"""


def test_the_type_checker_refuses_unprotected_figures(root: Path, tmp_path: Path) -> None:
    snippet = tmp_path / "leak.py"
    snippet.write_text(SNIPPET, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-pretty", "--follow-imports=silent",
         f"--cache-dir={tmp_path / 'cache'}", str(snippet)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    errors = [line for line in checked.stdout.splitlines() if ": error:" in line]
    assert len(errors) == 2, checked.stdout + checked.stderr
    assert all("[arg-type]" in line and '"ReleasedTable"' in line for line in errors)
    assert ['"Distribution"' in errors[0], '"Crosstab"' in errors[1]] == [True, True]


def makers(source: str) -> list[str]:
    """Return the released types that a module constructs."""
    called = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = (
        func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
        for func in called
    )
    return [name for name in names if name in RELEASED]


def test_only_the_gate_makes_released_figures(root: Path) -> None:
    gate = root / "analysis" / "disclosure"
    modules = [path for folder in ("survey_app", "analysis") for path in (root / folder).rglob("*.py")]
    found = {
        str(path.relative_to(root)): made
        for path in modules
        if gate not in path.parents and (made := makers(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("source", ["ReleasedCell(level='total', option=1)", "released.ReleasedTable(id='x')"])
def test_a_maker_elsewhere_would_be_seen(source: str) -> None:
    assert makers(source)

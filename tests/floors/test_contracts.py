"""Each contract of the floors is seen to break when it is violated."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

VIOLATIONS = {
    "Imports point down only": ("survey_app/questionnaire/violation.py", "import survey_app.operations.waves"),
    "Members' pages and staff pages share nothing but the base": (
        "survey_app/web/respond/violation.py",
        "import survey_app.web.committee",
    ),
    "The statistics know nothing of web, SQL, YAML or colour": ("analysis/violation.py", "import flask"),
    "SQLAlchemy lives in the store": ("survey_app/operations/violation.py", "import sqlalchemy"),
    "Flask and WTForms live in the web": ("survey_app/operations/violation.py", "import flask"),
    "matplotlib and fpdf2 live in the report": ("survey_app/web/violation.py", "import matplotlib"),
    "pydantic and ruamel stand at the two doors, YAML and environment": (
        "survey_app/store/violation.py",
        "import pydantic",
    ),
    "The server never meets a private key": ("survey_app/web/violation.py", "import survey_app.operations.tally"),
    "What checks a wave shares no code with what counts it": (
        "survey_app/verifying.py",
        "import survey_app.ballots.manifest",
    ),
    "No cycles inside a floor": ("survey_app/ballots/keys.py", "import survey_app.ballots.sealing"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for name in ("survey_app", "analysis"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / ".importlinter", folder)
    return folder


def test_the_house_stands(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_violation_is_seen(contract: str, copy: Path) -> None:
    name, line = VIOLATIONS[contract]
    path = copy / name
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text((before or "") + f"\n{line}\n", encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    assert result.returncode != 0
    assert f"{contract} BROKEN" in result.stdout

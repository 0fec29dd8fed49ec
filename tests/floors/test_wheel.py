"""The wheel carries pages and questionnaires, and finds them; a checkout finds its own."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from survey_app import paths


def test_a_checkout_finds_its_folders(root: Path) -> None:
    assert paths.templates() == root / "templates"
    assert paths.questionnaires() == root / "questionnaires"


def test_an_installed_wheel_finds_its_own(root: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=root,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(installed)
    assert "survey_app/_data/templates/base.html" in names
    assert "survey_app/_data/questionnaires/tam-trang-quy.yaml" in names
    assert "survey_app/locale/en/respond.po" in names
    assert "analysis/disclosure/released-cube.schema.json" in names
    assert not [name for name in names if name.startswith(("tests/", "templates/", "docs/"))]
    program = (
        "from survey_app import paths; from survey_app.config import Settings;"
        "from survey_app.operations.opening import read_office;"
        "print(paths.templates()); print(read_office(Settings()).organisation.organisation)"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    told = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    assert told == [str(installed / "survey_app" / "_data" / "templates"), "dang-bo-so-khcn"]

"""The member's scripts in node, as a folder of modules."""

import importlib.util
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def vectors(root):
    """The script that makes the vectors."""
    path = root / "tests" / "vectors" / "make_form.py"
    spec = importlib.util.spec_from_file_location("make_form_vectors", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def scripts(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("form-scripts")
    shutil.copytree(root / "survey_app" / "web" / "static" / "form", folder / "form")
    for path in (*HERE.glob("*.js"), root / "tests" / "vectors" / "form.json"):
        shutil.copy(path, folder)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    return folder

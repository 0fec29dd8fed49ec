"""What the tree as a whole must keep."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import jinja2
import pytest

BANNED = {"user", "data", "df", "res", "info", "manager", "helper", "utils"}
REGISTRY = re.compile(r"https?://|--(extra-)?index-url|find-links", re.IGNORECASE)


def tracked(root: Path) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    return [root / name for name in listed.decode().split("\0") if name and (root / name).is_file()]


def test_locks_carry_hashes_and_no_address(root: Path) -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (root / name).read_text(encoding="utf-8")
        assert not REGISTRY.search(text)
        pins = [line for line in text.splitlines() if re.match(r"^[a-z0-9]", line)]
        assert len(pins) > 20
        assert text.count("--hash=sha256:") > len(pins)


def test_lock_holds_every_declared_dependency(root: Path) -> None:
    declared = re.findall(
        r'^  "([a-z0-9-.]+)>=', (root / "pyproject.toml").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    locked = (root / "requirements-dev.lock").read_text(encoding="utf-8")
    assert declared
    assert [
        name for name in declared if not re.search(rf"^{re.escape(name.replace('.', '-'))}==", locked, re.MULTILINE)
    ] == []


def test_no_path_of_a_machine_is_committed(root: Path) -> None:
    forbidden = [str(root.parent) + "/", str(Path.home()) + "/"]
    found = []
    for path in tracked(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(root)}: {needle}" for needle in forbidden if needle in text]
    assert not found


def test_names_use_the_words_of_the_field(root: Path) -> None:
    found = []
    for path in [*(root / "survey_app").rglob("*.py"), *(root / "analysis").rglob("*.py")]:
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {path.stem: 1}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names[node.name] = node.lineno
            elif isinstance(node, ast.arg):
                names[node.arg] = node.lineno
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names[node.id] = node.lineno
        # In statistics df is degrees of freedom, the field's own word; elsewhere it would be a nameless table.
        banned = BANNED - {"df"} if "analysis" in path.parts else BANNED
        found += [f"{path.relative_to(root)}:{line} {name}" for name, line in names.items() if name.lower() in banned]
    assert not found, found


def template_files() -> list[Path]:
    return sorted((Path(__file__).parents[2] / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", template_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_parse_and_are_named_blueprint_view(path: Path) -> None:
    jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(path.read_text(encoding="utf-8"))
    place = path.relative_to(Path(__file__).parents[2] / "templates")
    assert str(place) == "base.html" or len(place.parts) == 2
    text = path.read_text(encoding="utf-8")
    assert "style=" not in text
    assert "|safe" not in text.replace("| safe", "|safe") or place.parts[0] == "committee"


def test_rendered_templates_exist(root: Path) -> None:
    asked = set()
    for path in (root / "survey_app" / "web").rglob("*.py"):
        asked |= set(re.findall(r'render_template\(\s*"([^"]+)"', path.read_text(encoding="utf-8")))
    assert asked
    assert [name for name in sorted(asked) if not (root / "templates" / name).is_file()] == []


def test_modules_fit_in_the_head(root: Path) -> None:
    long = {
        str(path.relative_to(root)): lines
        for path in [*(root / "survey_app").rglob("*.py"), *(root / "analysis").rglob("*.py")]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 450
    }
    assert not long

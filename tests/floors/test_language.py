"""Both languages are complete."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract

from survey_app.language import Said, english, say, translate

FIELD = re.compile(r"\{(\w+)[^}]*\}|%\((\w+)\)s")


def in_code(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "survey_app").rglob("*.py")):
        for line, message, _, _ in extract(
            "python", BytesIO(path.read_bytes()), keywords={"N_": None, "translate": None, "_": None}
        ):
            if isinstance(message, str):
                yield f"{path.relative_to(root)}:{line}", message


def in_templates(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "templates").rglob("*.*")):
        found = extract(
            "jinja2.ext:babel_extract", BytesIO(path.read_bytes()), options={"trimmed": "true", "encoding": "utf-8"}
        )
        for line, _, message, _ in ((entry[0], None, entry[1], None) for entry in found):
            if isinstance(message, str):
                yield f"{path.relative_to(root)}:{line}", message


def test_every_message_has_its_english(root: Path) -> None:
    messages = [*in_code(root), *in_templates(root)]
    assert len(messages) > 100
    missing = [f"{place}  {message}" for place, message in messages if message.strip() and message not in english()]
    assert not missing, "\n".join(missing)


def test_a_translation_keeps_the_fields_of_its_source() -> None:
    broken = [
        source
        for source, target in english().items()
        if {a or b for a, b in FIELD.findall(source)} != {a or b for a, b in FIELD.findall(target)}
    ]
    assert not broken, broken


def test_source_is_returned_in_vietnamese_and_where_nothing_is_known() -> None:
    assert translate("câu chưa ai dịch", "en") == "câu chưa ai dịch"
    assert say({"vi": "Có", "en": "Yes"}, "en") == "Yes"
    assert say({"vi": "Có"}, "en") == "Có"


def test_said_renders_its_inner_messages_first() -> None:
    inner = Said("dòng có {row} ô, dòng tiêu đề có {header} ô", {"row": 2, "header": 3})
    assert Said("Lỗi: {what}", {"what": inner}).render("vi") == "Lỗi: dòng có 2 ô, dòng tiêu đề có 3 ô"


def test_no_vietnamese_message_bypasses_the_catalogue(root: Path) -> None:
    """A Vietnamese literal in an error class or a template-bound constant must be wrapped in N_ or translate."""
    bare = []
    for path in sorted((root / "survey_app").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef):
                continue
            for line in node.body:
                if (
                    isinstance(line, ast.Assign)
                    and isinstance(line.value, ast.Constant)
                    and isinstance(line.value.value, str)
                ):
                    name = ast.unparse(line.targets[0])
                    if name in {"found", "fix"}:
                        bare.append(f"{path.relative_to(root)}:{line.lineno}")
    assert not bare, bare

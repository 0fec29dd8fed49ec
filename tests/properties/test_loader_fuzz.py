"""Whatever stands in a file, the check answers with problems and never with a traceback. Bounded and seeded."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.operations.check import check_files, exit_status, render_json, render_text
from survey_app.questionnaire.loader import examine_marked
from survey_app.questionnaire.marks import read_bytes

FILES = ("tam-trang-quy", "organisation", "plan", "gss-work.mapping", "topics", "examples/csps.mapping")
PIECES = (
    b"{",
    b"}",
    b"[",
    b"]",
    b": ",
    b"- ",
    b"\n",
    b"\t",
    b"&a ",
    b"*a",
    b"!!int ",
    b"|",
    b">",
    b"'",
    b'"',
    b"#",
    b"?",
    b"\x00",
)
ODD = (
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe2\x80\x8b",
    b"99999999999999999999",
    b"~",
    b"null",
    b".nan",
    b"%YAML 1.1",
    b"---\n",
    b"<<: ",
)


def told(path, raw):
    path.write_bytes(raw)
    problems = check_files([path])
    assert exit_status(problems) in {0, 1}
    for language in ("vi", "en"):
        assert render_text(problems, files=1, language=language)
        assert render_json(problems, language=language)
    lines = raw.count(b"\n") + 1
    assert all(1 <= found.line <= lines for found in problems)
    return problems


@pytest.mark.parametrize("name", FILES)
def test_bytes_and_lines_changed_at_random(root, tmp_path, name):
    raw = (root / "questionnaires" / f"{name}.yaml").read_bytes()
    chance = random.Random(name)  # noqa: S311 -- the same changes every time
    for _ in range(12):
        changed = bytearray(raw)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(changed))
            length = chance.choice([0, 1, 1, 5, 40])
            changed[at : at + length] = chance.choice([b"", *PIECES, *ODD])
        if chance.random() < 0.3:
            lines = bytes(changed).split(b"\n")
            chance.shuffle(lines)
            changed = bytearray(b"\n".join(lines))
        told(tmp_path / "a.yaml", bytes(changed))


WORDS = st.sampled_from(
    [
        "questionnaire",
        "pages",
        "items",
        "item",
        "type",
        "text",
        "scale",
        "multi",
        "options",
        "when",
        "tests",
        "1",
        "a",
        "",
        "answered(",
        "{a}",
        "**",
        "vi",
        "en",
        "indices",
        "tables",
        "stub",
        "minutes",
        "08",
        "no",
        "1e3",
        "2021-01-01",
        "accepts",
    ]
)
TREES = st.recursive(
    WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=25,
)


def flow(tree):
    """The tree as YAML in flow style, every text in double quotes."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(flow, tree)) + "]"
    return '"' + tree.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(st.dictionaries(WORDS, TREES, max_size=8))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_tree_of_the_words_of_the_language(tree):
    text = flow({"questionnaire": "a", "title": "T", "minutes": "4", "purpose": "P", **tree})
    examined = examine_marked(read_bytes(text.encode("utf-8", "surrogatepass"), file="a"), file="a")
    assert examined.questionnaire is None or not any(found.severity == "error" for found in examined.problems)


@given(st.binary(max_size=300))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_any_bytes(raw):
    examined = examine_marked(read_bytes(raw, file="a"), file="a")
    assert examined.questionnaire is None
    assert examined.problems


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"a: &a [x]\nb: &b [*a, *a]\n", "anchor"),
        (b"#" * 5_000_000, "file-too-large"),
        (b"a: " + b"[" * 3000 + b"]" * 3000, "too-deep"),
        (b"title: a\ntitle: b\n", "key-repeated"),
        (b"title:\ta\n", "tab"),
        ("title: Ý kiến".encode("utf-16"), "encoding"),
        (b"title: \xd0\xe0o t\xe3o c\xe1n b\xf4\n", "encoding"),
        (b"\xef\xbb\xbftitle: a\n", "byte-order-mark"),
        ("title: Y\u0301 kie\u0302\u0301n\n".encode(), "not-nfc"),
    ],
    ids=["alias bomb", "5 MB", "3000 deep", "repeated key", "tab", "UTF-16", "Windows-1258", "BOM", "NFD"],
)
def test_what_a_file_may_not_be(tmp_path, raw, rule):
    assert rule in {found.rule for found in told(tmp_path / "a.yaml", raw)}

"""Each rule of the catalogue, with a file that breaks it, and the line where it must be told."""

import json
import string

import pytest

from survey_app.definitions.organisation import load_organisation
from survey_app.language import Said, english
from survey_app.operations.check import check_files, exit_status, render_json, render_text
from survey_app.questionnaire.problems import CATALOGUE, nearest, problem
from tests.factories.examples import EXAMPLES
from tests.factories.mistakes import MAPPING, ORGANISATION, PLAN, QUESTIONNAIRE, TEXTS

EACH = pytest.mark.parametrize("example", EXAMPLES, ids=[f"{n}-{example.rule}" for n, example in enumerate(EXAMPLES)])


def checked(tmp_path, kind, text, **kwargs):
    path = tmp_path / f"{kind}.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return check_files([path], **kwargs)


def line_of(text, words):
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


def told(tmp_path, example, text):
    """The problems of an example's own file, checked with what belongs beside it."""
    path = tmp_path / example.file
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    beside = dict(example.others) or ({"q.yaml": QUESTIONNAIRE} if example.kind == "mapping" else {})
    for name, other in beside.items():
        (tmp_path / name).write_text(other, encoding="utf-8")
    organisation = None if example.roll is None else load_organisation(example.roll, file="o")
    paths = [path, *(tmp_path / name for name in beside)]
    return [found for found in check_files(paths, organisation=organisation) if found.file == str(path)]


@pytest.mark.parametrize("kind", TEXTS)
def test_the_unbroken_files_have_no_problem(tmp_path, kind):
    suffix = ".csv" if kind.endswith("csv") else ".yaml"
    (tmp_path / f"a{suffix}").write_text(TEXTS[kind], encoding="utf-8")
    assert check_files([tmp_path / f"a{suffix}"]) == []


@EACH
def test_each_mistake_is_told_by_its_rule_on_its_line(tmp_path, example):
    problems = told(tmp_path, example, example.text)
    assert (example.rule, example.line) in {(found.rule, found.line) for found in problems}
    for found in problems:
        assert found.column >= 1
        for language in ("vi", "en"):
            for said in (found.found(language), found.why(language), found.fix(language)):
                assert said
                assert "\n" not in said


@EACH
def test_the_cure_that_is_told_cures_and_brings_nothing_new(tmp_path, example):
    assert [(found.rule, found.line) for found in told(tmp_path, example, example.cured)] == []


def test_every_rule_has_a_broken_example():
    imported = {rule for rule in CATALOGUE if rule.startswith("import-")}  # tests/operations/test_importing_cures.py
    assert {example.rule for example in EXAMPLES} | imported | {"file-unreadable"} == set(CATALOGUE)


@pytest.mark.parametrize(
    ("rule", "raw"),
    [
        ("file-too-large", b"# " + b"x" * 300_000),
        ("encoding", "title: Phiếu".encode("utf-16")),
        ("encoding", "questionnaire: a\ntitle: Ý".encode("latin-1")),
    ],
)
def test_files_that_cannot_be_read(tmp_path, rule, raw):
    assert [found.rule for found in checked(tmp_path, "a", raw)] == [rule]


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    assert [found.rule for found in check_files([tmp_path / "none.yaml", tmp_path])] == ["file-unreadable"] * 2


def test_two_files_with_one_id_are_told_on_the_second(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(QUESTIONNAIRE, encoding="utf-8")
    problems = check_files([tmp_path / "b.yaml", tmp_path / "a.yaml"])
    assert [(found.rule, found.file, found.line) for found in problems] == [
        ("id-in-two-files", str(tmp_path / "b.yaml"), 1)
    ]
    assert problems[0].found("en").startswith("The questionnaire “phieu”")


def test_a_plan_names_questionnaires_that_exist(tmp_path):
    (tmp_path / "q.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "p.yaml").write_text(PLAN.replace("questionnaire: phieu", "questionnaire: khac"), encoding="utf-8")
    assert [(found.rule, found.line) for found in check_files([tmp_path / "p.yaml", tmp_path / "q.yaml"])] == [
        ("plan-questionnaire-unknown", 6)
    ]


def test_a_second_mapping_in_one_file_is_refused(tmp_path):
    text = MAPPING + "---\nmapping: so-ket\nkind: results\n"
    assert [(found.rule, found.line) for found in checked(tmp_path, "m", text)] == [
        ("mapping-second", line_of(text, "mapping: so-ket"))
    ]


def test_a_trait_too_fine_for_the_roll_is_told(tmp_path):
    organisation = load_organisation(ORGANISATION, file="o")
    text = QUESTIONNAIRE.replace("{1: Ngắn, 2: Dài}", "{1: Ngắn, 2: Vừa, 3: Dài}")
    assert [found.rule for found in checked(tmp_path, "q", text, organisation=organisation)] == ["trait-too-fine"]


def test_all_problems_are_told_at_once_sorted_by_line(tmp_path):
    text = QUESTIONNAIRE.replace("minutes: 4", "minuts: 4").replace("type: multi", "type: mutli")
    text = text.replace("tin.cap_uy]", "tin.capuy]").replace("skips: [khac]", "skips: [khac]\n    skip: [a]")
    problems = checked(tmp_path, "q", text)
    assert [found.rule for found in problems] == [
        "key-missing",
        "key-unknown",
        "type-unknown",
        "index-member-unknown",
        "key-unknown",
    ] or [found.line for found in problems] == sorted(found.line for found in problems)


def test_a_refused_item_is_still_known_by_name(tmp_path):
    text = QUESTIONNAIRE.replace("        scale: hai_long_5\n", "        scal: hai_long_5\n")
    assert {found.rule for found in checked(tmp_path, "q", text)} == {"key-missing", "key-unknown"}


def test_the_name_that_was_meant_is_suggested(tmp_path):
    (found,) = (
        found
        for found in checked(tmp_path, "q", QUESTIONNAIRE.replace("at_most: 2", "at_mots: 2"))
        if found.rule == "key-unknown"
    )
    assert found.fix("en").endswith("Did you mean “at_most”?")
    assert found.item == "khac"
    assert nearest("hoàn toàn khác", ["at_most"]) == ""


def test_text_and_json_say_the_same(tmp_path):
    problems = checked(tmp_path, "q", QUESTIONNAIRE.replace("other: 3", "other: 4"))
    text = render_text(problems, files=1, language="vi")
    assert text.split("\n")[0].endswith("q.yaml:22:16  other-unknown  lỗi")
    (record,) = json.loads(render_json(problems, language="en"))
    assert set(record) == {"file", "line", "column", "rule", "severity", "item", "found", "why", "fix"}
    assert (record["line"], record["item"], record["severity"]) == (22, "khac", "error")
    assert exit_status(problems) == 1
    assert exit_status([problem("not-nfc", file="a")]) == 0
    assert render_text([], files=2, language="en") == "No problems in 2 files."


@pytest.mark.parametrize("rule", CATALOGUE)
def test_every_message_has_its_english_with_the_same_fields(rule):
    entry = CATALOGUE[rule]
    for source in (entry.found, entry.why, entry.fix):
        translated = english()[source]
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (source, translated)]
        assert fields[0] == fields[1]


def test_a_phrase_is_said_in_the_readers_language():
    assert Said("một danh sách").render("en") == "a list"

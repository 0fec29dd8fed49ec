import json
from pathlib import Path

import jsonschema
import pytest

from analysis.codebook import Missing
from survey_app.compilers.schema import schema
from survey_app.definitions.codebook import FileKind, load_codebook, load_codebook_csv, read_codebook
from survey_app.operations.check import check_files
from survey_app.questionnaire.loader import QuestionnaireRejectedError

YAML = """\
columns:
  q1:
    label: Mức độ hài lòng
    kind: ordinal
    options: {1: Không, 2: Vừa, 3: Rất}
    missing: {-1: dont_know, 98: refused}
    favourable: [3]
    unfavourable: [1]
  nganh: {kind: nominal}
  tuoi: {kind: number, label: {vi: Tuổi, en: Age}}
  chon: {kind: multi, options: {1: Một, 2: Hai}}
  w: {kind: weight}
  h: {kind: stratum}
"""
CSV = """\
variable,code,label
q1,,Mức độ hài lòng
q1,2,Vừa
q1,1,Không
nganh,DL,Lao động
tuoi,,Tuổi
"""


def rules(text):
    with pytest.raises(QuestionnaireRejectedError) as refusal:
        (load_codebook_csv if text.startswith("variable") else load_codebook)(text, file="c")
    return [(problem.rule, problem.line) for problem in refusal.value.problems]


def test_a_codebook_says_what_each_column_is():
    columns = load_codebook(YAML, file="c").columns
    assert list(columns) == ["q1", "nganh", "tuoi", "chon", "w", "h"]
    q1 = columns["q1"]
    assert q1.kind is FileKind.ORDINAL
    assert [(option.code, option.label["vi"]) for option in q1.options] == [("1", "Không"), ("2", "Vừa"), ("3", "Rất")]
    assert q1.missing == {"": Missing.NOT_ASKED, "-1": Missing.DONT_KNOW, "98": Missing.REFUSED}
    assert [q1.side(code) for code in "123"] == ["unfavourable", None, "favourable"]
    assert columns["tuoi"].label == {"vi": "Tuổi", "en": "Age"}
    assert columns["w"].kind is FileKind.WEIGHT


def test_an_empty_cell_may_mean_something_else():
    text = 'columns: {q: {kind: nominal, missing: {"": skipped}}}'
    assert load_codebook(text, file="c").columns["q"].missing == {"": Missing.SKIPPED}


def test_a_codebook_csv_needs_only_variable_code_and_label():
    columns = load_codebook_csv(CSV, file="c").columns
    assert [option.code for option in columns["q1"].options] == ["1", "2"]
    assert columns["q1"].label["vi"] == "Mức độ hài lòng"
    assert [columns[name].kind for name in ("q1", "nganh", "tuoi")] == ["ordinal", "nominal", "number"]
    assert columns["q1"].missing["-1"] is Missing.DONT_KNOW


def test_a_semicolon_codebook_reads_the_same():
    assert load_codebook_csv(CSV.replace(",", ";"), file="c") == load_codebook_csv(CSV, file="c")


def test_a_code_that_means_something_is_not_missing():
    columns = load_codebook_csv("variable,code,label\nq,-1,Giảm\nq,1,Tăng\n", file="c").columns
    assert "-1" not in columns["q"].missing
    assert [option.code for option in columns["q"].options] == ["-1", "1"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "columns", "item", "options", "kinds"),
    [
        ("gss_work", 71, "satjob1", ["1", "2", "3", "4"], {"age": "number", "sector": "nominal", "wtssall": "weight"}),
        ("gss_trend", 22, "polviews", list("1234567"), {"degree": "ordinal", "year": "text", "vpsu": "text"}),
        ("fevs2018_12", 81, "q71", list("12345"), {"agency": "nominal", "postwt": "weight", "rid": "text"}),
    ],
)
def test_the_codebooks_beside_real_files_are_read(shared, name, columns, item, options, kinds):
    path = shared / "data" / f"{name}.codebook.csv"
    codebook = read_codebook(path)
    assert len(codebook.columns) == columns
    assert [option.code for option in codebook.columns[item].options] == options
    assert {column: codebook.columns[column].kind.value for column in kinds} == kinds
    assert check_files([path]) == []


def test_check_knows_a_codebook_by_its_columns(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text(YAML, encoding="utf-8")
    assert check_files([path]) == []
    path.write_text(YAML.replace("kind: number", "kind: nmber"), encoding="utf-8")
    assert [(found.rule, found.line) for found in check_files([path])] == [("value-not-listed", 10)]


def test_the_schema_accepts_what_the_door_accepts():
    document = {"columns": {"q1": {"kind": "ordinal", "options": {"1": "a"}, "missing": {"-1": "dont_know"}}}}
    jsonschema.validate(document, json.loads(schema("codebook")))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"columns": {"q1": {"kind": "nmber"}}}, json.loads(schema("codebook")))


def test_a_scale_needs_its_options():
    assert rules("columns: {q: {kind: ordinal}}") == [("codebook-options", 1)]
    assert rules("variable,code,label,kind\nq,,Q,ordinal\n") == [("codebook-options", 2)]


def test_a_code_is_an_answer_or_missing_never_both():
    assert rules(YAML.replace("98: refused", "3: refused")) == [("codebook-code-both", 6)]


def test_sides_are_codes_of_the_column_and_each_on_one_side():
    assert rules(YAML.replace("favourable: [3]", "favourable: [4]", 1)) == [("codebook-side", 7)]
    assert rules(YAML.replace("favourable: [3]", "favourable: [1]", 1)) == [("codebook-side", 7)]


def test_all_problems_are_told_at_once():
    text = YAML.replace("98: refused", "3: refused").replace("kind: number", "kind: nmber").replace("[1]", "[9]")
    assert [rule for rule, _ in rules(text)] == ["codebook-code-both", "codebook-side", "value-not-listed"]


def test_a_codebook_csv_without_its_heads_is_refused():
    assert rules("variable,value\nq,1\n") == [("codebook-heads", 1)] * 2


def test_a_codebook_csv_tells_its_lines():
    text = CSV + "q1,2,Hai\n,3,Ba\nq2,1\n"
    assert rules(text) == [("codebook-code-repeated", 7), ("codebook-row", 8), ("codebook-row", 9)]


def test_an_unknown_kind_in_a_csv_is_told_with_the_one_that_was_meant():
    with pytest.raises(QuestionnaireRejectedError) as refusal:
        load_codebook_csv("variable,code,label,kind\nq,1,Q,ordnal\n", file="c")
    (problem,) = refusal.value.problems
    assert "ordinal" in problem.fix("en").rsplit("?", 1)[0][-12:]


@pytest.mark.parametrize(
    ("raw", "rule"), [(b"", "file-empty"), ("variable,code,label\nq,1,Có".encode("utf-16"), "encoding")]
)
def test_a_codebook_csv_that_cannot_be_read(tmp_path: Path, raw, rule):
    path = tmp_path / "c.csv"
    path.write_bytes(raw)
    assert [found.rule for found in check_files([path])] == [rule]
    assert [found.rule for found in check_files([tmp_path / "none.csv"])] == ["file-unreadable"]

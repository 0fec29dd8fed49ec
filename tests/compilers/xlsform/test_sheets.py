"""Workbooks that are broken, hostile or huge: bounded time and memory, a clear refusal, never a traceback."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.compilers.xlsform.importing import import_form
from survey_app.compilers.xlsform.report import Report
from survey_app.compilers.xlsform.sheets import UnreadableFormError, read_form, text_of
from survey_app.errors import SurveyError

SURVEY = [("type", "name", "label"), ("select_one yn", "q", "Vui không?"), ("text", "t", "Vì sao?")]
CHOICES = [("list_name", "name", "label"), ("yn", "yes", "Có"), ("yn", "no", "Chưa")]


def workbook_of(survey, choices=CHOICES):
    workbook = openpyxl.Workbook()
    workbook.active.title = "survey"
    for row in survey:
        workbook["survey"].append(row)
    sheet = workbook.create_sheet("choices")
    for row in choices:
        sheet.append(row)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def remade(content, change):
    """Return a workbook whose parts went through ``change(name, bytes)``; None drops a part."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return stream.getvalue()


@pytest.fixture
def written(tmp_path):
    def write(content, name="form.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def refusal(path):
    with pytest.raises(UnreadableFormError) as found:
        import_form(path)
    return found.value.render("en")


def test_sheets_are_read_with_their_row_numbers(written):
    form = read_form(written(workbook_of([*SURVEY, (), ("note", "n", "Hết")])), Report())
    assert [row.row for row in form.survey.rows] == [2, 3, 5]
    assert form.survey.columns == ("type", "name", "label")
    assert form.choices.rows[0].cells == {"list_name": "yn", "name": "yes", "label": "Có"}


def test_cells_become_clean_text():
    assert text_of(2.0) == "2"
    assert text_of(True) == "true"
    assert text_of("  a\u200b\tb\r\nc ") == "a b\nc"
    assert text_of("e\u0302\u0301") == "ế"


def test_a_million_empty_rows_are_not_walked(written):
    rows = b"".join(b'<row r="%d"/>' % number for number in range(10, 1_000_000))
    content = remade(
        workbook_of(SURVEY),
        lambda name, part: (
            part.replace(b"</sheetData>", rows + b"</sheetData>") if name.endswith("sheet1.xml") else part
        ),
    )
    made = import_form(written(content))
    assert any("empty rows" in line.why.render("en") for line in made.lines)


def test_a_row_a_million_rows_below_is_told(written):
    content = remade(
        workbook_of(SURVEY),
        lambda name, part: (
            part.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
            if name.endswith("sheet1.xml")
            else part
        ),
    )
    assert any("empty rows" in line.why.render("en") for line in import_form(written(content)).lines)


def test_too_many_rows_are_refused(written):
    cells = b'<c r="A%d" t="inlineStr"><is><t>note</t></is></c>'
    rows = b"".join(b'<row r="%d">' % number + cells % number + b"</row>" for number in range(10, 20_200))
    content = remade(
        workbook_of(SURVEY),
        lambda name, part: (
            part.replace(b"</sheetData>", rows + b"</sheetData>") if name.endswith("sheet1.xml") else part
        ),
    )
    assert "rows with content" in refusal(written(content))


def test_a_bomb_is_refused_before_it_unfolds(written):
    content = remade(
        workbook_of(SURVEY),
        lambda name, part: part + b" " * 40_000_000 if name.endswith("sheet1.xml") else part,
    )
    assert len(content) < 1_000_000
    assert "unfolds" in refusal(written(content)) or "unpack" in refusal(written(content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not"),
        (b"PK\x03\x04 broken", "not"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (b"type,name,label\ntext,a,A\n", "not"),
    ],
)
def test_what_is_no_workbook_is_refused(written, content, words):
    assert words in refusal(written(content))


def test_a_missing_file_is_refused(tmp_path):
    assert "no such file" in refusal(tmp_path / "none.xlsx")


def test_macros_are_refused(written):
    stream = BytesIO(workbook_of(SURVEY))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert "macros" in refusal(written(stream.getvalue(), "form.xlsm"))


def test_links_to_other_files_are_told_and_never_followed(written):
    stream = BytesIO(workbook_of(SURVEY))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    made = import_form(written(stream.getvalue()))
    assert any("other files" in line.why.render("en") for line in made.lines)


def test_entities_are_refused(written):
    def change(name, part):
        if not name.endswith("sheet1.xml"):
            return part
        head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        return head + part.split(b"?>", 1)[-1].replace(b"Vui", b"&b;")

    assert "cannot be read" in refusal(written(remade(workbook_of(SURVEY), change)))


def test_formulas_count_with_their_stored_value_alone(written):
    made = import_form(written(workbook_of([*SURVEY, ("text", "u", "=1+1")])))
    assert any("formula" in line.why.render("en") and line.row == 4 for line in made.lines)


@pytest.mark.parametrize("name", ["Sheet1", "surveys", "khảo sát"])
def test_a_workbook_without_the_sheet_survey_names_what_it_has(written, name):
    workbook = openpyxl.Workbook()
    workbook.active.title = name
    workbook.active.append(("type", "name", "label"))
    stream = BytesIO()
    workbook.save(stream)
    assert name in refusal(written(stream.getvalue()))


CELL = st.one_of(
    st.sampled_from(
        [
            *(["type", "name", "label", "hint", "relevant", "constraint", "required", "label::English", "(en)", "label::vi", "list_name", "yes", "no", "1", "98"]),
            *(["begin group", "end group", "begin repeat", "end repeat", "begin loop over yn", "select_one yn", "select_multiple yn"]),
            *(["rank yn", "integer", "decimal", "text", "date", "note", "range", "select_one yn or_other", "calculate", "geopoint"]),
            *(["${q} = 'yes'", ". > 5", ". >= 0 and . <= 3", "${q", "{q}", "selected(${q}, 'no')", "count-selected(.) <= 0", "true()"]),
            *([". <= 1e999", ".>=-999999999999", "start=1 end=0", "start=nan", "string-length(.) < 0", "{{ x }}", "{% x %}", "<b>", "&#0;"]),
            '{"type":"battery"}', '{"type":"scale","scale":[1]}', '{"generated":"other","of":"q","code":"x"}', '{"item":{}}',
            '{"minutes":"x","purpose":3,"tests":7,"scales":[]}', "survey_app", "q", "Q 1", "đ", "__", "a" * 60, "table-list",
        ]
    ),
    st.text(max_size=12),
    st.integers(-5, 200),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
)  # fmt: skip


def tried(path):
    """Import; only the program's own refusals may come."""
    try:
        import_form(path)
    except SurveyError as refused:
        told = refused
    else:
        return
    assert told.render("vi")
    assert told.render("en")


def clean(value):
    if isinstance(value, str):
        return openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value)
    return value


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    header=st.lists(
        st.sampled_from(
            ["hint", "relevant", "constraint", "required", "appearance", "parameters", "survey_app", "label::en"]
        ),
        unique=True,
    ),
    survey=st.lists(st.lists(CELL, max_size=7), max_size=8),
    choices=st.lists(st.lists(CELL, max_size=4), max_size=5),
)
def test_any_cells_are_taken_or_refused(tmp_path, header, survey, choices):
    rows = [("type", "name", "label", *header), ("select_one yn", "q", "Hỏi?"), *survey]
    rows = [[clean(cell) for cell in row] for row in rows]
    listed = [[clean(cell) for cell in row] for row in [*CHOICES, *choices]]
    path = tmp_path / "any.xlsx"
    path.write_bytes(workbook_of(rows, listed))
    tried(path)


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(3))
def test_real_forms_with_broken_bytes_are_taken_or_refused(shared, tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 -- no secret
    forms = sorted((shared / "forms" / "xlsform").glob("0*.xlsx"))
    path = tmp_path / "broken.xlsx"
    for form in forms:
        raw = bytearray(form.read_bytes())
        for _ in range(chance.randint(1, 12)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        path.write_bytes(bytes(raw[: chance.choice((len(raw), len(raw), chance.randrange(len(raw))))]))
        tried(path)

        def change(_name, part):
            if not part or chance.random() < 0.5:
                return part
            broken = bytearray(part)
            for _ in range(chance.randint(1, 5)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            return bytes(broken) if chance.random() < 0.9 else None

        path.write_bytes(remade(form.read_bytes(), change))
        tried(path)

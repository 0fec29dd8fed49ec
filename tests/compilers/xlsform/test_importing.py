"""Forms that nobody here wrote become questionnaires that check, every row accounted for."""

from __future__ import annotations

import json

import openpyxl
import pytest

from survey_app.compilers.xlsform.importing import FormRefusedError, import_form
from survey_app.compilers.xlsform.items import ONE
from survey_app.compilers.xlsform.report import Verdict, render_json, render_text
from survey_app.compilers.xlsform.sheets import UnreadableFormError, text_of
from survey_app.questionnaire.loader import examine, load_questionnaire
from survey_app.questionnaire.model import Battery, DateItem, Exit, FreeText, Multi, Number, Ranking, Single

SURVEY = ("type", "name", "label")
FORMS = [f"{number:02d}" for number in range(1, 19)]


@pytest.fixture
def form(tmp_path):
    """Write a form: rows of the sheets, headers first."""

    def made(survey, choices=(), settings=(), **sheets):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in {"survey": survey, "choices": choices, "settings": settings, **sheets}.items():
            if rows:
                sheet = workbook.create_sheet(name)
                for row in rows:
                    sheet.append(row)
        path = tmp_path / "form.xlsx"
        workbook.save(path)
        return path

    return made


def imported(path):
    made = import_form(path)
    return load_questionnaire(made.text, file="import.yaml"), made


def said(made, verdict=None, sheet="survey"):
    return [line for line in made.lines if line.sheet == sheet and verdict in {None, line.verdict}]


YES_NO = [("list_name", "name", "label"), ("yn", "yes", "Có"), ("yn", "no", "Không phải")]


def test_a_plain_form_becomes_a_questionnaire(form):
    path = form(
        [
            SURVEY,
            ("select_one yn", "vui", "Đồng chí có vui không?"),
            ("integer", "tuoi", "Tuổi?"),
            ("note", "n", "Hết"),
        ],
        YES_NO,
        [("form_title", "form_id"), ("Phiếu thử", "phieu_thu")],
    )
    questionnaire, made = imported(path)
    assert questionnaire.questionnaire == "phieu-thu"
    assert questionnaire.title == {"vi": "Phiếu thử"}
    assert [option.code for option in questionnaire.item("vui").options] == [1, 2]
    assert (questionnaire.item("tuoi").low, questionnaire.item("tuoi").high) == (-1_000_000, 1_000_000)
    assert [line.row for line in said(made, Verdict.CHANGED) if line.name == "tuoi"] == [3]
    assert [line.row for line in said(made, Verdict.CARRIED)] == [2, 4]


@pytest.mark.shared
@pytest.mark.parametrize("number", FORMS)
def test_every_real_form_is_taken_or_refused_as_expected(shared, number):
    folder = shared / "forms" / "xlsform"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    name = next(name for name in expected if name.startswith(number))
    if not expected[name]["accepted"]:
        with pytest.raises(UnreadableFormError) as refusal:
            import_form(folder / name)
        column = expected[name]["error"].split(": ")[1]
        assert column in refusal.value.render("en")
        return
    made = import_form(folder / name)
    assert not [found for found in examine(made.text, file="x").problems if found.severity == "error"]
    told = {(line.sheet, line.row) for line in made.lines}
    workbook = openpyxl.load_workbook(folder / name, data_only=True)
    for sheet in workbook:
        if sheet.title.lower() not in {"survey", "choices"}:
            continue
        rows = enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2)
        filled = {(sheet.title.lower(), row) for row, cells in rows if any(map(text_of, filter(None, cells)))}
        assert filled <= told


@pytest.mark.shared
def test_the_bilingual_field_form_keeps_its_english_and_its_routes(shared):
    questionnaire, made = imported(shared / "forms" / "xlsform" / "17_ucl_biomass_plot.xlsx")
    assert questionnaire.languages == ("en",)
    assert questionnaire.item("leader_name_other").when is not None
    assert "decay_class" in made.text
    assert any("Swahili" in line.why.render("en") for line in said(made, Verdict.LEFT_OUT))


def test_codes_that_are_numbers_stay_and_ways_out_are_recognised(form):
    choices = [
        ("list_name", "name", "label"),
        ("l", 3, "Ba"),
        ("l", 5, "Năm"),
        ("l", "khac_nua", "Chữ"),
        ("l", 98, "Khó trả lời"),
        ("l", "refused", "Từ chối"),
        ("l", 2022, "Năm 2022"),
    ]
    questionnaire, made = imported(form([SURVEY, ("select_one l", "q", "Hỏi gì?")], choices))
    item = questionnaire.item("q")
    assert [option.code for option in item.options] == [3, 5, 1, 2]
    assert item.exits == (Exit.DONT_KNOW, Exit.REFUSED)
    assert {line.row for line in said(made, Verdict.CHANGED, "choices")} >= {4, 5, 7}
    assert {line.row for line in said(made, Verdict.CARRIED, "choices")} == {2, 3, 6}


def test_limits_and_routes_are_understood(form):
    survey = [
        (*SURVEY, "constraint", "relevant", "required", "appearance", "parameters"),
        ("integer", "tuoi", "Tuổi?", ". >= 0 and . <= 120"),
        ("integer", "gio", "Giờ?", "0 < . and . < 24", "${tuoi} > 18"),
        ("decimal", "he_so", "Hệ số?", ".>=1 and .<=9.5", None, "yes"),
        ("date", "vao", "Vào Đảng?", ". >= date('1930-02-03') and . <= date('2025-12-31')"),
        ("date", "nam", "Năm nào?", ". >= '1990-01-01' and . <= '2020-12-31'", None, None, "year"),
        ("select_multiple yn", "chon", "Chọn gì?", "count-selected(.) <= 2", "${gio} >= 2 and ${tuoi} <= 60"),
        ("rank yn", "xep", "Xếp hạng?", None, None, None, None, "randomize=true"),
        ("text", "loi", "Lời?", "string-length(.) <= 100", "selected(${chon}, 'yes')"),
        ("range", "muc", "Mức?", None, None, None, None, "start=1 end=7 step=1"),
    ]
    questionnaire, made = imported(form(survey, YES_NO))
    numbers = [questionnaire.item(name) for name in ("tuoi", "gio", "he_so", "muc")]
    assert all(isinstance(item, Number) for item in numbers)
    assert [(item.low, item.high, item.whole) for item in numbers] == [
        (0, 120, True),
        (1, 23, True),
        (1, 9.5, False),
        (1, 7, True),
    ]
    assert questionnaire.item("he_so").required
    dates = [questionnaire.item(name) for name in ("vao", "nam")]
    assert all(isinstance(item, DateItem) for item in dates)
    assert [(item.earliest.year, item.latest.year, str(item.grain)) for item in dates] == [
        (1930, 2025, "day"),
        (1990, 2020, "year"),
    ]
    assert isinstance(questionnaire.item("chon"), Multi)
    assert questionnaire.item("chon").at_most == 2
    assert isinstance(questionnaire.item("xep"), Ranking)
    assert questionnaire.item("xep").random
    assert isinstance(questionnaire.item("loi"), FreeText)
    assert questionnaire.item("loi").longest == 100
    assert "when: tuoi > 18" in made.text
    assert "when: gio >= 2 and tuoi <= 60" in made.text
    assert "when: selected(chon, 1)" in made.text


@pytest.mark.parametrize("limit", ["count-selected(.) <= 1", "count-selected(.) < 2", "count-selected(.) = 1"])
def test_several_of_which_one_may_be_chosen_are_a_single_choice_and_it_is_said(form, limit):
    survey = [
        (*SURVEY, "constraint", "relevant"),
        ("select_multiple yn", "chon", "Chọn gì?", limit),
        ("text", "loi", "Lời?", None, "selected(${chon}, 'yes')"),
    ]
    questionnaire, made = imported(form(survey, YES_NO))
    assert isinstance(questionnaire.item("chon"), Single)
    assert "when: chon = 1" in made.text
    assert [line.name for line in said(made, Verdict.CHANGED) if line.why.message == ONE] == ["chon"]


def test_or_other_becomes_an_option_with_a_text(form):
    survey = [SURVEY, ("select_one yn or_other", "mot", "Một?"), ("select_multiple yn or_other", "nhieu", "Nhiều?")]
    questionnaire, _ = imported(form(survey, YES_NO))
    assert isinstance(questionnaire.item("mot"), Single)
    assert len(questionnaire.item("mot").options) == 3
    assert isinstance(questionnaire.item("mot_other"), FreeText)
    assert questionnaire.item("nhieu").other == 3


def test_groups_are_pages_and_a_grid_is_a_battery(form):
    survey = [
        (*SURVEY, "appearance", "relevant"),
        ("integer", "tuoi", "Tuổi?"),
        ("begin group", "g", "Nhóm", "field-list", "${tuoi} > 18"),
        ("text", "a", "Hỏi a?"),
        ("begin_group", "bang", "Đồng chí tin ai?", "table-list"),
        ("select_one yn", "x", "cấp ủy"),
        ("select_one yn", "y", "lãnh đạo"),
        ("end_group",),
        ("end group",),
        ("text", "b", "Hỏi b?", None, "${x} = 'no'"),
    ]
    questionnaire, made = imported(form(survey, YES_NO))
    assert [page.page for page in questionnaire.pages] == ["trang-1", "g", "trang-3"]
    battery = questionnaire.item("bang")
    assert isinstance(battery, Battery)
    assert [part.part for part in battery.parts] == ["x", "y"]
    assert made.text.count("when: tuoi > 18") == 2
    assert "when: bang.x = 2" in made.text


def test_two_languages_and_pipes(form):
    survey = [
        (
            "type",
            "name",
            "label::Vietnamese (vi)",
            "label::English (en)",
            "hint::Vietnamese (vi)",
            "label::French (fr)",
        ),
        ("select_one yn", "Vui Ve", "Vui không?", "Happy?", "Gợi ý", "Content ?"),
        ("text", "ten", "Vì sao?", "Why?"),
        ("text", "q", "Chọn “${Vui Ve}”, nói {thêm} <b>nhé</b>", "You chose ${Vui Ve}, said ${ten}"),
    ]
    choices = [
        ("list_name", "name", "label::Vietnamese (vi)", "label::English (en)"),
        ("yn", "a", "Có", "Yes"),
        ("yn", "b", "Chưa", "Not yet"),
    ]
    questionnaire, made = imported(form(survey, choices))
    assert questionnaire.languages == ("vi", "en")
    assert questionnaire.item("vui_ve").help == {"vi": "Gợi ý"}
    assert questionnaire.item("q").text == {
        "vi": "Chọn “{vui_ve}”, nói {{thêm}} nhé",
        "en": "You chose {vui_ve}, said …",
    }
    assert any("French" in line.why.render("en") for line in said(made, Verdict.LEFT_OUT))


def test_nothing_is_dropped_in_silence(form):
    survey = [
        (*SURVEY, "relevant", "choice_filter", "default", "calculation", "strange"),
        ("geopoint", "noi", "Ở đâu?"),
        ("calculate", "c", None, None, None, None, "1+1"),
        ("select_one yn", "q", "Hỏi?", "pulldata('a')", "x=1", "yes", None, "điều lạ"),
        ("select_one thieu", "z", "Hỏi z?"),
        ("start", "s"),
    ]
    _, made = imported(form(survey, YES_NO, notes=[("a",), ("b",)]))
    out = [(line.row, line.name) for line in said(made, Verdict.LEFT_OUT)]
    assert [row for row, _ in out].count(4) == 4
    assert {row for row, _ in out} == {2, 3, 4, 5, 6}
    assert said(made, Verdict.LEFT_OUT, "notes")
    assert len(json.loads(render_json(made.lines, "en"))) == len(made.lines)
    assert "left out" in render_text(made.lines, "en")


@pytest.mark.parametrize(
    ("survey", "words"),
    [
        ([("type", "label"), ("text", "x")], "name"),
        ([SURVEY, ("begin group", "g", "G"), ("text", "a", "A?")], "never closed"),
        ([SURVEY, ("text", "a", "A?"), ("end group",)], "none is open"),
        ([SURVEY, ("begin group", "g", "G"), ("text", "a", "A?"), ("end repeat",)], "closes a repeat"),
        ([(*SURVEY, "Label"), ("text", "a", "A?", "B?")], "two columns"),
        ([SURVEY, ("geopoint", "a", "A?")], "no question can be carried"),
        ([SURVEY, *[("begin group", "g", "G")] * 14, *[("end group",)] * 14], "level 13"),
    ],
)
def test_what_is_no_form_is_refused_with_the_reason(form, survey, words):
    with pytest.raises(UnreadableFormError) as refusal:
        import_form(form(survey))
    assert words in refusal.value.render("en")
    assert refusal.value.render("vi")


def test_a_form_far_too_long_for_one_ballot_is_refused(form):
    survey = [SURVEY, *[("select_multiple yn", f"q{number}", f"Hỏi {number}?") for number in range(250)]]
    with pytest.raises((FormRefusedError, UnreadableFormError)):
        import_form(form(survey, YES_NO))


def test_a_route_that_can_never_be_taken_is_left_out_and_told(form):
    survey = [
        (*SURVEY, "relevant"),
        ("select_one yn", "q", "Vui không?"),
        ("text", "t", "Vì sao?", "${q} = 'yes' and ${q} = 'no'"),
    ]
    questionnaire, made = imported(form(survey, YES_NO))
    assert questionnaire.item("t").when is None
    assert any("does not pass the checks" in line.why.render("en") for line in said(made, Verdict.LEFT_OUT))

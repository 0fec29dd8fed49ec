import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.questionnaire.loader import (
    QuestionnaireRejectedError,
    examine,
    examine_marked,
    load_questionnaire,
    read_questionnaire_file,
)
from survey_app.questionnaire.marks import read_bytes
from survey_app.questionnaire.model import Battery, Exit, FreeText, Multi, Note, Number, ScaleItem, Single

EVERY_TYPE = """\
questionnaire: moi-kieu
title: {vi: Mọi kiểu, en: Every type}
languages: [vi, en]
minutes: 3
purpose: {vi: Thử, en: A trial}
pages:
  - page: mot
    items:
      - {item: a, type: single, text: {vi: A?, en: A?}, options: {1: {vi: Một, en: One}, 2: {vi: Hai, en: Two}}, order: random}
      - {item: b, type: scale, scale: tan_suat_5, favourable: [1, 2], unfavourable: [4, 5], text: {vi: B?, en: B?}}
      - {item: c, type: number, from: 0.5, to: 24, whole: false, unit: {vi: giờ, en: hours}, text: {vi: C?, en: C?}}
      - {item: d, type: text, text: {vi: D?, en: D?}, when: answered(a)}
      - {item: e, type: note, text: {vi: E, en: E}}
      - item: f
        type: single
        text: {vi: F?, en: F?}
        help: {vi: Giải thích, en: Explained}
        options: {1: {vi: Có, en: "Yes"}, 0: {vi: Không, en: "No"}}
        no_dont_know: {vi: ai cũng biết, en: everybody knows}
        required: true
        sensitive: true
        continues: {since: 2024-Q1, why: {vi: chỉ sửa chính tả, en: spelling only}}
"""


def test_the_example_of_the_language_checks_clean(language_text):
    examined = examine(language_text, file="language.yaml")
    assert examined.problems == ()
    assert [item.item for item in examined.questionnaire.items()] == [
        "dieu_kien",
        "ap_luc",
        "kho_khan",
        "tin_tuong",
        "tham_nien",
    ]


def test_every_type_and_every_optional_key_arrives():
    loaded = load_questionnaire(EVERY_TYPE, file="a")
    a, b, c, d, e, f = loaded.items()
    assert isinstance(a, Single)
    assert a.random
    assert isinstance(b, ScaleItem)
    assert b.scale.side(1) == "favourable"
    assert b.scale.options[0].label == {"vi": "Không bao giờ", "en": "Never"}
    assert isinstance(c, Number)
    assert (c.low, c.high, c.whole, c.unit) == (0.5, 24, False, {"vi": "giờ", "en": "hours"})
    assert isinstance(d, FreeText)
    assert d.exits == ()
    assert isinstance(e, Note)
    assert f.exits == (Exit.REFUSED,)
    assert (f.required, f.sensitive, f.continues.since) == (True, True, "2024-Q1")
    assert f.help == {"vi": "Giải thích", "en": "Explained"}
    assert [option.code for option in f.options] == [1, 0]


def test_both_exits_stand_on_every_substantive_item(example):
    assert all(item.exits == (Exit.DONT_KNOW, Exit.REFUSED) for item in example.items())
    assert isinstance(example.item("kho_khan"), Multi)
    assert isinstance(example.item("tin_tuong"), Battery)


def test_scalars_stay_what_was_written():
    text = EVERY_TYPE.replace("Một, en: One", "no, en: 08").replace("Hai, en: Two", "1e3, en: 2021-01-01")
    options = load_questionnaire(text, file="a").item("a").options
    assert [option.label for option in options] == [{"vi": "no", "en": "08"}, {"vi": "1e3", "en": "2021-01-01"}]


def test_the_canonical_text_loads_as_the_same_questionnaire(example, quarterly):
    for questionnaire in (example, quarterly, load_questionnaire(EVERY_TYPE, file="a")):
        assert load_questionnaire(questionnaire.canonical, file="frozen") == questionnaire


def test_comments_and_layout_do_not_change_the_canonical_text(language_text, example):
    spaced = "# một lời chú\n" + language_text.replace("\npages:", "\n\n\npages:")
    assert load_questionnaire(spaced, file="b").canonical == example.canonical


def test_a_rejected_file_raises_all_its_problems(language_text):
    text = language_text.replace("type: multi", "type: mutli").replace("minutes: 4", "minuts: 4")
    with pytest.raises(QuestionnaireRejectedError) as refusal:
        load_questionnaire(text, file="a.yaml")
    assert {found.rule for found in refusal.value.problems} == {"key-missing", "key-unknown", "type-unknown"}
    assert "a.yaml:5:1" in refusal.value.render("en")
    assert "survey check" in str(refusal.value)


def test_warnings_do_not_stop_a_file(language_text, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(language_text.replace("minutes: 4", "minutes: 1"), encoding="utf-8")
    assert read_questionnaire_file(path).minutes == 1


@pytest.mark.parametrize("first", ["title", "- a", "{a: }", "&x a", "a: *b", "a: !!python/object/apply:os.system [ls]"])
def test_dangerous_and_foreign_yaml_is_refused(first):
    examined = examine(first + "\n", file="a")
    assert examined.questionnaire is None
    assert examined.problems


def test_an_alias_bomb_is_refused_at_its_first_anchor():
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    assert [(found.rule, found.line) for found in examine(bomb, file="a").problems] == [("anchor", 1)]


QUIET = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(st.binary(max_size=400))
def test_no_bytes_give_a_traceback(raw):
    examined = examine_marked(read_bytes(raw, file="a"), file="a")
    assert examined.questionnaire is None
    assert examined.problems


PIECES = st.sampled_from([
    *("\n", " ", "  ", ":", ": ", "- ", "{", "}", "[", "]", '"', "'", "&a", "*a", "#", "|", ">", "!", "%", "@", "\t", "?", ","),
    *("item", "type: battery", "when: a = 1", "98", "-1", "true", "null", "~", "ộ", "\u0300", "\ufeff", "\x00", "---", "..."),
])  # fmt: skip


@QUIET
@given(
    places=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 12), st.one_of(PIECES, st.text(max_size=4))), min_size=1, max_size=4
    )
)
def test_no_mutation_of_a_good_file_gives_a_traceback(language_text, places):
    text = language_text
    for share, cut, piece in places:
        at = int(share * len(text))
        text = text[:at] + piece + text[at + cut :]
    examined = examine(text, file="a")
    for found in examined.problems:
        assert 1 <= found.line <= text.count("\n") + 2
        assert all(said(language) for said in (found.found, found.why, found.fix) for language in ("vi", "en"))


@QUIET
@given(
    number=st.integers(0, 60),
    key=st.sampled_from(["", "x", "'[1]'", "[a, b]", "{a: b}", "-1", "true", "99999999999999999999"]),
)
def test_no_value_in_a_wrong_place_gives_a_traceback(language_text, number, key):
    lines = language_text.split("\n")
    at = number % len(lines)
    head, colon, _ = lines[at].partition(": ")
    lines[at] = f"{head}: {key}" if colon else key
    examined = examine("\n".join(lines), file="a")
    assert (examined.questionnaire is None) == any(found.severity == "error" for found in examined.problems)


SHORT = """
questionnaire: ngan
title: Phiếu
minutes: 1
purpose: Hỏi
pages:
  - page: mot
    items:
      - item: tin
        type: battery
        scale: tin_tuong_4
        short: Tin tưởng
        text: Mức độ tin tưởng đối với…
        parts:
          cap_uy: {vi: cấp ủy, short: Tin cấp ủy}
          khac: người khác
"""


def test_short_texts_of_items_and_parts_are_read():
    battery = load_questionnaire(SHORT, file="ngan.yaml").item("tin")
    assert battery.short == {"vi": "Tin tưởng"}
    assert [(part.text, part.short) for part in battery.parts] == [
        ({"vi": "cấp ủy"}, {"vi": "Tin cấp ủy"}),
        ({"vi": "người khác"}, None),
    ]


def test_a_short_text_of_a_part_needs_every_language():
    bilingual = SHORT.replace("minutes: 1", "minutes: 1\nlanguages: [vi, en]")
    line = next(number for number, text in enumerate(bilingual.splitlines(), 1) if "short: Tin cấp ủy" in text)
    found = [
        problem for problem in examine(bilingual, file="ngan.yaml").problems if problem.rule == "translation-missing"
    ]
    assert [problem.fields["key"] for problem in found if problem.line == line].count("short") == 1

"""Each rule of the catalogue, with a file that breaks it, and the line where it must be told."""

import json
import string

import pytest

from survey_app.definitions.organisation import load_organisation
from survey_app.language import Said, english
from survey_app.operations.check import check_files, exit_status, render_json, render_text
from survey_app.questionnaire.problems import CATALOGUE, nearest, problem

QUESTIONNAIRE = """\
questionnaire: phieu
title: Phiếu
languages: [vi]
minutes: 4
purpose: Để biết.
scales:
  tin_4:
    options: {1: Không, 2: Ít, 3: Vừa, 4: Rất tin}
    favourable: [3, 4]
    unfavourable: [1, 2]
pages:
  - page: mot
    items:
      - item: dieu_kien
        type: scale
        scale: hai_long_5
        text: Hài lòng ở mức nào?
      - item: khac
        type: multi
        text: Những gì?
        options: {1: Việc, 2: Lương, 3: Khác}
        other: 3
        at_most: 2
        when: dieu_kien in [1, 2]
      - item: tin
        type: battery
        scale: tin_4
        text: Tin ai?
        parts: {cap_uy: cấp ủy, so: lãnh đạo Sở}
      - item: tuoi
        type: number
        text: Bao nhiêu tuổi?
        from: 18
        to: 90
      - item: y_kien
        type: text
        text: Ý kiến?
        longest: 200
      - item: ngay
        type: date
        text: Ngày nào thì tiện?
        from: 2021-01-04
        to: 2021-06-30
      - item: xep
        type: ranking
        text: Việc nào trước?
        options: {1: Học, 2: Họp}
        at_most: 1
      - item: loi_dan
        type: note
        text: Sắp xong.
traits:
  - item: tham_nien
    type: single
    text: Thâm niên?
    options: {1: Ngắn, 2: Dài}
indices:
  - index: chi_so
    title: Chỉ số
    items: [dieu_kien, tin.cap_uy]
    headline: true
tables:
  - {stub: tin, banner: [total, group, tham_nien], chart: diverging}
tests:
  - name: hài lòng thì không hỏi
    answers: {dieu_kien: 5}
    skips: [khac]
"""
ORGANISATION = """\
organisation: co-quan
title: Cơ quan
groups:
  - {group: mot, title: Một}
branches:
  - branch: a
    title: Chi bộ A
    group: mot
    headcounts: {2021-01-01: 20, 2022-01-01: 25}
  - branch: b
    title: Chi bộ B
    group: mot
    headcounts: {2021-01-01: 10}
bodies:
  - {body: bch, title: Ban Chấp hành}
"""
PLAN = """\
plan: nhiem-ky
title: Kế hoạch
start: 2021-09
end: 2025-12
calendar:
  - questionnaire: phieu
    every: quarter
    opens: {month: 3, day: 1}
    closes: {month: 3, day: 14}
events:
  - {date: 2022-02-01, title: Tết}
"""
MAPPING = """\
mapping: cu
kind: rows
questionnaire: phieu
wave:
  column: nam
  values: {2020: W2020}
  dates: {W2020: 2020-03-01}
branch: {constant: a}
keep: "giu == 1"
items:
  dieu_kien: {column: c1, values: {1: 1, 2: 2, -1: dont_know, "": not_asked}}
"""
CODEBOOK = """\
columns:
  q1:
    kind: ordinal
    options: {1: Ít, 2: Nhiều}
    missing: {-1: dont_know}
    favourable: [2]
"""
TEXTS = {
    "questionnaire": QUESTIONNAIRE,
    "organisation": ORGANISATION,
    "plan": PLAN,
    "mapping": MAPPING,
    "codebook": CODEBOOK,
}
DATED = "from: 2021-01-04\n"
TEN = "".join(f"      - {{item: them_{n}, type: text, text: Thêm {n}?, longest: 300}}\n" for n in range(10))

# rule, kind of file, what is replaced, by what, words that stand on the line of the problem
BROKEN = [
    ("tab", "questionnaire", "title: Phiếu\n", "title:\tPhiếu\n", "title:"),
    ("control-character", "questionnaire", "Để biết", "Để\x07 biết", "purpose"),
    ("invisible-character", "questionnaire", "Để biết", "Để\u200b biết", "purpose"),
    ("not-nfc", "questionnaire", "Để biết", "De\u0302\u0309 biết", "purpose"),
    ("byte-order-mark", "questionnaire", "questionnaire: phieu", "\ufeffquestionnaire: phieu", "questionnaire:"),
    ("yaml-colon", "questionnaire", "Hài lòng ở mức nào?", "Hỏi: hài lòng?", "Hỏi: hài"),
    ("yaml-quote", "questionnaire", "title: Phiếu\n", 'title: "Phiếu\n', "title:"),
    ("yaml-quote-needed", "questionnaire", "title: Phiếu\n", "title: @Phiếu\n", "title:"),
    ("yaml-bracket", "questionnaire", "languages: [vi]", "languages: [vi", "languages"),
    ("yaml-missing-colon", "questionnaire", "minutes: 4", "minutes 4", "minutes"),
    ("yaml-indentation", "questionnaire", "minutes: 4", " minutes: 4", "minutes"),
    ("yaml-directive", "questionnaire", "questionnaire: phieu", "%YAML 1.1\n---\nquestionnaire: phieu", "---"),
    ("yaml-tag", "questionnaire", "minutes: 4", "minutes: !!int 4", "minutes"),
    ("yaml-syntax", "questionnaire", "minutes: 4", "minutes: >9x\n  4", "minutes"),
    ("anchor", "questionnaire", "title: Phiếu\n", "title: &a Phiếu\n", "title:"),
    ("too-deep", "questionnaire", "title: Phiếu\n", "title: " + "[" * 12 + "]" * 12 + "\n", "title:"),
    ("several-documents", "questionnaire", "pages:\n", "---\npages:\n", "---"),
    ("file-empty", "questionnaire", QUESTIONNAIRE, "# trống\n", "# trống"),
    ("key-not-text", "questionnaire", "minutes: 4", "minutes: 4\n? [a]\n: b", "? [a]"),
    ("key-repeated", "questionnaire", "3: Khác}", "3: Khác, 2: Lại}", "3: Khác"),
    ("key-unknown", "questionnaire", "minutes: 4", "minutes: 4\nminuts: 5", "minuts"),
    ("key-unknown", "questionnaire", "        at_most: 2", "        at_mots: 2", "at_mots"),
    ("key-missing", "questionnaire", "minutes: 4\n", "", "questionnaire: phieu"),
    ("key-missing", "questionnaire", "        type: multi\n", "", "item: khac"),
    ("value-empty", "questionnaire", "title: Phiếu", "title:", "title:"),
    ("value-wrong-kind", "questionnaire", "title: Phiếu", "title: [Phiếu]", "title:"),
    ("value-wrong-kind", "questionnaire", "languages: [vi]", "languages: vi", "languages"),
    ("value-not-whole", "questionnaire", "minutes: 4", "minutes: 04", "minutes"),
    ("value-not-whole", "questionnaire", "{1: Việc,", "{01: Việc,", "01: Việc"),
    ("value-not-number", "questionnaire", "from: 18", "from: mười", "from:"),
    ("value-not-flag", "questionnaire", "headline: true", "headline: yes", "headline"),
    ("value-not-date", "plan", "2022-02-01", "2022-02-31", "2022-02-31"),
    ("value-not-date", "organisation", "{2021-01-01: 10}", "{2021-1-1: 10}", "2021-1-1"),
    ("value-not-month", "plan", "start: 2021-09", "start: 2021-13", "start"),
    ("value-not-listed", "questionnaire", "chart: diverging", "chart: pie", "chart: pie"),
    ("value-out-of-range", "questionnaire", "minutes: 4", "minutes: 90", "minutes"),
    ("list-too-short", "questionnaire", "languages: [vi]", "languages: []", "languages"),
    ("id-malformed", "questionnaire", "item: khac", "item: Khác", "item: Khác"),
    ("id-malformed", "questionnaire", "{cap_uy: cấp ủy,", "{Cấp: cấp ủy,", "Cấp: cấp"),
    ("id-reserved", "questionnaire", "item: tuoi", "item: total", "item: total"),
    ("type-unknown", "questionnaire", "type: multi", "type: mutli", "mutli"),
    ("item-id-repeated", "questionnaire", "item: tuoi", "item: khac", "\x00last item: khac"),
    (
        "name-repeated",
        "questionnaire",
        "traits:",
        "  - {page: mot, items: [{item: z, type: note, text: Z}]}\ntraits:",
        "item: z",
    ),
    ("name-repeated", "organisation", "branch: b", "branch: a", "\x00last branch: a"),
    ("option-code-reserved", "questionnaire", "3: Khác}", "3: Khác, 98: Khó}", "98: Khó"),
    ("options-few", "questionnaire", "{1: Ngắn, 2: Dài}", "{1: Ngắn}", "1: Ngắn"),
    (
        "options-many",
        "questionnaire",
        "{1: Ngắn, 2: Dài}",
        "{" + ", ".join(f"{n}: M{n}" for n in range(13)) + "}",
        "12: M12",
    ),
    ("options-same-label", "questionnaire", "2: Dài", "2: ngắn", "2: ngắn"),
    ("scale-unknown", "questionnaire", "scale: hai_long_5", "scale: hailong_5", "hailong_5"),
    ("scale-side-unknown", "questionnaire", "favourable: [3, 4]", "favourable: [3, 5]", "[3, 5]"),
    ("scale-side-both", "questionnaire", "unfavourable: [1, 2]", "unfavourable: [1, 3]", "[1, 3]"),
    ("scale-unbalanced", "questionnaire", "unfavourable: [1, 2]", "unfavourable: [1]", "tin_4:"),
    ("text-long", "questionnaire", "Để biết.", "Dài " * 151, "purpose"),
    ("text-markup", "questionnaire", "Để biết.", "Để <b>biết</b>.", "purpose"),
    ("text-markup", "questionnaire", "Để biết.", '"Để {{ biết }}."', "purpose"),
    ("pipe-wrong-place", "questionnaire", "1: Việc", '1: "Việc {dieu_kien}"', "{dieu_kien}"),
    ("pipe-malformed", "questionnaire", "Ý kiến?", '"Ý kiến {gì đó}?"', "{gì"),
    ("pipe-malformed", "questionnaire", "Ý kiến?", '"Ý kiến }?"', "kiến }"),
    ("pipe-unknown-item", "questionnaire", "Ý kiến?", '"Ý kiến về {dieukien}?"', "{dieukien}"),
    ("pipe-later-item", "questionnaire", "Những gì?", '"Những gì, {tin.so}?"', "{tin.so}"),
    ("pipe-later-item", "questionnaire", "Những gì?", '"Những gì, {khac}?"', "{khac}"),
    ("pipe-wrong-kind", "questionnaire", "Ý kiến?", '"Ý kiến về {tin}?"', "{tin}"),
    ("pipe-wrong-kind", "questionnaire", "Sắp xong.", '"Đồng chí đã viết: {y_kien}."', "{y_kien}"),
    ("pipe-wrong-kind", "questionnaire", "Ý kiến?", '"Ý kiến về {tuoi.nam}?"', "{tuoi.nam}"),
    ("pipe-maybe-empty", "questionnaire", "Ý kiến?", '"Ý kiến về {tuoi}?"', "{tuoi}"),
    (
        "pipe-untranslated",
        "questionnaire",
        "text: Những gì?",
        'text: {vi: "Vì {dieu_kien}?", en: Why?}',
        "en: Why",
    ),
    ("value-not-moment", "questionnaire", DATED, DATED.replace("2021-01-04", "2021-13"), "from: 2021-13"),
    ("value-not-moment", "questionnaire", DATED, DATED.replace("2021-01-04", "04/01/2021"), "from: 04/01"),
    ("date-grain", "questionnaire", DATED, DATED.replace("2021-01-04", "2021-01"), "from: 2021-01"),
    ("date-range", "questionnaire", DATED, DATED.replace("2021-01-04", "2021-07-01"), "from: 2021-07"),
    ("at-most-range", "questionnaire", "at_most: 1", "at_most: 3", "at_most: 3"),
    ("translation-missing", "questionnaire", "[vi]\n", "[vi, en]\n", "title: Phiếu"),
    ("language-undeclared", "questionnaire", "title: Phiếu\n", "title: {vi: Phiếu, en: Form}\n", "title:"),
    ("other-unknown", "questionnaire", "other: 3", "other: 4", "other: 4"),
    ("at-most-range", "questionnaire", "at_most: 2", "at_most: 4", "at_most"),
    ("number-range", "questionnaire", "from: 18", "from: 95", "from:"),
    ("condition-syntax", "questionnaire", "when: dieu_kien in [1, 2]", "when: dieu_kien in 1, 2", "when:"),
    ("condition-syntax", "mapping", '"giu == 1"', '"giu is 1"', "keep"),
    ("condition-unknown-item", "questionnaire", "when: dieu_kien", "when: dieukien", "when:"),
    ("condition-later-item", "questionnaire", "when: dieu_kien in [1, 2]", "when: tuoi > 20", "when:"),
    ("condition-later-item", "questionnaire", "when: dieu_kien in [1, 2]", "when: answered(khac)", "when:"),
    ("condition-unknown-code", "questionnaire", "in [1, 2]", "in [1, 6]", "when:"),
    ("condition-unknown-code", "questionnaire", "dieu_kien in [1, 2]", "dieu_kien = 7", "when:"),
    ("condition-wrong-kind", "questionnaire", "dieu_kien in [1, 2]", "selected(dieu_kien, 1)", "when:"),
    (
        "condition-wrong-kind",
        "questionnaire",
        "        text: Bao",
        "        when: khac = 1\n        text: Bao",
        "when: khac",
    ),
    (
        "condition-wrong-kind",
        "questionnaire",
        "        text: Bao",
        "        when: tin = 1\n        text: Bao",
        "when: tin",
    ),
    (
        "condition-unknown-part",
        "questionnaire",
        "        text: Bao",
        "        when: tin.capuy = 1\n        text: Bao",
        "when: tin",
    ),
    ("traits-many", "questionnaire", "traits:\n", "most_traits: 0\ntraits:\n", "item: tham_nien"),
    (
        "trait-type",
        "questionnaire",
        "  - item: tham_nien\n    type: single",
        "  - item: tham_nien\n    type: multi",
        "\x00last type: multi",
    ),
    ("trait-condition", "questionnaire", "    text: Thâm", "    when: tuoi > 20\n    text: Thâm", "when: tuoi"),
    ("index-member-unknown", "questionnaire", "tin.cap_uy]", "tin.capuy]", "tin.capuy"),
    ("index-member-not-ordinal", "questionnaire", "tin.cap_uy]", "tuoi]", "tuoi]"),
    ("index-member-not-ordinal", "questionnaire", "tin.cap_uy]", "tin]", "tin]"),
    ("index-member-repeated", "questionnaire", "tin.cap_uy]", "-dieu_kien]", "-dieu_kien"),
    ("index-direction", "questionnaire", "tin.cap_uy]", "-tin.cap_uy]", "-tin"),
    (
        "index-headline-repeated",
        "questionnaire",
        "tables:",
        "  - {index: hai, title: Hai, items: [dieu_kien], headline: true}\ntables:",
        "index: hai",
    ),
    ("table-stub-unknown", "questionnaire", "stub: tin,", "stub: tim,", "tim"),
    ("table-stub-without-columns", "questionnaire", "stub: tin,", "stub: y_kien,", "stub: y_kien"),
    ("table-banner-unknown", "questionnaire", "group, tham_nien]", "group, tuoi]", "tuoi]"),
    ("questions-many", "questionnaire", "traits:\n", TEN + "traits:\n", "them_5"),
    ("minutes-low", "questionnaire", "minutes: 4", "minutes: 1", "minutes"),
    ("payload-too-large", "questionnaire", "traits:\n", TEN + "traits:\n", "pages:"),
    ("test-unknown-item", "questionnaire", "skips: [khac]", "skips: [khak]", "khak"),
    ("test-answer", "questionnaire", "answers: {dieu_kien: 5}", "answers: {dieu_kien: 6}", "dieu_kien: 6"),
    ("test-empty", "questionnaire", "    skips: [khac]\n", "", "name: hài"),
    ("test-failed", "questionnaire", "answers: {dieu_kien: 5}", "answers: {dieu_kien: 1}", "skips: [khac]"),
    ("document-unknown", "questionnaire", QUESTIONNAIRE, "- mot\n- hai\n", "- mot"),
    ("document-unknown", "questionnaire", "questionnaire: phieu", "questionaire: phieu", "questionaire"),
    (
        "group-unknown",
        "organisation",
        "group: mot\n    headcounts: {2021-01-01: 10}",
        "group: mott\n    headcounts: {2021-01-01: 10}",
        "mott",
    ),
    ("group-small", "organisation", "20, 2022", "12, 2022", "group: mot,"),
    ("group-empty", "organisation", "branches:\n", "  - {group: hai, title: Hai}\nbranches:\n", "group: hai"),
    ("headcounts-order", "organisation", "2022-01-01", "2020-01-01", "2020-01-01"),
    ("term-reversed", "plan", "end: 2025-12", "end: 2020-12", "end:"),
    ("window-reversed", "plan", "{month: 3, day: 14}", "{month: 2, day: 14}", "closes"),
    ("window-month", "plan", "opens: {month: 3", "opens: {month: 4", "opens"),
    ("event-outside-term", "plan", "2022-02-01", "2019-02-01", "2019"),
    ("mapping-branch", "mapping", "{constant: a}", "{column: nganh}", "branch"),
    ("mapping-wave", "mapping", "  column: nam\n  values: {2020: W2020}\n", "", "wave:"),
    ("mapping-value", "mapping", "-1: dont_know", "-1: dontknow", "dontknow"),
    ("mapping-date", "mapping", "W2020: 2020-03-01", "W2021: 2020-03-01", "dates"),
    ("mapping-item-unknown", "mapping", "  dieu_kien:", "  dieukien:", "dieukien"),
    ("mapping-code-unknown", "mapping", "2: 2,", "2: 7,", "2: 7"),
    (
        "codebook-options",
        "codebook",
        "    options: {1: Ít, 2: Nhiều}\n    missing: {-1: dont_know}\n    favourable: [2]\n",
        "",
        "q1",
    ),
    ("codebook-code-both", "codebook", "{-1: dont_know}", "{1: dont_know}", "missing"),
    ("codebook-side", "codebook", "favourable: [2]", "favourable: [3]", "favourable"),
]
ELSEWHERE = {
    "codebook-heads",
    "codebook-code-repeated",
    "codebook-row",
    "file-unreadable",
    "file-too-large",
    "encoding",
    "id-in-two-files",
    "plan-questionnaire-unknown",
    "mapping-second",
    "trait-too-fine",
}


def checked(tmp_path, kind, text, **kwargs):
    path = tmp_path / f"{kind}.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return check_files([path], **kwargs)


def line_of(text, words):
    lines = text.split("\n")
    if words.startswith("\x00last "):
        words = words.removeprefix("\x00last ")
        return max(number for number, line in enumerate(lines, 1) if words in line)
    return next(number for number, line in enumerate(lines, 1) if words in line)


@pytest.mark.parametrize("kind", TEXTS)
def test_the_unbroken_files_have_no_problem(tmp_path, kind):
    assert checked(tmp_path, kind, TEXTS[kind]) == []


@pytest.mark.parametrize(
    ("rule", "kind", "old", "new", "words"), BROKEN, ids=[f"{n}-{example[0]}" for n, example in enumerate(BROKEN)]
)
def test_each_mistake_is_told_by_its_rule_on_its_line(tmp_path, rule, kind, old, new, words):
    assert TEXTS[kind].count(old) >= 1
    text = TEXTS[kind].replace(old, new, 1)
    path = tmp_path / "a.yaml"
    path.write_bytes(text.encode())
    others = []
    if kind == "mapping":
        others = [tmp_path / "q.yaml"]
        others[0].write_text(QUESTIONNAIRE, encoding="utf-8")
    problems = [found for found in check_files([path, *others]) if found.file == str(path)]
    assert (rule, line_of(text, words)) in {(found.rule, found.line) for found in problems}
    for found in problems:
        assert found.column >= 1
        for language in ("vi", "en"):
            for said in (found.found(language), found.why(language), found.fix(language)):
                assert said
                assert "\n" not in said


def test_every_rule_has_a_broken_example():
    imported = {rule for rule in CATALOGUE if rule.startswith("import-")}  # tests/operations/test_importing.py
    assert {example[0] for example in BROKEN} | ELSEWHERE | imported == set(CATALOGUE)


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

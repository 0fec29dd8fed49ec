"""A rejected example of every rule, and its cure: the edit that the rule's own ``fix`` sentence asks for.

The tests reject each and cure it; the reference of problems prints both. Where nothing is named as the cure, the fix
tells to take the mistake back (delete the tab, close the bracket, correct the name).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
COMPARED = """\
      - {{item: con, type: number, text: Mấy con gà?, from: 0, to: 900}}
      - {{item: chau, type: number, text: Mấy con vịt?, from: 0, to: 900}}
      - item: y_kien
        when: {when}
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
CSV = """\
variable,code,label
q1,1,Ít
q1,2,Nhiều
"""
TOPICS = """\
topics: chu-de
title: {vi: Chủ đề, en: Topics}
entries:
  - {topic: a, title: {vi: Điều kiện, en: Conditions}}
  - {topic: b, title: {vi: Đời sống, en: Living}}
"""
TWO = """\
questionnaire: hai-tieng
title: {vi: Phiếu xin ý kiến, en: Opinion form}
languages: [vi, en]
minutes: 1
purpose: {vi: Để biết., en: To know.}
pages:
  - page: mot
    items:
      - item: dieu_kien
        type: scale
        scale: hai_long_5
        text:
          vi: Đồng chí hài lòng ở mức nào?
          en: How satisfied are you?
"""
ROLL = """\
organisation: co-quan-lon
title: Cơ quan
groups:
  - {group: a, title: A}
  - {group: b, title: B}
  - {group: c, title: C}
  - {group: d, title: D}
branches:
  - {branch: a, title: A, group: a, headcounts: {2021-01-01: 40}}
  - {branch: b, title: B, group: b, headcounts: {2021-01-01: 40}}
  - {branch: c, title: C, group: c, headcounts: {2021-01-01: 40}}
  - {branch: d, title: D, group: d, headcounts: {2021-01-01: 40}}
"""
PLANNED = QUESTIONNAIRE.replace("tests:\n", "  - {stub: tham_nien, banner: [total, group]}\ntests:\n")
TEXTS: Mapping[str, str] = {
    "questionnaire": QUESTIONNAIRE,
    "questionnaire-two": TWO,
    "questionnaire-planned": PLANNED,
    "organisation": ORGANISATION,
    "plan": PLAN,
    "mapping": MAPPING,
    "codebook": CODEBOOK,
    "codebook-csv": CSV,
    "topics": TOPICS,
}
DATED = "from: 2021-01-04\n"
LAST = "\x00last "
TEN = "".join(f"      - {{item: them_{n}, type: text, text: Thêm {n}?, longest: 300}}\n" for n in range(10))


@dataclass(frozen=True, slots=True)
class Example:
    """A mistake: in a file of ``kind``, ``old`` was written as ``new``; the problem is told on the line of ``words``.

    ``cure`` stands in the place of ``new`` when the fix is followed; ``others`` are the files checked with it, and
    ``roll`` is the organisation of the forecast.
    """

    rule: str
    kind: str
    old: str
    new: str
    words: str
    cure: str | None = None
    others: Mapping[str, str] = field(default_factory=dict)
    roll: str | None = None

    @property
    def text(self) -> str:
        """The file with the mistake."""
        assert TEXTS[self.kind].count(self.old) >= 1, self.rule
        return TEXTS[self.kind].replace(self.old, self.new, 1)

    @property
    def cured(self) -> str:
        """The file after the fix was followed."""
        return TEXTS[self.kind].replace(self.old, self.old if self.cure is None else self.cure, 1)

    @property
    def line(self) -> int:
        """The line on which the problem must be told."""
        lines = self.text.split("\n")
        words = self.words.removeprefix(LAST)
        found = [number for number, line in enumerate(lines, 1) if words in line]
        return found[-1] if self.words.startswith(LAST) else found[0]

    @property
    def file(self) -> str:
        """The name of the file."""
        return "z.csv" if self.kind == "codebook-csv" else "z.yaml"


EXAMPLES = (
    Example("tab", "questionnaire", "title: Phiếu\n", "title:	Phiếu\n", "title:"),
    Example("control-character", "questionnaire", "Để biết", "Để\x07 biết", "purpose"),
    Example("invisible-character", "questionnaire", "Để biết", "Để\u200b biết", "purpose"),
    Example("not-nfc", "questionnaire", "Để biết", "De\u0302\u0309 biết", "purpose"),
    Example("byte-order-mark", "questionnaire", "questionnaire: phieu", "\ufeffquestionnaire: phieu", "questionnaire:"),
    Example(
        "yaml-colon", "questionnaire", "Hài lòng ở mức nào?", "Hỏi: hài lòng?", "Hỏi: hài", cure='"Hỏi: hài lòng?"'
    ),
    Example("yaml-quote", "questionnaire", "title: Phiếu\n", 'title: "Phiếu\n', "title:"),
    Example(
        "yaml-quote-needed", "questionnaire", "title: Phiếu\n", "title: @Phiếu\n", "title:", cure='title: "@Phiếu"\n'
    ),
    Example("yaml-bracket", "questionnaire", "languages: [vi]", "languages: [vi", "languages"),
    Example("yaml-missing-colon", "questionnaire", "minutes: 4", "minutes 4", "minutes"),
    Example("yaml-indentation", "questionnaire", "minutes: 4", " minutes: 4", "minutes"),
    Example(
        "yaml-directive",
        "questionnaire",
        "questionnaire: phieu",
        "%YAML 1.1\n---\nquestionnaire: phieu",
        "---",
        cure="questionnaire: phieu",
    ),
    Example("yaml-tag", "questionnaire", "minutes: 4", "minutes: !!int 4", "minutes"),
    Example("yaml-syntax", "questionnaire", "minutes: 4", "minutes: >9x\n  4", "minutes", cure="minutes: 4"),
    Example("anchor", "questionnaire", "title: Phiếu\n", "title: &a Phiếu\n", "title:", cure="title: Phiếu\n"),
    Example("too-deep", "questionnaire", "title: Phiếu\n", "title: [[[[[[[[[[[[]]]]]]]]]]]]\n", "title:"),
    Example("several-documents", "questionnaire", "pages:\n", "---\npages:\n", "---"),
    Example("file-empty", "questionnaire", QUESTIONNAIRE, "# trống\n", "# trống"),
    Example("key-not-text", "questionnaire", "minutes: 4", "minutes: 4\n? [a]\n: b", "? [a]", cure="minutes: 4"),
    Example("key-repeated", "questionnaire", "3: Khác}", "3: Khác, 2: Lại}", "3: Khác", cure="3: Khác, 4: Lại}"),
    Example("key-unknown", "questionnaire", "minutes: 4", "minutes: 4\nminuts: 5", "minuts"),
    Example("key-unknown", "questionnaire", "        at_most: 2", "        at_mots: 2", "at_mots"),
    Example("key-missing", "questionnaire", "minutes: 4\n", "", "questionnaire: phieu"),
    Example("key-missing", "questionnaire", "        type: multi\n", "", "item: khac"),
    Example("value-empty", "questionnaire", "title: Phiếu", "title:", "title:", cure="title: Phiếu hỏi ý kiến"),
    Example("value-wrong-kind", "questionnaire", "title: Phiếu", "title: [Phiếu]", "title:"),
    Example("value-wrong-kind", "questionnaire", "languages: [vi]", "languages: vi", "languages"),
    Example("value-not-whole", "questionnaire", "minutes: 4", "minutes: 04", "minutes"),
    Example("value-not-whole", "questionnaire", "{1: Việc,", "{01: Việc,", "01: Việc"),
    Example("value-not-number", "questionnaire", "from: 18", "from: mười", "from:", cure="from: 10"),
    Example("value-not-flag", "questionnaire", "headline: true", "headline: yes", "headline"),
    Example("value-not-date", "plan", "2022-02-01", "2022-02-31", "2022-02-31"),
    Example("value-not-date", "organisation", "{2021-01-01: 10}", "{2021-1-1: 10}", "2021-1-1"),
    Example("value-not-month", "plan", "start: 2021-09", "start: 2021-13", "start"),
    Example("value-not-listed", "questionnaire", "chart: diverging", "chart: pie", "chart: pie"),
    Example("value-out-of-range", "questionnaire", "minutes: 4", "minutes: 90", "minutes", cure="minutes: 9"),
    Example("list-too-short", "questionnaire", "languages: [vi]", "languages: []", "languages"),
    Example("id-malformed", "questionnaire", "item: khac", "item: Khác", "item: Khác", cure="item: khac"),
    Example("id-malformed", "questionnaire", "{cap_uy: cấp ủy,", "{Cấp: cấp ủy,", "Cấp: cấp"),
    Example("id-reserved", "questionnaire", "item: tuoi", "item: total", "item: total", cure="item: tuoi_tac"),
    Example("type-unknown", "questionnaire", "type: multi", "type: mutli", "mutli"),
    Example("item-id-repeated", "questionnaire", "item: tuoi", "item: khac", LAST + "item: khac", cure="item: tuoi"),
    Example(
        "name-repeated",
        "questionnaire",
        "traits:",
        "  - {page: mot, items: [{item: z, type: note, text: Z}]}\ntraits:",
        "item: z",
        cure="  - {page: hai, items: [{item: z, type: note, text: Z}]}\ntraits:",
    ),
    Example("name-repeated", "organisation", "branch: b", "branch: a", LAST + "branch: a"),
    Example(
        "option-code-reserved", "questionnaire", "3: Khác}", "3: Khác, 98: Khó}", "98: Khó", cure="3: Khác, 4: Khó}"
    ),
    Example("options-few", "questionnaire", "{1: Ngắn, 2: Dài}", "{1: Ngắn}", "1: Ngắn", cure="{1: Ngắn, 2: Vừa}"),
    Example(
        "options-many",
        "questionnaire",
        "{1: Ngắn, 2: Dài}",
        "{0: M0, 1: M1, 2: M2, 3: M3, 4: M4, 5: M5, 6: M6, 7: M7, 8: M8, 9: M9, 10: M10, 11: M11, 12: M12}",
        "12: M12",
        cure="{0: Ít, 1: Vừa, 2: Nhiều}",
    ),
    Example("options-same-label", "questionnaire", "2: Dài", "2: ngắn", "2: ngắn", cure="2: ngắn lắm"),
    Example("scale-unknown", "questionnaire", "scale: hai_long_5", "scale: hailong_5", "hailong_5"),
    Example("scale-side-unknown", "questionnaire", "favourable: [3, 4]", "favourable: [3, 5]", "[3, 5]"),
    Example("scale-side-both", "questionnaire", "unfavourable: [1, 2]", "unfavourable: [1, 3]", "[1, 3]"),
    Example(
        "scale-unbalanced",
        "questionnaire",
        "unfavourable: [1, 2]",
        "unfavourable: [1]",
        "tin_4:",
        cure="unfavourable: [1, 2]",
    ),
    Example(
        "text-long",
        "questionnaire",
        "Để biết.",
        "Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài Dài ",
        "purpose",
        cure="Để biết ý kiến.",
    ),
    Example("text-markup", "questionnaire", "Để biết.", "Để <b>biết</b>.", "purpose", cure="Để **biết**."),
    Example("text-markup", "questionnaire", "Để biết.", '"Để {{ biết }}."', "purpose", cure='"Để biết."'),
    Example("pipe-wrong-place", "questionnaire", "1: Việc", '1: "Việc {dieu_kien}"', "{dieu_kien}"),
    Example("pipe-malformed", "questionnaire", "Ý kiến?", '"Ý kiến {gì đó}?"', "{gì"),
    Example("pipe-malformed", "questionnaire", "Ý kiến?", '"Ý kiến }?"', "kiến }", cure='"Ý kiến }}?"'),
    Example("pipe-unknown-item", "questionnaire", "Ý kiến?", '"Ý kiến về {dieukien}?"', "{dieukien}"),
    Example("pipe-later-item", "questionnaire", "Những gì?", '"Những gì, {tin.so}?"', "{tin.so}"),
    Example("pipe-later-item", "questionnaire", "Những gì?", '"Những gì, {khac}?"', "{khac}"),
    Example(
        "pipe-wrong-kind",
        "questionnaire",
        "Ý kiến?",
        '"Ý kiến về {tin}?"',
        "{tin}",
        cure='"Ý kiến về {tin.cap_uy}?"\n        when: answered(tin.cap_uy)',
    ),
    Example("pipe-wrong-kind", "questionnaire", "Sắp xong.", '"Đồng chí đã viết: {y_kien}."', "{y_kien}"),
    Example("pipe-wrong-kind", "questionnaire", "Ý kiến?", '"Ý kiến về {tuoi.nam}?"', "{tuoi.nam}"),
    Example(
        "pipe-maybe-empty",
        "questionnaire",
        "Ý kiến?",
        '"Ý kiến về {tuoi}?"',
        "{tuoi}",
        cure='"Ý kiến về {tuoi}?"\n        when: answered(tuoi)',
    ),
    Example(
        "pipe-untranslated", "questionnaire", "text: Những gì?", 'text: {vi: "Vì {dieu_kien}?", en: Why?}', "en: Why"
    ),
    Example("value-not-moment", "questionnaire", "from: 2021-01-04\n", "from: 2021-13\n", "from: 2021-13"),
    Example("value-not-moment", "questionnaire", "from: 2021-01-04\n", "from: 04/01/2021\n", "from: 04/01"),
    Example("date-grain", "questionnaire", "from: 2021-01-04\n", "from: 2021-01\n", "from: 2021-01"),
    Example("date-range", "questionnaire", "from: 2021-01-04\n", "from: 2021-07-01\n", "from: 2021-07"),
    Example("at-most-range", "questionnaire", "at_most: 1", "at_most: 3", "at_most: 3", cure="at_most: 2"),
    Example("translation-missing", "questionnaire", "[vi]\n", "[vi, en]\n", "title: Phiếu", cure="[vi]\n"),
    Example(
        "language-undeclared",
        "questionnaire",
        "title: Phiếu\n",
        "title: {vi: Phiếu, en: Form}\n",
        "title:",
        cure="title: {vi: Phiếu}\n",
    ),
    Example("other-unknown", "questionnaire", "other: 3", "other: 4", "other: 4", cure="other: 3"),
    Example("at-most-range", "questionnaire", "at_most: 2", "at_most: 4", "at_most"),
    Example("number-range", "questionnaire", "from: 18", "from: 95", "from:", cure="from: 18"),
    Example("condition-syntax", "questionnaire", "when: dieu_kien in [1, 2]", "when: dieu_kien in 1, 2", "when:"),
    Example("condition-syntax", "mapping", '"giu == 1"', '"giu is 1"', "keep"),
    Example("condition-unknown-item", "questionnaire", "when: dieu_kien", "when: dieukien", "when:"),
    Example(
        "condition-later-item",
        "questionnaire",
        "when: dieu_kien in [1, 2]",
        "when: tuoi > 20",
        "when:",
        cure="when: dieu_kien = 2",
    ),
    Example(
        "condition-later-item",
        "questionnaire",
        "when: dieu_kien in [1, 2]",
        "when: answered(khac)",
        "when:",
        cure="when: dieu_kien < 3",
    ),
    Example("condition-unknown-code", "questionnaire", "in [1, 2]", "in [1, 6]", "when:"),
    Example("condition-unknown-code", "questionnaire", "dieu_kien in [1, 2]", "dieu_kien = 7", "when:"),
    Example(
        "condition-wrong-kind",
        "questionnaire",
        "        text: Việc nào",
        "        when: ngay > 2021\n        text: Việc nào",
        "when: ngay",
        cure="        when: ngay >= 2021-03-05\n        text: Việc nào",
    ),
    Example(
        "condition-wrong-kind",
        "questionnaire",
        "        text: Ngày",
        "        when: tuoi >= 2021-03-05\n        text: Ngày",
        "when: tuoi",
        cure="        when: tuoi >= 35\n        text: Ngày",
    ),
    Example(
        "condition-syntax",
        "questionnaire",
        "        text: Việc nào",
        "        when: ngay > 2021-02-30\n        text: Việc nào",
        "when: ngay",
        cure="        when: ngay > 2021-02-28\n        text: Việc nào",
    ),
    Example(
        "condition-contradiction",
        "questionnaire",
        "when: dieu_kien in [1, 2]",
        "when: dieu_kien = 1 and dieu_kien = 2",
        "when:",
    ),
    Example(
        "condition-contradiction",
        "questionnaire",
        "when: dieu_kien in [1, 2]",
        "when: not (dieu_kien <= 3 or dieu_kien > 3)",
        "when:",
    ),
    Example(
        "item-unreachable",
        "questionnaire",
        "        text: Bao",
        "        when: dieu_kien = 5 and selected(khac, 1)\n        text: Bao",
        "when: dieu_kien = 5",
        cure="        when: dieu_kien = 1 and selected(khac, 1)\n        text: Bao",
    ),
    Example(
        "condition-always",
        "questionnaire",
        "        text: Ngày",
        "        when: tuoi >= 18\n        text: Ngày",
        "when: tuoi",
        cure="        when: answered(tuoi)\n        text: Ngày",
    ),
    Example(
        "condition-always",
        "questionnaire",
        "        text: Việc nào",
        "        when: ngay < 2021-07\n        text: Việc nào",
        "when: ngay",
        cure="        when: ngay < 2021-06\n        text: Việc nào",
    ),
    Example(
        "condition-part-never",
        "questionnaire",
        "when: dieu_kien in [1, 2]",
        "when: dieu_kien in [1, 2] or dieu_kien = 4 and dieu_kien = 5",
        "when:",
    ),
    Example(
        "condition-unproven",
        "questionnaire",
        "      - item: y_kien\n",
        COMPARED.format(when="tuoi < con and con < chau"),
        "when: tuoi",
        cure=COMPARED.format(when="tuoi < con and chau > 2"),
    ),
    Example(
        "condition-wrong-kind",
        "questionnaire",
        "dieu_kien in [1, 2]",
        "selected(dieu_kien, 1)",
        "when:",
        cure="dieu_kien = 1",
    ),
    Example(
        "condition-wrong-kind",
        "questionnaire",
        "        text: Bao",
        "        when: khac = 1\n        text: Bao",
        "when: khac",
        cure="        when: selected(khac, 1)\n        text: Bao",
    ),
    Example(
        "condition-wrong-kind",
        "questionnaire",
        "        text: Bao",
        "        when: tin = 1\n        text: Bao",
        "when: tin",
        cure="        when: tin.cap_uy = 1\n        text: Bao",
    ),
    Example(
        "condition-unknown-part",
        "questionnaire",
        "        text: Bao",
        "        when: tin.capuy = 1\n        text: Bao",
        "when: tin",
        cure="        when: tin.cap_uy = 1\n        text: Bao",
    ),
    Example(
        "traits-many",
        "questionnaire",
        "traits:\n",
        "most_traits: 0\ntraits:\n",
        "item: tham_nien",
        cure="most_traits: 1  # một câu là đủ\ntraits:\n",
    ),
    Example(
        "trait-type",
        "questionnaire",
        "  - item: tham_nien\n    type: single",
        "  - item: tham_nien\n    type: multi",
        LAST + "type: multi",
    ),
    Example(
        "trait-condition",
        "questionnaire",
        "    text: Thâm",
        "    when: tuoi > 20\n    text: Thâm",
        "when: tuoi",
        cure="    text: Thâm",
    ),
    Example("index-member-unknown", "questionnaire", "tin.cap_uy]", "tin.capuy]", "tin.capuy"),
    Example("index-member-not-ordinal", "questionnaire", "tin.cap_uy]", "tuoi]", "tuoi]", cure="tin.so]"),
    Example("index-member-not-ordinal", "questionnaire", "tin.cap_uy]", "tin]", "tin]", cure="tin.so]"),
    Example("index-member-repeated", "questionnaire", "tin.cap_uy]", "-dieu_kien]", "-dieu_kien", cure="tin.so]"),
    Example("index-direction", "questionnaire", "tin.cap_uy]", "-tin.cap_uy]", "-tin"),
    Example(
        "index-headline-repeated",
        "questionnaire",
        "tables:",
        "  - {index: hai, title: Hai, items: [dieu_kien], headline: true}\ntables:",
        "index: hai",
        cure="  - {index: hai, title: Hai, items: [dieu_kien]}\ntables:",
    ),
    Example("table-stub-unknown", "questionnaire", "stub: tin,", "stub: tim,", "tim"),
    Example("table-stub-without-columns", "questionnaire", "stub: tin,", "stub: y_kien,", "stub: y_kien"),
    Example("table-banner-unknown", "questionnaire", "group, tham_nien]", "group, tuoi]", "tuoi]", cure="group]"),
    Example("questions-many", "questionnaire", "traits:\n", TEN + "traits:\n", "them_5", cure="traits:\n"),
    Example("minutes-low", "questionnaire", "minutes: 4", "minutes: 1", "minutes", cure="minutes: 2"),
    Example("payload-too-large", "questionnaire", "traits:\n", TEN + "traits:\n", "pages:", cure="traits:\n"),
    Example("test-unknown-item", "questionnaire", "skips: [khac]", "skips: [khak]", "khak"),
    Example(
        "test-answer",
        "questionnaire",
        "answers: {dieu_kien: 5}",
        "answers: {dieu_kien: 6}",
        "dieu_kien: 6",
        cure="answers: {dieu_kien: 4}",
    ),
    Example("test-empty", "questionnaire", "    skips: [khac]\n", "", "name: hài", cure="    asks: [tuoi]\n"),
    Example(
        "test-failed",
        "questionnaire",
        "answers: {dieu_kien: 5}",
        "answers: {dieu_kien: 1}",
        "skips: [khac]",
        cure="answers: {dieu_kien: 4}",
    ),
    Example("document-unknown", "questionnaire", QUESTIONNAIRE, "- mot\n- hai\n", "- mot"),
    Example("document-unknown", "questionnaire", "questionnaire: phieu", "questionaire: phieu", "questionaire"),
    Example(
        "group-unknown",
        "organisation",
        "group: mot\n    headcounts: {2021-01-01: 10}",
        "group: mott\n    headcounts: {2021-01-01: 10}",
        "mott",
    ),
    Example("group-small", "organisation", "20, 2022", "12, 2022", "group: mot,", cure="30, 2022"),
    Example(
        "group-empty",
        "organisation",
        "branches:\n",
        "  - {group: hai, title: Hai}\nbranches:\n",
        "group: hai",
        cure="branches:\n",
    ),
    Example("headcounts-order", "organisation", "2022-01-01", "2020-01-01", "2020-01-01", cure="2022-06-01"),
    Example("term-reversed", "plan", "end: 2025-12", "end: 2020-12", "end:"),
    Example(
        "window-reversed", "plan", "{month: 3, day: 14}", "{month: 2, day: 14}", "closes", cure="{month: 3, day: 20}"
    ),
    Example("window-month", "plan", "opens: {month: 3", "opens: {month: 4", "opens", cure="opens: {month: 2"),
    Example(
        "plan-waves-repeated",
        "plan",
        "events:\n",
        "  - questionnaire: khac\n    every: quarter\n    opens: {day: 1}\n    closes: {day: 9}\nevents:\n",
        "questionnaire: khac",
        cure="  - questionnaire: khac\n    every: quarter\n    opens: {day: 1}\n    closes: {day: 9}\n"
        "    prefix: them\nevents:\n",
    ),
    Example("event-outside-term", "plan", "2022-02-01", "2019-02-01", "2019", cure="2023-01-22"),
    Example(
        "mapping-branch",
        "mapping",
        "{constant: a}",
        "{column: nganh}",
        "branch",
        cure="{column: nganh, values: {1: a}}",
    ),
    Example(
        "mapping-wave", "mapping", "  column: nam\n  values: {2020: W2020}\n", "", "wave:", cure="  constant: W2020\n"
    ),
    Example("mapping-value", "mapping", "-1: dont_know", "-1: dontknow", "dontknow"),
    Example("mapping-date", "mapping", "W2020: 2020-03-01", "W2021: 2020-03-01", "dates", cure="W2020: 2020-04-01"),
    Example("mapping-item-unknown", "mapping", "  dieu_kien:", "  dieukien:", "dieukien"),
    Example("mapping-code-unknown", "mapping", "2: 2,", "2: 7,", "2: 7", cure="2: 3,"),
    Example(
        "codebook-options",
        "codebook",
        "    options: {1: Ít, 2: Nhiều}\n    missing: {-1: dont_know}\n    favourable: [2]\n",
        "",
        "q1",
        cure="    options: {1: Ít, 2: Nhiều}\n",
    ),
    Example("codebook-code-both", "codebook", "{-1: dont_know}", "{1: dont_know}", "missing", cure="{-2: dont_know}"),
    Example("codebook-side", "codebook", "favourable: [2]", "favourable: [3]", "favourable", cure="favourable: [2]"),
    Example("type-unknown", "questionnaire", "type: note", "type: notes", "type: notes"),
    Example("name-repeated", "topics", "topic: b", "topic: a", LAST + "topic: a"),
    Example("value-not-whole", "questionnaire", "minutes: 4", "minutes: 1e3", "minutes"),
    Example(
        "option-code-reserved", "questionnaire", "3: Khác}", "3: Khác, 99: Hết}", "99: Hết", cure="3: Khác, 4: Hết}"
    ),
    Example("options-same-label", "questionnaire", "2: Dài", "2: Ngắn.", "2: Ngắn.", cure="2: Trung bình"),
    Example("text-markup", "questionnaire", "Để biết.", "Để [biết](https://a.vn).", "purpose", cure="Để biết (a.vn)."),
    Example("text-markup", "questionnaire", "Để biết.", '"Để&nbsp;biết."', "purpose", cure='"Để biết."'),
    Example(
        "wording-double",
        "questionnaire",
        "Hài lòng ở mức nào?",
        "Hài lòng với tiền lương và phòng làm việc ở mức nào?",
        "tiền lương",
        cure="Hài lòng với tiền lương ở mức nào?",
    ),
    Example(
        "wording-double",
        "questionnaire-two",
        "How satisfied are you?",
        "How satisfied are you with pay and rooms?",
        "with pay",
        cure="How satisfied are you with pay?",
    ),
    Example(
        "wording-leading",
        "questionnaire",
        "Hài lòng ở mức nào?",
        "Chẳng phải ai cũng hài lòng ở mức cao?",
        "Chẳng phải",
        cure="Hài lòng ở mức nào?",
    ),
    Example(
        "wording-leading",
        "questionnaire-two",
        "How satisfied are you?",
        "Don't you feel satisfied?",
        "Don't you",
        cure="How satisfied are you?",
    ),
    Example(
        "wording-agree", "questionnaire", "scale: hai_long_5", "scale: dong_y_5", "dong_y_5", cure="scale: hai_long_5"
    ),
    Example(
        "wording-negation",
        "questionnaire",
        "Hài lòng ở mức nào?",
        "Đồng chí không thể không hài lòng ở mức nào?",
        "không thể",
        cure="Đồng chí hài lòng ở mức nào?",
    ),
    Example(
        "wording-period",
        "questionnaire",
        "Hài lòng ở mức nào?",
        "Thời gian qua đồng chí hài lòng ở mức nào?",
        "Thời gian qua",
        cure="Trong ba tháng qua đồng chí hài lòng ở mức nào?",
    ),
    Example(
        "wording-shorthand",
        "questionnaire",
        "Những gì?",
        "Khó khăn gì trong CCHC?",
        "CCHC",
        cure="Khó khăn gì trong cải cách hành chính (CCHC)?",
    ),
    Example("option-is-exit", "questionnaire", "3: Khác}", "3: Khác, 4: Không biết}", "4: Không"),
    Example(
        "options-no-way-out",
        "questionnaire",
        "3: Khác}\n        other: 3\n",
        "3: Nhà ở}\n",
        "3: Nhà ở",
        cure="3: Nhà ở, 4: Không có khó khăn nào}\n",
    ),
    Example("mixed-script", "questionnaire", "Để biết", "Để bi\u0435t", "purpose", cure="Để biết"),
    Example("text-emphasis", "questionnaire", "Để biết.", '"Để **biết."', "purpose", cure='"Để **biết**."'),
    Example(
        "translation-identical",
        "questionnaire-two",
        "en: How satisfied are you?",
        "en: Đồng chí hài lòng ở mức nào?",
        "en: Đồng chí",
        cure="en: How content are you?",
    ),
    Example(
        "translation-swapped",
        "questionnaire-two",
        "vi: Đồng chí hài lòng ở mức nào?\n          en: How satisfied are you?",
        "vi: How satisfied are you?\n          en: Đồng chí hài lòng ở mức nào?",
        "en: Đồng chí",
    ),
    Example(
        "translation-differs",
        "questionnaire-two",
        "vi: Đồng chí hài lòng ở mức nào?\n          en: How satisfied are you?",
        'vi: "Đồng chí **hài lòng** ở mức nào?"\n          en: How satisfied are you?',
        "en: How",
        cure='vi: "Đồng chí **hài lòng** ở mức nào?"\n          en: "How **satisfied** are you?"',
    ),
    Example("entry-repeated", "questionnaire", "languages: [vi]", "languages: [vi, vi]", "languages"),
    Example(
        "accepts-unknown",
        "questionnaire",
        "minutes: 4",
        "minutes: 4\naccepts: {key-missing: để sau}",
        "accepts",
        cure="minutes: 4",
    ),
    Example(
        "accepts-idle",
        "questionnaire",
        "minutes: 4",
        "minutes: 4\naccepts: {wording-agree: câu chữ cũ}",
        "accepts",
        cure="minutes: 4",
    ),
    Example(
        "forecast-alone",
        "questionnaire-planned",
        "options: {1: Ngắn, 2: Dài}",
        "options: {1: A, 2: B, 3: C, 4: D, 5: E, 6: F, 7: G, 8: H, 9: I, 10: K, 11: L, 12: M}",
        "12: M",
        cure="options: {1: A B C, 2: D E F, 3: G H, 4: I K, 5: L M}",
        roll=ROLL,
    ),
    Example(
        "forecast-withheld",
        "questionnaire-planned",
        "  - {stub: tin, banner: [total, group, tham_nien], chart: diverging}\n",
        "  - {stub: [tin, khac], banner: [total, group], chart: diverging}\n",
        "[tin, khac]",
        cure="  - {stub: tin, banner: [total, group], chart: diverging}\n  - {stub: khac, banner: [total]}\n",
        roll=ROLL.replace("40", "28"),
    ),
    Example(
        "trait-too-fine",
        "questionnaire",
        "{1: Ngắn, 2: Dài}",
        "{1: A, 2: B, 3: C, 4: D, 5: E, 6: F, 7: G, 8: H, 9: I, 10: K}",
        "item: tham_nien",
        cure="{1: A B, 2: C D, 3: E F, 4: G H, 5: I K}",
        roll=ROLL,
    ),
    Example("topic-one-language", "topics", "title: {vi: Đời sống, en: Living}", "title: Đời sống", "Đời sống"),
    Example("topic-same-title", "topics", "en: Living", "en: Conditions", "topic: b", cure="en: Daily life"),
    Example("codebook-heads", "codebook-csv", "variable,code,label", "variable,code,name", "variable"),
    Example(
        "codebook-code-repeated",
        "codebook-csv",
        "q1,2,Nhiều\n",
        "q1,2,Nhiều\nq1,2,Rất nhiều\n",
        "Rất nhiều",
        cure="q1,2,Nhiều\n",
    ),
    Example(
        "codebook-row", "codebook-csv", "q1,2,Nhiều\n", "q1,2,Nhiều, rất\n", "Nhiều, rất", cure='q1,2,"Nhiều, rất"\n'
    ),
    Example(
        "id-in-two-files",
        "questionnaire",
        "questionnaire: phieu",
        "questionnaire: phieu-cu",
        "questionnaire: phieu-cu",
        cure="questionnaire: phieu-moi",
        others={"a.yaml": QUESTIONNAIRE.replace("questionnaire: phieu", "questionnaire: phieu-cu")},
    ),
    Example(
        "plan-questionnaire-unknown",
        "plan",
        "questionnaire: phieu",
        "questionnaire: phiu",
        "questionnaire: phiu",
        others={"a.yaml": QUESTIONNAIRE},
    ),
    Example(
        "mapping-second",
        "mapping",
        "items:\n",
        "---\nmapping: nua\nkind: results\nitems:\n",
        "mapping: nua",
    ),
    Example(
        "file-too-large", "questionnaire", "title: Phiếu\n", "title: Phiếu\n#" + " x" * 140_000 + "\n", "questionnaire:"
    ),
    Example("encoding", "questionnaire", "Để biết", "\udce9 biết", "purpose", cure="Để biết"),
)

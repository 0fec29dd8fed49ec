"""Mistakes within an item: options, scales, texts, pipes, dates, numbers."""

from __future__ import annotations

from tests.factories.mistakes import LAST, Example

ITEMS = (
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
        "pipe-maybe-empty",
        "questionnaire",
        "Ý kiến?",
        '"Ý kiến về {dieu_kien}?"\n        when: answered(khac) or answered(tuoi)',
        "{dieu_kien}",
        cure='"Ý kiến về {dieu_kien}?"\n        when: answered(khac) or dieu_kien = 3',
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
        "option-code-reserved", "questionnaire", "3: Khác}", "3: Khác, 99: Hết}", "99: Hết", cure="3: Khác, 4: Hết}"
    ),
    Example("options-same-label", "questionnaire", "2: Dài", "2: Ngắn.", "2: Ngắn.", cure="2: Trung bình"),
)

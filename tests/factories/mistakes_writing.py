"""Mistakes of writing: characters, YAML, names of fields, kinds of values."""

from __future__ import annotations

from tests.factories.mistakes import QUESTIONNAIRE, Example

WRITING = (
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
    Example("type-unknown", "questionnaire", "type: note", "type: notes", "type: notes"),
    Example("value-not-whole", "questionnaire", "minutes: 4", "minutes: 1e3", "minutes"),
    Example(
        "file-too-large", "questionnaire", "title: Phiếu\n", "title: Phiếu\n#" + " x" * 140_000 + "\n", "questionnaire:"
    ),
    Example("encoding", "questionnaire", "Để biết", "\udce9 biết", "purpose", cure="Để biết"),
)

"""Mistakes of organisations, plans, mappings, codebooks and topics, and of files together."""

from __future__ import annotations

from tests.factories.mistakes import LAST, QUESTIONNAIRE, Example

FILES = (
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
    Example("name-repeated", "topics", "topic: b", "topic: a", LAST + "topic: a"),
    Example("topic-one-language", "topics", "title: {vi: Đời sống, en: Living}", "title: Đời sống", "Đời sống"),
    Example("topic-one-language", "topics", "title: {vi: Chủ đề, en: Topics}", "title: {vi: Chủ đề}", "Chủ đề"),
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
)

"""The cure that each rule of imports names, applied: the problem is gone, and no other has come."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey_app.operations import importing
from survey_app.questionnaire.catalogue import CATALOGUE
from survey_app.questionnaire.door import QuestionnaireRejectedError
from tests.factories.past import FULL, ORGANISATION, QUESTIONNAIRE, RESULTS, Desk, dated, results

Edit = Callable[[Desk], None]


def mapped(old: str, new: str) -> Edit:
    """Return the edit of a mapping."""

    def edit(desk: Desk) -> None:
        assert old in desk.mapping
        desk.mapping = desk.mapping.replace(old, new)

    return edit


def rewritten(name: str, text: str, old: str, new: str) -> Edit:
    """Return the edit of a file beside the mapping."""

    def edit(desk: Desk) -> None:
        assert old in text
        (desk.folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def typed(column: str, text: str, rows: slice = slice(3, 4), *, kept: str = "1") -> Edit:
    """Return the edit of some cells of the file."""

    def edit(desk: Desk) -> None:
        for row in desk.rows[rows]:
            row[desk.columns.index(column)] = text
            row[desk.columns.index("hop_le")] = kept

    return edit


def headed(old: str, new: str) -> Edit:
    """Return the edit of the head of a column."""

    def edit(desk: Desk) -> None:
        desk.columns[desk.columns.index(old)] = new

    return edit


def published(row: int, column: int, text: str) -> Edit:
    """Return published results with one cell changed."""

    def edit(desk: Desk) -> None:
        if desk.mapping != RESULTS:
            results(desk, *FULL)
        desk.rows[row][column] = text

    return edit


def both(*edits: Edit) -> Edit:
    """Return several edits as one."""

    def edit(desk: Desk) -> None:
        for one in edits:
            one(desk)

    return edit


SLEPT = both(dated, typed("vao", "hôm qua"))
WEIGHED = mapped("keep:", "weight: trong_so\nkeep:")
ASKED_OF_ALL_BUT_ONE = QUESTIONNAIRE.replace(', when: "selected(kho_khan, 2)"', "")
DATES = ", dates: {W2021: 2021-06-01, W2022: 2022-06-01}"
CURES: tuple[tuple[str, Edit, Edit], ...] = (
    ("import-column-missing", headed("c1", "khac"), headed("khac", "c1")),
    ("import-column-missing", headed("c1", "khac"), mapped("column: c1", "column: khac")),
    ("import-value-unknown", typed("c1", "77"), mapped("9: dont_know", "9: dont_know, 77: refused")),
    ("import-number", typed("nam_ct", "lâu rồi"), typed("nam_ct", "12")),
    (
        "import-number",
        typed("nam_ct", "99"),
        mapped('nam_ct, values: {"": skipped', 'nam_ct, values: {99: refused, "": skipped'),
    ),
    ("import-date", SLEPT, typed("vao", "03/2021")),
    ("import-date", SLEPT, mapped('vao, values: {"": skipped', 'vao, values: {hôm qua: dont_know, "": skipped')),
    ("import-date-number", typed("dot", "44562", slice(None)), typed("dot", "2022", slice(None))),
    (
        "import-date-number",
        typed("dot", "44562", slice(None)),
        mapped("{2021: W2021, 2022: W2022}", "{44562: W2022, 2021: W2021}"),
    ),
    ("import-weight", both(WEIGHED, typed("trong_so", "0")), typed("trong_so", "0.8")),
    ("import-weight", both(WEIGHED, typed("trong_so", "0")), typed("trong_so", "0", kept="0")),
    ("import-branch-foreign", mapped("C: c}", "C: x}"), mapped("C: x}", "C: c}")),
    (
        "import-branch-foreign",
        mapped("C: c}", "C: x}"),
        rewritten("organisation.yaml", ORGANISATION, "branch: c,", "branch: x,"),
    ),
    ("import-wave-undated", mapped(DATES, ""), mapped("2022: W2022}", "2022: W2022}" + DATES)),
    ("import-nothing-kept", mapped("hop_le = 1", "hop_le = 7"), mapped("hop_le = 7", "hop_le = 1")),
    (
        "import-off-route",
        lambda desk: None,
        rewritten("phieu-cu.yaml", ASKED_OF_ALL_BUT_ONE, ', when: "dieu_kien in [1, 2, 3]"', ""),
    ),
    ("import-percent", published(1, 3, "101"), published(1, 3, "15")),
    ("import-sum", published(0, 3, "9"), published(0, 3, "5")),
    ("import-base", published(3, 4, "241"), published(3, 4, "100")),
    ("import-base", published(4, 5, "250"), published(4, 5, "240")),
    ("import-twice", published(4, 2, "4"), published(4, 2, "5")),
)


@pytest.fixture
def told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """The rules that are told of the desk's file. What is read is what matters here: nothing goes through the gate."""
    monkeypatch.setattr(importing._Planned, "add_rows", lambda *_, **__: None)
    desk.rows = desk.rows[::3]

    def run() -> set[str]:
        try:
            return {problem.rule for problem in desk.run(dry=True).warnings}
        except QuestionnaireRejectedError as refusal:
            return {problem.rule for problem in refusal.problems}

    return run


@pytest.mark.parametrize(
    ("rule", "mistake", "cure"), CURES, ids=[f"{number}-{rule}" for number, (rule, _, _) in enumerate(CURES)]
)
def test_the_cure_that_is_told_cures_and_brings_nothing_new(
    rule: str, mistake: Edit, cure: Edit, desk: Desk, told: Callable[[], set[str]]
) -> None:
    before = told() if rule != "import-off-route" else set()
    mistake(desk)
    assert rule in told()
    cure(desk)
    after = told()
    assert rule not in after
    assert after <= before


def test_shares_in_place_of_percents_are_cured_by_their_unit(desk: Desk, told: Callable[[], set[str]]) -> None:
    results(desk, *((*one[:3], "500", *one[4:]) for one in FULL))
    assert "import-percent" in told()
    results(desk, *((*one[:3], one[3] / 100, *one[4:]) for one in FULL))
    assert "import-sum" in told()
    desk.mapping = RESULTS + "unit: share\n"
    assert told() == set()


def test_every_rule_of_imports_has_its_cure_here() -> None:
    assert {rule for rule, _, _ in CURES} == {rule for rule in CATALOGUE if rule.startswith("import-")}

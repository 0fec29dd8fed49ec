from survey_app.questionnaire.expressions import parse
from survey_app.questionnaire.loader import examine, load_questionnaire
from survey_app.questionnaire.proofs import NOT_TRUE, TRUE, Prover, Verdict, equivalent, implies

FORM = load_questionnaire(
    """\
questionnaire: duong
title: Đường
minutes: 3
purpose: Thử.
pages:
  - page: mot
    items:
      - {item: a, type: single, text: A?, options: {1: Một, 2: Hai, 3: Ba}}
      - {item: b, type: single, text: B?, options: {1: Một, 2: Hai}, when: a = 1}
      - {item: c, type: single, text: C?, options: {1: Một, 2: Hai}, when: b = 1}
      - {item: n, type: number, text: N?, from: 0, to: 900}
      - {item: o, type: number, text: O?, from: 0, to: 900}
      - {item: p, type: number, text: P?, from: 0, to: 900}
""",
    file="duong.yaml",
)


def test_what_follows_from_being_asked():
    assert implies(FORM, "c", parse("a = 1"))
    assert implies(FORM, "c", parse("answered(a) and answered(b)"))
    assert not implies(FORM, "b", parse("answered(b)"))
    assert not implies(FORM, "n", parse("answered(a)"))


def test_routes_count_only_where_they_are_asked_for():
    prover = Prover(questionnaire=FORM)
    assert prover.possible((parse("a = 2 and b = 1"), TRUE)) is Verdict.NO
    assert prover.possible((parse("a = 2 and b = 1"), TRUE), routed=False) is Verdict.YES


def test_conditions_that_hold_together_are_equivalent():
    assert equivalent(FORM, parse("not (a = 1 or a = 2)"), parse("a = 3"))
    assert equivalent(FORM, parse("n > 2 and n < 4"), parse("n = 3"))
    assert not equivalent(FORM, parse("not answered(a)"), parse("not a in [1, 2, 3]"))


def test_what_is_too_much_stays_open():
    prover = Prover(questionnaire=FORM)
    assert prover.possible((parse("n < o and o < p"), NOT_TRUE)) is Verdict.OPEN
    assert not prover.implies("a", parse("n < o and o < p"))
    assert Prover(questionnaire=FORM, steps=1).possible((parse("a = 1 and b = 1 and c = 1"), TRUE)) is Verdict.OPEN


def test_a_note_does_not_stop_a_file():
    lines = [
        "questionnaire: x", "title: X", "minutes: 3", "purpose: P.", "pages:", "  - page: mot", "    items:",
        "      - {item: n, type: number, text: N?, from: 0, to: 900}",
        "      - {item: o, type: number, text: O?, from: 0, to: 900}",
        "      - {item: p, type: number, text: P?, from: 0, to: 900}",
        "      - {item: q, type: text, text: Q?, when: n < o and o < p}",
    ]  # fmt: skip
    examined = examine("\n".join(lines) + "\n", file="x.yaml")
    assert "condition-unproven" in {found.rule for found in examined.problems}
    assert examined.questionnaire is not None

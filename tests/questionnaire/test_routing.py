from survey_app.questionnaire.answers import EMPTY, Answers
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Exit
from survey_app.questionnaire.routing import following, preceding, progress, reached

CHAIN = """\
questionnaire: chuoi
title: Chuỗi
minutes: 2
purpose: Thử.
pages:
  - page: mot
    items:
      - {item: chao, type: note, text: Chào}
      - {item: a, type: single, text: A?, options: {1: Có, 2: Không}}
      - {item: b, type: single, text: B?, options: {1: Có, 2: Không}, when: a = 1}
      - {item: c, type: single, text: C?, options: {1: Có, 2: Không}, when: b = 1}
      - {item: d, type: text, text: D?}
"""


def names(items):
    return [item.item for item in items]


def test_an_unknown_condition_hides(example):
    assert names(reached(example, EMPTY)) == ["dieu_kien", "ap_luc", "tin_tuong", "tham_nien"]
    assert "kho_khan" in names(reached(example, Answers(values={"ap_luc": 4})))
    assert "kho_khan" not in names(reached(example, Answers(values={"ap_luc": Exit.REFUSED})))


def test_an_answer_that_is_no_longer_reached_leads_nowhere():
    chain = load_questionnaire(CHAIN, file="a")
    changed = Answers(values={"a": 2, "b": 1, "c": 1})
    assert names(reached(chain, changed)) == ["chao", "a", "d"]
    assert changed.values == {"a": 2, "b": 1, "c": 1}


def test_forward_and_back_follow_the_path():
    chain = load_questionnaire(CHAIN, file="a")
    answers = Answers(values={"a": 1})
    path, item = [], following(chain, answers, None)
    while item is not None:
        path.append(item.item)
        item = following(chain, answers, item.item)
    assert path == ["chao", "a", "b", "d"]
    back, item = [], preceding(chain, answers, None)
    while item is not None:
        back.append(item.item)
        item = preceding(chain, answers, item.item)
    assert back == path[::-1]
    assert following(chain, answers, "c").item == "d"


def test_progress_counts_questions_not_notes():
    chain = load_questionnaire(CHAIN, file="a")
    assert progress(chain, EMPTY, "chao") == (0, 2)
    assert progress(chain, EMPTY, "a") == (1, 2)
    assert progress(chain, Answers(values={"a": 1}), "d") == (3, 3)

import pytest

from survey_app.definitions.topics import load_topics, read_topics_file
from survey_app.questionnaire.door import QuestionnaireRejectedError

TEXT = """\
topics: chu-de
title: {vi: Chủ đề, en: Topics}
entries:
  - {topic: a, title: {vi: Điều kiện, en: Conditions}, help: {vi: Phòng, en: Rooms}}
  - {topic: b, title: {vi: Đời sống, en: Living}}
"""


def test_topics_stand_in_the_order_of_the_form():
    topics = load_topics(TEXT, file="a")
    assert [entry.topic for entry in topics.entries] == ["a", "b"]
    assert topics.topic("a").help == {"vi": "Phòng", "en": "Rooms"}
    assert topics.topic("b").help == {}
    with pytest.raises(KeyError):
        topics.topic("c")


def test_the_shipped_topics_are_those_of_the_bank(root):
    topics = read_topics_file(root / "questionnaires" / "topics.yaml")
    bank = {path.stem for path in (root / "questionnaires" / "bank").glob("*.yaml")}
    assert {entry.topic for entry in topics.entries} - bank == {"viec-khac"}
    assert bank <= {entry.topic for entry in topics.entries}
    assert all(set(entry.title) == {"vi", "en"} for entry in topics.entries)


@pytest.mark.parametrize(
    "broken", [TEXT.replace("topic: b", "topic: a"), TEXT.replace("Living", "Conditions."), "topics:\n"]
)
def test_a_name_or_a_title_used_twice_is_refused(broken):
    with pytest.raises(QuestionnaireRejectedError):
        load_topics(broken, file="a")

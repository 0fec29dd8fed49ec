"""The questionnaires that come with the product: clean, in both languages, comparable where they say so."""

from __future__ import annotations

import pytest

from survey_app.compilers.tables import table_plan
from survey_app.questionnaire.digest import item_digest
from survey_app.questionnaire.loader import examine_marked
from survey_app.questionnaire.marks import read_path
from survey_app.questionnaire.model import Battery, Note


def examined(root, name):
    path = root / "questionnaires" / f"{name}.yaml"
    return examine_marked(read_path(path), file=str(path))


@pytest.mark.parametrize("name", ["tam-trang-quy", "so-ket-nam", "gss-work"])
def test_there_is_no_problem_not_even_a_warning(root, name):
    found = examined(root, name)
    assert found.problems == ()
    assert set(found.questionnaire.languages) == {"vi", "en"}


@pytest.mark.parametrize("name", ["tam-trang-quy", "so-ket-nam", "gss-work"])
def test_every_question_and_part_has_a_short_name(root, name):
    for item in examined(root, name).questionnaire.items():
        assert item.short
        for short in [item.short, *(part.short for part in (item.parts if isinstance(item, Battery) else ()))]:
            assert set(short) == {"vi", "en"}
            assert all(len(text) <= 40 for text in short.values())


def test_the_yearly_review_can_be_laid_beside_the_quarters(root):
    quarter, year = examined(root, "tam-trang-quy").questionnaire, examined(root, "so-ket-nam").questionnaire
    shared = {"dieu_kien", "tin_tuong", "dan_chu", "kien_nghi", "de_xuat", "tham_nien"}
    assert {item.item for item in year.items()} & {item.item for item in quarter.items()} == shared
    assert all(item_digest(quarter, name) == item_digest(year, name) for name in shared)


def test_the_yearly_review_is_short_and_planned(root):
    year = examined(root, "so-ket-nam").questionnaire
    assert 10 <= sum(not isinstance(item, Note) for item in year.items()) <= 12
    assert len(year.traits) <= 2
    assert len(year.tests) >= 4
    assert year.headline.index == "thuc_hien"
    assert {line.stub.split(".")[0] for line in table_plan(year)} >= {
        "thuc_hien",
        "viec_da_hua",
        "tin_tuong",
        "uu_tien",
    }

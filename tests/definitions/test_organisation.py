from datetime import date

import pytest

from survey_app.definitions.organisation import (
    SMALLEST_GROUP,
    HeadcountMissingError,
    load_organisation,
    read_organisation_file,
)
from survey_app.questionnaire.loader import QuestionnaireRejectedError


@pytest.fixture(scope="module")
def shipped(root):
    return read_organisation_file(root / "questionnaires" / "organisation.yaml")


def test_the_shipped_organisation_has_184_members_in_twelve_branches(shipped):
    counts = [shipped.headcount(branch.branch, date(2025, 9, 1)) for branch in shipped.branches]
    assert sorted(counts) == [8, 9, 10, 11, 12, 14, 15, 17, 19, 21, 23, 25]
    assert sum(counts) == 184
    assert len(shipped.groups) == 4
    for group in shipped.groups:
        assert sum(branch.headcount(date(2022, 1, 1)) for branch in shipped.members(group.group)) >= SMALLEST_GROUP
    for thing in (*shipped.groups, *shipped.branches, *shipped.bodies):
        assert set(thing.title) == {"vi", "en"}
    assert shipped.superior["vi"]
    assert shipped.group("su-nghiep").title["en"] == "Service centres"


def test_the_sectors_of_the_rehearsal_fall_into_six_groups(root):
    sectors = read_organisation_file(root / "questionnaires" / "gss-organisation.yaml")
    assert len(sectors.branches) == 21
    assert len(sectors.groups) == 6
    assert "khong-ro" in {branch.branch for branch in sectors.branches}


def test_a_headcount_holds_until_the_next(root):
    text = (
        "organisation: a\ntitle: A\ngroups: [{group: g, title: G}]\nbranches:\n"
        "  - {branch: b, title: B, group: g, headcounts: {2021-01-01: 30, 2023-07-01: 40}}\n"
    )
    organisation = load_organisation(text, file="a")
    assert organisation.headcount("b", date(2023, 6, 30)) == 30
    assert organisation.headcount("b", date(2023, 7, 1)) == 40
    assert organisation.branch("b").headcount(date(2020, 1, 1)) is None
    assert organisation.short == {"vi": "A"}
    with pytest.raises(HeadcountMissingError, match="2020-01-01"):
        organisation.headcount("b", date(2020, 1, 1))
    with pytest.raises(KeyError):
        organisation.branch("c")
    with pytest.raises(KeyError):
        organisation.group("c")


def test_a_broken_organisation_is_refused_with_all_problems():
    with pytest.raises(QuestionnaireRejectedError) as refusal:
        load_organisation("organisation: A B\ntitle:\nbranches: []\n", file="a")
    assert [(found.rule, found.line) for found in refusal.value.problems] == [
        ("key-missing", 1),
        ("id-malformed", 1),
        ("value-empty", 2),
        ("list-too-short", 3),
    ]
    with pytest.raises(QuestionnaireRejectedError):
        load_organisation("a: [", file="a")

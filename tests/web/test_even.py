"""Lengths on the path without scripts: what is ticked does not show in how long posts and pages are."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import MultiDict

from survey_app.web.respond.even import STEP, bare


def choices(member, field):
    return [box["value"] for box in member.soup.select(f"input[name={field}]")]


def posted(member, **fields):
    """How long the body is that a browser sends."""
    return len(urlencode({"state": member.state, "action": "next", **fields}))


def at_the_scale(office):
    member = office.member()
    member.start(office.codes[0])
    member.go()
    return member


def test_every_option_and_refusal_of_a_question_is_posted_in_one_length_and_answered_in_one(office):
    member = at_the_scale(office)
    held, offered = member.state, choices(member, "answer")
    assert {value.rstrip(".") for value in offered} == {"1", "2", "3", "4", "5", "dont_know", "refused"}
    assert len({posted(member, answer=value) for value in offered}) == 1
    unrouted = [value for value in offered if value.rstrip(".") not in {"1", "2"}]
    pages = {len(member.post(state=held, action="next", answer=value).data) for value in unrouted}
    assert len(pages) == 1
    assert pages.pop() % STEP == 0
    back = {len(member.post(state=held, action="back", answer=value).data) for value in offered}
    assert len(back) == 1


def test_parts_of_a_battery_too_and_what_was_ticked_stands_ticked_again(office):
    member = at_the_scale(office)
    member.go(answer="4")
    offered = choices(member, "part_cap_uy")
    assert len({posted(member, part_cap_uy=one, part_lanh_dao=other) for one in offered for other in offered}) == 1
    held = member.state
    answered = {"part_cap_uy": offered[0], "part_lanh_dao": offered[-1]}
    member.post(state=held, action="next", **answered)
    member.go("back")
    ticked = {box["name"]: box["value"] for box in member.soup.select("input[checked]")}
    assert ticked == answered


def test_a_list_of_answers_before_sending_comes_in_the_same_steps(office):
    member = office.member()
    member.to_check(office.codes[0])
    assert len(member.page.data) % STEP == 0


def test_a_value_without_its_filling_is_the_same_answer_and_a_foreign_one_is_refused(office):
    member = at_the_scale(office)
    held = member.state
    assert member.post(state=held, action="next", answer="4").status_code == 200
    assert member.post(state=held, action="next", answer="77.......").status_code == 400
    assert member.post(state=held, action="next", answer="....").status_code == 200, "nothing is ticked"


@pytest.mark.parametrize(
    ("item", "fields", "read"),
    [
        ("loi", {"answer": "Thêm đào tạo..."}, {"answer": "Thêm đào tạo..."}),
        ("gio", {"answer": "40.", "exit": "refused.."}, {"answer": "40.", "exit": "refused"}),
        ("ly_do", {"answer": "3........", "other": "v.v..."}, {"answer": "3", "other": "v.v..."}),
    ],
)
def test_what_somebody_types_keeps_its_dots(office, wave_questionnaire, item, fields, read):
    with office.app.test_request_context():
        assert bare(wave_questionnaire.item(item), MultiDict(fields)) == MultiDict(read)

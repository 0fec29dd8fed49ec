"""A wave that anybody may answer, over HTTP: pages without scripts, the requests of the scripts, what is refused."""

from __future__ import annotations

import base64
import json
import re

import pytest
from bs4 import BeautifulSoup

from survey_app.ballots.blind import InvalidRightError
from survey_app.ballots.codes import new_code
from survey_app.ballots.rights import new_right
from survey_app.ballots.sealing import open_ballot, seal
from survey_app.language import translate
from survey_app.operations import respond, waves
from survey_app.operations.casting import BallotRejectedError, BoxFullError
from survey_app.operations.secrets import form_key_of
from survey_app.operations.ticking import reminder
from survey_app.questionnaire.answers import EMPTY
from survey_app.store.errors import NotAcceptingError
from survey_app.web.limits import PER_HOUR, Act, Limits
from survey_app.web.respond.endpoints import TooManyRequestsError, UnreadableRequestError
from survey_app.web.respond.notices import NOTICES
from survey_app.web.respond.state import open_state

SENT = "Cảm ơn đồng chí, phiếu đã vào hòm"


def written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def posted(office, step, **fields):
    return office.app.test_client().post(f"/b/{office.wave}/{step}", json=fields)


@pytest.fixture
def ballot(consultation):
    """A ballot sealed for the wave, as a browser does it, with a message of its own."""
    record = consultation.stores.registry.wave(consultation.wave)
    keys = waves.manifest_of(record).public_keys()

    def make(*, manifest_hash=record.manifest_hash, stratum=0):
        sealed = seal(b"{}", stratum=stratum, manifest_hash=record.manifest_hash, keys=keys)
        right = new_right(manifest_hash, stratum)
        return {"stratum": stratum, "right": written(right), "ballot": written(sealed)}

    return make


@pytest.mark.parametrize(
    ("language", "said"), [("vi", "không phải mẫu ngẫu nhiên"), ("en", "this is not a random sample")]
)
def test_the_start_page_asks_for_consent_alone_and_says_that_it_is_no_random_sample(consultation, language, said):
    member = consultation.member()
    member.language = language
    member.open()
    assert said in member.soup.get_text(" ", strip=True)
    named = {field["name"] for field in member.soup.select("form input:not([type=hidden])")}
    assert "consent" in named
    assert "code" not in named
    assert "Set-Cookie" not in member.page.headers
    member.post(action="start")
    assert member.page.status_code == 422
    assert len(member.soup.select(".wrong li")) == 1


def test_a_page_posted_twice_is_one_ballot_and_a_second_visit_is_another(consultation):
    member = consultation.member()
    member.to_check("")
    held = member.state
    member.go("send")
    assert member.heading == SENT
    member.post(state=held, action="send")
    assert member.heading == SENT
    assert consultation.ballots() == 1
    member.to_check("")
    member.go("send")
    assert consultation.ballots() == 2
    assert consultation.slips() == 0
    (record, _) = consultation.stores.box.ballots(consultation.wave)
    manifest_hash = consultation.stores.registry.wave(consultation.wave).manifest_hash
    raw = json.loads(open_ballot(record.ballot, stratum=0, manifest_hash=manifest_hash, key=consultation.key))
    assert raw["items"]["hai_long"] == 4


def test_the_message_travels_in_the_encrypted_field_alone(consultation):
    member = consultation.member()
    member.start("")
    record = consultation.stores.registry.wave(consultation.wave)
    key = form_key_of(consultation.stores.folder, consultation.wave)
    drawn = open_state(member.state, key=key, wave=consultation.wave).code
    assert bytes.fromhex(record.manifest_hash.removeprefix("sha256:")).hex() in drawn
    assert drawn not in member.page.text
    member.start("")
    assert open_state(member.state, key=key, wave=consultation.wave).code != drawn


def test_a_browser_casts_with_a_message_that_nobody_signed(consultation, ballot):
    given = ballot()
    assert posted(consultation, "cast", **given).json == {"outcome": "new"}
    assert posted(consultation, "cast", **given).json == {"outcome": "already"}
    assert posted(consultation, "cast", **ballot()).json == {"outcome": "new"}
    assert consultation.ballots() == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"right": written(b"x" * 113)}, "invalid-right"),
        ({"right": written(new_right("sha256:" + "ab" * 32, 0))}, "invalid-right"),
        ({"stratum": 1}, "ballot-rejected"),
        ({"ballot": written(b"x" * 4883)}, "ballot-rejected"),
        ({"signature": written(b"x" * 256)}, "request-unreadable"),
    ],
)
def test_what_is_no_ballot_of_this_wave_is_refused(consultation, ballot, change, code):
    answer = posted(consultation, "cast", **{**ballot(), **change})
    assert answer.status_code in {400, 422}
    assert answer.json["error"] == code
    assert consultation.ballots() == 0


def test_nothing_is_collected_and_no_code_is_worth_anything(consultation):
    code = new_code()
    looked = posted(consultation, "look", code=code)
    assert looked.json == {"state": "unknown", "stratum": None}
    refused = posted(consultation, "collect", code=code, blinded=written(b"x" * 256))
    assert refused.status_code == 422


def test_a_wave_with_slips_takes_no_unsigned_message(office):
    record = office.stores.registry.wave(office.wave)
    sealed = seal(b"{}", stratum=0, manifest_hash=record.manifest_hash, keys=waves.manifest_of(record).public_keys())
    given = {"stratum": 0, "right": written(new_right(record.manifest_hash, 0)), "ballot": written(sealed)}
    assert posted(office, "cast", **given).json["error"] == "request-unreadable"
    assert posted(office, "cast", **given, signature=written(b"x" * 256)).json["error"] == "invalid-right"
    assert office.ballots() == 0


def test_a_full_box_refuses_calmly_on_both_ways_and_keeps_what_it_has(consultation, ballot):
    first = ballot()
    posted(consultation, "cast", **first)
    for _ in range(39):
        posted(consultation, "cast", **ballot())
    assert consultation.ballots() == 40
    refused = posted(consultation, "cast", **ballot())
    assert (refused.status_code, refused.json["error"]) == (409, "box-full")
    assert posted(consultation, "cast", **first).json == {"outcome": "already"}
    member = consultation.member()
    member.to_check("")
    member.go("send")
    assert (member.page.status_code, member.heading) == (409, "Đợt này đã nhận đủ số phiếu")
    assert member.state, "the answers are not lost"
    assert consultation.ballots() == 40


def test_one_address_sends_so_many_ballots_an_hour_and_is_told_so(consultation, ballot, monkeypatch):
    few = Limits(lambda: 0.0, {**PER_HOUR, Act.CAST_OPEN: 1})
    consultation.app.extensions["member-limits"] = few
    client = consultation.app.test_client()
    asked = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.7"}}
    assert client.post(f"/b/{consultation.wave}/cast", json=ballot(), **asked).json == {"outcome": "new"}
    refused = client.post(f"/b/{consultation.wave}/cast", json=ballot(), **asked)
    assert (refused.status_code, refused.json["error"]) == (429, "too-many-requests")
    member = consultation.member()
    member.to_check("")
    sent = client.post(f"/b/{consultation.wave}", data={"state": member.state, "action": "send"}, **asked)
    assert sent.status_code == 429
    assert "quá nhiều phiếu" in sent.text
    assert consultation.ballots() == 1


def test_a_closed_wave_takes_no_more(consultation, ballot):
    member = consultation.member()
    member.to_check("")
    waves.close_wave(consultation.stores, consultation.wave)
    member.go("send")
    assert member.heading == "Đợt xin ý kiến đã kết thúc"
    assert posted(consultation, "cast", **ballot()).status_code == 409
    assert consultation.ballots() == 0


@pytest.mark.parametrize("path", ["/m/2026-Q4", "/about/stored?wave=2026-Q4"])
@pytest.mark.parametrize(("language", "said"), [("vi", "không phải mẫu ngẫu nhiên"), ("en", "not a random sample")])
def test_what_is_public_of_the_wave_says_so(consultation, path, language, said):
    page = consultation.app.test_client().get(path + ("&" if "?" in path else "?") + f"lang={language}")
    assert said in page.text
    assert "0 người" not in page.text


def test_the_short_way_of_answering_holds_for_open_waves_alone(office):
    record = office.stores.registry.wave(office.wave)
    with pytest.raises(InvalidRightError):
        respond.cast_open(office.stores, office.wave, new_right(record.manifest_hash, 0), EMPTY)


OF_SLIPS = re.compile(r"mã phiếu|mã trên|tờ phiếu|dự phòng|slip|your code", re.IGNORECASE)
DENIED = ("không cần mã phiếu", "Không có mã phiếu", "không phiếu mã")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_that_anybody_reads_in_an_open_wave_speaks_of_a_slip(consultation, language):
    """Pages, the parts that scripts draw from, every notice, every refusal; what denies that there is one may stay."""
    member = consultation.member()
    member.language = language
    for part in (member.open().text, member.to_check("") or member.page.text, member.go("send").text):
        shown = BeautifulSoup(part, "html5lib")
        for script in shown.find_all("script"):
            script.decompose()  # sentences of all waves, asked for by name
        text = shown.get_text(" ", strip=True)
        for denied in DENIED:
            text = text.replace(denied, "")
        assert not OF_SLIPS.search(text), OF_SLIPS.search(text)
    for name in ("not_yet", "closed", "released", "cancelled", "scripts_required", "tampered", "foreign", "box_full"):
        notice = NOTICES[name]
        assert not OF_SLIPS.search(translate(notice.open_text or notice.text, language)), name
    refusals = (NotAcceptingError, BoxFullError, TooManyRequestsError, UnreadableRequestError)
    for refusal in (*refusals, InvalidRightError, BallotRejectedError):
        assert not OF_SLIPS.search(translate(refusal.found, language) + translate(refusal.fix, language)), refusal


def test_a_page_that_cannot_be_read_is_begun_again_without_a_code(consultation):
    member = consultation.member()
    member.post(state="x", action="send")
    assert "trả lời lại từ đầu" in member.page.text
    assert "mã trên phiếu" not in member.page.text


def test_the_reminder_of_an_open_wave_asks_for_no_code(consultation):
    record = consultation.stores.registry.wave(consultation.wave)
    told = reminder(record, address="https://so.example", language="vi", today=consultation.clock.today)
    assert "Ai cũng trả lời được, không cần mã" in told
    assert "phiếu đã nhận" not in told


def test_what_is_stored_of_an_open_wave_lists_no_danger_of_slips(consultation):
    client = consultation.app.test_client()
    assert "danh sách ai bốc phiếu nào" not in client.get(f"/about/stored?wave={consultation.wave}").text
    assert "danh sách ai bốc phiếu nào" in client.get("/about/stored").text

"""The main job over real HTTP, without scripts: answer with a printed code, close, tally, read the changed figure."""

from __future__ import annotations

import gzip
import re
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from bs4 import BeautifulSoup, Tag

from survey_app.config import Settings
from survey_app.operations import demo

pytestmark = pytest.mark.xdist_group("demo")

WAVE = "2025-Q4"


class Visitor:
    """A browser without scripts: follows forms, keeps cookies (and says whether it was given any)."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = CookieJar()
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.jar))
        self.page = BeautifulSoup("", "html5lib")
        self.size = 0

    def open(self, path: str, fields: list[tuple[str, str]] | None = None) -> None:
        where = urljoin(self.address + "/", path)
        body = None if fields is None else urlencode(fields).encode()
        origin = "/".join(where.split("/")[:3])
        request = Request(where, data=body, headers={"Origin": origin} if body is not None else {})
        content = self._read(request)
        self.page = BeautifulSoup(content, "html5lib")

    def _read(self, request: Request) -> bytes:
        """Return what an address gives; its size is what travelled, as browsers ask for it."""
        request.add_header("Accept-Encoding", "gzip")
        with self._answer(request) as response:
            content = response.read()
            self.address = response.url
        self.size = len(content)
        return gzip.decompress(content) if response.headers["Content-Encoding"] == "gzip" else content

    def styles(self) -> int:
        """Return the size of the page's styles."""
        visitor = Visitor(self.address)
        link = self.page.find("link", rel="stylesheet")
        visitor._read(Request(urljoin(self.address, link["href"])))
        return visitor.size

    def _answer(self, request: Request) -> HTTPResponse | HTTPError:
        try:
            return self.opener.open(request, timeout=60)
        except HTTPError as refusal:
            return refusal

    def title(self) -> str:
        return self.page.title.get_text(strip=True)

    def text(self) -> str:
        return re.sub(r"\s+", " ", self.page.body.get_text(" ", strip=True))

    def form(self) -> Tag:
        forms = [form for form in self.page.find_all("form") if form.get("method", "").lower() == "post"]
        assert forms, self.text()[:500]
        return forms[0]

    def send(self, chosen: dict[str, str], button: str | None = None) -> None:
        """Send the page's form with its hidden fields, the chosen values and its primary button."""
        form = self.form()
        fields = [(field["name"], field.get("value", "")) for field in form.find_all("input", type="hidden")]
        fields += list(chosen.items())
        buttons = [each for each in form.find_all("button") if each.get("name")]
        pressed = next((each for each in buttons if button and each.get("value") == button), None)
        if pressed is None and buttons:
            pressed = next((each for each in buttons if "btn" in each.get("class", [])), buttons[0])
        if pressed is not None:
            fields.append((pressed["name"], pressed.get("value", "")))
        self.open(form.get("action") or self.address, fields)

    def first_choices(self) -> dict[str, str]:
        """Return the first option of every radio group on the page."""
        chosen: dict[str, str] = {}
        for field in self.form().find_all("input", type="radio"):
            chosen.setdefault(field["name"], field["value"])
        return chosen


def answer(visitor: Visitor, code: str) -> list[int]:
    """Walk the form to its end; return the sizes of the pages with their styles."""
    visitor.open(f"/b/{WAVE}")
    styles = visitor.styles()
    sizes = [visitor.size + styles]
    form = visitor.form()
    consent = form.find("input", type="checkbox")
    field = form.find("input", attrs={"name": "code"})
    visitor.send({field["name"]: code, consent["name"]: consent.get("value", "on")})
    for _ in range(30):
        sizes.append(visitor.size + styles)
        if not [each for each in visitor.page.find_all("form") if each.get("method", "").lower() == "post"]:
            return sizes
        visitor.send(visitor.first_choices())
    raise AssertionError(visitor.title())


def committee(address: str, sign_in: tuple[str, str]) -> Visitor:
    """Return a signed-in committee member on the first screen."""
    visitor = Visitor(address)
    visitor.open("/committee")
    form = visitor.form()
    name = form.find("input", attrs={"autocomplete": "username"})
    password = form.find("input", type="password")
    visitor.send({name["name"]: sign_in[0], password["name"]: sign_in[1]})
    visitor.open("/committee")
    return visitor


def test_the_main_job(served, tmp_path) -> None:
    codes = served.codes()
    assert len(codes) == 3
    assert f"/b/{WAVE}" in served.printed
    before = committee(served.address, served.sign_in("dang-uy"))
    assert "dữ liệu mô phỏng" in before.text().lower()
    assert "Quý III năm 2025" in before.text()

    member = Visitor(served.address)
    sizes = answer(member, codes[0])
    assert len(sizes) >= 12
    assert max(sizes) <= 15 * 1024, sizes
    assert list(member.jar) == []
    assert "cảm ơn" in member.text().lower()

    again = Visitor(served.address)
    again.open(f"/b/{WAVE}")
    consent, field = again.form().find("input", type="checkbox"), again.form().find("input", attrs={"name": "code"})
    again.send({field["name"]: codes[0].lower().replace("0", "o"), consent["name"]: consent.get("value", "on")})
    assert not again.page.find_all("input", type="radio")
    assert "đã" in again.text()

    wrong = tmp_path / "wrong"
    wrong.write_text("khong phai mat khau nay")
    early = served.command("tally", WAVE, "--key", served.key(), "--passphrase-file", wrong)
    assert early.returncode == 1
    assert "Traceback" not in early.stderr
    tallied = served.close_and_tally(WAVE)
    assert tallied.returncode == 0, tallied.stderr
    valid, roll = map(int, re.search(r"(\d+) phiếu hợp lệ trên (\d+) người", tallied.stdout).groups())
    assert roll == 184

    after = committee(served.address, served.sign_in("dang-uy"))
    assert "Quý IV năm 2025" in after.text()
    assert f"{valid} / {roll}" in after.text() or f"{valid}/{roll}" in after.text()
    repeated = served.close_and_tally(WAVE)
    assert repeated.returncode == 0
    assert re.search(r"sha256:\w+", repeated.stdout).group() == re.search(r"sha256:\w+", tallied.stdout).group()


def test_a_second_start_prints_the_same_entrances(served) -> None:
    made = demo.prepare(Settings(folder=served.folder), today=None, step=lambda *_: None)
    assert list(made.codes) == served.codes()

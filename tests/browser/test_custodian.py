"""The custodian in a real browser: a key made, a wave opened with it, ballots cast, closed, tallied; what goes wrong."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey_app.ballots import keys
from survey_app.ballots.manifest import KeptTexts
from survey_app.ballots.sealing import SIZE, seal
from survey_app.operations import releasing_texts, second_step, staff, tally, waves
from survey_app.operations.ledger import ledger
from survey_app.operations.respond import cast
from survey_app.questionnaire.answers import Answers, payload
from survey_app.store import BallotRecord, open_stores
from survey_app.verifying import verify

pytestmark = pytest.mark.browser

PASSPHRASE, PASSWORD, NAME = "bốn từ không dính nhau", "một hai ba bốn năm", "giu-khoa"
WORDS_OF_A_MEMBER = "Cần thêm ghế ngồi ở hội trường"


@dataclass
class Desk:
    """A custodian at a browser, and everything that the browser sent."""

    page: Any
    address: str
    sent: list[bytes] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def note(self, request: Any) -> None:
        head = "\n".join([request.url, *(f"{name}: {held}" for name, held in request.headers.items())])
        self.sent.append(head.encode() + b"\n" + (request.post_data_buffer or b""))

    def unlock(self, file: Path, passphrase: str = PASSPHRASE) -> None:
        self.page.set_input_files("#file", file)
        self.page.fill("#passphrase", passphrase)
        self.page.click("#start")


def seated(browser: Any, address: str, stores: Any, *, now: float, language: str = "vi", width: int = 1280) -> Desk:
    """Sign the custodian in by the pages, with both steps."""
    context = browser.new_context(viewport={"width": width, "height": 800}, accept_downloads=True)
    desk = Desk(page=context.new_page(), address=address)
    desk.page.on("request", desk.note)
    desk.go(f"/staff/sign-in?lang={language}")
    desk.page.fill("#staff", NAME)
    desk.page.fill("#password", PASSWORD)
    desk.page.click("button.btn")
    desk.page.fill("[name=digits]", second_step.present_code(stores, NAME, now=now))
    desk.page.click("main button[type=submit]")
    desk.page.wait_for_url("**/staff**")
    return desk


def make_key(desk: Desk, folder: Path, passphrase: str = PASSPHRASE) -> tuple[Path, Path, str]:
    """Make a key by the page's four steps; return its file, the public file and the fingerprint shown."""
    page, files = desk.page, []
    desk.go("/custodian/key")
    page.fill("#passphrase", passphrase)
    page.fill("#again", passphrase)
    page.click("#make")
    page.wait_for_selector("#step-2:not([hidden])", timeout=60000)
    for button in ("#save-1", "#save-2"):
        with page.expect_download() as saved:
            page.click(button)
        files.append(folder / saved.value.suggested_filename)
        saved.value.save_as(files[-1])
    page.set_input_files("#file", files[1])
    page.fill("#retyped", passphrase)
    page.click("#check")
    page.wait_for_selector("#step-4:not([hidden])", timeout=60000)
    with page.expect_download() as saved:
        page.click("#save-public")
    files.append(folder / saved.value.suggested_filename)
    saved.value.save_as(files[-1])
    assert files[0].read_bytes() == files[1].read_bytes()
    return files[0], files[2], page.inner_text("#fingerprint")


def finished(desk: Desk) -> str:
    desk.page.wait_for_selector("#done:not([hidden])", timeout=120000)
    return str(desk.page.inner_text("#hash"))


def opened(office: Any, public: str, *, wave: str = "2026-Q4b", answers: int = 12, keep: bool = False) -> str:
    """Open another wave for this public key, cast ballots without scripts, close it.

    With ``keep`` it promises to keep texts, and every ballot has one.
    """
    first = waves.manifest_of(office.stores.registry.wave(office.wave))
    made = waves.open_wave(
        office.stores,
        wave=wave,
        kind="simulated",
        questionnaire=office.questionnaire,
        organisation=office.organisation,
        tally_key=public,
        opens=office.clock.today,
        closes=office.clock.today,
        results_on=office.clock.today,
        today=office.clock.today,
        texts=KeptTexts() if keep else None,
    )
    assert first.hash != made.manifest.hash
    for at, slip in enumerate(made.slips[:answers]):
        texts = {"loi": WORDS_OF_A_MEMBER} if keep or at % 3 == 0 else {}
        values = {"hai_long": 1 + at % 5, "tin_tuong": {"cap_uy": 1 + at % 4}, "gio": 30 + at, "viec": 1 + at % 3}
        if at % 5 < 2:
            values["ly_do"] = (1, 4) if at % 2 else (2,)
        if values.get("ly_do") == (1, 4):
            texts["ly_do"] = WORDS_OF_A_MEMBER
        cast(office.stores, wave, slip.code, Answers(values=values, texts=texts), today=office.clock.today)
    waves.close_wave(office.stores, wave)
    return wave


def by_command(office: Any, wave: str, key: Any, folder: Path) -> Any:
    """Return what the command makes of the same ballots, in a copy of the stores."""
    copy = shutil.copytree(office.stores.folder, folder / "copy")
    return tally.tally_wave(open_stores(copy), wave, key).cube


@pytest.fixture
def kept(office: Any, wave_questionnaire: Any, wave_organisation: Any) -> Any:
    """The office with a custodian's account."""
    office.questionnaire, office.organisation = wave_questionnaire, wave_organisation
    staff.add_staff(office.stores, staff=NAME, title="Người giữ khóa", role="custodian", password=PASSWORD)
    second_step.set_up_here(office.stores, NAME, now=office.clock().timestamp())
    return office


@pytest.fixture
def desk(browser: Any, address: str, kept: Any) -> Any:
    seat = seated(browser, address, kept.stores, now=kept.clock().timestamp())
    yield seat
    seat.page.context.close()


@pytest.fixture
def key_file(tmp_path: Path, tally_key: Any) -> Path:
    path = tmp_path / "khoa.json"
    path.write_text(keys.wrap(tally_key, PASSPHRASE), encoding="utf-8")
    return path


def test_a_key_made_in_the_browser_opens_its_wave_there_and_never_leaves(desk, kept, tmp_path) -> None:
    file, public, fingerprint = make_key(desk, tmp_path)
    private = keys.unwrap(file.read_text(encoding="utf-8"), PASSPHRASE)
    assert fingerprint == keys.fingerprint(private)
    wave = opened(kept, public.read_text(encoding="utf-8"), keep=True)
    receipts = {held.ballot for held in kept.stores.box.ballots(wave)}
    expected = by_command(kept, wave, private, tmp_path)
    desk.go("/custodian")
    desk.page.click(f"a[href*='/custodian/{wave}']")
    assert fingerprint in desk.page.inner_text("main")
    desk.unlock(file)
    assert finished(desk) == expected.hash
    assert "12" in desk.page.inner_text("#result")
    assert (kept.stores.box.count(wave), kept.stores.registry.slips(wave)) == (0, ())
    assert len(kept.stores.papers.receipts(wave)) == len(receipts) == 12
    assert [cube.hash for cube in ledger(kept.stores)] == [expected.hash]
    _nothing_of_the_key(desk.sent, file, private)
    posted = b"".join(desk.sent)
    assert WORDS_OF_A_MEMBER.encode() not in posted
    assert WORDS_OF_A_MEMBER not in json.dumps(WORDS_OF_A_MEMBER)  # so the escaped form is searched for as well
    assert json.dumps(WORDS_OF_A_MEMBER)[1:-1].encode() not in posted
    assert _words_read(kept.stores, wave, private) == {"loi": [WORDS_OF_A_MEMBER] * 12}  # and three of ly_do dropped
    held = [path for path in kept.stores.folder.rglob("*") if path.is_file()]
    assert not [path.name for path in held if WORDS_OF_A_MEMBER.encode() in path.read_bytes()]
    proof = desk.page.request.get(f"{desk.address}/m/{wave}/proof.json").body()
    assert [one.code for one in verify([("proof.json", proof)]) if not one.holds] == []


def _words_read(stores: Any, wave: str, private: Any) -> dict[str, list[str]]:
    """Return what the reporter reads of the texts that the browser sealed, by item."""
    staff.add_staff(stores, staff="doc", title="Người đọc", role="reporter", password=PASSWORD)
    releasing_texts.approve(stores, wave, staff="doc", day="2026-12-01")
    read: dict[str, list[str]] = {}

    def reader(one: Any) -> None:
        read.setdefault(one.item, []).append(one.text)

    releasing_texts.propose(releasing_texts.export_texts(stores, wave), private, by="doc", reader=reader)
    return read


def _nothing_of_the_key(sent: list[bytes], file: Path, private: Any) -> None:
    """No request holds the passphrase, the wrapped file or any part of the private key, however it is written."""
    fields = json.loads(file.read_text(encoding="utf-8"))
    numbers = private.private_numbers()
    raw = [number.to_bytes(384, "big").lstrip(b"\0") for number in (numbers.d, numbers.p, numbers.q)]
    pieces = [
        PASSPHRASE.encode(),
        json.dumps(PASSPHRASE)[1:-1].encode(),
        fields["private"][:40].encode(),
        b"survey_key",
    ]
    pieces += [
        base64.b64decode(fields["private"])[:24],
        fields["kdf"]["salt"].encode(),
        fields["cipher"]["iv"].encode(),
    ]
    for one in raw:
        pieces += [one[:24], one[:24].hex().encode()]
        pieces += [base64.b64encode(one[at : at + 24])[:28] for at in range(3)]
    together = b"\n".join(sent)
    assert len(sent) > 10
    assert [piece for piece in pieces if piece in together] == []
    assert b"tally" in together or b"rows" in together


def test_a_wrong_passphrase_and_a_wrong_key_open_nothing(desk, kept, key_file, tally_key, tmp_path) -> None:
    wave = opened(kept, keys.public_text(tally_key))
    desk.go(f"/custodian/{wave}")
    desk.page.click("#start")
    desk.page.wait_for_selector("#problem:not([hidden])")
    assert "Chưa chọn tệp khóa" in desk.page.inner_text("#problem")
    desk.unlock(key_file, "mật khẩu nào khác")
    desk.page.locator("#problem", has_text="không mở được tệp khóa").wait_for()
    other = tmp_path / "khac.json"
    other.write_text(keys.wrap(keys.new_key(), PASSPHRASE), encoding="utf-8")
    desk.unlock(other)
    desk.page.locator("#problem", has_text="không phải khóa kiểm phiếu").wait_for()
    assert kept.stores.box.count(wave) == 12
    assert ledger(kept.stores) == ()
    desk.unlock(key_file)
    finished(desk)


def test_damaged_and_foreign_ballots_are_set_aside_as_the_command_sets_them_aside(
    desk, kept, key_file, tally_key, tmp_path
) -> None:
    wave = opened(kept, keys.public_text(tally_key))
    manifest = waves.manifest_of(kept.stores.registry.wave(wave))
    hostile = [
        b'{"items":{"khong_co":1},"texts":{},"v":1}',
        b'{"items":{"hai_long":1.0},"texts":{},"v":1}',
        b'{"items":{"hai_long":1,"hai_long":2},"texts":{},"v":1}',
        b'{"items":{"hai_long":5,"ly_do":[1]},"texts":{},"v":1}',
        b'{"items":{},"texts":{"loi":"a  b"},"v":1}',
        b'{"items":{},"texts":{"loi":"' + b"a" * 81 + b'"},"v":1}',
        b'{"v":1,"items":{},"texts":{}}',
        b"khong phai json",
        b"",
    ]
    box = kept.stores.box
    box.accept(wave)
    for raw in hostile:
        ballot = seal(raw, stratum=0, manifest_hash=manifest.hash, keys=manifest.public_keys())
        box.put(BallotRecord(nullifier=os.urandom(32), wave=wave, stratum=0, ballot=ballot))
    good = payload(kept.questionnaire, Answers(values={"hai_long": 3}, texts={}))
    elsewhere = seal(good, stratum=1, manifest_hash="sha256:" + "0" * 64, keys=manifest.public_keys())
    box.put(BallotRecord(nullifier=os.urandom(32), wave=wave, stratum=1, ballot=elsewhere))
    damaged = bytes([1, 0, 1]) + os.urandom(SIZE - 3)
    box.put(BallotRecord(nullifier=os.urandom(32), wave=wave, stratum=1, ballot=damaged))
    box.refuse(wave)
    expected = by_command(kept, wave, tally_key, tmp_path)
    assert expected.population.n == 12
    desk.go(f"/custodian/{wave}?lang=en")
    desk.unlock(key_file)
    assert finished(desk) == expected.hash
    assert desk.page.inner_text("#aside").startswith(str(len(hostile) + 2))


def test_more_ballots_than_people_ask_the_custodian_first(desk, kept, key_file, tally_key, tmp_path) -> None:
    wave = opened(kept, keys.public_text(tally_key), answers=0)
    manifest = waves.manifest_of(kept.stores.registry.wave(wave))
    box = kept.stores.box
    box.accept(wave)
    for at in range(14):
        raw = payload(kept.questionnaire, Answers(values={"hai_long": 1 + at % 5}, texts={}))
        ballot = seal(raw, stratum=0, manifest_hash=manifest.hash, keys=manifest.public_keys())
        box.put(BallotRecord(nullifier=os.urandom(32), wave=wave, stratum=0, ballot=ballot))
    box.refuse(wave)
    expected = by_command(kept, wave, tally_key, tmp_path)
    desk.go(f"/custodian/{wave}")
    desk.unlock(key_file)
    desk.page.wait_for_selector("#overfull:not([hidden])", timeout=120000)
    assert desk.page.inner_text("#strata") == "Chi bộ 1"
    assert ledger(kept.stores) == ()
    desk.page.click("#go-on")
    desk.page.wait_for_timeout(300)
    assert ledger(kept.stores) == ()
    desk.page.check("#acknowledged")
    desk.page.click("#go-on")
    assert finished(desk) == expected.hash


def test_a_server_killed_in_the_middle_of_the_posting_changes_nothing(
    browser, kept, key_file, tally_key, tmp_path, root
) -> None:
    wave = opened(kept, keys.public_text(tally_key))
    expected = by_command(kept, wave, tally_key, tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "SURVEY_FOLDER": str(kept.stores.folder),
        "SURVEY_PORT": str(port),
        "SURVEY_TODAY": kept.clock.today.isoformat(),
    }
    address = f"http://127.0.0.1:{port}"

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", "survey_app", "start"], env=environment, cwd=root)
        for _ in range(600):
            try:
                urlopen(address + "/favicon.ico").close()
            except OSError:
                assert process.poll() is None
                time.sleep(0.1)
            else:
                return process
        raise AssertionError("the server did not start")

    server = start()
    try:
        desk = seated(browser, address, kept.stores, now=kept.clock().timestamp())
        desk.go(f"/custodian/{wave}")

        def kill(route: Any) -> None:
            server.send_signal(signal.SIGKILL)
            server.wait()
            route.continue_()

        desk.page.route("**/finish*", kill)
        desk.unlock(key_file)
        desk.page.wait_for_selector("#problem:not([hidden])", timeout=60000)
        assert "Không liên lạc được" in desk.page.inner_text("#problem")
        desk.page.unroute("**/finish*")
        assert kept.stores.box.count(wave) == 12
        assert ledger(kept.stores) == ()
        for path in kept.stores.folder.rglob("*"):
            assert not path.is_file() or b'"hai_long":' not in path.read_bytes().replace(
                kept.stores.registry.wave(wave).questionnaire.encode(), b""
            )
        server = start()
        desk.page.reload()
        desk.unlock(key_file)
        assert finished(desk) == expected.hash
        desk.page.context.close()
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_pages_are_accessible_and_fit(
    browser, address, kept, key_file, tally_key, artifacts, width, scheme
) -> None:
    wave = opened(kept, keys.public_text(tally_key))
    desk = seated(browser, address, kept.stores, now=kept.clock().timestamp(), width=width)
    desk.page.emulate_media(color_scheme=scheme)

    def look(name: str) -> None:
        found = [violation["id"] for violation in Axe().run(desk.page).response["violations"]]
        assert found == [], name
        desk.page.screenshot(path=artifacts / f"custodian-{name}-{width}.png", full_page=True)
        wide = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, name

    for name, path in {
        "home": "/custodian",
        "key": "/custodian/key?lang=en",
        "card": "/staff/card/custodian",
        "waiting": f"/m/{wave}",
        "tally": f"/custodian/{wave}",
    }.items():
        desk.go(path)
        look(name)
        if name == "card":
            printed = desk.page.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, "a card is one sheet of paper"
    desk.page.click("#start")
    desk.page.wait_for_selector("#problem:not([hidden])")
    look("problem")
    desk.unlock(key_file)
    finished(desk)
    look("done")
    for name, path in {
        "verify": f"/m/{wave}",
        "record": f"/m/{wave}/record",
        "receipts": f"/m/{wave}/receipts",
    }.items():
        desk.go(path)
        look(name)
    receipt = kept.stores.papers.receipts(wave)[3]
    before = len(desk.sent)
    desk.page.fill("#receipt", receipt.lower())
    assert "Có trong danh sách" in desk.page.inner_text("#found")
    look("receipt-found")
    desk.page.fill("#receipt", "ABCDEFGHIJKL")
    assert "Không có trong danh sách" in desk.page.inner_text("#found")
    assert len(desk.sent) == before
    assert receipt not in desk.page.url
    desk.page.context.close()

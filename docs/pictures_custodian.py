"""Take the pictures of the custodian's walk, from making the key to the tally, by following the steps of the role card.

`make docs` runs it, and it needs a browser: `python docs/pictures_custodian.py` (SURVEY_CHROMIUM names
another one). Each picture belongs to one step of the card; a step that the pages do not allow ends the walk.
"""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from survey_app.ballots.manifest import WaveKind
from survey_app.config import Settings
from survey_app.operations import staff, waves
from survey_app.operations.opening import read_office
from survey_app.operations.respond import cast
from survey_app.operations.simulation import Simulation
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.store import Stores, open_stores
from survey_app.web import create_app

HERE = Path(__file__).parent
QUESTIONNAIRE = HERE / "tutorials" / "first-questionnaire.yaml"
WAVE, NAME, WIDTH, HEIGHT, COLOURS = "nha-an", "giu-khoa", 720, 900, 32
PASSWORD, PASSPHRASE = "mật khẩu đăng nhập", "bốn từ không dính nhau"
NOON = datetime(2025, 5, 6, 12, tzinfo=UTC)
LATER = datetime(2025, 5, 10, 12, tzinfo=UTC)
CHROMIUM = os.environ.get("SURVEY_CHROMIUM", shutil.which("chromium") or "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


class Clock:
    """A clock that the walk moves on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Return the present moment of the walk."""
        return self.now


@contextmanager
def served(stores: Stores, clock: Clock) -> Iterator[str]:
    """Serve an installation; give its address."""
    app = create_app(Settings(folder=stores.folder), stores=stores, clock=clock)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def open_for(stores: Stores, public: str) -> None:
    """Do the reporter's part: open a wave for the custodian's public key; members answer, the wave closes."""
    questionnaire = read_questionnaire_file(QUESTIONNAIRE)
    opened = waves.open_wave(
        stores,
        wave=WAVE,
        kind=WaveKind.REAL,
        questionnaire=questionnaire,
        organisation=read_office(Settings(folder=stores.folder)).organisation,
        tally_key=public,
        opens=NOON.date(),
        closes=date(2025, 5, 9),
        results_on=date(2025, 5, 19),
        today=NOON.date(),
    )
    answers = Simulation(questionnaire, sizes=[60], seed=5).wave(quarter=2).answers
    for slip, one in zip(opened.slips[:40], answers, strict=False):
        cast(stores, WAVE, slip.code, one, today=NOON.date())


def sign_in(page: Page, address: str, clock: Clock, secret: str = "") -> str:
    """Sign in by the pages, with both steps; return the authenticator's secret, set up the first time."""
    page.goto(f"{address}/staff/sign-in")
    page.fill("#staff", NAME)
    page.fill("#password", PASSWORD)
    page.click("button.btn")
    held = secret or str(page.input_value("input[name=secret]"))
    totp = TOTP(base64.b32decode(held), 6, SHA1(), 30)  # noqa: S303 -- what authenticators know
    page.fill("[name=digits]", totp.generate(int(clock().timestamp())).decode())
    page.click("main button[type=submit]")
    if not secret:
        page.get_by_role("link", name="Đã cất xong, đi tiếp").click()
    page.wait_for_url("**/staff**")
    return held


def keep(page: Page, button: str, folder: Path) -> Path:
    """Press a button that saves a file; return the file."""
    with page.expect_download() as saved:
        page.click(button)
    path = folder / saved.value.suggested_filename
    saved.value.save_as(path)
    return path


def walk(page: Page, address: str, stores: Stores, clock: Clock, folder: Path) -> Iterator[str]:
    """Yield the name of each picture when its page stands; every step is one of the card."""
    secret = sign_in(page, address, clock)
    page.click("a[href*='/staff/card/custodian']")
    yield "1-card"
    page.goto(f"{address}/staff")
    page.get_by_role("link", name="Khóa và kiểm phiếu").click()
    page.locator("main").get_by_role("link", name="Tạo khóa").click()
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    yield "2-passphrase"
    page.get_by_role("button", name="Tạo khóa").click()
    page.wait_for_selector("#step-2:not([hidden])", timeout=120000)
    first = keep(page, "#save-1", folder)
    keep(page, "#save-2", folder)
    yield "3-two-copies"
    page.set_input_files("#file", first)
    page.fill("#retyped", PASSPHRASE)
    page.get_by_role("button", name="Thử mở").click()
    page.wait_for_selector("#step-4:not([hidden])", timeout=120000)
    public = keep(page, "#save-public", folder)
    yield "4-public-key"
    open_for(stores, public.read_text(encoding="utf-8"))
    page.goto(f"{address}/m/{WAVE}")
    yield "5-words"
    clock.now = LATER
    sign_in(page, address, clock, secret)
    page.get_by_role("link", name="Khóa và kiểm phiếu").click()
    yield "6-waiting"
    page.click(f"a[href*='/custodian/{WAVE}']")
    page.set_input_files("#file", first)
    page.fill("#passphrase", PASSPHRASE)
    yield "7-open"
    page.get_by_role("button", name="Mở và kiểm phiếu").click()
    page.wait_for_selector("#done:not([hidden])", timeout=300000)
    yield "8-done"
    page.get_by_role("link", name="Biên bản hủy và xử lý dữ liệu").click()
    yield "9-record"


def take(folder: Path) -> list[Path]:
    """Write the pictures into a folder; return their files."""
    written = []
    with tempfile.TemporaryDirectory() as held, sync_playwright() as playwright:
        stores, clock = open_stores(Path(held) / "var"), Clock()
        staff.add_staff(stores, staff=NAME, title="Người giữ khóa thứ nhất", role="custodian", password=PASSWORD)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="vi-VN", accept_downloads=True
        )
        page = context.new_page()
        with served(stores, clock) as address:
            for name in walk(page, address, stores, clock, Path(held)):
                path = folder / f"custodian-{name}.png"
                picture = Image.open(BytesIO(page.screenshot(full_page=True)))
                picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
                written.append(path)
        browser.close()
    return written


if __name__ == "__main__":
    take(HERE / "pictures")

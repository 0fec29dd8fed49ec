"""Take the pictures of the tutorial: the pages that its questionnaire becomes on a phone of 360 px, without scripts.

`make docs` runs it, and it needs a browser: `python docs/pictures.py` (SURVEY_CHROMIUM names another one).
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from survey_app.ballots import keys
from survey_app.ballots.manifest import WaveKind
from survey_app.config import Settings
from survey_app.language import Language
from survey_app.operations.opening import read_office
from survey_app.operations.waves import open_wave
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.store import open_stores
from survey_app.web import create_app

HERE = Path(__file__).parent
QUESTIONNAIRE = HERE / "tutorials" / "first-questionnaire.yaml"
WAVE, WIDTH, HEIGHT, COLOURS = "nha-an", 360, 640, 48
NOON = datetime(2025, 5, 6, 12, tzinfo=UTC)
CHROMIUM = os.environ.get("SURVEY_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve the tutorial's questionnaire as an open wave; give its address and the codes of its slips."""
    stores = open_stores(folder)
    opened = open_wave(
        stores,
        wave=WAVE,
        kind=WaveKind.REAL,
        questionnaire=read_questionnaire_file(QUESTIONNAIRE),
        organisation=read_office(Settings(folder=folder)).organisation,
        tally_key=keys.public_text(keys.new_key()),
        opens=NOON.date(),
        closes=date(2025, 5, 9),
        results_on=date(2025, 5, 19),
        today=NOON.date(),
    )
    app = create_app(Settings(folder=folder), stores=stores, clock=lambda: NOON)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/b/{WAVE}", [slip.code for slip in opened.slips]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def walk(page: Page, address: str, code: str, language: Language) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the picture of each page on the way of a member who is not satisfied."""

    def on() -> None:
        page.locator(".btn").first.click()

    page.goto(f"{address}?lang={language.value}")
    yield "start", page.screenshot(full_page=True)
    page.fill("#code", code)
    page.check("#consent")
    on()
    page.locator("label.choice").nth(1).click()
    yield "scale", page.screenshot(full_page=True)
    on()
    page.locator("label.choice").nth(0).click()
    yield "multi", page.screenshot(full_page=True)
    on()
    page.locator("textarea").fill({"vi": "Thêm món rau.", "en": "More vegetables."}[language])
    yield "text", page.screenshot(full_page=True)
    on()
    yield "check", page.screenshot(full_page=True)


def take(folder: Path) -> list[Path]:
    """Write the pictures in both languages into a folder; return their files."""
    written = []
    with (
        tempfile.TemporaryDirectory() as held,
        served(Path(held) / "var") as (address, codes),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for language in Language:
            context = browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, java_script_enabled=False, color_scheme="light"
            )
            for name, picture in walk(context.new_page(), address, codes.pop(), language):
                path = folder / f"first-{name}-{language.value}.png"
                Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
                written.append(path)
            context.close()
        browser.close()
    return written


if __name__ == "__main__":
    take(HERE / "pictures")

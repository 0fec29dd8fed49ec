"""Take the picture of the committee's screen: the demo's latest wave down to its list of questions, 1280 px wide.

`make docs` runs it; by hand: `python docs/pictures_committee.py` (SURVEY_CHROMIUM names another browser). The demo's
answers are drawn from a fixed seed, so the same version of the program gives the same figures.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, sync_playwright
from werkzeug.serving import make_server

from survey_app.config import Settings
from survey_app.operations import demo
from survey_app.operations.permissions import Role
from survey_app.web import create_app

HERE = Path(__file__).parent
WIDTH, HEIGHT, MARGIN, COLOURS = 1280, 900, 10, 96
NOON = datetime(2025, 12, 4, 12, tzinfo=UTC)
CHROMIUM = os.environ.get("SURVEY_CHROMIUM", shutil.which("chromium") or "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Make the demo organisation and serve it; give its address, and the name and password of the committee."""
    settings = Settings(folder=folder)
    made = demo.prepare(settings, today=NOON.date(), step=lambda *_: None)
    name, password = next((name, password) for name, role, password in made.staff if role == Role.COMMITTEE)
    server = make_server("127.0.0.1", 0, create_app(settings, clock=lambda: NOON), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}", name, password
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def take(folder: Path) -> Path:
    """Write the picture into a folder; return its file."""
    path = folder / "committee.png"
    with (
        tempfile.TemporaryDirectory() as held,
        served(Path(held) / "var") as (address, name, password),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="vi-VN"
        ).new_page()
        page.goto(f"{address}/staff/sign-in")
        page.fill("[name=staff]", name)
        page.fill("[name=password]", password)
        page.click("main button[type=submit]")
        page.goto(f"{address}/committee")
        bottom = page.locator("#board").evaluate("panel => panel.getBoundingClientRect().bottom")
        clip: FloatRect = {"x": 0, "y": 0, "width": WIDTH, "height": math.ceil(bottom) + MARGIN}
        picture = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip)))
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
        browser.close()
    return path


if __name__ == "__main__":
    take(HERE / "pictures")

"""Take the pictures of an organisation where half of the groups are withheld: the groups of one question, one wave.

`make docs` runs it, and it needs a browser: `python docs/pictures_withheld.py`.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
import threading
from io import BytesIO
from pathlib import Path
from types import ModuleType

from PIL import Image
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("SURVEY_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SHOTS = (("vi", 1100), ("en", 390))
PAGE, COLOURS = "/committee/2025-Q4/compare?question=hai_long&lang=", 64


def factory() -> ModuleType:
    """Return the module that makes that organisation."""
    spec = importlib.util.spec_from_file_location("withheld", HERE.parent / "tests" / "factories" / "withheld.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("tests/factories/withheld.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def take(folder: Path) -> list[Path]:
    """Write the pictures into a folder; return their files."""
    made, written = factory(), []
    with tempfile.TemporaryDirectory() as held, sync_playwright() as playwright:
        server = make_server("127.0.0.1", 0, made.application(Path(held)), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.port}"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for language, width in SHOTS:
            page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme="light").new_page()
            page.goto(f"{address}/staff/sign-in?lang={language}")
            page.fill("[name=staff]", "committee")
            page.fill("[name=password]", made.PASSWORD)
            page.click("main button[type=submit]")
            page.goto(address + PAGE + language)
            path = folder / f"withheld-{language}.png"
            picture = page.locator("#crossed").screenshot()
            Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
            written.append(path)
        browser.close()
        server.shutdown()
        server.server_close()
    return written


if __name__ == "__main__":
    take(HERE / "pictures")

"""Pages that anybody may open, and what every answer of the server has in common."""

from __future__ import annotations

import json

import pytest

from survey_app.ballots.manifest import read_manifest
from survey_app.config import Settings
from survey_app.language import english
from survey_app.operations import waves
from survey_app.store import open_stores, schema
from survey_app.web import create_app


def test_the_front_page_leads_to_the_open_wave(office):
    page = office.app.test_client().get("/")
    assert page.status_code == 200
    assert f'href="/b/{office.wave}?lang=vi"' in page.text
    assert "Từ 20/11/2026 đến hết 30/11/2026." in page.text
    assert "Dữ liệu mô phỏng" in page.text
    assert f'href="/m/{office.wave}"' in page.text


def test_the_front_page_names_no_closed_wave_as_open(office):
    waves.close_wave(office.stores, office.wave)
    page = office.app.test_client().get("/")
    assert "Hiện không có đợt nào" in page.text
    assert f'href="/m/{office.wave}"' in page.text


def test_the_front_page_stands_before_the_first_wave(tmp_path):
    client = create_app(Settings(folder=tmp_path), stores=open_stores(tmp_path)).test_client()
    assert "Hiện không có đợt nào" in client.get("/").text
    assert "No wave is open" in client.get("/?lang=en").text


def test_the_manifest_is_given_byte_for_byte(office):
    page = office.app.test_client().get(f"/m/{office.wave}/manifest.json")
    assert page.mimetype == "application/json"
    manifest = read_manifest(page.get_data(as_text=True))
    assert manifest.hash == page.headers["X-Manifest-Hash"] == office.stores.registry.wave(office.wave).manifest_hash
    assert office.codes[0] not in page.text
    assert json.loads(page.data)["wave"] == office.wave


def test_an_unknown_manifest_is_not_found(office):
    page = office.app.test_client().get("/m/none")
    assert page.status_code == 404
    assert "Không có trang này" in page.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_stored_is_the_live_schema_of_the_members_path(office, language):
    page = office.app.test_client().get(f"/about/stored?wave={office.wave}&lang={language}").text
    for name in schema.MEMBER_PATH:
        table = schema.registry.tables.get(name, schema.box.tables.get(name))
        for column in table.columns:
            assert f"<code>{column.name}</code>" in page
    assert office.stores.registry.wave(office.wave).manifest_hash in page
    assert ("exactly 4883 bytes" if language == "en" else "đúng 4883 byte") in page


def test_what_is_stored_needs_no_wave(office):
    assert office.app.test_client().get("/about/stored").status_code == 200
    assert office.app.test_client().get("/about/stored?wave=none").status_code == 200


def test_the_icon_and_the_styles_may_be_kept_and_pages_may_not(office):
    client = office.app.test_client()
    with client.get("/favicon.ico") as icon:
        assert icon.mimetype == "image/svg+xml"
        assert "max-age=31536000" in icon.headers["Cache-Control"]
    with client.get("/static/style.css") as css:
        assert "max-age=31536000" in css.headers["Cache-Control"]
        assert "http" not in css.text
        assert "url(" not in css.text
    assert client.get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("get", "/nothing", 404), ("put", "/b/2026-Q4", 405), ("post", "/", 405)]
)
def test_every_refusal_is_a_page_with_the_headers(office, method, path, status):
    page = getattr(office.app.test_client(), method)(path)
    assert page.status_code == status
    assert "<title>Lỗi:" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in page.headers


def test_a_refusal_speaks_the_language_of_the_address(office):
    assert "There is no such page" in office.app.test_client().get("/nothing?lang=en").text
    assert "Không có trang này" in office.app.test_client().get("/nothing?lang=xx").text


def test_no_message_of_a_page_is_missing_its_english(office):
    assert english()["Những gì được lưu về tôi"] == "What is stored about me"

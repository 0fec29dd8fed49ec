"""The document of the scripted path as the server gives it: parts, modules, headers, sizes, previews."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from survey_app.ballots import keys
from survey_app.ballots.manifest import read_manifest, text_hash
from survey_app.ballots.words import fingerprint_words
from survey_app.config import Settings
from survey_app.definitions.organisation import read_organisation_file
from survey_app.operations import waves
from survey_app.operations.scripts import member_scripts
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.store import open_stores
from survey_app.web import create_app
from survey_app.web.respond import scripted

GZIP = {"Accept-Encoding": "gzip"}


def soup(page: Any) -> BeautifulSoup:
    return BeautifulSoup(page.text, "html5lib")


def carried(page: Any) -> dict[str, Any]:
    return json.loads(soup(page).select_one("#wave").string)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_document_carries_every_item_and_the_words_and_names_its_manifest(office, language):
    client = office.app.test_client()
    page = client.get(f"/b/{office.wave}?lang={language}")
    held = carried(page)
    record = office.stores.registry.wave(office.wave)
    manifest = held["addresses"].pop("manifest")
    assert soup(page).select_one("link[rel=preload]") is None, "who has no scripts is not made to fetch it"
    assert client.get(manifest).text == record.manifest
    assert held["hash"] == text_hash(record.manifest) == record.manifest_hash
    assert held["addenda"] == []
    words = [each.text for each in soup(page).select("main .words li")]
    assert words == held["words"] == list(fingerprint_words(record.manifest_hash))
    parts = re.findall(r'data-item="([^"]+)"', page.text)
    assert parts == [item["item"] for item in held["form"]["items"]]
    assert held["language"] == language
    assert all(address.endswith(f"?lang={language}") for address in held["addresses"].values())


@pytest.mark.parametrize("name", ["tam-trang-quy", "so-ket-nam", "pulse"])
def test_the_start_page_of_what_is_shipped_weighs_at_most_15_kb_with_its_styles(name, root, tmp_path, tally_key):
    organisation = read_organisation_file(root / "questionnaires" / "organisation.yaml")
    stores = open_stores(tmp_path / "var")
    waves.open_wave(
        stores,
        wave="2026-Q4",
        kind="simulated",
        questionnaire=read_questionnaire_file(root / "questionnaires" / f"{name}.yaml"),
        organisation=organisation,
        tally_key=keys.public_text(tally_key),
        opens=date(2026, 11, 20),
        closes=date(2026, 11, 30),
        results_on=date(2026, 12, 5),
        today=date(2026, 11, 20),
    )
    settings = Settings(folder=tmp_path / "var")
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    client = create_app(settings, stores=stores, clock=lambda: noon).test_client()
    with client.get("/static/style.css", headers=GZIP) as styles:
        weight = len(styles.data)
    for language in ("vi", "en"):
        page = client.get(f"/b/2026-Q4?lang={language}", headers=GZIP)
        assert page.headers["Content-Encoding"] == "gzip"
        assert weight + len(page.data) <= 15 * 1024


def test_every_module_is_preloaded_with_the_value_that_the_manifest_promises(office):
    client = office.app.test_client()
    page = client.get(f"/b/{office.wave}")
    promised = read_manifest(office.stores.registry.wave(office.wave).manifest).blind.scripts
    links = {link["href"].split("/", 3)[3]: link["integrity"] for link in soup(page).select("link[rel=modulepreload]")}
    assert dict(promised) == dict(member_scripts())
    assert links == {name: value for name, value in promised.items() if name != scripted.LEFT}
    entry = soup(page).select_one("script[type=module]")
    assert entry["integrity"] == promised[scripted.ENTRY]
    for link in soup(page).select("link[rel=modulepreload]"):
        found = client.get(link["href"])
        assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert found.mimetype == "text/javascript"
        digest = base64.b64encode(hashlib.sha384(found.data).digest()).decode()
        assert link["integrity"] == f"sha384-{digest}"


def test_every_import_of_a_module_is_a_promised_module(root: Path):
    static = root / "survey_app" / "web" / "static"
    reached, waiting = set(), [scripted.ENTRY, scripted.LEFT]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        text = (static / name).read_text(encoding="utf-8")
        imported = re.findall(r'(?:from|import) "([^"]+)"', text)
        waiting += [str((static / name).parent.joinpath(path).resolve().relative_to(static)) for path in imported]
        assert "import(" not in text
    assert reached == set(member_scripts()), "what is promised is what runs, no more and no less"


@pytest.mark.parametrize(
    "path", ["0" * 16 + "/member/start.js", "{}/ballot/custodian.js", "{}/../style.css", "{}/x.js"]
)
def test_other_addresses_of_modules_give_nothing(office, path):
    assert office.app.test_client().get("/s/" + path.format(scripted.scripts_digest())).status_code == 404


def test_the_members_pages_may_ask_this_server_and_no_other_page_may(office):
    client = office.app.test_client()
    member = client.get(f"/b/{office.wave}").headers["Content-Security-Policy"]
    assert "connect-src 'self'" in member
    assert "default-src 'none'" in member
    assert "unsafe" not in member
    for path in ("/", "/about/stored", "/committee/"):
        assert "connect-src" not in client.get(path).headers["Content-Security-Policy"]


def test_scripts_other_than_the_promised_ones_are_not_offered(office, monkeypatch):
    monkeypatch.setattr(scripted, "is_scripted", lambda _: False)
    page = office.app.test_client().get(f"/b/{office.wave}")
    assert soup(page).select_one("#form") is None
    assert soup(page).select_one("script[type=module]")["src"].endswith(scripted.ADDRESS)
    assert "ngay trên máy của đồng chí" not in page.text


def test_is_scripted_holds_the_manifest_against_the_shipped_modules(office):
    manifest = read_manifest(office.stores.registry.wave(office.wave).manifest)
    assert scripted.is_scripted(manifest)
    other = {**member_scripts(), "ballot/seal.js": "sha384-" + "A" * 64}
    assert not scripted.is_scripted(replace(manifest, blind=replace(manifest.blind, scripts=other)))
    assert not scripted.is_scripted(replace(manifest, blind=None))


def test_what_a_questionnaire_says_cannot_leave_the_block_that_carries_it(office):
    page = office.app.test_client().get(f"/b/{office.wave}")
    block = re.search(r'<script type="application/json" id="wave">(.*?)</script>', page.text, re.DOTALL)[1]
    assert "<" not in block
    assert ">" not in block


@pytest.mark.parametrize("path", ["/b/2026-Q4", "/"])
def test_a_shared_link_shows_title_text_and_picture_and_nothing_personal(office, path):
    client = office.app.test_client()
    page = soup(client.get(path))
    tags = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
    assert tags["og:title"]
    assert tags["og:description"]
    assert "?" not in tags["og:url"]
    assert "#" not in tags["og:url"]
    assert tags["og:url"].endswith(path)
    picture = tags["og:image"]
    local = "/" + picture.split("/", 3)[3]
    with client.get(local) as found:
        assert found.mimetype == "image/png"
        assert len(found.data) < 20_000


@pytest.fixture
def heavy(office: Any, root: Path) -> Any:
    """Open a wave of a shipped questionnaire in the shipped organisation; give the bytes of its scripted form."""
    from survey_app.config import Settings  # noqa: PLC0415 -- needed by this one alone
    from survey_app.operations.opening import read_office  # noqa: PLC0415 -- needed by this one alone

    def weigh(path: str) -> dict[str, int]:
        waves.open_wave(
            office.stores,
            wave="nang",
            kind="simulated",
            questionnaire=read_questionnaire_file(root / "questionnaires" / path),
            organisation=read_office(Settings(folder=office.stores.folder)).organisation,
            tally_key=[keys.public_text(keys.new_key()) for _ in range(2)],
            opens=date(2026, 11, 20),
            closes=date(2026, 11, 30),
            results_on=date(2026, 12, 5),
            today=date(2026, 11, 23),
        )
        client = office.app.test_client()
        page = client.get("/b/nang", headers=GZIP)
        text = gzip.decompress(page.data).decode()
        addresses = re.findall(r'(?:rel="stylesheet"|rel="modulepreload") href="([^"]+)"', text)
        weights = {"document": len(page.data)}
        for address in addresses:
            with client.get(address, headers=GZIP) as found:
                assert found.headers["Content-Encoding"] == "gzip"
                weights[address] = len(found.data)
        assert len(weights) == 2 + len(member_scripts())
        return weights

    return weigh


@pytest.mark.parametrize("path", ["tam-trang-quy.yaml", "examples/every-type.yaml"])
def test_the_whole_scripted_form_weighs_at_most_60_kb(heavy, path):
    weights = heavy(path)
    assert sum(weights.values()) <= 60 * 1024, weights

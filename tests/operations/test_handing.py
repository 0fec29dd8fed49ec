"""Slips, links, poster and record: where codes go and where they never go."""

from __future__ import annotations

from datetime import date

import pytest
import segno

from survey_app.ballots.manifest import Mode
from survey_app.config import Settings
from survey_app.operations import addending, handing, promises, waves
from survey_app.operations.handing import HandoutFileExistsError, LinksNeedScriptsError
from survey_app.operations.rules import BallotRules

SETTINGS = Settings(address="https://phieu.example")
REQUIRED = BallotRules(scripts_required=True)
WAVE = "2025-Q4"


@pytest.fixture
def drawn(monkeypatch):
    """What stands in the squares that were drawn."""
    contents = []
    make = segno.make_qr
    monkeypatch.setattr(
        segno, "make_qr", lambda content, **options: contents.append(content) or make(content, **options)
    )
    return contents


def test_private_links_stand_under_their_stratum_each_code_once_behind_the_hash_sign(opening, tmp_path):
    opened = opening(ballots=REQUIRED, spares=1)
    path = tmp_path / "links.txt"
    handing.hand_out(opened.manifest, opened.slips, SETTINGS, sheets=None, links=path)
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text(encoding="utf-8")
    links = [line for line in text.splitlines() if line.startswith("http")]
    assert sorted(links) == sorted(f"https://phieu.example/b/{WAVE}#{slip.code}" for slip in opened.slips)
    for at, part in enumerate(text.split("\n\n")[1:]):
        title, *own = part.strip().splitlines()
        of_stratum = [slip.code for slip in opened.slips if slip.stratum == at]
        assert opened.manifest.strata[at].title["vi"] in title
        assert [link.partition("#")[2] for link in own] == of_stratum
    assert "không ghi đã gửi cho ai" in text


def test_links_are_refused_where_the_server_may_seal(opening, tmp_path):
    opened = opening()
    with pytest.raises(LinksNeedScriptsError, match="JavaScript"):
        handing.hand_out(opened.manifest, opened.slips, SETTINGS, sheets=None, links=tmp_path / "links.txt")
    assert not (tmp_path / "links.txt").exists()


def test_nothing_is_written_over_another_file(opened, tmp_path):
    there = tmp_path / "slips.pdf"
    there.write_text("phiếu cũ", encoding="utf-8")
    with pytest.raises(HandoutFileExistsError):
        handing.require_free(None, there)
    with pytest.raises(HandoutFileExistsError):
        handing.print_slips(opened.manifest, opened.slips, SETTINGS, there)
    assert there.read_text(encoding="utf-8") == "phiếu cũ"


def test_the_square_of_the_poster_carries_no_code(stores, opened, drawn):
    pdf = handing.poster_of(waves.find_wave(stores, WAVE), SETTINGS)
    assert pdf.startswith(b"%PDF-")
    assert drawn == [f"https://phieu.example/b/{WAVE}"]


def test_poster_and_record_obey_the_addenda(stores, opened):
    record = waves.find_wave(stores, WAVE)
    poster, form = handing.poster_of(record, SETTINGS), handing.record_form(record, language="vi")
    assert handing.poster_of(record, SETTINGS) == poster
    addending.extend_wave(stores, WAVE, days=2, today=date(2025, 12, 2))
    name = opened.manifest.strata[0].stratum
    addending.add_spares(stores, WAVE, stratum=name, count=2, today=date(2025, 12, 2))
    after = waves.find_wave(stores, WAVE)
    paper = handing.wave_paper(after, "vi")
    assert (paper.closes, paper.results_on) == (date(2025, 12, 12), date(2025, 12, 22))
    assert len(paper.words) == 8
    assert handing.poster_of(after, SETTINGS) != poster
    assert handing.record_form(after, language="vi") != form


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_promised_follows_from_the_manifest(opening, language):
    phases = BallotRules(mode=Mode.TWO_PHASE, collect_until=date(2025, 12, 4), cast_from=date(2025, 12, 6))
    loose, strict, two = (
        "\n".join(told.render(language) for told in promises.promises(opening(wave=name, ballots=rules).manifest))
        for name, rules in (("a", BallotRules()), ("b", REQUIRED), ("c", phases))
    )
    assert "JavaScript" in loose
    assert "JavaScript" not in strict
    assert "06/12/2025" in two
    assert "06/12/2025" not in loose

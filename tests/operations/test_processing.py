"""The record of processing tells the state of the wave, and nothing of a member."""

from __future__ import annotations

from datetime import date

import pytest

from survey_app.ballots.keys import new_key, public_text
from survey_app.ballots.manifest import Archive
from survey_app.operations import archives, tally, waves
from survey_app.operations.processing import processing_record
from survey_app.operations.waves import UnknownWaveError

WAVE = "2025-Q4"


def told(stores, language="vi"):
    return "\n".join(f"{line.label}: {line.text}" for line in processing_record(stores, WAVE, language=language))


def test_before_the_tally_it_says_what_is_promised(opened, stores, questionnaire) -> None:
    record = told(stores)
    for part in ("Đảng bộ Sở", questionnaire.purpose["vi"], "01/12/2025", "20/12/2025", opened.manifest.hash):
        assert part in record
    assert "Không lập kho lưu" in record
    assert "chưa kiểm phiếu" in record
    assert "threshold 10 ballots" in told(stores, "en")


def test_after_the_tally_it_says_what_was_destroyed(opening, stores, custodian) -> None:
    opening(archive=Archive(key=public_text(new_key()), days=10))
    waves.close_wave(stores, WAVE)
    tally.tally_wave(stores, WAVE, custodian)
    record = told(stores)
    assert "0 phiếu niêm phong, 28 mã chưa dùng" in record
    assert "hủy sau ngày 20/12/2025" in record
    assert stores.registry.release(WAVE).hash in record
    archives.purge_archives(stores, date(2025, 12, 21))
    assert "Archive: destroyed on 21/12/2025." in told(stores, "en")


def test_a_cancelled_wave_says_that_nobody_read_it(opened, stores) -> None:
    waves.cancel_wave(stores, WAVE)
    assert "không ai đọc" in told(stores)


def test_an_unknown_wave_has_no_record(stores) -> None:
    with pytest.raises(UnknownWaveError):
        processing_record(stores, WAVE)

"""Sheets of slips."""

from __future__ import annotations

import re
import zlib
from datetime import date

import segno

from survey_app.report.slips import Slip, slip_sheets

CODES = ["K7QM-3XTD-9VHP-4", "0MSN-2AJD-8Y8P-Y", "986J-CSV4-N95H-V"]


def sheets(count: int = 3, **changes):
    slips = [Slip(stratum="Chi bộ Tổ chức – Hành chính", code=CODES[at % 3]) for at in range(count)]
    given = {
        "title": "Phiếu xin ý kiến quý IV năm 2026",
        "organisation": "Đảng bộ Sở Khoa học và Công nghệ",
        "address": "https://phieu.example",
        "wave": "2026-Q4",
        "closes": date(2026, 11, 30),
    }
    return slip_sheets(slips, **{**given, **changes})


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_eight_slips_stand_on_one_a4_page():
    pdf = sheets(8)
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) == 1
    assert b"/MediaBox [0 0 595.28 841.89]" in pdf
    assert pages(sheets(9)) == 2
    assert pages(sheets(0)) == 1


def test_the_same_slips_give_the_same_bytes():
    assert sheets() == sheets()
    assert sheets() != sheets(closes=date(2026, 12, 1))


def test_the_square_holds_the_address_with_the_code_behind_the_hash_sign(monkeypatch):
    drawn = []
    make = segno.make_qr
    monkeypatch.setattr(segno, "make_qr", lambda content, **options: drawn.append(content) or make(content, **options))
    sheets()
    assert drawn == [f"https://phieu.example/b/2026-Q4#{code}" for code in CODES]


def test_the_modules_drawn_are_those_of_the_code():
    """As many filled runs as the matrix has, and none more."""
    pdf = sheets(1)
    streams = [
        zlib.decompress(found)
        for found in re.findall(rb"/FlateDecode[^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
        if found[:1] == b"x"
    ]
    runs = sum(len(re.findall(rb"\bre f\b", stream)) for stream in streams)
    matrix = segno.make_qr(f"https://phieu.example/b/2026-Q4#{CODES[0]}", error="m").matrix
    expected = sum(len(re.findall(r"1+", "".join("1" if module else "0" for module in line))) for line in matrix)
    assert runs == expected


def test_long_titles_stay_on_their_slip():
    assert pages(sheets(8, title="Phiếu xin ý kiến đảng viên, cán bộ về điều kiện làm việc và đời sống " * 2)) == 1


def test_the_instruction_has_both_languages():
    assert sheets(language="vi") != sheets(language="en")

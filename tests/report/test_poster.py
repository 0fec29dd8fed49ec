"""The poster and the record: one page, the same bytes, however much is promised."""

from __future__ import annotations

import re
from datetime import date

import pytest
import segno

from survey_app.report.poster import FOOT, MEASURES, StratumCount, WavePaper, _poster, poster, record_of_slips
from survey_app.report.sheet import HEIGHT

WORDS = ("chuồn chuồn", "tàu hỏa", "bún cá", "hổ phách", "guồng nước", "con cua", "khăn tay", "bắp cải")
LONG = "Phiếu được niêm phong ngay trên máy của đồng chí, trước khi kiểm phiếu không ai đọc được, kể cả máy chủ. "


def paper(**changed):
    given = {
        "wave": "2026-Q4",
        "title": "Phiếu xin ý kiến quý IV năm 2026",
        "organisation": "Đảng bộ Sở Khoa học và Công nghệ",
        "opens": date(2026, 11, 20),
        "closes": date(2026, 11, 30),
        "results_on": date(2026, 12, 10),
        "words": WORDS,
        "hash": "sha256:" + "ab" * 32,
        "language": "vi",
    }
    return WavePaper(**{**given, **changed})


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_the_square_is_the_public_address_without_a_code(monkeypatch):
    drawn, make = [], segno.make_qr
    monkeypatch.setattr(segno, "make_qr", lambda content, **options: drawn.append(content) or make(content, **options))
    assert pages(poster(paper(), address="https://phieu.example", promises=["Không lưu tên."])) == 1
    assert drawn == ["https://phieu.example/b/2026-Q4"]


def test_the_same_wave_gives_the_same_bytes():
    one, other = (poster(paper(), address="https://a.example", promises=["x"]) for _ in range(2))
    assert one == other
    assert poster(paper(language="en"), address="https://a.example", promises=["x"]) != one


@pytest.mark.parametrize(("lines", "title"), [(3, 1), (6, 3), (9, 4)])
def test_however_much_is_promised_it_ends_above_the_foot(lines, title):
    long = paper(title="Phiếu xin ý kiến đảng viên về điều kiện làm việc " * title)
    ends = [_poster(long, "https://a.example/b/2026-Q4", [LONG * 2] * lines, one)[1] for one in MEASURES]
    assert min(ends) <= HEIGHT - FOOT
    assert ends == sorted(ends, reverse=True)
    assert pages(poster(long, address="https://a.example", promises=[LONG * 2] * lines)) == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_record_goes_on_to_another_page_when_there_are_many_strata(language):
    strata = [StratumCount(title=f"Chi bộ {at}", headcount=12, spares=2) for at in range(40)]
    assert pages(record_of_slips(paper(language=language), strata[:12])) == 1
    assert pages(record_of_slips(paper(language=language), strata)) == 2

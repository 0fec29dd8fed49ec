"""Zips by their directory: what keeps within measure, what does not."""

from __future__ import annotations

from zipfile import ZipInfo

from survey_app.zipped import MEGABYTE, MOST_RATIO, bomb, too_much


def part(name: str, size: int, packed: int) -> ZipInfo:
    made = ZipInfo(name)
    made.file_size, made.compress_size = size, packed
    return made


def test_a_workbook_keeps_within_measure():
    parts = [part("a.xml", 3 * MEGABYTE, MEGABYTE), part("b.xml", 40_000, 12)]
    assert bomb(parts) is None, "a small part may unfold as it likes"
    assert not too_much(parts, most=2, largest=4 * MEGABYTE)


def test_a_part_that_unfolds_beyond_measure_is_named():
    large = 2 * MEGABYTE
    assert bomb([part("a.xml", large, large // MOST_RATIO)]) is None
    said = bomb([part("a.xml", large, large), part("b.xml", large, 100), part("c.xml", large, 0)])
    assert said is not None
    assert said.fields == {"part": "b.xml", "ratio": large // 100}
    assert "b.xml" in said.render("en")


def test_many_parts_and_much_to_unfold_are_too_much():
    parts = [part(f"{at}.xml", MEGABYTE, MEGABYTE) for at in range(3)]
    assert too_much(parts, most=2, largest=4 * MEGABYTE)
    assert too_much(parts, most=3, largest=3 * MEGABYTE - 1)

"""Charts: text as text, no inline style, the same bytes twice."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from survey_app.report import charts, trends
from survey_app.report.canvas import wrap
from survey_app.report.series import Event, Point, Series, Tick
from survey_app.report.style import PALETTE

TICKS = tuple(
    Tick(wave=f"{2022 + at // 4}-Q{at % 4 + 1}", day=date(2022 + at // 4, 3 * (at % 4) + 3, 25)) for at in range(8)
)
EVENTS = (
    Event(day=date(2022, 7, 1), title={"vi": "Tăng lương cơ sở", "en": "Base pay"}),
    Event(day=date(2030, 1, 1), title={"vi": "Ngoài trục", "en": "Outside"}),
)


def points(*missing, broken=()):
    return tuple(
        Point(wave=tick.wave, value=60.0 + at, low=58.0 + at, high=62.0 + at, broken=at in broken)
        for at, tick in enumerate(TICKS)
        if at not in missing
    )


def a_trend(**fields):
    series = Series(column="i", measure="index", ticks=TICKS, points=fields.pop("points", points()))
    return trends.trend(series, name="tam-trang", title="Tâm trạng", language="vi", events=EVENTS, **fields)


def a_board():
    rows = [
        charts.LikertRow(
            label="Điều kiện làm việc",
            favourable=charts.segments("favourable", (38, 20)),
            unfavourable=charts.segments("unfavourable", (14, 9)),
            neutral=19,
            exits=3,
            net=35.0,
        ),
        charts.LikertRow(
            label="Nhóm nhỏ", favourable=(), unfavourable=(), neutral=None, exits=None, net=None, mark="c"
        ),
    ]
    return charts.likert(rows, name="bang", title="Ý kiến", language="vi")


def some_bars():
    rows = [
        charts.BarRow(label="Thu nhập $x$ & <y>", percent=44, low=40, high=48),
        charts.BarRow(label="Khác", percent=None, note="[c]"),
    ]
    return charts.bars(rows, name="cot", title="Chọn", language="vi")


def drawings():
    for chart in (a_trend(), a_trend(small=True), a_board(), some_bars()):
        yield from filter(None, (chart.wide, chart.narrow))


def test_a_chart_is_an_image_with_title_and_description_and_its_text_is_text() -> None:
    for drawing in drawings():
        root = ET.fromstring(drawing)  # noqa: S314 -- our own drawing
        space = "{http://www.w3.org/2000/svg}"
        assert root.get("role") == "img"
        ids = root.get("aria-labelledby").split()
        assert [root.find(f"{space}title").get("id"), root.find(f"{space}desc").get("id")] == ids
        assert root.find(f"{space}desc").text
        assert root.findall(f"{space}text")
    assert "Điều kiện" in a_board().wide
    assert "Tăng lương cơ sở" in a_trend().wide
    assert "Thu nhập $x$ &amp; &lt;y&gt;" in some_bars().wide


def test_no_style_reaches_the_page_but_through_classes() -> None:
    for drawing in drawings():
        assert "style" not in drawing
        assert "<metadata" not in drawing
        assert "<defs" not in drawing
        assert "clip-path" not in drawing
        colours = {element.get(name) for element in ET.fromstring(drawing).iter() for name in ("fill", "stroke")}  # noqa: S314 -- our own drawing
        assert colours <= {None, "none", *PALETTE.values()}
        for element in ET.fromstring(drawing).iter():  # noqa: S314 -- our own drawing
            if element.get("fill") in PALETTE.values():
                assert "f-" in element.get("class")


def test_two_builds_are_the_same_bytes(root) -> None:
    assert list(drawings()) == list(drawings())
    program = (
        "import sys; sys.path.insert(0, 'tests/report'); import hashlib, importlib.util as u;"
        "s = u.spec_from_file_location('t', 'tests/report/test_charts.py'); m = u.module_from_spec(s); s.loader.exec_module(m);"
        "print(hashlib.sha256(''.join(m.drawings()).encode()).hexdigest())"
    )
    runs = {
        subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=True, text=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1


def test_the_line_is_not_joined_over_a_missing_wave_or_a_changed_question() -> None:
    whole = Series(column="i", measure="index", ticks=TICKS, points=points())
    gap = Series(column="i", measure="index", ticks=TICKS, points=points(3))
    broken = Series(column="i", measure="index", ticks=TICKS, points=points(broken={5}))
    assert [len(run) for run in whole.stretches()] == [8]
    assert [len(run) for run in gap.stretches()] == [3, 4]
    assert [len(run) for run in broken.stretches()] == [5, 3]
    assert len(broken.comparable) == 3
    assert "[b]" in a_trend(points=points(broken={5})).wide
    assert "[b]" not in a_trend().wide
    assert "Câu hỏi đã đổi ở quý II năm 2023" in a_trend(points=points(broken={5})).description


def test_events_outside_the_axis_are_left_out_and_quarters_are_roman() -> None:
    drawing = a_trend().wide
    assert "Ngoài trục" not in drawing
    for label in (">I<", ">II<", ">III<", ">IV<", ">2022<", ">2023<"):
        assert label in drawing


def test_the_end_is_labelled_with_value_and_interval() -> None:
    assert ">67<" in a_trend().wide
    assert ">65–69<" in a_trend().wide


def test_a_withheld_row_is_hatched_and_marked() -> None:
    assert "[c]" in a_board().wide
    assert "[c]" in a_board().narrow


@pytest.mark.parametrize("measure", ["index", "net", "share", "mean"])
def test_an_axis_holds_every_value_and_stays_inside_the_measure(measure) -> None:
    for values in ([1.0, 3.0], [97.0, 99.0], [-60.0, 70.0] if measure in {"net", "mean"} else [5.0, 95.0], [50.0]):
        made = tuple(Point(wave=tick.wave, value=value) for tick, value in zip(TICKS, values, strict=False))
        axis = trends.scale_of([Series(column="x", measure=measure, ticks=TICKS, points=made)])
        assert axis.low <= min(values)
        assert max(values) <= axis.high
        assert axis.lines[-1] == axis.high
        if measure in {"index", "share"}:
            assert axis.low >= 0
            assert axis.high <= 100


def test_a_trend_without_points_still_draws_its_axis() -> None:
    assert "2022" in a_trend(points=()).wide


def test_long_labels_are_wrapped_and_cut() -> None:
    assert wrap("một hai ba", 1000) == ("một hai ba",)
    lines = wrap("một câu hỏi rất dài " * 10, 120, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")

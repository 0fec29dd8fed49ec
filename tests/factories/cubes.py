"""Released cubes made by hand, for tests of what is drawn from them. The product makes them in the release gate alone."""

from __future__ import annotations

from dataclasses import replace

from analysis.disclosure import cube_hash
from analysis.disclosure.released import (
    ReleasedBase,
    ReleasedCell,
    ReleasedChange,
    ReleasedCube,
    ReleasedLevel,
    ReleasedMeasure,
    ReleasedOption,
    ReleasedPopulation,
    ReleasedStub,
    ReleasedTable,
)

HAI_LONG = (
    ("Rất không hài lòng", "Very dissatisfied", "unfavourable"),
    ("Không hài lòng", "Dissatisfied", "unfavourable"),
    ("Bình thường", "Neither satisfied nor dissatisfied", "neutral"),
    ("Hài lòng", "Satisfied", "favourable"),
    ("Rất hài lòng", "Very satisfied", "favourable"),
)
OPTIONS = tuple(
    ReleasedOption(code=at + 1, label={"vi": vi, "en": en}, side=side) for at, (vi, en, side) in enumerate(HAI_LONG)
)
TOTAL = ReleasedLevel(level="total", label={"vi": "Toàn Đảng bộ", "en": "Whole organisation"})
GROUPS = tuple(
    ReleasedLevel(level=f"g{at + 1}", label={"vi": vi, "en": en})
    for at, (vi, en) in enumerate(
        (
            ("Quản lý nhà nước", "Administration"),
            ("Chuyên môn", "Technical"),
            ("Sự nghiệp", "Services"),
            ("Văn phòng", "Office"),
        )
    )
)
AGES = tuple(
    ReleasedLevel(level=str(at + 1), label={"vi": vi, "en": en})
    for at, (vi, en) in enumerate((("Dưới 35", "Under 35"), ("35–50", "35–50"), ("Trên 50", "Over 50")))
)
WAVES = tuple(f"{year}-Q{quarter}" for year in range(2021, 2026) for quarter in range(1, 5))[3:19]
ENDS = {1: "03-25", 2: "06-25", 3: "09-25", 4: "12-25"}
OPENS = {1: "03-15", 2: "06-15", 3: "09-15", 4: "12-15"}

QUESTIONS = (
    (
        "dieu_kien",
        "dieu_kien",
        None,
        "Mức độ hài lòng của đồng chí với điều kiện làm việc hiện nay?",
        "How satisfied are you with your working conditions?",
        (9, 14, 19, 38, 20),
    ),
    (
        "danh_gia.sinh_hoat",
        "danh_gia",
        "Đồng chí hài lòng thế nào với các mặt sau?",
        "Sinh hoạt chi bộ",
        "Branch meetings",
        (4, 9, 20, 45, 22),
    ),
    (
        "danh_gia.neu_guong",
        "danh_gia",
        "Đồng chí hài lòng thế nào với các mặt sau?",
        "Lãnh đạo nêu gương",
        "Leaders set an example",
        (6, 12, 24, 38, 20),
    ),
    (
        "danh_gia.kien_nghi",
        "danh_gia",
        "Đồng chí hài lòng thế nào với các mặt sau?",
        "Giải quyết kiến nghị",
        "Handling of proposals",
        (14, 24, 22, 28, 12),
    ),
    (
        "thu_nhap",
        "thu_nhap",
        None,
        "Đồng chí hài lòng thế nào với thu nhập và đời sống hiện nay?",
        "How satisfied are you with your income and living conditions?",
        (18, 26, 24, 24, 8),
    ),
)
PARENTS = {"Đồng chí hài lòng thế nào với các mặt sau?": "How satisfied are you with the following?"}
TOPICS = (
    ("Tiền lương, phúc lợi", "Pay and benefits", 44),
    ("Sắp xếp bộ máy", "Reorganisation", 38),
    ("Chuyển đổi số", "Digital work", 21),
    ("Đào tạo", "Training", 17),
)


def net_of(shares):
    return shares[3] + shares[4] - shares[0] - shares[1]


def scale_table(
    column, item, parent, vi, en, shares, *, change=None, banner="total", levels=(TOTAL,), digest="d1", special=True
):
    cells, bases, measures, rung = [], [], [], {}
    for position, level in enumerate(levels):
        name = level.level
        if special and position == 2:
            rung[name] = "three"
            merged = {"unfavourable": shares[0] + shares[1], "neutral": shares[2], "favourable": shares[3] + shares[4]}
            cells += [
                ReleasedCell(level=name, option=side, count=3 * (share // 8), percent=share)
                for side, share in merged.items()
            ]
            bases.append(ReleasedBase(level=name, asked=21, answered=21, dont_know=0, refused=0, skipped=0))
            measures.append(ReleasedMeasure(level=name, measure="net", value=None, mark="u"))
        elif special and position == 3:
            rung[name] = "band"
            cells.append(ReleasedCell(level=name, option="favourable", band="ge50"))
            bases.append(ReleasedBase(level=name, asked=12, answered=12, dont_know=0, refused=0, skipped=0))
        elif special and position == 4:
            rung[name] = "withheld"
            cells += [ReleasedCell(level=name, option=option.code, mark="c") for option in OPTIONS]
            bases.append(
                ReleasedBase(
                    level=name, asked=None, answered=None, dont_know=None, refused=None, skipped=None, mark="c"
                )
            )
        else:
            rung[name] = "all"
            cells += [
                ReleasedCell(
                    level=name,
                    option=option.code,
                    count=3 * (share // 2),
                    percent=share,
                    low=max(share - 2, 0),
                    high=share + 2,
                    se=1.1,
                    se_process=2.4,
                )
                for option, share in zip(OPTIONS, shares, strict=True)
            ]
            bases.append(ReleasedBase(level=name, asked=150, answered=147, dont_know=3, refused=0, skipped=0))
            net = net_of(shares)
            measures += [
                ReleasedMeasure(
                    level=name,
                    measure="net",
                    value=float(net),
                    se=2.0,
                    se_process=5.1,
                    low=float(net - 4),
                    high=float(net + 4),
                ),
                ReleasedMeasure(
                    level=name,
                    measure="favourable",
                    value=float(shares[3] + shares[4]),
                    low=float(shares[3] + shares[4] - 3),
                    high=float(shares[3] + shares[4] + 3),
                ),
                ReleasedMeasure(
                    level=name,
                    measure="unfavourable",
                    value=float(shares[0] + shares[1]),
                    low=float(shares[0] + shares[1] - 3),
                    high=float(shares[0] + shares[1] + 3),
                ),
            ]
    text = {"vi": vi, "en": en}
    return ReleasedTable(
        id=f"{column}/{banner}",
        stub=ReleasedStub(
            column=column,
            item=item,
            text=text,
            kind="ordinal",
            options=OPTIONS,
            parent=None if parent is None else {"vi": parent, "en": PARENTS[parent]},
        ),
        banner=banner,
        levels=tuple(levels),
        rung=rung,
        cells=tuple(cells),
        bases=tuple(bases),
        measures=tuple(measures),
        changes=() if change is None else (change,),
        digest=digest,
    )


def multi_tables(*, banner="total", levels=(TOTAL,)):
    tables = []
    for at, (vi, en, share) in enumerate(TOPICS):
        cells = []
        for position, level in enumerate(levels):
            if position == 2:
                cells.append(ReleasedCell(level=level.level, option=1, band="34-66" if share > 33 else "10-33"))
            elif position == 4:
                cells.append(ReleasedCell(level=level.level, option=1, mark="c"))
            else:
                cells.append(
                    ReleasedCell(
                        level=level.level,
                        option=1,
                        count=3 * (share // 2),
                        percent=share,
                        low=share - 3,
                        high=share + 3,
                    )
                )
        tables.append(
            ReleasedTable(
                id=f"ban_khoan.{at + 1}/{banner}",
                stub=ReleasedStub(
                    column=f"ban_khoan.{at + 1}",
                    item="ban_khoan",
                    text={"vi": vi, "en": en},
                    kind="multi",
                    options=(
                        ReleasedOption(code=0, label={"vi": "Không chọn", "en": "Not chosen"}),
                        ReleasedOption(code=1, label={"vi": "Chọn", "en": "Chosen"}),
                    ),
                    parent={"vi": "Đồng chí băn khoăn về những việc nào?", "en": "Which matters concern you?"},
                ),
                banner=banner,
                levels=tuple(levels),
                rung={level.level: "all" for level in levels},
                cells=tuple(cells),
                bases=tuple(
                    ReleasedBase(level=level.level, asked=150, answered=144, dont_know=6, refused=0, skipped=0)
                    for level in levels
                ),
                measures=tuple(
                    ReleasedMeasure(
                        level=level.level, measure="share", value=float(share), low=share - 3.0, high=share + 3.0
                    )
                    for level in levels[:1]
                ),
                digest="m1",
            )
        )
    return tables


def nominal_table(*, banner="total", levels=(TOTAL,)):
    labels = (("Họp chi bộ", "Branch meeting", 52), ("Zalo nội bộ", "Internal Zalo", 31), ("Văn bản", "Documents", 17))
    return ReleasedTable(
        id=f"kenh/{banner}",
        stub=ReleasedStub(
            column="kenh",
            item="kenh",
            text={"vi": "Đồng chí nắm thông tin qua kênh nào nhiều nhất?", "en": "Which channel tells you most?"},
            kind="nominal",
            options=tuple(
                ReleasedOption(code=at + 1, label={"vi": vi, "en": en}) for at, (vi, en, _) in enumerate(labels)
            ),
        ),
        banner=banner,
        levels=tuple(levels),
        rung={level.level: "all" for level in levels},
        cells=tuple(
            ReleasedCell(
                level=level.level, option=at + 1, count=3 * share, percent=share, low=share - 3, high=share + 3
            )
            for level in levels
            for at, (_, _, share) in enumerate(labels)
        ),
        bases=tuple(
            ReleasedBase(level=level.level, asked=150, answered=150, dont_know=0, refused=0, skipped=0)
            for level in levels
        ),
        digest="n1",
    )


def index_table(value, *, change=None, digest=""):
    return ReleasedTable(
        id="tam_trang/total",
        stub=ReleasedStub(
            column="tam_trang",
            item="tam_trang",
            text={"vi": "Chỉ số tâm trạng", "en": "Mood index"},
            kind="index",
            options=(),
            headline=True,
        ),
        banner="total",
        levels=(TOTAL,),
        rung={"total": "all"},
        cells=(),
        bases=(ReleasedBase(level="total", asked=150, answered=147, dont_know=0, refused=0, skipped=3),),
        measures=(
            ReleasedMeasure(
                level="total", measure="index", value=value, se=1.0, se_process=2.0, low=value - 2, high=value + 2
            ),
        ),
        changes=() if change is None else (change,),
        digest=digest,
    )


LEVELS = (58.0, 59.0, 57.0, 60.0, 61.5, 60.0, 62.0, 63.0, 62.0, 61.0, 64.0, 66.0, 65.0, 67.0, 66.0, 69.0)


def cube(at=15, *, previous=None, provenance="simulated", questionnaire="tam-trang-quy", wave=None):
    """One wave of the plan."""
    name = wave or WAVES[at]
    year, quarter = int(WAVES[at][:4]), int(WAVES[at][-1])
    since = WAVES[at - 1] if at else None
    marks = {"dieu_kien": ("solid", 10.0, True), "danh_gia.kien_nghi": ("hollow", -6.0, False)} if at == 15 else {}
    tables = []
    for column, item, parent, vi, en, shares in QUESTIONS:
        drift = (at - 15) // 3
        moved = (shares[0], shares[1] - drift, shares[2], shares[3] + drift, shares[4])
        mark, value, process = marks.get(column, (None, 1.0, False))
        change = (
            None
            if since is None
            else ReleasedChange(level="total", measure="net", since=since, value=value, mark=mark, process=process)
        )
        digest = "d0" if column == "thu_nhap" and at < 6 else "d1"
        tables.append(scale_table(column, item, parent, vi, en, moved, change=change, digest=digest))
        tables.append(scale_table(column, item, parent, vi, en, moved, banner="group", levels=(TOTAL, *GROUPS)))
        tables.append(
            scale_table(column, item, parent, vi, en, moved, banner="tuoi", levels=(TOTAL, *AGES), special=False)
        )
    tables += multi_tables()
    tables += multi_tables(banner="group", levels=(TOTAL, *GROUPS))
    tables += [nominal_table(), nominal_table(banner="group", levels=(TOTAL, *GROUPS))]
    headline = (
        None
        if since is None
        else ReleasedChange(
            level="total",
            measure="index",
            since=since,
            value=LEVELS[at] - LEVELS[at - 1],
            mark="solid" if at == 15 else None,
            process=at == 15,
        )
    )
    tables.append(index_table(LEVELS[at], change=headline))
    made = ReleasedCube(
        wave=name,
        questionnaire=questionnaire,
        title={"vi": "Phiếu xin ý kiến quý", "en": "Quarterly poll"},
        provenance=provenance,
        opened=f"{year}-{OPENS[quarter]}",
        closed=f"{year}-{ENDS[quarter]}",
        manifest="sha256:m",
        previous=previous,
        code="0.1.0",
        population=ReleasedPopulation(N=184, n=151 if at == 15 else 146, response=82 if at == 15 else 79),
        tables=tuple(tables),
        rules={"minimum": 10},
    )
    return replace(made, hash=cube_hash(made))


def plan(count=16, **fields):
    """The cubes of the first ``count`` waves, chained."""
    made, previous = [], None
    for at in range(count):
        made.append(cube(at, previous=previous, **fields))
        previous = made[-1].hash
    return tuple(made)


def without(one, wave_column):
    """The cube without the tables of one column."""
    return replace(one, tables=tuple(table for table in one.tables if table.stub.column != wave_column))

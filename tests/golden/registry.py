"""Our values for the items of the shared reference: one function per item, used by the test and by the scoreboard."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from analysis.codebook import Codebook, Column, Kind, Missing, Option
from analysis.counting import Banner, Cells, Counts, Level, count
from analysis.responses import Responses

Values = dict[str, float]
ITEMS: dict[str, Callable[[], object]] = {}


def folder() -> Path:
    """Return the folder of reference files: SURVEY_SHARED, or ``../shared`` beside the checkout."""
    root = Path(__file__).resolve().parents[2]
    return (root / os.environ.get("SURVEY_SHARED", "../shared")).resolve() / "reference"


@cache
def expected() -> list[dict[str, object]]:
    return json.loads((folder() / "expected.json").read_text(encoding="utf-8"))["items"]


def item(name: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    def register(function: Callable[[], object]) -> Callable[[], object]:
        ITEMS[name] = function
        return function

    return register


def compare(got: object, want: object) -> list[tuple[str, float, float]]:
    """Return (name, ours, R's) for every number of an item; the names or their order must agree."""
    if not isinstance(want, Mapping):
        return [("", float(got), float(want))]  # type: ignore[arg-type]  # checked values whose type the union hides
    if isinstance(got, Mapping):
        assert got.keys() == want.keys(), (sorted(got), sorted(want))
        return [(name, float(got[name]), float(value)) for name, value in want.items()]
    assert isinstance(got, Sequence)
    assert len(got) == len(want), (len(got), len(want))
    return [(name, float(ours), float(value)) for (name, value), ours in zip(want.items(), got, strict=True)]


def agrees(ours: float, want: float, rtol: float) -> bool:
    return abs(ours - want) <= 1e-9 + rtol * abs(want)


# --- files as responses ------------------------------------------------------------------------------------------------


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    with (folder() / name).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def text(rows: Sequence[Mapping[str, str]], name: str) -> list[str]:
    return [row[name] for row in rows]


def real(rows: Sequence[Mapping[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) if row[name] not in {"", "NA"} else np.nan for row in rows])


def positions(values: Sequence[str], names: Sequence[str] | None = None) -> tuple[np.ndarray, tuple[str, ...]]:
    labels = tuple(names) if names is not None else tuple(sorted(set(values)))
    return np.array([labels.index(value) if value in labels else -1 for value in values], dtype=np.int64), labels


def label(name: str) -> dict[str, str]:
    return {"vi": name, "en": name}


def banner(name: str, values: Sequence[str], names: Sequence[str] | None = None) -> Banner:
    at, labels = positions(values, names)
    return Banner(name=name, levels=tuple(Level(key=key, label=label(key)) for key in labels), positions=at)


def everyone(size: int) -> Banner:
    return banner("total", ["total"] * size)


def choice(name: str, options: Sequence[str], sides: Sequence[str | None] | None = None) -> Column:
    sides = sides or [None] * len(options)
    return Column(
        name=name,
        kind=Kind.ORDINAL,
        label=label(name),
        item=name,
        options=tuple(
            Option(code=at, label=label(key), side=side)
            for at, (key, side) in enumerate(zip(options, sides, strict=True), 1)
        ),
    )


def number(name: str) -> Column:
    return Column(name=name, kind=Kind.NUMBER, label=label(name), item=name)


def responses(
    *,
    columns: Mapping[str, tuple[Column, Sequence[object]]],
    stratum: np.ndarray,
    weight: np.ndarray | None = None,
    psu: np.ndarray | None = None,
) -> Responses:
    codes, scores = {}, {}
    for name, (column, values) in columns.items():
        if column.options:
            names = [option.label["en"] for option in column.options]
            codes[name] = np.array(
                [names.index(v) if v in names else int(Missing.SKIPPED) for v in values], dtype=np.int16
            )
        else:
            array = np.asarray(values, dtype=np.float64)
            codes[name] = np.where(np.isnan(array), int(Missing.SKIPPED), 0).astype(np.int16)
            scores[name] = array.copy()
    return Responses(
        wave="w",
        codebook=Codebook(columns=tuple(column for column, _ in columns.values())),
        codes=codes,
        scores=scores,
        stratum=stratum,
        weight=weight,
        psu=psu,
    )


def sized(values: Sequence[float], at: np.ndarray, size: int) -> np.ndarray:
    """Return one value per stratum from a column that repeats it on every row."""
    out = np.zeros(size, dtype=np.int64)
    out[at] = np.asarray(values, dtype=np.int64)
    return out


def one(cells: Cells) -> Cells:
    assert len(cells.levels) == 1
    return cells


@cache
def api(*, clustered: bool, single: bool = False) -> tuple[Counts, tuple[str, ...], np.ndarray]:
    """Return counts, strata and headcounts of the California school samples."""
    rows = table("apiclus1.csv" if clustered else "apistrat.csv")
    if clustered:
        at, names = np.zeros(len(rows), dtype=np.int64), ("all",)
    else:
        at, names = positions(text(rows, "stype"))
    columns: dict[str, tuple[Column, Sequence[object]]] = {
        name: (number(name), real(rows, name)) for name in ("api00", "enroll", "api.stu")
    }
    for name, options in (
        ("awards", ("No", "Yes")),
        ("comp.imp", ("No", "Yes")),
        ("sch.wide", ("No", "Yes")),
        ("stype", ("E", "H", "M")),
    ):
        columns[name] = (choice(name, options), text(rows, name))
    psu = None
    if clustered:
        psu = real(rows, "dnum").astype(np.int64)
    elif single:
        psu = np.arange(len(rows))
    banners = [everyone(len(rows))]
    banners += [banner(name, text(rows, name)) for name in ("comp.imp", "sch.wide", "stype")]
    kinds = [f"{a}.{b}" for a, b in zip(text(rows, "stype"), text(rows, "sch.wide"), strict=True)]
    combined = [f"{a}.{b}" for a in "EHM" for b in ("No", "Yes")]
    banners.append(banner("stype.sch.wide", kinds, combined))
    made = responses(columns=columns, stratum=at, weight=real(rows, "pw"), psu=psu)
    counts = count(made, strata=names, banners=banners)
    return counts, names, sized(real(rows, "fpc"), at, len(names))


SIDES = ("unfavourable", "unfavourable", "neutral", "favourable", "favourable")


@cache
def dept(*, wave: str | None = None, stratified: bool = True) -> tuple[Counts, tuple[str, ...], np.ndarray]:
    """Return counts, strata and headcounts of the department: one wave by branch, or all waves by wave and branch."""
    rows = [row for row in table("dept_a.csv") if wave in {None, row["wave"]}]
    places = [row["branch"] if wave else f"{row['wave']}.{row['branch']}" for row in rows]
    at, names = positions(places)
    headcounts = sized(real(rows, "N"), at, len(names))
    weight = real(rows, "N") / np.bincount(at)[at]
    q1 = text(rows, "q1")
    top2 = ["" if value in {"", "NA"} else "yes" if value in "45" else "no" for value in q1]
    columns = {name: (choice(name, tuple("12345"), SIDES), text(rows, name)) for name in ("q1", "q2", "q4")}
    columns["top2"] = (choice("top2", ("no", "yes")), top2)
    columns["q1number"] = (number("q1number"), real(rows, "q1"))
    ticks = {name: (choice(name, ("0", "1")), text(rows, name)) for name in ("m1", "m2", "m3", "m4")}
    columns |= {
        name: (
            Column(name=name, kind=Kind.MULTI, label=label(name), item="m", options=column.options),
            values,
        )
        for name, (column, values) in ticks.items()
    }
    columns["index"] = (
        Column(name="index", kind=Kind.INDEX, label=label("index"), item="index", members=("q1", "q2", "q4")),
        np.full(len(rows), np.nan),
    )
    banners = [everyone(len(rows)), banner("sex", text(rows, "sex")), banner("branch", text(rows, "branch"))]
    banners.append(banner("wave", text(rows, "wave")))
    sexage = [f"{row['sex']}.{row['age']}" for row in rows]
    banners.append(banner("sexage", sexage, [f"{s}.{a}" for s in "FM" for a in ("18-34", "35-49", "50+")]))
    if not stratified:
        at, names, headcounts = np.zeros(len(rows), dtype=np.int64), ("all",), np.array([10**9])
    made = responses(columns=columns, stratum=at, weight=weight)
    return count(made, strata=names, banners=banners), names, headcounts


@cache
def frame(wave: str) -> dict[str, np.ndarray]:
    rows = [row for row in table("dept_a_frame.csv") if row["wave"] == wave]
    return {name: real(rows, name).astype(np.int64) for name in ("N", "n", "refused")}

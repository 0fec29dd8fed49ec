"""An office that brings its past waves along: a questionnaire, rows of people, published results."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import openpyxl
import pytest

from survey_app.operations.importing import import_file
from survey_app.questionnaire.door import QuestionnaireRejectedError
from survey_app.store import Stores

QUESTIONNAIRE = """\
questionnaire: phieu-cu
title: Phiếu cũ
languages: [vi]
minutes: 2
purpose: Nhập các đợt hỏi trước đây.
pages:
  - page: mot
    items:
      - {item: dieu_kien, type: scale, scale: hai_long_5, text: Đồng chí hài lòng với điều kiện làm việc ở mức nào?}
      - {item: ap_luc, type: scale, scale: tan_suat_5, text: Quá tải ở mức nào?, when: "dieu_kien in [1, 2, 3]"}
      - {item: tin, type: battery, scale: dong_y_5, text: Tin tưởng…, parts: {cap_uy: cấp ủy, so: lãnh đạo Sở}}
      - {item: kho_khan, type: multi, text: Khó khăn gì?, options: {1: việc, 2: lương, 3: khác}}
      - {item: so_kho, type: number, from: 0, to: 9, text: Bao nhiêu lần?, when: "selected(kho_khan, 2)"}
      - {item: tham_nien, type: number, from: 0, to: 45, text: Công tác bao nhiêu năm?}
traits:
  - {item: gioi, type: single, text: Giới, options: {1: nam, 2: nữ}}
indices:
  - {index: long_tin, title: Chỉ số lòng tin, items: [tin.cap_uy, tin.so], method: mean_0_100, headline: true}
"""
ORGANISATION = """\
organisation: so
title: Đảng bộ Sở
superior: Đảng bộ tỉnh
place: Vinh
groups:
  - {group: g1, title: Khối một}
  - {group: g2, title: Khối hai}
branches:
  - {branch: a, title: Chi bộ A, group: g1, headcounts: {2019-01-01: 90}}
  - {branch: b, title: Chi bộ B, group: g1, headcounts: {2019-01-01: 60}}
  - {branch: c, title: Chi bộ C, group: g2, headcounts: {2019-01-01: 90}}
"""
MAPPING = """\
mapping: phieu-giay
kind: rows
questionnaire: phieu-cu
wave: {column: dot, values: {2021: W2021, 2022: W2022}, dates: {W2021: 2021-06-01, W2022: 2022-06-01}}
branch: {column: chi_bo, values: {A: a, B: b, C: c}}
keep: "hop_le = 1"
items:
  dieu_kien: {column: c1, values: {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 9: dont_know, "": skipped, K: not_asked}}
  ap_luc: {column: c2, values: {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, "": skipped}}
  tin.cap_uy: {column: c3, values: {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 0: refused}}
  tin.so: {column: c4, values: {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 0: refused}}
  tham_nien: {column: nam_ct, values: {"": skipped}}
  gioi: {column: gioi, values: {nam: 1, nữ: 2}}
  kho_khan.1: {column: k1, values: {x: 1, "": 0, K: refused}}
  kho_khan.2: {column: k2, values: {x: 1, "": 0, K: refused}}
  so_kho: {column: lan, values: {"": skipped}}
"""
RESULTS = """\
mapping: so-ket
kind: results
questionnaire: phieu-cu
columns: {wave: dot, item: cau, option: phuong_an, percent: ty_le, n: so_phieu, N: tong_so}
waves: {2019: W2019, 2020: W2020}
dates: {W2019: 2019-06-01, W2020: 2020-06-01}
items: {"Câu 1": dieu_kien}
options: {"Hài lòng": 4, Thuận: favourable}
"""
COLUMNS = ("dot", "chi_bo", "hop_le", "c1", "c2", "c3", "c4", "nam_ct", "gioi", "trong_so", "k1", "k2", "lan")


def people() -> list[list[str]]:
    made = random.Random(5)  # noqa: S311 -- no secret
    rows = []
    for wave in ("2021", "2022"):
        for branch, count in (("A", 60), ("B", 40), ("C", 50)):
            for _ in range(count):
                answers = [made.choice("12334445559") for _ in range(1)] + [made.choice("12345") for _ in range(3)]
                kept = "0" if made.random() < 0.1 else "1"
                weight = f"{made.uniform(0.5, 2):.3f}"
                troubles = [made.choice(("x", "")), made.choice(("x", "")), str(made.randint(0, 9))]
                rest = [str(made.randint(0, 40)), made.choice(("nam", "nữ")), weight, *troubles]
                rows.append([wave, branch, kept, *answers, *rest])
    return rows


class Desk:
    """A folder with definitions and a file, and the stores to import into."""

    def __init__(self, folder: Path, stores: Stores) -> None:
        self.folder = folder
        self.stores = stores
        self.mapping = MAPPING
        self.rows = people()
        self.columns = list(COLUMNS)
        (folder / "phieu-cu.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
        (folder / "organisation.yaml").write_text(ORGANISATION, encoding="utf-8")

    def write(self, name: str = "phieu.csv") -> Path:
        (self.folder / "m.yaml").write_text(self.mapping, encoding="utf-8")
        path = self.folder / name
        if name.endswith(".xlsx"):
            book = openpyxl.Workbook()
            for row in [self.columns, *self.rows]:
                book.active.append([int(cell) if str(cell).isdecimal() else cell for cell in row])
            book.save(path)
        else:
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows([self.columns, *self.rows])
        return path

    def run(self, name: str = "phieu.csv", **named):
        return import_file(
            self.stores,
            self.write(name),
            mapping_file=self.folder / "m.yaml",
            organisation_file=self.folder / "organisation.yaml",
            **named,
        )

    def refused(self, **named):
        """Return the problems by rule; nothing may have been written."""
        before = self.stores.registry.waves()
        with pytest.raises(QuestionnaireRejectedError) as refusal:
            self.run(**named)
        assert self.stores.registry.waves() == before
        assert refusal.value.render("vi")
        return {problem.rule: problem for problem in refusal.value.problems}

    def set(self, row: int, column: str, text: str) -> None:
        self.rows[row][self.columns.index(column)] = text

    def kept(self, wave: str) -> list[dict[str, str]]:
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return [row for row in rows if row["dot"] == wave and row["hop_le"] == "1"]


def results(desk: Desk, *rows) -> None:
    desk.mapping = RESULTS
    desk.columns = ["dot", "cau", "phuong_an", "ty_le", "so_phieu", "tong_so"]
    desk.rows = [list(map(str, row)) for row in rows]


FULL = [("2020", "Câu 1", code, percent, 100, 240) for code, percent in ((1, 5), (2, 15), (3, 20), (4, 40), (5, 20))]


DATED = """\
      - {item: vao, type: date, grain: month, from: 2015-01, to: 2022-12, text: Vào tháng nào?}
      - {item: vi_sao, type: single, text: Vì sao?, options: {1: việc, 2: nhà}, when: vao >= 2020-01}
      - {item: truoc, type: ranking, text: Việc nào trước?, options: {1: học, 2: họp, 3: nghỉ}}
      - {item: hoc_gi, type: single, text: Học gì?, options: {1: luật, 2: máy}, when: "selected(truoc, 1)"}
"""
DATED_ITEMS = """\
  vao: {column: vao, values: {"": skipped}}
  vi_sao: {column: vi_sao, values: {1: 1, 2: 2, "": skipped}}
  truoc: {column: truoc, values: {1: 1, 2: 2, 3: 3, "": skipped}}
  hoc_gi: {column: hoc_gi, values: {1: 1, 2: 2, "": skipped}}
"""


def dated(desk: Desk) -> None:
    """Give the form a date and a ranking, each with a question that hangs on it."""
    form = QUESTIONNAIRE.replace("traits:\n", DATED + "traits:\n")
    (desk.folder / "phieu-cu.yaml").write_text(form, encoding="utf-8")
    desk.mapping = MAPPING + DATED_ITEMS
    desk.columns += ["vao", "vi_sao", "truoc", "hoc_gi"]
    ways = ("{year}-{month:02d}-15", "{month:02d}/{year}", "01/{month:02d}/{year}", "{year}-{month:02d}")
    for at, row in enumerate(desk.rows):
        row += [ways[at % 4].format(year=2016 + at % 7, month=1 + at % 12), "1", str(1 + at % 3), "2"]

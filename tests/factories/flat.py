"""A small file of answers with its codebook, as somebody brings it who has no waves here."""

from __future__ import annotations

import pytest

from survey_app.operations.flat import Choices, FlatFileError
from survey_app.operations.tabulate import tabulate

CODEBOOK = """\
columns:
  q:
    label: {vi: Hài lòng, en: Satisfied}
    kind: ordinal
    options: {1: Không, 2: Vừa, 3: Rất}
    missing: {-1: dont_know, -2: refused}
    favourable: [3]
    unfavourable: [1]
  nhom: {label: Nhóm, kind: nominal, options: {A: Nhóm A, B: Nhóm B}}
  tuoi: {label: Tuổi, kind: number, missing: {-1: dont_know}}
  chon: {kind: multi, options: {1: Lương, 2: Việc, 3: Phòng}}
  mo: {kind: nominal}
  nam: {kind: wave}
  w: {kind: weight}
  ten: {kind: text}
"""
HEAD = "q,nhom,tuoi,chon,mo,nam,w,tang,cum,trong"
ROWS = [
    "1,A,30,1 2,x,2020,1,I,1,1",
    "3,A,40,2,y,2020,1,I,2,1",
    "2,B,50,,x,2020,2,II,1,1",
    "3,B,-1,3,x,2020,2,II,2,1",
    "-1,B,60,1;3,y,2020,2,II,2,0",
    ",A,20,1,x,2020,1,I,1,0",
]


def write(folder, rows=ROWS, head=HEAD, name="a.csv"):
    """Return the path of the file written."""
    path = folder / name
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def found(tabulation, measure, option=None, group="total"):
    (figure,) = (
        one
        for one in tabulation.figures
        if one.measure == measure and one.group == group and option in {None, one.option}
    )
    return figure


def told(file, codebook, **chosen):
    with pytest.raises(FlatFileError) as refusal:
        tabulate(file, codebook, Choices(**chosen))
    return [problem.render("en") for problem in refusal.value.problems]


def waves(shares, people=40):
    rows = []
    for year, share in shares.items():
        yes = round(share * people)
        rows += [f"{3 if at < yes else 1},A,30,1,x,{year},1,I,{at},1" for at in range(people)]
    return rows

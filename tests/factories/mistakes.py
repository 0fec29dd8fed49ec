"""A mistake and its cure, and the sound files in which the mistakes are made.

Where nothing is named as the cure, the fix tells to take the mistake back (delete the tab, close the bracket, correct
the name).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

QUESTIONNAIRE = """\
questionnaire: phieu
title: Phiếu
languages: [vi]
minutes: 4
purpose: Để biết.
scales:
  tin_4:
    options: {1: Không, 2: Ít, 3: Vừa, 4: Rất tin}
    favourable: [3, 4]
    unfavourable: [1, 2]
pages:
  - page: mot
    items:
      - item: dieu_kien
        type: scale
        scale: hai_long_5
        text: Hài lòng ở mức nào?
      - item: khac
        type: multi
        text: Những gì?
        options: {1: Việc, 2: Lương, 3: Khác}
        other: 3
        at_most: 2
        when: dieu_kien in [1, 2]
      - item: tin
        type: battery
        scale: tin_4
        text: Tin ai?
        parts: {cap_uy: cấp ủy, so: lãnh đạo Sở}
      - item: tuoi
        type: number
        text: Bao nhiêu tuổi?
        from: 18
        to: 90
      - item: y_kien
        type: text
        text: Ý kiến?
        longest: 200
      - item: ngay
        type: date
        text: Ngày nào thì tiện?
        from: 2021-01-04
        to: 2021-06-30
      - item: xep
        type: ranking
        text: Việc nào trước?
        options: {1: Học, 2: Họp}
        at_most: 1
      - item: loi_dan
        type: note
        text: Sắp xong.
traits:
  - item: tham_nien
    type: single
    text: Thâm niên?
    options: {1: Ngắn, 2: Dài}
indices:
  - index: chi_so
    title: Chỉ số
    items: [dieu_kien, tin.cap_uy]
    headline: true
tables:
  - {stub: tin, banner: [total, group, tham_nien], chart: diverging}
tests:
  - name: hài lòng thì không hỏi
    answers: {dieu_kien: 5}
    skips: [khac]
"""
COMPARED = """\
      - {{item: con, type: number, text: Mấy con gà?, from: 0, to: 900}}
      - {{item: chau, type: number, text: Mấy con vịt?, from: 0, to: 900}}
      - item: y_kien
        when: {when}
"""
ORGANISATION = """\
organisation: co-quan
title: Cơ quan
groups:
  - {group: mot, title: Một}
branches:
  - branch: a
    title: Chi bộ A
    group: mot
    headcounts: {2021-01-01: 20, 2022-01-01: 25}
  - branch: b
    title: Chi bộ B
    group: mot
    headcounts: {2021-01-01: 10}
bodies:
  - {body: bch, title: Ban Chấp hành}
"""
PLAN = """\
plan: nhiem-ky
title: Kế hoạch
start: 2021-09
end: 2025-12
calendar:
  - questionnaire: phieu
    every: quarter
    opens: {month: 3, day: 1}
    closes: {month: 3, day: 14}
events:
  - {date: 2022-02-01, title: Tết}
"""
MAPPING = """\
mapping: cu
kind: rows
questionnaire: phieu
wave:
  column: nam
  values: {2020: W2020}
  dates: {W2020: 2020-03-01}
branch: {constant: a}
keep: "giu == 1"
items:
  dieu_kien: {column: c1, values: {1: 1, 2: 2, -1: dont_know, "": not_asked}}
"""
CODEBOOK = """\
columns:
  q1:
    kind: ordinal
    options: {1: Ít, 2: Nhiều}
    missing: {-1: dont_know}
    favourable: [2]
"""
CSV = """\
variable,code,label
q1,1,Ít
q1,2,Nhiều
"""
TOPICS = """\
topics: chu-de
title: {vi: Chủ đề, en: Topics}
entries:
  - {topic: a, title: {vi: Điều kiện, en: Conditions}}
  - {topic: b, title: {vi: Đời sống, en: Living}}
"""
TWO = """\
questionnaire: hai-tieng
title: {vi: Phiếu xin ý kiến, en: Opinion form}
languages: [vi, en]
minutes: 1
purpose: {vi: Để biết., en: To know.}
pages:
  - page: mot
    items:
      - item: dieu_kien
        type: scale
        scale: hai_long_5
        text:
          vi: Đồng chí hài lòng ở mức nào?
          en: How satisfied are you?
"""
ROLL = """\
organisation: co-quan-lon
title: Cơ quan
groups:
  - {group: a, title: A}
  - {group: b, title: B}
  - {group: c, title: C}
  - {group: d, title: D}
branches:
  - {branch: a, title: A, group: a, headcounts: {2021-01-01: 40}}
  - {branch: b, title: B, group: b, headcounts: {2021-01-01: 40}}
  - {branch: c, title: C, group: c, headcounts: {2021-01-01: 40}}
  - {branch: d, title: D, group: d, headcounts: {2021-01-01: 40}}
"""
PLANNED = QUESTIONNAIRE.replace("tests:\n", "  - {stub: tham_nien, banner: [total, group]}\ntests:\n")
TEXTS: Mapping[str, str] = {
    "questionnaire": QUESTIONNAIRE,
    "questionnaire-two": TWO,
    "questionnaire-planned": PLANNED,
    "organisation": ORGANISATION,
    "plan": PLAN,
    "mapping": MAPPING,
    "codebook": CODEBOOK,
    "codebook-csv": CSV,
    "topics": TOPICS,
}
DATED = "from: 2021-01-04\n"
LAST = "\x00last "
TEN = "".join(f"      - {{item: them_{n}, type: text, text: Thêm {n}?, longest: 300}}\n" for n in range(10))


@dataclass(frozen=True, slots=True)
class Example:
    """A mistake: in a file of ``kind``, ``old`` was written as ``new``; the problem is told on the line of ``words``.

    ``cure`` stands in the place of ``new`` when the fix is followed; ``others`` are the files checked with it, and
    ``roll`` is the organisation of the forecast.
    """

    rule: str
    kind: str
    old: str
    new: str
    words: str
    cure: str | None = None
    others: Mapping[str, str] = field(default_factory=dict)
    roll: str | None = None

    @property
    def text(self) -> str:
        """The file with the mistake."""
        assert TEXTS[self.kind].count(self.old) >= 1, self.rule
        return TEXTS[self.kind].replace(self.old, self.new, 1)

    @property
    def cured(self) -> str:
        """The file after the fix was followed."""
        return TEXTS[self.kind].replace(self.old, self.old if self.cure is None else self.cure, 1)

    @property
    def line(self) -> int:
        """The line on which the problem must be told."""
        lines = self.text.split("\n")
        words = self.words.removeprefix(LAST)
        found = [number for number, line in enumerate(lines, 1) if words in line]
        return found[-1] if self.words.startswith(LAST) else found[0]

    @property
    def file(self) -> str:
        """The name of the file."""
        return "z.csv" if self.kind == "codebook-csv" else "z.yaml"

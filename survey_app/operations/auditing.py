"""What can be derived from published files alone: releases read, their chain checked, every number attacked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path

from analysis.disclosure import ReleasedCube
from analysis.disclosure.audit import Audit, Target, audit_union
from analysis.disclosure.bounds import ContradictionError
from analysis.disclosure.magnitude_audit import Extreme, extremes_of
from analysis.disclosure.released import TOTAL
from survey_app.errors import SurveyError
from survey_app.language import N_, Language, Said, translate
from survey_app.operations.release import read_release

HEAD = N_("Đợt · câu hỏi · đối tượng · phương án: khoảng mà người ngoài suy ra được")
LINE = N_("{wave} · {column} · {level} · {option}: {low}-{high}")
AT_LEAST = N_("{wave} · {column} · {level} · {option}: rộng ít nhất {low}-{high}")
UNSOLVED = N_("{wave} · {column} · {level} · {option}: chưa tính xong")
OTHERS = N_("khác {option}")
LARGEST = N_("{wave} · {column} · {level} · số lớn nhất: từ {low} đến {high}")
SMALLEST = N_("{wave} · {column} · {level} · số nhỏ nhất: từ {low} đến {high}")
ALIKE = N_("{line}; chứng minh được mọi người ghi cùng một số")
BESIDE = N_("{line}; suy ra khi đặt cạnh {columns}")
TOO_CLOSE = N_("{line}; sát hơn mức cho phép")
WHOLE = N_("toàn đơn vị")
SUMMARY = N_(
    "{targets} khoảng, hẹp nhất {narrowest}, {narrow} khoảng hẹp hơn mức cho phép; "
    "{programs} khoảng phải giải bằng quy hoạch nguyên."
)


LOST = N_("không nối với bản phát hành nào đứng trước trong các tệp đã cho")
TWO = N_("và tệp {other} cùng nói đứng sau một bản phát hành")


class BrokenReleasesError(SurveyError):
    """Files that do not follow one another."""

    code = "releases-broken"
    found = N_("Tệp {file} (đợt {wave}) {why}.")
    fix = N_("Đưa đủ các bản phát hành, không thiếu bản ở giữa; bản đã sửa thì lấy lại từ nơi công bố.")


class ContradictingReleasesError(SurveyError):
    """Figures that no people can have given."""

    code = "releases-contradict"
    found = N_("Đợt {wave}: số liệu đã phát hành của {column} mâu thuẫn nhau: không có số người nào thỏa mãn tất cả.")
    fix = N_("Đối chiếu sĩ số với số phiếu; nếu tệp là bản cũ hoặc đã bị sửa, lấy lại từ nơi công bố.")


def read_releases(files: Sequence[Path]) -> tuple[ReleasedCube, ...]:
    """Return the releases in files along their chain; each one's hash and numbers are checked.

    Raises
    ------
    UnreadableReleaseError, EditedReleaseError, UnsoundReleaseError
        A file is no released cube, or was changed.
    BrokenReleasesError
        One in the middle is missing, or two follow the same one: naming the file that follows nothing.
    """
    cubes = {cube.hash: (path, cube) for path in files if (cube := read_release(path))}
    following: dict[str | None, tuple[Path, ReleasedCube]] = {}
    for path, cube in cubes.values():
        if cube.previous in following:
            other = following[cube.previous][0].name
            raise BrokenReleasesError(where=path.name, file=path.name, wave=cube.wave, why=Said(TWO, {"other": other}))
        following[cube.previous] = path, cube
    starts = [before for before in following if before not in cubes]
    for path, cube in (following[before] for before in starts[1:]):
        raise BrokenReleasesError(where=path.name, file=path.name, wave=cube.wave, why=Said(LOST))
    at, ordered = starts[0], list[ReleasedCube]()
    while at in following:
        ordered.append(following[at][1])
        at = ordered[-1].hash
    return tuple(ordered)


def audit_files(files: Sequence[Path], *, exact: bool = False) -> dict[str, Audit]:
    """Return the audit of every wave among published files, nothing else being known.

    Raises
    ------
    SurveyError
        As ``read_releases``.
    ContradictingReleasesError
        No people can have given what the releases of a wave say.
    """
    by_wave: dict[str, list[ReleasedCube]] = {}
    for cube in read_releases(files):
        by_wave.setdefault(cube.wave, []).append(cube)
    found = {}
    for wave, cubes in by_wave.items():
        try:
            found[wave] = replace(audit_union(cubes, exact=exact), extremes=extremes_of(cubes))
        except ContradictionError as refusal:
            raise ContradictingReleasesError(where=wave, wave=wave, column=refusal.fields["column"]) from None
    return found


def render_text(audits: dict[str, Audit], *, language: Language, every: bool) -> str:
    """Return one line per target (the narrow ones alone unless ``every``) and a summary."""
    lines = [translate(HEAD, language)]
    for wave, audit in audits.items():
        chosen = audit.targets if every else audit.narrow
        lines += [_line(wave, target, language) for target in chosen]
        lines += [_extreme(wave, one, language) for one in audit.extremes if every or one.narrow or one.alike]
    targets = [target for audit in audits.values() for target in audit.targets]
    lines.append(
        translate(SUMMARY, language).format(
            targets=len(targets),
            narrowest=min((audit.narrowest for audit in audits.values()), default=0),
            narrow=sum(target.narrow for target in targets),
            programs=sum(audit.solved for audit in audits.values()),
        )
    )
    return "\n".join(lines)


def render_json(audits: dict[str, Audit]) -> str:
    """Return every target as JSON."""
    rows: list[dict[str, object]] = [
        {
            "wave": wave,
            "column": target.column,
            "banner": target.banner,
            "level": target.level,
            "option": target.option,
            "others": target.others,
            "low": target.interval.low if target.interval else None,
            "high": target.interval.high if target.interval else None,
            "exact": target.interval.exact if target.interval else False,
            "narrow": target.narrow,
            "beside": list(target.beside),
        }
        for wave, audit in audits.items()
        for target in audit.targets
    ]
    rows += [
        {
            "wave": wave,
            "column": one.column,
            "banner": one.banner,
            "level": one.level,
            "option": "smallest" if one.smallest else "largest",
            "others": False,
            "low": one.low,
            "high": one.high if isfinite(one.high) else None,
            "exact": True,
            "narrow": one.narrow or one.alike,
            "beside": [],
        }
        for wave, audit in audits.items()
        for one in audit.extremes
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _extreme(wave: str, one: Extreme, language: Language) -> str:
    level = translate(WHOLE, language) if one.level == TOTAL else f"{one.banner}={one.level}"
    line = translate(SMALLEST if one.smallest else LARGEST, language).format(
        wave=wave,
        column=one.column,
        level=level,
        low=f"{one.low:g}",
        high=f"{one.high:g}" if isfinite(one.high) else "∞",
    )
    for said, template in ((one.narrow, TOO_CLOSE), (one.alike, ALIKE)):
        line = translate(template, language).format(line=line) if said else line
    return line


def _line(wave: str, target: Target, language: Language) -> str:
    option = str(target.option)
    if target.others:
        option = translate(OTHERS, language).format(option=option)
    level = translate(WHOLE, language) if target.level == TOTAL else f"{target.banner}={target.level}"
    found = {"wave": wave, "column": target.column, "level": level, "option": option}
    if target.interval is None:
        line = translate(UNSOLVED, language).format(**found)
    else:
        template = LINE if target.interval.exact else AT_LEAST
        line = translate(template, language).format(**found, low=target.interval.low, high=target.interval.high)
    if target.beside:
        line = translate(BESIDE, language).format(line=line, columns=", ".join(target.beside))
    return line

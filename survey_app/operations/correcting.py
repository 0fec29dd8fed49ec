"""A correction: a wave counted once more from its archive, decided by the same gate beside what was released before.

The first release stays in the ledger. A correction that would, together with it, tell somebody's answers is refused.
"""

from __future__ import annotations

from dataclasses import replace

from analysis.disclosure import ReleasedCube, write_cube
from analysis.disclosure.bounds import ContradictionError
from analysis.disclosure.cube import cube_hash
from analysis.disclosure.gate import NarrowedError
from analysis.disclosure.yearly import years_told
from survey_app.ballots.archive import open_archive
from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.manifest import read_manifest
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.addending import addenda_of
from survey_app.operations.archives import NoArchiveError, sealed_archive
from survey_app.operations.branch_bands import told_of
from survey_app.operations.bundle import Bundle
from survey_app.operations.deciding import OpenedBox, answers_in, decide
from survey_app.operations.ledger import ledger
from survey_app.operations.waves import find_wave
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.store import ReleaseRecord, Stores, WaveState


class NothingToCorrectError(SurveyError):
    """A count that says what was released already."""

    code = "correction-nothing"
    found = N_("Đếm lại đợt {wave} từ kho lưu cho đúng số liệu đã phát hành; không có gì để đính chính.")
    fix = N_("Nếu sai ở chỗ khác (sĩ số, câu hỏi), bản công bố không sửa được; rút đợt: survey withdraw.")


class CorrectionRefusedError(SurveyError):
    """A correction that beside the earlier release would tell too much."""

    code = "correction-refused"
    found = N_("Bản đính chính của đợt {wave} đặt cạnh bản đã phát hành sẽ làm lộ câu trả lời ở {column}.")
    fix = N_("Giữ bản đã phát hành, hoặc rút đợt và nêu lý do; một đính chính nhỏ như vậy không công bố được.")


class BranchesToldError(SurveyError):
    """A correction of a year whose single branches were told beside the figures of before."""

    code = "correction-branches"
    found = N_("Năm {year} đã nêu từng chi bộ cạnh số liệu của đợt {wave}; đặt thêm số liệu đính chính là lộ thêm.")
    fix = N_("Giữ bản đã phát hành, hoặc rút đợt và nêu lý do. Cần đính chính thì làm trước khi nêu từng chi bộ.")


def correct(stores: Stores, wave: str, key: PrivateKey) -> ReleasedCube:
    """Return the corrected release of a wave, persisted after the ledger's last one.

    Parameters
    ----------
    key : the private half of the archive key that the manifest names.

    Raises
    ------
    UnknownWaveError, NoArchiveError, DamagedArchiveError
        There is no archive, or this key does not open it.
    NothingToCorrectError, CorrectionRefusedError, BranchesToldError
        Nothing changed, or it may not be told.
    """
    record = find_wave(stores, wave)
    if record.state is not WaveState.RELEASED:
        raise NoArchiveError(wave=wave)
    manifest = read_manifest(record.manifest)
    rows = open_archive(sealed_archive(stores, wave), manifest_hash=manifest.hash, key=key)
    questionnaire = load_questionnaire(record.questionnaire, file=manifest.questionnaire)
    released = ledger(stores)
    bundle = Bundle(
        manifest=manifest,
        questionnaire=record.questionnaire,
        ballots=(),
        previous=released,
        withdrawn=tuple(stores.registry.withdrawals()),
        addenda=addenda_of(record),
    )
    box = OpenedBox(
        answers=tuple(answers_in(questionnaire, row.payload.encode()) for row in rows),
        strata=tuple(row.stratum for row in rows),
        set_aside=0,
    )
    before = tuple(cube for cube in released if cube.wave == wave)
    alone = decide(bundle, questionnaire, box, corrects=()).cube
    last = before[-1]
    again = replace(alone, tables=(*alone.tables, *told_of(last)), previous=last.previous, code=last.code)
    if cube_hash(again) == last.hash:
        raise NothingToCorrectError(wave=wave)
    year = last.closed[:4]
    alike = [cube for cube in released if cube.questionnaire == last.questionnaire]
    if manifest.branch_bands and year in years_told(alike):
        raise BranchesToldError(year=year, wave=wave)
    try:
        cube = decide(bundle, questionnaire, box, corrects=before).cube
    except (NarrowedError, ContradictionError) as refusal:
        raise CorrectionRefusedError(wave=wave, column=refusal.fields["column"]) from None
    stores.registry.add_release(
        ReleaseRecord(wave=wave, number=len(before) + 1, hash=cube.hash, previous=cube.previous, cube=write_cube(cube))
    )
    return cube

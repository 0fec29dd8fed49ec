"""What becomes of answers in words after a tally: split from their ballots, sealed, kept until the report is approved.

Between the tally and their release texts lie in one sealed file beside the stores. The server has no key to it. It is
no part of a backup, and is destroyed when the texts are released or when the days of the manifest are over.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias

from analysis.disclosure import Rules
from survey_app.ballots.manifest import Manifest
from survey_app.ballots.shuffle import shuffled
from survey_app.ballots.texts import DamagedTextsError, Stage, head_of, seal_texts
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.secrets import overwrite_and_remove
from survey_app.operations.waves import find_wave, manifest_of, standing_of
from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.model import FreeText, Multi, Questionnaire
from survey_app.questionnaire.piping import unpiped
from survey_app.store import Stores

FOLDER = "texts"
_SUFFIX, _UNFINISHED = ".sealed", ".new"

Split: TypeAlias = tuple[Mapping[str, object], ...]
"""Per item its name, its wording and its texts, in memory only."""
Asked: TypeAlias = Mapping[str, object]
"""The items that take words with their wordings, how many texts an item needs, the last day of keeping."""


class TextsMissingError(SurveyError):
    """A tally that brings no texts along although the manifest says that they are kept."""

    code = "texts-missing"
    found = N_("Bản công bố của đợt {wave} hứa giữ phần chữ, nhưng lần kiểm phiếu này không mang phần chữ theo.")
    fix = N_("Tải lại trang kiểm phiếu rồi làm lại; nếu kiểm ở máy khác, mang về cả tệp .texts. Hòm phiếu còn nguyên.")


class ForeignTextsError(SurveyError):
    """Sealed texts that do not belong to the wave."""

    code = "texts-foreign"
    found = N_("Tệp phần chữ không phải của đợt {wave}.")
    fix = N_("Dùng tệp do chính đợt này ghi ra, nguyên vẹn.")


def takers(questionnaire: Questionnaire) -> tuple[FreeText | Multi, ...]:
    """Return the items that take words: free texts, and lists with an option for something else."""
    found = (item for item in questionnaire.items() if isinstance(item, FreeText | Multi))
    return tuple(item for item in found if isinstance(item, FreeText) or item.other is not None)


def split(questionnaire: Questionnaire, answers: Sequence[Answers], *, least: int = Rules().texts) -> Split:
    """Return the texts of every item that received enough, each item in an order of its own; the others are dropped."""
    found = []
    for item in takers(questionnaire):
        texts = [one.texts[item.item] for one in answers if item.item in one.texts]
        if len(texts) >= least:
            found.append({"item": item.item, "text": dict(unpiped(item.text)), "texts": list(shuffled(texts))})
    return tuple(found)


def asked_of_browser(
    manifest: Manifest, questionnaire: Questionnaire, *, closes: str | None = None, least: int = Rules().texts
) -> Asked | None:
    """Return what a browser needs to split and seal texts as ``split`` and ``sealed_split`` do; None: none are kept."""
    until = keep_until(manifest, closes=closes)
    if until is None:
        return None
    items = [{"item": item.item, "text": dict(unpiped(item.text))} for item in takers(questionnaire)]
    return {"items": items, "least": least, "until": until.isoformat()}


def keep_until(manifest: Manifest, *, closes: str | None = None) -> date | None:
    """Return the last day on which sealed texts may be kept; None when none are.

    ``closes`` is the wave's last day where addenda moved it.
    """
    if manifest.texts is None:
        return None
    return date.fromisoformat(closes or manifest.closes) + timedelta(days=manifest.texts.days)


def sealed_split(manifest: Manifest, texts: Split, *, closes: str | None = None) -> str | None:
    """Return the texts sealed for the custodians of the tally; None when the manifest keeps none."""
    until = keep_until(manifest, closes=closes)
    if until is None:
        return None
    return seal_texts(
        {"items": list(texts)},
        stage=Stage.WRITTEN,
        wave=manifest.wave,
        manifest=manifest.hash,
        until=until,
        keys=manifest.public_keys(),
    )


def keep_texts(stores: Stores, manifest: Manifest, sealed: str | None) -> Path | None:
    """Return the file in which the sealed texts lie now; None when the manifest keeps none.

    Raises
    ------
    TextsMissingError, ForeignTextsError
        There are none, or those of another wave. Nothing was written.
    """
    if manifest.texts is None:
        return None
    until = keep_until(manifest, closes=standing_of(find_wave(stores, manifest.wave)).closes)
    if sealed is None:
        raise TextsMissingError(wave=manifest.wave)
    expected = {"stage": Stage.WRITTEN.value, "manifest": manifest.hash, "until": str(until)}
    try:
        head = head_of(sealed)
    except DamagedTextsError:
        raise ForeignTextsError(wave=manifest.wave) from None
    if expected.items() - head.items():
        raise ForeignTextsError(wave=manifest.wave)
    path = texts_file(stores.folder, manifest.wave)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    written = path.with_suffix(_UNFINISHED)
    written.unlink(missing_ok=True)
    descriptor = os.open(written, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(sealed)
        stream.flush()
        os.fsync(stream.fileno())
    written.replace(path)
    return path


def purge_texts(stores: Stores, today: date) -> tuple[str, ...]:
    """Return the waves whose sealed texts were destroyed now, their days being over.

    The days are those of manifest and addenda: a file that cannot be read any more is kept no longer for that.
    """
    gone = []
    for path in sorted((stores.folder / FOLDER).glob(f"*{_SUFFIX}")):
        record = stores.registry.wave(path.stem)
        if record is None:
            continue
        until = keep_until(manifest_of(record), closes=standing_of(record).closes)
        if until is None or today > until:
            destroy(path)
            gone.append(path.stem)
    return tuple(gone)


def texts_file(folder: Path, wave: str) -> Path:
    """Return where the sealed texts of a wave lie."""
    return folder / FOLDER / f"{wave}{_SUFFIX}"


def destroy(path: Path) -> None:
    """Overwrite and remove sealed texts, and what an interrupted tally left of them. May be run again."""
    for each in (path, path.with_suffix(_UNFINISHED)):
        overwrite_and_remove(each)

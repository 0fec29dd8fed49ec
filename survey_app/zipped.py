"""What the directory of a zip tells before any of it is unfolded: workbooks are zips, and zips may be bombs."""

from __future__ import annotations

from collections.abc import Sequence
from zipfile import ZipInfo

from survey_app.language import N_, Said

MEGABYTE = 1024 * 1024
MOST_RATIO = 200
"""Times that a part of more than a megabyte may unfold."""
BOMB = N_("tệp nén bất thường (phần {part} phình ra {ratio} lần)")


def bomb(parts: Sequence[ZipInfo]) -> Said | None:
    """Return what is to be said of the first part that unfolds beyond measure; None where each keeps within it."""
    for part in parts:
        ratio = part.file_size // max(part.compress_size, 1)
        if part.file_size > MEGABYTE and ratio > MOST_RATIO:
            return Said(BOMB, {"part": part.filename, "ratio": ratio})
    return None


def too_much(parts: Sequence[ZipInfo], *, most: int, largest: int) -> bool:
    """Return True where there are more parts than ``most``, or more than ``largest`` bytes once unfolded."""
    return len(parts) > most or sum(part.file_size for part in parts) > largest

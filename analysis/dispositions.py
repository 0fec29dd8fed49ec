"""What became of everybody on the list, and the response rates that follow (AAPOR).

With unlinked slips nobody can say who did not answer or why: then only what was handed in is known, and the other rates
are refused with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from analysis.errors import EmptyBaseError, TooManyAnswersError, UnlinkedError, WrongKindError


class Rate(StrEnum):
    """A rate of the AAPOR Standard Definitions."""

    RR1 = "RR1"
    RR2 = "RR2"
    RR3 = "RR3"
    RR4 = "RR4"
    RR5 = "RR5"
    RR6 = "RR6"
    COOP1 = "COOP1"
    REF1 = "REF1"
    CON1 = "CON1"


KNOWN_UNLINKED = (Rate.RR1, Rate.RR2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispositions:
    """People of a list by what became of them. People who left before the first day are not on it.

    Parameters
    ----------
    complete, partial : who answered, and who answered less than was agreed to count as complete.
    refusal : refused or broke off; non_contact : never opened; other : on leave, ill.
    unknown : nobody knows whether they belong to the population; 0 for a roll.
    eligible_share : the part of ``unknown`` taken to belong to it (e), 0-1.
    linked : whether slips can be told apart. When they cannot, ``refusal``, ``other`` and ``unknown`` are 0 and
        ``non_contact`` is everybody who did not answer, whatever the reason.
    """

    complete: int
    partial: int = 0
    refusal: int = 0
    non_contact: int = 0
    other: int = 0
    unknown: int = 0
    eligible_share: float = 1.0
    linked: bool = True

    def __post_init__(self) -> None:
        parts = (self.complete, self.partial, self.refusal, self.non_contact, self.other, self.unknown)
        if min(parts) < 0 or not 0 <= self.eligible_share <= 1:
            raise WrongKindError(what="dispositions", need="numbers of people of 0 or more, and a share e of 0-1")
        if not self.linked and (self.refusal or self.other or self.unknown):
            raise WrongKindError(what="dispositions", need="unlinked slips tell nothing of why somebody did not answer")
        if sum(parts) == 0:
            raise EmptyBaseError(what="dispositions")


def unlinked(complete: int, partial: int, roll: int) -> Dispositions:
    """Return the dispositions of a wave of unlinked slips: who answered, and all others together.

    Parameters
    ----------
    complete, partial : ballots, by the items answered in them.
    roll : people on the list.

    Raises
    ------
    TooManyAnswersError
        More ballots than people.

    References
    ----------
    AAPOR 2023, Standard Definitions. R: none.

    Examples
    --------
    >>> rate(unlinked(80, 10, 100), Rate.RR2)
    0.9
    """
    if complete + partial > roll:
        raise TooManyAnswersError(what="dispositions", n=complete + partial, N=roll)
    return Dispositions(complete=complete, partial=partial, non_contact=roll - complete - partial, linked=False)


def completeness(answered: npt.ArrayLike, asked: npt.ArrayLike, *, share: float = 1.0) -> tuple[int, int]:
    """Return how many people answered completely, and how many in part: what I and P are where only answers are known.

    Complete is who answered at least ``share`` of the items that they were asked; in part, who answered fewer, but at
    least one. Who was asked something and answered nothing is neither, and stays among those who did not answer. Items
    that routing did not ask of somebody do not count for him or her.

    Parameters
    ----------
    answered : int array, shape (n,), items with an answer, by response; an exit that was chosen is an answer, a skipped
        item is none.
    asked : int array, shape (n,), items that were asked.
    share : 0-1, agreed before the survey; AAPOR leaves it to the survey and wants it told.

    Raises
    ------
    WrongKindError
        More answered than asked, or a share outside 0-1.

    References
    ----------
    AAPOR 2023, Standard Definitions, 10th edition, on complete and partial questionnaires. R: none.

    Examples
    --------
    >>> completeness([10, 9, 4, 0], [10, 10, 4, 10], share=0.95)
    (2, 1)
    """
    done, whole = np.asarray(answered, dtype=np.int64), np.asarray(asked, dtype=np.int64)
    if done.shape != whole.shape or np.any(done > whole) or np.any(done < 0) or not 0 < share <= 1:
        raise WrongKindError(
            what="completeness", need="answered items among those asked, and a share above 0, at most 1"
        )
    some = done > 0
    complete = some & (done >= share * whole - 1e-9)
    return int(complete.sum()), int((some & ~complete).sum())


def rate(found: Dispositions, which: Rate) -> float:
    """Return one of the AAPOR rates, 0-1.

    RR1 = I / (I + P + R + NC + O + U), RR2 counts partial answers too; RR3 and RR4 take e U in place of U, RR5 and RR6
    none of it. COOP1 = I / (I + P + R + O), REF1 = R / all, CON1 = all who were reached / all.

    Parameters
    ----------
    found : people by disposition.
    which : the rate.

    Raises
    ------
    UnlinkedError
        A rate that needs to know why somebody did not answer, of unlinked slips.
    EmptyBaseError
        Nobody in the denominator.

    References
    ----------
    AAPOR 2023, Standard Definitions, 10th edition. R: none.

    Examples
    --------
    >>> rate(Dispositions(complete=60, partial=10, refusal=20, non_contact=10), Rate.RR1)
    0.6
    """
    if not found.linked and which not in KNOWN_UNLINKED:
        raise UnlinkedError(what=which.value)
    known = found.complete + found.partial + found.refusal + found.non_contact + found.other
    unknown = {
        Rate.RR3: found.eligible_share * found.unknown,
        Rate.RR4: found.eligible_share * found.unknown,
        Rate.RR5: 0.0,
        Rate.RR6: 0.0,
    }.get(which, float(found.unknown))
    whole = known + unknown
    if which is Rate.COOP1:
        whole = found.complete + found.partial + found.refusal + found.other
    both = found.complete + found.partial
    part = {
        Rate.REF1: found.refusal,
        Rate.CON1: both + found.refusal + found.other,
        Rate.RR2: both,
        Rate.RR4: both,
        Rate.RR6: both,
    }.get(which, found.complete)
    if whole <= 0:
        raise EmptyBaseError(what=which.value)
    return part / whole


def rates(found: Dispositions) -> Mapping[Rate, float | None]:
    """Return every rate; None for those that cannot be known of unlinked slips or have no denominator.

    Parameters
    ----------
    found : people by disposition.

    References
    ----------
    AAPOR 2023, Standard Definitions. R: none.

    Examples
    --------
    >>> rates(unlinked(80, 10, 100))[Rate.REF1] is None
    True
    """
    told: dict[Rate, float | None] = {}
    for which in Rate:
        try:
            told[which] = rate(found, which)
        except (UnlinkedError, EmptyBaseError):
            told[which] = None
    return told

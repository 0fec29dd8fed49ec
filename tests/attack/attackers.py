"""The attackers. Each guesses for every member of a stratum which ballot is theirs, from what it holds and nothing else.

They know the program and its formats, and are the same for every store. A guess is a ballot (its content as it lies in
the file); what it says is read with the stolen tally key or, without it, guessed from the tally's shuffled answers.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import TypeAlias

from taking import Files, Theft, ballots, journalled, mark, place, rights

Guess: TypeAlias = dict[str, bytes]
Attacker: TypeAlias = Callable[[Theft, int], Guess]


def row_order(theft: Theft, stratum: int) -> Guess:
    """A1: who came first has the first row."""
    return _paired(theft.comers(stratum), ballots(theft, theft.closed, stratum))


def journal_replay(theft: Theft, stratum: int) -> Guess:
    """A2: who came first appears first in what the journals still hold; ballots that they do not hold follow as rows."""
    pages = journalled(theft.voted, theft.layout.ballot_file)
    rows = ballots(theft, theft.voted, stratum)

    def first_seen(content: bytes) -> int:
        return next((at for at, page in enumerate(pages) if mark(content) in page), len(pages))

    return _paired(theft.comers(stratum), sorted(rows, key=first_seen))


def file_offset(theft: Theft, stratum: int) -> Guess:
    """A3: who came first lies first in the file, free pages included."""
    return _paired(theft.comers(stratum), _by_place(theft, theft.closed, stratum))


def slip_list(theft: Theft, stratum: int) -> Guess:
    """A4: find the right that belongs to a known code, and the ballot that came when that right was used.

    Holds who drew which code and the files after every single ballot; no door list, no pepper. Where no known function
    of a code leads to a right, codes and rights are paired in the order of their values.
    """
    ballot_of_right = dict(zip(_used(theft, stratum), _appeared(theft, stratum), strict=True))
    codes = {member: code for member, (code, of) in theft.slips.items() if of == stratum}
    issued = frozenset(rights(theft, theft.opened, stratum))
    found = {member: _right_of(code, issued) for member, code in codes.items()}
    if any(right is None for right in found.values()):
        used = set(theft.comers(stratum))
        ranked = sorted((code, member) for member, code in codes.items() if member in used)
        found = {member: right for (_, member), right in zip(ranked, sorted(ballot_of_right), strict=True)}
    return {member: ballot_of_right[right] for member, right in found.items() if right in ballot_of_right}


def nightly_copies(theft: Theft, stratum: int) -> Guess:
    """A5: ballots that are new in a night's copy belong to those who came that day, in the order of rows."""
    guess: Guess = {}
    known: set[bytes] = set()
    for day, files in theft.nights:
        rows = ballots(theft, files, stratum)
        came = [comer.member for comer in theft.door if comer.stratum == stratum and comer.day == day]
        guess |= _paired(came, [content for content in rows if content not in known])
        known |= set(rows)
    # in two phases nobody comes on the days on which ballots appear
    waiting = [member for member in theft.comers(stratum) if member not in guess]
    taken = set(guess.values())
    return guess | _paired(
        waiting, [content for content in ballots(theft, theft.closed, stratum) if content not in taken]
    )


def nightly_rights(theft: Theft, stratum: int) -> Guess:
    """A5 where the box is left out of the copies, as the manual says: nights of the registry, and the box at the end.

    Rights that were used on a day belong to those who came that day; they are laid beside the ballots as both iterate.
    """
    if theft.layout.right_file == theft.layout.ballot_file:
        return nightly_copies(theft, stratum)
    used: list[bytes] = []
    before = rights(theft, theft.opened, stratum)
    for _, files in theft.nights:
        left = set(rights(theft, files, stratum))
        used += [right for right in before if right not in left]
        before = [right for right in before if right in left]
    by_rank = dict(zip(sorted(used), ballots(theft, theft.closed, stratum), strict=True))
    return _paired(theft.comers(stratum), [by_rank[right] for right in used])


def after_the_tally(theft: Theft, stratum: int) -> Guess:
    """Everything that is left after the tally, searched for the ballots that were there before."""
    whole = b"".join(theft.tallied.values())
    there = [content for content in ballots(theft, theft.closed, stratum) if mark(content) in whole]
    return _paired(theft.comers(stratum), there)


def every_moment(theft: Theft, stratum: int) -> Guess:
    """E1: a copy after every single ballot, and the door list."""
    return _paired(theft.comers(stratum), list(_appeared(theft, stratum)))


def every_moment_and_line(theft: Theft, stratum: int) -> Guess:
    """E4: a copy after every single ballot, and who sends when, by the network line or by looking on."""
    return _paired(
        [sender.member for sender in theft.senders if sender.stratum == stratum], list(_appeared(theft, stratum))
    )


def changed_server(theft: Theft, stratum: int) -> Guess:
    """E5: every request written down in its order, and who drew which code. The scripts are the promised ones."""
    ballots_here = set(ballots(theft, theft.closed, stratum))
    holder = {code: member for member, (code, of) in theft.slips.items() if of == stratum}
    codes = [code for kind, code, _ in theft.heard if kind != "cast" and code in holder]
    sent = [ballot for kind, _, ballot in theft.heard if kind != "collect" and ballot in ballots_here]
    return _paired([holder[code] for code in codes], sent)


def torn_write(theft: Theft, stratum: int) -> Guess:
    """E2: one copy in the milliseconds between putting a ballot in and mixing; the newest lies last."""
    files = theft.torn[stratum]
    by_place = _by_place(theft, files, stratum)
    rows = [content for content in ballots(theft, files, stratum) if content != by_place[-1]]
    return _paired(theft.comers(stratum), [*rows, by_place[-1]])


def pepper_and_list(theft: Theft, stratum: int) -> Guess:
    """E3: the wave's secrets and who drew which code; where these lead nowhere, lots are drawn."""
    assert theft.ballot_of is not None
    of_member = {member: theft.ballot_of(code) for member, (code, of) in theft.slips.items() if of == stratum}
    found = {member: content for member, content in of_member.items() if content is not None}
    return found or _paired(theft.comers(stratum), ballots(theft, theft.closed, stratum))


def _paired(members: Sequence[str], contents: Sequence[bytes]) -> Guess:
    return dict(zip(members, contents, strict=False))


def _by_place(theft: Theft, files: Files, stratum: int) -> list[bytes]:
    file = files[theft.layout.ballot_file]
    rows = ballots(theft, files, stratum)
    return sorted(rows, key=lambda content: place(file, content) or (len(file), 0))


def _appeared(theft: Theft, stratum: int) -> dict[bytes, int]:
    """Return the ballots in the order in which copies show them, with the number of the copy."""
    seen: dict[bytes, int] = {}
    for at, files in enumerate(theft.moments):
        for content in ballots(theft, files, stratum):
            seen.setdefault(content, at)
    return seen


def _used(theft: Theft, stratum: int) -> list[bytes]:
    """Return the rights in the order in which copies show them used."""
    used: list[bytes] = []
    before = set(rights(theft, theft.opened, stratum))
    for files in theft.moments:
        left = set(rights(theft, files, stratum))
        used += sorted(before - left)
        before = left
    return used


def _right_of(code: str, among: frozenset[bytes]) -> bytes | None:
    """Return the right that some function of the code leads to that needs no secret."""
    compact = code.replace("-", "")
    for text in (code, compact, code.lower(), compact.lower()):
        plain = text.encode()
        tried = [plain, hashlib.sha256(plain).digest(), hashlib.sha256(plain).hexdigest().encode()]
        for key in (b"", bytes(32), b"2025-Q4", b"survey slip 1"):
            tried += [
                hmac.digest(key, message, "sha256") for message in (plain, b"survey slip 1\x002025-Q4\x00" + plain)
            ]
        for right in tried:
            if right in among:
                return right
    return None

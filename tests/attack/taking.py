"""What a thief takes: files as they lie on the disk, and what SQLite's formats tell about the order of writing."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Files: TypeAlias = Mapping[str, bytes]
Vector: TypeAlias = tuple[int, ...]
"""One member's answers; no two members of a branch have the same."""
PAGE = 4096
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- within it every folder is a fresh one
"""Where folders of waves are made: files are byte for byte the same there, and no disk is waited for."""


@dataclass(frozen=True)
class Layout:
    """What everybody may read in the program: where ballots and rights are."""

    ballot_file: str
    ballots: str
    """SQL for (content, stratum), no order asked for."""
    right_file: str
    unspent: str
    """SQL for (key, stratum) of rights not used yet."""


@dataclass(frozen=True)
class Comer:
    """One line of the door list: who came, on which day; the list is in the order of coming."""

    member: str
    stratum: int
    day: int


@dataclass(frozen=True)
class Theft:
    """Everything that could be taken in one wave. Each attacker says which parts it uses."""

    layout: Layout
    opened: Files
    """At the opening, before the first ballot."""
    moments: Sequence[Files]
    """After every single ballot."""
    nights: Sequence[tuple[int, Files]]
    """After every day: the day, and the files."""
    torn: Mapping[int, Files]
    """In the middle of writing the last ballot of a stratum: put in, not yet mixed."""
    voted: Files
    """After the last ballot, before anything is closed."""
    closed: Files
    """After the wave was closed."""
    tallied: Files
    """After the tally."""
    door: Sequence[Comer]
    slips: Mapping[str, tuple[str, int]]
    """Who drew which code, and in which stratum."""
    published: Mapping[int, Sequence[Vector]]
    """Everybody's answers by stratum, in the order in which the tally gave them."""
    open_ballot: Callable[[bytes, int], Vector]
    """The stolen tally key."""
    ballot_of: Callable[[str], bytes | None] | None = None
    """The stolen pepper: the ballot that a code put into the box, where it leads to one."""
    senders: Sequence[Comer] = ()
    """Who sent when: the door list, except in two phases, where members send at another time than they come."""
    heard: Sequence[tuple[str, str, bytes]] = ()
    """What a changed server writes down of requests, in their order: ``collect`` with a code, ``cast`` with a ballot,
    ``both`` with both."""
    plain: Mapping[bytes, Vector] = field(default_factory=dict)
    """Answers that a changed server sees before it seals them itself."""
    answered: dict[tuple[int, str], list[tuple[bytes, int]]] = field(default_factory=dict)
    """Queries answered already: all attackers ask the same copies."""

    def comers(self, stratum: int) -> list[str]:
        """Return the members of a stratum in the order in which they came."""
        return [comer.member for comer in self.door if comer.stratum == stratum]


def take(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, journals included; the wave's secrets are a theft of their own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "secrets" not in path.relative_to(folder).parts
    }


def ask(theft: Theft, files: Files, name: str, sql: str) -> list[tuple[bytes, int]]:
    """Return (content, stratum) as a query gives them, in the order in which the database iterates."""
    asked = (id(files), sql)
    if asked not in theft.answered:
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            for other, content in files.items():
                if other.startswith(name):
                    Path(folder, other).write_bytes(content)
            with closing(sqlite3.connect(Path(folder, name))) as connection:
                theft.answered[asked] = [(_bytes(content), of) for content, of in connection.execute(sql)]
    return theft.answered[asked]


def ballots(theft: Theft, files: Files, stratum: int) -> list[bytes]:
    """Return the ballots of a stratum as the database iterates them."""
    rows = ask(theft, files, theft.layout.ballot_file, theft.layout.ballots)
    return [content for content, of in rows if of == stratum]


def rights(theft: Theft, files: Files, stratum: int) -> list[bytes]:
    """Return the unused rights of a stratum as the database iterates them."""
    rows = ask(theft, files, theft.layout.right_file, theft.layout.unspent)
    return [content for content, of in rows if of == stratum]


def mark(content: bytes) -> bytes:
    """Return bytes that lie together on one page whatever the page layout: the ballot's end."""
    return content[-40:]


def journalled(files: Files, name: str) -> list[bytes]:
    """Return the pages of a write-ahead log and of a rollback journal in the order in which they were written."""
    wal, journal = files.get(f"{name}-wal", b""), files.get(f"{name}-journal", b"")
    pages = [wal[at + 24 : at + 24 + PAGE] for at in range(32, len(wal) - PAGE - 23, PAGE + 24)]
    # Records of a rollback journal: page number, page, checksum; its first sector is the header.
    return pages + [journal[at + 4 : at + 4 + PAGE] for at in range(512, len(journal) - PAGE - 7, PAGE + 8)]


def place(file: bytes, content: bytes) -> tuple[int, int] | None:
    """Return where a ballot lies: page, and within it the later written the later (SQLite fills pages from their end)."""
    at = file.rfind(mark(content))
    return None if at < 0 else (at // PAGE, -(at % PAGE))


def _bytes(content: object) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode()

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from survey_app.store import BallotRecord, Stores, open_stores
from survey_app.store.connection import Database
from survey_app.store.errors import NotAcceptingError


def ballot(at: int = 1, wave: str = "w", content: bytes | None = None) -> BallotRecord:
    sealed = os.urandom(4883) if content is None else content
    return BallotRecord(nullifier=bytes([at]) * 32, wave=wave, stratum=2, ballot=sealed)


def failing(code: int) -> Callable[[Database], None]:
    """A rewriting that SQLite refuses with one of its codes."""

    def fail(_: Database) -> None:
        failure = sqlite3.OperationalError("refused")
        failure.sqlite_errorcode = code
        raise failure

    return fail


def test_a_ballot_put_in_is_there(stores: Stores):
    stores.box.accept("w")
    stores.box.accept("w")
    record = ballot()
    assert stores.box.put(record)
    assert stores.box.has(record.nullifier)
    assert not stores.box.has(bytes(32))
    assert stores.box.ballots("w") == (record,)
    assert stores.box.nullifiers("w") == {record.nullifier}
    assert (stores.box.count("w"), stores.box.count("other")) == (1, 0)


def test_the_first_ballot_under_a_nullifier_stands(stores: Stores):
    stores.box.accept("w")
    first = ballot()
    assert stores.box.put(first)
    assert not stores.box.put(ballot())
    assert stores.box.ballots("w") == (first,)


def test_a_wave_that_is_not_open_takes_nothing(stores: Stores):
    with pytest.raises(NotAcceptingError):
        stores.box.put(ballot())
    stores.box.accept("w")
    stores.box.put(ballot(1))
    stores.box.refuse("w")
    with pytest.raises(NotAcceptingError):
        stores.box.put(ballot(2))
    assert not stores.box.put(ballot(1))
    assert stores.box.count("w") == 1


def test_ballots_come_in_the_order_of_their_nullifiers(stores: Stores):
    stores.box.accept("w")
    for at in (5, 1, 9, 3):
        stores.box.put(ballot(at))
    assert [record.nullifier[0] for record in stores.box.ballots("w")] == [1, 3, 5, 9]


def test_emptying_leaves_no_byte_of_a_ballot_and_other_waves_alone(stores: Stores):
    for wave in ("w", "other"):
        stores.box.accept(wave)
    gone = [ballot(at) for at in range(1, 40)]
    for record in gone:
        stores.box.put(record)
    stays = ballot(77, "other")
    stores.box.put(stays)
    assert gone[5].ballot[-64:] in (stores.folder / "box.sqlite").read_bytes()
    assert stores.box.empty("w") == 39
    assert stores.box.empty("w") == 0
    left = b"".join(path.read_bytes() for path in stores.folder.iterdir())
    for record in gone:
        assert record.nullifier not in left
        assert all(record.ballot[at : at + 16] not in left for at in range(0, len(record.ballot) - 16, 16))
    assert stores.box.ballots("other") == (stays,)
    with pytest.raises(NotAcceptingError):
        stores.box.put(gone[0])


def test_the_file_does_not_tell_the_order_of_arrival(tmp_path: Path):
    records = [
        BallotRecord(nullifier=os.urandom(32), wave="w", stratum=at % 5, ballot=os.urandom(4883)) for at in range(60)
    ]
    files = []
    for name, order in (("one", records), ("two", records[::-1]), ("three", sorted(records, key=lambda r: r.ballot))):
        stores = open_stores(tmp_path / name)
        stores.box.accept("w")
        for record in order:
            stores.box.put(record)
        files.append((stores.folder / "box.sqlite").read_bytes())
    assert files[0] == files[1] == files[2]


def test_a_file_in_use_does_not_refuse_a_ballot(stores: Stores, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Database, "rewrite", failing(sqlite3.SQLITE_BUSY))
    stores.box.accept("w")
    assert stores.box.put(ballot())
    stores.box.refuse("w")
    assert stores.box.count("w") == 1


def test_a_file_that_cannot_be_mixed_for_another_reason_is_told_and_the_ballot_stands(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Database, "rewrite", failing(sqlite3.SQLITE_FULL))
    stores.box.accept("w")
    with pytest.raises(sqlite3.OperationalError):
        stores.box.put(ballot())
    monkeypatch.undo()
    assert not stores.box.put(ballot())  # whoever repeats it is told that it is there
    assert stores.box.count("w") == 1


def test_many_ballots_go_in_together_or_not_at_all(stores: Stores):
    with pytest.raises(NotAcceptingError):
        stores.box.put_all([ballot(1), ballot(2)])
    stores.box.accept("w")
    assert stores.box.put_all([ballot(1), ballot(2), ballot(2)]) == 2
    with pytest.raises(NotAcceptingError):
        stores.box.put_all([ballot(3), ballot(4, "other")])
    assert stores.box.count("w") == 2
    assert stores.box.put_all([]) == 0


def test_two_threads_with_one_nullifier_leave_one_ballot(stores: Stores):
    stores.box.accept("w")
    start, outcomes = threading.Barrier(2), []

    def run() -> None:
        start.wait()
        outcomes.append(stores.box.put(ballot()))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True]
    assert stores.box.count("w") == 1

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.ballots.archive import ArchiveRow, DamagedArchiveError, open_archive, purge_day, seal_archive
from survey_app.ballots.keys import PrivateKey

MANIFEST = "sha256:" + "ab" * 32
PURGE = date(2026, 3, 20)
ROWS = [ArchiveRow(stratum=at % 2, payload=f'{{"items":{{"a":{at}}},"texts":{{}},"v":1}}') for at in range(9, 0, -1)]


def sealed(key: PrivateKey, rows: list[ArchiveRow]) -> bytes:
    return seal_archive(rows, manifest_hash=MANIFEST, purge_on=PURGE, key=key.public_key())


def test_an_archive_opens_to_its_rows_in_no_order_of_arrival(custodian: PrivateKey):
    archive = sealed(custodian, ROWS)
    assert open_archive(archive, manifest_hash=MANIFEST, key=custodian) == tuple(sorted(ROWS))
    assert purge_day(archive) == PURGE
    assert open_archive(sealed(custodian, ROWS[::-1]), manifest_hash=MANIFEST, key=custodian) == tuple(sorted(ROWS))


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(st.builds(ArchiveRow, stratum=st.integers(0, 65535), payload=st.text(st.characters(codec="utf-8"))))
)
def test_every_row_comes_back(custodian: PrivateKey, rows: list[ArchiveRow]):
    archive = sealed(custodian, rows)
    assert open_archive(archive, manifest_hash=MANIFEST, key=custodian) == tuple(sorted(rows))
    assert (len(archive) - 11 - 384 - 12 - 16) % 4096 == 0


def test_nothing_of_a_row_can_be_read_in_it(custodian: PrivateKey):
    archive = sealed(custodian, ROWS)
    assert b"items" not in archive
    assert archive != sealed(custodian, ROWS)


def test_another_key_or_manifest_does_not_open(custodian: PrivateKey, second_custodian: PrivateKey):
    archive = sealed(custodian, ROWS)
    with pytest.raises(DamagedArchiveError):
        open_archive(archive, manifest_hash=MANIFEST, key=second_custodian)
    with pytest.raises(DamagedArchiveError):
        open_archive(archive, manifest_hash="sha256:" + "ac" * 32, key=custodian)


def test_the_day_of_purging_cannot_be_moved(custodian: PrivateKey):
    archive = sealed(custodian, ROWS)
    later = archive.replace(b"2026-03-20", b"2036-03-20", 1)
    assert purge_day(later) == date(2036, 3, 20)
    with pytest.raises(DamagedArchiveError):
        open_archive(later, manifest_hash=MANIFEST, key=custodian)


def test_damaged_archives_are_refused(custodian: PrivateKey):
    archive = sealed(custodian, ROWS)
    for broken in (b"", b"\x02" + archive[1:], archive[:-1], archive[:300], archive[:-1] + bytes([archive[-1] ^ 1])):
        with pytest.raises(DamagedArchiveError):
            open_archive(broken, manifest_hash=MANIFEST, key=custodian)
    for broken in (b"", b"\x02" + archive[1:], b"\x01not a day.", b"\x01\xff\xff"):
        with pytest.raises(DamagedArchiveError):
            purge_day(broken)
    with pytest.raises(ValueError, match="32 bytes"):
        open_archive(archive, manifest_hash="sha256:ab", key=custodian)

"""The attackers' table, small and seeded; ``make attack`` prints it at full length."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from survey_app.ballots.blind import finalize
from survey_app.ballots.sealing import SIZE
from survey_app.operations import respond
from survey_app.operations.casting import cast_sealed
from survey_app.operations.collecting import collect
from survey_app.store import open_stores
from survey_app.store.connection import Database

WAVES, SEED = 8, 2025
WAYS = ("without scripts", "scripted single visit", "scripted two-phase")


@pytest.fixture(scope="module")
def cells(scoring):
    return scoring.run(WAVES, SEED)


def column(cells, title):
    return {cell.row.title: cell for cell in cells if cell.column.title == title}


def broken(found):
    return {title: (cell.mean, cell.tolerance) for title, cell in found.items() if not cell.kept}


@pytest.mark.xdist_group("attack")
@pytest.mark.parametrize("store", ["naive", "naive, sealed; key stolen"])
def test_the_attackers_break_a_naive_store(cells, store):
    found = column(cells, store)
    assert {title.split()[0] for title in found} >= {"A1", "A2", "A3", "A4", "A5"}
    assert {title: cell.mean for title, cell in found.items() if cell.mean < 9} == {}


@pytest.mark.xdist_group("attack")
@pytest.mark.parametrize("way", WAYS)
def test_without_the_tally_key_nobody_who_takes_files_does_better_than_drawing_lots(cells, way):
    found = column(cells, f"ours, {way}")
    assert len(found) == 12
    assert broken(found) == {}
    more = {title for title, cell in found.items() if cell.promise.name == "ALL"}
    assert more == ({"E5 changed server, scripts as promised"} if way == "without scripts" else set())


@pytest.mark.xdist_group("attack")
@pytest.mark.parametrize("way", WAYS)
def test_with_the_tally_key_neither_order_nor_place_nor_slip_list_links(cells, way):
    found = column(cells, f"ours, {way}; key stolen")
    assert [title for title, cell in found.items() if cell.promise.name == "CHANCE"][:5] == [
        "A1 row order",
        "A2 journal replay",
        "A3 file offset, free pages",
        "A4 known slip list",
        "A5 nightly copies, box left out",
    ]
    assert broken(found) == {}


@pytest.mark.xdist_group("attack")
def test_the_exceptions_are_as_large_as_the_manual_says_and_shrink_from_way_to_way(cells):
    exceptions = {
        way: [
            cell.row.title.split()[0]
            for cell in column(cells, f"ours, {way}; key stolen").values()
            if cell.promise.name in {"ALL", "DAYS", "NEWEST"}
        ]
        for way in WAYS
    }
    assert exceptions == {
        "without scripts": ["A5", "E1", "E2", "E3", "E4", "E5"],
        "scripted single visit": ["A5", "E1", "E2", "E4", "E5"],
        "scripted two-phase": ["E4"],
    }


@pytest.mark.xdist_group("attack")
def test_the_table_prints_every_row_and_marks_the_exceptions(cells, scoring):
    printed = scoring.table(cells).splitlines()
    assert len(printed) == 2 + len(scoring.ROWS) + len(scoring.STATED)
    assert sum("*" in line for line in printed) == 6
    assert not [line for line in printed if "!" in line]


def test_a_broken_promise_is_noticed(scoring):
    row, ours = scoring.ROWS[0], scoring.COLUMNS[3]
    assert not scoring.Cell(row, ours, scoring.Promise.CHANCE, matches=[2] * 90, days=[1] * 90).kept
    assert not scoring.Cell(row, ours, scoring.Promise.CHANCE, matches=[0] * 90, days=[1] * 90).kept
    assert not scoring.Cell(row, ours, scoring.Promise.BROKEN, matches=[8] * 90, days=[1] * 90).kept
    assert scoring.Cell(row, ours, scoring.Promise.CHANCE, matches=[1] * 90, days=[1] * 90).kept


def test_a_box_that_is_not_mixed_is_broken(polling, scoring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The attackers on the product itself, with one of its defences taken away."""
    monkeypatch.setattr(Database, "mix", lambda _: None)
    theft, truth = polling.poll_ours(tmp_path / "var", SEED)
    row = next(row for row in scoring.ROWS if row.title.startswith("A3"))
    found = [scoring.matches(theft, truth, row.attacker, stratum, key=True) for stratum in range(polling.BRANCHES)]
    assert sum(found) >= 9 * polling.BRANCHES


@pytest.mark.parametrize("scripted", [False, True])
def test_every_file_is_the_same_whatever_the_order_of_coming(
    polling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scripted: bool
):
    """No attacker on files at rest can learn an order that no byte depends on."""
    first = tmp_path / "first"
    opened = polling.open_ours(open_stores(first))
    monkeypatch.setattr(respond, "seal", fixed_seal)  # seals are random; here the same answers give the same ballot
    draw = random.Random(SEED)  # noqa: S311 -- repeatable
    voters, _ = polling.turnout([(slip.stratum, slip.code) for slip in opened.slips], draw)
    asked = polling.member.Browser(opened.manifest, None)
    asked = {voter.member: asked.prepare(voter.stratum) for voter in voters if scripted}
    trees = []
    for at in range(3):
        coming = draw.sample(voters, len(voters))
        folder = Path(shutil.copytree(first, tmp_path / f"order-{at}"))
        stores = open_stores(folder)
        for voter in coming:
            if scripted:
                collect_and_cast(stores, opened.manifest, voter, asked[voter.member])
            else:
                respond.cast(stores, opened.manifest.wave, voter.code, polling.answers_of(voter.answers))
        trees.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert trees[0] == trees[1] == trees[2]
    assert trees[0][Path("box.sqlite-journal")] == trees[0][Path("registry.sqlite-journal")] == b""


def fixed_seal(payload, *, stratum, **_):
    return (b"\1" + stratum.to_bytes(2, "big") + payload).ljust(SIZE, bytes([stratum]))


def collect_and_cast(stores, manifest, voter, asked):
    """The same request of the same member, whenever it comes."""
    key = manifest.blind.stratum_key(voter.stratum)
    signed = collect(stores, manifest.wave, voter.code, asked.blinding.blinded).signature
    cast_sealed(
        stores,
        manifest.wave,
        stratum=voter.stratum,
        right=asked.right,
        signature=finalize(key, asked.right, signed, asked.blinding.inverse),
        ballot=fixed_seal(repr(voter.answers).encode(), stratum=voter.stratum),
    )


def test_a_crash_before_mixing_is_mended_at_the_next_start(polling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stores = open_stores(tmp_path / "var")
    opened = polling.open_ours(stores)

    def crash(_: Database) -> None:
        raise KeyboardInterrupt

    for slip in opened.slips[:12]:
        respond.cast(stores, polling.WAVE, slip.code, polling.answers_of((1, 1)))
    with monkeypatch.context() as patched:
        patched.setattr(Database, "mix", crash)
        with pytest.raises(KeyboardInterrupt):
            respond.cast(stores, polling.WAVE, opened.slips[12].code, polling.answers_of((2, 2)))
    box = stores.folder / "box.sqlite"
    left = box.read_bytes()
    assert respond.reconcile(stores) == 1
    mended = box.read_bytes()
    stores.box.mix()
    assert mended[4096:] == box.read_bytes()[4096:] != left[4096:]

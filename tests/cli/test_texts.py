"""Answers in words, single branches and corrections at the command line: the whole path in one folder, then refusals."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from survey_app.ballots.keys import PrivateKey, new_key, public_text, unwrap, wrap
from survey_app.ballots.manifest import Archive, KeptTexts
from survey_app.ballots.texts import DamagedTextsError
from survey_app.cli import survey
from survey_app.definitions.organisation import Branch, Group, Organisation
from survey_app.operations import archives, correcting, gating, keys, releasing_texts, waves
from survey_app.operations.branch_bands import NoBranchYearError, told_of
from survey_app.operations.keeping_texts import ForeignTextsError, TextsMissingError, texts_file
from survey_app.operations.ledger import ledger, standing
from survey_app.operations.run import cast_all, purses_of
from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.store import open_stores
from survey_app.store.records import StaffRecord
from tests.factories.three_questions import QUESTIONNAIRE

WAVE, FEW = "2025-Q4", "2025-Q3"
PASSPHRASE = "mot cau mat khau dai"
ROLLS = {"a": ("g1", 18), "b": ("g1", 16), "c": ("g2", 20), "d": ("g2", 9)}
CODES = {"a": [4] * 9 + [2] * 4, "b": [4] * 4 + [2] * 9, "c": [5] * 17, "d": [4, 2, 3, 4, 2, 1]}
SAID = ("Họp ít hơn", "Chị Hoa phòng tôi làm thay nhiều người", "=1+1 và tăng lương")


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two closed waves that keep texts, archives and bands: twelve texts in one, nine in the other."""
    folder = tmp_path_factory.mktemp("texts")
    key, keeper = new_key(), new_key()
    for name, each in (("khoa.json", key), ("luu.json", keeper)):
        (folder / name).write_text(wrap(each, PASSPHRASE), encoding="utf-8")
    (folder / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    stores = open_stores(folder / "var")
    organisation = Organisation(
        organisation="so",
        title={"vi": "Đảng bộ Sở"},
        short={"vi": "Sở"},
        superior={"vi": "Đảng bộ tỉnh"},
        place={"vi": "Nghệ An"},
        groups=tuple(Group(group=name, title={"vi": f"Khối {name}"}) for name in ("g1", "g2")),
        branches=tuple(
            Branch(
                branch=name, title={"vi": f"Chi bộ {name}"}, group=group, headcounts=((date(2021, 1, 1), headcount),)
            )
            for name, (group, headcount) in ROLLS.items()
        ),
        bodies=(),
    )
    for wave, month, texts in ((FEW, 9, 9), (WAVE, 12, 12)):
        opened = waves.open_wave(
            stores,
            wave=wave,
            kind="real",
            questionnaire=load_questionnaire(QUESTIONNAIRE, file="ba-cau-hoi.yaml"),
            organisation=organisation,
            tally_key=public_text(key),
            archive=Archive(key=public_text(keeper), days=366),
            texts=KeptTexts(days=60),
            branch_bands=wave == WAVE,
            opens=date(2025, month, 1),
            closes=date(2025, month, 10),
            results_on=date(2025, month, 20),
            today=date(2025, month, 1),
        )
        rows = [(branch, code) for branch, codes in CODES.items() for code in codes]
        said = [{"de_xuat": SAID[at % len(SAID)]} for at in range(texts)]
        cast = [
            (branch, Answers(values={"dieu_kien": code}, texts=said.pop() if said else {})) for branch, code in rows
        ]
        cast_all(stores, opened.manifest, purses_of(opened), cast)
        waves.close_wave(stores, wave)
    for staff, role in (("hoa", "reporter"), ("binh", "committee"), ("nam", "administrator")):
        stores.registry.put_staff(StaffRecord(staff=staff, title=staff, role=role, password="-"))
    return folder


@pytest.fixture(scope="module", autouse=True)
def _keys_opened_once() -> Iterator[None]:
    """Let a key file be opened once: each opening stretches its passphrase for a good part of a second."""
    opened = cache(unwrap)

    def open_key(path: Path, passphrase: str) -> PrivateKey:
        return opened(path.read_text(encoding="utf-8"), passphrase)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keys, "open_key", open_key)
        yield


class Desk:
    """A terminal in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str | Path, typed: str = "", today: str = "2025-12-21", language: str = "vi"):
        settings = {"SURVEY_FOLDER": str(self.folder / "var"), "SURVEY_TODAY": today, "SURVEY_LANGUAGE": language}
        return CliRunner().invoke(survey, [str(word) for word in words], env=settings, input=typed)

    def done(self, *words: str | Path, **how: str) -> str:
        """Return what a command printed that must succeed."""
        answer = self.run(*words, **how)
        assert answer.exit_code == 0, answer.output + repr(answer.exception)
        return str(answer.output)

    def refused(self, *words: str | Path, **how: str) -> Exception:
        """Return the refusal of a command."""
        answer = self.run(*words, **how)
        assert answer.exit_code != 0
        assert isinstance(answer.exception, Exception)
        return answer.exception

    def file(self, name: str) -> Path:
        return self.folder / name

    def key(self, name: str = "khoa.json") -> tuple[str | Path, ...]:
        return ("--key", self.file(name), "--passphrase-file", self.file("passphrase"))

    def exported(self, wave: str = WAVE) -> Path:
        """Approve, export; return the bundle."""
        self.done("texts", "approve", wave, "--by", "binh")
        self.done("texts", "export", wave, "--out", self.file("e.json"))
        return self.file("e.json")

    def proposed(self, wave: str = WAVE, *, by: str = "hoa", typed: str = "d\n" * 12) -> Path:
        out = self.file(f"p-{by}.json")
        self.done("texts", "propose", self.exported(wave), *self.key(), "--by", by, "--out", out, typed=typed)
        return out

    def decided(self, wave: str = WAVE, *, name: str = "r.json", typed: str = "c\n" * 12) -> Path:
        out = self.file(name)
        self.done("texts", "decide", self.proposed(wave), *self.key(), "--by", "binh", "--out", out, typed=typed)
        return out


@pytest.fixture(scope="module")
def tallied(closed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder, the later wave tallied by the command, the earlier one offline."""
    folder = shutil.copytree(closed, tmp_path_factory.mktemp("tallied") / "desk")
    desk = Desk(folder)
    box, out = desk.file("hom.zip"), desk.file("ph.json")
    desk.done("box", "export", FEW, "--out", box)
    desk.done("tally", "--offline", box, *desk.key(), "--out", out)
    kept = desk.file("ph.json.texts").rename(desk.file("aside"))
    assert isinstance(desk.refused("release", "import", out), TextsMissingError)
    desk.file("ph.json.texts").write_text("{}", encoding="utf-8")
    assert isinstance(desk.refused("release", "import", out), ForeignTextsError)
    kept.rename(desk.file("ph.json.texts"))
    desk.done("release", "import", out)
    desk.done("tally", WAVE, *desk.key())
    return folder


@pytest.fixture
def desk(tallied: Path, tmp_path: Path) -> Desk:
    return Desk(shutil.copytree(tallied, tmp_path / "desk"))


def test_texts_from_the_tally_to_the_committee_by_commands(desk: Desk) -> None:
    stores = open_stores(desk.file("var"))
    assert texts_file(stores.folder, WAVE).stat().st_mode & 0o777 == 0o600
    assert "binh" in desk.done("texts", "approve", WAVE, "--by", "binh")
    assert "binh" in desk.done("texts", "approve", WAVE, "--by", "hoa")  # the first one stands
    bundle, proposals, decided = desk.exported(), desk.file("p.json"), desk.file("r.json")
    read = desk.done(
        "texts",
        "propose",
        bundle,
        *desk.key(),
        "--by",
        "hoa",
        "--out",
        proposals,
        typed="d\nn\nb\ns\nViết lại\n" + "d\n" * 8,
    )
    assert "⟦Chị Hoa⟧" in read
    assert "(12/12)" in read
    assert "[tên người] phòng tôi" in read
    seen = desk.done(
        "texts", "decide", proposals, *desk.key(), "--by", "binh", "--out", decided, typed="b\n" + "c\n" * 10
    )
    assert "(11/11)" in seen
    assert "màn hình" in seen.splitlines()[-1]
    assert "Viết lại" in seen
    for path in (bundle, proposals):
        assert not any(json.dumps(one)[1:-1] in path.read_text(encoding="utf-8") for one in SAID)
    assert {path.stat().st_mode & 0o777 for path in (bundle, proposals, decided)} == {0o600}
    assert "10" in desk.done("texts", "import", decided)
    (release,) = releasing_texts.released_texts(stores)
    assert (release.items[0].received, len(release.items[0].shown)) == (12, 10)
    assert not texts_file(stores.folder, WAVE).exists()
    log = desk.done("log", language="en")
    said = ("tallied", "approved the report on a wave", "exported sealed texts", "released decided texts")
    assert [log.index(one) for one in said]
    desk.done("texts", "import", decided)  # the same file again changes nothing
    desk.done("export", WAVE, "--out", desk.file("so.xlsx"))
    sheet = openpyxl.load_workbook(desk.file("so.xlsx"))["Ý kiến bằng lời"]
    texts = [row[1].value for row in sheet.iter_rows(max_col=2) if isinstance(row[0].value, int)]
    assert texts == list(release.items[0].shown)
    assert isinstance(desk.refused("texts", "export", WAVE, "--out", bundle), releasing_texts.NoTextsError)


def test_nothing_is_read_before_a_release_and_an_approval(closed: Path, desk: Desk, tmp_path: Path) -> None:
    early = Desk(shutil.copytree(closed, tmp_path / "early"))
    for words in (("approve", WAVE, "--by", "binh"), ("export", WAVE, "--out", early.file("e.json"))):
        assert isinstance(early.refused("texts", *words), releasing_texts.NotReleasedError)
    refused = desk.refused("texts", "export", WAVE, "--out", desk.file("e.json"))
    assert isinstance(refused, releasing_texts.NotApprovedError)
    assert not desk.file("e.json").exists()
    for who in ("nam", "khong-co"):
        assert isinstance(desk.refused("texts", "approve", WAVE, "--by", who), releasing_texts.NoApproverError)
    decided = desk.decided()
    fresh = Desk(shutil.copytree(desk.folder.parent / "early", tmp_path / "fresh"))
    fresh.done("tally", WAVE, *fresh.key())
    assert isinstance(fresh.refused("texts", "import", decided), releasing_texts.NotApprovedError)


def test_two_persons_with_the_two_roles(desk: Desk) -> None:
    proposals = desk.proposed(by="binh")
    how = (*desk.key(), "--out", desk.file("r.json"))
    same = desk.refused("texts", "decide", proposals, "--by", "binh", *how, typed="c\n" * 12)
    assert isinstance(same, releasing_texts.OneReaderError)
    assert "Cấp ủy" in str(same)
    desk.done("texts", "decide", proposals, "--by", "hoa", *how, typed="c\n" * 12)
    assert isinstance(desk.refused("texts", "import", desk.file("r.json")), releasing_texts.OneReaderError)
    assert texts_file(desk.file("var"), WAVE).exists()


def test_an_edited_file_another_key_and_another_wave_are_refused(desk: Desk) -> None:
    decided = desk.decided()
    edited = desk.file("edited.json")
    edited.write_text(decided.read_text(encoding="utf-8").replace("Họp ít", "Họp nhiều"), encoding="utf-8")
    assert isinstance(desk.refused("texts", "import", edited), releasing_texts.ForeignBundleError)
    how = ("--by", "hoa", "--out", desk.file("x.json"))
    bundle = desk.exported()
    other = desk.refused("texts", "propose", bundle, *desk.key("luu.json"), *how)
    assert isinstance(other, DamagedTextsError)
    assert isinstance(desk.refused("texts", "decide", bundle, *desk.key(), *how), DamagedTextsError)
    held = json.loads(bundle.read_text(encoding="utf-8"))
    mixed = json.loads(desk.exported(FEW).read_text(encoding="utf-8"))
    desk.file("mixed.json").write_text(json.dumps({**held, "sealed": mixed["sealed"]}), encoding="utf-8")
    assert isinstance(desk.refused("texts", "propose", desk.file("mixed.json"), *desk.key(), *how), DamagedTextsError)
    assert not desk.file("x.json").exists()


def test_a_second_document_never_replaces_the_first(desk: Desk) -> None:
    first, second = desk.decided(), desk.decided(name="other.json", typed="b\n" * 12)
    desk.done("texts", "import", first)
    assert isinstance(desk.refused("texts", "import", second), releasing_texts.TextsReleasedError)
    assert len(releasing_texts.released_texts(open_stores(desk.file("var")))) == 1


def test_fewer_than_ten_texts_were_dropped_at_the_tally(desk: Desk) -> None:
    asked = desk.run("texts", "propose", desk.exported(FEW), *desk.key(), "--by", "hoa", "--out", desk.file("p.json"))
    assert asked.exit_code == 0
    assert "(1/" not in asked.output


def test_sealed_texts_are_gone_when_their_days_are_over(desk: Desk) -> None:
    desk.done("tick", today="2026-02-08")
    assert texts_file(desk.file("var"), WAVE).exists()
    desk.done("tick", today="2026-02-09")
    desk.done("texts", "approve", WAVE, "--by", "binh", today="2026-02-09")
    refused = desk.refused("texts", "export", WAVE, "--out", desk.file("e.json"), today="2026-02-09")
    assert isinstance(refused, releasing_texts.NoTextsError)


def test_single_branches_are_told_once_a_year_by_command(desk: Desk, monkeypatch) -> None:
    assert "2025" in desk.done("release", "branches", "2025", *desk.key("luu.json"))
    stores = open_stores(desk.file("var"))
    assert [one.wave for one in ledger(stores)] == [FEW, WAVE, WAVE]
    (table,) = [one for one in told_of(standing(stores)[-1]) if one.stub.column == "dieu_kien"]
    assert {cell.level: cell.band for cell in table.cells} == {"a": "ge50", "b": "lt50", "c": None, "d": None}
    for year in ("2025", "2024"):
        assert isinstance(desk.refused("release", "branches", year, *desk.key("luu.json")), NoBranchYearError)
    nothing = desk.refused("release", "correct", WAVE, *desk.key("luu.json"))
    assert isinstance(nothing, correcting.NothingToCorrectError)
    whole = gating.table_plan
    monkeypatch.setattr(gating, "table_plan", lambda questionnaire, **chosen: whole(questionnaire, **chosen)[:1])
    beside = desk.refused("release", "correct", WAVE, *desk.key("luu.json"))
    assert isinstance(beside, correcting.BranchesToldError)
    assert len(ledger(stores)) == 3
    monkeypatch.undo()
    desk.done("texts", "import", desk.decided())  # texts belong to any release of their wave


def test_branches_and_corrections_need_the_archive_and_its_key(desk: Desk) -> None:
    for words in (("branches", "2025"), ("correct", WAVE)):
        assert desk.run("release", *words, *desk.key()).exit_code != 0
    archives.archive_file(desk.file("var"), WAVE).unlink()
    for words in (("branches", "2025"), ("correct", WAVE)):
        assert isinstance(desk.refused("release", *words, *desk.key("luu.json")), archives.NoArchiveError)
    assert len(ledger(open_stores(desk.file("var")))) == 2


def test_a_count_with_a_mistake_is_corrected_by_command(closed: Path, tmp_path: Path, monkeypatch) -> None:
    """The first count forgets a table, as a program with a mistake would; the archive gives it back."""
    desk = Desk(shutil.copytree(closed, tmp_path / "desk"))
    whole = gating.table_plan
    monkeypatch.setattr(gating, "table_plan", lambda questionnaire, **chosen: whole(questionnaire, **chosen)[:1])
    desk.done("tally", WAVE, *desk.key())
    monkeypatch.undo()
    desk.done("release", "correct", WAVE, *desk.key("luu.json"))
    stores = open_stores(desk.file("var"))
    first, second = ledger(stores)
    assert (second.previous, len(standing(stores))) == (first.hash, 1)
    assert len(second.tables) > len(first.tables)
    again = desk.refused("release", "correct", WAVE, *desk.key("luu.json"))
    assert isinstance(again, correcting.NothingToCorrectError)
    desk.done("release", "branches", "2025", *desk.key("luu.json"))  # beside both releases of the wave
    assert [len(told_of(cube)) for cube in ledger(stores)][:2] == [0, 0]
    assert told_of(standing(stores)[0])

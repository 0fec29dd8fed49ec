"""One wave in a known order, on the product's real path and on two deliberately naive stores.

Three branches of twelve; ten of each answer, mixed with one another, over four days. Within a branch no two members
answer the same, so answers tell whose ballot it is. The random numbers of a run come from its seed.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from taking import Comer, Files, Layout, Theft, Vector, take

from survey_app.ballots import codes, rights, shuffle
from survey_app.ballots.keys import PrivateKey, public_text
from survey_app.ballots.manifest import Manifest, Mode
from survey_app.ballots.sealing import open_ballot, seal
from survey_app.config import Settings
from survey_app.definitions.organisation import Branch, Group, Organisation
from survey_app.operations import respond, rules, secrets, tally, waves
from survey_app.operations.bundle import export_bundle
from survey_app.questionnaire.answers import Answers, payload
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores, open_stores
from survey_app.web import create_app

sys.path.append(str(Path(__file__).parents[1] / "factories"))
import member

WAVE = "2025-Q4"
END = b"-----END PRIVATE KEY-----\n"
BRANCHES, ROLL, CAME, DAYS = 3, 12, 10, 4
OPENS = date(2025, 12, 1)
QUESTIONNAIRE = """\
questionnaire: hai-cau-hoi
title: Hai câu hỏi
languages: [vi]
minutes: 1
purpose: Đảng ủy xin ý kiến đảng viên về điều kiện làm việc để kịp thời giải quyết kiến nghị.
pages:
  - page: cong-viec
    title: Công việc
    items:
      - {item: dieu_kien, type: scale, scale: hai_long_5, text: Đồng chí hài lòng với điều kiện làm việc ở mức nào?}
      - {item: ap_luc, type: scale, scale: tan_suat_5, text: Đồng chí thấy quá tải trong công việc ở mức nào?}
"""
OURS = Layout(
    ballot_file="box.sqlite",
    ballots="SELECT ballot, stratum FROM ballot",
    right_file="registry.sqlite",
    unspent="SELECT key, stratum FROM slip WHERE collected IS NULL",
)
NAIVE = Layout(
    ballot_file="naive.sqlite",
    ballots="SELECT answers, branch FROM response",
    right_file="naive.sqlite",
    unspent="SELECT code_hash, branch FROM invitation WHERE used = 0",
)


@dataclass(frozen=True)
class Voter:
    """Somebody who comes: when, with which slip, to say what."""

    member: str
    stratum: int
    code: str
    answers: Vector
    day: int


class Way(StrEnum):
    """How members answer on the product."""

    PAGES = "pages"
    """Without scripts."""
    VISIT = "visit"
    """With scripts, in a single visit."""
    PHASES = "phases"
    """With scripts, in two phases: they come to collect, and send days later, in another order, unseen."""


@cache
def kept_keys() -> tuple[PrivateKey, ...]:
    """Return the keys of all runs: four that sign, the tally's last. With fresh ones no run could be repeated."""
    pems = Path(__file__).with_name("keys.pem").read_bytes().split(END)[:-1]
    keys = [load_pem_private_key(pem + END, None, unsafe_skip_rsa_key_validation=True) for pem in pems]
    return tuple(key for key in keys if isinstance(key, PrivateKey))


def tally_key() -> PrivateKey:
    """Return the tally key of all runs."""
    return kept_keys()[-1]


def signing_keys() -> secrets.SigningKeys:
    """Return the signing keys of all runs."""
    *strata, addenda = kept_keys()[:-1]
    return secrets.SigningKeys(strata=tuple(strata), addenda=addenda)


@cache
def questionnaire() -> Questionnaire:
    """Return two questions with five answers each: 25 different ballots."""
    return load_questionnaire(QUESTIONNAIRE, file="hai-cau-hoi.yaml")


@cache
def organisation() -> Organisation:
    """Return an office of three branches."""
    return Organisation(
        organisation="so",
        title={"vi": "Đảng bộ Sở"},
        short={"vi": "Sở"},
        superior={"vi": "Đảng bộ tỉnh"},
        place={"vi": "Nghệ An"},
        groups=(Group(group="g", title={"vi": "Khối"}),),
        branches=tuple(
            Branch(branch=f"b{at}", title={"vi": f"Chi bộ {at}"}, group="g", headcounts=((date(2021, 1, 1), ROLL),))
            for at in range(BRANCHES)
        ),
        bodies=(),
    )


def turnout(slips: Sequence[tuple[int, str]], draw: random.Random) -> tuple[list[Voter], dict[str, tuple[str, int]]]:
    """Return those who come, in order, and who holds which code (more than come)."""
    holders: dict[str, tuple[str, int]] = {}
    coming: list[tuple[str, int, str, Vector]] = []
    for stratum in range(BRANCHES):
        drawn = [code for of, code in slips if of == stratum]
        draw.shuffle(drawn)
        members = [f"member {stratum}.{at}" for at in range(ROLL)]
        holders |= {member: (code, stratum) for member, code in zip(members, drawn, strict=True)}
        said = draw.sample(list(itertools.product(range(1, 6), repeat=2)), CAME)
        coming += [(member, stratum, holders[member][0], vector) for member, vector in zip(members, said, strict=False)]
    draw.shuffle(coming)
    cuts = sorted(draw.sample(range(1, len(coming)), DAYS - 1))
    return [
        Voter(member, stratum, code, vector, sum(at >= cut for cut in cuts))
        for at, (member, stratum, code, vector) in enumerate(coming)
    ], holders


def answers_of(vector: Vector) -> Answers:
    """Return the two answers as the form hands them over."""
    return Answers(values={"dieu_kien": vector[0], "ap_luc": vector[1]}, texts={})


@contextmanager
def drawing_from(draw: random.Random) -> Iterator[None]:
    """Let codes, pepper and the tally's shuffle come from the seed, so that a run can be repeated. Seals stay random."""
    with (
        mock.patch.object(waves, "new_code", partial(codes.new_code, draw.getrandbits)),
        mock.patch.object(secrets, "secrets", SimpleNamespace(token_bytes=draw.randbytes)),
        mock.patch.object(shuffle, "SystemRandom", return_value=draw),
    ):
        yield


def poll_ours(folder: Path, seed: int, way: Way = Way.PAGES) -> tuple[Theft, dict[str, Vector]]:
    """Return what can be taken from the product in one wave, and the truth."""
    draw = random.Random(seed)  # noqa: S311 -- a run must be repeatable
    with drawing_from(draw):
        return _poll_ours(folder, draw, way)


def _poll_ours(folder: Path, draw: random.Random, way: Way) -> tuple[Theft, dict[str, Vector]]:
    stores = open_stores(folder)
    opened = open_ours(stores, way)
    voters, holders = turnout([(slip.stratum, slip.code) for slip in opened.slips], draw)
    at_opening = take(folder)
    visit = Visit(stores, opened.manifest, way, draw)
    moments, nights = _come(visit.steps(voters), folder)
    pepper = secrets.pepper_of(folder, WAVE)
    waves.close_wave(stores, WAVE)
    closed = take(folder)
    bundle = export_bundle(stores, WAVE)
    box = tally.open_box(bundle, questionnaire(), tally_key())
    in_box = {record.nullifier: record.ballot for record in stores.box.ballots(WAVE)}
    of_code = {
        code: in_box.get(
            codes.nullifier_of(
                rights.derived_right(pepper, codes.slip_key(pepper, WAVE, code), opened.manifest.hash, stratum)
            )
        )
        for code, stratum in holders.values()
    }
    tally.tally_wave(stores, WAVE, tally_key())
    plain: dict[bytes, Vector] = {}
    if way is Way.PAGES:
        plain = {bytes(of_code[voter.code] or b""): voter.answers for voter in voters}
        visit.heard += [("both", voter.code, bytes(of_code[voter.code] or b"")) for voter in voters]
    return Theft(
        layout=OURS,
        opened=at_opening,
        moments=moments,
        nights=nights,
        torn=visit.torn,
        voted=moments[-1],
        closed=closed,
        tallied=take(folder),
        door=[Comer(voter.member, voter.stratum, voter.day) for voter in voters],
        slips=holders,
        published={
            stratum: [_vector(one.values) for of, one in zip(box.strata, box.answers, strict=True) if of == stratum]
            for stratum in range(BRANCHES)
        },
        open_ballot=lru_cache(None)(partial(_opened, manifest_hash=opened.manifest.hash)),
        ballot_of=of_code.get,
        senders=[Comer(voter.member, voter.stratum, voter.day) for voter in visit.sent],
        heard=visit.heard,
        plain=plain,
    ), {voter.member: voter.answers for voter in voters}


def open_ours(stores: Stores, way: Way = Way.PAGES) -> waves.Opened:
    """Return a wave just opened for this way of answering, with the keys of all runs."""
    phases = {
        "mode": Mode.TWO_PHASE,
        "collect_until": OPENS + timedelta(days=1),
        "cast_from": OPENS + timedelta(days=2),
    }
    with mock.patch.object(rules, "member_scripts", dict):  # a change of a script must not change the draws of a run
        return waves.open_wave(
            stores,
            wave=WAVE,
            kind="real",
            questionnaire=questionnaire(),
            organisation=organisation(),
            tally_key=public_text(tally_key()),
            opens=OPENS,
            closes=OPENS + timedelta(days=DAYS - 1),
            results_on=OPENS + timedelta(days=20),
            today=OPENS,
            ballots=rules.BallotRules(**phases) if way is Way.PHASES else rules.IN_ONE_VISIT,  # type: ignore[arg-type]
            keys=signing_keys(),
        )


class Visit:
    """How members of one wave answer: page by page, or as a browser does over HTTP, in one visit or two."""

    def __init__(self, stores: Stores, manifest: Manifest, way: Way, draw: random.Random) -> None:
        self.torn: dict[int, Files] = {}
        self.sent: list[Voter] = []
        self.heard: list[tuple[str, str, bytes]] = []
        self._stores, self._way, self._draw = stores, way, draw
        self._day = OPENS
        settings = Settings(folder=stores.folder)
        self._client = create_app(settings, stores=stores, clock=self._noon).test_client()
        self._browser = member.Browser(manifest, self._post, draw.randbytes)

    def steps(self, voters: Sequence[Voter]) -> list[tuple[int, Callable[[], None]]]:
        """Return what happens one after the other, with the day of each."""
        if self._way is not Way.PHASES:
            return [(voter.day, partial(self._on, voter.day, partial(self._whole, voter))) for voter in voters]
        kept: dict[str, member.Right] = {}
        back = self._draw.sample(voters, len(voters))
        half = [(DAYS // 2) * at // len(voters) for at in range(len(voters))]
        return [
            (at, partial(self._on, at, partial(self._collect, voter, kept)))
            for at, voter in zip(half, voters, strict=True)
        ] + [
            (DAYS // 2 + at, partial(self._on, DAYS // 2 + at, partial(self._cast, voter, kept)))
            for at, voter in zip(half, back, strict=True)
        ]

    def _on(self, day: int, step: Callable[[], None]) -> None:
        self._day = OPENS + timedelta(days=day)
        step()

    def _whole(self, voter: Voter) -> None:
        if self._way is Way.VISIT:
            kept: dict[str, member.Right] = {}
            self._collect(voter, kept)
            self._cast(voter, kept)
            return
        with _watching(self._stores, self.torn, voter.stratum):
            respond.cast(self._stores, WAVE, voter.code, answers_of(voter.answers), today=self._day)
        self.sent.append(voter)

    def _collect(self, voter: Voter, kept: dict[str, member.Right]) -> None:
        kept[voter.member] = self._browser.collect(voter.code)

    def _cast(self, voter: Voter, kept: dict[str, member.Right]) -> None:
        said = payload(questionnaire(), answers_of(voter.answers))
        with _watching(self._stores, self.torn, voter.stratum):
            assert self._browser.cast(kept[voter.member], said) == {"outcome": "new"}
        self.sent.append(voter)

    def _post(self, name: str, sent: Mapping[str, object]) -> tuple[int, dict[str, Any]]:
        if name != "look":
            ballot = member.read(str(sent["ballot"])) if name == "cast" else b""
            self.heard.append((name, str(sent.get("code", "")), ballot))
        answer = self._client.post(f"/b/{WAVE}/{name}", json=sent)
        return answer.status_code, answer.get_json()

    def _noon(self) -> datetime:
        return datetime(self._day.year, self._day.month, self._day.day, 12, tzinfo=UTC)


@contextmanager
def _watching(stores: Stores, torn: dict[int, Files], stratum: int) -> Iterator[None]:
    """Copy the files in the middle of a cast: the ballot is in, the file not yet mixed, the slip not yet spent."""
    database = stores.box._database
    whole = database.rewrite

    def copied_before() -> None:
        torn[stratum] = take(stores.folder)
        whole()

    with mock.patch.object(database, "rewrite", copied_before):
        yield


def poll_naive(folder: Path, seed: int, *, sealed: bool) -> tuple[Theft, dict[str, Vector]]:
    """Return the same from one SQLite file as programs are usually written: WAL, numbered rows, a used flag."""
    draw = random.Random(seed)  # noqa: S311 -- a run must be repeatable
    folder.mkdir(parents=True)
    connection = sqlite3.connect(folder / "naive.sqlite")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        "CREATE TABLE invitation (id INTEGER PRIMARY KEY AUTOINCREMENT, code_hash TEXT, branch INTEGER, used INTEGER);"
        "CREATE TABLE response (id INTEGER PRIMARY KEY AUTOINCREMENT, branch INTEGER, answers BLOB);"
    )
    slips = [(stratum, codes.new_code(draw.getrandbits)) for stratum in range(BRANCHES) for _ in range(ROLL)]
    draw.shuffle(slips)
    with connection:
        connection.executemany(
            "INSERT INTO invitation (code_hash, branch, used) VALUES (?, ?, 0)",
            [(_hashed(code), stratum) for stratum, code in slips],
        )
    voters, holders = turnout(slips, draw)
    at_opening = take(folder)
    manifest_hash = "sha256:" + bytes(32).hex()

    def vote(voter: Voter) -> None:
        content = json.dumps({"member_answers": voter.answers, "padding": "x" * 40}).encode()
        if sealed:
            content = seal(content, stratum=voter.stratum, manifest_hash=manifest_hash, keys=[tally_key().public_key()])
        else:
            content = json.dumps({"padding": "x" * 40, "member_answers": [voter.stratum, *voter.answers]}).encode()
        with connection:
            connection.execute("UPDATE invitation SET used = 1 WHERE code_hash = ?", (_hashed(voter.code),))
            connection.execute("INSERT INTO response (branch, answers) VALUES (?, ?)", (voter.stratum, content))

    moments, nights = _come([(voter.day, partial(vote, voter)) for voter in voters], folder)
    connection.close()
    closed = take(folder)
    published = {
        stratum: draw.sample(said, len(said))
        for stratum in range(BRANCHES)
        for said in [[voter.answers for voter in voters if voter.stratum == stratum]]
    }

    def open_(content: bytes, stratum: int) -> Vector:
        if not sealed:
            return tuple(json.loads(content)["member_answers"][1:])
        plain = open_ballot(content, stratum=stratum, manifest_hash=manifest_hash, key=tally_key())
        return tuple(json.loads(plain)["member_answers"])

    return Theft(
        layout=NAIVE,
        opened=at_opening,
        moments=moments,
        nights=nights,
        torn={},
        voted=moments[-1],
        closed=closed,
        tallied=closed,
        door=[Comer(voter.member, voter.stratum, voter.day) for voter in voters],
        slips=holders,
        published=published,
        open_ballot=lru_cache(None)(open_),
        senders=[Comer(voter.member, voter.stratum, voter.day) for voter in voters],
    ), {voter.member: voter.answers for voter in voters}


def _come(steps: Sequence[tuple[int, Callable[[], None]]], folder: Path) -> tuple[list[Files], list[tuple[int, Files]]]:
    moments: list[Files] = []
    nights: list[tuple[int, Files]] = []
    for (day, step), following in itertools.zip_longest(steps, steps[1:]):
        step()
        moments.append(take(folder))
        if following is None or following[0] != day:
            nights.append((day, moments[-1]))
    return moments, nights


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _vector(values: object) -> Vector:
    assert isinstance(values, dict)
    return values["dieu_kien"], values["ap_luc"]


def _opened(content: bytes, stratum: int, manifest_hash: str) -> Vector:
    plain = open_ballot(content, stratum=stratum, manifest_hash=manifest_hash, key=tally_key())
    return _vector(json.loads(plain)["items"])

"""The command line: `survey …`. Thin; every verb lives in ``survey_app.operations``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from analysis.disclosure import write_cube
from survey_app import __version__
from survey_app.clock import today_of
from survey_app.compilers import schema as schemas
from survey_app.config import Settings
from survey_app.errors import SurveyError
from survey_app.language import N_, Language, translate
from survey_app.operations import check, demo, keys, opening, replay, staff, tally, waves
from survey_app.operations.bundle import export_bundle, read_bundle, write_bundle
from survey_app.operations.release import import_release, read_release
from survey_app.operations.respond import reconcile
from survey_app.store import Stores, open_stores

Step: TypeAlias = Callable[[str, int, int], None]
FILE = click.Path(path_type=Path, dir_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])

STEPS = {"tally": N_("Mở phiếu"), "wave": N_("Dựng các đợt")}
SIGN_IN = N_("Đăng nhập của cán bộ: {address}/committee")
MEMBERS = N_("Đảng viên trả lời: {address}/b/{wave}")
UNUSED = N_("Ba mã chưa dùng: {codes}")
KEY_FILE = N_("Khóa kiểm phiếu: {path}; mật khẩu khóa: {passphrase}")
CLOSE_HINT = N_("Đóng và kiểm phiếu: survey wave close {wave}, rồi survey tally {wave} --key {path}")
SERVING = N_("Đang chạy tại {address}. Bấm Ctrl+C để dừng.")
ASK_PASSPHRASE = N_("Mật khẩu của khóa")
ASK_PASSWORD = N_("Mật khẩu")
AGAIN = N_("Nhập lại mật khẩu")
WRITTEN = N_("Đã ghi {path}")
RELEASED = N_("Đợt {wave}: đã phát hành {hash}; {n} phiếu hợp lệ trên {N} người; hòm phiếu đã làm rỗng.")
ASIDE = N_("{count} phiếu không mở được hoặc không khớp bộ câu hỏi, đã để riêng và đếm.")
OVERFULL = N_("Số phiếu nhiều hơn số người ở: {strata}. Số liệu mang dấu ghi chú; hãy cập nhật số đảng viên.")
OPENED = N_("Đã mở đợt {wave}: {slips} phiếu mã cho {strata} tầng. Mã băm bản công bố: {hash}")
CLOSED = N_("Đã đóng đợt {wave}.")
CANCELLED = N_("Đã hủy đợt {wave}; phiếu được tiêu hủy, không ai đọc.")
FINGERPRINT = N_("Dấu nhận dạng của khóa: {fingerprint}")
ADDED = N_("Đã thêm {name} ({role}).")


def main() -> None:
    """Run the command line; a refusal is printed without a traceback and exits 1."""
    try:
        survey(standalone_mode=True)
    except SurveyError as refusal:
        click.echo(refusal.render(_language()), err=True)
        sys.exit(1)


def _language() -> Language:
    return Language.EN if os.environ.get("SURVEY_LANGUAGE") == Language.EN else Language.VI


def _settings() -> Settings:
    return Settings.from_environment(os.environ)


def _stores() -> Stores:
    stores = open_stores(_settings().folder)
    reconcile(stores)
    return stores


def _tell(message: str, **fields: object) -> None:
    click.echo(translate(message, _language()).format(**fields))


@contextmanager
def _steps() -> Iterator[Step]:
    """Show progress on a terminal, nothing in a pipe."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def step(name: str, done: int, of: int) -> None:
            label = translate(STEPS[name], _language())
            if name not in tasks:
                tasks[name] = bars.add_task(label)
            bars.update(tasks[name], completed=done, total=of)

        yield step


def _passphrase(path: Path | None, *, ask: str = ASK_PASSPHRASE, confirm: bool = False) -> str:
    if path is not None:
        return path.read_text(encoding="utf-8").strip()
    again = translate(AGAIN, _language()) if confirm else False
    return str(click.prompt(translate(ask, _language()), hide_input=True, confirmation_prompt=again))


passphrase_option = click.option(
    "--passphrase-file", type=FILE, help="file that holds the passphrase; asked for otherwise"
)


@click.group(name="survey")
@click.version_option(__version__)
def survey() -> None:
    """Anonymous, repeated opinion polls inside one organisation."""


@survey.command()
@click.option("--demo", "is_demo", is_flag=True, help="make the demo organisation first, once")
def start(*, is_demo: bool) -> None:
    """Serve the pages."""
    settings = _settings()
    if is_demo:
        with _steps() as step:
            made = demo.prepare(settings, today=today_of(settings), step=step)
        _greet(made, settings)
    from waitress import serve  # noqa: PLC0415 -- the other commands need no server

    from survey_app.web import create_app  # noqa: PLC0415

    app = create_app(settings, stores=_stores())
    _tell(SERVING, address=settings.public_address)
    serve(app, host=settings.host, port=settings.port, threads=8, ident=None, max_request_body_size=1 << 20)


def _greet(made: demo.Demo, settings: Settings) -> None:
    address = settings.public_address
    _tell(MEMBERS, address=address, wave=made.wave)
    _tell(UNUSED, codes=" · ".join(made.codes))
    _tell(SIGN_IN, address=address)
    for name, role, password in made.staff:
        click.echo(f"  {role:<14} {name:<14} {password}")
    _tell(KEY_FILE, path=made.key_file, passphrase=made.passphrase)
    _tell(CLOSE_HINT, wave=made.wave, path=made.key_file)


@survey.command(name="check")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def check_command(files: tuple[Path, ...], style: str) -> None:
    """Say everything that is wrong with questionnaires and definitions, all at once."""
    problems = check.check_files(files)
    if style == "json":
        click.echo(check.render_json(problems, language=_language()))
    else:
        click.echo(check.render_text(problems, files=len(files), language=_language()))
    sys.exit(check.exit_status(problems))


@survey.group()
def key() -> None:
    """Tally keys, held by custodians."""


@key.command(name="new")
@click.argument("file", type=FILE)
@passphrase_option
def key_new(file: Path, passphrase_file: Path | None) -> None:
    """Make a key pair: FILE for the custodian alone, FILE.pub for opening a wave."""
    made = keys.make_key(file, _passphrase(passphrase_file, confirm=True))
    _tell(WRITTEN, path=made.private_file)
    _tell(WRITTEN, path=made.public_file)
    _tell(FINGERPRINT, fingerprint=made.fingerprint)


@survey.group()
def wave() -> None:
    """Waves: list, open, close, cancel, rehearse."""


@wave.command(name="list")
def wave_list() -> None:
    """Print every wave with its state."""
    for record in _stores().registry.waves():
        click.echo(f"{record.wave:<16} {record.kind:<10} {record.state.value}")


@wave.command(name="open")
@click.argument("name", metavar="WAVE")
@click.option("--key", "key_files", type=FILE, multiple=True, help="public key of a custodian (one or two)")
@click.option("--questionnaire", type=FILE, help="default: the one that the plan names")
@click.option("--opens", type=DAY)
@click.option("--closes", type=DAY)
@click.option("--results", type=DAY, help="day on which results are promised")
@click.option("--spares", type=click.IntRange(0, 100), default=2, help="slips per stratum beyond the headcount")
@click.option("--slips", type=FILE, required=True, help="PDF to write; the codes exist nowhere else")
def wave_open(name: str, key_files: tuple[Path, ...], slips: Path, **choices: object) -> None:
    """Freeze the questionnaire, publish the manifest, print the slips."""
    settings = _settings()
    opened = opening.open_planned(_stores(), settings, name, key_files=key_files, slips=slips, **choices)  # type: ignore[arg-type]
    manifest = opened.manifest
    _tell(OPENED, wave=name, slips=len(opened.slips), strata=len(manifest.strata), hash=manifest.hash)
    _tell(WRITTEN, path=slips)


@wave.command(name="close")
@click.argument("name", metavar="WAVE")
def wave_close(name: str) -> None:
    """Take no more ballots."""
    waves.close_wave(_stores(), name)
    _tell(CLOSED, wave=name)


@wave.command(name="cancel")
@click.argument("name", metavar="WAVE")
def wave_cancel(name: str) -> None:
    """Destroy the ballots of a wave unread."""
    waves.cancel_wave(_stores(), name)
    _tell(CANCELLED, wave=name)


@wave.command(name="rehearse")
@click.argument("name", metavar="WAVE")
def wave_rehearse(name: str) -> None:
    """Run a planned wave end to end with invented answers and a throw-away key; it never enters a trend."""
    settings = _settings()
    with _steps() as step:
        cube = opening.rehearse(_stores(), settings, name, today=today_of(settings), step=step)
    _tell(RELEASED, wave=cube.wave, hash=cube.hash, n=cube.population.n, N=cube.population.N)


@survey.group()
def box() -> None:
    """Hand the box of sealed ballots over."""


@box.command(name="export")
@click.argument("name", metavar="WAVE")
@click.option("--out", type=FILE, required=True)
def box_export(name: str, out: Path) -> None:
    """Write a closed wave's sealed ballots to one file for the custodian."""
    out.write_bytes(write_bundle(export_bundle(_stores(), name)))
    _tell(WRITTEN, path=out)


@survey.command(name="tally")
@click.argument("name", metavar="WAVE", required=False)
@click.option("--offline", "bundle", type=FILE, help="a file written by `survey box export`")
@click.option("--key", "key_file", type=FILE, required=True, help="the custodian's key file")
@click.option("--out", type=FILE, help="with --offline: the release to write")
@passphrase_option
def tally_command(
    name: str | None, bundle: Path | None, key_file: Path, out: Path | None, passphrase_file: Path | None
) -> None:
    """Open the ballots, decide the release, empty the box. With --offline: on the custodian's own computer."""
    if (name is None) == (bundle is None) or (bundle is None) != (out is None):
        raise click.UsageError("survey tally WAVE --key FILE | survey tally --offline BUNDLE --key FILE --out RELEASE")
    private = keys.open_key(key_file, _passphrase(passphrase_file))
    with _steps() as step:
        progress = partial(step, "tally")
        if bundle is not None and out is not None:
            tallied = tally.tally_bundle(read_bundle(bundle.read_bytes()), private, progress=progress)
            out.write_text(write_cube(tallied.cube), encoding="utf-8")
        else:
            tallied = tally.tally_wave(_stores(), str(name), private, progress=progress)
    cube = tallied.cube
    if tallied.set_aside:
        _tell(ASIDE, count=tallied.set_aside)
    if tallied.overfull:
        _tell(OVERFULL, strata=", ".join(tallied.overfull))
    if out is not None:
        _tell(WRITTEN, path=out)
    else:
        _tell(RELEASED, wave=cube.wave, hash=cube.hash, n=cube.population.n, N=cube.population.N)


@survey.group()
def release() -> None:
    """Releases."""


@release.command(name="import")
@click.argument("file", type=FILE)
def release_import(file: Path) -> None:
    """Take in a release decided on the custodian's computer, and empty the box."""
    cube = import_release(_stores(), read_release(file))
    _tell(RELEASED, wave=cube.wave, hash=cube.hash, n=cube.population.n, N=cube.population.N)


@survey.command(name="replay")
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, required=True, help="YAML that says which column fills which item")
@click.option("--organisation", type=FILE, help="default: organisation.yaml beside the mapping")
def replay_command(file: Path, mapping: Path, organisation: Path | None) -> None:
    """Cast every row of a survey file as a sealed ballot through the whole path: a dress rehearsal."""
    bodies = organisation or mapping.with_name("organisation.yaml")
    with _steps() as step:
        for one in replay.replay_file(_stores(), file, mapping_file=mapping, organisation_file=bodies, step=step):
            cube = one.tallied.cube
            _tell(RELEASED, wave=cube.wave, hash=cube.hash, n=cube.population.n, N=cube.population.N)


@survey.group(name="staff")
def staff_group() -> None:
    """Staff accounts; members never have one."""


@staff_group.command(name="add")
@click.argument("name")
@click.option("--role", type=click.Choice(sorted(staff.Role)), required=True)
@click.option("--title", help="the name shown; default: NAME")
@passphrase_option
def staff_add(name: str, role: str, title: str | None, passphrase_file: Path | None) -> None:
    """Add a member of staff, or give one a new password and role."""
    password = _passphrase(passphrase_file, ask=ASK_PASSWORD, confirm=True)
    staff.add_staff(_stores(), staff=name, title=title or name, role=role, password=password)
    _tell(ADDED, name=name, role=role)


@survey.command()
@click.argument("kind", type=click.Choice(sorted(schemas.DOCUMENTS)), default="questionnaire")
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file, for editors that complete and check."""
    click.echo(schemas.schema(kind), nl=False)

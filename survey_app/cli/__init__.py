"""The command line: `survey …`. Thin; every verb lives in ``survey_app.operations``."""

from __future__ import annotations

import errno
import logging
import sys
from pathlib import Path

import click

from analysis.errors import AnalysisError
from survey_app import __version__
from survey_app.cli import (
    audit,
    bank,
    compare,
    custody,
    export,
    importing,
    office,
    paper,
    rates,
    running,
    tables,
    texts,
    waves,
    xlsform,
)
from survey_app.cli.shared import (
    FILE,
    language,
    opened_stores,
    read_settings,
    steps,
    tell,
    unusable,
)
from survey_app.clock import today_of
from survey_app.compilers import schema as schemas
from survey_app.config import Settings
from survey_app.definitions.organisation import read_organisation_file
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations import check, demo, refusals
from survey_app.operations.forecast import render_forecast
from survey_app.operations.respond import mix_again

LOG_FORMAT = "%(levelname)s %(name)s %(message)s"
"""Of the running server: no time, no address, no browser, no query. Requests are not logged at all."""
LARGEST_BODY = 1 << 20
"""Bytes; each page takes far less, and says so itself."""
NEVER_A_FILE = 1 << 40
"""Bytes from which the server would lay aside what it receives or sends in a temporary file. Opened rows come in and
sealed ballots go out, and neither may lie on a disk outside of the stores."""
SIGN_IN = N_("Đăng nhập của cán bộ: {address}/committee")
MEMBERS = N_("Đảng viên trả lời: {address}/b/{wave}")
UNUSED = N_("Ba mã chưa dùng: {codes}")
KEY_FILE = N_("Khóa kiểm phiếu: {path}; mật khẩu khóa: {passphrase}")
TWO_STEPS = N_("Đăng nhập hai bước: xem sáu chữ số của lúc này bằng lệnh survey staff code TÊN")
CLOSE_HINT = N_("Đóng và kiểm phiếu: survey wave close {wave}, rồi survey tally {wave} --key {path}")
SERVING = N_("Đang chạy tại {address}. Bấm Ctrl+C để dừng.")


class PortTakenError(SurveyError):
    """A port at which something else listens."""

    code = "port-taken"
    found = N_("Cổng {port} đang có chương trình khác dùng.")
    fix = N_("Tắt chương trình ấy, hoặc chọn cổng khác, ví dụ SURVEY_PORT=9000.")


def main() -> None:
    """Run the command line; a refusal is printed without a traceback and exits 1."""
    try:
        survey(standalone_mode=True)
    except SurveyError as refusal:
        click.echo(refusal.render(language()), err=True)
        sys.exit(1)
    except OSError as failure:
        if failure.filename is None:
            raise
        click.echo(unusable(failure).render(language()), err=True)
        sys.exit(1)
    except AnalysisError as refusal:
        click.echo(refusals.render(refusal, language()), err=True)
        sys.exit(1)


@click.group(name="survey")
@click.version_option(__version__)
def survey() -> None:
    """Anonymous, repeated opinion polls inside one organisation."""


@survey.command()
@click.option("--demo", "is_demo", is_flag=True, help="make the demo organisation first, once")
def start(*, is_demo: bool) -> None:
    """Serve the pages."""
    settings = read_settings()
    if is_demo:
        with steps() as step:
            made = demo.prepare(settings, today=today_of(settings), step=step)
        _greet(made, settings)
    from waitress import serve  # noqa: PLC0415 -- the other commands need no server

    from survey_app.web import create_app  # noqa: PLC0415 -- as above

    stores = opened_stores()
    mix_again(stores)
    app = create_app(settings, stores=stores)
    tell(SERVING, address=settings.public_address)
    logging.basicConfig(format=LOG_FORMAT)
    try:
        serve(
            app,
            host=settings.host,
            port=settings.port,
            threads=8,
            ident=None,
            max_request_body_size=LARGEST_BODY,
            inbuf_overflow=NEVER_A_FILE,
            outbuf_overflow=NEVER_A_FILE,
            clear_untrusted_proxy_headers=settings.proxies == 0,
        )
    except OSError as failure:
        if failure.errno != errno.EADDRINUSE:
            raise
        raise PortTakenError(port=settings.port) from None


def _greet(made: demo.Demo, settings: Settings) -> None:
    address = settings.public_address
    tell(MEMBERS, address=address, wave=made.wave)
    tell(UNUSED, codes=" · ".join(made.codes))
    tell(SIGN_IN, address=address)
    for name, role, password in made.staff:
        click.echo(f"  {role:<14} {name:<14} {password}")
    tell(TWO_STEPS)
    tell(KEY_FILE, path=made.key_file, passphrase=made.passphrase)
    tell(CLOSE_HINT, wave=made.wave, path=made.key_file)


@survey.command(name="check")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--organisation", type=FILE, help="organisation.yaml: adds the anonymity forecast for its headcounts")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def check_command(files: tuple[Path, ...], organisation: Path | None, style: str) -> None:
    """Say everything that is wrong with questionnaires and definitions, all at once."""
    held = None if organisation is None else read_organisation_file(organisation)
    found = check.checking_of(files, organisation=held)
    problems = found.problems
    if style == "json":
        click.echo(check.render_json(problems, language=language()))
    else:
        click.echo(check.render_text(problems, files=len(files), language=language()))
        for name, forecast in found.forecasts:
            click.echo(f"\n{name}: {render_forecast(forecast, language=language())}")
    sys.exit(check.exit_status(problems))


@survey.command()
@click.argument("kind", type=click.Choice(sorted(schemas.DOCUMENTS)), default="questionnaire")
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file, for editors that complete and check."""
    click.echo(schemas.schema(kind), nl=False)


for command in (
    waves.key,
    waves.wave,
    waves.box,
    waves.tally_command,
    waves.release,
    waves.replay_command,
    tables.tabulate_command,
    tables.trend_command,
    rates.rates_command,
    export.export_command,
    compare.compare_command,
    audit.audit_command,
    bank.bank_group,
    custody.verify_command,
    custody.archive,
    custody.recount_command,
    texts.texts,
    bank.new_group,
    importing.import_command,
    importing.withdraw,
    xlsform.xlsform,
    paper.paper_command,
    running.slips_group,
    running.tick_command,
    office.staff_group,
    office.log_command,
    office.backup_command,
    office.restore_command,
):
    survey.add_command(command)

"""What every command uses: settings, stores, language, progress, the passphrase."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from survey_app.clock import minute_of
from survey_app.config import Settings
from survey_app.errors import SurveyError
from survey_app.language import N_, Language, Said, translate
from survey_app.operations.respond import reconcile
from survey_app.operations.staff_log import Action, record
from survey_app.store import Stores, open_stores

Step: TypeAlias = Callable[[str, int, int], None]
FILE = click.Path(path_type=Path, dir_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])

STEPS = {"tally": N_("Mở phiếu"), "wave": N_("Dựng các đợt"), "import": N_("Đọc tệp")}
ASK_PASSPHRASE = N_("Mật khẩu của khóa")
AGAIN = N_("Nhập lại mật khẩu")
WRITTEN = N_("Đã ghi {path}")


class UnusableFileError(SurveyError):
    """A file named on the command line, or in the settings, that cannot be read or written."""

    code = "file-unusable"
    found = N_("Không đọc hoặc không ghi được tệp này: {reason}.")
    fix = N_("Kiểm tra tên tệp, thư mục và quyền đọc, ghi, rồi chạy lại lệnh.")


NO_FILE, NO_RIGHT, A_FOLDER = N_("không có tệp hay thư mục này"), N_("không có quyền"), N_("đây là thư mục")
REASONS: Mapping[type[OSError], str] = {
    FileNotFoundError: NO_FILE,
    NotADirectoryError: NO_FILE,
    PermissionError: NO_RIGHT,
    IsADirectoryError: A_FOLDER,
}


def unusable(failure: OSError) -> UnusableFileError:
    """Return the refusal that stands for what the system said of a file."""
    reason = REASONS.get(type(failure))
    return UnusableFileError(
        where=os.fsdecode(failure.filename), reason=Said(reason) if reason else str(failure.strerror)
    )


def language() -> Language:
    """Return the language of the terminal, by SURVEY_LANGUAGE."""
    return Language.EN if os.environ.get("SURVEY_LANGUAGE") == Language.EN else Language.VI


def read_settings() -> Settings:
    """Return the settings of the environment."""
    return Settings.from_environment(os.environ)


def opened_stores() -> Stores:
    """Return the stores, with what a crash left put right."""
    stores = open_stores(read_settings().folder)
    reconcile(stores)
    return stores


def note(stores: Stores, action: Action, subject: str) -> None:
    """Write an entry of the log of staff actions: what was done at the console."""
    record(stores, minute=minute_of(read_settings()), action=action, subject=subject)


def tell(message: str, **fields: object) -> None:
    """Print a message in the language of the terminal."""
    click.echo(translate(message, language()).format(**fields))


@contextmanager
def steps() -> Iterator[Step]:
    """Give a function that shows progress: a bar on a terminal, a line per quarter of the way in a pipe."""
    if not sys.stderr.isatty():
        yield _plain_step
        return
    with Progress(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def step(name: str, done: int, of: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(translate(STEPS[name], language()))
            bars.update(tasks[name], completed=done, total=of)

        yield step


def _plain_step(name: str, done: int, of: int) -> None:
    if 4 * done // of > 4 * (done - 1) // of:
        click.echo(f"{translate(STEPS[name], language())}: {done}/{of}", err=True)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, also where another one stood."""
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        path.chmod(0o600)
        stream.write(content)


def passphrase(path: Path | None, *, ask: str = ASK_PASSPHRASE, confirm: bool = False) -> str:
    """Return the passphrase in a file, or ask for it."""
    if path is not None:
        return path.read_text(encoding="utf-8").strip()
    again = translate(AGAIN, language()) if confirm else False
    return str(click.prompt(translate(ask, language()), hide_input=True, confirmation_prompt=again))


passphrase_option = click.option(
    "--passphrase-file", type=FILE, help="file that holds the passphrase; asked for otherwise"
)

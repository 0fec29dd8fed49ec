"""Commands of whoever runs the server: staff accounts, the log, backup and restore."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from survey_app.cli.shared import (
    FILE,
    WRITTEN,
    language,
    note,
    opened_stores,
    passphrase,
    passphrase_option,
    read_settings,
    tell,
)
from survey_app.clock import second_of
from survey_app.language import N_, translate
from survey_app.operations import backup, second_step, staff, staff_log
from survey_app.operations.permissions import Role
from survey_app.operations.staff_log import Action

ASK_PASSWORD, ASK_BACKUP = N_("Mật khẩu"), N_("Mật khẩu sao lưu")
ADDED = N_("Đã thêm {name} ({role}).")
REMOVED = N_("Đã xóa tài khoản {name}.")
RESET = N_("Đã bỏ đăng nhập hai bước của {name}; lần đăng nhập sau sẽ đặt lại.")
NO_STEP = N_("{name} chưa đặt đăng nhập hai bước.")
WHOLE = N_("Nhật ký có {count} mục, không mục nào bị sửa hay thiếu.")
CUT = N_(
    "Các đợt chưa kiểm lúc sao lưu nay đứng ở trạng thái đóng: {waves}. Hòm phiếu không nằm trong bản sao lưu nên "
    "phiếu của các đợt ấy đã mất; mở đợt mới nếu cần hỏi lại."
)


@click.group(name="staff")
def staff_group() -> None:
    """Staff accounts; members never have one."""


@staff_group.command(name="add")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--title", help="the name shown; default: NAME")
@passphrase_option
def staff_add(name: str, role: str, title: str | None, passphrase_file: Path | None) -> None:
    """Add a member of staff, or give one a new password and role."""
    password = passphrase(passphrase_file, ask=ASK_PASSWORD, confirm=True)
    stores = opened_stores()
    staff.add_staff(stores, staff=name, title=title or name, role=role, password=password)
    note(stores, Action.STAFF_ADDED, name)
    tell(ADDED, name=name, role=role)


@staff_group.command(name="list")
def staff_list() -> None:
    """Print every account: name, role, whether it signs in with a second step."""
    registry = opened_stores().registry
    for record in registry.all_staff():
        step = "2" if registry.second_step(record.staff) else "1"
        click.echo(f"{record.staff:<24} {record.role:<14} {step}  {record.title}")


@staff_group.command(name="remove")
@click.argument("name")
def staff_remove(name: str) -> None:
    """Remove an account with its sessions and its second step."""
    stores = opened_stores()
    staff.remove_staff(stores, name)
    note(stores, Action.STAFF_REMOVED, name)
    tell(REMOVED, name=name)


@staff_group.command(name="code")
@click.argument("name")
def staff_code(name: str) -> None:
    """Print the digits of this moment, for somebody without a phone at hand. Goes into the log."""
    stores = opened_stores()
    digits = second_step.present_code(stores, name, now=second_of(read_settings()))
    note(stores, Action.CODE_SHOWN, name)
    click.echo(digits)


@staff_group.command(name="reset")
@click.argument("name")
def staff_reset(name: str) -> None:
    """Take somebody's second step away (a phone was lost); it is set up anew at the next sign-in."""
    stores = opened_stores()
    gone = second_step.reset(stores, name)
    if gone:
        note(stores, Action.RESET, name)
    tell(RESET if gone else NO_STEP, name=name)


@click.command(name="log")
def log_command() -> None:
    """Print what staff did and check that no entry was altered or removed."""
    entries = staff_log.entries(opened_stores())
    for entry in entries:
        moment = datetime.fromtimestamp(entry.minute * 60, tz=UTC).strftime("%Y-%m-%d %H:%MZ")
        done = translate(staff_log.SAID[entry.action], language())
        click.echo(f"{entry.number:>6}  {moment}  {entry.staff:<20} {done:<32} {entry.subject}")
    tell(WHOLE, count=len(entries))


@click.command(name="backup")
@click.option("--out", type=FILE, required=True)
@passphrase_option
def backup_command(out: Path, passphrase_file: Path | None) -> None:
    """Write an encrypted copy of the registry. The box and the waves' secrets are never in it."""
    stores = opened_stores()
    backup.write_backup(stores, out, passphrase(passphrase_file, ask=ASK_BACKUP, confirm=True))
    note(stores, Action.BACKUP, out.name)
    tell(WRITTEN, path=out)


@click.command(name="restore")
@click.argument("file", type=FILE)
@passphrase_option
def restore_command(file: Path, passphrase_file: Path | None) -> None:
    """Bring a backup back into an empty SURVEY_FOLDER; waves that were open stand closed afterwards."""
    folder = read_settings().folder
    cut = backup.restore_backup(file, folder, passphrase(passphrase_file, ask=ASK_BACKUP))
    note(opened_stores(), Action.RESTORED, file.name)
    tell(WRITTEN, path=folder)
    if cut:
        tell(CUT, waves=", ".join(cut))

"""Commands about answers in words: approve the report, read them in two steps, release what was decided."""

from __future__ import annotations

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
    write_private,
)
from survey_app.clock import today_of
from survey_app.language import N_, say, translate
from survey_app.operations import keys, releasing_texts
from survey_app.operations.redacting import marks_of, shown
from survey_app.operations.releasing_texts import Reading
from survey_app.operations.staff_log import Action

APPROVED = N_("Đợt {wave}: báo cáo đã duyệt ngày {day}, người duyệt {staff}.")
IN = N_("Đợt {wave}: đã công bố {shown} ý kiến bằng lời, {hash}; phần niêm phong đã hủy.")
MARKS_ONLY = N_("Phần trong ⟦ ⟧ là chỗ máy ngờ có thể lộ người; máy chỉ đánh dấu, không bảo đảm. Đọc kỹ từng ý.")
ONE = N_("{wording}  ({number}/{of})")
SUGGESTED = N_("Đề xuất: {text}")
NOTHING_LEFT = N_("Đề xuất: bỏ, vì bôi đen xong không còn gì.")
ASK_PROPOSE = N_("[d] dùng đề xuất, [n] giữ nguyên văn, [s] tự viết lại, [b] bỏ không công bố")
REWRITE = N_("Viết lại")
ASK_DECIDE = N_("[c] công bố, [b] bỏ không công bố")
KEEP_SAFE = N_("Đề xuất đã niêm phong vào {path}. Xóa màn hình này trước khi người khác nhìn thấy.")
DECIDED = N_("Đã ghi {path}. Xóa màn hình này trước khi người khác nhìn thấy: ý đã bỏ có thể còn ở phía trên.")


@click.group()
def texts() -> None:
    """Read answers in words: approve, export, propose, decide, import. Nobody reads before the report is approved."""


@texts.command(name="approve")
@click.argument("name", metavar="WAVE")
@click.option("--by", "staff", required=True, help="account of the committee or of a reporter")
def texts_approve(name: str, staff: str) -> None:
    """Say that the report on a wave is approved; its texts may then be read."""
    stores = opened_stores()
    before = stores.words.approval(name)
    approval = releasing_texts.approve(stores, name, staff=staff, day=today_of(read_settings()).isoformat())
    if before is None:  # the first one stands, and is the one in the log
        note(stores, Action.REPORT_APPROVED, name)
    tell(APPROVED, wave=name, day=approval.day, staff=approval.staff)


@texts.command(name="export")
@click.argument("name", metavar="WAVE")
@click.option("--out", type=FILE, required=True)
def texts_export(name: str, out: Path) -> None:
    """Write the sealed texts of a wave to one file for the custodian."""
    stores = opened_stores()
    write_private(out, releasing_texts.export_texts(stores, name).encode())
    note(stores, Action.TEXTS_EXPORTED, name)
    tell(WRITTEN, path=out)


@texts.command(name="propose")
@click.argument("bundle", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="the custodian's key file")
@click.option("--by", required=True, help="account of the reporter")
@click.option("--out", type=FILE, required=True, help="the sealed proposals")
@passphrase_option
def texts_propose(bundle: Path, key_file: Path, by: str, out: Path, passphrase_file: Path | None) -> None:
    """Read every text and propose what to take out; on the custodian's computer. Nothing is written in the open."""
    private = keys.open_key(key_file, passphrase(passphrase_file))
    tell(MARKS_ONLY)
    sealed = releasing_texts.propose(bundle.read_text(encoding="utf-8"), private, by=by, reader=_proposed)
    write_private(out, sealed.encode())
    click.clear()
    tell(KEEP_SAFE, path=out)


@texts.command(name="decide")
@click.argument("proposals", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="the custodian's key file")
@click.option("--by", required=True, help="account of the committee, not the one who proposed")
@click.option("--out", type=FILE, required=True, help="the decided texts")
@passphrase_option
def texts_decide(proposals: Path, key_file: Path, by: str, out: Path, passphrase_file: Path | None) -> None:
    """Let each proposed text through, or not; only those are written."""
    private = keys.open_key(key_file, passphrase(passphrase_file))
    release = releasing_texts.decide_texts(proposals.read_text(encoding="utf-8"), private, by=by, reader=_decided)
    write_private(out, release.canonical().encode())
    click.clear()
    tell(DECIDED, path=out)


@texts.command(name="import")
@click.argument("file", type=FILE)
def texts_import(file: Path) -> None:
    """Take the decided texts in, once and for good; what was sealed is destroyed."""
    stores = opened_stores()
    release = releasing_texts.import_texts(stores, file.read_text(encoding="utf-8"))
    note(stores, Action.TEXTS_RELEASED, release.wave)
    tell(IN, wave=release.wave, shown=sum(len(one.shown) for one in release.items), hash=release.hash)


def _proposed(one: Reading) -> str | None:
    _show(one)
    if not one.proposed:
        tell(NOTHING_LEFT)
    elif one.proposed != one.text:
        tell(SUGGESTED, text=one.proposed)
    answer = _asked(ASK_PROPOSE, ("d", "n", "s", "b"))
    if answer == "s":
        return str(click.prompt(translate(REWRITE, language())))
    return {"d": one.proposed, "n": one.text}.get(answer)


def _decided(one: Reading) -> str | None:
    _show(one)
    return one.text if _asked(ASK_DECIDE, ("c", "b")) == "c" else None


def _show(one: Reading) -> None:
    click.echo()
    tell(ONE, wording=say(one.wording, language()), number=one.number, of=one.of)
    click.echo(f"  {shown(one.text, marks_of(one.text, one.known))}")


def _asked(question: str, letters: tuple[str, ...]) -> str:
    return str(click.prompt(translate(question, language()), type=click.Choice(letters), show_choices=False))

"""What is stored about me: the columns of the schema that runs, each with random content of its real kind and length.

What people can and cannot see follows from the wave's manifest; what software cannot prevent is said as plainly.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template, request

from survey_app.ballots.manifest import Manifest, Mode
from survey_app.ballots.sealing import SIZE
from survey_app.language import N_, say
from survey_app.operations import addending, waves
from survey_app.operations.promises import promises
from survey_app.store.members import Kind, StoredColumn, StoredTable, member_tables
from survey_app.web.context import current
from survey_app.web.language import current_language, tell

MEANINGS = {
    "slip.key": N_("dấu một chiều của mã phiếu, tính bằng một khóa bị hủy khi kiểm phiếu"),
    "slip.wave": N_("đợt xin ý kiến"),
    "slip.stratum": N_("số của chi bộ (hoặc nhóm chi bộ nhỏ gộp lại) nhận phiếu"),
    "slip.collected": N_(
        "dấu một chiều của yêu cầu đã nhận quyền bỏ phiếu bằng mã này; không cho biết đã gửi phiếu hay chưa"
    ),
    "ballot.nullifier": N_("dấu một chiều để một mã không gửi được hai phiếu"),
    "ballot.wave": N_("đợt xin ý kiến"),
    "ballot.stratum": N_("số của chi bộ (hoặc nhóm chi bộ nhỏ gộp lại) nhận phiếu"),
    "ballot.ballot": N_("phiếu đã niêm phong; mọi phiếu dài bằng nhau"),
    "accepting.wave": N_("đợt đang nhận phiếu"),
}
TABLES = {
    "slip": N_("Phiếu mã (dòng bị xóa khi phiếu được gửi, hoặc khi kiểm phiếu)"),
    "ballot": N_("Hòm phiếu (bị làm rỗng sau khi kiểm phiếu)"),
    "accepting": N_("Các đợt mà hòm phiếu đang nhận"),
}
SHOWN_BYTES = 8
SAMPLE_WAVE = "2026-Q4"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleColumn:
    """A column with what it means and how its content looks."""

    name: str
    meaning: str
    sample: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTable:
    """A table with one row of random content."""

    title: str
    name: str
    columns: tuple[SampleColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of answering: what the administrator of the server can see of it, and what not."""

    title: str
    can: tuple[str, ...]
    cannot: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Honest:
    """Somebody who can still learn something: what, and what stands against it."""

    who: str
    what: str
    against: str
    slips: bool = False
    """Whether it needs slips, which a wave that anybody may answer does not have."""
    pages: bool = False
    """Whether it needs the path without scripts, which a wave may leave out."""


NOT_WHO = N_("Mã phiếu nào đưa cho ai: không nơi nào ghi, phiếu bốc từ hòm.")
NOT_ORDER = N_("Thứ tự hay giờ gửi: hòm phiếu xếp theo dấu ngẫu nhiên, không có cột giờ, không đánh số dòng.")
COUNTS = N_("Mỗi chi bộ (hoặc nhóm gộp) có bao nhiêu phiếu trong hòm, nếu mở thẳng tệp của kho.")
HOW_MANY = N_("Có bao nhiêu phiếu trong hòm, nếu mở thẳng tệp của kho.")
COLLECTED = N_("Mã nào đã nhận quyền bỏ phiếu; không biết mã đó của ai, đã gửi phiếu hay chưa.")

SINGLE = Way(
    title=N_("Trả lời bằng trình duyệt có JavaScript, nhận quyền và gửi trong một lần"),
    can=(
        COUNTS,
        COLLECTED,
        N_("Nếu ngồi theo dõi máy chủ đúng lúc đó: có một yêu cầu nhận quyền, ngay sau có một phiếu niêm phong."),
    ),
    cannot=(
        N_("Câu trả lời: phiếu được niêm phong ngay trên máy của đồng chí, chìa khóa ở người giữ khóa."),
        N_("Quyền nào thuộc phiếu nào: máy chủ ký lên quyền khi nội dung còn bị che."),
        NOT_WHO,
        NOT_ORDER,
    ),
)
TWO_PHASE = Way(
    title=N_("Trả lời bằng trình duyệt có JavaScript, hai giai đoạn"),
    can=(COUNTS, COLLECTED),
    cannot=(
        N_("Câu trả lời: phiếu được niêm phong ngay trên máy của đồng chí, chìa khóa ở người giữ khóa."),
        N_("Quyền nào thuộc phiếu nào, kể cả khi ngồi theo dõi máy chủ: nhận quyền và gửi phiếu cách nhau nhiều ngày."),
        NOT_WHO,
        NOT_ORDER,
    ),
)
MEETING = Way(
    title=N_("Trả lời tại hội nghị, trên máy tính bảng tự xóa sau mỗi người"),
    can=(COUNTS, COLLECTED, N_("Ai có mặt trong phòng: cả phòng nhìn thấy nhau.")),
    cannot=(
        N_("Câu trả lời: phiếu được niêm phong ngay trên máy tính bảng, máy không giữ lại gì sau khi gửi."),
        N_("Quyền nào thuộc phiếu nào: máy chủ ký lên quyền khi nội dung còn bị che."),
        NOT_WHO,
        NOT_ORDER,
    ),
)
ANYBODY = Way(
    title=N_("Trả lời bằng trình duyệt có JavaScript, không cần mã"),
    can=(
        HOW_MANY,
        N_("Nếu ngồi theo dõi máy chủ đúng lúc đó: có một phiếu niêm phong được gửi."),
    ),
    cannot=(
        N_("Câu trả lời: phiếu được niêm phong ngay trên máy của đồng chí, chìa khóa ở người giữ khóa."),
        N_("Ai gửi phiếu, và một người gửi mấy phiếu: không có mã, không có danh sách."),
        NOT_ORDER,
    ),
)
ANYBODY_PAGES = Way(
    title=N_("Trả lời từng trang, không dùng JavaScript"),
    can=(
        HOW_MANY,
        N_("Chương trình đang chạy thấy câu trả lời trong chốc lát, trước lúc niêm phong; nó không ghi lại."),
        N_("Vì vậy người sửa được chương trình đang chạy có thể đọc được phiếu gửi trong lúc đó."),
    ),
    cannot=(N_("Phiếu đã nằm trong hòm: chỉ người giữ khóa mở được."), NOT_ORDER),
)
PAGES = Way(
    title=N_("Trả lời từng trang, không dùng JavaScript"),
    can=(
        COUNTS,
        N_("Chương trình đang chạy thấy mã và câu trả lời trong chốc lát, trước lúc niêm phong; nó không ghi lại."),
        N_("Vì vậy người sửa được chương trình đang chạy có thể đọc được phiếu gửi trong lúc đó."),
    ),
    cannot=(N_("Phiếu đã nằm trong hòm: chỉ người giữ khóa mở được."), NOT_WHO, NOT_ORDER),
)
PAPER = Way(
    title=N_("Trả lời trên giấy, hai người nhập"),
    can=(
        N_("Hai người nhập đọc tờ giấy; tờ không ghi tên, nhưng nét chữ có thể nhận ra."),
        N_("Lượt nhập nằm trong bộ nhớ máy chủ cho đến khi hai lượt khớp nhau, nhiều nhất 8 giờ."),
    ),
    cannot=(N_("Sau khi vào hòm, phiếu giấy không khác phiếu gửi từ điện thoại."), NOT_WHO),
)

EXCEPTIONS = (
    Honest(
        who=N_("Người sửa chương trình trên máy chủ"),
        what=N_("Gửi cho một người trang giả để đọc câu trả lời của người đó trước khi niêm phong."),
        against=N_(
            "So tám từ trên màn hình với tờ phiếu và áp phích; mã kịch bản nằm trong bản công bố, ai cũng tự kiểm."
        ),
    ),
    Honest(
        who=N_("Người chép tệp máy chủ sau mỗi phiếu, biết ai trả lời lúc nào, lại có khóa kiểm phiếu"),
        what=N_("Nối phiếu với người khi nhận quyền và gửi trong một lần, hoặc khi không dùng JavaScript."),
        against=N_(
            "Khóa kiểm phiếu không bao giờ ở máy chủ; đợt hai giai đoạn; hòm phiếu không nằm trong bản sao lưu."
        ),
    ),
    Honest(
        who=N_("Người có danh sách ai bốc phiếu nào"),
        what=N_(
            "Biết ai đã nhận quyền. Ở cách không dùng JavaScript, nếu có thêm bí mật của đợt và khóa kiểm phiếu "
            "thì nối được cả phiếu."
        ),
        against=N_("Không lập danh sách đó: phiếu gấp, trộn, bốc từ hòm; phiếu thừa hủy công khai."),
        slips=True,
    ),
    Honest(
        who=N_("Người gửi liên kết riêng, và kênh nhắn tin"),
        what=N_("Biết liên kết nào gửi cho ai, nên cùng máy chủ biết ai đã nhận quyền; không biết câu trả lời."),
        against=N_(
            "Liên kết riêng chỉ được dùng ở đợt bắt buộc niêm phong trên máy người trả lời; "
            "phiếu giấy thì không có điều này."
        ),
        slips=True,
    ),
    Honest(
        who=N_("Người giữ khóa"),
        what=N_("Khi kiểm phiếu đọc được từng phiếu theo chi bộ, không biết của ai."),
        against=N_("Chỉ có số liệu đã qua bước xét công bố mới ra ngoài; khóa bị hủy sau khi phát hành."),
    ),
    Honest(
        who=N_("Người quản lý mạng, người nhìn màn hình, phần mềm lạ trên điện thoại"),
        what=N_("Thấy đồng chí đã mở trang; người nhìn màn hình và phần mềm lạ thấy cả câu trả lời."),
        against=N_("Dùng mạng và máy của mình, trả lời lúc một mình; xé tờ phiếu sau khi gửi."),
    ),
    Honest(
        who=N_("Người quản lý mạng, khi đồng chí trả lời từng trang không dùng JavaScript"),
        what=N_(
            "Không đọc được gì, nhưng thấy mỗi lượt gửi dài hay ngắn: câu nào được hỏi, đã trả lời hay bỏ qua, "
            "đánh dấu mấy ô, viết dài hay ngắn. Chọn phương án nào thì không thấy: mọi phương án gửi đi dài bằng nhau."
        ),
        against=N_("Dùng JavaScript: mọi câu trả lời đi trong một phiếu niêm phong, phiếu nào cũng dài bằng nhau."),
        pages=True,
    ),
    Honest(
        who=N_("Người đọc ô chữ"),
        what=N_("Cách viết, sự việc riêng có thể cho biết ai viết."),
        against=N_("Viết ngắn, không nêu tên ai, không nêu việc chỉ mình biết; không nhập nội dung mật."),
    ),
    Honest(
        who=N_("Người ép đồng chí trả lời trước mặt họ"),
        what=N_("Thấy câu trả lời. Không phần mềm nào ngăn được."),
        against=N_("Báo ủy ban kiểm tra; xin một phiếu dự phòng nếu tờ phiếu bị lấy mất."),
    ),
)


def stored() -> str:
    """Show every column that a member's request reads or writes, and who can see what."""
    record = current().stores.registry.wave(request.args.get("wave", ""))
    manifest = waves.manifest_of(record) if record else None
    return render_template(
        "public/stored.html",
        tables=[
            _sampled(table, manifest) for table in sorted(member_tables(), key=lambda one: list(TABLES).index(one.name))
        ],
        size=SIZE,
        ways=tuple(_ways(manifest)),
        exceptions=tuple(_exceptions(manifest)),
        tell=tell,
        manifest=manifest,
        promises=[promise.render(current_language()) for promise in promises(manifest)] if manifest else [],
        addenda=addending.told(record, current_language()) if record else (),
        hash=record.manifest_hash if record else "",
    )


def _exceptions(manifest: Manifest | None) -> Iterator[Honest]:
    """Return what is true of this wave; everything where none is named."""
    is_open = manifest is not None and manifest.is_open
    scripted = manifest is not None and manifest.blind is not None and manifest.blind.scripts_required
    yield from (one for one in EXCEPTIONS if not (one.slips and is_open) and not (one.pages and scripted))


def _ways(manifest: Manifest | None) -> Iterator[Way]:
    """Return the ways in which ballots of this wave come; of every wave where none is named."""
    if manifest is None:
        yield from (SINGLE, TWO_PHASE, MEETING, PAGES, PAPER)
        return
    if manifest.is_open:
        yield ANYBODY
        if manifest.blind is None or not manifest.blind.scripts_required:
            yield ANYBODY_PAGES
        return
    if manifest.blind is not None:
        yield {Mode.TWO_PHASE: TWO_PHASE, Mode.MEETING: MEETING}.get(manifest.mode, SINGLE)
    if manifest.blind is None or not manifest.blind.scripts_required:
        yield PAGES
        yield PAPER


def _sampled(table: StoredTable, manifest: Manifest | None) -> SampleTable:
    return SampleTable(
        title=tell(TABLES[table.name]),
        name=f"{table.store}.{table.name}",
        columns=tuple(
            SampleColumn(
                name=column.name,
                meaning=tell(MEANINGS[f"{table.name}.{column.name}"]),
                sample=_sample(column, manifest),
            )
            for column in table.columns
        ),
    )


def _sample(column: StoredColumn, manifest: Manifest | None) -> str:
    """Return random content of the column's kind and length, as somebody sees it who opens the file."""
    if column.kind is Kind.TEXT:
        return manifest.wave if manifest else SAMPLE_WAVE
    if column.kind is Kind.NUMBER:
        strata = manifest.strata if manifest else ()
        at = secrets.randbelow(len(strata) or 12)
        return f"{at} ({say(strata[at].title, current_language())})" if strata else str(at)
    length = column.length or SIZE
    shown = secrets.token_bytes(length)[:SHOWN_BYTES].hex(" ", 2)
    either = tell(N_("trống, hoặc")) + " " if column.optional else ""
    return f"{either}{shown} … ({length} byte)"

"""Views that anybody may open."""

from __future__ import annotations

from flask import Response, abort, current_app, render_template, request

from survey_app.ballots.sealing import SIZE
from survey_app.language import N_
from survey_app.operations import waves
from survey_app.store import schema
from survey_app.web import assurance
from survey_app.web.context import current
from survey_app.web.language import tell

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
    "slip": N_("Phiếu chưa dùng (dòng bị xóa khi phiếu được gửi)"),
    "ballot": N_("Hòm phiếu (bị làm rỗng sau khi kiểm phiếu)"),
    "accepting": N_("Các đợt mà hòm phiếu đang nhận"),
}


def front() -> str:
    """Show which waves are open now, and the manifests of all."""
    here = current()
    known = [(waves.manifest_of(record), record) for record in here.stores.registry.waves()]
    now = [
        (manifest, assurance.banner(manifest))
        for manifest, record in known
        if waves.status_of(record, here.today()) is waves.WaveStatus.OPEN
    ]
    organisation = known[-1][0].organisation if known else None
    return render_template(
        "public/front.html", now=now, manifests=[manifest for manifest, _ in reversed(known)], organisation=organisation
    )


def manifest(wave: str) -> Response:
    """Give the manifest of a wave, byte for byte as it was hashed."""
    record = current().stores.registry.wave(wave)
    if record is None:
        abort(404)
    response = Response(record.manifest, mimetype="application/json")
    response.headers["X-Manifest-Hash"] = record.manifest_hash
    return response


def stored() -> str:
    """Show every column that a member's request reads or writes, from the schema that runs."""
    record = current().stores.registry.wave(request.args.get("wave", ""))
    tables = []
    for name in sorted(schema.MEMBER_PATH, key=list(TABLES).index):
        table = schema.registry.tables.get(name, schema.box.tables.get(name))
        if table is None:
            continue
        columns = [(column.name, tell(MEANINGS[f"{name}.{column.name}"])) for column in table.columns]
        tables.append((tell(TABLES[name]), columns))
    return render_template(
        "public/stored.html",
        tables=tables,
        size=SIZE,
        manifest=waves.manifest_of(record) if record else None,
        hash=record.manifest_hash if record else "",
    )


def icon() -> Response:
    """Give the small picture of the browser's tab."""
    response = current_app.send_static_file("icon.svg")
    response.cache_control.public = True
    return response

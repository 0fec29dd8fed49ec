"""What the calendar asks for once a day: close waves whose last day is over, refresh bands, purge, remind everybody.

``tick`` may run as often as one likes, from cron or a timer: what was done is not done again. It opens nothing, because
opening needs a custodian's key; it says what is due. Reminders are texts for the organisation's channel, the same for
everybody: nobody knows who has answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from survey_app.ballots.manifest import Mode, WaveKind
from survey_app.definitions.plan import Plan
from survey_app.language import N_, Said, say, translate
from survey_app.operations import addending, archives, keeping_texts, participation, waves
from survey_app.operations.staff_log import Action
from survey_app.operations.waves import WaveStatus, manifest_of, standing_of, status_of
from survey_app.store import Stores, WaveRecord, WaveState

DAYS_AHEAD = 14
"""A planned wave is announced as due so many days before its first day."""
REMINDED_BEFORE = 3
"""A reminder is offered on the first day, so many days before the last one, and on the last one."""
UNREMINDED = frozenset({WaveKind.REHEARSAL, WaveKind.REPLAY, WaveKind.SIMULATED, WaveKind.IMPORT})


class TickKind(StrEnum):
    """What a line of a tick is about."""

    CLOSED = "closed"
    CANCELLED = "cancelled"
    REFRESHED = "refreshed"
    PURGED = "purged"
    TEXTS_PURGED = "texts-purged"
    DUE_OPEN = "due-open"
    DUE_TALLY = "due-tally"
    REMINDER = "reminder"


LOGGED = {
    TickKind.CLOSED: Action.WAVE_CLOSED,
    TickKind.CANCELLED: Action.WAVE_CANCELLED,
    TickKind.TEXTS_PURGED: Action.TEXTS_PURGED,
}
"""What goes into the log of staff actions, besides what purging writes there itself."""
SAID = {
    TickKind.CLOSED: N_("Đã đóng đợt {wave}: hết ngày nhận phiếu {day}."),
    TickKind.CANCELLED: N_("Đã làm xong việc hủy đợt {wave}."),
    TickKind.REFRESHED: N_("Đã cập nhật mức tham gia của đợt {wave} cho ngày {day}."),
    TickKind.PURGED: N_("Đã hủy kho lưu trữ của đợt {wave}."),
    TickKind.TEXTS_PURGED: N_("Đã hủy phần chữ còn niêm phong của đợt {wave}: hết hạn giữ."),
    TickKind.DUE_OPEN: N_(
        "Đến lịch mở đợt {wave} từ ngày {day}: survey wave open {wave} --key KHÓA.pub --slips PHIẾU.pdf"
    ),
    TickKind.DUE_TALLY: N_("Đợt {wave} đã đóng, chờ người giữ khóa kiểm phiếu; kết quả đã hẹn ngày {day}."),
    TickKind.REMINDER: N_("Lời nhắc của đợt {wave}, gửi chung cho tất cả:"),
}

REMINDER = N_(
    "{organisation}: đợt lấy ý kiến “{title}” nhận phiếu đến hết ngày {closes}. "
    "Đồng chí nào chưa gửi xin dành ít phút trả lời bằng mã trên phiếu đã nhận, tại {address}. "
    "Đồng chí đã gửi xin bỏ qua lời nhắc này; không ai biết ai đã trả lời, nên lời nhắc gửi chung cho tất cả. "
    "Kết quả được công bố ngày {results}."
)
REMINDER_OPEN = N_(
    "{organisation}: đợt lấy ý kiến rộng rãi “{title}” nhận ý kiến đến hết ngày {closes} tại {address}. "
    "Ai cũng trả lời được, không cần mã. Không ai biết ai đã trả lời, nên lời nhắc gửi chung cho tất cả. "
    "Kết quả được công bố ngày {results}."
)
REMINDER_COLLECT = N_(
    "{organisation}: đợt lấy ý kiến “{title}” phát quyền bỏ phiếu đến hết ngày {until} tại {address}, "
    "rồi nhận phiếu từ ngày {since} đến hết ngày {closes}. Lời nhắc này gửi chung cho tất cả; "
    "không ai biết ai đã nhận quyền hay đã trả lời."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One thing done, due, or to be copied. ``text`` is the reminder, in the language asked for."""

    kind: TickKind
    wave: str
    day: str = ""
    text: str = ""

    @property
    def done(self) -> bool:
        """Whether something was changed, rather than being due or to be copied."""
        return self.kind not in {TickKind.DUE_OPEN, TickKind.DUE_TALLY, TickKind.REMINDER}

    def said(self) -> Said:
        """Return the line in words."""
        return Said(SAID[self.kind], {"wave": self.wave, "day": _spoken(self.day)})


@dataclass(slots=True, kw_only=True)
class _Round:
    stores: Stores
    today: date
    address: str
    language: str
    ticks: list[Tick] = field(default_factory=list)

    def add(self, kind: TickKind, wave: str, day: str = "", text: str = "") -> None:
        self.ticks.append(Tick(kind=kind, wave=wave, day=day, text=text))


def tick(
    stores: Stores, *, today: date, address: str, language: str = "vi", plan: Plan | None = None
) -> tuple[Tick, ...]:
    """Return what was done, what is due and which reminders may be sent. Safe to run at any time, any number of times.

    Parameters
    ----------
    address : the public address that reminders name.
    language : of the reminders.
    plan : where waves to be opened are looked up; without one none is due.
    """
    this = _Round(stores=stores, today=today, address=address, language=language)
    for record in stores.registry.waves():
        _settle(this, record)
    for wave in archives.purge_archives(stores, today):
        this.add(TickKind.PURGED, wave)
    for wave in keeping_texts.purge_texts(stores, today):
        this.add(TickKind.TEXTS_PURGED, wave)
    if plan is not None:
        _due(this, plan)
    return tuple(this.ticks)


def reminder(record: WaveRecord, *, address: str, language: str, today: date) -> str:
    """Return the text that reminds everybody of an open wave; it knows nothing of who has answered."""
    manifest, standing = manifest_of(record), standing_of(record)
    blind = manifest.blind
    collecting = (
        manifest.mode is Mode.TWO_PHASE
        and blind is not None
        and blind.collect_until is not None
        and today.isoformat() <= blind.collect_until
    )
    asking = REMINDER_OPEN if manifest.is_open else REMINDER
    return translate(REMINDER_COLLECT if collecting else asking, language).format(
        organisation=say(manifest.organisation, language),
        title=say(manifest.title, language),
        closes=_spoken(standing.closes),
        results=_spoken(standing.results_on),
        address=f"{address}/b/{manifest.wave}",
        until=_spoken((blind and blind.collect_until) or ""),
        since=_spoken((blind and blind.cast_from) or ""),
    )


def _settle(this: _Round, record: WaveRecord) -> None:
    """Do for one wave what its days ask for."""
    if record.state is WaveState.CANCELLED or record.kind == WaveKind.IMPORT:
        return
    standing = standing_of(record)
    status = status_of(record, this.today)
    if status is WaveStatus.CANCELLED:
        addending.cancel(this.stores, record.wave, today=this.today)
        this.add(TickKind.CANCELLED, record.wave)
    elif status is WaveStatus.OPEN:
        if participation.refresh_bands(this.stores, record, this.today):
            this.add(TickKind.REFRESHED, record.wave, this.today.isoformat())
        _remind(this, record)
    elif status is WaveStatus.CLOSED:
        if record.state is not WaveState.CLOSED:
            waves.close_wave(this.stores, record.wave)
            this.add(TickKind.CLOSED, record.wave, standing.closes)
        this.add(TickKind.DUE_TALLY, record.wave, standing.results_on)


def _remind(this: _Round, record: WaveRecord) -> None:
    manifest, today = manifest_of(record), this.today
    last = date.fromisoformat(standing_of(record).closes)
    days = {date.fromisoformat(manifest.opens), last - timedelta(days=REMINDED_BEFORE), last}
    if manifest.kind in UNREMINDED or today not in days:
        return
    text = reminder(record, address=this.address, language=this.language, today=today)
    this.add(TickKind.REMINDER, record.wave, last.isoformat(), text)


def _due(this: _Round, plan: Plan) -> None:
    known = {record.wave for record in this.stores.registry.waves()}
    for planned in plan.waves():
        begins = planned.opens - timedelta(days=DAYS_AHEAD)
        if planned.wave not in known and begins <= this.today <= planned.closes:
            this.add(TickKind.DUE_OPEN, planned.wave, planned.opens.isoformat())


def _spoken(day: str) -> str:
    return date.fromisoformat(day).strftime("%d/%m/%Y") if day else ""

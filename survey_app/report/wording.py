"""Sentences made from released figures: never a word of quantity without its figure, never a change without its mark.

The cut-offs of the quantifiers are ours; they are printed on the committee's page. Where a figure's interval straddles
a cut-off, the weaker word is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.disclosure.released import ReleasedChange, ReleasedTable
from survey_app.language import N_, say, translate
from survey_app.report.labels import stance, subject, whole_subject
from survey_app.report.numbers import decimal, inside, percent, period, signed
from survey_app.report.reading import (
    Share,
    change_of,
    leading_code,
    measure_of,
    option_share,
    side_share,
    ticked_code,
)
from survey_app.report.series import Point, Series

LEXICON: tuple[tuple[int, str], ...] = (
    (90, N_("tuyệt đại đa số")),
    (66, N_("đại đa số")),
    (51, N_("đa số")),
    (34, N_("nhiều ý kiến")),
    (10, N_("một số ý kiến")),
    (0, N_("ít ý kiến")),
)
"""From how many percent on which word holds."""

_STRONG = re.compile(r"\*([^*]+)\*")


class Sureness(StrEnum):
    """How well a change is supported, as decided at release."""

    SOLID = "solid"
    HOLLOW = "hollow"
    NONE = "none"


SURENESS: Mapping[Sureness, str] = {
    Sureness.SOLID: N_("vững"),
    Sureness.HOLLOW: N_("chưa vững"),
    Sureness.NONE: N_("chưa có thay đổi rõ"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of a sentence, printed bold or not."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sentence about one column, with the tag that says how sure it is."""

    column: str
    item: str
    runs: tuple[Run, ...]
    sureness: Sureness | None
    tag: str = ""

    @property
    def text(self) -> str:
        """The sentence without its emphasis."""
        return "".join(run.text for run in self.runs)


def quantifier(share: Share, language: str) -> str:
    """Return the word for a share: the weaker one where the interval straddles a cut-off."""
    certain = share.percent if share.low is None else min(share.low, share.percent)
    return translate(next(word for least, word in LEXICON if max(certain, 0) >= least), language)


def lexicon(language: str) -> tuple[tuple[str, str], ...]:
    """Return the table of quantifiers as it is printed: range in percent, word."""
    rows, above = [], 101
    for least, word in LEXICON:
        span = f"< {above}%" if least == 0 else (f"≥ {least}%" if above > 100 else f"{least}–{above - 1}%")
        rows.append((span, translate(word, language)))
        above = least
    return tuple(rows)


def runs(sentence: str) -> tuple[Run, ...]:
    """Return a sentence cut at its ``*bold*`` pieces."""
    out: list[Run] = []
    end = 0
    for found in _STRONG.finditer(sentence):
        if found.start() > end:
            out.append(Run(text=sentence[end : found.start()]))
        out.append(Run(text=found[1], strong=True))
        end = found.end()
    if end < len(sentence):
        out.append(Run(text=sentence[end:]))
    return tuple(out)


def sureness_of(change: ReleasedChange | None) -> Sureness:
    """Return how well a change is supported."""
    if change is None or change.mark not in {"solid", "hollow"}:
        return Sureness.NONE
    return Sureness.SOLID if change.mark == "solid" else Sureness.HOLLOW


def points(value: float, language: str) -> str:
    """Return ``5 điểm``: the size of a change without its sign."""
    number = decimal(abs(value), language)
    word = translate(N_("điểm"), language) if abs(value) != 1 or language == "vi" else "point"
    return f"{number} {word}"


def moved(change: ReleasedChange, language: str) -> str:
    """Return ``tăng 5 điểm`` or ``giảm 5 điểm``."""
    up = change.value > 0
    template = translate(N_("tăng {points}"), language) if up else translate(N_("giảm {points}"), language)
    return template.format(points=points(change.value, language))


# --- what a column says -----------------------------------------------------------------------------------------------


def opinion(table: ReleasedTable, language: str, *, side: str = "favourable") -> str | None:
    """Return ``đa số (58%) hài lòng``: quantifier, figure, stance; None when the share is not released.

    Scales speak of one side, multiple responses of being chosen, other questions of their most frequent option.
    """
    words = ""
    if any(option.side == side for option in table.stub.options):
        share = side_share(table, side)
        words = stance(table.stub, side, language)
        quoted = words.startswith("“")
        template = (
            N_("{quantifier} ({percent}) trả lời {stance}") if quoted else N_("{quantifier} ({percent}) {stance}")
        )
    elif table.stub.kind == "multi":
        share = option_share(table, ticked_code(table))
        template = N_("{quantifier} ({percent}) chọn ý này")
    else:
        code = leading_code(table)
        share = None if code is None else option_share(table, code)
        words = next((say(option.label, language) for option in table.stub.options if option.code == code), "")
        template = N_("{quantifier} ({percent}) chọn “{stance}”")
    if share is None:
        return None
    return translate(template, language).format(
        quantifier=quantifier(share, language), percent=percent(share.percent, language), stance=words
    )


def _about(table: ReleasedTable, language: str) -> str:
    return f"“{whole_subject(table.stub, language)}”".replace("*", "")


def change_sentence(table: ReleasedTable, change: ReleasedChange, language: str) -> str:
    """Return a change in a sentence, with the share, the size, the wave before, and what the mark leaves open."""
    figure = measure_of(table, change.measure)
    value = figure.value if figure is not None else None
    up = change.value > 0
    side = "favourable" if up or value is None or value > 0 else "unfavourable"
    said = opinion(table, language, side=side)
    fields = {
        "about": _about(table, language),
        "opinion": said or "",
        "moved": moved(change, language),
        "since": inside(change.since, language),
        "value": "" if value is None else signed(value, language),
    }
    if change.measure == "net" and said and value is not None:
        template = (
            N_("{about}: *{opinion}*; hiệu số *{moved}* so với {since}, đạt {value}.")
            if up
            else N_("{about}: *{opinion}*; hiệu số *{moved}* so với {since}, còn {value}.")
        )
    elif said:
        template = N_("{about}: *{opinion}*, *{moved}* so với {since}.")
    else:
        template = N_("{about}: *{moved}* so với {since}.")
    sentence = translate(template, language).format(**fields)
    if not change.process:
        sentence += " " + translate(N_("Chưa loại trừ dao động ngẫu nhiên."), language)
    return sentence


def level_sentence(table: ReleasedTable, language: str, *, steady: int, worst: bool) -> str:
    """Return where a question stands when nothing moved; ``steady`` is the number of waves without a clear change."""
    net = measure_of(table, "net")
    value = 0.0 if net is None or net.value is None else net.value
    said = opinion(table, language, side="unfavourable" if worst else "favourable") or ""
    fields = {"about": _about(table, language), "opinion": said, "value": signed(value, language), "count": steady}
    sentence = translate(
        N_("{about}: *{opinion}*, hiệu số thấp nhất ({value}).")
        if worst
        else N_("{about}: *{opinion}*, hiệu số cao nhất ({value})."),
        language,
    ).format(**fields)
    if steady >= 2:
        sentence += " " + translate(N_("*Chưa có thay đổi rõ* trong {count} đợt gần đây."), language).format(**fields)
    elif steady == 1:
        sentence += " " + translate(N_("*Chưa có thay đổi rõ* so với đợt trước."), language)
    return sentence


def worry_sentence(table: ReleasedTable, language: str, *, steady: int) -> str:
    """Return a low question that does not move."""
    said = opinion(table, language, side="unfavourable") or ""
    net = measure_of(table, "net")
    value = 0.0 if net is None or net.value is None else net.value
    fields = {"about": _about(table, language), "opinion": said, "value": signed(value, language), "count": steady}
    if steady >= 2:
        template = N_("{about}: {opinion} (hiệu số {value}), *chưa có thay đổi rõ* trong {count} đợt gần đây.")
    elif steady == 1:
        template = N_("{about}: {opinion} (hiệu số {value}), *chưa có thay đổi rõ* so với đợt trước.")
    else:
        template = N_("{about}: {opinion}, hiệu số {value}.")
    return translate(template, language).format(**fields)


# --- three findings ---------------------------------------------------------------------------------------------------


def findings(tables: Sequence[ReleasedTable], steady: Mapping[str, int], language: str) -> tuple[Finding, ...]:
    """Return up to three findings, chosen by rule.

    First the largest solid change (else the highest net); then the largest hollow change (else the lowest net); then
    the lowest net among the questions that did not move. No column is spoken of twice.

    Parameters
    ----------
    tables : tables of the organisation, the headline left out.
    steady : per column, in how many waves up to this one no change could be told.
    """
    chosen: list[Finding] = []
    scales = [table for table in tables if _net(table) is not None and side_share(table, "favourable") is not None]

    def free(candidates: Sequence[ReleasedTable]) -> list[ReleasedTable]:
        return [table for table in candidates if table.stub.column not in {found.column for found in chosen}]

    def still(candidates: Sequence[ReleasedTable]) -> list[ReleasedTable]:
        return [table for table in candidates if sureness_of(change_of(table)) is Sureness.NONE]

    def add(table: ReleasedTable, sentence: str, sureness: Sureness | None) -> None:
        tag = translate(SURENESS[sureness], language) if sureness in {Sureness.SOLID, Sureness.HOLLOW} else ""
        chosen.append(
            Finding(column=table.stub.column, item=table.stub.item, runs=runs(sentence), sureness=sureness, tag=tag)
        )

    def add_change(wanted: Sureness) -> bool:
        moving = [
            (table, change)
            for table in free(tables)
            if (change := change_of(table)) is not None and sureness_of(change) is wanted
        ]
        if not moving:
            return False
        table, change = max(moving, key=lambda pair: (abs(pair[1].value), pair[0].stub.column))
        add(table, change_sentence(table, change, language), wanted)
        return True

    if not add_change(Sureness.SOLID) and still(scales):
        best = max(still(scales), key=lambda table: (_net(table) or 0, table.stub.column))
        add(best, level_sentence(best, language, steady=steady.get(best.stub.column, 0), worst=False), None)
    if not add_change(Sureness.HOLLOW) and free(still(scales)):
        worst = min(free(still(scales)), key=lambda table: (_net(table) or 0, table.stub.column))
        add(worst, level_sentence(worst, language, steady=steady.get(worst.stub.column, 0), worst=True), None)
    if free(still(scales)):
        worry = min(free(still(scales)), key=lambda table: (_net(table) or 0, table.stub.column))
        add(worry, worry_sentence(worry, language, steady=steady.get(worry.stub.column, 0)), None)
    return tuple(chosen)


def _net(table: ReleasedTable) -> float | None:
    figure = measure_of(table, "net")
    return None if figure is None else figure.value


# --- titles -----------------------------------------------------------------------------------------------------------


def headline_title(name: str, series: Series, change: ReleasedChange | None, language: str) -> str:
    """Return what the headline trend shows: a record only when the whole interval lies beyond every earlier value."""
    comparable = series.comparable
    fields: dict[str, object] = {"name": name}
    template = N_("{name} trong đợt đầu tiên")
    if len(comparable) >= 2:
        last, earlier = comparable[-1], comparable[:-1]
        first = comparable[0]
        record = len(comparable) >= 4 and last.low is not None and last.high is not None
        if record and (last.low or 0) > max(point.value for point in earlier):
            template = N_("{name} cao nhất từ đầu kỳ")
        elif record and (last.high or 0) < min(point.value for point in earlier):
            template = N_("{name} thấp nhất từ đầu kỳ")
        elif change is not None and change.mark in {"solid", "hollow"}:
            template = N_("{name} {moved} so với {since}")
            fields |= {"moved": moved(change, language), "since": inside(change.since, language)}
        elif len(comparable) >= 4 and _apart(first, last):
            up = last.value > first.value
            template = N_("{name} cao hơn {since}") if up else N_("{name} thấp hơn {since}")
            fields |= {"since": inside(first.wave, language)}
        elif change is not None:
            template = N_("{name} chưa có thay đổi rõ so với đợt trước")
        else:
            template = N_("{name} qua các đợt")
    return _capital(translate(template, language).format(**fields))


def _apart(first: Point, last: Point) -> bool:
    """Return whether two released intervals do not touch: a harder test than the one on their difference."""
    if first.low is None or first.high is None or last.low is None or last.high is None:
        return False
    return last.low > first.high or last.high < first.low


def board_title(tables: Sequence[ReleasedTable], language: str) -> str:
    """Return the best and the worst question with their nets."""
    known = sorted((table for table in tables if _net(table) is not None), key=lambda table: _net(table) or 0)
    if len(known) < 2:
        return translate(N_("Ý kiến theo từng câu"), language)
    named = whole_subject if len({table.stub.item for table in known}) > 1 else subject
    return translate(N_("Thấp nhất: {worst} ({worst_net}); cao nhất: {best} ({best_net})"), language).format(
        worst=named(known[0].stub, language),
        worst_net=signed(_net(known[0]) or 0, language),
        best=named(known[-1].stub, language),
        best_net=signed(_net(known[-1]) or 0, language),
    )


def distribution_title(table: ReleasedTable, language: str) -> str:
    """Return what the distribution shows: the larger side or the leading option, with its figure."""
    net = _net(table)
    said = opinion(table, language, side="unfavourable" if net is not None and net < 0 else "favourable")
    return _capital(said) if said else translate(N_("Phân bố ý kiến"), language)


def multi_title(tables: Sequence[ReleasedTable], language: str) -> str:
    """Return which option of a multiple-response item was ticked most."""
    shares = [(share, table) for table in tables if (share := option_share(table, ticked_code(table))) is not None]
    if not shares:
        return translate(N_("Phân bố ý kiến"), language)
    share, table = max(shares, key=lambda pair: (pair[0].percent, pair[1].stub.column))
    return translate(N_("Được chọn nhiều nhất: {option} ({percent})"), language).format(
        option=subject(table.stub, language), percent=percent(share.percent, language)
    )


def change_note(change: ReleasedChange | None, language: str) -> str:
    """Return a change in the fewest words: ``tăng 3 điểm, vững``, that none can be told, or a dash."""
    if change is None:
        return "–"
    sureness = sureness_of(change)
    if sureness is Sureness.NONE:
        return translate(SURENESS[sureness], language)
    return f"{moved(change, language)}, {translate(SURENESS[sureness], language)}"


def trend_title(series: Series, change: ReleasedChange | None, language: str) -> str:
    """Return what an item's trend shows."""
    if len(series.comparable) < 2:
        return translate(N_("Chưa đủ hai đợt so sánh được"), language)
    if change is None:
        return translate(N_("Diễn biến qua các đợt"), language)
    if sureness_of(change) is Sureness.NONE:
        return translate(N_("Chưa có thay đổi rõ so với đợt trước"), language)
    return _capital(
        translate(N_("{moved} so với {since} ({sureness})"), language).format(
            moved=moved(change, language),
            since=inside(change.since, language),
            sureness=translate(SURENESS[sureness_of(change)], language),
        )
    )


def plan_note(series: Series, language: str) -> str:
    """Return ``16 đợt từ quý IV năm 2021``."""
    if not series.points:
        return ""
    return translate(N_("{count} đợt từ {since}"), language).format(
        count=len(series.points), since=inside(series.points[0].wave, language)
    )


def wave_title(wave: str, language: str) -> str:
    """Return the wave's name as a heading."""
    return period(wave, language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

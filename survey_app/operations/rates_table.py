"""Response rates as a table of words and numbers, with the definitions they follow."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.dispositions import Rate
from survey_app.language import N_, Said, translate
from survey_app.operations.rates import RateChoices, WaveRates
from survey_app.report.numbers import decimal
from survey_app.report.workbook import Column, Form, Line, PlainTable

TITLE = N_("Tỷ lệ trả lời (AAPOR)")
TITLE_OF = N_("Tỷ lệ trả lời (AAPOR) – đợt {wave}")
RATE, VALUE = N_("Tỷ lệ"), N_("Giá trị")
MEANINGS: Mapping[Rate, str] = {
    Rate.RR1: N_("RR1: trả lời hết / tất cả"),
    Rate.RR2: N_("RR2: trả lời hết hoặc một phần / tất cả"),
    Rate.RR3: N_("RR3: như RR1, chỉ tính phần e của số chưa rõ"),
    Rate.RR4: N_("RR4: như RR2, chỉ tính phần e của số chưa rõ"),
    Rate.RR5: N_("RR5: như RR1, bỏ số chưa rõ"),
    Rate.RR6: N_("RR6: như RR2, bỏ số chưa rõ"),
    Rate.COOP1: N_("COOP1: trả lời hết / những người đã gặp được"),
    Rate.REF1: N_("REF1: từ chối / tất cả"),
    Rate.CON1: N_("CON1: gặp được / tất cả"),
}
LISTED = N_("Kết quả liên hệ: {column}. e = {eligible} %.")
ROLLED = N_(
    "Trả lời hết: từ {complete} % số câu được hỏi trở lên có câu trả lời (kể cả khó trả lời, không muốn trả lời); một "
    "phần: ít hơn, nhưng có ít nhất một câu. Câu không được hỏi không tính."
)
COUNTS = N_(
    "{complete} trả lời hết, {partial} một phần, {refusal} từ chối, {non_contact} không gặp được, {other} lý do khác, "
    "{unknown} chưa rõ."
)
UNLINKED_COUNTS = N_("{complete} trả lời hết, {partial} một phần, {non_contact} không trả lời, không rõ vì sao.")
REFUSED = N_("{rates}: không tính được, vì {why}.")


def definitions(choices: RateChoices) -> tuple[Said, ...]:
    """Return what counted as complete, or where the dispositions came from."""
    if choices.disposition is not None:
        eligible = f"{100 * choices.eligible:g}"
        return (Said(LISTED, {"column": choices.disposition, "eligible": eligible}),)
    return (Said(ROLLED, {"complete": f"{100 * choices.complete:g}"}),)


def rates_table(found: WaveRates, *, language: str) -> PlainTable:
    """Return the rates of a wave that can be known; those that cannot stand below, with the reason."""
    title = Said(TITLE_OF, {"wave": found.wave}).render(language) if found.wave else translate(TITLE, language)
    people = found.dispositions
    names = ("complete", "partial", "refusal", "non_contact", "other", "unknown")
    counts = {name: decimal(getattr(people, name), language) for name in names}
    told = Said(COUNTS if people.linked else UNLINKED_COUNTS, counts).render(language)
    refused: dict[str, list[str]] = {}
    for one in found.rates:
        if one.refusal is not None:
            refused.setdefault(one.refusal.render(language), []).append(one.rate.value)
    return PlainTable(
        name=title,
        title=title,
        stub=translate(RATE, language),
        columns=(Column(head=translate(VALUE, language), form=Form.SHARE),),
        lines=tuple(
            Line(label=translate(MEANINGS[one.rate], language), values=(one.value,))
            for one in found.rates
            if one.value is not None
        ),
        footers=(
            told,
            *(
                Said(REFUSED, {"rates": ", ".join(rates), "why": why}).render(language)
                for why, rates in refused.items()
            ),
        ),
    )

"""How sure a figure is, in words: tests, letters, limits, courses, expectations. Read from cubes, never computed.

A statement says what is known, then what is not; a method that had too little to go on says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.disclosure.findings import ReleasedResponse, ReleasedTest
from analysis.disclosure.released import TOTAL, ReleasedChange, ReleasedCube, ReleasedTable
from survey_app.language import N_, say, translate
from survey_app.report import amounts, labels, numbers
from survey_app.report.reading import base_of, change_of, measure_of, option_share, side_share, ticked_code
from survey_app.report.wording import SURENESS, moved, sureness_of

OUTCOMES: Mapping[str, str] = {
    "ns": N_("chưa đủ chắc"),
    ".05": N_("rõ (p < {level})"),
    ".01": N_("rõ (p < {level})"),
    ".001": N_("rất rõ (p < {level})"),
}
REFUSED: Mapping[str, str] = {
    "levels": N_("không kiểm định được, vì chưa có hai nhóm đủ phiếu để so"),
    "sparse": N_("không kiểm định được, vì có ý quá ít người chọn"),
    "same": N_("không có gì để kiểm định: mọi người trả lời như nhau"),
}
RELIABILITY: Mapping[str, str] = {
    "lt.6": N_("dưới {high}: các câu đi với nhau còn yếu, nên đọc từng câu"),
    ".6": N_("{low}–{high}: vừa đủ để đọc chung"),
    ".7": N_("{low}–{high}: khá"),
    ".8": N_("{low}–{high}: tốt"),
    "ge.9": N_("từ {low}: rất cao, có câu hỏi gần trùng nhau"),
}
BETWEEN: Mapping[tuple[str, str], str] = {
    ("lt.6", ".6"): N_("dưới {high}: nên đọc từng câu"),
    (".8", "ge.9"): N_("từ {low}: tốt"),
}
VERDICTS: Mapping[str, str] = {
    "constant": N_("{waves} đợt từ {since}: chưa thấy khác nhau quá sai số."),
    "linear": N_("{waves} đợt từ {since}: {moved} đều, mỗi năm khoảng {slope} (± {se})."),
    "changed": N_("{waves} đợt từ {since}: có thay đổi rõ, nhưng không theo một đường thẳng."),
}
CALLED: Mapping[str, str] = {
    "expected": N_("Các đợt trước cho phép chờ từ {low} đến {high}; kết quả {came} nằm trong khoảng đó."),
    "above": N_("Các đợt trước cho phép chờ từ {low} đến {high}; kết quả {came} cao hơn khoảng đó: tín hiệu sớm."),
    "below": N_("Các đợt trước cho phép chờ từ {low} đến {high}; kết quả {came} thấp hơn khoảng đó: tín hiệu sớm."),
}
HIGHER = N_("cao hơn {letters}")
LETTERS = N_(
    "Chữ A, B, C trong ngoặc là tên cột. “Cao hơn B”: cao hơn cột B một cách rõ ràng (mức 5%, hiệu chỉnh Holm cho mọi "
    "cặp cột); không có chữ là chưa đủ chắc để nói hai cột khác nhau."
)
ALONE = N_(
    "Riêng câu này thì vượt sai số ({moved}), nhưng xét chung {many} con số của đợt thì chưa đủ chắc nên không nêu."
)


def difference_test(table: ReleasedTable) -> ReleasedTest | None:
    """Return the test of a table by a banner; None in a release made before there were any."""
    return table.tests[0] if table.tests else None


def outcome(test: ReleasedTest, language: str) -> str:
    """Return the outcome of a test in a few words: that groups differ, that it is not sure, why there is none."""
    if test.outcome is None:
        return translate(REFUSED.get(test.refused or "", "–"), language)
    level = "" if test.outcome == "ns" else numbers.decimal(float(test.outcome), language)
    return translate(OUTCOMES[test.outcome], language).format(level=level)


def difference_sentence(table: ReleasedTable, language: str) -> str:
    """Return whether the groups of a table differ, as a sentence; an empty text where nothing was tested."""
    test = difference_test(table)
    if test is None:
        return ""
    said = translate(N_("Khác biệt giữa các nhóm: {outcome}."), language).format(outcome=outcome(test, language))
    if test.outcome is not None and test.merged:
        said += " " + translate(N_("Các ý đã gộp theo phía khi kiểm định."), language)
    return said


def group_sentence(tables: Sequence[ReleasedTable], language: str) -> str:
    """Return whether the groups of the first table differ, as a sentence."""
    return difference_sentence(tables[0], language)


def options_sentence(tables: Sequence[ReleasedTable], language: str) -> str:
    """Return in which options of a multiple response the groups differ, as a sentence; empty where none was tested."""
    tested = [(table, test) for table in tables if (test := difference_test(table)) is not None]
    differ = [labels.subject(table.stub, language) for table, test in tested if test.outcome not in {None, "ns"}]
    if not any(test.outcome is not None for _, test in tested):
        return difference_sentence(tables[0], language) if tested else ""
    if not differ:
        return translate(N_("Khác biệt giữa các nhóm: chưa đủ chắc ở ý nào."), language)
    return translate(N_("Các nhóm khác nhau rõ ở: {names}. Các ý khác chưa đủ chắc."), language).format(
        names="; ".join(differ)
    )


def questions_sentence(tables: Sequence[ReleasedTable], language: str) -> str:
    """Return in which questions the groups differ, as a sentence; empty where none was tested."""
    tests = [(table, test) for table in tables if (test := difference_test(table)) is not None]
    tested = [(table, test) for table, test in tests if test.outcome is not None]
    if not tests:
        return ""
    if not tested:
        return translate(N_("Không kiểm định được khác biệt giữa các nhóm ở câu nào: quá ít phiếu."), language)
    differ = [labels.whole_subject(table.stub, language) for table, test in tested if test.outcome != "ns"]
    few = len(tests) - len(tested)
    left = translate(N_(" {few} câu quá ít phiếu để kiểm định."), language).format(few=few) if few else ""
    if not differ:
        return translate(N_("Khác biệt giữa các nhóm: chưa đủ chắc ở câu nào."), language) + left
    told = translate(
        N_("Các nhóm khác nhau rõ (từng câu, p < {level}) ở: {names}. Các câu khác chưa đủ chắc."), language
    )
    return told.format(names="; ".join(differ), level=numbers.decimal(0.05, language)) + left


def letter_of(table: ReleasedTable, level: str) -> str:
    """Return the letter of a level, empty when it has none or when no level is above another."""
    if not any(one.above for one in table.letters):
        return ""
    return next((one.letter for one in table.letters if one.level == level), "")


def above(table: ReleasedTable, level: str, option: int | str) -> str:
    """Return the letters of the levels that are lower in an option, with commas; empty for none."""
    found = next((one for one in table.letters if one.level == level), None)
    letters = next((one.letters for one in found.above if one.option == option), "") if found is not None else ""
    return ", ".join(letters)


def higher(table: ReleasedTable, level: str, option: int | str, language: str) -> str:
    """Return ``cao hơn B, C``; an empty text for none."""
    letters = above(table, level, option)
    return translate(HIGHER, language).format(letters=letters) if letters else ""


def letters_legend(tables: Sequence[ReleasedTable], language: str) -> str:
    """Return what letters mean; an empty text for tables without any."""
    told = any(one.above for table in tables for one in table.letters)
    return translate(LETTERS, language) if told else ""


# --- who answered -----------------------------------------------------------------------------------------------------


def response_words(one: ReleasedResponse, language: str) -> str:
    """Return ``27 / 32 (84%)``, or the mark."""
    if one.answered is None or one.percent is None:
        return f"[{one.mark or 'c'}]"
    counts = [numbers.decimal(count, language) for count in (one.answered, one.roll)]
    return f"{' / '.join(counts)} ({numbers.percent(one.percent, language)})"


def bounds_sentence(table: ReleasedTable, language: str, *, option: int | str | None = None) -> str:
    """Return between what a share lies whatever those who did not answer hold; an empty text where it is not told."""
    wanted = option if option is not None else "favourable"
    found = next((one for one in table.bounds if one.level == TOTAL and one.option == wanted), None)
    if found is None:
        return ""
    name = (
        labels.stance(table.stub, str(wanted), language)
        if isinstance(wanted, str)
        else _option(table, wanted, language)
    )
    return translate(
        N_(
            "Xấu nhất: nếu mọi người chưa trả lời đều nghĩ khác, hoặc đều nghĩ như vậy, phần “{name}” trong toàn danh "
            "sách nằm từ {low} đến {high}."
        ),
        language,
    ).format(
        name=name.strip("“”"), low=numbers.percent(found.low, language), high=numbers.percent(found.high, language)
    )


def _option(table: ReleasedTable, code: int, language: str) -> str:
    if table.stub.kind == "multi":
        return labels.subject(table.stub, language)
    return next((say(one.label, language) for one in table.stub.options if one.code == code), "")


# --- margins and changes ----------------------------------------------------------------------------------------------


def margin_sentence(table: ReleasedTable, language: str) -> str:
    """Return the figure that speaks for a column with its interval and both errors; empty where none is told."""
    figure, span = measure_of(table), table.stub.range
    if figure is not None and figure.value is not None and figure.low is not None and figure.se is not None:
        base = base_of(table)
        told, limits = amounts.told(figure, span, language), amounts.amounts(figure.low, figure.high, span, language)
        share = option_share(table, ticked_code(table)) if figure.measure == "share" else None
        if share is not None:  # the limits that stand beside the share everywhere else
            told, limits = (
                numbers.percent(share.percent, language),
                amounts.amounts(share.low, share.high, span, language),
            )
        return translate(
            N_(
                "{name}: {value}; khoảng 95%: {interval}. Sai số chuẩn {se} đối với những người có tên trong danh "
                "sách{freedom}; {process} nếu kể cả dao động ngẫu nhiên."
            ),
            language,
        ).format(
            name=labels.measure(figure.measure, language),
            value=told,
            interval=limits,
            se=amounts.size(figure.se, span, language),
            process=amounts.size(figure.se_process or 0.0, span, language),
            freedom=translate(N_(" ({df} bậc tự do)"), language).format(df=numbers.decimal(base.df, language))
            if base is not None and base.df is not None
            else "",
        )
    share = side_share(table, "favourable")
    if share is None or share.low is None or share.high is None:
        return ""
    return translate(N_("Khoảng 95%: {interval}%."), language).format(
        interval=numbers.interval(share.low, share.high, language)
    )


def change_words(change: ReleasedChange | None, language: str) -> str:
    """Return what is said of a change and how sure it is; what would count when none can be told."""
    if change is None:
        return ""
    if change.mark is not None:
        said = translate(N_("{mark} {moved} so với {since} – {sureness}."), language).format(
            mark=symbol(change),
            moved=_opened(moved(change, language)),
            since=numbers.inside(change.since, language),
            sureness=translate(SURENESS[sureness_of(change)], language),
        )
        return said if change.process else f"{said} {translate(N_('Chưa loại trừ dao động ngẫu nhiên.'), language)}"
    if change.alone is not None:
        return translate(ALONE, language).format(moved=moved(change, language), many=change.family or 0)
    return translate(N_("So với {since}: chưa có thay đổi rõ."), language).format(
        since=numbers.inside(change.since, language)
    )


def symbol(change: ReleasedChange) -> str:
    """Return the sign of a mark: a full disc for a solid one, an empty one for a hollow one."""
    return {"solid": "●", "hollow": "○"}.get(change.mark or "", "")


# --- over the waves ---------------------------------------------------------------------------------------------------


def course_sentence(table: ReleasedTable, language: str) -> str:
    """Return how the levels of a column run over the comparable waves, or what it would take to say."""
    course = table.course
    if course is None:
        return ""
    if course.verdict is None:
        return _too_few(COURSE, course.waves, course.need, language)
    slope = course.slope or 0.0
    return translate(VERDICTS[course.verdict], language).format(
        waves=course.waves,
        since=numbers.inside(course.since, language),
        moved=translate(N_("tăng") if slope > 0 else N_("giảm"), language),
        slope=amounts.size(abs(slope), table.stub.range, language),
        se=numbers.decimal(course.se or 0.0, language),
    )


def signal_sentence(table: ReleasedTable, language: str) -> str:
    """Return what was expected of this wave against what came, or what it would take to say."""
    signal, span = table.signal, table.stub.range
    if signal is None:
        return ""
    if signal.called is None or signal.low is None or signal.high is None or signal.came is None:
        return _too_few(EXPECTED, signal.waves, signal.need, language)
    said = translate(CALLED[signal.called], language).format(
        low=amounts.amount(signal.low, span, language, unit=False),
        high=amounts.amount(signal.high, span, language, unit=False),
        came=amounts.amount(signal.came, span, language),
    )
    if signal.indicative:
        said += " " + translate(N_("Mới ít đợt nên chỉ để tham khảo."), language)
    return said


COURSE = N_("Chưa đủ đợt để nói diễn biến: mới có {have} đợt so sánh được, cần {need}.")
EXPECTED = N_("Chưa đủ đợt để nói số đợt này có bất thường không: trước đó có {have} đợt, cần {need}.")


def _too_few(words: str, have: int, need: int | None, language: str) -> str:
    return translate(words, language).format(have=have, need=need or 0)


def split_sentence(table: ReleasedTable, language: str) -> str:
    """Return how much of a change comes from opinions and how much from the make-up of the roll, or why not."""
    split = table.split
    if split is None:
        return ""
    if split.refused is not None:
        told = {
            "groups": N_(
                "Chưa tách được phần thay đổi do số người các nhóm đổi: có nhóm không công bố ở một trong hai đợt."
            ),
            "rolls": N_(
                "Chưa tách được phần thay đổi do số người các nhóm đổi: đợt trước không ghi số người của từng nhóm."
            ),
        }
        return translate(told.get(split.refused, ""), language)
    return translate(
        N_("So với {since}: do ý kiến trong các nhóm {opinion} (± {se}), do cơ cấu nhóm {composition}."), language
    ).format(
        since=numbers.inside(split.since, language),
        opinion=numbers.signed(split.opinion or 0.0, language),
        se=numbers.decimal(split.se or 0.0, language),
        composition=numbers.signed(split.composition or 0.0, language),
    )


def reliability_sentence(table: ReleasedTable, language: str) -> str:
    """Return how well the items of an index go together; an empty text where it is not told."""
    found = table.reliability
    if found is None:
        return ""
    start = {"lt.6": 0.5, "ge.9": 0.9}.get(found.outcome) or float(found.outcome)
    template = RELIABILITY[found.outcome]
    if found.upto is not None:  # one ballot might decide between two classes: they are told as one
        template = BETWEEN.get((found.outcome, found.upto), N_("{low}–{high}"))
        start += {"lt.6": 0.1}.get(found.outcome, 0.0)
    width = 0.1 if found.upto is None or found.outcome == "lt.6" else 0.2
    told = translate(template, language).format(
        low=numbers.decimal(start, language), high=numbers.decimal(round(start + width, 1), language)
    )
    return translate(N_("Chỉ số gộp {items} câu; hệ số alpha {told}."), language).format(items=found.items, told=told)


def middle_sentence(table: ReleasedTable, language: str) -> str:
    """Return the option of the middle answer of the organisation; an empty text where it is not told."""
    found = next((one for one in table.middles if one.level == TOTAL), None)
    if found is None:
        return ""
    option = next((say(one.label, language) for one in table.stub.options if one.code == found.option), "")
    return translate(N_("Người ở giữa trả lời “{option}” (trung vị {value} trên thang {count} bậc)."), language).format(
        option=option, value=numbers.decimal(found.value, language), count=len(table.stub.options)
    )


def family_size(cube: ReleasedCube) -> int:
    """Return with how many changes each change of the organisation was judged; 0 without a wave to compare."""
    found = (change_of(table) for table in cube.tables)
    return next((change.family for change in found if change is not None and change.family), 0)


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]

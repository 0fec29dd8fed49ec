"""What the statistics and the gate refuse, said in the language of whoever reads it.

The library of statistics knows no language: its errors carry a code and fields. Here each code has its words. They
start small and end without a full stop, so that they may also stand inside another sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.errors import AnalysisError
from survey_app.language import N_, Said
from survey_app.operations.refusal_words import WORDED, word_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The words of one refusal: what was found and how to fix it. ``where`` is the field that names the place."""

    found: str
    fix: str
    where: str = ""


SENTENCES: Mapping[str, Sentence] = {
    "empty-base": Sentence(
        where="{what}",
        found=N_("không có ai trả lời nên không tính được"),
        fix=N_("bỏ số này ra khỏi bảng, hoặc chọn nhóm khác, đợt khác"),
    ),
    "more-answers-than-people": Sentence(
        where="{what}",
        found=N_("có {n} phiếu trong khi danh sách chỉ có {N} người"),
        fix=N_("sửa lại quân số cho đúng ngày của đợt, hoặc tìm các phiếu ghi hai lần trong tệp"),
    ),
    "cells-mismatch": Sentence(
        where="{what}",
        found=N_("hai bảng đếm khác nhau về đợt, mức chia, tầng hoặc mã nên không cộng được với nhau"),
        fix=N_("đếm lại cả hai từ cùng một bộ câu hỏi, cùng một cách chia"),
    ),
    "not-counted": Sentence(
        where="{what}",
        found=N_("bảng này chưa được đếm trước khi các phiếu bị hủy"),
        fix=N_("nêu câu hỏi và cách chia này từ trước khi đếm; đếm xong thì từng phiếu không còn nữa"),
    ),
    "foreign-code": Sentence(
        where="{what}",
        found=N_("có mã nằm ngoài {size} mã đã khai"),
        fix=N_("đối chiếu bảng mã với tệp rồi sửa chỗ lệch"),
    ),
    "bad-weight": Sentence(
        where="{what}",
        found=N_("{count} phiếu có trọng số để trống, bằng 0, âm hoặc vô hạn"),
        fix=N_("sửa cột trọng số: phiếu nào cũng phải có một số lớn hơn 0"),
    ),
    "design-mismatch": Sentence(
        where="{what}",
        found=N_("thiết kế mẫu kê các tầng khác với bảng đếm"),
        fix=N_("dùng đúng các tầng của bản công bố đợt, theo đúng thứ tự"),
    ),
    "wrong-kind": Sentence(
        where="{what}",
        found=N_("số liệu này không hợp với cách tính: {need}"),
        fix=N_("chọn số đo hoặc phép kiểm định khác, hoặc sửa lại cột trong bảng mã"),
    ),
    "degenerate-table": Sentence(
        where="{what}",
        found=N_("chỉ có {rows} hàng và {columns} cột có câu trả lời; kiểm định cần ít nhất hai hàng, hai cột"),
        fix=N_("chọn cách chia có ít nhất hai nhóm trả lời, hoặc đọc bảng không kèm kiểm định"),
    ),
    "empty-cells": Sentence(
        where="{what}",
        found=N_(
            "quá nhiều ô trống trong bảng {rows} × {columns}; hãy gộp bớt phương án hoặc dùng kiểm định chính xác"
        ),
        fix=N_("gộp các phương án gần nghĩa trong bảng mã, hoặc chọn --test fitting"),
    ),
    "exact-table": Sentence(
        where="{what}",
        found=N_("mọi người đều trả lời nên chênh lệch là chính xác, không cần kiểm định"),
        fix=N_("đọc thẳng các tỷ lệ trong bảng, hoặc chọn đích “process”"),
    ),
    "too-few-waves": Sentence(
        found=N_("{what} cần ít nhất {need} đợt có số liệu; đang có {have}"),
        fix=N_("chờ thêm đợt, hoặc so sánh hai đợt với nhau"),
    ),
    "across-break": Sentence(
        found=N_(
            "{what} không tính qua chỗ câu hỏi đã đổi; các đợt này thuộc {parts} đoạn hỏi khác nhau về lời, thang hoặc "
            "cách lấy phiếu"
        ),
        fix=N_("chỉ lấy các đợt của một đoạn"),
    ),
    "lonely-stratum": Sentence(
        where="{what}",
        found=N_("tầng này chỉ có một phiếu trong khi danh sách có nhiều người, nên không biết sai số"),
        fix=N_("gộp với tầng bên cạnh, hoặc chọn cách xử lý khác cho tầng chỉ có một phiếu"),
    ),
    "ambiguous-labels": Sentence(
        where="{what}",
        found=N_("nhãn thứ {first} và thứ {second} chỉ khác nhau ở chữ hoa, dấu cách hay cách gõ dấu"),
        fix=N_("sửa thành một nhãn, hoặc đặt hai tên khác hẳn nhau"),
    ),
    "unlinked-slips": Sentence(
        where="{what}",
        found=N_("phải biết vì sao từng người không trả lời, mà phiếu mã ở đây cố ý không cho biết"),
        fix=N_("chỉ dùng RR1 hoặc RR2"),
    ),
    "not-disclosed": Sentence(
        found=N_("bản khai phương pháp còn thiếu: {what}"),
        fix=N_("ghi đủ các mục này rồi mới đưa số liệu ra ngoài"),
    ),
    "no-variance": Sentence(
        where="{what}",
        found=N_("có đợt không có sai số (mọi người đều trả lời), nên không cân các đợt theo độ chính xác được"),
        fix=N_("so sánh từng cặp đợt, hoặc chọn đích “process”"),
    ),
    "empty-target": Sentence(
        where="{what}",
        found=N_("cần cân về {target:.10g} người, nhưng không ai trong số đó trả lời"),
        fix=N_("gộp loại này với một loại khác"),
    ),
    "unequal-targets": Sentence(
        where="{what}",
        found=N_("hai tổng khác nhau, {left:.10g} và {right:.10g}, trong khi nói về cùng những người ấy"),
        fix=N_("sửa các con số cần cân về cho bằng nhau"),
    ),
    "disconnected-table": Sentence(
        where="{what}",
        found=N_(
            "có những loại không bao giờ đi cùng nhau; trong một mảng như vậy các tổng là {left:.10g} và {right:.10g}"
        ),
        fix=N_("gộp bớt loại, hoặc bỏ một tiêu chí cân trọng số"),
    ),
    "no-convergence": Sentence(
        where="{what}",
        found=N_("tính lặp {sweeps} lần vẫn chưa khớp; chỗ lệch nhiều nhất là {deviation:.2g}"),
        fix=N_("gộp các loại ít người, bớt tiêu chí, hoặc nới giới hạn trọng số"),
    ),
    "no-headcounts": Sentence(
        where="{what}",
        found=N_("muốn nói về toàn thể thì cần quân số của từng tầng, mà chưa có"),
        fix=N_("thêm quân số của từng tầng, hoặc chọn đích “process”"),
    ),
    "lowered-threshold": Sentence(
        where="{threshold}",
        found=N_("ngưỡng công bố yêu cầu là {found}, lỏng hơn mức giới hạn {floor}"),
        fix=N_("ngưỡng chỉ được siết chặt, không được nới lỏng; ghi lại từ mức giới hạn trở lên"),
    ),
    "unplanned-banner": Sentence(
        where="{stub}",
        found=N_("bảng chia theo {banner} nằm trong kế hoạch nhưng chưa được đếm"),
        fix=N_("đếm lại mọi câu hỏi theo mọi cách chia của bộ câu hỏi, kể cả toàn tổ chức"),
    ),
    "uncounted-values": Sentence(
        where="{column}",
        found=N_("giá trị của câu hỏi số này chưa được đếm nên không nêu được số nào"),
        fix=N_("kiểm phiếu lại từ đầu"),
    ),
    "narrowed-by-releases": Sentence(
        where="{wave}",
        found=N_("đặt cạnh các bản đã phát hành, bản mới này sẽ làm lộ câu trả lời ở {column}"),
        fix=N_("giữ nguyên bản đã phát hành; một đính chính chỉ động đến vài phiếu thì không công bố được"),
    ),
    "overlapping-groups": Sentence(
        where="{stratum}",
        found=N_("chi bộ này nằm trong nhiều nhóm báo cáo cùng lúc: {groups}"),
        fix=N_("xếp mỗi chi bộ vào đúng một nhóm báo cáo trong organisation.yaml"),
    ),
    "contradicting-figures": Sentence(
        where="{column}",
        found=N_("số liệu đã phát hành mâu thuẫn nhau: không có số người nào thỏa mãn tất cả"),
        fix=N_("đối chiếu sĩ số với số phiếu"),
    ),
    "overlapping-years": Sentence(
        where="{years}",
        found=N_("không cộng được số liệu chi bộ của các đợt này: {why}"),
        fix=N_("chỉ gộp các đợt trong cùng một năm dương lịch, và chỉ gộp một lần"),
    ),
    "unreadable-cube": Sentence(
        found=N_("không đọc được bản phát hành: {why}"),
        fix=N_("lấy lại tệp nguyên vẹn từ nơi phát hành"),
    ),
    "edited-cube": Sentence(
        where="{wave}",
        found=N_("bản phát hành đã bị sửa: nội dung cho ra mã băm {found}, trong tệp ghi {stated}"),
        fix=N_("lấy lại bản phát hành từ sổ phát hành hoặc từ một bản khác"),
    ),
    "broken-chain": Sentence(
        where="{wave}",
        found=N_("bản phát hành số {number} ghi bản đứng trước là {stated}, nhưng bản số {before} lại là {found}"),
        fix=N_("có bản bị thiếu, bị ghi hai lần hoặc sai thứ tự ở chỗ đó; đối chiếu sổ phát hành với bản sao lưu"),
    ),
    "mixed-waves": Sentence(
        where="{waves}",
        found=N_("các bản phát hành này thuộc những đợt khác nhau"),
        fix=N_("soát các bản của một đợt với nhau, đợt khác soát riêng"),
    ),
    "not-a-partition": Sentence(
        where="{banner}",
        found=N_("cộng các mức của cách chia này không ra tổng"),
        fix=N_("xếp mỗi người vào đúng một mức; ai không khai thì vào mức “không rõ”"),
    ),
}
"""By code; ``tests/operations/test_refusals.py`` holds it complete."""


def reason(refusal: AnalysisError) -> Said:
    """Return what was found, to stand inside another sentence."""
    return _said(SENTENCES[refusal.code].found, refusal)


def sentences(refusal: AnalysisError, language: str) -> tuple[str, str]:
    """Return what was found, its place in front, and how to fix it, as two sentences in one language."""
    where, found, fix = _parts(refusal, language)
    return f"{where}: {found}." if where else _whole(found), _whole(fix)


def render(refusal: AnalysisError, language: str) -> str:
    """Return the message in one language, as those of ``SurveyError``: where, what was found, how to fix it."""
    where, found, fix = _parts(refusal, language)
    place = f"{where}  {refusal.code}" if where else refusal.code
    return f"{place}\n  {_whole(found)}\n  {_whole(fix)}"


def _parts(refusal: AnalysisError, language: str) -> tuple[str, ...]:
    sentence = SENTENCES[refusal.code]
    return tuple(_said(part, refusal).render(language) for part in (sentence.where, sentence.found, sentence.fix))


def _said(message: str, refusal: AnalysisError) -> Said:
    return Said(message, {name: word_of(value) if name in WORDED else value for name, value in refusal.fields.items()})


def _whole(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."

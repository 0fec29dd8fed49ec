"""Role cards: one printable page per role. What you do, step by step; what you never see; what you compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey_app.language import N_
from survey_app.operations.permissions import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step, and what to do or see exactly."""

    do: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The card of one role; every text is a Vietnamese source."""

    purpose: str
    parts: tuple[tuple[str, tuple[Step, ...]], ...]
    """Title of a part, and its steps in their order."""
    never: tuple[str, ...]
    compare: tuple[str, ...]


SIGN_IN = Step(
    do=N_("Đăng nhập tại /staff/sign-in bằng tên và mật khẩu được cấp."),
    detail=N_("Lần đầu: quét mã bằng ứng dụng xác thực, nhập sáu chữ số, cất mười mã dự phòng vào phong bì."),
)
PLAIN_SIGN_IN = Step(do=N_("Đăng nhập tại /staff/sign-in bằng tên và mật khẩu được cấp."))
EVERY_TIME, BEFORE, DURING, AFTER = N_("Mỗi lần"), N_("Trước đợt"), N_("Trong đợt"), N_("Sau khi đóng")
WORDS = N_("Tám từ của đợt trên trang đối chiếu (/m/tên đợt) với tám từ trên tờ mã, áp phích và biên bản.")
NO_BALLOT = N_("Câu trả lời của bất kỳ ai, và ai đã trả lời hay chưa.")
NO_SMALL = N_("Số liệu của nhóm dưới ngưỡng công bố.")

CARDS: Mapping[Role, Card] = {
    Role.CUSTODIAN: Card(
        purpose=N_("Giữ khóa mở hòm phiếu, để không ai, kể cả người quản trị, đọc được phiếu trước khi kiểm."),
        parts=(
            (
                BEFORE,
                (
                    SIGN_IN,
                    Step(
                        do=N_("Vào “Khóa và kiểm phiếu”, bấm “Tạo khóa”."),
                        detail=N_(
                            "Dùng máy của mình, không dùng máy công cộng. Chuẩn bị hai thẻ nhớ USB và một phong bì."
                        ),
                    ),
                    Step(
                        do=N_("Nhập mật khẩu hai lần, bấm “Tạo khóa”."),
                        detail=N_(
                            "Ít nhất 12 ký tự. Ghi ra giấy, bỏ phong bì, cất riêng với tệp. Quên là mất toàn bộ phiếu."
                        ),
                    ),
                    Step(
                        do=N_("Bấm “Lưu bản thứ nhất” rồi “Lưu bản thứ hai”."),
                        detail=N_(
                            "Mỗi bản vào một thẻ nhớ, cất hai nơi. Không gửi qua Zalo, thư điện tử hay thư mục chung."
                        ),
                    ),
                    Step(
                        do=N_("Chọn một tệp vừa lưu, nhập lại mật khẩu, bấm “Thử mở”."),
                        detail=N_("Phải hiện “Tệp đã lưu mở được bằng mật khẩu này.” Chưa hiện thì làm lại từ đầu."),
                    ),
                    Step(
                        do=N_("Bấm “Lưu khóa công khai (.pub)” và đưa tệp này cho báo cáo viên."),
                        detail=N_("Chép dấu nhận dạng (sha256:…) ra giấy. Tệp .pub không bí mật; tệp .json là bí mật."),
                    ),
                    Step(
                        do=N_("Có hai người giữ khóa thì người kia làm y như vậy trên máy của mình."),
                        detail=N_("Một trong hai khóa mở được hòm: một người vắng thì đợt vẫn kiểm được."),
                    ),
                ),
            ),
            (
                DURING,
                (
                    Step(
                        do=N_("Khi đợt mở, vào trang đối chiếu của đợt (/m/tên đợt)."),
                        detail=N_(
                            "“Khóa mở hòm phiếu” phải đúng dấu đã chép ra giấy. Ghi tám từ và mã băm vào biên bản."
                        ),
                    ),
                ),
            ),
            (
                AFTER,
                (
                    Step(do=N_("Đăng nhập, vào “Khóa và kiểm phiếu”, chọn đợt chờ kiểm.")),
                    Step(
                        do=N_("So tám từ và dấu nhận dạng trên trang với biên bản."),
                        detail=N_("Khác một từ: dừng lại, lập biên bản, báo cấp ủy."),
                    ),
                    Step(
                        do=N_("Có hai người giữ khóa thì người kia giữ một tệp hòm phiếu, xuất trước khi mở hòm."),
                        detail=N_(
                            "survey box export. Phát hành xong, người ấy chạy survey recount trên máy mình bằng khóa "
                            "của mình, rồi xóa tệp."
                        ),
                    ),
                    Step(
                        do=N_("Chọn tệp khóa, nhập mật khẩu, bấm “Mở và kiểm phiếu”."),
                        detail=N_(
                            "Giữ trang mở đến khi xong. Bị ngắt giữa chừng thì mở lại và làm lại; kết quả vẫn như vậy."
                        ),
                    ),
                    Step(
                        do=N_("Nếu trang báo nhiều phiếu hơn số người, hỏi cấp ủy trước khi đánh dấu tiếp tục."),
                        detail=N_("Thường là danh sách chưa cập nhật. Nghi có phiếu thừa thì dừng lại."),
                    ),
                    Step(
                        do=N_("Chép mã băm bản phát hành và số phiếu để riêng; in “Biên bản hủy và xử lý dữ liệu”."),
                    ),
                    Step(
                        do=N_("Xóa hai bản tệp khóa, trước mặt một người nữa."),
                        detail=N_(
                            "Đợt có giữ phần chữ: chỉ xóa khi đã đọc xong phần chữ. Khóa lưu trữ, nếu giữ, thì giữ đến "
                            "ngày hủy kho lưu ghi trong biên bản."
                        ),
                    ),
                ),
            ),
        ),
        never=(
            NO_BALLOT,
            N_("Khóa riêng và mật khẩu không đưa cho ai, kể cả người quản trị; trang web không bao giờ gửi chúng đi."),
            N_("Kết quả trước khi kiểm: hòm đóng thì không ai xem được gì."),
        ),
        compare=(
            WORDS,
            N_("Dấu nhận dạng của khóa trên trang đối chiếu với dấu đã chép khi tạo khóa."),
            N_("Mã băm bản phát hành trên trang với mã trong báo cáo của báo cáo viên."),
        ),
    ),
    Role.ADMINISTRATOR: Card(
        purpose=N_("Cài đặt, sao lưu, nâng cấp, cấp tài khoản."),
        parts=(
            (
                BEFORE,
                (
                    Step(do=N_("Cài theo README, đặt địa chỉ https, đặt lịch chạy survey tick mỗi ngày.")),
                    Step(
                        do=N_("Cấp tài khoản: survey staff add TÊN --role VAI."),
                        detail=N_("Mỗi người một tài khoản, một vai; không dùng chung."),
                    ),
                    SIGN_IN,
                ),
            ),
            (
                EVERY_TIME,
                (
                    Step(do=N_("Sao lưu: survey backup. Hòm phiếu và kho lưu không nằm trong bản sao, đúng như vậy.")),
                    Step(do=N_("Xem “Nhật ký cán bộ”; chuỗi đứt thì giữ nguyên tệp và báo ủy ban kiểm tra.")),
                    Step(do=N_("Không bật nhật ký truy cập ở máy chủ phía trước cho các trang /b/.")),
                ),
            ),
        ),
        never=(
            NO_BALLOT,
            N_("Khóa kiểm phiếu. Nếu có ai nhờ giữ hộ, từ chối."),
            N_("Mã trên tờ phiếu: không chụp, không lưu tệp in."),
        ),
        compare=(WORDS, N_("Bản chạy trên máy chủ với bản phát hành của phần mềm, trước khi mở đợt.")),
    ),
    Role.REPORTER: Card(
        purpose=N_("Soạn bộ câu hỏi, mở đợt, in tờ mã, gửi báo cáo."),
        parts=(
            (
                BEFORE,
                (
                    SIGN_IN,
                    Step(do=N_("Soạn tệp YAML, chạy survey check đến khi hết lỗi, xem dự báo ẩn danh.")),
                    Step(do=N_("Nhận tệp .pub của người giữ khóa và đọc dấu nhận dạng qua điện thoại để so.")),
                    Step(
                        do=N_("Mở đợt: survey wave open ĐỢT --key A.pub --key B.pub --slips phieu.pdf"),
                        detail=N_("In, cắt, xáo tờ mã, giao từng xấp cho bí thư chi bộ, xóa tệp phieu.pdf."),
                    ),
                    Step(do=N_("Dán áp phích có tám từ.")),
                ),
            ),
            (
                DURING,
                (Step(do=N_("Nhắc chung tất cả mọi người; không hỏi ai đã gửi.")),),
            ),
            (
                AFTER,
                (
                    Step(do=N_("Đóng đợt, mời người giữ khóa kiểm phiếu.")),
                    Step(do=N_("Gửi sổ tính và báo cáo; mã băm ở bìa là dấu để kiểm: survey verify TỆP.xlsx")),
                ),
            ),
        ),
        never=(NO_BALLOT, NO_SMALL, N_("Khóa riêng của người giữ khóa.")),
        compare=(WORDS, N_("Dấu nhận dạng của từng tệp .pub với dấu mà người giữ khóa đọc.")),
    ),
    Role.COMMITTEE: Card(
        purpose=N_("Đọc kết quả từng kỳ, quyết định việc cần làm, trả lời đảng viên."),
        parts=(
            (
                EVERY_TIME,
                (
                    PLAIN_SIGN_IN,
                    Step(do=N_("Mở “Kết quả các đợt”: tỷ lệ trả lời, điều thay đổi, đường xu hướng.")),
                    Step(
                        do=N_("Đọc dải tin cậy trước khi kết luận."),
                        detail=N_("Dấu rỗng hay “chưa kết luận được” nghĩa là chênh lệch có thể do ngẫu nhiên."),
                    ),
                    Step(do=N_("Tải sổ tính; ô trống có dấu [c] là số liệu được giữ kín, không hỏi thêm.")),
                    Step(do=N_("Công bố cho đảng viên: đã nêu gì, giao ai, khi nào xong.")),
                ),
            ),
        ),
        never=(NO_BALLOT, NO_SMALL, N_("Kết quả của đợt đang mở.")),
        compare=(WORDS, N_("Mã băm bản phát hành ở bìa sổ tính với mã trong biên bản kiểm phiếu.")),
    ),
    Role.SECRETARY: Card(
        purpose=N_("Phát tờ mã trong chi bộ, nhắc chung, lập bản tổng hợp hằng tháng."),
        parts=(
            (
                DURING,
                (
                    PLAIN_SIGN_IN,
                    Step(
                        do=N_("Để xấp tờ mã úp mặt, mỗi người tự rút một tờ."),
                        detail=N_("Không ghi ai rút tờ nào, không phát theo danh sách, không chụp ảnh."),
                    ),
                    Step(do=N_("Đọc to tám từ trên áp phích; mời mọi người so với trang trên điện thoại.")),
                    Step(do=N_("Nhắc chung trong nhóm; không nhắc riêng, không hỏi ai đã gửi.")),
                    Step(do=N_("Tờ thừa: trả lại báo cáo viên, hủy trước mặt chi bộ.")),
                ),
            ),
            (
                EVERY_TIME,
                (
                    Step(
                        do=N_(
                            "Ngày 20 hằng tháng: gửi bản tổng hợp, nêu vấn đề và nơi giải quyết, không nêu tên người."
                        )
                    ),
                ),
            ),
        ),
        never=(N_("Ai trong chi bộ đã trả lời, hay trả lời gì."), NO_SMALL, N_("Số phiếu của riêng chi bộ.")),
        compare=(WORDS,),
    ),
    Role.COLLABORATOR: Card(
        purpose=N_("Giúp bí thư phát tờ mã và tổng hợp ý kiến, không biết ai nói gì."),
        parts=(
            (
                EVERY_TIME,
                (
                    PLAIN_SIGN_IN,
                    Step(do=N_("Giúp người không quen điện thoại mở trang rồi quay đi khi họ trả lời.")),
                    Step(do=N_("Ghi vấn đề nghe được theo chủ đề và mức độ; không ghi tên, không chụp màn hình.")),
                    Step(do=N_("Phiếu giấy thì bỏ vào thùng niêm phong; hai người cùng nhập, không ai nhập một mình.")),
                ),
            ),
        ),
        never=(N_("Ai trong chi bộ đã trả lời, hay trả lời gì."), NO_SMALL),
        compare=(WORDS,),
    ),
    Role.INSPECTION: Card(
        purpose=N_("Xem cơ quan nào làm đúng hạn và việc của cán bộ có dấu vết; không xem điều gì về một người."),
        parts=(
            (
                EVERY_TIME,
                (
                    PLAIN_SIGN_IN,
                    Step(do=N_("Mở “Nhật ký cán bộ”: ai mở, đóng, kiểm, hủy; dòng báo chuỗi đứt phải lập biên bản.")),
                    Step(
                        do=N_("Vào trang đối chiếu của từng đợt, tải tệp kiểm và chạy survey verify trên máy của mình.")
                    ),
                    Step(
                        do=N_("Mời người giữ khóa thứ hai chạy survey recount trước mặt mình; phải hiện dấu ✓."),
                        detail=N_(
                            "Đếm từ tệp hòm phiếu xuất trước khi kiểm thì biết bản phát hành đúng các phiếu có biên "
                            "nhận. Đếm từ kho lưu chỉ phát hiện được chỗ đếm sai, không phát hiện được máy kiểm phiếu "
                            "nói sai."
                        ),
                    ),
                    Step(do=N_("Đối chiếu biên bản hủy với biên bản kiểm phiếu: số phiếu, mã băm, ngày hủy kho lưu.")),
                ),
            ),
        ),
        never=(NO_BALLOT, NO_SMALL, N_("Bản tổng hợp nói về một người cụ thể.")),
        compare=(
            WORDS,
            N_("Mã băm bản công bố trên trang với mã trong biên bản mở đợt, đủ 64 ký tự."),
            N_("Số biên nhận với số phiếu được đếm cộng số phiếu để riêng."),
        ),
    ),
}
"""The card of every role; ``tests/operations/test_cards.py`` holds it complete."""

"""The committee's pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.disclosure import cube_hash
from tests.factories import cubes, published
from tests.factories.signing_in import enter, soup


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return published.application(tmp_path_factory.mktemp("committee"), cubes.plan())


def test_the_latest_wave_is_one_screen(inside) -> None:
    page = soup(inside.get("/committee"))
    assert page.h1.text == "Quý III năm 2025"
    text = page.get_text(" ", strip=True)
    for said in (
        "151 / 184",
        "82%",
        "đợt trước 79%",
        "69",
        "▲ 3",
        "2 / 5 mục",
        "Ba điều cần biết",
        "chưa vững",
        "Dữ liệu mô phỏng",
    ):
        assert said in text
    assert len(page.select("ol.find > li")) == 3
    assert page.select_one("#headline svg.wide title").text == "Chỉ số tâm trạng tăng 3 điểm so với quý II năm 2025"
    nets = [row.find_all("td")[3].text for row in page.select("#board tbody tr")]
    assert nets == ["+54", "+40", "+35", "+2", "−12"]


def test_every_chart_has_its_table_and_its_own_ids(inside) -> None:
    for address in ("/committee", "/committee/2025-Q3/items/danh_gia", "/committee/2025-Q3/items/ban_khoan"):
        page = soup(inside.get(address))
        assert len(page.select("section.figure")) > 2
        for figure in page.select("section.figure"):
            assert figure.find("table")
        ids = [element["id"] for element in page.select("[id]")]
        assert len(ids) == len(set(ids))


def test_no_page_carries_an_inline_style_or_script(inside) -> None:
    for address in ("/committee", "/committee/items", "/committee/2025-Q3/items/dieu_kien", "/committee?lang=en"):
        page = soup(inside.get(address))
        assert not page.select("[style], style, script, [onclick]")


def test_an_item_has_its_wording_trend_groups_and_traits(inside) -> None:
    page = soup(inside.get("/committee/2025-Q3/items/dieu_kien"))
    assert page.h1.text == "Mức độ hài lòng của đồng chí với điều kiện làm việc hiện nay?"
    captions = [caption.text for caption in page.select("caption")]
    assert any(caption.startswith("Theo nhóm chi bộ") for caption in captions)
    assert any("Dưới 35" in caption for caption in captions)
    assert page.select("td.hatched")
    assert "không công bố, để không lộ câu trả lời của ai" in page.text


def test_a_changed_question_breaks_its_trend(inside) -> None:
    page = soup(inside.get("/committee/2025-Q3/items/thu_nhap"))
    assert "[b]" in page.select_one("#trend-thu_nhap").text
    assert "câu hỏi đã đổi" in page.select_one("#trend-thu_nhap").text
    assert "[b]" not in soup(inside.get("/committee/2025-Q3/items/dieu_kien")).text


def test_an_earlier_wave_knows_nothing_of_later_ones(inside) -> None:
    page = soup(inside.get("/committee/2023-Q4"))
    assert page.h1.text == "Quý IV năm 2023"
    assert "9 đợt từ quý IV năm 2021" in page.text
    assert "Quý III năm 2025" not in page.select_one("#headline").text


def test_the_list_shows_every_item_with_its_trend(inside) -> None:
    page = soup(inside.get("/committee/items"))
    assert [link["href"].rsplit("/", 1)[1] for link in page.select(".items h2 a")] == [
        "dieu_kien",
        "danh_gia",
        "thu_nhap",
        "ban_khoan",
        "kenh",
        "tam_trang",
    ]
    assert len(page.select(".items svg")) == 6


def test_english_pages_keep_their_language_and_hold_no_vietnamese_of_ours(inside) -> None:
    page = soup(inside.get("/committee?lang=en"))
    assert page.html["lang"] == "en"
    assert page.h1.text == "Quarter III 2025"
    assert all("lang=" in link["href"] for link in page.select("main a, nav a"))
    text = " ".join(part for part in page.stripped_strings if part != "Tiếng Việt")
    assert not re.search(r"[ạảấầậắặẻếềệịọốồộớờợụủứừựỳđ]", text)


def test_what_was_not_released_is_not_found(inside) -> None:
    assert inside.get("/committee/2031-Q1").status_code == 404
    assert inside.get("/committee/2025-Q3/items/khong_co").status_code == 404


def test_before_any_release_the_page_says_so(tmp_path) -> None:
    client = published.application(tmp_path, ()).test_client()
    enter(client)
    assert "Chưa có kết quả nào được công bố" in soup(client.get("/committee")).text
    assert "Chưa có kết quả nào được công bố" in soup(client.get("/committee/items")).text


def test_one_wave_alone_and_a_rehearsal_are_shown_with_their_banner(tmp_path) -> None:
    alone = cubes.cube(0, provenance="rehearsal")
    client = published.application(tmp_path, (alone,)).test_client()
    enter(client)
    page = soup(client.get("/committee"))
    assert "Đợt diễn tập" in page.text
    assert "chưa có đợt trước để so sánh" in page.text
    assert soup(client.get("/committee/items"))


def test_members_own_slips_carry_no_banner_and_a_wave_without_headline_still_shows(tmp_path) -> None:
    bare = cubes.without(cubes.cube(0, provenance="real"), "tam_trang")
    client = published.application(tmp_path, (replace(bare, hash=cube_hash(bare)),)).test_client()
    enter(client)
    page = soup(client.get("/committee"))
    assert not page.select(".banner")
    assert not page.select("#headline")
    assert page.select("#board")


def test_the_workbook_of_a_wave_is_downloaded_by_readers_alone(app, inside):
    address = "/committee/2025-Q3/workbook.xlsx"
    handed = inside.get(address)
    assert handed.status_code == 200
    assert handed.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert handed.headers["Content-Disposition"] == "attachment; filename=tam-trang-quy-2025-Q3-vi.xlsx"
    assert handed.data[:2] == b"PK"
    assert inside.get(address).data == handed.data
    assert "2025-Q3-en" in inside.get(f"{address}?lang=en").headers["Content-Disposition"]
    assert inside.get("/committee/2030-Q1/workbook.xlsx").status_code == 404
    assert app.test_client().get(address).status_code == 302
    assert soup(inside.get("/committee/2025-Q3")).find("a", href=address)


def chosen(page):
    return {select["name"]: select.find("option", selected=True)["value"] for select in page.find_all("select")}


def test_groups_are_compared_over_all_questions(inside):
    page = soup(inside.get("/committee/2025-Q3/compare"))
    assert chosen(page) == {"question": "", "banner": "group", "measure": "net"}
    assert [option.text for option in page.find("select", id="banner").find_all("option")] == ["Nhóm chi bộ", "tuoi"]
    table = page.find("table")
    heads = [head.text for head in table.thead.find_all("th")]
    assert heads == ["Toàn Đảng bộ", "Quản lý nhà nước", "Chuyên môn", "Sự nghiệp", "Văn phòng"]
    cells = {row.th.text: [cell.text for cell in row.find_all("td")] for row in table.tbody.find_all("tr")}
    name = "Mức độ hài lòng của đồng chí với điều kiện làm việc hiện nay"
    assert cells[name] == ["+35", "+35", "[u]", "[c]", "[c]"]
    assert len(page.find_all("svg")) == 2
    assert not page.find_all("script")


def test_the_favourable_share_may_be_asked_for(inside):
    page = soup(inside.get("/committee/2025-Q3/compare?banner=group&measure=favourable"))
    row = next(row for row in page.table.tbody.find_all("tr") if "điều kiện" in row.th.text)
    assert [cell.text for cell in row.find_all("td")] == ["58%", "58%", "58%", "≥50%", "[c]"]
    assert "hatched" in row.find_all("td")[-1]["class"]


@pytest.mark.parametrize(
    ("question", "banner", "found"),
    [
        ("dieu_kien", "group", "Số phiếu có ý kiến"),
        ("ban_khoan", "group", "Tiền lương, phúc lợi"),
        ("kenh", "group", "Zalo nội bộ"),
        ("dieu_kien", "tuoi", "Dưới 35"),
    ],
)
def test_one_question_by_one_banner(inside, question, banner, found):
    page = soup(inside.get(f"/committee/2025-Q3/compare?question={question}&banner={banner}"))
    assert chosen(page) == {"question": question, "banner": banner, "over": "now"}
    assert found in page.table.text
    assert len(page.find_all("svg")) == 2


def test_english_keeps_the_choice(inside):
    page = soup(inside.get("/committee/2025-Q3/compare?question=kenh&banner=group&lang=en"))
    assert page.h1.text == "Compare groups"
    back = page.find("a", hreflang="vi")["href"]
    assert "question=kenh" in back
    assert "lang=vi" in back


@pytest.mark.parametrize(
    "query", ["question=khong-co", "banner=khong-co", "measure=mean", "question=dieu_kien&banner=x"]
)
def test_what_was_not_released_is_not_there(inside, query):
    assert inside.get(f"/committee/2025-Q3/compare?{query}").status_code == 404


def test_a_wave_without_groups_says_so(tmp_path):
    one = cubes.cube()
    bare = replace(one, tables=tuple(table for table in one.tables if table.banner == "total"))
    app = published.application(tmp_path, [replace(bare, hash=cube_hash(bare))])
    client = app.test_client()
    enter(client)
    page = soup(client.get("/committee/2025-Q3/compare"))
    assert "không công bố bảng nào theo nhóm" in page.text


def test_how_sure_and_how_it_was_made_stand_one_step_away(inside) -> None:
    page = soup(inside.get("/committee"))
    assert page.find(id="sure").h2.text == "Chắc đến đâu?"
    link = page.find(id="sure").find("a")["href"]
    method = soup(inside.get(link))
    assert method.h1.text == "Cách làm, công bố đầy đủ"
    assert len(method.select(".sure dt")) == 13
    assert inside.get("/committee/1999-Q1/method").status_code == 404


def test_a_wave_without_kept_words_says_so_and_offers_no_approval(inside):
    page = soup(inside.get("/committee/2025-Q3/words"))
    assert page.h1.text == "Ý kiến bằng lời"
    assert page.find("form", class_="card") is None


def test_approving_needs_the_token_of_the_page(inside):
    assert inside.post("/committee/2025-Q3/words").status_code == 400

"""The little that texts may do."""

from __future__ import annotations

from survey_app.web.texts import block, inline, plain


def test_strong_and_line_breaks():
    assert inline("Một **hai** ba\nbốn") == "Một <strong>hai</strong> ba<br>bốn"


def test_paragraphs_and_bullets():
    assert (
        block("Xin nhớ:\n- một\n- **hai**\nHết")
        == "<p>Xin nhớ:</p><ul><li>một</li><li><strong>hai</strong></li></ul><p>Hết</p>"
    )


def test_html_is_shown_not_obeyed():
    assert inline("<b>a</b> **<i>**") == "&lt;b&gt;a&lt;/b&gt; <strong>&lt;i&gt;</strong>"
    assert "<script" not in block("- <script>")


def test_plain():
    assert plain(" Một **hai**\nba ") == "Một hai ba"

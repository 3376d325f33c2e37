"""Web pages as they are, and as browsers show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.document import Origin, Paragraph, Picture
from audit.errors import DamagedFile, LimitExceeded
from tests.readers.files import covered, grids, read, rows, shape, spans, texts


def page(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def blocks(tmp_path: Path, body: str) -> list[str | list[list[str]]]:
    return shape(read(tmp_path, "a.html", page(body)))


def test_inline_elements_make_one_paragraph(tmp_path: Path):
    body = "<p><span>青石镇</span><font>2023</font><b>年</b><o:p></o:p>\n  公开<a href='x'>信息</a></p>"
    assert blocks(tmp_path, body) == ["青石镇2023年 公开信息"]


def test_blocks_and_breaks_part_paragraphs(tmp_path: Path):
    body = "开头<div>甲<h2>乙</h2>丙<ul><li>丁<li>戊</ul></div>己<br>庚<br><br>辛<hr>壬"
    assert blocks(tmp_path, body) == ["开头", *"甲乙丙丁戊己庚辛壬"]


def test_empty_paragraphs_are_kept_and_empty_containers_are_not(tmp_path: Path):
    blank = "<p></p><p>&nbsp;</p><p><span>\n</span><o:p>&nbsp;</o:p></p>"
    body = f"<div></div><p>规章</p>{blank}<div> </div><p>0<p><br></p>"
    assert blocks(tmp_path, body) == ["规章", "", "", "", "0", ""]


def test_what_a_browser_does_not_show_is_left_out(tmp_path: Path):
    body = (
        "<script>var a = '<p>甲</p>';</script><style>p{}</style><nav><p>乙</p></nav><!-- 丙 -->"
        "<div style='DISPLAY : none'>丁<table><tr><td>1<td>2</table></div><p hidden>戊</p><p>己</p>庚"
    )
    assert blocks(tmp_path, body) == ["己", "庚"]


def test_pictures_stand_after_their_paragraph(tmp_path: Path):
    document = read(
        tmp_path, "a.html", page("<p>前<img src='/x/表三.png?v=1'>后</p><p><img alt='表四' src='b.png'></p>")
    )
    assert document.blocks == (
        Paragraph("前后", Origin("a.html", paragraph=1)),
        Picture("表三.png", Origin("a.html", paragraph=2)),
        Picture("表四", Origin("a.html", paragraph=3)),
    )


def test_title_and_meta_entries(tmp_path: Path):
    head = (
        "<title>年度报告 - 青石镇</title><meta name='ArticleTitle' content='年度报告'>"
        "<meta name='PubDate' content='2024-01-20'><meta property='og:site' content='青石镇'>"
        "<meta name='PubDate' content='2025-01-01'>"
    )
    assert read(tmp_path, "a.html", page("<p>甲</p>", head)).metadata == {
        "title": "年度报告 - 青石镇",
        "ArticleTitle": "年度报告",
        "PubDate": "2024-01-20",
        "og:site": "青石镇",
    }


def test_wrappers_in_a_cell_part_nothing_and_blocks_do(tmp_path: Path):
    wrapped = "<p> <span>本年<font>新</font>收</span><b>数</b><o:p></o:p>\n量 </p>"
    first = f"<tr><td>{wrapped}<td><p><span>1</span></p><p><span>2</span></p>"
    second = "<tr><td><i>公</i><br>开<td><u>3</u><sup><span>2</span></sup>"
    (table,) = blocks(tmp_path, f"<table>{first}{second}</table>")
    assert table == [["本年新收数 量", "1\n2"], ["公\n开", "3²"]]


def test_a_style_is_no_text_and_text_no_style(tmp_path: Path):
    body = '<p style="color: red">写成 style="color: red" 的<span style="display:none">全</span>文</p>'
    assert blocks(tmp_path, body) == ['写成 style="color: red" 的文']
    assert blocks(tmp_path, body.replace("display:none", "")) == ['写成 style="color: red" 的全文']


def test_merged_cells_stand_once_at_their_corner(tmp_path: Path):
    body = (
        "<p>前</p><table><tr><td colspan=2 rowspan=2>项目<td colspan=2>法人</tr><tr><td>企业<td>其他</tr>"
        "<tr><td rowspan=2>结果<td>公开<td>1<td>&nbsp;</tr><tr><td>不公开<td>2<td></tr></table>"
    )
    (grid,) = grids(read(tmp_path, "a.html", page(body)))
    assert grid.exact
    assert grid.origin == Origin("a.html", paragraph=2, grid=1)
    assert spans(grid) == [
        ("项目", 0, 0, 2, 2),
        ("法人", 0, 2, 1, 2),
        ("企业", 1, 2, 1, 1),
        ("其他", 1, 3, 1, 1),
        ("结果", 2, 0, 2, 1),
        ("公开", 2, 1, 1, 1),
        ("1", 2, 2, 1, 1),
        ("", 2, 3, 1, 1),
        ("不公开", 3, 1, 1, 1),
        ("2", 3, 2, 1, 1),
        ("", 3, 3, 1, 1),
    ]
    assert sorted(covered(grid)) == [(row, column) for row in range(4) for column in range(4)]
    assert grid.cells[2].origin == Origin("a.html", paragraph=2, grid=1, row=2, column=3)


def test_unclosed_tags_make_no_difference(tmp_path: Path):
    closed = (
        "<table><tbody><tr><td><p>规章</p></td><td>1</td></tr>"
        "<tr><td>许可</td><td>2</td></tr></tbody></table><p>后</p>"
    )
    unclosed = "<table><tr><td><p>规章<td>1<tr><td>许可<td>2</table><p>后"
    assert blocks(tmp_path, closed) == blocks(tmp_path, unclosed) == [[["规章", "1"], ["许可", "2"]], "后"]


def test_absurd_spans_are_clamped(tmp_path: Path):
    body = (
        "<table><tr><td colspan=99999999>题"
        "<tr><td rowspan=65534>甲<td rowspan=0>乙<td colspan=x>丙<tr><td>丁</table>"
    )
    (grid,) = grids(read(tmp_path, "a.html", page(body)))
    assert spans(grid) == [
        ("题", 0, 0, 1, 3),
        ("甲", 1, 0, 2, 1),
        ("乙", 1, 1, 2, 1),
        ("丙", 1, 2, 1, 1),
        ("丁", 2, 2, 1, 1),
    ]


def test_line_breaks_in_a_cell(tmp_path: Path):
    body = "<table><tr><td><p>自</p><p>&nbsp;</p><p>然<br>人</p><td>1</table>"
    assert blocks(tmp_path, body) == [[["自\n然\n人", "1"]]]


def test_hidden_cells_and_rows_take_no_place(tmp_path: Path):
    body = "<table><tr style='display:none'><td>a<td>b<tr><td>规章<td style='display:none'>9<td>1</table>"
    assert blocks(tmp_path, body) == [[["规章", "1"]]]


DATA = "<table><tr><td>规章<td>1<tr><td>许可<td>2</table>"


@pytest.mark.parametrize(
    "layout",
    [
        "<table><tr><td>左</td><td><p>前</p>{}<p>后</p></td></tr></table>",
        "<table><tr><td><table><tr><td>左<td><p>前</p>{}<p>后</p></table></td></tr></table>",
        "<table><tr><td>左</td></tr><tr><td>前</td></tr><tr><td>{}</td></tr><tr><td>后</td></tr></table>",
    ],
)
def test_layout_tables_are_dissolved_in_order(tmp_path: Path, layout: str):
    assert blocks(tmp_path, layout.format(DATA)) == ["左", "前", [["规章", "1"], ["许可", "2"]], "后"]


def test_a_table_of_prose_is_layout(tmp_path: Path):
    prose = "青石镇今年公开了许多政府信息。" * 20
    assert blocks(tmp_path, f"<table><tr><td>导航<td><p>一、总体情况</p><p>{prose}</p></table>") == [
        "导航",
        "一、总体情况",
        prose,
    ]


def test_a_table_full_of_numbers_keeps_its_cells_though_one_holds_a_table(tmp_path: Path):
    numbers = "".join(f"<td>{n}" for n in range(8))
    inner = "<table><tr><td>企业</td></tr></table>"
    (grid,) = grids(read(tmp_path, "a.html", page(f"<table><tr><td>{inner}</td>{numbers}</tr></table>")))
    assert rows(grid) == [["企业", *map(str, range(8))]]


def test_text_after_the_end_of_the_body_is_read(tmp_path: Path):
    assert texts(read(tmp_path, "a.html", "<html><body><p>甲</p></body></html><p>乙</p></body>")) == [
        "甲",
        "乙",
    ]


def test_preformatted_lines_stay_lines(tmp_path: Path):
    assert blocks(tmp_path, "<pre>一、总体情况\n二、主动公开</pre>") == ["一、总体情况", "二、主动公开"]


def test_deep_nesting_survives(tmp_path: Path):
    assert blocks(tmp_path, "<div>" * 1500 + "深" + "</div>" * 1500 + "<p>后</p>") == ["深", "后"]
    assert blocks(tmp_path, "<table><tr><td>" * 300 + "深" + "</table>" * 300) == ["深"]


def test_nesting_past_the_parser_is_refused_and_not_lost(tmp_path: Path):
    with pytest.raises(LimitExceeded, match="嵌套过深"):
        read(tmp_path, "a.html", page("<div>" * 100_000 + "深"))


def test_too_many_cells_are_refused(tmp_path: Path):
    with pytest.raises(LimitExceeded, match="表格过大"):
        read(tmp_path, "a.html", page("<table>" + "<tr><td><td>" * 50_001 + "</table>"))


def test_many_wide_cells_cost_nothing(tmp_path: Path):
    wide = "<td colspan=100 rowspan=65534>"
    (grid,) = grids(read(tmp_path, "a.html", page("<table>" + f"<tr>{wide * 20}" * 20 + "</table>")))
    assert len(grid.cells) == 400


def test_entities_of_a_document_type_are_not_known(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("机密", encoding="utf-8")
    declared = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "乙">]>'
    printed = " ".join(texts(read(tmp_path, "a.html", f"{declared}<html><p>甲&x;&y;&lt;</p></html>")))
    assert "机密" not in printed
    assert "甲&x;&y;<" in printed


def test_a_page_without_content_is_damaged(tmp_path: Path):
    with pytest.raises(DamagedFile):
        read(tmp_path, "a.html", "<!-- nothing -->")


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.doc", "a"])
def test_a_page_is_told_by_its_bytes(tmp_path: Path, name: str):
    assert read(tmp_path, name, "\ufeff  <!-- 由系统导出 -->\n<HTML><p>甲</p></HTML>").format == "html"

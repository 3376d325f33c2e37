"""Word documents: what Word prints of their markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.document import Origin, Picture
from audit.readers.docx_numbering import format_number
from tests.readers.files import (
    STRICT,
    TRANSITIONAL,
    covered,
    docx,
    grids,
    paragraph,
    read,
    shape,
    spans,
    texts,
)


def blocks(tmp_path: Path, body: str, **options: object) -> list[str | list[list[str]]]:
    return shape(read(tmp_path, "a.docx", docx(body, **options)))  # type: ignore[arg-type]


def cell(content: str, properties: str = "") -> str:
    inner = content if content.startswith("<w:") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


DOWN, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def wide(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


@pytest.mark.parametrize("space", [TRANSITIONAL, STRICT])
def test_both_dialects(tmp_path: Path, space: str):
    body = paragraph("一、总体情况") + table(
        cell("规章", wide(2)) + cell("1"), cell("许可", wide(2)) + cell("")
    )
    document = read(tmp_path, "a.docx", docx(body, space=space))
    assert shape(document) == ["一、总体情况", [["规章", "1"], ["许可", ""]]]
    assert grids(document)[0].cells[3].origin == Origin("a.docx", paragraph=2, grid=1, row=2, column=3)


def test_runs_tabs_breaks_and_hyphens(tmp_path: Path):
    body = (
        "<w:p><w:r><w:t>青石</w:t></w:r><w:r><w:t>镇</w:t><w:tab/><w:t>0469</w:t><w:noBreakHyphen/><w:t>12</w:t>"
        "<w:br/><w:t>次行</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>不隐</w:t></w:r></w:p><w:p/>'
    )
    assert blocks(tmp_path, body) == ["青石镇 0469-12", "次行不隐", ""]


def test_insertions_count_and_deletions_do_not(tmp_path: Path):
    body = (
        "<w:p><w:r><w:t>收到</w:t></w:r><w:del><w:r><w:delText>3</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>5</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>去</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>件</w:t></w:r></w:moveTo></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>" + paragraph("后半")
    )
    deleted_row = "<w:tr><w:trPr><w:del/></w:trPr>" + cell("旧") + cell("9") + "</w:tr>"
    rows = table(cell("规章") + cell("1")).replace("</w:tbl>", deleted_row + "</w:tbl>")
    assert blocks(tmp_path, body + rows) == ["收到5件", "前半后半", [["规章", "1"]]]


def test_content_controls_are_transparent_at_every_level(tmp_path: Path):
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr><w:t>x</w:t></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    inline = f"<w:p>{control('<w:r><w:t>行内</w:t></w:r>')}</w:p>"
    row = f"<w:tr>{cell('规章')}{control(cell(control(paragraph('1'))))}</w:tr>"
    body = control(paragraph("块")) + inline + f"<w:tbl>{control(row)}</w:tbl>"
    assert blocks(tmp_path, body) == ["块", "行内", [["规章", "1"]]]


def test_fields_show_their_result_and_links_their_text(tmp_path: Path):
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2024年</w:t></w:r>'
        '<w:hyperlink r:id="r9"><w:r><w:t>网站</w:t></w:r></w:hyperlink>'
        "<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby>"
        "</w:r></w:p>"
    )
    assert blocks(tmp_path, body) == ["2024年网站拼"]


def test_merges_are_resolved(tmp_path: Path):
    body = table(
        cell("项目", wide(2) + DOWN) + cell("法人", wide(2)) + cell("总计", DOWN),
        cell("", wide(2) + GOES_ON) + cell("企业") + cell("其他") + cell("", GOES_ON),
        cell("结果", DOWN) + cell("公开") + cell("1") + cell("") + cell("2"),
        cell("", '<w:vMerge w:val="continue"/>') + cell("不公开") + cell("3") + cell("4") + cell("5"),
        '<w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="3"/></w:trPr>' + cell("末"),
    )
    (grid,) = grids(read(tmp_path, "a.docx", docx(body)))
    assert grid.exact
    assert [found for found in spans(grid) if found[3:] != (1, 1)] == [
        ("项目", 0, 0, 2, 2),
        ("法人", 0, 2, 1, 2),
        ("总计", 0, 4, 2, 1),
        ("结果", 2, 0, 2, 1),
    ]
    assert spans(grid)[-1] == ("末", 4, 1, 1, 1)
    assert [found[2] for found in spans(grid) if found[1] == 1] == [2, 3]
    assert len(covered(grid)) == len(set(covered(grid))) == 21


def test_a_merge_that_has_nothing_to_go_on_with_is_a_cell(tmp_path: Path):
    body = table(cell("甲", GOES_ON) + cell("1"), cell("乙", wide(2) + GOES_ON) + cell("2"))
    (grid,) = grids(read(tmp_path, "a.docx", docx(body)))
    assert [found[0] for found in spans(grid)] == ["甲", "1", "乙", "2"]


def test_old_horizontal_merges(tmp_path: Path):
    across, goes_on = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    body = table(cell("题", across) + cell("", goes_on) + cell("1"), cell("甲") + cell("乙") + cell("2"))
    (grid,) = grids(read(tmp_path, "a.docx", docx(body)))
    assert spans(grid)[:2] == [("题", 0, 0, 1, 2), ("1", 0, 2, 1, 1)]


INNER = table(cell("规章") + cell("1"), cell("许可") + cell("2"))


def test_tables_within_a_layout_table_are_read_in_order(tmp_path: Path):
    body = table(cell(paragraph("前") + INNER + paragraph("后")))
    assert blocks(tmp_path, body) == ["前", [["规章", "1"], ["许可", "2"]], "后"]


def test_tables_within_a_table_of_data_follow_it(tmp_path: Path):
    numbers = "".join(cell(str(number)) for number in range(8))
    assert blocks(tmp_path, table(cell(paragraph("表头") + INNER) + numbers)) == [
        [["表头", *map(str, range(8))]],
        [["规章", "1"], ["许可", "2"]],
    ]


def test_paragraphs_of_a_cell_are_lines(tmp_path: Path):
    body = table(cell(paragraph("自") + paragraph("") + paragraph("然") + paragraph("人")) + cell("1"))
    assert blocks(tmp_path, body) == [[["自\n然\n人", "1"]]]


def test_text_boxes_follow_their_paragraph_once(tmp_path: Path):
    def box(text: str) -> str:
        return f"<wps:txbx><w:txbxContent>{paragraph(text)}</w:txbxContent></wps:txbx>"

    alternatives = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box("框内")}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box('旧框')}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    runs = f"<w:r><w:t>前</w:t></w:r><w:r>{alternatives}</w:r><w:r><w:t>后</w:t></w:r>"
    body = f"<w:p>{runs}</w:p>{paragraph('次')}"
    assert blocks(tmp_path, body) == ["前后", "框内", "次"]


def test_pictures_are_named(tmp_path: Path):
    body = (
        '<w:p><w:r><w:drawing><a:docPr descr="表四 截图"/><a:blip r:embed="r3"/></w:drawing></w:r></w:p>'
        '<w:p><w:r><w:pict><v:imagedata r:id="r3"/></w:pict></w:r></w:p>'
    )
    assert [
        block.description
        for block in read(tmp_path, "a.docx", docx(body)).blocks
        if isinstance(block, Picture)
    ] == [
        "表四 截图",
        "表三.png",
    ]


def test_the_title_of_the_properties(tmp_path: Path):
    core = '<p:core xmlns:p="urn:p" xmlns:dc="urn:dc"><dc:title>青石镇年报</dc:title></p:core>'
    data = docx(paragraph("甲"), parts={"docProps/core.xml": core})
    assert read(tmp_path, "a.docx", data).metadata == {"title": "青石镇年报"}


# -------------------------------------------------------------------------------- numbering


def numbered(text: str, level: int = 0, identity: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{identity}"/></w:numPr>')


def lists(*levels: tuple[str, str], extra: str = "") -> dict[str, str]:
    """numbering.xml with one abstract list of these levels (format, text); lists 1 and 2 use it."""
    stated = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    numbering = (
        f'<w:numbering xmlns:w="{TRANSITIONAL}"><w:abstractNum w:abstractNumId="0">{stated}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{extra}</w:num></w:numbering>'
    )
    return {"word/numbering.xml": numbering}


CHINESE = lists(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def test_automatic_numbers_are_printed(tmp_path: Path):
    printed = [
        ("总体情况", 0),
        ("主动公开", 1),
        ("依申请公开", 1),
        ("一条", 2),
        ("主动公开情况", 0),
        ("网站", 1),
    ]
    body = paragraph("题").join(numbered(text, level) for text, level in printed)
    assert [text for text in texts(read(tmp_path, "a.docx", docx(body, parts=CHINESE))) if text != "题"] == [
        "一、总体情况",
        "（一）主动公开",
        "（二）依申请公开",
        "1. 一条",
        "二、主动公开情况",
        "（一）网站",
    ]


def test_numbers_in_cells_count_once_in_reading_order(tmp_path: Path):
    rows = [cell(numbered(f"情形{n}", 2)) + cell("0") for n in range(3)]
    assert blocks(tmp_path, table(*rows) + numbered("其他", 2), parts=CHINESE) == [
        [["1. 情形0", "0"], ["2. 情形1", "0"], ["3. 情形2", "0"]],
        "4. 其他",
    ]


def test_a_level_shows_those_above_it(tmp_path: Path):
    parts = lists(("decimal", "%1"), ("decimal", "%1.%2"))
    body = numbered("甲", 1) + numbered("乙") + numbered("丙", 1) + numbered("丁", 1)
    assert blocks(tmp_path, body, parts=parts) == ["1.1 甲", "1 乙", "1.1 丙", "1.2 丁"]


def test_a_list_may_start_anew(tmp_path: Path):
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    parts = lists(("decimal", "%1."), extra=anew)
    body = (
        numbered("甲") + numbered("乙", identity=2) + numbered("丙", identity=2) + numbered("丁", identity=9)
    )
    assert texts(read(tmp_path, "a.docx", docx(body, parts=parts))) == ["1. 甲", "5. 乙", "6. 丙", "丁"]


def test_bullets_and_deleted_paragraphs_have_no_number(tmp_path: Path):
    parts = lists(("bullet", "●"), ("decimal", "%2."))
    gone = (
        numbered("旧", 1)
        .replace("<w:pPr>", "<w:pPr><w:rPr><w:del/></w:rPr>")
        .replace("<w:r>", "<w:del><w:r>", 1)
    )
    gone = gone.replace("</w:r></w:p>", "</w:r></w:del></w:p>")
    assert blocks(tmp_path, numbered("点") + gone + numbered("项", 1), parts=parts) == ["点", "1. 项"]


def test_styles_number_their_paragraphs_and_those_based_on_them(tmp_path: Path):
    def style(identity: str, based_on: str = "", properties: str = "") -> str:
        based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
        return f'<w:style w:styleId="{identity}">{based}<w:pPr>{properties}</w:pPr></w:style>'

    numbers = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    stated = style("h", "", numbers) + style("k", "h") + style("x", "y") + style("y", "x")
    styles = f'<w:styles xmlns:w="{TRANSITIONAL}">{stated}</w:styles>'
    body = "".join(
        paragraph(text, f'<w:pStyle w:val="{named}"/>{own}')
        for text, named, own in (
            ("甲", "h", ""),
            ("乙", "k", ""),
            ("丙", "x", ""),
            ("丁", "h", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
        )
    )
    parts = {**CHINESE, "word/styles.xml": styles}
    assert texts(read(tmp_path, "a.docx", docx(body, parts=parts))) == ["一、甲", "二、乙", "丙", "丁"]


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("chineseCounting", ["一", "九", "十", "十一", "二十", "二十一", "一百零五", "一百一十"]),
        ("japaneseCounting", ["一", "九", "十", "十一", "二十", "二十一", "一百零五", "一百一十"]),
        ("ideographDigital", ["一", "九", "一〇", "一一", "二〇", "二一", "一〇五", "一一〇"]),
        ("chineseLegalSimplified", ["壹", "玖", "壹拾", "壹拾壹", "贰拾", "贰拾壹", "壹佰零伍", "壹佰壹拾"]),
        ("decimalEnclosedCircle", ["①", "⑨", "⑩", "⑪", "⑳", "21", "105", "110"]),
        ("upperRoman", ["I", "IX", "X", "XI", "XX", "XXI", "CV", "CX"]),
        ("lowerLetter", ["a", "i", "j", "k", "t", "u", "aaaaa", "fffff"]),
        ("decimalFullWidth", ["１", "９", "１０", "１１", "２０", "２１", "１０５", "１１０"]),
        ("unheardOf", ["1", "9", "10", "11", "20", "21", "105", "110"]),
    ],
)
def test_numerals(style: str, written: list[str]):
    assert [format_number(count, style) for count in (1, 9, 10, 11, 20, 21, 105, 110)] == written


MERGES = st.sampled_from(["", DOWN, GOES_ON, '<w:hMerge w:val="continue"/>'])
CELLS = st.tuples(st.integers(0, 70), MERGES, st.integers(0, 999))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_position_is_covered_twice(tmp_path: Path, cells: list[list[tuple[int, str, int]]]):
    body = table(*("".join(cell(str(n), wide(width) + merge) for width, merge, n in row) for row in cells))
    (grid,) = grids(read(tmp_path, "a.docx", docx(body)))
    assert len(covered(grid)) == len(set(covered(grid)))
    kept = [str(n) for row in cells for _, merge, n in row if merge in {"", DOWN}]
    found = [one.text for one in grid.cells]
    assert [text for text in kept if text not in found] == []

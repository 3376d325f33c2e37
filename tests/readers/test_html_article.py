"""The article of a page, in the manner of many content systems: nothing of the report is lost, and
nothing of the site stays below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.document import Grid, Paragraph
from tests.readers.files import grids, read, rows, shape, texts

TITLE = "青石镇人民政府2023年政府信息公开工作年度报告"
PREAMBLE = "本报告由青石镇党政办公室编制，数据统计期限为2023年1月1日至2023年12月31日。"
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
PROSE = "2023年，青石镇主动公开政府信息二百余条，回应了群众的关切。"
TABLE = "<table border=1><tr><td>规章<td>1<td>0</tr><tr><td>行政规范性文件<td>2<td>3</tr></table>"
CELLS = [["规章", "1", "0"], ["行政规范性文件", "2", "3"]]
LAST = "本年度没有收取信息处理费。"


def parts(last: str | None = LAST, *, wrap: str = "<p>{}</p>") -> str:
    """The six parts as a page has them; part six says `last` or (None) nothing."""
    pieces = []
    for heading in HEADINGS:
        body = TABLE if heading[0] in "二三四" else wrap.format(PROSE if heading[0] != "六" else last)
        pieces.append(wrap.format(heading) + (body if heading[0] != "六" or last is not None else ""))
    return "".join(pieces)


def report(last: str | None = LAST) -> list[str | list[list[str]]]:
    """What has to be read of `parts`."""
    found: list[str | list[list[str]]] = []
    for heading in HEADINGS:
        found += [heading, CELLS if heading[0] in "二三四" else PROSE if heading[0] != "六" else last or ""]
    return found if last is not None else found[:-1]


def blocks(folder: Path, body: str, head: str = "") -> list[str | list[list[str]]]:
    page = f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return shape(read(folder, "a.html", page))


FOOTER = "主办：青石镇人民政府 承办：青石镇党政办公室 网站标识码：9901270001 某ICP备00000000号"
LAYOUTS = {
    "nothing around": "{}",
    "an element": "<article>{}</article>",
    "a footer beside it": "<div class=main><div id=zoom>{}</div></div><div class=footer>" + FOOTER + "</div>",
    "a footer without a name": "<div><div>{}</div><div><p>" + FOOTER + "</p></div></div>",
    "a footer in the same wrapper": "<div class=wrap>{}<div>" + FOOTER + "</div></div>",
    "a footer in the body": "{}<p>" + FOOTER + "</p><p>地址：青石镇一号</p>",
    "a row of a layout table": "<table width=980><tr><td>{}</td></tr><tr><td>"
    + FOOTER
    + "</td></tr></table>",
    "a table of data as footer": (
        "<table><tr><td><div class=TRS_Editor>{}</div></td></tr></table>"
        "<table><tr><td>主办单位<td>青石镇人民政府<tr><td>网站标识码<td>9901270001</table>"
    ),
    "a table of data as footer, no element": (
        "{}<table><tr><td>主办单位<td>青石镇人民政府<tr><td>网站标识码<td>9901270001</table>"
    ),
    "toolbars": (
        "<div id=content><div>{}</div><div class='bdsharebuttonbox'><a href=#>微信</a></div>"
        "<div>【<a href=#>打印本页</a>】【<a href=#>关闭窗口</a>】</div></div>"
    ),
    "toolbars in the article": "<div id=zoom>{}<p>【打印】【关闭】</p><p>分享到：</p><p>微信</p></div>",
    "neighbours": "<div class=con>{}<p>上一篇：青石镇2022年预算</p><p>下一篇：没有了</p></div>",
    "links": (
        "<div><div>{}</div><ul><li><a href=/1>县政府办</a></li><li><a href=/2>县财政局</a></li></ul>"
        "<div>青石镇党政办公室</div></div>"
    ),
    "lines that only an outer element holds": (
        "<div class=a><div class=b>{}</div><div>青石镇门户</div><div>值班室</div></div>"
    ),
    "sentences of the site": "<div><div>{}</div><p>未经本网站授权，不得转载。</p></div>",
    "sections": "<div class=WordSection1>{}</div><p>技术支持：某某公司</p>",
}
# Where the last part is empty, what no wording shows to be the site's might be all that it says.
EMPTY = [name for name in LAYOUTS if name != "lines that only an outer element holds"]


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_article_alone_is_left(tmp_path: Path, name: str):
    assert blocks(tmp_path, LAYOUTS[name].format(parts())) == report()


@pytest.mark.parametrize("name", EMPTY)
def test_a_footer_is_no_text_of_an_empty_last_part(tmp_path: Path, name: str):
    assert blocks(tmp_path, LAYOUTS[name].format(parts(None))) == report(None)


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("wrap", ["<div>{}</div>", "<section><h3>{}</h3></section>", "{}<br>"])
def test_the_markup_of_lines_makes_no_difference(tmp_path: Path, name: str, wrap: str):
    body = LAYOUTS[name].format(parts(wrap=wrap))
    assert [block for block in blocks(tmp_path, body) if block] == report()


@pytest.mark.parametrize("tag", ["span", "font"])
def test_a_wrapper_that_is_named_as_articles_are_holds_it(tmp_path: Path, tag: str):
    line = "<p>云溪县人民政府办公室地址</p>"
    body = f'<div><{tag} id="zoom">{parts()}</{tag}>{line}</div>'
    assert blocks(tmp_path, body) == report()
    assert blocks(tmp_path, body.replace("zoom", "MsoNormal")) != report()


def test_each_part_in_an_element_of_its_own(tmp_path: Path):
    sections = parts().replace("<p>二", "</div><div><p>二").replace("<p>六", "</div><div><p>六")
    assert blocks(tmp_path, f"<div><div>{sections}</div></div><div>{FOOTER}</div>") == report()


@pytest.mark.parametrize(
    "rest", ["无", "（一）收费情况", LAST, "无</p><p>没有其他需要报告的事项。", "青石镇 2023年 无收费"]
)
def test_an_element_that_ends_at_the_last_heading_loses_no_text(tmp_path: Path, rest: str):
    body = f"<div><div id=zoom>{parts(None)}</div><p>{rest}</p></div><div>{FOOTER}</div>"
    assert blocks(tmp_path, body) == [*report(None), *rest.split("</p><p>")]


def test_sentences_and_tables_below_the_element_are_kept(tmp_path: Path):
    more = "<p>特此报告，欢迎监督。</p><p>（一）附表</p>" + TABLE
    body = f"<div><div id=zoom>{parts()}</div>{more}</div><div>{FOOTER}</div><p>另有一句话。</p>"
    assert blocks(tmp_path, body) == [*report(), "特此报告，欢迎监督。", "（一）附表", CELLS]


def test_sentences_of_the_report_that_speak_as_footers_do(tmp_path: Path):
    last = (
        "本镇网站标识码为9901270001，全年浏览次数为三万次，本网站运行平稳。",
        "分享典型做法三次。",
        "1.主办单位为县政府的建议三件",
        "来源于群众的意见二十条，均已办理。",
        "（二）打印",
    )
    body = f"<div id=zoom>{parts('</p><p>'.join(last))}</div><div>{FOOTER}</div>"
    assert blocks(tmp_path, body) == [*report("")[:-1], *last]


def test_a_part_headed_in_a_link_is_kept(tmp_path: Path):
    linked = parts().replace("六、其他需要报告的事项", "<a href=#top>六、其他需要报告的事项</a>")
    assert blocks(tmp_path, f"<div><div>{linked}</div><p>{FOOTER}</p></div>") == report()


def test_pages_whose_headings_are_all_links(tmp_path: Path):
    linked = parts()
    for heading in HEADINGS:
        linked = linked.replace(heading, f"<a href=#top>{heading}</a>")
    assert blocks(tmp_path, f"<div><div>{linked}</div><p>{FOOTER}</p></div>") == report()


@pytest.mark.parametrize("link", ["<a href='#{}'>{}</a>", "<span>{0:.0}{1}</span>"])
@pytest.mark.parametrize("below", [False, True])
def test_a_table_of_contents_beside_the_article(tmp_path: Path, link: str, below: bool):
    contents = "".join(f"<li>{link.format(heading[0], heading)}</li>" for heading in HEADINGS)
    article, menu = f"<div class=con>{parts()}</div>", f"<ul>{contents}</ul>"
    body = f"<div>{article if below else menu}{menu if below else article}</div><div>{FOOTER}</div>"
    found = blocks(tmp_path, body)
    assert FOOTER not in found
    start = found.index(PROSE) - 1
    assert found[start : start + len(report())] == report()


def test_menus_above_are_left_out_and_titles_are_not(tmp_path: Path):
    body = (
        "<div class=nav><ul><li>首页</li><li><a href=/>政务公开</a></li></ul></div>"
        "<div><a href=/>首页</a> &gt; <a href=/x>年度报告</a></div>"
        "<ul><li><a href=/2022>白水镇人民政府2022年政府信息公开工作年度报告</a></li></ul>"
        f"<div><h1><a href=#>{TITLE}</a></h1><p>{PREAMBLE}</p><div id=zoom>{parts()}</div></div>"
    )
    assert blocks(tmp_path, body) == ["首页 > 年度报告", TITLE, PREAMBLE, *report()]


def test_a_link_that_repeats_the_title_of_the_page_is_kept(tmp_path: Path):
    body = f"<div><p><a href=#>{TITLE}</a></p><p><a href=#>政务</a></p><div>{parts()}</div></div>"
    assert blocks(tmp_path, body, f"<title>{TITLE}-青石镇</title>") == [TITLE, *report()]


def test_blocks_keep_their_numbers(tmp_path: Path):
    body = f"<ul><li><a href=/>首页</a><li><a href=/>政务</a></ul><div id=zoom>{parts()}</div>{FOOTER}"
    page = f"<html><body>{body}</body></html>"
    document = read(tmp_path, "a.html", page)
    assert [block.origin.paragraph for block in document.blocks] == [*range(3, 3 + len(report()))]


def test_without_headings_the_prose_shows_the_article(tmp_path: Path):
    prose = "青石镇今年公开了许多政府信息，及时回应了群众的关切，没有收到任何一件政府信息公开申请。"
    body = (
        f"<ul><li><a href=/>首页</a></li></ul><div><div><p>{prose}</p><p>{prose}</p><p>无</p></div>"
        f"<div>青石镇门户</div></div><div class=footer>{FOOTER}{prose}</div>"
    )
    assert blocks(tmp_path, body) == [prose, prose, "无"]


def test_with_one_heading_nothing_but_the_footer_goes(tmp_path: Path):
    body = f"<div>甲</div><div><p>一、总体情况</p></div><div>乙</div><p>{FOOTER}</p><p>丙</p>"
    assert blocks(tmp_path, body) == ["甲", "一、总体情况", "乙"]


def test_hidden_furniture_changes_nothing(tmp_path: Path):
    hidden = f"<div style='display:none'><p>六、其他需要报告的事项</p><p>{FOOTER}</p></div>后"
    assert blocks(tmp_path, f"<div>前{hidden}<div id=zoom>{parts()}</div></div>") == ["前后", *report()]


def test_deep_pages_cost_nothing(tmp_path: Path):
    deep = (
        "<div>" * 1500
        + "<p>青石镇今年公开了许多政府信息，及时回应了群众的关切，没有收到任何一件政府信息公开申请。" * 3000
    )
    document = read(tmp_path, "a.html", f"<p>一、总体情况</p>{deep}")
    assert len(document.blocks) == 3001


META = "<table class=xxgk><tr><th>发布机构<td>青石镇人民政府<th>发布日期<td>2024-01-17</table>"


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("<p>发布日期：2024-01-17 来源：青石镇人民政府 浏览次数：5</p>", ("发布日期", "来源")),
        ("<p>[ 发布时间: 2024-01-17 ] 信息来源:青石镇人民政府</p>", ("发布时间", "信息来源")),
        ("<div>来源：<a href=/>青石镇人民政府</a>|公开日期：2024-01-17</div>", ("公开日期", "来源")),
        ("<p>发布日期：</p><p>2024-01-17</p><p>发布单位</p><p>青石镇人民政府</p>", ("发布日期", "发布单位")),
        (META, ("发布日期", "发布机构")),
    ],
)
def test_what_a_page_says_of_itself(tmp_path: Path, above: str, expected: tuple[str, str]):
    document = read(tmp_path, "a.html", f"<html>{above}<h1>{TITLE}</h1><div>{parts()}</div></html>")
    assert [document.metadata[label] for label in expected] == ["2024-01-17", "青石镇人民政府"]


def test_labels_in_the_report_are_none_of_the_page(tmp_path: Path):
    body = f"<p>数据来源：统计年报</p><div>{parts('来源：群众')}</div>"
    document = read(tmp_path, "a.html", f"<html><meta name=来源 content=甲>{body}</html>")
    assert document.metadata == {"来源": "甲"}


def test_a_table_of_metadata_stays_above_the_article(tmp_path: Path):
    document = read(
        tmp_path, "a.html", f"<html><h1>{TITLE}</h1>{META}<div id=zoom>{parts()}</div>{FOOTER}</html>"
    )
    assert rows(grids(document)[0]) == [["发布机构", "青石镇人民政府", "发布日期", "2024-01-17"]]
    assert isinstance(document.blocks[1], Grid)
    assert isinstance(document.blocks[-1], Paragraph)
    assert texts(document)[-1] == LAST

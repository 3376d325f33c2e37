import pytest

from audit.recognise.headings import find_headings
from tests.recognise.reports import HEADINGS, NEWEST, paragraphs


def heads(*lines, consumed=()):
    return [
        (heading.part, heading.numeral, heading.status)
        for heading in find_headings(paragraphs(*lines), NEWEST, consumed)
    ]


def test_the_form_itself():
    found = heads(*(line for heading in HEADINGS for line in (heading, "正文。")))
    assert found == [(number, "一二三四五六"[number - 1], "official") for number in range(1, 7)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1、 总体情况", (1, "1", "official")),
        ("3.收到和处理政府信息公开申请情况", (3, "3", "official")),
        ("总体情况", (1, "", "official")),
        ("第一部分　总体情况", (1, "一", "official")),
        ("六、 需要报告的其他事项", (6, "六", "accepted")),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", (4, "四", "accepted")),
        ("五、存在的主要问题及整改措施", (5, "五", "deviant")),
        ("四、政府信息公开行政复议、行政诉讼情况统计", (4, "四", "deviant")),
        ("２、主动公开政府信息情况：", (2, "2", "official")),
    ],
)
def test_wordings(line, expected):
    assert heads(line, "正文。") == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "（一）主动公开政府信息情况",
        "三、本年度办理结果",
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "四、结转下年度继续办理",
        "（七）总计",
        "一是总体情况良好。",
        "本报告包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等六个部分。",
        "五、工作打算",
        "0",
    ],
)
def test_what_is_no_heading(line):
    assert heads(line) == []


def test_a_heading_that_leads_its_paragraph():
    blocks = paragraphs("一、总体情况。2024年，我镇按期完成各项任务。")
    (heading,) = find_headings(blocks, NEWEST)
    assert heading.text == "一、总体情况"
    assert blocks[0].text[heading.rest :] == "2024年，我镇按期完成各项任务。"


def test_a_heading_torn_over_two_lines():
    (heading,) = find_headings(paragraphs("四、政府信息公开行政复议、", "行政诉讼情况", "正文。"), NEWEST)
    assert (heading.text, heading.block, heading.after) == (HEADINGS[3], 0, 2)


def test_a_table_of_contents_heads_nothing():
    contents = [f"{heading}…………{page}" for page, heading in enumerate(HEADINGS, start=1)]
    body = [line for heading in HEADINGS for line in (heading, "正文。")]
    found = find_headings(paragraphs(*contents, "本报告统计期限如下。", *body), NEWEST)
    assert [heading.block for heading in found] == [7, 9, 11, 13, 15, 17]


def test_parts_without_prose_are_no_table_of_contents():
    assert len(heads(*HEADINGS)) == 6


def test_a_sub_heading_with_the_words_of_a_part_yields_to_the_part():
    lines = ["一、总体情况", "1.主动公开政府信息情况", "正文。", "二、主动公开政府信息情况", "正文。"]
    found = find_headings(paragraphs(*lines), NEWEST)
    assert [(heading.part, heading.block) for heading in found] == [(1, 0), (2, 3)]


def test_lines_of_tables_are_not_asked():
    assert heads("一、总体情况", "二、主动公开政府信息情况", consumed={1}) == [(1, "一", "official")]

from audit.document import Block
from audit.recognise.headings import find_headings
from audit.recognise.parts import head_of
from tests.recognise.reports import HEADINGS, NEWEST, grid, paragraphs, parts_of


def test_order_is_kept_as_printed_and_absent_parts_have_no_section():
    parts = parts_of(paragraphs(HEADINGS[1], "甲。", HEADINGS[0], "乙。"))
    assert [(part.part, part.position) for part in parts] == [(2, 1), (1, 2)]


def test_tables_count_and_are_no_prose():
    blocks: tuple[Block, ...] = (*paragraphs(HEADINGS[1], "见下表。", "规章", "0"), grid(("行政许可", "1 2")))
    (part,) = parts_of(blocks, consumed={2, 3, 4})
    assert [text for text, _ in part.paragraphs] == ["见下表。"]
    assert part.table_characters == len("规章0行政许可12")


def test_the_rest_of_a_leading_heading_is_prose_in_its_place():
    blocks = paragraphs("六、其他需要报告的事项： 本年度未收取信息处理费。")
    (part,) = parts_of(blocks)
    ((text, origin),) = part.paragraphs
    assert text == blocks[0].text[origin.start : origin.end] == "本年度未收取信息处理费。"


def test_page_furniture_and_signature_are_no_part_of_the_report():
    lines = (
        HEADINGS[5],
        "无其他需要报告的事项。",
        "云栖县教育局",
        "2025年1月20日",
        "【打印本页】",
        "上一篇：公告",
    )
    (part,) = parts_of(paragraphs(*lines))
    assert [text for text, _ in part.paragraphs] == ["无其他需要报告的事项。"]


def test_head_ends_where_part_one_begins():
    blocks = paragraphs("云栖县人民政府", "2024年政府信息公开工作年度报告", HEADINGS[0], "正文。")
    assert list(head_of(blocks, find_headings(blocks, NEWEST))) == list(blocks[:2])
    assert list(head_of(blocks[:2], ())) == list(blocks[:2])

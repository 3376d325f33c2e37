"""Tables typed into text: both layouts, with the line breaks and blank lines that converters leave."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.readers.headings import is_part_heading
from audit.readers.typed import read_table
from audit.template import load_templates


def table(text: str, start: int = 0) -> tuple[list[list[str]], int]:
    """Rows of the table at line `start`, and the line after it."""
    found = read_table(text.split("\n"), start)
    assert found is not None
    return [[cell.text for cell in row] for row in found.rows], found.end


def rows(text: str) -> list[list[str]]:
    return table(text)[0]


# ------------------------------------------------------------------------------- layout: cells


def test_blank_lines_part_rows():
    assert rows("\t规章\n\t1\n\t2\n\n\t行政规范性文件\n\t3\n\t4") == [
        ["规章", "1", "2"],
        ["行政规范性文件", "3", "4"],
    ]


def test_a_lone_tab_is_a_blank_cell():
    assert rows("\t规章\n\t\n\t2\n\t\n\n\t许可\n\t1") == [["规章", "", "2", ""], ["许可", "1"]]


def test_a_number_may_stand_blank_lines_below_its_tab():
    assert rows("\t许可\n\t\n\n0\n\t\n\n\n12\n\n\t处罚\n\t3") == [["许可", "0", "12"], ["处罚", "3"]]


@pytest.mark.parametrize("value", ["0", "1,234", "/", "-", "无", "12.5万元"])
def test_the_last_cell_of_a_table_may_stand_below_its_tab(value: str):
    assert rows(f"\t许可\n\t\n\n{value}\n\n\n四、政府信息公开行政复议、行政诉讼情况") == [["许可", value]]


def test_a_vertical_label_after_a_dozen_blank_lines():
    lines = "\t" + "\n" * 12 + "三、本 年度\n办理\n结果\n\t（一）予以公开\n\t0\n\n\t\n\t（二）部分公开\n\t0"
    assert rows(lines) == [["三、本 年度\n办理\n结果", "（一）予以公开", "0"], ["", "（二）部分公开", "0"]]


def test_a_vertical_label_of_words_that_read_as_numbers():
    assert rows("\t三\n、\n本\n年\n\t1\n\n\t无\n法\n提\n供\n\t2") == [
        ["三\n、\n本\n年", "1"],
        ["无\n法\n提\n供", "2"],
    ]


def test_a_label_goes_on_after_a_blank_line_when_a_cell_follows_at_once():
    assert rows("\t5.要求行政机关确认或\n\n重新出具已获取信息\n\t\n\n0\n\t1") == [
        ["5.要求行政机关确认或\n重新出具已获取信息", "0", "1"]
    ]


def test_words_in_an_empty_cell_among_blank_lines():
    assert rows("\t\n\t\n自 然 人\n\t法人\n\t\n\n总计\n\n\t\n\t商业企业\n\t1") == [
        ["", "自 然 人", "法人", "总计"],
        ["", "商业企业", "1"],
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "四、政府信息公开行政复议、行政诉讼情况",
        "4、 政府信息公开行政复议、行政诉讼情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "四、政府信息公开行政复议和行政诉讼情况",  # near the official wording
    ],
)
@pytest.mark.parametrize("gap", ["", "\n", "\n\n\n"])
@pytest.mark.parametrize("last", ["0", ""])
def test_a_part_heading_ends_a_table(heading: str, gap: str, last: str):
    text = f"\t四、结转下年度继续办理\n\t0\n\t{last}\n{gap}{heading}\n\t行政复议\n\t1"
    found, end = table(text)
    assert found == [["四、结转下年度继续办理", "0", last]]
    assert text.split("\n")[end].endswith(heading) or heading in text.split("\n")[end:]


def test_words_do_not_go_on_with_a_number():
    found, end = table("\t规章\n\t1\n第二十条第（五）项\n\t信息内容\n\t2")
    assert (found, end) == ([["规章", "1"]], 2)


def test_a_caption_does_not_fill_the_blank_cell_above():
    found, _ = table("\t规章\n\t1\n\t\n\n第二十条第（五）项\n\n\t信息内容\n\t2")
    assert found == [["规章", "1", ""]]


def test_a_caption_below_a_lone_tab_is_a_row():
    assert rows("\t\n第二十条第（一）项\n\n\t规章\n\t1")[0] == ["第二十条第（一）项"]


def test_prose_ends_a_table():
    found, end = table("\t合计\n\t\n\n以上数据由青石镇统计。\n\n\t另表\n\t1")
    assert (found, end) == ([["合计", ""]], 3)


def test_a_torn_number_stays_torn():
    assert rows("\t许可\n\t1808\n595\n\t2") == [["许可", "1808\n595", "2"]]


def test_a_row_cut_by_tall_blank_cells_is_put_together():
    full = "".join(f"\t行{n}\n\t1\n\t2\n\t3\n\n" for n in range(6))
    assert rows(full + "\t行6\n\t\n\n\n\t\n\n\n\t3\n\n" + full)[6] == ["行6", "", "", "3"]


def test_a_table_of_tall_blank_cells_keeps_its_rows():
    plain = "".join(f"\t行{n}\n\t\n\t\n\t\n\n" for n in range(6))
    tall = "".join(f"\t高{n}\n\t\n\n\n\t\n\n\n\t\n\n" for n in range(4))
    assert [len(row) for row in rows(plain + tall + plain)] == [4] * 16


def test_a_cell_is_only_so_tall():
    found, end = table("\t字" + "\n字" * 100)
    assert found[0][0].count("字") == end < 60


def test_short_rows_that_are_rows_stay_rows():
    full = "".join(f"\t行{n}\n\t1\n\t2\n\t3\n\n" for n in range(6))
    assert rows("\t甲\n\t\n\n\t乙\n\t1\n\t2\n\n" + full)[:2] == [["甲", ""], ["乙", "1", "2"]]


def test_lines_indented_by_a_tab_are_no_table():
    for text in (
        "\t青石镇今年公开了信息。\n\t其他工作正常。",
        "\t一、总体情况",
        "一、\t总体情况",
        "（一）\t主动公开",
    ):
        assert read_table(text.split("\n"), 0) is None
    found = read_table(["\t青石镇", "\t人民政府"], 0)
    assert found is not None
    assert not found.is_data


def test_no_row_or_column_of_the_forms_is_taken_for_a_part_heading():
    labels = {
        label
        for template in load_templates().values()
        for spec in template.cells.values()
        for label in (spec.row.label, *spec.row.groups, spec.column.label, *spec.column.groups)
    }
    assert [label for label in labels if is_part_heading(label)] == []


# -------------------------------------------------------------------------------- layout: rows


def test_every_field_is_kept():
    assert rows("第二十条第（一）项\t\t\t\n规章\t0\t1\t2\n\t\t3\t\t") == [
        ["第二十条第（一）项", "", "", ""],
        ["规章", "0", "1", "2"],
        ["", "", "3", "", ""],
    ]


def test_a_page_break_does_not_end_a_table():
    found, end = table(
        "\t2.没有现成信息需要另行制\t0\t0\n\n\t作\t\t\n\n四、结转下年度继续办理\t0\t0\n\n五、其他"
    )
    assert found == [
        ["", "2.没有现成信息需要另行制", "0", "0"],
        ["", "作", "", ""],
        ["四、结转下年度继续办理", "0", "0"],
    ]
    assert end == 5


def test_a_part_heading_with_tabs_ends_a_table():
    assert table("规章\t0\t1\n四、政府信息公开行政复议、行政诉讼情况\t\t\n行政复议\t1\t")[1] == 1


def test_pipes():
    assert rows("| 信息内容 | 数量 |\n|---|---:|\n| 规章 | 1 |\n| 许可 | |\n") == [
        ["信息内容", "数量"],
        ["规章", "1"],
        ["许可", ""],
    ]


# ---------------------------------------------------------------------------------- round trips

WORDS = st.text("规章行政许可数量一二（）、", min_size=1, max_size=12).filter(
    lambda text: not is_part_heading(text)
)
NUMBERS = st.integers(0, 10**7).map(str)
CELLS = st.one_of(WORDS, NUMBERS, st.just(""), st.just("/"))
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=10), min_size=2, max_size=12)


@given(ROWS)
def test_cells_layout_comes_back(printed: Sequence[Sequence[str]]):
    text = "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in printed)
    found = rows(text)
    assert [cell for row in found for cell in row] == [cell for row in printed for cell in row]
    if all(row[-1] for row in printed):
        assert found == printed


@given(ROWS, st.integers(0, 3))
def test_rows_layout_comes_back(printed: Sequence[Sequence[str]], trailing: int):
    marked = [["行", *row] for row in printed]
    text = "\n".join("\t".join(row) + "\t" * trailing for row in marked)
    assert rows(text) == [[*row, *[""] * trailing] for row in marked]


@given(ROWS, st.integers(1, 3))
def test_numbers_below_their_tabs_come_back(printed: Sequence[Sequence[str]], gap: int):
    numbered = [[cell or "0" for cell in row] for row in printed]
    text = "\n\n".join(
        "\n".join("\t" + ("\n" * gap if cell.isdigit() else "") + cell for cell in ["行", *row])
        for row in numbered
    )
    assert rows(text) == [["行", *row] for row in numbered]


def test_spaces_typed_for_a_tab_part_numbers():
    table = read_table(["行政许可  0\t\t", "一、新收\t33  12\t1", "三、本 年度  办理\t1 2\t1"], 0)
    assert table is not None
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["行政许可", "0", "", ""],
        ["一、新收", "33", "12", "1"],
        ["三、本 年度 办理", "1 2", "1"],
    ]


def test_a_line_of_fields_above_a_table_of_cells_is_a_row_by_itself():
    text = "规章\t1\t2\n\n" + "\t行政规范性文件\n\t3\n\t4\n\n" * 3
    assert table(text) == ([["规章", "1", "2"]], 1)
    assert table(text, 2)[0] == [["行政规范性文件", "3", "4"]] * 3

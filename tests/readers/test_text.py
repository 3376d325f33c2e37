"""Plain text: paragraphs, cut paragraphs, and the tables between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.document import Origin
from audit.errors import LimitExceeded
from audit.readers import text
from tests.readers.files import grids, read, rows, shape, texts


def test_lines_are_paragraphs_with_their_line_numbers(tmp_path: Path):
    document = read(tmp_path, "a.txt", "云溪县青石镇人民政府\n\n一、总体情况\r\n**青石镇**\u200b今年公开。\n")
    assert texts(document) == ["云溪县青石镇人民政府", "一、总体情况", "青石镇今年公开。"]
    assert [block.origin for block in document.blocks] == [
        Origin("a.txt", paragraph=1),
        Origin("a.txt", paragraph=3),
        Origin("a.txt", paragraph=4),
    ]
    assert document.format == "text"


def test_cells_know_their_place(tmp_path: Path):
    document = read(tmp_path, "a.txt", "表\n\t规章\n\t1\n\n\t行政规范性文件\n\t\n\n2\n")
    (grid,) = grids(document)
    assert not grid.exact
    assert grid.origin == Origin("a.txt", paragraph=2, grid=1)
    assert [(cell.text, cell.row, cell.column) for cell in grid.cells] == [
        ("规章", 0, 0),
        ("1", 0, 1),
        ("行政规范性文件", 1, 0),
        ("2", 1, 1),
    ]
    assert grid.cells[3].origin == Origin("a.txt", paragraph=8, grid=1, row=2, column=2)


BODY = "一、总体情况\n\n"
CUT = "二〇二三年青石镇公开了许多政府信息，其中在网站上公开的文件有十二"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CUT, "件，其余各类合计二十件。"),
        ("青石镇人民政府全年的信息公开工作虽然取得了一定成", "绩，但仍有不足。"),
    ],
)
def test_a_paragraph_cut_by_a_page_is_joined(tmp_path: Path, first: str, second: str):
    document = read(tmp_path, "a.txt", f"{BODY}{first}\n\n{second}\n")
    assert texts(document)[1:] == [first + second]
    assert document.blocks[1].origin.paragraph == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CUT + "。", "件，其余各类合计二十件。"),  # ends as a sentence
        (CUT, "（二）依申请公开，全年没有。"),  # a sub-heading
        (CUT, "二、主动公开政府信息情况"),  # a part
        (CUT, "1.其他事项，没有。"),  # a list
        (CUT, "青石镇人民政府"),  # a signature
        (CUT + "24", "12条，其余二十条。"),  # would make another number
        ("下一步打算", "加强培训，提高质量。"),  # a short line
        ("（一）存在的主要问题和困难以及原因分析与对策研究", "队伍薄弱，人员不足。"),  # a heading
    ],
)
def test_other_paragraphs_stay_apart(tmp_path: Path, first: str, second: str):
    assert texts(read(tmp_path, "a.txt", f"{BODY}{first}\n\n{second}\n"))[1:] == [first, second]


def test_a_title_is_not_joined_to_the_preamble(tmp_path: Path):
    title = "云溪县青石镇人民政府二〇二三年政府信息公开工作年度报告"
    preamble = "本报告由青石镇人民政府编制，数据截至年底。"
    assert texts(read(tmp_path, "a.txt", f"{title}\n\n{preamble}")) == [title, preamble]


def test_lines_without_a_break_between_are_not_joined(tmp_path: Path):
    assert len(texts(read(tmp_path, "a.txt", f"{BODY}{CUT}\n件，其余二十件。"))) == 3


def test_a_table_parts_paragraphs(tmp_path: Path):
    document = read(tmp_path, "a.txt", f"{BODY}{CUT}\n\n\t规章\n\t1\n\n件，其余二十件。")
    assert shape(document) == ["一、总体情况", CUT, [["规章", "1"]], "件，其余二十件。"]


def test_an_endless_line_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(text, "LONGEST_LINE", 1000)
    with pytest.raises(LimitExceeded, match="行过长"):
        read(tmp_path, "a.txt", "字" * 1001)


def test_endless_lines_are_refused(tmp_path: Path):
    with pytest.raises(LimitExceeded, match="行数过多"):
        read(tmp_path, "a.txt", "字\n" * text.MOST_LINES)


def test_a_field_of_tabs_is_refused(tmp_path: Path):
    with pytest.raises(LimitExceeded, match="表格过大"):
        read(tmp_path, "a.txt", ("字" + "\t" * 1000 + "\n") * 200)


def test_rows_of_a_table_are_all_kept_around_its_captions(tmp_path: Path):
    document = read(tmp_path, "a.txt", "规章\t1\t2\n第二十条第（五）项\n行政许可\t3\t\n\n行政处罚\t4\t\n")
    assert shape(document) == [
        [["规章", "1", "2"]],
        "第二十条第（五）项",
        [["行政许可", "3", ""], ["行政处罚", "4", ""]],
    ]
    assert rows(grids(document)[1])[1] == ["行政处罚", "4", ""]

"""Tables over pages: what the break cut is one again, and nothing is glued that was not cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from audit.readers.pdf.grid import TableCell
from audit.readers.pdf.joining import Piece, join_pieces

XS = (50.0, 150.0, 200.0, 250.0)


def piece(*rows: Sequence[str], xs: tuple[float, ...] = XS, page: int = 1) -> Piece:
    """A table without merged cells."""
    cells = tuple(
        TableCell(text, r, c, 1, 1, page) for r, line in enumerate(rows) for c, text in enumerate(line)
    )
    return Piece(xs, cells)


def spanned(*cells: tuple[str, int, int, int, int], page: int = 1) -> Piece:
    return Piece(XS, tuple(TableCell(*cell, page) for cell in cells))


def joined(above: Piece, below: Piece) -> list[list[str]]:
    whole = join_pieces(above, below)
    assert whole is not None
    rows = sorted({cell.row for cell in whole.cells})
    return [[cell.text for cell in whole.cells if cell.row == row] for row in rows]


def test_rows_follow_each_other():
    above, below = piece(["1.重复申请", "1", "2"]), piece(["2.其他", "3", "4"], page=2)
    assert joined(above, below) == [["1.重复申请", "1", "2"], ["2.其他", "3", "4"]]
    whole = join_pieces(above, below)
    assert [cell.page for cell in whole.cells] == [1, 1, 1, 2, 2, 2]


def test_a_table_of_another_width_is_another():
    assert join_pieces(piece(["甲", "1", "2"]), piece(["乙", "3", "4"], xs=(50, 150, 200, 260))) is None


def test_mirrored_margins_do_not_matter():
    shifted = piece(["乙", "3", "4"], xs=tuple(x + 20 for x in XS))
    assert joined(piece(["甲", "1", "2"]), shifted) == [["甲", "1", "2"], ["乙", "3", "4"]]


def test_pieces_with_other_columns_share_a_grid():
    whole = join_pieces(piece(["甲", "1", "2"]), piece(["乙", "3"], xs=(50, 150, 250)))
    assert [(c.text, c.column, c.colspan) for c in whole.cells if c.row == 1] == [("乙", 0, 1), ("3", 1, 2)]


def test_a_label_cut_in_its_row_is_glued():
    above = piece(["2.没有现成信息需要另行制", "3", "0"])
    assert joined(above, piece(["作", "", ""], ["3.其他", "1", "1"], page=2)) == [
        ["2.没有现成信息需要另行制作", "3", "0"],
        ["3.其他", "1", "1"],
    ]


@pytest.mark.parametrize("label", ["行政强制", "3.其他", "（四）无法提供", "7"])
def test_a_row_of_its_own_is_not_glued(label: str):
    rows = joined(piece(["行政处罚", "5", "0"]), piece([label, "", ""], page=2))
    assert rows == [["行政处罚", "5", "0"], [label, "", ""]]


def test_blank_numbers_are_not_filled_from_the_row_below():
    rows = joined(piece(["行政处罚", "", ""]), piece(["行政强制", "1", "2"], page=2))
    assert rows == [["行政处罚", "", ""], ["行政强制", "1", "2"]]


def test_heads_cut_by_the_page_are_labels_again():
    rows = joined(piece(["", "商业", "科研"]), piece(["", "企业", "机构"], ["一", "1", "2"], page=2))
    assert rows == [["", "商业企业", "科研机构"], ["一", "1", "2"]]


def test_half_a_row_left_blank_is_no_row():
    assert joined(piece(["甲", "1", "2"]), piece(["", "", ""], ["乙", "3", "4"])) == [
        ["甲", "1", "2"],
        ["乙", "3", "4"],
    ]
    assert joined(piece(["甲", "1", "2"], ["", "", ""]), piece(["乙", "3", "4"])) == [
        ["甲", "1", "2"],
        ["乙", "3", "4"],
    ]


def test_a_cell_beside_rows_goes_on():
    above = spanned(
        ("三、本年度", 0, 0, 2, 1),
        ("甲", 0, 1, 1, 1),
        ("1", 0, 2, 1, 1),
        ("乙", 1, 1, 1, 1),
        ("2", 1, 2, 1, 1),
    )
    below = spanned(
        ("办理结果", 0, 0, 2, 1),
        ("丙", 0, 1, 1, 1),
        ("3", 0, 2, 1, 1),
        ("丁", 1, 1, 1, 1),
        ("4", 1, 2, 1, 1),
        page=2,
    )
    whole = join_pieces(above, below)
    assert whole.cells[0] == TableCell("三、本年度办理结果", 0, 0, 4, 1, 1)
    assert [c.text for c in whole.cells[1:]] == ["甲", "1", "乙", "2", "丙", "3", "丁", "4"]


def test_another_group_begins_its_own_cell():
    above = spanned(("（三）不予公开", 0, 0, 2, 1), ("甲", 0, 1, 1, 1), ("乙", 1, 1, 1, 1))
    below = spanned(("（四）无法提供", 0, 0, 2, 1), ("丙", 0, 1, 1, 1), ("丁", 1, 1, 1, 1), page=2)
    assert [c.text for c in join_pieces(above, below).cells if c.column == 0] == [
        "（三）不予公开",
        "（四）无法提供",
    ]


def test_heads_printed_again_are_dropped():
    above = piece(["信息内容", "制发", "废止"], ["甲", "1", "2"])
    below = piece(["信息内容", "制发", "废止"], ["乙", "3", "4"], page=2)
    assert joined(above, below) == [["信息内容", "制发", "废止"], ["甲", "1", "2"], ["乙", "3", "4"]]


def test_numbers_broken_by_the_page_are_whole_again():
    assert joined(piece(["1.重复申请", "16", "2"]), piece(["", "7", ""], page=2)) == [
        ["1.重复申请", "167", "2"]
    ]
    above, below = piece(["2.没有现成信息需要另行制", "16", "2"]), piece(["作", "7", ""], page=2)
    assert joined(above, below) == [["2.没有现成信息需要另行制作", "167", "2"]]


@pytest.mark.parametrize("below", [["", "7", "8"], ["又一行", "7", ""]])
def test_numbers_of_another_row_are_not_glued(below: list[str]):
    assert joined(piece(["1.重复申请", "16", "2"]), piece(below, page=2)) == [
        ["1.重复申请", "16", "2"],
        below,
    ]


def cut(above: Piece, below: Piece) -> list[list[str]]:
    """The two put together when no rule is drawn at either side of the break."""
    return joined(replace(above, open_below=True), replace(below, open_above=True))


def test_a_break_without_rules_goes_through_a_row():
    above, below = piece(["其他", "三件", "12（其中上年"]), piece(["", "左右", "2）"], page=2)
    assert cut(above, below) == [["其他", "三件左右", "12（其中上年2）"]]
    assert joined(above, below) != cut(above, below)


@pytest.mark.parametrize("below", [["", "3", ""], ["2.其他", "", ""], ["甲", "乙", "丙"]])
def test_a_break_without_rules_makes_no_number_and_no_label(below: list[str]):
    above = piece(["1.重复申请", "5", "8"])
    assert cut(above, piece(below, page=2)) == joined(above, piece(below, page=2))

"""Tables as programs and pages tear them, in small PDFs written by hand."""

from __future__ import annotations

from pathlib import Path

from tests.readers.files import covered, grids, read, rows, shape, spans
from tests.readers.pdf.made_up import Form, bar, pdf, rule, table, text

XS = (60, 200, 300, 400)


def sides(ys: tuple[float, float], *, xs: tuple[float, ...] = XS) -> str:
    """Upright rules and none across."""
    return "".join(rule(x, ys[0], x, ys[1]) for x in xs)


def across(*ys: float, start: float = XS[0]) -> str:
    return "".join(rule(start, y, XS[-1], y) for y in ys)


def test_white_paint_under_and_over_the_rules(tmp_path: Path):
    cells = (("A", "10", "11"), ("B", "20", "21"))
    drawn = table(XS, (700, 680, 660), cells)
    behind = "".join(bar(x, 661, 90, 38, colour="1 1 1") for x in XS[:-1])
    over = "".join(bar(61, y - 4, 300, 8, colour="1 1 1") for y in (700, 680, 660))
    for content in (behind + drawn, drawn + over, behind + drawn + over):
        (grid,) = grids(read(tmp_path, "a.pdf", pdf(content)))
        assert rows(grid) == [list(line) for line in cells]


def test_thin_white_bars_divide_no_cell(tmp_path: Path):
    white = bar(250, 660, 1, 40, colour="1 1 1") + bar(60, 690, 340, 1, colour="1 1 1")
    content = table(XS, (700, 680, 660), (("A", "10", "11"), ("B", "20", "21")))
    (grid,) = grids(read(tmp_path, "a.pdf", pdf(content + white)))
    assert rows(grid) == [["A", "10", "11"], ["B", "20", "21"]]


def test_rules_and_words_in_different_turned_forms(tmp_path: Path):
    """A form that holds the rules, stretched; one within a turned one that holds the words."""
    ruled = Form("X1", across(350, 340, 330, start=60) + sides((350, 330)), "1 0 0 2 0 0")
    words = text(70, 685, "A") + text(210, 685, "1") + text(210, 665, "2") + text(310, 665, "3")
    turned = Form("X3", "q 0 -1 1 0 0 842 cm /X2 Do Q", inner=[Form("X2", words, "0 1 -1 0 842 0")])
    (grid,) = grids(read(tmp_path, "a.pdf", pdf("/X1 Do /X3 Do", forms=[ruled, turned])))
    assert rows(grid) == [["A", "1", ""], ["", "2", "3"]]


def test_radicals_are_the_characters_they_look_like(tmp_path: Path):
    """Kangxi radicals and the simplified ones of the supplement, as browsers print them."""
    content = table(XS, (700, 680, 660), (("⼀、⽤⼾", "10", "⺠⽣"), ("⻔⼝", "20", "⽆⽆")))
    document = read(tmp_path, "a.pdf", pdf(text(60, 760, "⾏政公⽂") + content))
    assert shape(document) == ["行政公文", [["一、用户", "10", "民生"], ["门口", "20", "无无"]]]


def test_a_label_that_stands_on_its_side_beside_rows_of_two_pages(tmp_path: Path):
    """Its cell is cut by the page; what stands beside it keeps its rows."""
    label = text(0, 0, "SIDE", matrix="0 -1 1 0 76 140")
    first = sides((150, 90)) + across(150, 90) + across(120, start=200) + label
    first += text(210, 130, "A") + text(310, 130, "1") + text(210, 100, "B") + text(310, 100, "2")
    second = sides((780, 740)) + across(780, 740) + text(210, 750, "C") + text(310, 750, "3")
    (grid,) = grids(read(tmp_path, "a.pdf", pdf(first, second)))
    assert spans(grid) == [
        ("SIDE", 0, 0, 3, 1),
        ("A", 0, 1, 1, 1), ("1", 0, 2, 1, 1),
        ("B", 1, 1, 1, 1), ("2", 1, 2, 1, 1),
        ("C", 2, 1, 1, 1), ("3", 2, 2, 1, 1),
    ]  # fmt: skip


def test_no_rule_is_drawn_after_the_page_break(tmp_path: Path):
    first = table(XS, (140, 120, 100), (("A", "10", "11"), ("B", "20", "21")))
    second = sides((780, 740)) + across(760, 740)
    second += "".join(text(x, 765, word) for x, word in zip((70, 210, 310), ("C", "30", "31"), strict=True))
    second += "".join(text(x, 745, word) for x, word in zip((70, 210, 310), ("D", "40", "41"), strict=True))
    (grid,) = grids(read(tmp_path, "a.pdf", pdf(first, second)))
    assert rows(grid) == [["A", "10", "11"], ["B", "20", "21"], ["C", "30", "31"], ["D", "40", "41"]]
    assert sorted(covered(grid)) == sorted(set(covered(grid)))


def test_a_row_cut_within_its_cells(tmp_path: Path):
    """No rule at either side of the break, the label in two halves, the numbers in one."""
    first = table(XS, (140, 120), (("A", "10", "11"),)) + sides((120, 90))
    first += text(70, 100, "LABEL BE") + text(210, 100, "20") + text(310, 100, "21")
    second = sides((780, 740)) + across(760, 740) + text(70, 765, "GUN") + text(70, 745, "C")
    second += text(210, 745, "30") + text(310, 745, "31")
    (grid,) = grids(read(tmp_path, "a.pdf", pdf(first, second)))
    assert rows(grid) == [["A", "10", "11"], ["LABEL BEGUN", "20", "21"], ["C", "30", "31"]]


def test_columns_that_only_align_are_marked_and_their_gaps_doubted(tmp_path: Path):
    """Nothing is drawn: the cells are inferred, and where a line lacks most of them, a blank may stand on
    the line above or below."""
    lines = ("ROW 1 2 3 4", "MORE 5", "NAME 0 0 0 0", "LAST 6 7 8 9")
    content = "".join(
        text(x, 700 - 20 * n, word)
        for n, line in enumerate(lines)
        for x, word in zip((60, 200, 260, 320, 380), line.split(), strict=False)
    )
    (grid,) = grids(read(tmp_path, "a.pdf", pdf(content)))
    assert grid.method == "aligned"
    assert rows(grid)[1] == ["MORE", "5", "", "", ""]
    assert [cell.confidence for cell in grid.cells if cell.row == 1] == [1.0, 1.0, 0.0, 0.0, 0.0]
    assert {cell.confidence for cell in grid.cells if cell.row != 1} == {1.0}

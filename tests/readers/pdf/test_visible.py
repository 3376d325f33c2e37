"""What an edge cuts off is marked, what is struck out is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.readers.pdf.characters import Character
from audit.readers.pdf.geometry import Box
from audit.readers.pdf.letters import Letters
from audit.readers.pdf.rules import Rule, Rules
from audit.readers.pdf.visible import cut_characters, without_struck
from audit.text import read_number
from tests.readers.files import grids, read, rows, texts
from tests.readers.pdf.made_up import SIZE, pdf, rule, table, text
from tests.readers.pdf.test_geometry import typed

WIDTH, HEIGHT = SIZE
INFINITE = float("inf")


def shown(tmp_path: Path, *content: str) -> list[str]:
    return texts(read(tmp_path, "a.pdf", pdf("".join(content))))


@pytest.mark.parametrize(
    ("x", "y", "printed"),
    [
        (570, 700, "1234…"),  # of the next digit a part is on the page
        (WIDTH - 6 * 3 - 1, 700, "123…"),  # nothing is, but the line runs on
        (-8, 700, "…3456789"),
        (100, 700, "123456789"),
    ],
)
def test_a_line_that_runs_over_the_edge_is_marked(tmp_path: Path, x: float, y: float, printed: str):
    assert shown(tmp_path, text(x, y, "123456789")) == [printed]


def test_what_stands_off_the_page_is_not_seen(tmp_path: Path):
    assert shown(tmp_path, text(60, 700, "SEEN"), text(700, 600, "UNSEEN"), text(60, -40, "BELOW")) == [
        "SEEN"
    ]


def test_a_mark_is_no_number():
    assert {read_number(raw).status for raw in ("12…", "…", "…12")} == {"text"}


def test_turned_text_over_the_lower_edge(tmp_path: Path):
    down = text(0, 0, "ABCDEF", matrix="0 -1 1 0 300 20")
    assert shown(tmp_path, down) == ["ABC…"]


def test_cells_beyond_the_edge_are_marked_blank_or_not(tmp_path: Path):
    wide = table((60, 300, 560, 700, 800), (700, 680, 660), (("A", "1", "2", "3"), ("B", "4", "", "")))
    (grid,) = grids(read(tmp_path, "a.pdf", pdf(wide)))
    assert rows(grid) == [["A", "1", "2…", "…"], ["B", "4", "…", "…"]]


def test_a_table_that_ends_at_the_edge_is_whole(tmp_path: Path):
    (grid,) = grids(
        read(tmp_path, "a.pdf", pdf(table((0, 300, WIDTH), (700, 680, 660), (("A", "1"), ("B", "")))))
    )
    assert rows(grid) == [["A", "1"], ["B", ""]]


def test_a_table_clipped_at_the_margin(tmp_path: Path):
    drawn = table((60, 200, 450, 560), (700, 680, 660), (("A", "1", "23"), ("B", "2", "4")))
    clipped = f"q 0 0 520 842 re W n {drawn} {text(500, 600, '123456')} Q"
    beside = text(530, 800, "HEAD")
    found = read(tmp_path, "a.pdf", pdf(clipped + beside))
    assert rows(grids(found)[0]) == [["A", "1", "23…"], ["B", "2", "4…"]]
    assert texts(found) == ["HEAD", "123…"]
    whole = read(tmp_path, "a.pdf", pdf(f"q 0 0 580 842 re W n {drawn} Q"))
    assert rows(grids(whole)[0]) == [["A", "1", "23"], ["B", "2", "4"]]


def test_marks_stay_within_what_is_seen():
    (first, mark) = cut_characters(Letters.of(typed("12", 80, 50)), Box(0, 0, 95, 100), INFINITE)
    assert (first.text, mark.text, mark.right) == ("1", "…", 95)


# ------------------------------------------------------------------------------------ struck out


def struck(characters: list[Character], *rules: Rule, across: tuple[Rule, ...] = ()) -> str:
    return "".join(c.text for c in without_struck(Letters.of(characters), Rules(rules, across)))


WORDS = typed("收到12件", 100, 50)  # each 10 wide, from 40 to 50 down


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (Rule(45, 120, 139), "收到件"),
        (Rule(43, 120, 139), "收到件"),
        (Rule(45, 99, 150), ""),
        (Rule(51, 120, 139), "收到12件"),  # under the words
        (Rule(41, 120, 139), "收到12件"),  # over them
        (Rule(45, 20, 500), "收到12件"),  # a line across the page
    ],
)
def test_a_line_through_the_middle_strikes_out(line: Rule, left: str):
    assert struck(WORDS, line) == left


def test_lines_of_tables_strike_nothing_out():
    assert struck(WORDS, Rule(45, 100, 150), across=(Rule(100, 45, 90),)) == "收到12件"


def test_punctuation_goes_with_the_words():
    stop = Character("。", 150, 47, 153, 50, 150, 50)
    assert struck([*WORDS, stop], Rule(45, 130, 158)) == "收到1"


def test_struck_numbers_in_cells_and_prose(tmp_path: Path):
    cells = table((60, 200, 300), (700, 680, 660), (("A", "1234"), ("B", "5")))
    line = rule(202, 692, 212, 692, width=0.5)
    found = read(tmp_path, "a.pdf", pdf(cells + line + text(60, 600, "KEPT")))
    assert rows(grids(found)[0]) == [["A", "34"], ["B", "5"]]
    assert texts(found) == ["KEPT"]

"""Merged cells on a grid."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from audit.readers.spans import Placed, Spanned, place


def _place(groups: list[list[list[Spanned]]]) -> list[Placed]:
    return [Placed(*position) for position in place(groups)]


def test_cells_flow_around_those_that_reach_down():
    rows = [
        [Spanned("a", 2, 1), Spanned("b", 1, 2)],
        [Spanned("c"), Spanned("d")],
        [Spanned("e", 1, 3)],
    ]
    assert _place([rows]) == [
        Placed("a", 0, 0, 2, 1),
        Placed("b", 0, 1, 1, 2),
        Placed("c", 1, 1, 1, 1),
        Placed("d", 1, 2, 1, 1),
        Placed("e", 2, 0, 1, 3),
    ]


def test_spans_end_with_their_group_of_rows():
    groups = [[[Spanned("head", 5)]], [[Spanned("a", 0), Spanned("b")], [Spanned("c")]], [[Spanned("foot")]]]
    assert [(cell.text, cell.row, cell.column, cell.rowspan) for cell in _place(groups)] == [
        ("head", 0, 0, 1),
        ("a", 1, 0, 2),
        ("b", 1, 1, 1),
        ("c", 2, 1, 1),
        ("foot", 3, 0, 1),
    ]


def test_an_absurd_span_ends_with_the_table():
    rows = [
        [Spanned("title", 1, 10**8)],
        [Spanned("a"), Spanned("b"), Spanned("c")],
        [Spanned("x", 10**9, 1)],
    ]
    assert _place([rows])[0] == Placed("title", 0, 0, 1, 3)
    assert _place([rows])[-1].rowspan == 1


def test_a_wide_cell_takes_free_columns_only():
    rows = [[Spanned("a"), Spanned("down", 2), Spanned("c")], [Spanned("wide", 1, 3), Spanned("after")]]
    assert [(cell.text, cell.column, cell.colspan) for cell in _place([rows])][3:] == [
        ("wide", 0, 1),
        ("after", 2, 1),
    ]


CELLS = st.builds(Spanned, st.text("甲乙丙12", max_size=3), st.integers(-1, 6), st.integers(-1, 120))
GROUPS = st.lists(st.lists(st.lists(CELLS, max_size=5), max_size=6), max_size=3)


@given(GROUPS)
def test_no_position_is_covered_twice_and_no_text_is_lost(groups: list[list[list[Spanned]]]):
    placed = _place(groups)
    positions = Counter(
        (row, column)
        for cell in placed
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    )
    assert all(count == 1 for count in positions.values())
    assert [cell.text for cell in placed] == [cell.text for group in groups for row in group for cell in row]
    assert all(row < sum(map(len, groups)) for row, _ in positions)

"""Cells that fail together, cut into maximal rectangles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.expect.blocks import rectangles
from audit.expect.wording import Spot


def at(row: int, column: int) -> Spot:
    return Spot(f"t.{row}.{column}", "表", str(row), str(column), str(row), row, column)


def places(block: list[Spot]) -> set[tuple[int, int]]:
    return {(spot.row_order, spot.column_order) for spot in block}


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 6))))
def test_every_cell_is_in_exactly_one_rectangle(cells: set[tuple[int, int]]) -> None:
    blocks = [places(block) for block in rectangles(at(*cell) for cell in cells)]
    assert sum(len(block) for block in blocks) == len(cells)
    assert set().union(*blocks) == cells
    for block in blocks:
        rows, columns = ({cell[axis] for cell in block} for axis in (0, 1))
        assert len(block) == len(rows) * len(columns)
        assert max(rows) - min(rows) + 1 == len(rows), "adjacent rows"
    assert [len(block) for block in blocks] == sorted(map(len, blocks), reverse=True)


@given(st.integers(1, 8), st.sets(st.integers(0, 6), min_size=1))
def test_a_full_rectangle_is_one(rows: int, columns: set[int]) -> None:
    whole = [at(row, column) for row in range(rows) for column in columns]
    assert len(rectangles(whole)) == 1


def test_a_corner_that_sticks_out_is_its_own() -> None:
    cells = [at(row, column) for row in range(5) for column in range(3)] + [at(2, 3)]
    assert [len(block) for block in rectangles(cells)] == [15, 1]

"""Tables out of rules: the cells that were drawn come back."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.readers.pdf.geometry import Box
from audit.readers.pdf.grid import Area, Frame, find_frames, read_cells
from audit.readers.pdf.letters import Letters
from audit.readers.pdf.rules import Rules, Segment, find_rules, is_seen, middle_lines
from tests.readers.pdf.test_geometry import typed


def line(x0: float, y0: float, x1: float, y1: float) -> Segment:
    return Segment(x0, y0, x1, y1)


def drawn(xs: Sequence[float], ys: Sequence[float], areas: Sequence[Area]) -> Iterator[Segment]:
    """The four sides of each cell, drawn for each cell apart."""
    for a in areas:
        left, right = xs[a.column], xs[a.column + a.colspan]
        top, bottom = ys[a.row], ys[a.row + a.rowspan]
        yield line(left, top, right, top)
        yield line(left, bottom, right, bottom)
        yield line(left, top, left, bottom)
        yield line(right, top, right, bottom)


def rules(paths: Sequence[Segment]) -> Rules:
    return find_rules(np.array(paths).T)


def frames(paths: Sequence[Segment]) -> list[Frame]:
    return find_frames(rules(paths))


PLAIN = [Area(row, column) for row in range(2) for column in range(2)]


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[float], list[float], list[Area]]:
    """A table of random spans; between any two columns and rows some wall stands."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    chance = random.Random(draw(st.integers(0, 2**32)))
    free = {(r, c) for r in range(rows) for c in range(columns)}
    areas = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) not in free:
                continue
            right = column + 1
            while right < columns and (row, right) in free and chance.random() < 0.3:
                right += 1
            bottom = row + 1
            while bottom < rows and chance.random() < 0.3:
                bottom += 1
            areas.append(Area(row, column, bottom - row, right - column))
            free -= {(r, c) for r in range(row, bottom) for c in range(column, right)}
    steps = st.lists(st.floats(12, 80), min_size=6, max_size=6)
    xs, ys = [50.0], [60.0]
    for step in draw(steps)[:columns]:
        xs.append(xs[-1] + step)
    for step in draw(steps)[:rows]:
        ys.append(ys[-1] + step)
    return xs, ys, areas


def told(areas: Sequence[Area], rows: int, columns: int) -> bool:
    """Whether every line between rows and columns is drawn somewhere."""
    tops = {a.row for a in areas} | {a.row + a.rowspan for a in areas}
    lefts = {a.column for a in areas} | {a.column + a.colspan for a in areas}
    return len(tops) == rows + 1 and len(lefts) == columns + 1 and len(areas) > 1


@given(layouts(), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_any_layout_comes_back(layout: tuple[list[float], list[float], list[Area]], order: random.Random):
    xs, ys, areas = layout
    if not told(areas, len(ys) - 1, len(xs) - 1):
        return
    paths = list(drawn(xs, ys, areas))
    order.shuffle(paths)
    (frame,) = frames(paths)
    assert list(frame.areas) == areas
    assert frame.xs == pytest.approx(xs)
    assert frame.ys == pytest.approx(ys)


@given(layouts())
@settings(max_examples=60)
def test_each_cell_gets_its_characters(layout: tuple[list[float], list[float], list[Area]]):
    xs, ys, areas = layout
    if not told(areas, len(ys) - 1, len(xs) - 1):
        return
    (frame,) = frames(list(drawn(xs, ys, areas)))
    ink = [
        c
        for number, a in enumerate(areas)
        for c in typed(chr(0x4E00 + number), xs[a.column] + 1, ys[a.row + a.rowspan] - 1, size=9)
    ]
    cells, outside = read_cells(frame, Letters.of(ink), 3)
    assert list(outside) == []
    assert [cell.text for cell in cells] == [chr(0x4E00 + number) for number in range(len(areas))]
    assert {cell.page for cell in cells} == {3}


def test_the_outer_edge_is_a_wall_where_it_is_not_drawn():
    walls = [line(50, 50, 50, 100), line(90, 50, 90, 100), line(150, 50, 150, 100)]
    (frame,) = frames([*walls, line(50, 75, 150, 75), line(50, 100, 150, 100)])
    assert (frame.ys, list(frame.areas)) == ((50, 75, 100), PLAIN)


def test_open_sides_are_walls():
    (frame,) = frames([line(50, y, 150, y) for y in (50, 75, 100)] + [line(90, 50, 90, 100)])
    assert (frame.xs, list(frame.areas)) == ((50, 90, 150), PLAIN)


@pytest.mark.parametrize(
    ("colour", "seen"),
    [
        ((0, 0, 0, 255), True),
        ((200, 200, 255, 255), True),
        ((255, 255, 255, 255), False),
        ((0, 0, 0, 5), False),
    ],
)
def test_what_is_white_or_faint_is_not_seen(colour: tuple[int, int, int, int], seen: bool):
    assert is_seen(*map(np.array, colour)) == seen


def test_thin_fills_are_lines_and_wide_ones_shading():
    boxes = np.array([Box(50, 60, 150, 61), Box(70, 20, 71, 90), Box(50, 50, 150, 75)])
    lines, thin = middle_lines(boxes.T)
    assert lines[:, thin].T.tolist() == [[50, 60.5, 150, 60.5], [70.5, 20, 70.5, 90]]
    assert thin.tolist() == [True, True, False]


def test_a_cell_over_a_whole_page_has_nothing_but_sides():
    inner = list(drawn([90, 130, 170], [50, 75, 100], PLAIN))
    sides = [line(50, 49, 50, 101), line(88, 49, 88, 101)]
    (frame,) = frames(inner + sides)
    assert (len(frame.xs), frame.areas[0]) == (4, Area(0, 0, 2, 1))
    elsewhere = [line(50, 20, 50, 101), line(200, 60, 200, 90)]
    assert [each.xs for each in frames(inner + elsewhere)] == [(90, 130, 170)]


def cut_row(columns: Sequence[float], end: float) -> list[Segment]:
    """Cells that begin above the page: their sides from its top, and what is drawn below them."""
    sides = [line(x, 50, x, end) for x in columns]
    return [*sides, *(line(x0, end, x1, end) for x0, x1 in pairwise(columns))]


def test_cells_cut_by_the_page_are_one_table_though_they_end_at_other_heights():
    row = list(drawn([50, 90, 130, 170], [80, 100], [Area(0, column) for column in range(3)]))
    outline = [line(50, 50, 50, 100), line(170, 50, 170, 100)]
    parted = [*row, *outline, *cut_row([130, 170], 80), *cut_row([50, 90, 130], 70)]
    (frame,) = frames(parted)
    assert (frame.xs, frame.open_above, frame.open_below) == ((50, 90, 130, 170), True, False)
    # The columns of a table within a cell are its own, and two tables have two tops.
    inside = [*drawn([50, 170], [90, 100], [Area(0, 0)]), *outline, *cut_row([70, 100, 125], 70)]
    assert [each.xs for each in frames(inside)] == [(50, 170), (70, 100, 125)]
    # Nor is a frame around it one with it, of which the paper's edge cuts off one side.
    around = [line(48, 50, 48, 130), line(48, 130, 300, 130)]
    assert [each.xs for each in frames([*parted, *around])] == [(50, 90, 130, 170)]


def test_slanting_and_tiny_strokes_are_no_rules():
    assert rules([line(50, 50, 90, 70), line(50, 50, 51, 50)]) == Rules((), ())


def test_double_rules_are_one():
    cells = [(10, 10, 60, 30), (62, 10, 120, 30), (10, 32, 60, 50), (62, 32, 120, 50)]
    paths = [
        piece
        for x0, y0, x1, y1 in cells
        for piece in (line(x0, y0, x1, y0), line(x0, y1, x1, y1), line(x0, y0, x0, y1), line(x1, y0, x1, y1))
    ]
    (frame,) = frames(paths)
    assert list(frame.areas) == PLAIN


def test_a_frame_around_one_cell_is_no_table():
    assert frames(list(drawn([10, 100], [10, 50], [Area(0, 0)]))) == []


def test_a_table_within_a_frame_stays_its_own():
    outer = list(drawn([10, 200], [10, 200], [Area(0, 0)]))
    (frame,) = frames([*outer, *drawn([12, 60, 120], [12, 40, 80], PLAIN)])
    assert frame.xs == (12, 60, 120)

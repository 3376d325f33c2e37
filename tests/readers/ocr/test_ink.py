"""What of the ink in a cell is text, and what is left of a rule. Places are in dots, at 200 to the inch."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

from audit.readers.ocr.ink import ink_lines
from audit.readers.ocr.picture import INCH, Picture
from audit.readers.pdf.geometry import Box
from audit.readers.pdf.grid import Area, Frame

pytestmark = pytest.mark.ocr

SCALE = 200 / INCH
WIDTH, HEIGHT = 120, 60  # of each of two cells beside each other
ONE = Box(8, 18, 14, 40)  # a 1 as near to the left wall as it is printed
ZERO = Box(140, 18, 155, 40)


def frame() -> Frame:
    xs, ys = tuple(WIDTH * at / SCALE for at in range(3)), (0.0, HEIGHT / SCALE)
    return Frame(xs, ys, (Area(0, 0, 1, 1), Area(0, 1, 1, 1)))


def lines_of(blots: list[Box], detected: list[Box]) -> dict[int, list[tuple[Box, ...]]]:
    """The blots of the lines in each cell, when so much ink is there and those lines were found."""
    ink = np.zeros((HEIGHT + 20, 2 * WIDTH + 20), np.uint8)
    for left, top, right, bottom in blots:
        ink[int(top) : int(bottom), int(left) : int(right)] = 255
    found: dict[int, list[tuple[Box, ...]]] = {}
    for line in ink_lines(Picture(255 - ink, ink, SCALE, 255), frame(), detected):
        found.setdefault(line.cell, []).append(line.blots)
    return found


@pytest.mark.parametrize(
    "left_over",
    [
        Box(117, 30, 119, 37),  # a piece of the wall
        Box(115, 24, 118, 28),
        Box(116, 14, 118, 44),  # and a longer one, nearer than a 1 could be
        Box(60, 56, 68, 58),  # under the text
    ],
)
@pytest.mark.parametrize("box", [Box(100, 8, 160, 60), Box(50, 8, 119, 60)])
def test_what_is_left_of_a_rule_is_no_text_whatever_was_found_around_it(left_over: Box, box: Box):
    assert lines_of([left_over, ZERO], [box, Box(125, 8, 165, 50)]) == {1: [(ZERO,)]}
    assert lines_of([left_over], []) == {}


@pytest.mark.parametrize("detected", [[], [Box(1, 8, 22, 50)], [Box(1, 8, 165, 50)]])
def test_a_one_beside_the_wall_is_a_one(detected: list[Box]):
    found = lines_of([ONE, ZERO], detected)
    assert found == {0: [(ONE,)], 1: [(ZERO,)]}


@pytest.mark.parametrize("detected", [[], [Box(1, 8, 30, 50)]])
def test_a_lone_stroke_is_text(detected: list[Box]):
    stroke = Box(6, 28, 18, 31)
    assert lines_of([stroke], detected) == {0: [(stroke,)]}


def test_ink_that_a_line_of_the_next_cell_reaches_over_to_is_text_of_its_own_cell():
    own = Box(95, 18, 110, 40)
    assert lines_of([own, ZERO], [Box(90, 8, 165, 50)]) == {0: [(own,)], 1: [(ZERO,)]}

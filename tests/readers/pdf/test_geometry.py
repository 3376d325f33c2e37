"""Maps between spaces, and lines of text out of characters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.readers.pdf.characters import Character, group_lines, line_text, mend_character
from audit.readers.pdf.geometry import Matrix, cluster, nearest, upright


def typed(words: str, x: float, y: float, *, size: float = 10, step: float | None = None) -> list[Character]:
    """Characters set from left to right, each a square of ink but for full stops."""
    advance = step or size
    return [
        Character(char, x + i * advance, y - size, x + i * advance + 0.9 * size, y, x + i * advance, y)
        for i, char in enumerate(words)
    ]


def said(characters: list[Character]) -> list[str]:
    return [line_text(line) for line in group_lines(characters)]


@pytest.mark.parametrize(
    ("quarters", "corner"), [(0, (10, 742)), (1, (100, 10)), (2, (585, 100)), (3, (742, 585))]
)
def test_a_turned_page(quarters: int, corner: tuple[float, float]):
    display = upright(0, 0, 595, 842, quarters)
    assert display.point(10, 100) == corner


@given(st.tuples(*[st.integers(-5, 5).map(float)] * 6), st.tuples(*[st.integers(-5, 5).map(float)] * 6))
def test_one_map_after_another(first: tuple[float, ...], second: tuple[float, ...]):
    inner, outer = Matrix(*first), Matrix(*second)
    assert inner.then(outer).point(3, 4) == outer.point(*inner.point(3, 4))


def test_a_box_stays_upright():
    corners = np.array([[1], [2], [3], [5]])
    assert Matrix(0, 2, -1, 0, 0, 0).boxes(corners).T.tolist() == [[-5, 2, -2, 6]]
    assert Matrix(1, 0, 0, -1, 0, 100).boxes(corners).T.tolist() == [[1, 95, 3, 98]]


def test_near_values_are_one():
    assert cluster([10, 52, 11, 50, 90], near=2) == [10.5, 51, 90]
    assert nearest([10.5, 51, 90], 60) == 1


def test_lines_come_from_the_top_and_from_the_left():
    assert said([*typed("下行", 10, 40), *typed("行", 20, 20), *typed("上", 10, 21.5)]) == ["上行", "下行"]


@pytest.mark.parametrize(
    ("turn", "places"),
    [
        (1, [(50, 10), (50, 20), (40, 10)]),  # running down, the next line to the left
        (2, [(50, 10), (40, 10), (50, 0)]),
        (3, [(50, 30), (50, 20), (60, 30)]),  # running up, the next line to the right
    ],
)
def test_turned_text_is_read_the_way_it_runs(turn: int, places: list[tuple[int, int]]):
    characters = [
        Character(char, x, y - 9, x + 9, y, x, y, turn) for char, (x, y) in zip("甲乙丙", places, strict=True)
    ]
    assert said(characters[::-1]) == ["甲乙", "丙"]


def test_gaps_between_words_are_spaces_and_between_ideographs_none():
    gap = [c._replace(gap=True) for c in typed("W", 25, 10, size=5)]
    assert said([*typed("A", 10, 10, size=5), *gap]) == ["A W"]
    assert said([c._replace(gap=True) for c in typed("邮编", 10, 10, step=14)]) == ["邮编"]
    assert said(typed("甲乙", 10, 10, step=40)) == ["甲 乙"]


def test_narrow_figures_do_not_fall_apart():
    narrow = [Character("1", x, 0, x + 2, 8, x, 8) for x in (10.0, 15.0, 20.0)]
    assert said(narrow) == ["111"]


def test_text_printed_twice_to_look_bold_is_read_once():
    assert said([*typed("总计", 10, 10), *typed("总计", 10.4, 10)]) == ["总计"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (0x2F08, "人"),
        (0x2EA0, "民"),
        (0x2ED3, "长"),
        (0x2F3E, "户"),
        (0xF9D8, "律"),
        (0xFF08, "（"),
        (0x02, "-"),
        (0x0D, ""),
        (0xA0, " "),
        (0x3000, " "),
        (0xD83D, ""),
        (0xFFFE, "-"),
        (0x1FFFF, ""),
        (0x20000, "\U00020000"),
    ],
)
def test_codes_become_characters(code: int, text: str):
    assert mend_character(code) == text

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.excel.values import TEXT_LIMIT, needs_quote, plain_number, sheet_text, xml_text


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert sheet_text(text.replace("\ufffe", "").replace("\uffff", "")) == text.replace("\ufffe", "").replace(
        "\uffff", ""
    )


def test_forbidden_characters_are_replaced_where_they_stood() -> None:
    assert sheet_text("甲\x00乙\x0b丙\ud800丁\uffff") == "甲\ufffd乙\ufffd丙\ufffd丁\ufffd"


def test_line_ends_are_one_kind() -> None:
    assert sheet_text("甲\r\n乙\r丙\n丁\t戊") == "甲\n乙\n丙\n丁\t戊"


@pytest.mark.parametrize("char", ["中", "𠮷", "a"])
def test_what_is_too_long_is_cut_with_a_mark(char: str) -> None:
    fits = char * (TEXT_LIMIT // units(char))
    cut = sheet_text(fits + char * 2)
    assert sheet_text(fits) == fits
    assert cut.endswith("…（已截断）")
    assert units(cut) <= TEXT_LIMIT
    assert fits.startswith(cut.removesuffix("…（已截断）"))


@given(st.integers(0, 6000), st.integers(0, TEXT_LIMIT))
def test_escaped_text_keeps_within_the_limit(escapes: int, padding: int) -> None:
    assert len(xml_text(sheet_text("_x0041_" * escapes + "甲" * padding))) <= TEXT_LIMIT


def test_sequences_that_excel_decodes_are_escaped() -> None:
    assert xml_text("_x0041_ _x41_ _x003D_1") == "_x005F_x0041_ _x41_ _x005F_x003D_1"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@甲", "\t1", "\r1"])
def test_text_that_begins_like_a_formula_needs_a_quote(text: str) -> None:
    assert needs_quote(text)
    assert not needs_quote("甲" + text)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("61", 61), ("-2", -2), ("12.5", 12.5)])
def test_plainly_written_numbers_are_numbers(text: str, number: float) -> None:
    assert plain_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "007", "1,257", "12件", "１２", "1e5", "+3", "1234567890123456", "=1", "٣"]
)
def test_anything_else_stays_text(text: str) -> None:
    assert plain_number(text) is None

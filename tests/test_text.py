"""Numerals and widths: what is printed is read, what is not certain is quoted."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.text import Reading, clean, fold, fold_label, fold_plain, read_chinese_numeral, read_number

_DIGITS = "零一二三四五六七八九"


def _spell(number: int) -> str:
    """`number` (below 10**8) in Chinese, as an office would write it."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        joint = "零" if 0 < low < 1000 else ""
        return _spell(high) + "万" + (joint + _spell(low) if low else "")
    if number < 10:
        return _DIGITS[number]
    for power, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= power:
            high, low = divmod(number, power)
            joint = "零" if 0 < low < power // 10 else ""
            return _DIGITS[high] + name + (joint + _spell(low) if low else "")
    raise AssertionError(number)


@given(st.integers(min_value=0, max_value=10**8 - 1))
def test_a_spelled_numeral_reads_back(number):
    assert read_chinese_numeral(_spell(number)) == number


@given(st.integers(min_value=0, max_value=10**12))
def test_every_way_of_printing_a_whole_number_reads_the_same(number):
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    for printed in (str(number), f" {number}\u00a0", f"{number:,}", wide, f"{number}件", f"+{number}"):
        reading = read_number(printed)
        assert (reading.status, reading.value) == ("number", float(number)), printed


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_a_decimal_amount_reads_exactly(amount):
    assert read_number(str(amount)).value == float(amount)


@given(st.text(st.characters(codec="gb18030")) | st.text("政府信息公开，：；（）！？。、《》“”2023 ,\u3000"))
def test_plain_text_folds_character_for_character_to_what_any_text_folds_to(text):
    plain = fold_plain(text)
    if plain is not None:
        assert len(plain) == len(text)
        assert plain == unicodedata.normalize("NFKC", text) == fold(text)
    assert plain is not None or not text.isascii() or any(not "!" <= char <= "~" for char in text)


@given(st.text())
def test_a_reading_is_a_number_exactly_when_it_has_a_value(raw):
    reading = read_number(raw)
    assert (reading.status == "number") == (reading.value is not None)


@given(st.integers(min_value=0, max_value=999), st.integers(min_value=0, max_value=999))
def test_two_numbers_in_one_cell_are_never_glued(first, second):
    assert read_number(f"{first} {second}").status == "text"
    assert read_number(f"{first}\n{second}").status == "text"


@pytest.mark.parametrize("raw", ["", " ", "\u00a0", "\u3000\n", "\u200b"])
def test_white_space_is_blank(raw):
    assert read_number(raw) == Reading("blank")


@pytest.mark.parametrize("raw", "/ - — —— 无 ／ – ― ─ − ‐ ～ ~ // -- \\".split())
def test_a_placeholder_is_not_a_number(raw):
    assert read_number(raw) == Reading("placeholder")


@pytest.mark.parametrize(
    "raw", ["三件左右", "1O", "约5", "1,23", "12345,678", "1.2.3", "--5", "5-3", "10余", "NaN", "1e3"]
)
def test_what_is_not_certain_stays_text(raw):
    assert read_number(raw) == Reading("text")


def test_a_written_unit_is_kept():
    assert read_number("251000元") == Reading("number", 251000.0, "元")
    assert read_number("１２．５万元") == Reading("number", 12.5, "万元")
    assert [read_number(raw).value for raw in ("0 件", "5次", "12.5 万元")] == [0.0, 5.0, 12.5]
    assert read_number("-2") == Reading("number", -2.0)
    assert read_number("\u22123").value == -3.0


@pytest.mark.parametrize("text", ["十百", "二三百", "万", "百", "三十百", "", "一万二千件", 5_000 * "一"])
def test_what_no_one_would_write_is_no_numeral(text):
    assert read_chinese_numeral(text) is None


@given(st.text())
def test_folding_twice_is_folding_once(text):
    once = fold(text)
    assert fold(once) == once
    assert not any(char.isspace() for char in once)


def test_labels_compare_across_width_space_and_punctuation():
    printed = "(二) 部分公开(区分处理的, 只计这一 情形，不计其他情形)"
    official = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    assert fold_label(printed) == fold_label(official)
    radicals = unicodedata.normalize("NFKC", "⼀⼆")
    assert fold_label("⼀⼆") == radicals == "一二"


def test_artefacts_go_and_nothing_else():
    assert (
        clean("[bookmark: _GoBack]截至\u00a0目前，**重点**工作  **2024**年") == "截至 目前，重点工作 2024年"
    )
    assert clean("3 * 4 ** 5") == "3 * 4 ** 5"
    assert clean("第一行\r\n 第二行 \n") == "第一行\n第二行"

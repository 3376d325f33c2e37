"""Quantities of a sentence: every way of writing them, and digits that are none."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.recognise.claims.quantities import read_quantities

_INF = math.inf


def _read(sentence):
    return [(q.low, q.high, q.unit, q.bound) for q in read_quantities(sentence)]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("收到申请12件", (12, 12, "件", "exact")),
        ("公开１，２３４条", (1234, 1234, "条", "exact")),
        ("公开1,234,567条", (1234567, 1234567, "条", "exact")),
        ("受理三百零五件", (305, 305, "件", "exact")),
        ("受理两件", (2, 2, "件", "exact")),
        ("一百零三期", (103, 103, "期", "exact")),
        ("收到申请 0 件", (0, 0, "件", "exact")),
        ("零件申请", (0, 0, "件", "exact")),
        ("阅读 1.2万 次", (12000, 12000, "次", "exact")),
        ("收费3万元", (30000, 30000, "元", "exact")),
        ("投资1.5亿元", (150_000_000, 150_000_000, "元", "exact")),
        ("增长75.2%", (75.2, 75.2, "%", "exact")),
        ("占百分之三十五", (35, 35, "%", "exact")),
        ("占百分之三点五", (3.5, 3.5, "%", "exact")),
        ("提高12.5个百分点", (12.5, 12.5, "个百分点", "exact")),
        ("公开170余条", (170, 179, "条", "above")),
        ("公开100多条", (100, 199, "条", "above")),
        ("百余件", (100, 199, "件", "above")),
        ("二十余件", (20, 29, "件", "above")),
        ("3万余条", (30000, 39999, "条", "above")),
        ("1.2万余条", (12000, 12999, "条", "above")),
        ("175余条", (175, 179, "条", "above")),
        ("近 200 条", (-_INF, 200, "条", "below")),
        ("不足50件", (-_INF, 49, "件", "below")),
        ("不超过50件", (-_INF, 50, "件", "below")),
        ("1000次以上", (1000, _INF, "次", "above")),
        ("超过1000次", (1000, _INF, "次", "above")),
        ("约100件", (90, 110, "件", "about")),
        ("100件左右", (90, 110, "件", "about")),
        ("3至5件", (3, 5, "件", "about")),
        ("20-30条", (20, 30, "条", "about")),
        ("其他29", (29, 29, "", "exact")),
    ],
)
def test_a_quantity_and_what_it_admits(sentence, wanted):
    (found,) = _read(sentence)
    assert found[:2] == pytest.approx(wanted[:2])
    assert found[2:] == wanted[2:]


@pytest.mark.parametrize(
    "sentence",
    [
        "统计期限自2024年1月1日起至2024年12月31日止",
        "国办公开办函〔2021〕30号",
        "国务院令第711号",
        "《条例》第二十条第（一）项",
        "电话：0469-4323955",
        "手机13812345678",
        "邮箱a16@163.com",
        "网址http://www.a12.gov.cn/2024/1.html",
        "一是加强领导；二是完善机制；三是强化监督",
        "高效办成一件事",
        "“双随机、一公开”",
        "A4纸，5G网络",
        "12①件",
        "收到1 2件",
        "两三件",
        "数十件，几百条",
        "（1）加强领导",
        "1、加强领导",
        "2021—2023年",
        "12345热线",
        "第三季度",
        "二〇二三年",
    ],
)
def test_digits_that_are_no_quantity(sentence):
    assert _read(sentence) == []


def test_two_numbers_with_a_full_width_comma_are_two():
    assert [q[0] for q in _read("公告60，456条信息")] == [60, 456]
    assert [q[0] for q in _read("12,34条")] == [12, 34]


def test_words_that_only_end_like_a_bound():
    assert _read("线上预约3次，最近2件") == [(3, 3, "次", "exact"), (2, 2, "件", "exact")]


@given(st.integers(0, 10**9), st.sampled_from(["件", "条", " 件", "人次", ""]), st.booleans(), st.booleans())
def test_a_written_number_is_read_back_where_it_stands(number, unit, separated, wide):
    digits = f"{number:,}" if separated else str(number)
    if wide:
        digits = digits.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,"})
    sentence = f"全年收到 {digits}{unit}，其余从略"
    (found,) = read_quantities(sentence)
    assert found.low == found.high == number
    assert sentence[found.start : found.end] == found.printed == f"{digits}{unit}"


@given(st.text(alphabet="收到0123456789一二三百千万亿余约近件条%.,，、()（）年月 \n①", max_size=40))
def test_spans_lie_in_the_sentence_in_order(sentence):
    found = read_quantities(sentence)
    assert all(sentence[q.start : q.end] == q.printed and q.low <= q.high for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))

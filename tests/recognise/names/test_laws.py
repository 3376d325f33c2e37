import pytest

from tests.recognise.names.speakers import mentions


def laws(text):
    return [(m.text, m.verdict, m.expected) for m in mentions(text) if m.kind == "law"]


def test_the_wrong_name_is_quoted_with_the_right_one():
    assert laws("围绕《政务公开条例》解读。") == [
        ("《政务公开条例》", "wrong", "《中华人民共和国政府信息公开条例》")
    ]


def test_the_number_is_judged_beside_the_name():
    (name, number) = laws("根据《中华人民共和国政府信息公开条例》（国务院令第492号）编制。")
    assert name[1] == "right"
    assert number == ("国务院令第492号", "wrong", "国务院令第711号")


@pytest.mark.parametrize(
    "number",
    ["（国务院令第711号）", "（中华人民共和国国务院令第711号）", "（国令第711号）", "（国务院令 711 号）"],
)
def test_ways_to_write_the_number(number):
    assert [verdict for _, verdict, _ in laws(f"《中华人民共和国政府信息公开条例》{number}。")] == [
        "right"
    ] * 2


def test_digits_that_a_converter_lost_accuse_nobody():
    assert [v for _, v, _ in laws("《政府信息公开工作年度报告格式》（国办公开办函〔202130号）。")] == [
        "right"
    ]


@pytest.mark.parametrize(
    "title",
    [
        "广东省政务公开条例",
        "青溪镇政府信息公开工作年度报告",
        "政府信息公开工作年度报告",
        "青溪镇政府信息公开办法",
        "政府信息公开指南",
        "条例",
        "关于全面推进政务公开工作的意见",
    ],
)
def test_other_documents_are_not_judged(title):
    assert laws(f"落实《{title}》。") == []

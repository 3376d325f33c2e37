from collections.abc import Sequence
from itertools import permutations

import pytest

from audit.recognise.tables.heads import Head, is_header, read_heads
from audit.recognise.tables.labels import table_index
from audit.recognise.tables.printed import PrintedRow, row_of_paragraphs, rows_of_grid
from tests.recognise.tables.made_up import paragraphs, typed

FIVE = "商业企业|科研机构|社会公益组织|法律服务机构|其他"
OFFICIAL = ["自然人", *FIVE.split("|"), "总计"]
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def heads(*rows: str, table: str = "applications") -> list[str | None] | None:
    found = read_heads(rows_of_grid(typed(*rows), 0), table_index("2021", table), line=False)
    return None if found is None else [head.canon for head in found]


def heads_of(rows: Sequence[PrintedRow], table: str, *, line: bool) -> tuple[Head, ...]:
    """The heads of rows that are a header."""
    found = read_heads(rows, table_index("2021", table), line=line)
    assert found is not None
    return found


def test_the_total_may_stand_beside_its_group_or_below_it():
    below = heads(f"{NOTE}||申请人情况", "||自然人|法人或其他组织|||||总计", f"|||{FIVE}|")
    beside = heads(f"{NOTE}||申请人情况||||||总计", "||自然人|法人或其他组织", f"|||{FIVE}")
    assert below == beside == OFFICIAL


@pytest.mark.parametrize("second", list(permutations(["自然人", "法人或其他组织", "总计"])))
def test_the_printed_order_is_followed(second):
    expected = [c for head in second for c in (FIVE.split("|") if head == "法人或其他组织" else [head])]
    assert heads("申请人情况", "|".join(second), FIVE) == expected


def test_a_missing_column_is_missing():
    assert heads("申请人情况", "自然人|法人或其他组织", FIVE) == OFFICIAL[:-1]


def test_an_unknown_column_keeps_its_place():
    assert heads("申请人情况", "自然人|法人或其他组织|总计", FIVE.replace("|社会", "|境外组织|社会")) == [
        *OFFICIAL[:3],
        None,
        *OFFICIAL[3:],
    ]
    assert heads("信息内容|备案件数|本年制发件数", table="proactive") == [None, "本年制发件数"]


def test_the_corner_is_no_column():
    assert heads("项目|本年制发件数|本年废止件数|现行有效件数", table="proactive") == [
        "本年制发件数",
        "本年废止件数",
        "现行有效件数",
    ]


def test_a_near_miss_is_a_deviation():
    (head,) = heads_of(rows_of_grid(typed("信息内容|本年收费金额（万元）"), 0), "proactive", line=False)
    assert (head.canon, head.status) == ("本年收费金额单位万元", "deviant")


def test_a_header_without_its_last_row_is_no_header():
    assert heads("申请人情况", "自然人|法人或其他组织|总计") is None


def test_heads_twice_are_no_header():
    assert heads("申请人情况", "自然人|自然人|法人或其他组织|总计", FIVE) is None


LINE = (
    "行政复议|行政诉讼",
    "结果维持|结果纠正|其他结果|尚未审结|总计|未经复议直接起诉|复议后起诉",
    "结果维持|结果纠正|其他结果|尚未审结|总计|结果维持|结果纠正|其他结果|尚未审结|总计",
)


def test_a_line_names_row_and_column():
    found = heads_of(rows_of_grid(typed(*LINE), 0), "disputes", line=True)
    rows = ["reconsideration", "litigation_direct", "litigation_after_reconsideration"]
    assert [head.row for head in found] == [row for row in rows for _ in range(5)]
    assert found[7].above is not None
    assert (found[7].above.text, found[7].canon) == ("未经复议直接起诉", "其他结果")


def test_a_header_that_ran_together_is_cut_back_into_rows():
    stream = row_of_paragraphs(enumerate(paragraphs(*"|".join(LINE).split("|"))), stream=True)
    assert [head.canon for head in heads_of([stream], "disputes", line=True)] == [
        head.canon for head in heads_of(rows_of_grid(typed(*LINE), 0), "disputes", line=True)
    ]
    beside = ["申请人情况", "总计", "自然人", "法人或其他组织", *FIVE.split("|")]
    stream = row_of_paragraphs(enumerate(paragraphs(*beside)), stream=True)
    assert [head.canon for head in heads_of([stream], "applications", line=False)] == OFFICIAL


@pytest.mark.parametrize(
    ("row", "header"),
    [
        ("信息内容|本年制发件数", True),
        ("自然人|法人或其他组织", True),
        ("总计|1|2", False),
        ("2.重复申请||", False),
        ("本表由办公室填报||", False),
    ],
)
def test_is_header(row, header):
    key = "proactive" if "制发" in row else "applications"
    (printed,) = rows_of_grid(typed(row), 0)
    assert is_header(printed, table_index("2021", key), line=False) is header

from datetime import date

import pytest

from audit.document import Paragraph
from audit.recognise.period import read_period, read_published
from tests.recognise.reports import grid, paragraphs, sections

YEAR_2023 = (date(2023, 1, 1), date(2023, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
        "统计数据从 2023 年 1 月 1 日至 12 月 31 日。",
        "统计期限从2023年1月1日到12月31日止。",
        "数据统计时限为2023年1月1日—12月31日。",
        "统计时间：２０２３年１月１日至２０２３年１２月３１日。",
        "统计期限为二〇二三年一月一日至二〇二三年十二月三十一日。",
        "统计期限为2023.1.1-2023.12.31。",
        "数据统计时间从2023年1月1日开始，到2023年12月31日截止。",
        "统计期限自2023年1月1日起，至同年12月31日止。",
        "以下为本年1月1日至12月31日的情况。",
        "现公布2023年1月1日至2023年12月31日的情况。",
    ],
)
def test_stated(text):
    period = read_period(paragraphs("标题", text), (), 2023)
    assert (period.status, period.start, period.end) == ("stated", *YEAR_2023)
    assert period.sentence == text
    assert period.origin is not None
    assert (period.origin.paragraph, period.origin.start, period.origin.end) == (2, 0, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "统计期限为20231月1日至202312月31日。",
        "统计期限自2023年1月1日起至202年12月31日止。",
        "统计期限自1月1日起至12月31日止。",
        "统计期限自2023年2月30日起至2023年12月31日止。",
    ],
)
def test_stated_but_not_to_be_read(text):
    period = read_period(paragraphs(text), (), 2023)
    assert (period.status, period.start, period.end, period.sentence) == (None, None, None, text)


@pytest.mark.parametrize(
    "text", ["", "本报告由办公室综合有关统计数据编制。", "电话：0999-1234567，2024年1月20日。"]
)
def test_missing(text):
    assert read_period(paragraphs(text), (), 2023).status == "missing"


def test_the_years_of_another_year_are_read_as_printed():
    period = read_period(paragraphs("统计期限自2022年1月1日起至2022年12月31日止。"), (), 2023)
    assert period.end == date(2022, 12, 31)


def test_in_parts_one_and_six_only_when_worded_as_such():
    worded = sections(part6="数据统计期限为2023年1月1日至2023年12月31日。")
    plain = sections(part1="2023年1月1日至2023年12月31日，举办活动3场。", part5=worded[5].paragraphs[0][0])
    assert read_period((), worded, None).status == "stated"
    assert read_period((), plain, None).status == "missing"


@pytest.mark.parametrize(
    ("head", "metadata", "expected"),
    [
        (["发布日期：2024-01-31"], {}, date(2024, 1, 31)),
        (["公开日期", "2024年1月5日"], {}, date(2024, 1, 5)),
        ([], {"PubDate": "2024-02-01 10:00:00"}, date(2024, 2, 1)),
        ([], {"og:published_time": "2024-02-01T10:00:00+08:00"}, date(2024, 2, 1)),
        (["公开日期：2024-03-01"], {"发布日期": "2024-02-01"}, date(2024, 2, 1)),
        (["发布日期：2024-13-31"], {}, None),
        (["2024年1月31日"], {}, None),
        (["统计时间：2023年1月1日至2023年12月31日"], {}, None),
    ],
)
def test_published(head, metadata, expected):
    assert read_published(paragraphs(*head), metadata) == expected


def test_published_in_a_table_above_the_article():
    blocks: tuple[Paragraph, ...] = paragraphs("标题")
    assert read_published((*blocks, grid(("发布机构", "某局"), ("公开日期", "2024-01-17"))), {}) == date(
        2024, 1, 17
    )


def test_last_years_period_is_not_this_years():
    words = "（上一年度统计期限为2023年1月1日至2023年12月31日）本报告数据从2024年1月1日至2024年12月31日。"
    period = read_period(paragraphs(words), (), 2024)
    assert (period.start, period.end) == (date(2024, 1, 1), date(2024, 12, 31))

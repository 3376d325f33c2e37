"""The same figure with two values, and years that cannot be meant."""

from __future__ import annotations

import pytest

from audit.recognise.claims.statements import meets
from tests.recognise.claims.made_up import claims_of


def _twice(text, **options):
    return [
        (claim.topic, claim.stated, meets(claim))
        for claim in claims_of(text, **options)
        if claim.kind == "twice"
    ]


def _wrong_years(text, **options):
    return [
        claim.stated for claim in claims_of(text, **options) if claim.kind == "year" and meets(claim) is False
    ]


def test_two_values_of_one_figure():
    text = "2023年，我县主动公开政府信息347条。\n截至年底，主动公开政府信息共350条。"
    assert _twice(text) == [("主动公开政府信息", "350条", False)]
    (claim,) = [claim for claim in claims_of(text) if claim.kind == "twice"]
    assert claim.against.startswith("另一处为 347条")
    assert _twice(text.replace("350", "347")) == [("主动公开政府信息", "347条", True)]


@pytest.mark.parametrize(
    "text",
    [
        "2023年，我县主动公开政府信息347条。\n通过微信公众号公开政府信息120条。",
        "2023年，我县主动公开政府信息347条。\n2022年，我县主动公开政府信息300条。",
        "2023年，我县主动公开政府信息300余条。\n全年主动公开政府信息347条。",
        "2023年，我县主动公开政府信息347条。\n全年主动公开政府信息12篇。",
        "全年新收政府信息公开申请21件。\n全年共收办政府信息公开申请23件。",
        "全年收到政府信息公开申请21件。\n县教育局收到政府信息公开申请3件。",
        "全年收到政府信息公开申请21件，其中通过网络收到申请15件。",
    ],
)
def test_two_figures_that_are_not_the_same(text):
    assert [each for each in _twice(text) if each[2] is False] == []


@pytest.mark.parametrize(
    "text",
    [
        "全年举办政务公开培训班7期。\n2023年，政务公开培训班共举办9期。",
        "2023年，我县编印政府公报7期。\n全年政府公报编印9期，免费赠阅。",
        "全年开展“政府开放日”活动7场。\n9场“政府开放日”活动贯穿全年。",
        "公开建议提案复文7件，接受评判。\n2023年公开的建议提案复文共计9件。",
        "聚焦能力提升，组织政务公开专题培训7次。\n一年中开展政务公开专题培训共9次。",
        "依托公众号，组织政务公开专题培训9次。\n一年中开展政务公开专题培训共7次。",  # a part above the whole
    ],
)
def test_two_values_of_what_the_same_words_count(text):
    assert len([each for each in _twice(text) if each[2] is False]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "全年举办政务公开培训班7期。\n参加市政务公开培训班9期。",
        "全年编印政策宣传手册70册。\n全年发放政策宣传手册90册。",
        "全年开展政府开放日活动9场。\n教育领域开展政府开放日活动7场。",
        "全年开展政府开放日活动9场。\n6月，开展政府开放日活动2场。",
        "全年开展政府开放日活动9场。\n下一步，计划开展政府开放日活动12场。",
        "依托公众号，组织政务公开专题培训7次。\n一年中开展政务公开专题培训共9次。",
        "截至年底，累计发布惠企政策信息90条。\n全年发布惠企政策信息70条。",
        "全年受理热线工单90件（其中咨询热线工单70件）。\n咨询热线工单共60件，按季度办结。",
        "网站方面，发布解读文章9篇。\n公众号方面，发布解读文章7篇。",
    ],
)
def test_words_that_look_the_same(text):
    assert [each for each in _twice(text) if each[2] is False] == []


@pytest.mark.parametrize(
    "text",
    [
        "2022年共制发规范性文件5件。",
        "2022年，我县共收到政府信息公开申请21件。",
        "2024年我局主动公开政府信息347条。",
        "强化公开，2022年全县召开新闻发布会12场。",
        "2022年，在县委的坚强领导下，我县政务公开工作取得成效。",
        "2022年度，青溪县认真贯彻落实《条例》各项要求。",
        "按照统计口径，2022年全年我县发出政策短信提醒320条。",
        "回顾2022年，公开工作与群众期待相比仍有差距。",
        "今年（2022年）以来，我县组织集中学习5次。",
        "纵观2022年全年，我县未发生负面舆情。",
        "现将我县2022年政府信息公开工作情况报告如下。",
    ],
)
def test_a_year_that_cannot_be_meant(text):
    assert len(_wrong_years(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "2023年共制发规范性文件5件。",
        "2022年收到申请12件，2023年收到21件。",
        "2022年我县收到政府信息公开申请12件。2023年收到政府信息公开申请21件。",
        "2023年我县收到申请21件。2022年我县收到申请12件。",
        "较2022年增加9件。",
        "2022年印发的《青溪县政务公开办法》共12条。",
        "2022年结转申请2件。",
        "2022年以来，我县召开发布会36场。",
        "2022年底，我县开通政务公众号1个。",
        "2022年修订后的目录公开事项26项。",
        "2022年12月，我县召开推进会1次。",
        "在2022年度政务公开考核中，我县获评良好等次。",
        "2022年，我县被确定为试点县，承担任务3项。",
        "按时公布2022年政府信息公开工作年度报告1份。",
        "2022年12月收到的1条咨询，于2023年1月初答复。",
        "计划到2025年公开事项36项。",
        "2020年，我县建成政务公开专区1个。",
    ],
)
def test_a_year_that_may_be_meant(text):
    assert _wrong_years(text) == []


def test_what_comes_next_is_told_in_part_five():
    text = "2024年，我县将组织培训4次。\n2024年我县公开信息360条。"
    assert _wrong_years(text, part=5) == []


def test_without_a_report_year_no_year_is_wrong():
    assert _wrong_years("2022年共制发规范性文件5件。", year=None) == []

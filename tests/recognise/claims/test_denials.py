"""Denials: what is said not to have been, against the tables; narrower ones are left alone."""

from __future__ import annotations

import pytest

from audit.recognise.claims.statements import meets
from tests.recognise.claims.made_up import claims_of

_NOTHING: dict[str, float] = {}


def _denied(text, **options):
    return [claim for claim in claims_of(text, **options) if claim.polarity == "denied"]


def _topics(text, **options):
    return [(claim.topic, meets(claim)) for claim in _denied(text, **options) if claim.kind == "none"]


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年，我县未收到政府信息公开申请。",
        "全年没有收到依申请公开。",
        "2023年全年无依申请公开。",
        "本年度无政府信息公开申请。",
        "未收到任何公民、法人或其他组织提交的政府信息公开申请。",
        "2023年未接到有关政府信息公开的申请。",
        "本年度未发生依申请公开政府信息事项。",
        "依申请公开方面，2023年未收到相关申请。",
        "全年依申请公开零申请。",
        "未受理政府信息依申请公开。",
        "2023 年 我单位 没有 收到 政府信息 公开申请",
        "年内没有人向我县提出公开政府信息的要求。",
        "公众未通过任何方式向我县申请获取政府信息。",
        "未收到公民、法人和其他组织以书面、网络等方式提出的政府信息公开申请。",
    ],
)
def test_no_application(sentence):
    assert _topics(sentence) == [("收到申请", False)]
    assert _topics(sentence, numbers=_NOTHING) == [("收到申请", True)]


@pytest.mark.parametrize(
    "sentence",
    [
        "未收到邮寄的政府信息公开申请。",
        "线下未收到政府信息公开申请。",
        "2022年未收到政府信息公开申请。",
        "收到自然人申请18件，未收到法人或其他组织提出的政府信息公开申请。",
        "除上述情形外，未收到其他政府信息公开申请。",
        "没有出现逾期答复政府信息公开申请的情况。",
        "未收到申请人的投诉举报。",
        "未发生因政府信息公开申请引发的行政复议。",
        "无法提供政府信息公开申请所需材料的，一次性告知。",
        "对未依法办理政府信息公开申请的，严肃追究责任。",
        "未按时答复政府信息公开申请的情况没有发生。",
        "上半年未收到政府信息公开申请。",
        "申请人未缴纳费用。",
        "无正当理由大量反复申请的，依法处理。",
        "社会公益组织未提出政府信息公开申请。",
        "未收到自然人提出的政府信息公开申请。",
        "没有政府信息公开申请被退回。",
        "无依申请公开专职人员。",
        "个别同志认为“没有人申请就没有依申请公开工作”。",
        "并非没有政府信息公开申请，而是渠道不畅。",
        "没有收到政府信息公开申请的科室也要做好台账。",
    ],
)
def test_what_denies_no_application(sentence):
    assert [topic for topic, _ in _topics(sentence) if topic == "收到申请"] == []


@pytest.mark.parametrize(
    ("sentence", "topics"),
    [
        ("全年未发生因政府信息公开引起的行政复议、行政诉讼。", ["行政复议", "行政诉讼"]),
        ("无因政府信息公开申请行政复议、提起行政诉讼的情况。", ["行政复议", "行政诉讼"]),
        ("未有政府信息公开方面的行政复议和行政诉讼。", ["行政复议", "行政诉讼"]),
        ("没有因政府信息公开工作被申请行政复议的情况。", ["行政复议"]),
        ("政府信息公开行政复议、行政诉讼案件均为零。", ["行政复议", "行政诉讼"]),
        ("2023年政府信息公开领域无行政诉讼案件。", ["行政诉讼"]),
        ("依申请公开工作零复议。", ["行政复议"]),
        ("政府信息公开行政复议、行政诉讼情况：无。", ["行政复议", "行政诉讼"]),
        ("没有作为被告参加政府信息公开行政诉讼。", ["行政诉讼"]),
    ],
)
def test_no_dispute(sentence, topics):
    assert _topics(sentence) == [(topic, False) for topic in topics]
    assert _topics(sentence, numbers=_NOTHING) == [(topic, True) for topic in topics]


@pytest.mark.parametrize(
    "sentence",
    [
        "政府信息公开未经复议直接起诉的1件。",
        "未发生政府信息公开行政复议被纠正、行政诉讼败诉的情况。",
        "政府信息公开方面，行政复议尚未审结的2件。",
        "未开展行政复议宣传。",
        "政府信息公开未受到投诉，行政复议4件，行政诉讼3件。",
        "2022年政府信息公开未发生行政复议、行政诉讼。",
        "继续保持政府信息公开零败诉。",
        "全县未发生重大行政诉讼案件。",
        "当事人未申请复议、径行就政府信息公开起诉的1件。",
        "政府信息公开方面，未出现因行政复议引发的信访。",
        "未发生复议后又被维持的政府信息公开案件。",
    ],
)
def test_what_denies_no_dispute(sentence):
    assert _topics(sentence) == []


def test_a_denial_marks_its_words():
    (claim,) = _denied("2023年，我县未收到政府信息公开申请。")
    assert claim.sentence[slice(*claim.marks[0])] == claim.stated == "未收到政府信息公开申请"
    assert (claim.low, claim.high, claim.against) == (0, 0, "表三新收 21 件")


def test_a_denial_over_a_blank_cannot_be_judged():
    (claim,) = _denied("因政府信息公开，无行政复议发生。", blank=("disputes.reconsideration.total",))
    assert (claim.kind, meets(claim)) == ("none", None)
    assert "空白" in claim.reason


def test_silence_is_no_denial():
    assert _topics("2023年，我县依法办理政府信息公开申请，加强行政复议应诉工作。") == []


def test_a_denial_ends_where_a_number_is_stated():
    text = "没有因政府信息公开被申请行政复议，行政诉讼3件。"
    assert _topics(text) == [("行政复议", False)]

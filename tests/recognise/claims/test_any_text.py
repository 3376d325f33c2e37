"""Whatever the prose says, its claims are told without a mishap, and every mark lies in its sentence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recognise.claims.made_up import claims_of

_WORDS = (
    *"全年 2023年 2022年 上年 去年 我县 县教育局 收到 受理 未收到 无 没有 政府信息公开 依申请公开".split(),
    *"申请 行政复议 、 和 行政诉讼 予以公开 不予公开 部分公开 结转 下年度 规范性文件 制发".split(),
    *"其中 （ ） ， 。 ； ： 共 12 ３ 三十 1,200 1.5万 20余 近 约 件 条 份 元 %".split(),
    *"同比增长 占 # 〔2021〕30号 ①".split(),
    "\n",
    "\t",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=30).map("".join))
def test_any_text(text):
    claims = claims_of(text)
    spots = [claim.spot for claim in claims]
    assert len(set(spots)) == len(spots)
    for claim in claims:
        assert claim.marks
        assert all(0 <= start < end <= len(claim.sentence) for start, end in claim.marks)
        if claim.kind is not None:
            known = claim.against_low is not None or claim.against_high is not None
            assert known is not bool(claim.reason)
            assert bool(claim.against) is known

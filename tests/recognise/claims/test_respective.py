"""Figures told one by one, a superior's figures, and the same words twice."""

from __future__ import annotations

import pytest

from audit.recognise.claims.quantities import read_quantities
from audit.recognise.claims.respective import find_respective
from tests.recognise.claims.made_up import claims_of


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("制发、废止、有效数分别为2件、0件和7件。", ["制发#", "制发,废止#", "制发,有效数#"]),
        ("复议、诉讼分别为3件和1件。", ["复议#", "复议,诉讼#"]),
        ("复议、诉讼分别为3件。", []),
        ("分别答复申请3件、4件。", []),
        ("处罚决定书、强制决定书各下达2份、0份。", ["处罚决定书下达#", "处罚决定书,强制决定书下达#"]),
        ("政策、办法各类解读2份、3份。", []),
    ],
)
def test_figures_told_respectively(text, wanted):
    assert [around for _, around in find_respective(text, read_quantities(text))] == wanted


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("全省共收到政府信息公开申请900件。", "elsewhere"),
        ("据通报，全国收到政府信息公开申请900件。", "elsewhere"),
        ("在全省率先规范流程，我局收到政府信息公开申请900件。", "whole"),
        ("近年来，我局年均收到政府信息公开申请900件。", "cumulative"),
        ("较上年减少的900件政府信息公开申请多为咨询。", None),
    ],
)
def test_whose_figures(sentence, scope):
    found = [claim for claim in claims_of(sentence) if claim.topic == "收到申请"]
    assert [claim.scope for claim in found] == ([] if scope is None else [scope])


def _repeated(*sentences):
    return [claim.stated for claim in claims_of("".join(sentences)) if claim.kind == "twice"]


def test_the_same_words_twice():
    assert _repeated("2023年，我局回应社会关切12次。", "全年回应社会关切21次。") == ["21次"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("上半年回应社会关切12次。", "全年回应社会关切21次。"),
        ("全年回应社会关切12次。", "全年回应社会热点21次。"),
        ("全年召开专题会议2次。", "全年召开专题会议3次。"),
        ("全年回应社会关切12次。", "全年回应社会关切21件。"),
    ],
)
def test_other_words_or_another_span_are_no_repeat(first, second):
    assert _repeated(first, second) == []

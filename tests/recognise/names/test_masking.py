import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.recognise.names import mask_personal
from tests.recognise.names.speakers import mentions


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678。", "电话138****5678。"),
        ("电话１３８１２３４５６７８。", "电话１３８****５６７８。"),
        ("手机138 1234 5678。", "手机138 **** 5678。"),
        ("身份证11010519491231002X。", "身份证110105********002X。"),
        ("电话13812345678 2023年", "电话138****5678 2023年"),
        ("13812345678 11010519491231002X 5", "138****5678 110105********002X 5"),
        ("家住青溪镇东村3组12号，已办结。", "家住**********，已办结。"),
        ("电话0851-26612345，12345热线。", "电话0851-26612345，12345热线。"),
        ("访问量13812345678900次。", "访问量13812345678900次。"),
        ("身份证110105194912310021。", "身份证110105194912310021。"),  # the check digit is wrong
        ("代码110105194912310029。", "代码110105194912310029。"),
    ],
)
def test_what_is_personal_is_starred(text, masked):
    assert mask_personal(text) == masked


@given(st.text(alphabet="申请人电话家住址 13５8-0年月Ｘ。，", max_size=60))
def test_masking_keeps_every_other_character_and_the_length(text):
    masked = mask_personal(text)
    assert len(masked) == len(text)
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))
    assert mask_personal(masked) == masked or "住" in text


def test_mentions_are_masked_where_they_stand():
    (mention,) = [m for m in mentions("申请人王某（手机：13812345678）已答复。") if m.kind == "person"]
    start, end = mention.mark
    assert mention.text == mention.sentence[start:end] == "138****5678"
    assert "13812345678" not in mention.sentence
    assert mention.verdict == "private"


def test_a_landline_is_masked_only_where_it_is_a_private_persons():
    assert "26612345" not in mask_personal("申请人电话0851-26612345，已答复。")

"""What the same words are worth in the mouths of different agencies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.recognise.model import Identity
from audit.recognise.names import Seat, judge_mentions, read_mentions
from tests.recognise.names.speakers import fails, mentions, section

PLACES = {
    "推动赣榆县政务公开工作。": "own",  # 赣榆县 has become 赣榆区
    "为连云港市高质量发展作出贡献。": "superior",
    "为江苏经济社会发展作出贡献。": "superior",
    "灌云县的目录较全。": "sibling",
    "《长葛市政务公开办法》。": "neutral",
    "为和谐长葛建设发挥作用。": "stranger",
    "为和谐灌云建设发挥作用。": "stranger",
}


def verdicts(text, kind="place", **speaker):
    return [m.verdict for m in mentions(text, **speaker) if m.kind == kind]


@pytest.mark.parametrize(("text", "verdict"), PLACES.items())
def test_places_against_ones_own(text, verdict):
    assert verdicts(text, agency="赣榆区城头镇人民政府") == [verdict]


def test_a_county_inside_its_city():
    assert verdicts("新郑市认真落实《条例》。", agency="郑州市人民政府") == ["inside"]


def test_towns_of_one_name_are_told_apart_by_the_place_before_them():
    assert not fails("宝山区七星镇人民政府认真落实《条例》。", "place", agency="宝山区七星镇人民政府")
    assert fails("固镇县青溪镇人民政府认真落实《条例》。", "place")


def test_of_districts_of_one_name_the_kindest_reading_counts():
    several = mentions("推进上海高质量发展。", agency="宝山区七星镇人民政府")
    assert [m.verdict for m in several if m.kind == "place"] == ["superior"]


def test_the_letterhead_tells_where_a_town_sits_that_does_not_say():
    identity = Identity("青溪镇人民政府", "青溪镇人民政府", "镇", 2024, "", None, None)
    letter = section("本报告由桐梓县青溪镇人民政府办公室编制。")
    _, codes = read_mentions((), (letter,), identity)
    assert codes == ("520322",)


def test_without_a_place_of_ones_own_nothing_is_called_strange():
    (mention,) = mentions("为和谐新郑建设发挥作用。", agency="青溪镇人民政府")
    assert mention.verdict is None
    assert "不明" in mention.reason
    assert verdicts("与新郑市交流。", agency="青溪镇人民政府") == ["neutral"]


def test_places_of_the_roster():
    found, _ = read_mentions(
        (), (section("为和谐新郑建设发挥作用。"),), Identity("甲镇", "甲镇", "镇", 2024, "", None, None)
    )
    (mention,) = judge_mentions(found, Seat("甲镇人民政府", "镇", codes=("990127",)))
    assert (mention.verdict, mention.expected) == ("stranger", "")


LEVELS = [
    ("我乡", "乡", "青溪乡人民政府", True),
    ("我镇", "乡", "青溪乡人民政府", False),
    ("我街道", "街道", "青溪街道办事处", True),
    ("我镇", "街道", "青溪街道办事处", False),
    ("我县", "省市县区政府", "云栖县人民政府", True),
    ("我市", "省市县区政府", "云栖县人民政府", False),
    ("我区", "省市县区政府", "云栖区人民政府", True),
    ("我镇", "省市县区政府", "云栖区人民政府", False),
    ("我局", "部门", "云栖县教育局", True),
    ("我委", "部门", "云栖县教育局", False),
    ("我委", "部门", "云栖县卫生健康委员会", True),
    ("我局", "部门", "云栖县卫生健康委员会", False),
    ("我镇", "部门", "云栖县教育局", False),
    ("我厅", "部门", "云山省教育厅", True),
]


@pytest.mark.parametrize(("word", "kind", "agency", "own"), LEVELS)
def test_what_an_agency_may_call_itself(word, kind, agency, own):
    (mention,) = [
        m for m in mentions(f"{word}严格落实公开要求。", agency=agency, kind=kind) if m.kind == "level"
    ]
    assert mention.verdict == ("own" if own else "other")
    assert own or mention.expected


@pytest.mark.parametrize(
    ("text", "kind", "agency"),
    [
        ("推动全县政务公开工作。", "部门", "云栖县人民政府办公室"),
        ("我县严格落实。", "部门", "云栖县教育局"),
        ("我办落实。", "部门", "云栖县教育局"),
        ("我县各镇。", "开发区管委会", "云栖县开发区管理委员会"),
        ("指导全镇工作。", "省市县区政府", "云栖县人民政府"),
    ],
)
def test_words_that_say_nothing_about_the_agency(text, kind, agency):
    assert not [m for m in mentions(text, agency=agency, kind=kind) if m.kind == "level"]


def test_without_a_kind_no_word_is_wrong():
    (mention,) = mentions("我乡严格落实。", agency="青溪", kind="")
    assert mention.verdict is None
    assert "类别不明" in mention.reason


def test_a_countys_report_that_speaks_for_the_province():
    (wrong,) = mentions("组织推动全省政府信息公开工作。", agency="云栖县人民政府", kind="省市县区政府")
    (right,) = mentions("组织推动全县政府信息公开工作。", agency="云栖县人民政府", kind="省市县区政府")
    assert (wrong.verdict, wrong.expected, right.verdict) == ("other", "全县", "own")


def test_spots_stay_when_only_numbers_change():
    def spots(text):
        return [m.spot for m in mentions(text)]

    assert spots("我乡公开信息3条。") == spots("我乡公开信息47条。")
    assert len(set(spots("我乡和我乡。"))) == 2


def test_a_place_that_stands_today_is_no_other_ones_former_name():
    found = verdicts("推动沧州市新华区政务公开工作。", agency="石家庄市新华区振头镇人民政府")
    assert found == ["stranger", "stranger"]


def test_an_autonomous_region_is_a_region_too():
    (mention,) = mentions("我区严格落实。", agency="内蒙古自治区人民政府", kind="省市县区政府")
    assert mention.verdict == "own"


WORDS = "新郑市 通榆县 我乡 全省 推动 政府信息公开工作 《 》 政务公开条例 13812345678 申请人 为和谐 建设 。"
PROSE = st.lists(st.sampled_from(WORDS.split()), max_size=12).map("".join)


@given(PROSE, st.sampled_from(["镇", "乡", "部门", "省市县区政府", "街道", ""]))
def test_whatever_stands_together_is_judged_and_stands_where_it_says(text, kind):
    for mention in mentions(text, kind=kind):
        start, end = mention.mark
        assert mention.sentence[start:end] == mention.text
        assert mention.reason
        assert mention.spot
        assert mention.verdict or "不明" in mention.reason

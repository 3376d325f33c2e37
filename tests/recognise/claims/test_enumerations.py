"""Lists of numbers: those that add up are left alone, however they are written; others are found."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.readers import read_document
from audit.recognise import recognise
from audit.recognise.claims.enumerations import find_enumerations, join_continued
from audit.recognise.claims.quantities import read_quantities
from tests.recognise.claims.enumerations_bank import REVIEWED, SENTENCES, is_held_back


def _find(text):
    return [
        found
        for passage in join_continued(text)
        for found in find_enumerations(passage.text, read_quantities(passage.text))
    ]


def _verdict(text):
    """As in the bank: the totals that do not add up, and those that cannot be judged."""
    found = _find(text)
    failed = [f"{each.total.printed} {each.severity}" for each in found if each.fails]
    return " / ".join(failed + [f"?{each.total.printed}" for each in found if each.reason])


def _parts(found):
    return [part.low for part in found.parts]


# ------------------------------------------------------------------------------------------ the bank


@pytest.mark.parametrize("text", [text for text in SENTENCES if not is_held_back(text)])
def test_sentences_that_the_words_were_chosen_on(text):
    assert _verdict(text) == SENTENCES[text]


@pytest.mark.parametrize("text", list(REVIEWED))
def test_long_sentences_with_several_statements(text):
    assert _verdict(text) == REVIEWED[text]


def test_sentences_held_back(record_property):
    held = [text for text in SENTENCES if is_held_back(text)]
    assert len(held) > 30
    right = [text for text in held if _verdict(text) == SENTENCES[text]]
    accused = [text for text in held if _verdict(text) and not SENTENCES[text]]
    record_property("held back", f"{len(right)} of {len(held)} right, {len(accused)} falsely accused")
    assert not accused
    assert len(right) / len(held) >= 0.95


# ------------------------------------------------------------------------------------- what is found


def test_a_list_with_its_marks():
    text = "共有权责事项114项。其中公共服务59项、行政裁决2项、行政给付57项。"
    (found,) = _find(text)
    assert (found.total.low, _parts(found), found.low, found.high) == (114, [59, 2, 57], 118, 118)
    assert [text[start:end] for start, end in found.marks] == ["114项", "59项", "2项", "57项"]
    assert text[found.start : found.end] == "114项。其中公共服务59项、行政裁决2项、行政给付57项"
    assert found.fails
    assert found.severity == "critical"


def test_lists_within_a_list():
    text = (
        "公开信息100条。其中网站发布60条，包括动态20条、公告30条、其他类10条；公众号发布12期30条，"
        "包括政策15条、时政15条；视频号发布10条。"
    )
    assert [(found.total.low, _parts(found)) for found in _find(text)] == [
        (100, [60, 30, 10]),
        (60, [20, 30, 10]),
        (30, [15, 15]),
    ]


def test_two_units_that_take_turns_are_two_lists():
    text = "对9件申请收费500元。其中，松塘镇2件，收取100元；枫岭乡3件，收取150元；县公安局4件，收取250元。"
    assert [(found.total.unit, _parts(found)) for found in _find(text)] == [
        ("件", [2, 3, 4]),
        ("元", [100, 150, 250]),
    ]


def test_a_second_breakdown_is_judged_against_the_same_total():
    text = "收办申请30件（县政府10件、各部门20件），其中，自然人25件，法人5件；予以公开20件、不予公开10件。"
    assert [(found.total.low, _parts(found)) for found in _find(text)] == [
        (30, [25, 5]),
        (30, [20, 10]),
        (30, [10, 20]),
    ]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("信息9条：动态4条、公告5条。", True),
        ("信息9条（动态4条、公告5条）。", True),
        ("信息9条，分别为动态4条、公告5条。", True),
        ("动态4条、公告5条，共9条。", True),
        ("信息9条，其中动态4条、其他5条。", True),
        ("信息9条，其中动态4条、公告5条。", False),
        ("信息9条，包括动态4条、公告5条等。", False),
        ("信息9条，主要有动态4条、公告5条。", False),
    ],
)
def test_whether_a_list_claims_to_be_whole(text, whole):
    (found,) = _find(text)
    assert found.whole is whole
    assert found.agrees


def test_what_follows_another_way_leaves_the_upper_end_open():
    (found,) = _find("21件已办结申请的去向是：公开12件，部分公开3件，另有6件不予公开。")
    assert found.agrees
    (found,) = _find("21件已办结申请的去向是：公开12件，部分公开13件，另有6件不予公开。")
    assert found.fails


def test_a_part_without_a_number_leaves_the_upper_end_open():
    (found,) = _find("公开信息60条，其中动态40条、公告若干条、视频5条。")
    assert found.reason
    assert found.agrees
    assert not found.fails
    (found,) = _find("公开信息60条，其中动态40条、公告若干条、视频25条。")
    assert found.fails


@pytest.mark.parametrize(
    "text",
    [
        "开展评查9次，其中县级一次、部门2次、抽查3次。",
        "开展评查9次，其中县级2次、部门3次、抽查一次。",
        "公开信息60条，其中动态1 2条、公告40条、视频5条。",
        "公开信息60条，其中动态40条、公告12①条、视频5条。",
        "公开信息60条，其中动态40条、公告XX条、视频5条。",
        "公开信息60条，其中动态40条、视频5条，公告___条。",
    ],
)
def test_a_part_whose_number_cannot_be_read_accuses_nobody(text):
    (found,) = _find(text)
    assert found.reason
    assert not found.fails


def test_what_cannot_be_read_behind_a_list_that_adds_up_does_not_matter():
    (found,) = _find("开展评查6次，其中线上2次、线下4次，每周一次。")
    assert found.agrees
    assert not found.reason


def test_sentences_that_go_on_with_a_list_are_joined():
    text = "共114项。其中许可50项。处罚64项。\n其中一项待定。"
    assert [text[s.start : s.end] for s in join_continued(text)] == [
        "共114项。其中许可50项。",
        "处罚64项。\n其中一项待定。",
    ]
    assert list(join_continued("")) == []
    assert [s.text for s in join_continued("其中许可50项。")] == ["其中许可50项。"]


@pytest.mark.parametrize(
    "text", ["", "公开信息60条。", "公开信息60条，其中动态40条。", "（（（", "））其中3条、4条（5条"]
)
def test_what_holds_no_list(text):
    assert _find(text) == []


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("走访农户90户，城区30户，乡村62户。", "90户"),  # opposites
        ("查出错链50处，已修复30处，剩余22处正在核对。", "50处"),  # what is left
        ("收到来信80封，咨询类30封，投诉类20封，求助类10封。", "80封"),  # kinds by their form
        ("收到来信80封，来自省外的30封，来自省内的40封。", "80封"),
        ("共编发图解9期，预算图解4期，政策图解4期。", "9期"),  # the total's noun, narrowed
        ("编发画册30期，春卷9期、夏卷8期、秋卷9期，免费赠阅。", "30期"),  # set off, and near
        ("调整栏目20个，新设9个、撤销8个。", "20个"),
        ("动态30条、公告20条，加起来共60条。", "60条"),
        ("微信、微博、网站三个渠道依次为30条、20条、8条，全年推送总量60条。", "60条"),
        ("累计发布招生30条、医保20条、住房8条，三方面信息量达60条。", "60条"),
        ("回应关切90次，书面60次，当面30次；书面回应中，网上40次、信函30次。", "60次"),
        ("清理文件60件，保留40件，修改9件，废止9件。", "60件"),
        ("申请30件，其中通过网络提出20件，通过信函提出12件。", "30件"),
        ("按渠道分，共收集线索60条，网络30条，电话20条。", "60条"),
    ],
)
def test_lists_that_nothing_but_their_words_announce(text, total):
    assert [each.total.printed for each in _find(text) if each.fails] == [total]


@pytest.mark.parametrize(
    "text",
    [
        "召开例会5次，培训3次、宣讲7次、走访9次。",
        "网站发布90条，公众号发布40条，视频号发布30条。",
        "共有网站1个，微信公众号2个，微信视频号1个。",
        "农村低保90户，城市低保40户，特困供养30户。",
        "一季度30条，二季度40条，三季度20条。",
        "公开事项90项，重点事项40项，民生事项60项。",
        "县级部门公开90条，镇级40条，村级30条。",
        "9场发布会中，6场有负责人出席，7场进行了直播。",
        "粉丝8000人，比年初净增200人，其中新关注260人、取消关注60人。",
        "一季度培训12人、二季度培训20人、三季度培训30人、四季度培训9人，全年共培训71人。",
        "收回问卷90份，非常满意的40份、满意的30份、一般的10份，三项合计占八成以上。",
        "信息员30名，其中35岁以下20名、本科以上学历18名。",
        "公开文件30件，其中涉及民生的20件，涉及企业的15件。",
        "12个部门参加考核，其中9个部门得分90以上，8个部门开设专栏。",
        "申请30件，其中通过网络提出20件，个人提出25件。",
        "重点领域信息900条，其中财政100条、教育90条……",
        "接访90人，上午30人，下午40人，夜间20人。",
        "报送信息90篇，市级采用20篇，省级采用9篇。",
        "栏目由60个调整为50个，新增5个，撤销15个。",
        "总访问900次，政策类20次，服务类10次。",
        "网站公开30条、微信公开20条，公众号阅读总量900条。",
    ],
)
def test_numbers_side_by_side_that_are_no_division(text):
    assert not any(each.fails for each in _find(text))


# ------------------------------------------------------------------------------------ made-up lists

_UNITS = ["件", "条", "项", "份", "个", "人次", "篇", "宗", "次", "期", "元", "户"]
_LABELS = [
    "工作动态",
    "通知公告",
    "财政",
    "住房保障",
    "文字类",
    "图解",
    "云溪镇",
    "松塘乡",
    "教育",
    "卫生",
    "统计",
    "公示",
]
_ANNOUNCED = ["，其中{}。", "，其中：{}。", "。其中，{}。", "，包括{}。", "。其中包括{}；下一步将继续加强。"]
_WHOLE = ["：{}。", "（{}），均已公开。", "，分别为{}。", "，具体为{}。", "，分为{}。"]
_HAN = "零一二三四五六七八九"


def _chinese(number):
    if number < 10:
        return _HAN[number]
    tens, ones = divmod(number, 10)
    return (_HAN[tens] if tens > 1 else "") + "十" + (_HAN[ones] if ones else "")


def _print(number, unit, style):
    if style == "chinese" and number < 100:
        return f"{_chinese(number)}{unit}"
    digits = f"{number:,}" if style == "separated" else str(number)
    if style == "wide":
        digits = digits.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
    return f"{digits} {unit}" if style == "spaced" else f"{digits}{unit}"


@st.composite
def _lists(draw, frames):
    """A list: how it is announced, what it counts, its parts, how they are parted and written."""
    parts = draw(st.lists(st.integers(0, 5000), min_size=2, max_size=12).filter(any))
    return (
        draw(st.sampled_from(frames)),
        draw(st.sampled_from(_UNITS)),
        parts,
        draw(st.sampled_from("、，；")),
        draw(st.sampled_from(["plain", "wide", "spaced", "separated", "chinese"])),
        draw(st.permutations(_LABELS)),
    )


def _write(made, total, parts):
    frame, unit, _, mark, style, labels = made
    body = mark.join(
        f"{label}{_print(part, unit, style)}" for label, part in zip(labels, parts, strict=False)
    )
    return f"云溪县全年共有各类事项{_print(total, unit, style)}" + frame.format(body)


@given(_lists(_ANNOUNCED + _WHOLE))
def test_a_list_that_adds_up_never_fails(made):
    parts = made[2]
    found = _find(_write(made, sum(parts), parts))
    assert any(_parts(each) == parts for each in found)
    assert not any(each.fails or each.reason for each in found)


@given(_lists(_WHOLE), st.data())
def test_a_whole_list_with_one_part_changed_is_always_found(made, data):
    parts = list(made[2])
    place = data.draw(st.integers(0, len(parts) - 1))
    change = data.draw(st.integers(-parts[place], 500).filter(bool))
    total, parts[place] = sum(parts), parts[place] + change
    failed = [each for each in _find(_write(made, total, parts)) if each.fails]
    assert [(_parts(each), each.severity) for each in failed] == [(parts, "critical")]


@given(_lists(_ANNOUNCED), st.data())
def test_parts_above_an_exact_total_are_always_found(made, data):
    parts = list(made[2])
    place = data.draw(st.integers(0, len(parts) - 1))
    total, parts[place] = sum(parts), parts[place] + data.draw(st.integers(1, 500))
    failed = [each for each in _find(_write(made, total, parts)) if each.fails]
    assert [(_parts(each), each.severity) for each in failed] == [(parts, "critical")]


@given(st.lists(st.lists(st.integers(1, 300), min_size=2, max_size=5), min_size=2, max_size=4))
def test_nested_lists_that_add_up_never_fail(groups):
    inner = "；".join(
        f"{label}{sum(group)}条，包括"
        + "、".join(f"{name}{n}条" for name, n in zip(_LABELS, group, strict=False))
        for label, group in zip(["网站", "公众号", "公示栏", "广播"], groups, strict=False)
    )
    bracketed = "、".join(
        f"{label}{sum(group)}条（"
        + "，".join(f"{name}{n}条" for name, n in zip(_LABELS, group, strict=False))
        + "）"
        for label, group in zip(["网站", "公众号", "公示栏", "广播"], groups, strict=False)
    )
    total = sum(map(sum, groups))
    for body in (inner, bracketed):
        found = _find(f"公开信息{total}条，其中{body}。")
        assert len(found) == len(groups) + 1
        assert not any(each.fails for each in found)


@given(
    st.text(
        alphabet="信息其中包括共计分别主要等含（）()：:，、；。《》0123456789条件项%年若干一二三十余 \n",
        max_size=120,
    )
)
def test_any_text_is_read_without_an_error_and_marks_lie_in_it(text):
    for passage in join_continued(text):
        for found in find_enumerations(passage.text, read_quantities(passage.text)):
            numbers = sorted([found.total, *found.parts], key=lambda number: number.start)
            assert [passage.text[start:end] for start, end in found.marks] == [n.printed for n in numbers]
            assert found.low <= found.high
            assert len(set(found.marks)) == len(found.parts) + 1 > 2


def test_a_very_long_list_is_read_in_pieces():
    text = "公开信息9999条，其中" + "、".join(f"类别{n}共{n}条" for n in range(3000)) + "。"
    assert len(_find(text)) < 3000


# -------------------------------------------------------------------------------------- real reports


@pytest.mark.real
def test_real_lists(real_reports):
    lines = (real_reports / "enumerations.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    assert len(entries) == 25
    for entry in entries:
        found = _find(entry["quote"])
        failed = [each for each in found if each.fails]
        assert bool(failed) is not entry["ok"], entry["quote"]
        assert all(each.severity == "critical" and _parts(each) == entry["parts"] for each in failed)
        assert not any(each.reason for each in found)


@pytest.mark.real
def test_lists_of_real_reports(real_reports):
    failed, held = {}, {}
    for path in sorted(real_reports.iterdir()):
        if path.suffix in (".txt", ".html", ".pdf"):
            sections = recognise(read_document(path)).sections
            found = [each for s in sections for text, _ in s.paragraphs for each in _find(text)]
            failed[path.name] = [(e.total.low, e.total.high, e.low, e.severity) for e in found if e.fails]
            held[path.name] = [e.total.low for e in found if e.agrees and not e.reason]
    assert failed.pop("000_738432f3cdfc7737.txt") == [(170, 179, 160, "warning"), (114, 114, 118, "critical")]
    assert not any(failed.values())
    assert held["000_738432f3cdfc7737.txt"] == [5, 170]
    assert held["004_cd949d845be236b5.txt"] == [347, 47, 267]
    assert held["suqian2023.html"] == [119, 3607, 3607, 3607, 25, 2950]
    assert held["shuyang_fgj2023.html"] == [249]

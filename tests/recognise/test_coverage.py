import pytest

from audit.recognise.coverage import read_coverage
from audit.template import load_templates
from tests.recognise.reports import HEADINGS, NEWEST, paragraphs, parts_of, sections


def cover(kind="镇", year=2024, template=NEWEST, **bodies):
    return {item.item: item for item in read_coverage(sections(**bodies), template, kind=kind, year=year)}


def met(item, text, **options):
    part = {"problem": 5, "improvement": 5, "fee": 6}.get(item, 1)
    return cover(**{f"part{part}": text}, **options)[item].met


MET = {
    "aspect.proactive": [
        "（一）主动公开情况\n按期完成。",
        "（一）主动公开。按期完成。",
        "全年主动公开各类政府信息30条。",
        "在网站发布信息12条。",
    ],
    "aspect.on_request": ["（二）依申请公开\n全年没有。", "全年未收到政府信息公开申请。"],
    "aspect.management": [
        "做好政府信息的制作、获取、保存等工作。",
        "(三) 政府信息管理情况\n正常。",
        "公文起草时即明确公开属性。",
        "健全政府信息管理制度。",
    ],
    "aspect.platform": [
        "没有独立的门户网站，信息由县政府网站集中发布。",
        "做好政务新媒体管理。",
        "加强公示栏建设，更新村务公开栏。",
        "（四）强化平台建设。突出服务。",
        "优化门户网站检索功能。",
        "依托县政府门户网站集中发布信息。",
        "开通微信公众号“松涧发布”。",
    ],
    "aspect.supervision": [
        "加强学习培训，提升业务水平。",
        "定期通报各部门政务公开情况。",
        "（五）监督保障情况\n严格依法。",
        "全年组织业务培训2次。",
        "加强对公开工作的监督检查。",
    ],
    "supervision.appraisal": [
        "工作考核情况：良好。",
        "将政府信息公开工作纳入年度目标考核体系。",
        "一是政府信息公开工作考核。",
        "落实年考核机制。",
    ],
    "supervision.review": [
        "邀请群众代表对政务公开工作进行评议。",
        "开展政务公开满意度调查。",
        "开展社会评议1次。",
        "本年度未开展社会评议。",
        "委托第三方机构进行评估。",
    ],
    "supervision.accountability": ["全年没有人员受到责任追究。", "未发生追究有关人员责任的情形。"],
    "problem": [
        "与群众期盼还有一定距离。",
        "部分栏目更新较慢。",
        "仍有短板。",
        "（一）存在的问题\n栏目老化。",
        "仍存在一些差距。",
        "公开的时效性有待提升。",
        "解读形式单一。",
    ],
    "improvement": [
        "为此，我镇采取以下措施：一是加强培训。",
        "我镇已完成栏目整改。",
        "加强队伍建设，确保公开工作取得实效。",
        "下一步，我镇将完善制度。",
        "（二）改进措施：开展培训。",
        "一是加强业务培训；二是完善制度。",
    ],
    "fee": [
        "我办2024年度未就政府信息公开申请收取任何费用。",
        "2024年我镇免收政府信息公开信息处理费。",
        "收取信息处理费0万元",
        "本年度没有产生信息公开处理费。",
        "本年度收取信息处理费0元。",
        "2024年对3件申请收取了信息处理费120元。",
        "2024年度，我局政府信息公开未发生收费情况。",
        "信息处理费未收取。",
        "我镇未向申请人收取任何费用，政府信息公开信息处理费为零元。",
    ],
}
UNMET = {
    "aspect.proactive": ["（一）主动公开", "各项工作有序推进。"],
    "aspect.on_request": ["受理窗口保持畅通。", "公开透明，接受监督。"],
    "aspect.management": ["规范档案和印章的保存。", "加强运行管理。", "严格财务管理，规范用章。"],
    "aspect.platform": [
        "组织平台经济调研。",
        "加强网站备案知识宣传。",
        "（四）加强运行管理。\n抓好保密工作。",
        "在依托县政府政策统一公开的基础上推进。",
        "安排人员关注县政府网站依申请公开栏目和来信。",
        "归并重复栏目，文件的保存、更新均有台账。",
    ],
    "aspect.supervision": ["加强群众就业技能培训。", "公开食品监督检查情况3条。", "接受群众咨询。"],
    "supervision.appraisal": [
        "公布教师考核结果。",
        "严格依法管理，加强督促检查。",
        "组织公务员录用考察。",
        "接受服务对象的监督。",
    ],
    "supervision.review": [
        "专家评审项目3个。",
        "开展干部民主测评。",
        "公布供水满意服务承诺。",
        "建立审议、评议、反馈制度。",
        "广泛接受群众监督。",
        "做好评估培训等基础工作。",
    ],
    "supervision.accountability": ["进一步强化责任，严肃纪律。", "各负其责、齐抓共管。"],
    "problem": [
        "没有存在的问题。",
        "无。",
        "（一）存在的主要问题",
        "（一）存在的主要问题\n无。",
        "本年度不存在问题。",
        "不存在突出问题。",
    ],
    "improvement": [
        "加强宣传的力度还不够。",
        "健全制度、充实人员的工作有待推进。",
        "无",
        "（二）改进措施",
        "宣传工作需要进一步加强。",
        "栏目更新有待完善。",
    ],
    "fee": [
        "我镇将严格落实信息处理费收费标准。",
        "免费发放资料200份。",
        "全年减税降费120万元。",
        "（二）收取信息处理费情况",
        "严格执行《政府信息公开信息处理费管理办法》。",
        "收费标准均符合信息处理费管理办法规定，没有违规收费行为。",
        "无其他需要报告的事项。",
        "行政事业性收费0元。",
    ],
}


@pytest.mark.parametrize(("item", "text"), [(item, text) for item, texts in MET.items() for text in texts])
def test_met(item, text):
    assert met(item, text) is True


@pytest.mark.parametrize(("item", "text"), [(item, text) for item, texts in UNMET.items() for text in texts])
def test_not_met(item, text):
    assert met(item, text) is False


def test_every_item_of_the_form_has_examples_of_both():
    assert set(MET) == set(UNMET) == {item.key for item in NEWEST.coverage}


def test_the_evidence_stands_where_it_says():
    text = "本年工作平稳。 按照规定，本年度未收取信息处理费。"
    fee = cover(part6=text)["fee"]
    assert fee.by == "content"
    assert fee.sentence == text[fee.origin.start : fee.origin.end] == "按照规定，本年度未收取信息处理费。"


def test_a_sub_heading_is_the_plainer_evidence():
    item = cover(part1="全年主动公开信息3条。\n（一）主动公开情况\n正常。")["aspect.proactive"]
    assert (item.by, item.sentence) == ("heading", "（一）主动公开情况")


def test_a_line_that_counts_is_no_sub_heading():
    fee = cover(part6="收取信息处理费0元")["fee"]
    assert (fee.met, fee.by) == (True, "content")
    assert cover(part1="2024年主动公开情况\n按期完成。")["aspect.proactive"].by == "heading"


def test_fee_may_stand_in_part_one():
    assert cover(part1="未收取信息处理费。")["fee"].met is True


@pytest.mark.parametrize("kind", ["部门", "街道", "开发区管委会", "垂管部门"])
def test_only_governments_are_asked_for_supervision(kind):
    assert not [key for key in cover(kind=kind) if key.startswith("supervision.")]


def test_an_unknown_kind_cannot_be_told():
    item = cover(kind="", part1="开展社会评议。")["supervision.review"]
    assert item.met is None
    assert "机关类别不明" in item.reason


def test_the_fee_is_asked_from_2021_on():
    assert "fee" not in cover(year=2020, template=load_templates()["2019"])
    assert cover(year=2021)["fee"].met is False
    assert cover(year=None)["fee"].met is None


def test_a_missing_part_is_not_held_against_its_items():
    part_six = parts_of(paragraphs(HEADINGS[5], "无。"))
    items = {item.item: item for item in read_coverage(part_six, NEWEST, kind="镇", year=2024)}
    assert items["aspect.proactive"].met is None
    assert items["fee"].met is None
    assert "第6" not in items["fee"].reason
    assert "第1部分缺失" in items["fee"].reason


def test_an_empty_part_is_not_held_against_its_items():
    assert cover(part1="")["aspect.proactive"].met is None

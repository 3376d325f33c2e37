"""Figures in the prose against the tables: what is found, what confirms it, what is left alone."""

from __future__ import annotations

import pytest

from audit.recognise.claims.statements import meets
from tests.recognise.claims.made_up import NUMBERS, claims_of

_JUDGED = ("received", "none", "outcome", "dispute", "document", "decision")


def _judged(text, **options):
    return [claim for claim in claims_of(text, **options) if claim.kind in _JUDGED]


def _read(text, **options):
    return [(claim.topic, claim.stated, meets(claim)) for claim in _judged(text, **options)]


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年，全县共收到政府信息公开申请{}件。",
        "全年收到依申请公开{}件，均按时答复。",
        "2023年度我县新收政府信息公开申请{}件。",
        "全年受理政府信息公开申请共计{}件。",
        "本年度共收办政府信息公开申请案件{}件。",
        "2023年我县收到公民、法人和其他组织提出的政府信息公开申请{}件。",
        "2023年共收到{}件政府信息公开申请。",
        "依申请公开方面，全年共收到申请{}件。",
        "全年接收政府信息公开申请数量为{}件。",
        "2023年共收到政府信息公开申请（含网上和书面）{}件。",
        "与2022年相比，2023年收到政府信息公开申请{}件，有所下降。",
        "2023年1月1日至12月31日，共收到政府信息公开申请{}件。",
        "全年政府信息公开申请{}件。",
    ],
)
def test_applications_received(sentence):
    for number, right in (("21", True), ("23", True), ("二十一", True), ("２１", True), ("25", False)):
        found = _read(sentence.format(number))
        assert [(topic, met) for topic, _, met in found] == [("收到申请", right)], (sentence, number)


@pytest.mark.parametrize(
    "sentence",
    [
        "全年受理网络问政182件。",
        "收到低保申请120件。",
        "受理行政许可申请500件，全部办结。",
        "全年收到群众来信30件，投诉举报12件。",
        "县政府办公室收到人大建议56件、政协提案78件。",
        "受理行政复议申请45件。",
        "通过12345热线受理群众诉求3600件。",
        "受理住房公积金提取申请800件。",
        "收到意见建议382条。",
        "开展政府信息公开培训3次。",
        "编发政府信息公开申请答复样本5份。",
        "对依申请公开工作开展检查4次。",
    ],
)
def test_what_is_no_application_for_information(sentence):
    assert _read(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "全年办结政府信息公开申请21件：予以公开12件，部分公开3件，不予公开2件，无法提供2件，不予处理1件，其他处理1件，结转下年度2件。",
            [
                ("办结申请", True),
                ("予以公开", True),
                ("部分公开", True),
                ("不予公开", True),
                ("无法提供", True),
                ("不予处理", True),
                ("其他处理", True),
                ("结转下年度", True),
            ],
        ),
        ("答复申请21件：予以公开13件，不予公开9件。", [("予以公开", False), ("不予公开", False)]),
        (
            "收到申请后，依法予以公开12，部分公开4，无法提供2。",
            [("予以公开", True), ("部分公开", False), ("无法提供", True)],
        ),
        (
            "已对申请作出答复，12件予以公开，3件部分公开，1件不予公开。",
            [("予以公开", True), ("部分公开", True), ("不予公开", False)],
        ),
        ("予以公开及部分公开申请15件。", [("予以公开及部分公开", True)]),
        ("申请中，上年结转2件，结转2024年2件。", [("上年结转申请", True), ("结转下年度", True)]),
        ("申请办理情况：含2022年结转3件。", [("上年结转申请", False)]),
        ("另有2件申请按规定顺延到下年度答复。", [("结转下年度", True)]),
        ("另有7件申请按规定顺延到下年度答复。", [("结转下年度", False)]),
        ("全年办理政府信息公开申请23件。", [("办理申请", True)]),
        ("全年办理政府信息公开申请30件。", [("办理申请", False)]),
        ("其中自然人申请20件，法人或其他组织申请3件。", [("自然人申请", True), ("法人或其他组织申请", True)]),
        ("因本机关不掌握，无法提供2件申请的信息。", [("无法提供", True)]),
    ],
)
def test_outcomes(sentence, wanted):
    assert [(topic, met) for topic, _, met in _read(sentence)] == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "主动予以公开文件12件。",
        "坚持应公开尽公开，对35份文件予以公开。",
        "不予公开的情形共9类，已在指南中列明。",
        "部分公开发布会共4场。",
        "2022年结转的资金3万元。",
        "公文拟制环节标注“主动公开”30件、“依申请公开”5件、“不予公开”9件。",
        "赴先进地区学习交流期间了解到，当地一年办理的政府信息公开申请达900件。",
    ],
)
def test_what_is_no_outcome(sentence):
    assert _read(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("因政府信息公开被申请行政复议4件、提起行政诉讼3件。", [("行政复议", True), ("行政诉讼", True)]),
        ("政府信息公开类行政复议5件，诉讼2件。", [("行政复议", False), ("行政诉讼", False)]),
        ("因政府信息公开引发的行政复议、行政诉讼均为0件。", [("行政复议", False), ("行政诉讼", False)]),
        ("全年发生4件政府信息公开行政复议。", [("行政复议", True)]),
        ("2023年度，政府信息公开方面的复议、诉讼一共7起。", [("行政复议和行政诉讼合计", True)]),
        ("县司法局办理行政复议案件300件。", []),
        ("审理行政诉讼案件56件，同时推进政府信息公开。", []),
        ("开展行政复议业务培训2次。", []),
        ("未经复议直接起诉1件，复议后起诉3件。", [("未经复议直接起诉", True), ("复议后起诉", False)]),
    ],
)
def test_disputes(sentence, wanted):
    found = _read(sentence)
    assert [(topic, met) for topic, _, met in found] == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("2023年共制发行政规范性文件5件。", [("制发规范性文件", True)]),
        (
            "全年制定出台规范性文件6件，废止规范性文件1件。",
            [("制发规范性文件", False), ("废止规范性文件", True)],
        ),
        ("全年出台5件规范性文件。", [("制发规范性文件", True)]),
        ("现行有效的行政规范性文件40件。", [("现行有效规范性文件", True)]),
        ("截至2022年底，现行有效规范性文件41件。", [("现行有效规范性文件", False)]),
        ("2023年未制发规范性文件。", [("制发规范性文件", False)]),
        ("全年制发政策文件36件，其他文件120件。", []),
        ("对规范性文件开展合法性审核12件。", []),
        ("公开规范性文件解读9篇。", []),
        ("清理规范性文件60件。", []),
        ("通过网站公开现行有效规范性文件38件。", []),
        ("建立健全规章制度8项。", []),
        ("我县累计制定规范性文件120件。", []),
        (
            "全县规范性文件制发5件，废止2件，现行有效40件。",
            [("制发规范性文件", True), ("废止规范性文件", False), ("现行有效规范性文件", True)],
        ),
        ("制定规章制度8个。", []),
        ("制定党内规范性文件3件。", []),
    ],
)
def test_documents(sentence, wanted):
    assert [(topic, met) for topic, _, met in _read(sentence)] == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("全年作出行政许可决定700件，行政处罚决定80件。", [("行政许可", True), ("行政处罚数量", True)]),
        ("全年作出行政处罚决定81件。", [("行政处罚", False)]),
        ("实施行政强制6件。", [("行政强制", True)]),
        ("全年办理行政许可701件。", [("行政许可", False)]),
        ("收取行政事业性收费123.45万元。", [("行政事业性收费", True)]),
        ("收取行政事业性收费123.4万元。", [("行政事业性收费", True)]),
        ("收取行政事业性收费123万元。", [("行政事业性收费", True)]),
        ("收取行政事业性收费1234500元。", [("行政事业性收费", True)]),
        ("收取行政事业性收费125万元。", [("行政事业性收费", False)]),
        ("公开行政许可信息36条、行政处罚信息12条。", []),
        ("公示行政处罚决定12件。", []),
        ("取消行政许可事项3项。", []),
        ("公布行政事业性收费目录2份。", []),
    ],
)
def test_decisions(sentence, wanted):
    assert [(topic, met) for topic, _, met in _read(sentence)] == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "2022年收到政府信息公开申请12件。",
        "去年全县收到政府信息公开申请12件。",
        "上年度共受理政府信息公开申请12件。",
        "自2008年以来，收到政府信息公开申请300件。",
        "近三年收到政府信息公开申请90件。",
        "2019年至2023年收到政府信息公开申请200件。",
        "收到政府信息公开申请21件，2022年同期收到政府信息公开申请12件。",
    ],
)
def test_another_year_is_kept_and_not_judged(sentence):
    found = [claim for claim in claims_of(sentence) if claim.topic == "收到申请"]
    assert found
    assert {claim.kind for claim in found if claim.scope in ("other_year", "cumulative")} == {None}
    assert [claim.stated for claim in found if claim.kind == "received"] in ([], ["21件"])


@pytest.mark.parametrize(
    ("sentence", "scope", "met", "severity"),
    [
        ("青溪县人民政府办公室代表县政府受理政府信息公开申请17件。", "part", False, "warning"),
        ("县教育局收到政府信息公开申请12件。", "subset", True, "warning"),
        ("县教育局收到政府信息公开申请30件。", "subset", False, "warning"),
        ("收到政府信息公开申请21件，其中，通过网络收到申请15件。", "subset", True, "warning"),
        ("上半年收到政府信息公开申请9件。", "subset", True, "warning"),
        ("我县各镇街共收到政府信息公开申请9件。", "subset", True, "warning"),
        ("收到政府信息公开申请23件（含上年结转2件）。", "with_carried", True, "critical"),
        ("累计收到政府信息公开申请90件。", "whole", False, "warning"),
        ("全年累计收到政府信息公开申请90件。", "whole", False, "critical"),
        ("我县收到政府信息公开申请90件。", "whole", False, "critical"),
        ("全县各级各部门收到政府信息公开申请90件。", "whole", False, "critical"),
    ],
)
def test_scopes(sentence, scope, met, severity):
    claim = [claim for claim in claims_of(sentence) if claim.topic == "收到申请"][-1]
    assert (claim.scope, meets(claim), claim.severity) == (scope, met, severity)


@pytest.mark.parametrize(
    ("sentence", "scopes"),
    [
        ("县教育局收到政府信息公开申请12件，予以公开8件。", ["subset", "subset"]),
        ("上年收到政府信息公开申请12件，予以公开8件。", ["other_year", "other_year"]),
        ("收到政府信息公开申请21件，其中通过网络收到申请15件，予以公开12件。", ["whole", "subset", "whole"]),
    ],
)
def test_what_became_of_applications_is_told_of_those_named_before(sentence, scopes):
    found = [claim for claim in claims_of(sentence) if claim.topic in ("收到申请", "予以公开")]
    assert [claim.scope for claim in found if claim.kind != "twice"] == scopes
    assert not [claim for claim in found if claim.kind and not meets(claim)]


def test_the_office_of_a_department_speaks_for_itself():
    (claim,) = _judged("县发改局收到政府信息公开申请25件。", agency="云桥市青溪县发展和改革局")
    assert (claim.scope, claim.severity, meets(claim)) == ("whole", "critical", False)


def test_bounds_are_intervals():
    assert _read("全年收到政府信息公开申请20余件。") == [("收到申请", "20余件", True)]
    assert _read("全年收到政府信息公开申请30余件。") == [("收到申请", "30余件", False)]
    assert _read("全年收到政府信息公开申请近30件。") == [("收到申请", "近30件", True)]
    assert _read("全年收到政府信息公开申请不足20件。") == [("收到申请", "不足20件", False)]


def test_what_it_is_compared_with_is_told_with_the_numbers():
    (claim,) = _judged("全年收到政府信息公开申请25件。")
    assert claim.against == "表三新收 21 件，加上年结转 2 件为 23 件"
    assert claim.keys == ("applications.received.total",)
    assert claim.sentence[slice(*claim.marks[0])] == "25件"


@pytest.mark.parametrize("text", ["全年收到政府信息公开申请25件。", "全年未收到政府信息公开申请。"])
def test_a_blank_is_no_number_and_says_so(text):
    (claim,) = _judged(text, blank=("applications.received.total",))
    assert meets(claim) is None
    assert claim.reason == "表三新收：空白，无法与正文核对"


def test_a_sum_over_a_blank_is_not_known():
    (claim,) = _judged("对申请不予公开2件。", blank=("applications.refused_internal_affairs.total",))
    assert meets(claim) is None
    assert "空白" in claim.reason


def test_a_lost_table_is_no_zero():
    found = _judged("全年收到政府信息公开申请25件，予以公开12件。", missing=("applications",))
    assert [meets(claim) for claim in found] == [None, None]
    assert {claim.reason for claim in found} == {
        "表三新收：没有这张表，无法与正文核对",
        "表三予以公开：没有这张表，无法与正文核对",
    }


def test_a_value_that_another_reading_confirms_needs_no_blank():
    found = _read(
        "因政府信息公开提起行政诉讼1件。", blank=("disputes.litigation_after_reconsideration.total",)
    )
    assert found == [("行政诉讼", "1件", True)]
    found = _read(
        "因政府信息公开提起行政诉讼3件。", blank=("disputes.litigation_after_reconsideration.total",)
    )
    assert found == [("行政诉讼", "3件", None)]


def test_the_older_form_has_one_row_of_other_outcomes():
    numbers = NUMBERS | {"applications.other.total": 4.0}
    assert _read("对申请作其他处理4件。", revision="2019", numbers=numbers, year=2019) == [
        ("其他处理", "4件", True)
    ]


def test_the_place_of_a_claim_is_no_paragraph_number():
    first = claims_of("全年收到政府信息公开申请25件。")
    moved = claims_of("概况如下。\n先说一句。\n全年收到政府信息公开申请26件。")
    assert [claim.spot for claim in first] == [claim.spot for claim in moved]
    twice = claims_of("全年收到政府信息公开申请25件。\n全年收到政府信息公开申请26件。")
    spots = [claim.spot for claim in twice]
    assert len(set(spots)) == len(spots)


def test_without_a_year_nothing_is_said_of_another():
    (claim,) = [c for c in claims_of("2022年收到政府信息公开申请12件。", year=None) if c.topic == "收到申请"]
    assert claim.kind is None


def test_a_row_of_a_table_states_nothing():
    assert claims_of("一、本年新收政府信息公开申请数量\t5\t0\t5") == ()


def test_names_of_agencies_are_not_needed():
    assert _read("全年收到政府信息公开申请25件。", agency="") == [("收到申请", "25件", False)]


@pytest.mark.parametrize(
    ("sentence", "topic", "met"),
    [
        ("向我县提出的政府信息公开申请，全年计25件。", "收到申请", False),
        ("收到填写完整的“政府信息公开申请表”25份。", "收到申请", False),
        ("依申请公开情况：年内新收25件。", "收到申请", False),
        ("政府信息公开申请中，经法制审核后准予公开的，有13件。", "予以公开", False),
        ("办结的政府信息公开申请中，归入“其他处理”的为3件。", "其他处理", False),
        ("4件政府信息公开申请因临近年末收到，结转下年度办理。", "结转下年度", False),
        ("针对我县政府信息公开工作提出的行政复议申请，全年计7件。", "行政复议", False),
        ("规范性文件家底清晰：年末有效41件。", "现行有效规范性文件", False),
        ("对不再适用的3件行政规范性文件，我县依程序予以废止。", "废止规范性文件", False),
        ("行政许可事项全年依法办出决定701件。", "行政许可", False),
        ("企业申请的行政许可，我县本年审结701件。", "行政许可", False),
        ("法律服务机构提出的政府信息公开申请有5件。", "法律服务机构申请", False),
        ("审批类行政许可41件。", "行政许可数量", True),
        ("企业申请的行政许可，我县本年审结700件。", "行政许可", True),
    ],
)
def test_times_adverbs_and_names_stand_anywhere(sentence, topic, met):
    assert [(name, right) for name, _, right in _read(sentence)] == [(topic, met)]


@pytest.mark.parametrize(
    "sentence",
    [
        "废止规范性文件解读1篇，新制发会议纪要90件。",
        "规范性文件公开后，收集意见建议90件。",
        "受理行政许可申请，同时办结热线工单90件。",
        "依申请公开窗口全年接听电话90次，收到留言60件。",
    ],
)
def test_a_clause_of_its_own_thing_is_carried_by_none(sentence):
    assert _read(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("收到涉及征地的政府信息公开申请9件。", "subset"),
        ("收到公民、法人和其他组织通过网络、信函等方式提交的政府信息公开申请21件。", "whole"),
        ("某邻近县全年收到政府信息公开申请900件。", "elsewhere"),
        ("力争全年收到政府信息公开申请不超过9件，收到政府信息公开申请900件不作目标。", "other_year"),
        ("收到政府信息公开申请900件，由县政府办另行统计。", "elsewhere"),
        ("往年收到政府信息公开申请900件。", "cumulative"),
    ],
)
def test_whose_and_which_applications(sentence, scope):
    claim = next(claim for claim in claims_of(sentence) if claim.topic == "收到申请")
    assert claim.scope == scope


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("县自然资源局收到政府信息公开申请900件。", "elsewhere"),
        ("全县收到政府信息公开申请900件。", "elsewhere"),
        ("县住建局收到政府信息公开申请900件。", "whole"),
    ],
)
def test_what_is_another_body_for_a_department(sentence, scope):
    (claim,) = [c for c in claims_of(sentence, agency="青溪县住房和城乡建设局") if c.topic == "收到申请"]
    assert claim.scope == scope


def test_a_heading_that_opens_a_paragraph_holds_for_what_follows():
    text = "（二）依申请公开情况。程序更加规范。全年收到申请25件。\n另一段。收到申请26件。"
    assert [(claim.stated, meets(claim)) for claim in _judged(text)][:2] == [("25件", False), ("26件", False)]
    assert _judged("程序更加规范。全年收到申请25件。", part=5) == []


def test_not_a_single_one_is_no_figure():
    assert [claim.kind for claim in _judged("全年没有收到一件政府信息公开申请。")] == ["none"]

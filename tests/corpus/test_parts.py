"""What a summary's prose tells of its children, beside their own tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.expect import judge, load_suites
from audit.recognise.claims import read_claims
from tests.corpus.made import OFFICE, frames_of, report, roster
from tests.frames.recognitions import TEMPLATES, cell, reading, recognition

SUMMARY = "云栖县人民政府"
ROWS = (
    {"agency_id": "X", "name": SUMMARY, "reports_for": "下级"},
    {"agency_id": "J", "name": "云栖县教育局", "parent": "X"},
    {"agency_id": "S", "name": "云栖县水利局", "aliases": "云栖县河务局", "parent": "X"},
    {"agency_id": "Z", "name": "云栖县松涧镇人民政府", "parent": "X"},
    {"agency_id": "O", "name": "云栖县人民政府办公室", "parent": "X"},
)
TOTAL = "applications__received__total"
CHILDREN = (
    report("云栖县教育局", **{TOTAL: 3.0, "applications__granted__total": 2.0}),
    report("云栖县水利局", **{TOTAL: 4.0, "applications__carried_in__total": 1.0}),
    report("云栖县松涧镇人民政府", **{TOTAL: 5.0, "disputes__reconsideration__total": 1.0}),
    report("云栖县人民政府办公室", **{TOTAL: 17.0}),
)


def summary(text, year=2024):
    """The county's report with `text` in its first part, its claims read as they are in a run."""
    read = recognition(SUMMARY, year, bodies={"part1": text})
    claims = read_claims(read.sections, read.tables, agency=SUMMARY, year=year)
    return reading(f"{year}/汇总.txt", replace(read, claims=claims))


def told(tmp_path, text, *, rows=ROWS, children=CHILDREN, office=OFFICE):
    """The frame for a summary that says `text`, as child, number and what its own report says."""
    frames = frames_of(summary(text), *children, roster=roster(tmp_path, *rows), office=office)
    parts = frames["rollup_parts"]
    return list(zip(parts["child"], parts["stated"], parts["against_low"].fillna(-1.0), strict=True))


LISTS = (
    "2024年，全县共收到政府信息公开申请12件，其中县教育局3件、水利局4件、松涧镇5件。",
    "全县收到政府信息公开申请12件。其中，教育局受理3件，水利局受理4件，松涧镇政府受理5件。",
    "全县收到政府信息公开申请共12件，其中云栖县教育局收到3件，占25%；县河务局4件，占33.3%；松涧镇5件。",
    "全县收到政府信息公开申请12件（县教育局3件、县水利局4件、松涧镇人民政府5件）。",
    "县教育局收到政府信息公开申请3件，县水利局收到政府信息公开申请4件，松涧镇收到政府信息公开申请5件。",
    "全县收到政府信息公开申请15件，其中县教育局3件、云桥县民政局3件、水利局4件、松涧镇5件。",
    "全县收到政府信息公开申请12件，同比下降10%，主要集中在县教育局3件、水利局4件、松涧镇5件。",
)


def test_the_numbers_of_a_list_are_those_of_the_children(tmp_path):
    frames = frames_of(summary("\n".join(LISTS)), *CHILDREN, roster=roster(tmp_path, *ROWS))
    parts = frames["rollup_parts"]
    told_of = {
        sentence: list(zip(rows["child"], rows["stated"], rows["against_low"], strict=True))
        for sentence, rows in parts.groupby("sentence", sort=False)
    }
    assert told_of == {text: [("J", "3件", 3.0), ("S", "4件", 4.0), ("Z", "5件", 5.0)] for text in LISTS}
    assert parts["part_id"].is_unique


def test_a_number_is_on_the_topic_of_its_own_words_or_of_the_total(tmp_path):
    text = (
        "全县收到政府信息公开申请20件，予以公开9件，其中教育局予以公开2件；"
        "因政府信息公开被申请行政复议1件，其中松涧镇1件。"
    )
    frames = frames_of(summary(text), *CHILDREN, roster=roster(tmp_path, *ROWS))
    parts = frames["rollup_parts"]
    assert parts["topic"].tolist() == ["予以公开", "行政复议"]
    assert parts["against_low"].tolist() == [2.0, 1.0]
    (sentence, marks) = parts.iloc[1][["sentence", "marks"]]
    start, end = map(int, marks.split("-"))
    assert (sentence, sentence[start:end]) == (text, "1件")
    assert parts["part_id"].is_unique


OTHERS = (
    # last year's, or a piece of the year
    "2023年全县收到政府信息公开申请12件，其中县教育局9件。",
    "全县收到政府信息公开申请12件，其中去年县教育局9件。",
    "上半年，县教育局收到政府信息公开申请9件。",
    "全县收到政府信息公开申请12件，其中第一季度县教育局9件。",
    # of something else, or no one knows of what
    "全县收到政府信息公开申请12件，其中县教育局办结9件。",
    "全县收到政府信息公开申请12件，办结12件，其中县教育局9件。",
    "全县收到政府信息公开申请12件，其中通过网络9件，县教育局9件。",
    "全县收到政府信息公开申请12件，其中涉及土地类9件（县教育局8件）。",
    "全县收到政府信息公开申请12件，其中自然人9件、法人3件，县教育局9件。",
    "全县收到政府信息公开申请12件，其中县民政局3件（自然人2件、法人1件），县教育局9件。",
    "全县收到政府信息公开申请12件，比上年增加9件，其中县教育局9件。",
    "全县收到政府信息公开申请12件，其中县教育局办理建议9件。",
    "全县收到政府信息公开申请12件，县教育局举办培训9次。",
    "县教育局牵头组织培训，全县收到政府信息公开申请12件。",
    "全县收到政府信息公开申请12件，其中县教育局通过网络收到9件。",
    "全县收到政府信息公开申请12件，其中县教育局、县水利局共9件。",
    "全县主动公开政府信息12件，其中县教育局9件。",
    "全县收到政府信息公开申请1.2万件，其中县教育局1.1万件。",
    # what the county's government itself got, and who dealt with it
    "县政府收到政府信息公开申请12件，其中县教育局9件。",
    # of somebody else
    "全县收到政府信息公开申请12件，其中市教育局9件。",
    "全县收到政府信息公开申请12件，其中县教育局招生办9件。",
    "全县收到政府信息公开申请12件，其中县民政局9件。",
)


def test_what_is_not_certainly_a_childs_number_is_left_alone(tmp_path):
    frames = frames_of(summary("\n".join(OTHERS)), *CHILDREN, roster=roster(tmp_path, *ROWS))
    assert frames["rollup_parts"]["sentence"].tolist() == []


def test_two_children_of_one_short_name_are_told_apart_by_no_one(tmp_path):
    rows = (*ROWS, {"agency_id": "B", "name": "云栖县北区教育局", "aliases": "教育局", "parent": "X"})
    assert told(tmp_path, "全县收到政府信息公开申请12件，其中教育局9件。", rows=rows) == []
    text = "全县收到政府信息公开申请12件，其中云栖县教育局9件。"
    assert told(tmp_path, text, rows=rows) == [("J", "9件", 3.0)]


def test_the_own_office_counts_where_the_office_says_so(tmp_path):
    text = "全县收到政府信息公开申请20件，其中县政府办17件、教育局3件。"
    assert told(tmp_path, text) == [("J", "3件", 3.0)]
    office = replace(OFFICE, rollups=replace(OFFICE.rollups, own_office=True))
    assert told(tmp_path, text, office=office) == [("O", "17件", 17.0), ("J", "3件", 3.0)]


def test_a_department_is_no_summary(tmp_path):
    rows = [{**row, "reports_for": ""} for row in ROWS]
    assert told(tmp_path, "全县收到政府信息公开申请12件，其中教育局9件。", rows=rows) == []


# ------------------------------------------------------------------------------ as the rule sees it


def verdict(tmp_path, text, children=CHILDREN):
    frames = frames_of(summary(text), *children, roster=roster(tmp_path, *ROWS))
    return judge(frames, [suite for suite in load_suites() if suite.frame == "rollup_parts"])


def outcome(found):
    own = found.outcomes[found.outcomes["report_id"] == "2024/X"]
    (row,) = own[own["rule_id"] == "G-ROLLUP-01"].to_dict("records")
    return row


def test_a_wrong_number_is_told_with_both_sides(tmp_path):
    text = "全县收到政府信息公开申请30件，其中县教育局13件、水利局4件。"
    found = verdict(tmp_path, text)
    (finding,) = found.findings.to_dict("records")
    assert (finding["rule_id"], finding["severity"], finding["report_id"]) == (
        "G-ROLLUP-01",
        "warning",
        "2024/X",
    )
    assert finding["message"].startswith("正文称云栖县教育局收到申请 13件，云栖县教育局的报告表三新收 3")
    assert finding["evidence"] == text
    start, end = map(int, finding["marks"].split("-"))
    assert text[start:end] == "13件"


@pytest.mark.parametrize(
    "text",
    [
        "全县收到政府信息公开申请30件，其中水利局4件。",
        "全县收到政府信息公开申请30件，其中水利局5件。",  # with what it had carried in
        "全县收到政府信息公开申请30余件，其中教育局不足5件。",
    ],
)
def test_what_the_words_admit_passes(tmp_path, text):
    found = verdict(tmp_path, text)
    assert outcome(found)["outcome"] == "pass"
    assert found.findings.empty


def test_a_child_not_at_hand_is_named(tmp_path):
    found = verdict(tmp_path, "全县收到政府信息公开申请12件，其中水利局9件。", children=CHILDREN[:1])
    assert outcome(found)["outcome"] == "not_assessable"
    assert outcome(found)["reason"] == "缺少云栖县水利局的报告，无法与正文核对"


def test_a_blank_of_the_child_is_no_zero(tmp_path):
    children = (report("云栖县教育局", **{TOTAL: None}), *CHILDREN[1:])
    found = verdict(tmp_path, "全县收到政府信息公开申请12件，其中教育局9件。", children=children)
    assert outcome(found)["outcome"] == "not_assessable"
    assert outcome(found)["reason"] == "云栖县教育局的报告表三新收没有数字，无法与正文核对"


def test_a_summary_that_tells_nothing_of_its_children_has_nothing_to_judge(tmp_path):
    found = verdict(tmp_path, "全县收到政府信息公开申请12件。")
    assert outcome(found)["outcome"] == "not_applicable"


def test_the_place_of_a_finding_stays_when_its_number_changes(tmp_path):
    ids = {
        verdict(tmp_path, f"全县收到政府信息公开申请30件，其中教育局{number}件。")
        .findings["finding_id"]
        .iloc[0]
        for number in (13, 14)
    }
    assert len(ids) == 1


@pytest.mark.parametrize(("method", "severity"), [("text", "warning"), ("aligned", "info")])
def test_doubtful_reading_makes_it_a_hint(tmp_path, method, severity):
    total = cell(TEMPLATES["2021"].cells[TOTAL.replace("__", ".")], 3.0, method=method)
    children = (report("云栖县教育局", **{TOTAL: total}), *CHILDREN[1:])
    text = "全县收到政府信息公开申请30件，其中教育局13件。"
    frames = frames_of(summary(text), *children, roster=roster(tmp_path, *ROWS))
    assert frames["rollup_parts"]["severity"].tolist() == [severity]

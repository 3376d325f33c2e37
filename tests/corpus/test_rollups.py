"""A summary beside the sum of those it sums up."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from audit.corpus import draft_tables
from tests.corpus.made import OFFICE, frames_of, report, roster

KEY = "applications.received.total"
CELL = "applications__received__total"
ROWS = (
    {"agency_id": "X", "name": "云栖县人民政府", "reports_for": "下级"},
    {"agency_id": "J", "name": "云栖县教育局", "parent": "X"},
    {"agency_id": "S", "name": "云栖县水利局", "parent": "X"},
    {"agency_id": "O", "name": "云栖县人民政府办公室", "parent": "X"},
)
CHILDREN = (
    report("云栖县教育局", **{CELL: 3.0}),
    report("云栖县水利局", **{CELL: 4.0}),
    report("云栖县人民政府办公室", **{CELL: 100.0}),
)


def cell(frames, key=KEY):
    (found,) = frames["rollups"].query("key == @key").to_dict("records")
    return found


def test_the_sum_and_the_summary_stand_side_by_side(tmp_path):
    parent = report("云栖县人民政府", **{CELL: 9.0})
    found = cell(frames_of(parent, *CHILDREN, roster=roster(tmp_path, *ROWS)))
    assert (found["value"], found["sum"], found["due"], found["children"]) == (9.0, 7.0, 7.0, 2)
    assert found["line"].startswith("一、本年新收")


def test_whether_the_own_office_counts_is_a_setting(tmp_path):
    office = replace(OFFICE, rollups=replace(OFFICE.rollups, own_office=True))
    found = cell(
        frames_of(report("云栖县人民政府"), *CHILDREN, roster=roster(tmp_path, *ROWS), office=office)
    )
    assert (found["sum"], found["children"]) == (107.0, 3)


def test_a_missing_child_is_named_and_nothing_is_judged(tmp_path):
    found = cell(frames_of(report("云栖县人民政府"), CHILDREN[0], roster=roster(tmp_path, *ROWS)))
    assert pd.isna(found["due"])
    assert found["sum"] == 3.0
    assert found["reason"] == "缺少 1 个机关的报告：云栖县水利局"


def test_a_blank_child_is_named_too(tmp_path):
    children = (report("云栖县教育局", **{CELL: None}), *CHILDREN[1:])
    found = cell(frames_of(report("云栖县人民政府"), *children, roster=roster(tmp_path, *ROWS)))
    assert found["reason"] == "下级报告的该格没有数字：云栖县教育局"


def test_an_abolished_child_is_not_waited_for(tmp_path):
    rows = ({**ROWS[2], "valid_to": "2024-05-31"} if row["agency_id"] == "S" else row for row in ROWS)
    found = cell(frames_of(report("云栖县人民政府"), CHILDREN[0], roster=roster(tmp_path, *rows)))
    assert (found["due"], found["children"]) == (3.0, 1)


def test_the_sums_are_a_draft_before_the_summary_is_there(tmp_path):
    frames = frames_of(*CHILDREN, roster=roster(tmp_path, *ROWS))
    drafts = draft_tables(frames["rollups"], "2024/X")
    assert list(drafts) == ["表二", "表三", "表四"]
    assert drafts["表三"].at["一、本年新收政府信息公开申请数量", "总计"] == 7.0
    assert draft_tables(frames["rollups"], "2024/none") == {}

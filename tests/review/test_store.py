"""The log: what is said is kept, in order, and nothing is ever changed."""

import sqlite3
from datetime import date

import pandas as pd
import pytest

from audit.errors import DecidedMeanwhile, ReviewError
from audit.review import Entry, open_store


def test_what_is_recorded_comes_back_as_it_was_said(store):
    entry = Entry(
        "f1",
        "排除",
        "附件另有说明",
        "整改中",
        "已补报",
        date(2026, 2, 3),
        "来电核实",
        "abc",
        "notebook",
    )
    assert store.record([entry], who="王审") == [1]
    row = store.log().iloc[0]
    assert row[["finding_id", "decision", "reason", "rectification"]].tolist() == [
        "f1",
        "排除",
        "附件另有说明",
        "整改中",
    ]
    assert row[["rectified_on", "who", "at", "source"]].tolist() == [
        "2026-02-03",
        "王审",
        "2026-01-20T09:00:00+00:00",
        "notebook",
    ]


def test_each_field_stands_as_last_said(store):
    store.record(
        [Entry("f1", "确认", note="先看"), Entry("f1", rectification="整改中"), Entry("f1", note="")]
    )
    state = store.dispositions().set_index("finding_id").loc["f1"]
    assert state[["decision", "rectification", "note", "revision"]].tolist() == ["确认", "整改中", "", 3]


def test_a_new_decision_comes_with_its_own_reason(store):
    store.record([Entry("f1", "排除", "口径不同"), Entry("f1", "确认")])
    assert store.dispositions()["reason"].tolist() == [""]


def test_a_reason_said_alone_is_kept_and_mends_that_of_the_decision(store):
    store.record([Entry("f1", reason="口径待查"), Entry("f2", "排除", "口径不同", fingerprint="old")])
    store.record([Entry("f2", reason="口径不同，见附件")])
    state = store.dispositions().set_index("finding_id")
    assert state["reason"].to_dict() == {"f1": "口径待查", "f2": "口径不同，见附件"}
    assert state.loc["f2", ["decision", "fingerprint"]].tolist() == ["排除", "old"]
    store.record([Entry("f2", "确认")])
    assert store.dispositions().set_index("finding_id")["reason"]["f2"] == ""


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"decision": "同意"}, "处置的取值无效"),
        ({"decision": "排除"}, "必须写明理由"),
        ({"decision": "排除", "reason": "  "}, "必须写明理由"),
        ({"rectification": "完成"}, "整改状态的取值无效"),
        ({"reason": " "}, "不能单独清空"),
        ({}, "没有任何内容"),
    ],
)
def test_what_cannot_be_is_refused_before_it_is_written(said, reason):
    with pytest.raises(ReviewError, match=reason):
        Entry("f1", **said)


def test_whoever_writes_over_a_newer_decision_is_told_and_nothing_is_written(store):
    store.record([Entry("f1", "确认")], who="王审")
    with pytest.raises(DecidedMeanwhile, match="王审") as caught:
        store.record([Entry("f2", "确认"), Entry("f1", "排除", "误报")], seen={"f1": 0, "f2": 0})
    assert caught.value.findings == ("f1",)
    assert len(store.log()) == 1
    assert store.record([Entry("f1", "排除", "误报")], seen={"f1": 1}) == [2]


def test_an_entry_taken_back_was_never_said(store):
    store.record([Entry("f1", "待核实", note="留意"), Entry("f1", "确认")])
    assert store.undo(2) == 3
    state = store.dispositions().set_index("finding_id").loc["f1"]
    assert state[["decision", "note", "revision"]].tolist() == ["待核实", "留意", 3]
    with pytest.raises(ReviewError, match="更新的处置"):
        store.undo(1)
    with pytest.raises(ReviewError, match="没有这条"):
        store.undo(99)


def test_other_evidence_is_told_and_the_decision_stands(store):
    store.record([Entry(f"f{n}", "确认", fingerprint="old") for n in (1, 2, 3)])
    findings = pd.DataFrame({"finding_id": ["f1", "f2"], "fingerprint": ["old", "new"]})
    state = store.dispositions(findings).set_index("finding_id")
    assert state["evidence"].to_dict() == {"f1": "same", "f2": "changed", "f3": "gone"}
    assert set(state["decision"]) == {"确认"}


def test_the_log_of_some_findings_is_theirs_alone(store):
    store.record([Entry(f"f{n}", "确认") for n in range(1200)])
    assert store.log([f"f{n}" for n in range(600)])["finding_id"].nunique() == 600


def test_all_or_none(store, url):
    with pytest.raises(ReviewError):
        store.record([Entry("f1", "确认"), Entry("f2", "确认", source="fax")])
    assert store.revision() == 0


def test_an_older_log_is_brought_up_and_a_newer_one_refused(store, url, tmp_path):
    store.record([Entry("f1", "确认")])
    again = open_store(url)
    assert again.revision() == 1
    with sqlite3.connect(tmp_path / "review.sqlite") as base:
        base.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ReviewError, match="更新版本"):
        open_store(url)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "地址无效"),
        ("oracle+none://x/y", "地址无效"),
        ("sqlite:////no/such/folder/x.sqlite", "无法打开"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(address, said):
    with pytest.raises(ReviewError, match=said):
        open_store(address)


def test_a_password_is_never_shown():
    with pytest.raises(ReviewError) as caught:
        open_store("postgresql+nodriver://auditor:geheim@127.0.0.1/x")
    assert "geheim" not in str(caught.value)

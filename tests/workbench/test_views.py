import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from lxml import html

from audit.workbench.state.run import Counts, Filter, RunState
from audit.workbench.views import overview as views
from tests.workbench.made_up import HOSTILE, FakeRun, make_frames


@pytest.fixture(scope="module")
def state():
    return RunState.load(FakeRun(make_frames(agencies=12, findings=60)))


@pytest.fixture(scope="module")
def hostile():
    frames = make_frames(agencies=12, findings=60, hostile=True)
    frames["files"].loc[24, ["file", "read_error"]] = [HOSTILE, HOSTILE]
    frames["outcomes"].loc[0, "reason"] = HOSTILE
    frames["findings"].loc[0, "finding_id"] = '"><script>1</script>'
    return RunState.load(FakeRun(frames))


def parse(markup) -> Any:
    return html.fromstring(f"<div>{markup}</div>")


def text(markup):
    return parse(markup).text_content()


def test_kpis_carry_their_numbers(state):
    page = parse(views.kpi_row(state.counts))
    shown = {
        card.get("data-kpi"): card.find("strong").text for card in page.iter("div") if card.get("data-kpi")
    }
    assert shown == {
        "due": "—",
        "filed": "24",
        "missing": "—",
        "unread": "2",
        "critical": str(state.counts.critical),
        "unassessable": "9",
        "undecided": "—",
    }
    assert "没有应报机关名单" in page.text_content()
    assert "没有处置记录" in page.text_content()


def test_kpis_count_what_is_due_and_decided(state):
    counts = replace(state.counts, due=30, filed=24, missing=6, undecided=50, pending=3, dismissed=7)
    page = parse(views.kpi_row(counts))
    values = {card.get("data-kpi"): card.get("data-value") for card in page.iter("div")}
    assert (values["due"], values["filed"], values["missing"], values["undecided"]) == ("30", "24", "6", "50")
    assert "待核实 3，已排除 7" in page.text_content()


def test_header_tells_when_and_what(state):
    shown = text(views.run_header(state))
    for fact in ("20260115-093000", "2026-01-15 09:30", "2024–2025 年度"):
        assert fact in shown
    assert "审查了一半" in text(views.run_header(replace(state, started="审查了一半")))


def test_what_was_not_judged_is_no_zero():
    page = parse(views.kpi_row(Counts(reports=3, agencies=3, files=3, unread=0)))
    assert [card.get("data-value") for card in page.iter("div") if card.get("data-kpi")] == [
        "—",
        "3",
        "—",
        "0",
        *"———",
    ]


def test_broken_rules_are_told():
    counts = Counts(1, 1, 1, 0, critical=0, warning=0, info=0, failing=0, not_assessable=0, broken=4)
    assert "规则出错 4" in text(views.kpi_row(counts))


def test_table_numbers_its_rows_from_where_the_page_starts(state):
    rows = state.select(Filter()).iloc[50:60]
    page = parse(views.findings_table(rows, state.decisions[rows.index], first=51, found=60, total=60))
    assert [row.xpath("string(td[1])") for row in page.xpath("//tbody/tr")] == [str(n) for n in range(51, 61)]
    assert page.xpath("//tbody/tr/@data-pick") == rows["finding_id"].tolist()


def test_an_empty_table_says_why(state):
    none = state.findings.iloc[:0]
    assert "没有符合条件的问题" in views.findings_table(none, none["agency"], first=1, found=0, total=60)
    assert "没有查出问题" in views.findings_table(none, none["agency"], first=1, found=0, total=0)


def test_detail_shows_everything_a_finding_says(state):
    finding = state.findings.loc["F00000"]
    shown = text(views.finding_detail(finding))
    assert all(cell in shown for cell in finding["evidence"].split("｜"))
    for name in (
        "message",
        "place",
        "stated",
        "expected",
        "source",
        "basis",
        "advice",
        "rule_id",
        "agency",
    ):
        assert finding[name] in shown


def test_detail_leaves_out_what_is_not_there(state):
    finding = state.findings.loc["F00000"].copy()
    finding[["stated", "expected", "evidence"]] = pd.NA
    finding["year"] = pd.NA
    shown = text(views.finding_detail(finding))
    assert "填报" not in shown
    assert "没有可引的原文" in shown
    assert "年度不明" in shown
    assert not re.search(r"nan|<NA>|None", shown)


def test_a_printed_row_shows_its_blanks_and_a_sentence_stays_whole(state):
    finding = state.findings.loc["F00000"].copy()
    finding["evidence"] = "行政复议｜｜0｜ \n本年度没有复议。"
    row, sentence = parse(views.finding_detail(finding)).xpath("//blockquote/p")
    assert [(cell.tag, cell.text_content()) for cell in row] == [
        ("span", "行政复议"),
        ("i", ""),
        ("span", "0"),
        ("i", ""),
    ]
    assert sentence.text == "本年度没有复议。"


def test_notes_list_what_was_not_read_and_not_judged(state):
    shown = text(views.notes(state))
    assert "扫描件.bin" in shown
    assert "不认识的文件格式" in shown
    assert "表三有单元格留空" in shown
    assert "6 份报告" in shown


def test_nothing_to_note_is_nothing():
    frames = make_frames(agencies=2, findings=2)
    frames["files"] = frames["files"][frames["files"]["read_status"] == "read"]
    frames["outcomes"] = frames["outcomes"].iloc[:0]
    assert views.notes(RunState.load(FakeRun(frames))) == ""


def test_no_text_becomes_markup(hostile):
    found = hostile.select(Filter())
    everything = [
        views.run_header(hostile),
        views.findings_table(found, hostile.decisions, first=1, found=len(found), total=len(found)),
        views.notes(hostile),
        views.notice(HOSTILE),
        *(views.finding_detail(finding) for _, finding in found.iterrows()),
    ]
    for markup in everything:
        page = parse(markup)
        assert not page.xpath("//script | //img | //@onerror")
    assert sum(HOSTILE in text(markup) for markup in everything) >= 5

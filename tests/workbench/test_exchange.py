import shutil
from contextlib import closing
from datetime import UTC, datetime

import openpyxl
import pytest
from lxml import html

from audit.excel.sheets import ledger
from audit.pipeline import open_run
from audit.pipeline.reviewing import decide, open_review
from audit.review import Entry
from audit.schema.words import CONFIRMED, DISMISSED
from audit.workbench import exchange
from audit.workbench.panels.exchange import ExchangePanel
from audit.workbench.panels.overview import scoring_of
from audit.workbench.state.exchange import Exchange, describe_filter
from audit.workbench.state.run import Filter, RunState
from audit.workbench.state.spread import Spread
from tests.workbench.made_up import HOSTILE


@pytest.fixture
def state(audited):
    run = open_run(audited)
    return Exchange(run, Spread(RunState.load(run), scoring_of(run)))


@pytest.fixture
def panel(state):
    return ExchangePanel(state)


def edit(workbook, fields):
    """Fill in the first row of the ledger; the finding's id."""
    book = openpyxl.load_workbook(workbook)
    sheet = book[ledger.NAME]
    head = next(row for row in sheet.iter_rows() if any(cell.value == ledger.KEY for cell in row))
    columns = {cell.value: cell.column for cell in head}
    for name, value in fields.items():
        sheet.cell(head[0].row + 1, columns[ledger.FIELDS[name]], value)
    book.save(workbook)
    return sheet.cell(head[0].row + 1, columns[ledger.KEY]).value


def decision(state, finding_id):
    with closing(open_review(state.run.folder)) as store:
        known = store.dispositions().set_index("finding_id")["decision"]
    return known.get(finding_id, "")


def test_a_filtered_export_holds_what_was_asked_for_and_says_so(state):
    wanted = Filter(severity="critical", group="T")
    book = openpyxl.load_workbook(state.export(wanted), read_only=True)
    texts = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    found = state.spread.state
    inside, outside = found.select(wanted)["finding_id"], found.findings["finding_id"]
    assert set(inside) <= texts
    assert not (set(outside) - set(inside)) & texts
    assert describe_filter(wanted, state.spread) in texts


def test_nothing_to_export_is_told(panel):
    panel.show(Filter(text="没有这样的话"))
    panel.export.click()
    assert "没有符合条件的问题" in panel.sent.html


def test_notices_go_to_each_agency_in_one_archive(panel):
    panel.notify.click()
    page = html.fromstring(panel.sent.html)
    assert page.xpath("//a/@download") == ["整改通知.zip"]
    folder = next(panel.state.out.glob("exports/*/整改通知"))
    agencies = panel.state.spread.state.findings.query("agency_id != ''")["agency_id"].nunique()
    assert len(list(folder.iterdir())) == agencies


def upload(name, content):
    """What a browser hands to a `FileUpload`."""
    stamp = datetime(2026, 1, 1, tzinfo=UTC)
    return {"name": name, "type": "", "size": len(content), "content": content, "last_modified": stamp}


def test_a_reviewed_workbook_is_shown_before_it_is_taken(panel):
    workbook = panel.state.export(Filter())
    finding = edit(workbook, {"decision": DISMISSED, "reason": HOSTILE})
    panel.files.value = (upload("台账.xlsx", workbook.read_bytes()),)
    page = html.fromstring(panel.received.html)
    assert page.get("data-changes") == "2"
    assert HOSTILE in page.text_content()
    assert not page.xpath("//img | //script")
    assert decision(panel.state, finding) == ""
    panel.confirm.click()
    assert decision(panel.state, finding) == DISMISSED
    assert "已导入" in panel.received.html
    assert panel.confirm.disabled


def test_a_conflict_shows_both_sides_and_waits(panel):
    workbook = panel.state.export(Filter())
    finding = edit(workbook, {"decision": DISMISSED, "reason": "核对原件，无误"})
    decide(panel.state.run.folder, finding, Entry(finding, decision=CONFIRMED))
    panel.receive("台账.xlsx", workbook.read_bytes())
    said = html.fromstring(panel.received.html)
    assert said.get("data-conflicts") == "1"
    assert f"记为“{CONFIRMED}”" in said.text_content()
    assert panel.confirm.disabled
    assert panel.prefer.layout.display is None
    panel.prefer.value = "theirs"
    assert not panel.confirm.disabled
    panel.confirm.click()
    assert decision(panel.state, finding) == DISMISSED


def test_what_is_no_workbook_of_ours_is_refused(panel):
    for _ in range(2):  # the same file can be chosen again
        panel.received.html = ""
        panel.files.value = (upload("别的.xlsx", b"no workbook"),)
        said = html.fromstring(panel.received.html)
        assert "da-bad" in said.get("class")
        assert said.text_content().startswith("别的.xlsx：")  # by its name, wherever it is kept
        assert panel.confirm.disabled


def test_two_runs_are_compared(panel):
    assert len(panel.state.runs()) == 2
    panel.compare.click()
    page = html.fromstring(panel.difference.html)
    counts = {card.get("data-state"): int(card.get("data-value")) for card in page.xpath("//*[@data-state]")}
    changes = panel.state.changes(panel.older.value, panel.newer.value)
    assert sum(counts.values()) == len(changes)
    assert counts["new"] > 0
    panel.save.click()
    assert "下载" in panel.difference.html


def test_without_a_run_it_says_what_to_do(tmp_path, audited):
    assert "disclosure-audit run" in exchange(tmp_path / "nothing").html
    assert exchange(audited).children
    for frame in ("findings", "outcomes"):
        (open_run(audited).folder / "frames" / f"{frame}.parquet").unlink()
    assert "没有审查" in exchange(audited).html
    shutil.rmtree(audited)

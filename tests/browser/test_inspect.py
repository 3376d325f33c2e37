"""The second screen as a person meets it: filter, select, see the red cell, decide, come back."""

import pandas as pd
import pytest

from audit.pipeline.reviewing import open_review
from tests.browser.session import visit
from tests.browser.steps import (
    EVIL,
    after,
    choose,
    come_back_to_lab,
    dismiss,
    in_window,
    inspect_in_lab,
    see_only_text,
    see_red_cell,
    tab_through,
    unnamed_controls,
    wider_than,
)
from tests.browser.test_overview import need_chromium
from tests.support.replicated import make_run, replicate

pytestmark = pytest.mark.browser
NOTEBOOK = "02_逐件核查.ipynb"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("small") / "out", agencies=6)


@pytest.fixture
def out(small, tmp_path, monkeypatch):
    need_chromium(monkeypatch)
    taint(replicate(small, tmp_path / "out", 500).folder / "frames")
    return tmp_path / "out"


def taint(frames):
    """Script in an agency's name, its file's name and what its report says."""
    findings = pd.read_parquet(frames / "findings.parquet")
    agency = findings.loc[findings["rule_id"].str.startswith("N-"), "agency_id"].iloc[0]
    theirs = findings["agency_id"] == agency
    for column in ("agency", "message", "evidence", "file", "source", "title"):
        findings.loc[theirs, column] = EVIL + findings.loc[theirs, column].fillna("")
    findings.to_parquet(frames / "findings.parquet")
    reports = pd.read_parquet(frames / "reports.parquet")
    reports.loc[reports["agency_id"] == agency, "agency"] = f"靶标{EVIL}"
    reports.to_parquet(frames / "reports.parquet")


def somebody_decides(page, out):
    """Somebody else decides meanwhile: we are told who and what, and keep what we wrote."""
    store = open_review(out)
    store.undo(store.revision(), who="李审")
    store.close()
    page.locator("input[data-field=note]").fill("请复核")
    page.locator("[data-do=save]").click()
    page.wait_for_selector(".da-say.da-bad")
    assert "李审" in page.locator(".da-say").inner_text()
    assert page.locator("input[data-field=note]").input_value() == "请复核"


def see_what_happened(page):
    """An error is read before what the form still lacks, which is said in the same place."""
    page.locator(".da-virtual").focus()
    page.keyboard.press("2")
    assert "排除问题必须写明理由" in page.locator(".da-say").inner_text()
    page.locator("[data-act=file]").click()
    page.wait_for_selector(".da-say.da-bad:has-text('原件')")


def lose_the_kernel(page):
    """A kernel that is gone does not look alive."""
    page.locator("[data-jp-item-name=restart] >> visible=true").click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_selector(".da-inspect > .da-dead")
    assert page.locator(".da-dead").inner_text() == "连接已断开，请重新运行"
    assert page.locator(".da-dead").get_attribute("role") == "alert"


def test_from_the_list_to_a_decision_that_stays(out):
    with visit(out, notebook=NOTEBOOK) as seen:
        page = seen.page
        inspect_in_lab(page)

        # Hundreds of agencies, and only those in sight are in the page.
        grid = page.locator(".da-virtual")
        assert int(grid.get_attribute("data-total")) >= 490
        assert page.locator(".da-vrow").count() < 60
        page.locator(".da-vbody").evaluate("body => { body.scrollTop = body.scrollHeight }")
        page.wait_for_selector(f".da-vrow[data-row='{int(grid.get_attribute('data-total')) - 1}']")
        assert page.locator(".da-vrow").count() < 60

        # Filter, select, see the red cell with its word and the formula with its numbers.
        choose(page, "rule", "T3-OUTCOME")
        first = after(page, page.locator(".da-vrow[data-row='2']").click)
        assert page.locator(".da-vrow[data-row='2']").get_attribute("aria-selected") == "true"
        see_red_cell(page)

        # Dismissing asks for a reason, in place; with one it is saved and the next finding comes.
        assert dismiss(page, "附件另有说明") == first

        # k goes back: recorded, with who and when, and can be taken back.
        grid.focus()
        assert after(page, lambda: page.keyboard.press("k")) == first
        assert page.locator(".da-decision").get_attribute("data-recorded") == "排除"
        page.locator(".da-log summary").click()
        assert "附件另有说明" in page.locator(".da-history").inner_text()
        assert page.locator("[data-do=undo]").is_enabled()

        # It is there after the page is loaded again, and after the kernel is.
        come_back_to_lab(page, first)
        assert choose(page, "decision", "排除") == first
        assert page.locator(".da-virtual").get_attribute("data-total") == "1"
        assert page.locator(".da-decision").get_attribute("data-recorded") == "排除"

        somebody_decides(page, out)
        lose_the_kernel(page)
        assert seen.strangers == set()
        assert seen.errors == []


def test_what_reports_say_is_text_and_everything_can_be_reached(out):
    with visit(out, width=683, height=384, notebook=NOTEBOOK) as seen:  # 1366 x 768 at 200 %
        page = seen.page
        inspect_in_lab(page)

        page.locator("input[data-field=text]").fill("靶标")
        page.wait_for_selector(".da-virtual[data-total='1']")
        page.wait_for_selector(".da-vrow .da-v-agency:has-text('onerror')")
        assert EVIL in page.locator(".da-vrow").first.inner_text()
        page.wait_for_selector(".da-evidence .da-verdict:has-text('onerror')")
        assert EVIL in page.locator(".da-evidence").inner_text()
        see_only_text(page)

        # Every control has a name; what is chosen and sorted is said.
        assert unnamed_controls(page) == []
        assert page.locator(".da-virtual").get_attribute("role") == "grid"
        assert page.locator("[role=columnheader][aria-sort=descending]").count() == 1

        # Tab goes from the filter to the list to the findings to the evidence to the decision.
        stops = [".da-bar-filter", ".da-list", ".da-agency-pane", ".da-evidence", ".da-decide"]
        assert tab_through(page, "select[data-field=division]", stops) == stops

        # Nothing is cut off at the side, and the verdicts are in the window whatever of the evidence is.
        assert wider_than(page) == []
        for part in (".da-verdict", ".da-message", "[data-part=source]"):
            page.locator(f".da-evidence {part}").evaluate("part => part.scrollIntoView({ block: 'center' })")
            assert in_window(page, ".da-verdicts"), part
        see_what_happened(page)
        assert seen.strangers == set()
        assert seen.errors == []

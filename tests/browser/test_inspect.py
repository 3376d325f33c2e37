"""The second screen as a person meets it: filter, select, see the red cell, decide, come back."""

import os
from pathlib import Path

import pandas as pd
import pytest

import audit
from audit.pipeline.reviewing import open_review
from tests.browser.session import find_chromium, run_all, visit
from tests.support.replicated import make_run, replicate
from tests.workbench.made_up import HOSTILE

pytestmark = pytest.mark.browser
NOTEBOOK = "02_逐件核查.ipynb"
# Markdown and mathematics beside HTML, script and Jinja: whatever a notebook could take for more than text.
EVIL = f"{HOSTILE} </script><b>粗</b> **粗** $$\\frac{{1}}{{2}}$$ [x](javascript:alert(1))"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("small") / "out", agencies=6)


@pytest.fixture
def out(small, tmp_path, monkeypatch):
    if not find_chromium():
        message = "Chromium is not installed"
        if "browser" in os.environ.get("AUDIT_REQUIRE", ""):
            pytest.fail(message)
        pytest.skip(message)
    monkeypatch.setenv("PYTHONPATH", str(Path(audit.__file__).parents[1]))
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


def choose(page, field, words):
    """Choose in the filter bar what holds `words`; the finding that is on the screen then."""
    select = page.locator(f"select[data-field={field}]")
    offered = select.locator("option").all_inner_texts()
    place = next(n for n, text in enumerate(offered) if words in text)
    return after(page, lambda: select.select_option(index=place))


def after(page, act):
    """What finding is on the screen, evidence and form, once `act` has taken effect."""
    before = page.locator(".da-decision").get_attribute("data-version")
    act()
    page.wait_for_selector(f".da-decision:not([data-version='{before}'])", state="attached")
    page.wait_for_function(
        "document.querySelector('[data-painted]').dataset.painted"
        " === document.querySelector('.da-decision').dataset.finding"
    )
    return page.locator(".da-decision").get_attribute("data-finding")


def ready(page):
    """Run the notebook; a panel that an earlier run has left does not count."""
    page.evaluate("document.querySelectorAll('.da-inspect').forEach(old => { old.dataset.old = 'yes' })")
    run_all(page, ".da-inspect:not([data-old]) [data-painted]:not([data-painted=''])")
    page.locator(".da-inspect").evaluate("panel => panel.closest('.jp-Cell').scrollIntoView()")


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


def lose_the_kernel(page):
    """A kernel that is gone does not look alive."""
    page.locator("[data-jp-item-name=restart] >> visible=true").click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_selector(".da-inspect > .da-dead", state="attached")
    assert page.locator(".da-dead").text_content() == "连接已断开，请重新运行"


def test_from_the_list_to_a_decision_that_stays(out):
    with visit(out, notebook=NOTEBOOK) as seen:
        page = seen.page
        ready(page)

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
        wrong = page.locator("td.da-wrong").first
        assert "有误" in wrong.inner_text()
        red = wrong.evaluate("cell => getComputedStyle(cell).backgroundColor")
        assert red == "rgb(248, 201, 196)"
        inside = """cell => { const box = cell.getBoundingClientRect();
            const pane = cell.closest('.da-evidence').getBoundingClientRect();
            return box.top >= pane.top && box.bottom <= pane.bottom }"""
        assert wrong.evaluate(inside)
        formula = page.locator("[data-part=formula]").inner_text()
        assert "≠" in formula
        assert "差" in formula

        # Dismissing asks for a reason, in place; with one it is saved and the next finding comes.
        grid.focus()
        page.keyboard.press("2")
        assert "排除问题必须写明理由" in page.locator(".da-say").inner_text()
        assert page.locator("input[data-field=reason]").get_attribute("aria-invalid") == "true"
        page.keyboard.press("Enter")
        assert page.locator(".da-decision").get_attribute("data-finding") == first
        page.keyboard.type("附件另有说明")
        assert after(page, lambda: page.keyboard.press("Enter")) != first

        # k goes back: recorded, with who and when, and can be taken back.
        grid.focus()
        assert after(page, lambda: page.keyboard.press("k")) == first
        assert page.locator(".da-decision").get_attribute("data-recorded") == "排除"
        page.locator(".da-log summary").click()
        assert "附件另有说明" in page.locator(".da-history").inner_text()
        assert page.locator("[data-do=undo]").is_enabled()

        # It is there after the page is loaded again, and after the kernel is.
        page.locator("[data-jp-item-name=save] >> visible=true").click()
        page.wait_for_selector(".jp-mod-current .jp-mod-dirty, .lm-TabBar-tab.jp-mod-dirty", state="detached")
        page.reload()
        page.wait_for_selector(f".da-decision[data-finding='{first}'][data-recorded=排除]")
        ready(page)
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
        ready(page)

        page.locator("input[data-field=text]").fill("靶标")
        page.wait_for_selector(".da-virtual[data-total='1']")
        page.wait_for_selector(".da-vrow .da-v-agency:has-text('onerror')")
        assert EVIL in page.locator(".da-vrow").first.inner_text()
        page.wait_for_selector(".da-evidence .da-verdict:has-text('onerror')")
        assert HOSTILE in page.locator(".da-evidence").inner_text()
        assert page.locator(".da-panel img").count() == 0
        assert page.locator(".da-panel .MathJax, .da-panel .jp-RenderedMarkdown").count() == 0
        assert page.evaluate("window.pwned") is None

        # Every control has a name; what is chosen and sorted is said.
        unnamed = """() => [...document.querySelectorAll('.da-panel :is(button, input, select)')]
            .filter(one => !(one.innerText || one.getAttribute('aria-label') || one.labels?.length))
            .map(one => one.outerHTML)"""
        assert page.evaluate(unnamed) == []
        assert page.locator(".da-virtual").get_attribute("role") == "grid"
        assert page.locator("[role=columnheader][aria-sort=descending]").count() == 1

        # Tab goes from the filter to the list to the findings to the evidence to the decision.
        page.locator("select[data-field=division]").focus()
        met = []
        for _ in range(60):
            met.append(
                page.evaluate(
                    "['da-bar-filter', 'da-list', 'da-agency-pane', 'da-evidence', 'da-decide']"
                    ".find(name => document.activeElement.closest('.' + name))"
                )
            )
            page.keyboard.press("Tab")
        assert list(dict.fromkeys(filter(None, met))) == [
            "da-bar-filter",
            "da-list",
            "da-agency-pane",
            "da-evidence",
            "da-decide",
        ]

        # Nothing is wider than its panel, and the verdicts are in the window.
        wide = "panel => panel.scrollWidth - panel.clientWidth"
        assert page.locator(".da-inspect").evaluate(wide) <= 1
        page.locator(".da-verdicts").scroll_into_view_if_needed()
        box = page.locator(".da-verdicts").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 683
        assert seen.strangers == set()
        assert seen.errors == []

"""The overview as a person meets it: JupyterLab, ▶▶, filter, select."""

import os
from pathlib import Path

import pytest

import audit
from tests.browser.session import find_chromium, run_all, visit
from tests.browser.steps import see_only_text, tab_through, unnamed_controls, wider_than
from tests.workbench.made_up import HOSTILE, make_frames, write_run

pytestmark = pytest.mark.browser


def need_chromium(monkeypatch):
    """Skip, or fail where a browser is required; else have kernels import what is tested here."""
    if not find_chromium():
        message = "Chromium is not installed"
        if "browser" in os.environ.get("AUDIT_REQUIRE", ""):
            pytest.fail(message)
        pytest.skip(message)
    monkeypatch.setenv("PYTHONPATH", str(Path(audit.__file__).parents[1]))


@pytest.fixture
def out(tmp_path, monkeypatch):
    need_chromium(monkeypatch)
    write_run(tmp_path / "out", make_frames(agencies=8, findings=60, hostile=True))
    return tmp_path / "out"


def test_from_the_county_to_the_evidence(out):
    with visit(out) as seen:
        page = seen.page
        run_all(page)

        # The numbers, in Chinese, and the first page of findings.
        assert page.locator("[data-kpi=filed]").get_attribute("data-value") == "16"
        assert page.locator("html").get_attribute("lang") == "zh-CN" or page.get_by_text("文件").count()
        assert page.locator("[data-view=findings] tbody tr").count() == 50

        # A dropdown filters: every row left is of that severity.
        severity = page.locator(".da-filters select").nth(1)
        assert severity.locator("option:checked").inner_text() == "全部"
        severity.select_option(index=1)
        page.wait_for_selector("[data-view=findings]:not([data-found='60'])")
        words = page.locator("[data-view=findings] tbody .da-badge").all_inner_texts()
        assert set(words) == {"错误"}

        # Selecting a finding shows what the report says; script in it is text.
        row = page.locator("tr[data-pick=F00000]")
        row.click()
        page.wait_for_selector("[data-view=detail][data-finding=F00000]")
        assert HOSTILE in page.locator("[data-view=detail] blockquote").inner_text()
        assert HOSTILE in page.locator("[data-view=detail] .da-who").inner_text()
        assert row.get_attribute("aria-pressed") == "true"

        # So does the keyboard.
        row.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-view=detail][data-finding]:not([data-finding=F00000])")

        # A cell of the heat map filters, is marked, and says in words what it shows.
        page.locator(".da-filters button", has_text="清除筛选").click()
        page.wait_for_selector("[data-view=findings][data-found='60']")
        cell = page.locator("[data-view=heat] td button[data-pick='|C']")
        assert "条，涉及" in cell.get_attribute("aria-label")
        cell.click()
        page.wait_for_selector("[data-view=heat] td button[data-chosen]")
        rules = page.locator("[data-view=findings] tbody td:nth-child(4) b + small").all_inner_texts()
        assert {rule[0] for rule in rules} == {"C"}

        # So does an agency in the ranking; the years are a picture that loads.
        page.locator("[data-pick=ranking]").click()
        page.locator("[data-view=ranking] tr[data-pick=A001]").first.click()
        page.wait_for_selector("[data-view=ranking] tr[data-pick=A001][data-chosen]")
        page.locator("[data-pick=trend]").click()
        picture = page.wait_for_selector("[data-view=trend] img")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0

        reach_everything(page)

        # Nothing ran, nothing left the machine, nothing broke.
        see_only_text(page, HOSTILE)
        assert seen.strangers == set()
        assert seen.errors == []

        # A dead kernel does not look alive.
        page.locator("[data-jp-item-name=restart] >> visible=true").click()
        page.locator(".jp-Dialog .jp-mod-accept").click()
        said = page.wait_for_selector(".da-panel.jupyter-widgets-disconnected > .da-dead")
        assert said.inner_text() == "连接已断开，请重新运行"


def reach_everything(page):
    """Every control has a name, Tab comes through the regions in reading order, and at 200 % nothing is
    cut off at the side."""
    page.locator("[data-pick=heat]").click()
    page.wait_for_selector("[data-view=heat] td button")
    assert unnamed_controls(page) == []
    stops = [".da-filters", ".da-tabbar", ".da-left", ".da-pane-findings"]
    assert tab_through(page, ".da-filters select", stops) == stops
    page.set_viewport_size({"width": 683, "height": 384})
    assert wider_than(page) == []
    page.set_viewport_size({"width": 1366, "height": 768})

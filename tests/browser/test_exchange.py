"""The app without code, over reports full of script: from screen to screen, out and back."""

import pytest

from audit.schema.words import CONFIRMED
from tests.browser.hostile import FILE, NAME, make_hostile
from tests.browser.session import visit_app
from tests.browser.steps import (
    EVIL,
    export,
    fill_in,
    go_to,
    hand_back,
    see_only_text,
    tab_through,
    unnamed_controls,
    wider_than,
)
from tests.browser.test_overview import need_chromium, pytestmark

__all__ = ["pytestmark"]


@pytest.fixture
def out(tmp_path, monkeypatch):
    need_chromium(monkeypatch)
    return make_hostile(tmp_path)


def test_from_screen_to_screen_out_and_back_in_the_app(out, tmp_path):
    with visit_app(out) as seen:
        page = seen.page

        # The same notebook, and no code of it.
        page.wait_for_selector("[data-view=heat]")
        assert page.locator(".jp-InputArea-editor").count() == 0
        assert "import" not in page.locator("body").inner_text()
        page.locator("[data-pick=ranking]").click()
        page.wait_for_selector("[data-view=ranking]")
        see_only_text(page, NAME)

        # The list: the agency, its file and what its report says.
        go_to(page, "02", "[data-painted]:not([data-painted=''])")
        page.locator("input[data-field=text]").fill("onerror=window.pwned=1>")
        page.wait_for_selector(f".da-path:has-text('{FILE}')")
        see_only_text(page, NAME, FILE)

        # Years and likeness.
        go_to(page, "03", "[data-view=side] tbody tr")
        look_at_the_years(page)

        # Export, fill in, hand back; then the two runs beside each other.
        go_to(page, "04", ".da-exchange")
        finding = exchange(page, out, tmp_path / "台账.xlsx")

        # The decision is seen when the overview is opened again.
        go_to(page, "01", "[data-kpi=undecided]")
        page.wait_for_selector("[data-view=findings] tbody")
        assert CONFIRMED in page.locator(f"tr[data-pick='{finding}']").inner_text()

        assert seen.strangers == set()
        assert seen.errors == []


def look_at_the_years(page):
    assert page.locator("[data-view=steps] .da-arrows td").first.inner_text().split("\n")[-1]
    see_only_text(page, NAME)
    stops = ["[data-pick=outliers]", ".da-finder", ".da-tabbar"]
    assert tab_through(page, stops[0], stops) == stops
    assert unnamed_controls(page) == []
    page.locator("[data-pick=alike]").click()
    page.wait_for_selector("[data-view=compare] mark")
    see_only_text(page, EVIL)
    page.locator("[data-pick=outliers]").click()
    assert_fits_at_200_percent(page)
    page.locator("[data-pick=alike]").click()
    assert_fits_at_200_percent(page)
    page.locator("[data-pick=years]").click()
    assert_fits_at_200_percent(page)


def exchange(page, out, workbook):
    stops = ["[data-pick=runs]", ".da-filters", ".da-start"]
    assert tab_through(page, stops[0], stops) == stops
    assert unnamed_controls(page) == []
    assert_fits_at_200_percent(page)
    export(page, workbook)
    finding = fill_in(workbook)
    hand_back(page, workbook, out, finding)
    assert_fits_at_200_percent(page)
    page.locator("[data-pick=runs]").click()
    page.get_by_role("button", name="对比", exact=True).click()
    page.wait_for_selector("[data-view=changes]")
    see_only_text(page, NAME)
    assert unnamed_controls(page) == []
    assert_fits_at_200_percent(page)
    return finding


def assert_fits_at_200_percent(page):
    """1366 x 768 at 200 %: nothing is cut off at the side."""
    page.set_viewport_size({"width": 683, "height": 384})
    assert wider_than(page) == []
    page.set_viewport_size({"width": 1366, "height": 768})

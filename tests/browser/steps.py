"""What a person does on the screens, each step waiting for its effect, and what must hold on all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import openpyxl
from playwright.sync_api import Page

from audit.excel.sheets import ledger
from audit.pipeline.reviewing import open_review
from audit.schema.words import CONFIRMED
from tests.browser.session import run_all
from tests.workbench.made_up import HOSTILE

__all__ = [
    "EVIL",
    "after",
    "choose",
    "come_back_to_lab",
    "decided",
    "dismiss",
    "export",
    "fill_in",
    "go_to",
    "hand_back",
    "in_window",
    "inspect_in_lab",
    "see_only_text",
    "see_red_cell",
    "tab_through",
    "unnamed_controls",
    "wider_than",
]

# Markdown and mathematics beside HTML, script and Jinja: whatever a notebook could take for more than text.
EVIL = f"{HOSTILE} </script><b>粗</b> **粗** $$\\frac{{1}}{{2}}$$ [x](javascript:alert(1))"

_PAINTED = ".da-inspect:not([data-old]) [data-painted]:not([data-painted=''])"


# ---------------------------------------------------------------------------------- from screen to screen


def go_to(page: Page, number: str, awaited: str) -> None:
    """Another notebook of the app, by the number its name begins with."""
    page.locator(".da-app-nav a", has_text=number).click()
    page.wait_for_selector(awaited)


def inspect_in_lab(page: Page) -> None:
    """Run the second notebook; a panel that an earlier run has left does not count."""
    page.evaluate("document.querySelectorAll('.da-inspect').forEach(old => { old.dataset.old = 'yes' })")
    run_all(page, _PAINTED)
    page.locator(".da-inspect").evaluate("panel => panel.closest('.jp-Cell').scrollIntoView()")


def come_back_to_lab(page: Page, finding: str) -> None:
    """Save the notebook with the dismissed finding on the screen, load the page again, which still shows
    it, and run the notebook again in a fresh kernel."""
    page.locator("[data-jp-item-name=save] >> visible=true").click()
    page.wait_for_selector(".jp-mod-current .jp-mod-dirty, .lm-TabBar-tab.jp-mod-dirty", state="detached")
    page.reload()
    page.wait_for_selector(f".da-decision[data-finding='{finding}'][data-recorded=排除]", state="attached")
    inspect_in_lab(page)


# ---------------------------------------------------------------------------------- looking and deciding


def choose(page: Page, field: str, words: str) -> str:
    """Choose in the filter bar what holds `words`; the finding that is on the screen then."""
    select = page.locator(f"select[data-field={field}]")
    offered = select.locator("option").all_inner_texts()
    place = next(n for n, text in enumerate(offered) if words in text)
    return after(page, lambda: select.select_option(index=place))


def after(page: Page, act: Callable[[], object]) -> str:
    """What finding is on the screen, evidence and form, once `act` has taken effect."""
    before = page.locator(".da-decision").get_attribute("data-version")
    act()
    page.wait_for_selector(f".da-decision:not([data-version='{before}'])", state="attached")
    page.wait_for_function(
        "document.querySelector('[data-painted]').dataset.painted"
        " === document.querySelector('.da-decision').dataset.finding"
    )
    return str(page.locator(".da-decision").get_attribute("data-finding"))


def see_red_cell(page: Page) -> None:
    """The wrong cell is red, says so in a word and is in sight; the formula has the numbers."""
    wrong = page.locator("td.da-wrong").first
    assert "有误" in wrong.inner_text()
    assert wrong.evaluate("cell => getComputedStyle(cell).backgroundColor") == "rgb(248, 201, 196)"
    inside = """cell => { const box = cell.getBoundingClientRect();
        const pane = cell.closest('.da-evidence').getBoundingClientRect();
        return box.top >= pane.top && box.bottom <= pane.bottom }"""
    assert wrong.evaluate(inside)
    formula = page.locator("[data-part=formula]").inner_text()
    assert "≠" in formula
    assert "差" in formula


def dismiss(page: Page, reason: str) -> str:
    """Dismiss the finding on the screen by keyboard: refused without a reason, saved with one, and the
    next finding comes. Returns the one that was dismissed."""
    finding = page.locator(".da-decision").get_attribute("data-finding")
    page.locator(".da-virtual").focus()
    page.keyboard.press("2")
    assert "排除问题必须写明理由" in page.locator(".da-say").inner_text()
    assert page.locator("input[data-field=reason]").get_attribute("aria-invalid") == "true"
    page.keyboard.press("Enter")
    assert page.locator(".da-decision").get_attribute("data-finding") == finding
    page.keyboard.type(reason)
    assert after(page, lambda: page.keyboard.press("Enter")) != finding
    return str(finding)


# ---------------------------------------------------------------------------------- out and back


def export(page: Page, target: Path) -> None:
    """Export what the filter asks for, and save the file that the browser is given."""
    page.locator("button", has_text="导出工作簿").click()
    with page.expect_download() as saved:
        page.locator("[data-view=written] a").click()
    saved.value.save_as(target)


def fill_in(workbook: Path) -> str:
    """Confirm the first finding of the ledger, as a person does in Excel; its id."""
    book = openpyxl.load_workbook(workbook)
    sheet = book[ledger.NAME]
    head = next(row for row in sheet.iter_rows() if any(cell.value == ledger.KEY for cell in row))
    columns = {cell.value: cell.column for cell in head}
    sheet.cell(head[0].row + 1, columns[ledger.FIELDS["decision"]], CONFIRMED)
    book.save(workbook)
    return str(sheet.cell(head[0].row + 1, columns[ledger.KEY]).value)


def hand_back(page: Page, workbook: Path, out: Path, finding: str) -> None:
    """Upload a workbook with one decision in it: shown first, recorded when confirmed."""
    page.locator("[data-pick=back]").click()
    with page.expect_file_chooser() as chosen:
        page.locator("button", has_text="选择填好的工作簿").click()
    chosen.value.set_files(workbook)
    page.wait_for_selector("[data-view=plan][data-changes='1']")
    assert page.locator("button", has_text="选择填好的工作簿").inner_text().endswith("(1)")
    assert CONFIRMED in page.locator(".da-plan").inner_text()
    assert decided(out, finding) == ""
    page.locator("button", has_text="确认导入").click()
    page.wait_for_selector("[data-view=plan][data-taken='1']")
    assert decided(out, finding) == CONFIRMED


def decided(out: Path, finding: str) -> str:
    """What the log says of a finding."""
    with closing(open_review(out)) as store:
        return str(store.dispositions().set_index("finding_id")["decision"].get(finding, ""))


# ---------------------------------------------------------------------------------- what must hold


def see_only_text(page: Page, *words: str) -> None:
    """The panel shows `words` as they are written, and nothing of them ran, was drawn or typeset."""
    shown = "\n".join(page.locator(".da-panel >> visible=true").all_inner_texts())
    for each in words:
        assert each in shown
    strange = ".da-panel :is(img:not([src^='data:']), script, b b, .MathJax, .jp-RenderedMarkdown)"
    assert page.locator(strange).count() == 0
    assert page.locator(".da-panel a[href^='javascript']").count() == 0
    assert page.evaluate("window.pwned") is None


def unnamed_controls(page: Page) -> list[str]:
    """The controls in sight of which a screen reader could not say what they are."""
    found: list[str] = page.evaluate("""() =>
        [...document.querySelectorAll('.da-panel :is(button, input, select, textarea, [role])')]
        .filter(one => one.matches('button, input, select, textarea, [role=button], [role=grid]'))
        .filter(one => one.checkVisibility() && one.type !== 'file')
        .filter(one => !(one.innerText?.trim() || one.getAttribute('aria-label') || one.title
            || [...one.labels ?? []].some(label => label.innerText.trim())))
        .map(one => one.outerHTML)""")
    return found


def tab_through(page: Page, start: str, stops: Iterable[str], most: int = 150) -> list[str]:
    """Which of `stops` (selectors of regions) the Tab key comes through, in order, from `start` on."""
    page.locator(start).first.focus()
    known, met = list(stops), []
    for _ in range(most):
        met.append(
            page.evaluate("stops => stops.find(stop => document.activeElement.closest(stop)) ?? ''", known)
        )
        if met[-1] == known[-1]:
            break
        page.keyboard.press("Tab")
    return list(dict.fromkeys(filter(None, met)))


def in_window(page: Page, selector: str) -> bool:
    """Whether all of an element is in the window, and nothing covers its middle."""
    return bool(
        page.locator(selector).evaluate("""one => {
            const { left, top, right, bottom } = one.getBoundingClientRect();
            return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
                && one.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2)) }""")
    )


def wider_than(page: Page) -> list[str]:
    """What in the panels in sight sticks out of the window or is cut off at the side, where it cannot be
    scrolled to."""
    found: list[str] = page.evaluate("""() =>
        [...document.querySelectorAll('.da-panel')].filter(one => one.checkVisibility())
        .flatMap(panel => [panel, ...panel.querySelectorAll('*')])
        .filter(one => one.checkVisibility() && one.getBoundingClientRect().width > 1)
        .filter(one => { const box = one.getBoundingClientRect();
            for (let up = one.parentElement; up; up = up.parentElement) {
                const style = getComputedStyle(up);
                if (['auto', 'scroll'].includes(style.overflowX)) return false;
                if (!up.closest('.da-panel')) break;
                const cut = style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis';
                if (cut && box.right > up.getBoundingClientRect().right + 2) return true;
            }
            return box.right > innerWidth + 1; })
        .map(one => `${one.className} ${one.innerText?.slice(0, 40)}`)""")
    return found

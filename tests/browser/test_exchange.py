"""Out and back as a person does it, in the app without code: export, fill in, hand back, confirm."""

from contextlib import closing
from pathlib import Path

import openpyxl

from audit.excel.sheets import ledger
from audit.pipeline import Settings, run
from audit.pipeline.reviewing import open_review
from audit.samples import make_corpus
from audit.schema.words import CONFIRMED
from tests.browser.session import visit_app
from tests.browser.test_overview import need_chromium, pytestmark

__all__ = ["pytestmark"]


def test_out_and_back_and_the_years_in_the_app(tmp_path, monkeypatch):
    need_chromium(monkeypatch)
    make_corpus(tmp_path / "in", agencies=3, years=(2023, 2024), formats=("lines",), seed=5)
    roster = tmp_path / "in" / "roster.csv"
    run([tmp_path / "in" / "reports"], tmp_path / "out", Settings(roster=roster))
    with visit_app(tmp_path / "out") as seen:
        page = seen.page

        # The same notebook, and no code of it.
        page.wait_for_selector("[data-view=heat]")
        assert page.locator(".jp-InputArea-editor").count() == 0
        assert "import" not in page.locator("body").inner_text()

        # From screen to screen.
        page.locator(".da-app-nav a", has_text="03").click()
        page.wait_for_selector("[data-view=side] tbody tr")
        assert page.locator("[data-view=steps] .da-arrows td").first.inner_text().split("\n")[-1]
        page.locator(".da-app-nav a", has_text="04").click()
        page.wait_for_selector(".da-exchange")

        # Export, and take the file that the browser saves.
        page.locator("button", has_text="导出工作簿").click()
        with page.expect_download() as saved:
            page.locator("[data-view=written] a").click()
        workbook = tmp_path / "台账.xlsx"
        saved.value.save_as(workbook)
        finding = fill_in(workbook)

        # Hand it back: shown first, recorded when confirmed.
        page.locator("[data-pick=back]").click()
        with page.expect_file_chooser() as chosen:
            page.locator("button", has_text="选择填好的工作簿").click()
        chosen.value.set_files(workbook)
        page.wait_for_selector("[data-view=plan][data-changes='1']")
        assert decided(tmp_path / "out", finding) == ""
        page.locator("button", has_text="确认导入").click()
        page.wait_for_selector("[data-view=plan][data-taken='1']")
        assert decided(tmp_path / "out", finding) == CONFIRMED

        # The decision is seen when the overview is opened again.
        page.locator(".da-app-nav a", has_text="01").click()
        page.wait_for_selector("[data-kpi=undecided]")
        table = page.locator("[data-view=findings]")
        assert CONFIRMED in table.locator(f"tr[data-pick='{finding}']").inner_text()

        assert seen.strangers == set()
        assert seen.errors == []


def fill_in(workbook: Path) -> str:
    """Confirm the first finding of the ledger; its id."""
    book = openpyxl.load_workbook(workbook)
    sheet = book[ledger.NAME]
    head = next(row for row in sheet.iter_rows() if any(cell.value == ledger.KEY for cell in row))
    columns = {cell.value: cell.column for cell in head}
    sheet.cell(head[0].row + 1, columns[ledger.FIELDS["decision"]], CONFIRMED)
    book.save(workbook)
    return str(sheet.cell(head[0].row + 1, columns[ledger.KEY]).value)


def decided(out: Path, finding: str) -> str:
    with closing(open_review(out)) as store:
        return str(store.dispositions().set_index("finding_id")["decision"].get(finding, ""))

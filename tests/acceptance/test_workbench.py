"""The whole flow of the workbench in a browser, in JupyterLab and as an app, for 500 and 50,000 agencies."""

from __future__ import annotations

import json
import urllib.request

import pytest

from audit.pipeline import open_run, run
from audit.samples import make_corpus
from tests.browser.hostile import FILE, NAME, make_hostile
from tests.browser.session import open_beside, run_all, visit, visit_app
from tests.browser.steps import (
    EVIL,
    after,
    choose,
    come_back_to_lab,
    decided,
    dismiss,
    export,
    fill_in,
    go_to,
    hand_back,
    inspect_in_lab,
    see_only_text,
    see_red_cell,
)
from tests.browser.test_overview import need_chromium
from tests.readers.libreoffice import convert
from tests.support.replicated import make_run, replicate

pytestmark = [pytest.mark.acceptance, pytest.mark.browser]

SIZES = (500, 50_000)
INSPECT, EXCHANGE = "02_逐件核查.ipynb", "04_导出与回收.ipynb"
PAINTED = "[data-painted]:not([data-painted=''])"
PATIENCE = 300_000
"""Milliseconds: a kernel that opens 50,000 agencies on a machine that has other work, too."""


@pytest.fixture(autouse=True)
def _chromium(monkeypatch):
    need_chromium(monkeypatch)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("small") / "out")


@pytest.mark.parametrize("agencies", SIZES)
def test_the_whole_flow_in_jupyterlab(small, tmp_path, agencies, record_number):
    out = replicate(small, tmp_path / "out", agencies).folder.parents[1]
    with visit(out, notebook=INSPECT) as seen:
        page = seen.page
        page.set_default_timeout(PATIENCE)
        inspect_in_lab(page)
        finding = look_and_dismiss(page)
        page.locator(".da-virtual").focus()
        assert after(page, lambda: page.keyboard.press("k")) == finding
        come_back_to_lab(page, finding)
        find_again(page, finding)
        later = open_beside(seen, EXCHANGE)
        later.page.set_default_timeout(PATIENCE)
        run_all(later.page, ".da-exchange")
        out_and_back(later.page, out, tmp_path / "台账.xlsx")
        record_number(f"{agencies:,} agencies, addresses asked for, all on this machine:", len(seen.requests))
        assert seen.strangers | later.strangers == set()
        assert seen.errors + later.errors == []


@pytest.mark.parametrize("agencies", SIZES)
def test_the_whole_flow_in_the_app(small, tmp_path, agencies, record_number):
    out = replicate(small, tmp_path / "out", agencies).folder.parents[1]
    with visit_app(out) as seen:
        page = seen.page
        page.set_default_timeout(PATIENCE)
        page.wait_for_selector("[data-view=findings]")
        go_to(page, "02", PAINTED)
        finding = look_and_dismiss(page)
        page.reload()  # a new kernel
        page.wait_for_selector(PAINTED)
        find_again(page, finding)
        go_to(page, "04", ".da-exchange")
        out_and_back(page, out, tmp_path / "台账.xlsx")
        go_to(page, "01", "[data-view=findings]")
        assert page.locator("[data-kpi=undecided] small").inner_text() == "待核实 0，已排除 1"
        record_number(f"{agencies:,} agencies, addresses asked for, all on this machine:", len(seen.requests))
        assert seen.strangers == set()
        assert seen.errors == []


def look_and_dismiss(page):
    choose(page, "rule", "T3-OUTCOME")
    after(page, page.locator(".da-vrow[data-row='2']").click)
    see_red_cell(page)
    return dismiss(page, "附件另有说明")


def find_again(page, finding):
    assert choose(page, "decision", "排除") == finding
    assert page.locator(".da-virtual").get_attribute("data-total") == "1"
    assert page.locator(".da-decision").get_attribute("data-recorded") == "排除"


def out_and_back(page, out, workbook):
    """One agency's findings."""
    page.get_by_label("机关", exact=True).select_option(index=1)
    page.wait_for_selector(".da-exchange .da-notice:has-text('机关 ')")
    export(page, workbook)
    hand_back(page, workbook, out, fill_in(workbook))


def test_script_is_text_in_jupyterlab(tmp_path):
    out = make_hostile(tmp_path)
    with visit(out) as seen:
        for notebook, awaited, words in (
            ("01_总览.ipynb", "[data-view=findings] tbody", ()),
            (INSPECT, PAINTED, (NAME,)),
            ("03_跨年与雷同.ipynb", "[data-view=side] tbody tr", (NAME,)),
            (EXCHANGE, ".da-exchange", ()),
        ):
            beside = open_beside(seen, notebook)
            run_all(beside.page, awaited)
            see_only_text(beside.page, *words)
            if notebook.startswith("03"):
                beside.page.locator("[data-pick=alike]").click()
                beside.page.wait_for_selector("[data-view=compare] mark")
                see_only_text(beside.page, EVIL)
            assert beside.strangers | seen.strangers == set()
            assert beside.errors + seen.errors == []
            beside.page.close()


def test_two_who_decide_on_the_same_finding(small, tmp_path):
    out = replicate(small, tmp_path / "out", 50).folder.parents[1]
    with visit_app(out) as seen:
        mine, theirs = seen.page, seen.page.context.browser.new_page()
        theirs.set_default_timeout(PATIENCE)
        theirs.goto(seen.lab.url, wait_until="commit")
        for page in (mine, theirs):
            go_to(page, "02", PAINTED)
        finding = mine.locator(".da-decision").get_attribute("data-finding")
        assert theirs.locator(".da-decision").get_attribute("data-finding") == finding

        mine.locator(".da-virtual").focus()
        mine.keyboard.press("1")
        after(mine, mine.locator("[data-do=save]").click)
        assert decided(out, finding) == "确认"

        # The second is told who has said what, and what was typed is still there; nothing is written.
        theirs.locator("input[data-field=note]").fill("请复核")
        after(theirs, theirs.locator("[data-do=save]").click)
        assert "确认" in theirs.locator(".da-say.da-bad").inner_text()
        assert theirs.locator("input[data-field=note]").input_value() == "请复核"
        after(theirs, theirs.locator("[data-do=save]").click)
        assert "已保存" in theirs.locator(".da-say").inner_text()
        theirs.locator(".da-log summary").click()
        said = theirs.locator(".da-history").inner_text()
        assert "确认" in said
        assert "备注：请复核" in said
        assert decided(out, finding) == "确认"


def test_a_page_of_a_pdf_and_the_file_itself(tmp_path):
    make_corpus(tmp_path / "in", agencies=2, years=(2024,), formats=("docx",), seed=5)
    written = sorted((tmp_path / "in" / "reports").rglob("云*.docx"))
    (tmp_path / "pdf").mkdir()
    for source, made in convert(written, ".pdf", tmp_path / "made"):
        made.rename(tmp_path / "pdf" / f"{source.stem}.pdf")
    run([tmp_path / "pdf"], tmp_path / "out")
    see_page_and_file(tmp_path / "out", tmp_path / "pdf")


@pytest.mark.real
def test_a_page_of_a_real_pdf_and_the_file_itself(tmp_path, real_reports):
    run([real_reports / "hongze2023.pdf"], tmp_path / "out")
    see_page_and_file(tmp_path / "out", real_reports)


def see_page_and_file(out, folder):
    findings = open_run(out).frame("findings").set_index("finding_id")
    with visit_app(out) as seen:
        page = seen.page
        go_to(page, "02", PAINTED)
        choose(page, "rule", findings.loc[findings["page"].notna(), "rule_id"].iloc[0])
        page.locator("[data-act=page]").click()
        picture = page.wait_for_selector(".da-page img")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
        page.wait_for_function("""() => { const [pane, page] = ['.da-evidence', 'figure.da-page']
            .map(part => document.querySelector(part).getBoundingClientRect());
            return Math.abs(page.top - pane.top) < 20 }""")
        place = page.locator(".da-page figcaption").inner_text()
        finding = findings.loc[page.locator(".da-decision").get_attribute("data-finding")]
        assert f"{finding['place']}（{finding['source']}）" in place
        with page.expect_download() as saved:
            page.locator("[data-act=file]").click()
        assert saved.value.suggested_filename == finding["file"].rpartition("/")[2]
        assert saved.value.path().read_bytes() == (folder / saved.value.suggested_filename).read_bytes()
        assert seen.strangers == set()
        assert seen.errors == []


def test_a_new_file_is_audited_at_once(small, tmp_path):
    """And what was there stays as it is."""
    out = replicate(small, tmp_path / "out", 50).folder.parents[1]
    wrong = ("T3-TOTAL-01",)
    make_corpus(tmp_path / "in", agencies=1, years=(2024,), faults=wrong, formats=("lines",), seed=6)
    report = next((tmp_path / "in" / "reports").rglob("云*.txt")).rename(tmp_path / FILE)
    with visit_app(out) as seen:
        page = seen.page
        page.wait_for_selector("[data-view=findings]")
        with page.expect_file_chooser() as chosen:
            page.locator("button", has_text="选择报告文件").click()
        chosen.value.set_files(report)
        own = ".da-panel .da-panel "
        page.wait_for_selector(f"{own}[data-kpi=filed][data-value='1']")
        see_only_text(page, FILE)
        assert page.locator(f"{own}[data-view=findings] tbody tr").count() > 0
        assert open_run(out).run_id == small.run_id
        assert seen.strangers == set()
        assert seen.errors == []


def test_a_kernel_that_is_gone_is_told_in_the_app(small, tmp_path):
    out = replicate(small, tmp_path / "out", 50).folder.parents[1]
    with visit_app(out) as seen:
        page, lab = seen.page, seen.lab
        page.wait_for_selector("[data-view=findings]")
        address = f"http://127.0.0.1:{lab.port}/api/kernels"
        with urllib.request.urlopen(f"{address}?token={lab.token}") as answer:
            kernels = json.load(answer)
        for kernel in kernels:
            gone = urllib.request.Request(f"{address}/{kernel['id']}?token={lab.token}", method="DELETE")
            urllib.request.urlopen(gone).close()
        page.wait_for_selector(".da-panel > .da-dead")
        assert page.locator(".da-dead").first.inner_text() == "连接已断开，请重新运行（刷新本页）"

"""The round trip through a real LibreOffice: every field that can be filled in, there and back."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from audit.excel.sheets import ledger
from audit.pipeline import export, import_workbook, open_review, open_run, run
from audit.samples import make_corpus
from tests.pipeline.reviewing import HEADER, column, key_rows

pytestmark = [pytest.mark.acceptance, pytest.mark.libreoffice]

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
FILLED = {
    "处置": "排除",
    "理由": "第 {n} 条：附件“说明”\n第二行 <另有> & 说明",
    "整改状态": "持续整改",
    "整改说明": "已核对 {n} 次",
    "整改日期": "2026年{month}月{day}日",
    "备注": "=不是公式 {n}",
}


@pytest.fixture
def out(tmp_path):
    make_corpus(tmp_path / "county", agencies=12, years=(2023, 2024), seed=6)
    run([tmp_path / "county" / "reports"], tmp_path / "out")
    return tmp_path / "out"


def convert(soffice: str, path: Path, suffix: str) -> Path:
    """`path` opened by LibreOffice and saved in another format."""
    profile = path.parent / "profile"
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--convert-to", suffix, "--outdir", str(path.parent / suffix), str(path)),
        ],
        check=True,
        capture_output=True,
    )
    return path.parent / suffix / f"{path.stem}.{suffix}"


def said(number: int) -> dict[str, str]:
    """What is filled in for one finding, and differs from all others."""
    place = {"n": number, "month": number % 12 + 1, "day": number % 28 + 1}
    return {head: text.format_map(place) for head, text in FILLED.items()}


def fill_in_flat(path: Path, rows: dict[int, dict[int, str]]) -> None:
    """Write row -> column -> text into the ledger of a flat OpenDocument sheet, as a person would type it."""
    tree = etree.parse(path, etree.XMLParser(huge_tree=True))
    (sheet,) = tree.iterfind(f".//{{{_TABLE}}}table[@{{{_TABLE}}}name='{ledger.NAME}']")
    number = 0
    for row in list(sheet.iter(f"{{{_TABLE}}}table-row")):
        repeated = int(row.get(f"{{{_TABLE}}}number-rows-repeated", "1"))
        number += repeated
        if number in rows and repeated == 1:
            _fill_row(row, rows[number])
    tree.write(path, encoding="utf-8", xml_declaration=True)


def _fill_row(row: etree._Element, values: dict[int, str]) -> None:
    cells = _spread(row)
    for place, text in values.items():
        cell = cells[place - 1]
        for child in list(cell):
            cell.remove(child)
        for name in [name for name in cell.attrib if str(name).startswith(f"{{{_OFFICE}}}")]:
            del cell.attrib[name]
        cell.set(f"{{{_OFFICE}}}value-type", "string")
        for line in text.split("\n"):
            etree.SubElement(cell, f"{{{_TEXT}}}p").text = line


def _spread(row: etree._Element) -> list[etree._Element]:
    """The row's cells, those written once for several made several."""
    for cell in list(row):
        times = int(cell.attrib.pop(f"{{{_TABLE}}}number-columns-repeated", "1"))
        for _ in range(min(times, 64) - 1):
            cell.addnext(_copy(cell))
    return list(row)


def _copy(cell: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(cell))


def test_every_field_of_every_finding_there_and_back(out, tmp_path, soffice, record_number):
    (sent,) = export(out, tmp_path / "sent.xlsx")
    sheet = openpyxl.load_workbook(sent)[ledger.NAME]
    rows = key_rows(sheet)
    texts = {row: said(row) for row in rows.values()}
    places = {head: column(sheet, head) for head in FILLED}
    flat = convert(soffice, sent, "fods")
    fill_in_flat(
        flat, {row: {places[head]: text for head, text in own.items()} for row, own in texts.items()}
    )
    back = convert(soffice, flat, "xlsx")

    plan = import_workbook(out, back)
    assert plan.ignored == ()
    assert plan.conflicts == ()
    with closing(open_review(out)) as store:
        state = store.dispositions(open_run(out).frame("findings")).set_index("finding_id")
    assert set(state.index) == set(rows)
    arrived = 0
    for finding_id, row in rows.items():
        own = texts[row]
        month, day = row % 12 + 1, row % 28 + 1
        expected = {
            **{field: own[head] for field, head in ledger.FIELDS.items() if field != "rectified_on"},
            "rectified_on": f"2026-{month:02d}-{day:02d}",
        }
        assert state.loc[finding_id, list(expected)].to_dict() == expected
        arrived += len(expected)
    record_number("edits that arrived:", arrived)
    again = import_workbook(out, back)
    assert (again.changes, again.entries) == ((), ())


def test_what_nobody_touched_comes_back_unchanged(out, tmp_path, soffice):
    (sent,) = export(out, tmp_path / "sent.xlsx", per_agency=tmp_path / "notices")[:1]
    for path in (sent, *sorted((tmp_path / "notices").glob("*.xlsx"))[:3]):
        shutil.copy(path, tmp_path / "x.xlsx")
        (tmp_path / "fods").mkdir(exist_ok=True)
        back = convert(soffice, convert(soffice, tmp_path / "x.xlsx", "fods"), "xlsx")
        plan = import_workbook(out, back)
        assert (plan.changes, plan.ignored) == ((), ())
        assert openpyxl.load_workbook(back)[ledger.NAME].cell(HEADER, 1).value == "序号"

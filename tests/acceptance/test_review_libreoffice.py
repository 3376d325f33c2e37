"""The round trip through a real LibreOffice: every field that can be filled in, there and back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from audit.excel.sheets import ledger
from audit.pipeline import export, import_workbook, open_review, open_run, run
from audit.pipeline.importing import apply_imports, plan_imports
from audit.samples import make_corpus
from tests.pipeline.reviewing import HEADER, column, key_rows

pytestmark = [pytest.mark.acceptance, pytest.mark.libreoffice]

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_ROW = f"{{{_TABLE}}}table-row"
_MOVED = 12  # a column, counted from 0

Filled = Mapping[int, Mapping[int, str | date]]  # row -> column -> what is typed there
FILLED = {
    "处置": "排除",
    "理由": "第 {n} 条：附件“说明”\n第二行 <另有> & 说明",
    "整改状态": "持续整改",
    "整改说明": "已核对 {n} 次",
    "备注": "=不是公式 {n}",
}
DAY = "整改日期"
_ANSWERED = ("rectification", "explanation", "rectified_on")
SPELLINGS: Sequence[Callable[[date], str | date]] = (
    lambda day: day,  # as a date, which LibreOffice stores as a number
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y%m%d}",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A run, its workbook and its notices, as sheets of LibreOffice's own that can be typed into."""
    folder = tmp_path_factory.mktemp("sent")
    make_corpus(folder / "county", agencies=12, years=(2023, 2024), seed=6)
    run([folder / "county" / "reports"], folder / "out")
    return folder


@pytest.fixture
def out(made, tmp_path):
    return Path(shutil.copytree(made / "out", tmp_path / "out", symlinks=True))


def convert(soffice: str, paths: Sequence[Path], suffix: str) -> list[Path]:
    """`paths` (of one folder) opened by LibreOffice and saved in another format."""
    folder = paths[0].parent
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}",
            *("--headless", "--convert-to", suffix, "--outdir", str(folder / suffix)),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
    )
    return [folder / suffix / f"{path.stem}.{suffix}" for path in paths]


def type_in(
    soffice: str, paths: Sequence[Path], change: Callable[[etree._Element, Path], None]
) -> list[Path]:
    """`paths` opened by LibreOffice, their ledgers changed as `change` does, and saved by it again."""
    flats = convert(soffice, paths, "fods")
    for flat, path in zip(flats, paths, strict=True):
        tree = etree.parse(flat, etree.XMLParser(huge_tree=True))
        (sheet,) = tree.iterfind(f".//{{{_TABLE}}}table[@{{{_TABLE}}}name='{ledger.NAME}']")
        change(sheet, path)
        tree.write(flat, encoding="utf-8", xml_declaration=True)
    return convert(soffice, flats, "xlsx")


def said(number: int) -> dict[str, str | date]:
    """What is filled in for one finding, and differs from all others."""
    texts = {head: text.format(n=number) for head, text in FILLED.items()}
    return {**texts, DAY: SPELLINGS[number % len(SPELLINGS)](day_of(number))}


def day_of(number: int) -> date:
    return date(2026, number % 12 + 1, number % 28 + 1)


def fill_rows(sheet: etree._Element, rows: Filled) -> None:
    for number, row in table_rows(sheet).items():
        for place, value in rows.get(number, {}).items():
            _fill(_spread(row)[place - 1], value)


def table_rows(sheet: etree._Element) -> dict[int, etree._Element]:
    """Number -> row, of rows that stand for themselves."""
    rows, number = {}, 0
    for row in sheet.iter(_ROW):
        repeated = int(row.get(f"{{{_TABLE}}}number-rows-repeated", "1"))
        number += repeated
        if repeated == 1:
            rows[number] = row
    return rows


def _fill(cell: etree._Element, value: str | date) -> None:
    """As a person would type it."""
    for child in list(cell):
        cell.remove(child)
    for name in [name for name in cell.attrib if str(name).startswith(f"{{{_OFFICE}}}")]:
        del cell.attrib[name]
    if isinstance(value, date):
        cell.set(f"{{{_OFFICE}}}value-type", "date")
        cell.set(f"{{{_OFFICE}}}date-value", value.isoformat())
        return
    cell.set(f"{{{_OFFICE}}}value-type", "string")
    for line in value.split("\n"):
        etree.SubElement(cell, f"{{{_TEXT}}}p").text = line


def _spread(row: etree._Element) -> list[etree._Element]:
    """The row's cells, those written once for several made several."""
    for cell in list(row):
        times = int(cell.attrib.pop(f"{{{_TABLE}}}number-columns-repeated", "1"))
        for _ in range(min(times, 64) - 1):
            cell.addnext(etree.fromstring(etree.tostring(cell)))
    return list(row)


def open_ledger(path: Path):
    return openpyxl.load_workbook(path)[ledger.NAME]


def dispositions(out):
    with closing(open_review(out)) as store:
        return store.dispositions(open_run(out).frame("findings")).set_index("finding_id")


def fill_all(path: Path, heads: Sequence[str]) -> tuple[dict[str, int], Filled]:
    """The rows of a workbook's findings, and what is typed into all of them under `heads`."""
    sheet = open_ledger(path)
    rows = key_rows(sheet)
    places = {head: column(sheet, head) for head in heads}
    return rows, {
        row: {places[head]: value for head, value in said(row).items() if head in places}
        for row in rows.values()
    }


def expect(row: int, fields: Mapping[str, str]) -> dict[str, str]:
    """Field -> what the log should say of the finding that stood in `row`."""
    typed = {**said(row), DAY: day_of(row).isoformat()}
    return {field: str(typed[head]) for field, head in fields.items()}


def test_every_field_of_every_finding_there_and_back(out, tmp_path, soffice, record_number):
    (sent,) = export(out, tmp_path / "sent.xlsx")
    rows, filled = fill_all(sent, [*ledger.FIELDS.values()])
    (back,) = type_in(soffice, [sent], lambda sheet, _: fill_rows(sheet, filled))
    plan = import_workbook(out, back)
    assert (plan.ignored, plan.conflicts) == ((), ())
    state = dispositions(out)
    assert set(state.index) == set(rows)
    arrived = 0
    for finding_id, row in rows.items():
        expected = expect(row, ledger.FIELDS)
        assert state.loc[finding_id, list(expected)].to_dict() == expected
        arrived += len(expected)
    record_number(f"edits that arrived, of {len(rows) * len(ledger.FIELDS)}:", arrived)
    record_number("other changes:", len(plan.changes) - arrived)
    assert len(plan.changes) == arrived
    again = import_workbook(out, back)
    assert (again.changes, again.entries) == ((), ())
    record_number("changes of a second import:", len(again.changes))


def test_every_field_of_every_notice_there_and_back(out, tmp_path, soffice, record_number):
    sent = export(out, per_agency=tmp_path / "notices")
    fields = {field: head for field, head in ledger.FIELDS.items() if field in _ANSWERED}
    rows: dict[str, int] = {}
    filled: dict[Path, Filled] = {}
    for path in sent:
        own, filled[path] = fill_all(path, [*fields.values()])
        assert {len(typed) for typed in filled[path].values()} == {len(_ANSWERED)}
        rows |= own
    back = type_in(soffice, sent, lambda sheet, path: fill_rows(sheet, filled[path]))
    with closing(open_review(out)) as store:
        plans = plan_imports(out, back, store)
        apply_imports(plans, store)
        assert [plan.ignored for plan in plans] == [()] * len(sent)
        assert all(not plan.entries for plan in plan_imports(out, back, store))
    state = dispositions(out)
    assert set(state.index) == set(rows)
    for finding_id, row in rows.items():
        assert state.loc[finding_id, list(fields)].to_dict() == expect(row, fields)
    assert set(state["decision"]) == {""}
    assert set(state["source"]) == {"notice"}
    record_number("notices:", len(sent))
    record_number(f"edits that arrived, of {len(rows) * len(fields)}:", sum(len(p.changes) for p in plans))


def test_sorted_filtered_shortened_and_widened_in_libreoffice(out, tmp_path, soffice):
    (sent,) = export(out, tmp_path / "sent.xlsx")
    rows, filled = fill_all(sent, [*ledger.FIELDS.values()])
    deleted = {row for row in rows.values() if row % 5 == 0}

    def mangle(sheet: etree._Element, _path: Path) -> None:
        fill_rows(sheet, filled)
        own = {number: row for number, row in table_rows(sheet).items() if number >= HEADER}
        for number, row in own.items():
            cells = _spread(row)
            row.insert(1, etree.fromstring(etree.tostring(cells[-1])))  # a column of their own
            row.insert(0, cells[_MOVED])  # and one moved to the front
            if number % 3 == 0 and number > HEADER:
                row.set(f"{{{_TABLE}}}visibility", "filter")
        others = [row for number, row in own.items() if number > HEADER]
        for row in others:
            row.getparent().remove(row)
        kept = [row for row in others if row not in [own[number] for number in deleted]]
        _put_behind(own[HEADER], reversed(kept))

    (back,) = type_in(soffice, [sent], mangle)
    came = open_ledger(back)
    kept = [finding_id for finding_id, row in rows.items() if row not in deleted]
    assert list(key_rows(came)) == kept[::-1]
    assert [cell.value for cell in came[HEADER]][:3] != ["序号", "机关", "年度"]
    assert any(dimension.hidden for dimension in came.row_dimensions.values())
    plan = import_workbook(out, back)
    assert plan.ignored == ()
    state = dispositions(out)
    assert set(state.index) == set(kept)
    for finding_id in kept:
        expected = expect(rows[finding_id], ledger.FIELDS)
        assert state.loc[finding_id, list(expected)].to_dict() == expected


def _put_behind(row: etree._Element, rows) -> None:
    """After the header, wherever LibreOffice groups the rows that it repeats on each page."""
    place = row
    while place.getparent().tag != f"{{{_TABLE}}}table":
        place = place.getparent()
    for other in rows:
        place.addnext(other)
        place = other


def test_what_nobody_touched_comes_back_unchanged(out, tmp_path, soffice):
    sent = export(out, tmp_path / "sent.xlsx", per_agency=tmp_path / "notices")
    for paths in (sent[:1], sent[1:4]):
        for back in type_in(soffice, paths, lambda sheet, path: None):
            plan = import_workbook(out, back)
            assert (plan.changes, plan.ignored) == ((), ())
            assert open_ledger(back).cell(HEADER, 1).value == "序号"

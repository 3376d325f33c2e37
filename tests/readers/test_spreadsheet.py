"""Workbooks: what a sheet shows, its tables and lines told apart, whole reports cell for cell."""

from __future__ import annotations

import io
import itertools
import random
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from audit.document import Document
from audit.errors import DamagedFile, HostileFile, LimitExceeded, ReadError
from audit.readers import read_document
from audit.readers.spreadsheet.shown import BUILT_IN, show_number
from audit.readers.spreadsheet.xls import read_xls
from audit.readers.spreadsheet.xlsx import read_xlsx
from audit.recognise import recognise
from audit.samples.truth import read_truth
from audit.samples.writers.flow import flow
from tests.readers.files import covered, grids, read, rows, shape, spans, texts
from tests.readers.libreoffice import convert
from tests.readers.workbooks import RULED, faulty_reports, saved, write_report

FIXTURES = Path(__file__).parent / "fixtures"
TABLE: list[Sequence[object]] = [
    ["信息内容", "本年制发件数", "本年废止件数"],
    ["规章", 3, 0],
    ["行政规范性文件", None, 12],
]
SHOWN = [["信息内容", "本年制发件数", "本年废止件数"], ["规章", "3", "0"], ["行政规范性文件", "", "12"]]


def sheet_of(*lines: Sequence[object], ruled: bool = False) -> Worksheet:
    sheet = Workbook().active
    assert isinstance(sheet, Worksheet)
    for line in lines:
        sheet.append(list(line))
    for row in sheet.iter_rows() if ruled else ():
        for cell in row if len([cell for cell in row if cell.value]) > 1 else ():
            cell.border = RULED
    return sheet


def content_of(sheet: Worksheet) -> bytes:
    assert sheet.parent is not None
    return saved(sheet.parent)


def read_sheet(folder: Path, sheet: Worksheet) -> Document:
    return read(folder, "a.xlsx", content_of(sheet))


def changed(
    content: bytes, part: str, change: Callable[[str], str], added: Mapping[str, str] | None = None
) -> bytes:
    """The workbook with one part of its package changed, and others added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", 8) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change(data.decode()) if name == part else data)
        for name, text in (added or {}).items():
            target.writestr(name, text)
    return buffer.getvalue()


# ------------------------------------------------------------------------------ what a number shows


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (123456789012.0, "General", "123456789012"),
        (3.0, "0.00", "3.00"),
        (2.5, "0", "3"),
        (0.125, "0.0#", "0.13"),
        (7.0, "000", "007"),
        (1234.5, "#,##0.00", "1,234.50"),
        (0.256, "0.0%", "25.6%"),
        (3.0, '0"件"', "3件"),
        (3.0, "0_ ", "3"),
        (3.0, "0_);[Red]\\(0\\)", "3"),
        (-3.0, "0_);[Red]\\(0\\)", "(3)"),
        (-3.0, "0", "-3"),
        (-0.2, "0", "0"),
        (3.0, "[$¥-804]#,##0", "¥3"),
        (3.0, "@", "3"),
        (3.0, "[>100]0;0.0", "3"),
        (3.5, "# ?/?", "3.5"),
        (12000.0, "0.00E+00", "12000"),
        (12000.0, "0,", "12000"),
        (3.0, "G/通用格式", "3"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: float, code: str, shown: str):
    assert show_number(value, code) == shown


@pytest.mark.parametrize("code", [BUILT_IN[41], "0;-0;;@", ";;;", '#,##0;-#,##0;"-"'])
def test_a_format_hides_no_number(code: str):
    assert show_number(0.0, code).strip() == "0"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (BUILT_IN[14], "2024/1/5"),
        (BUILT_IN[31], "2024年1月5日"),
        (BUILT_IN[57], "2024年1月"),
        ("yyyy-mm-dd", "2024-01-05"),
        ("yyyy/m/d h:mm", "2024/1/5 9:03"),
        ("h:mm AM/PM", "9:03 上午"),
        ("[$-804]yyyy\\年m\\月d\\日;@", "2024年1月5日"),
    ],
)
def test_a_date_is_shown_as_a_date(code: str, shown: str):
    assert show_number(45296 + (9 * 60 + 3) / 1440, code) == shown


def test_dates_that_are_none_and_the_other_calendar():
    assert show_number(-5.0, "yyyy/m/d") == "-5"
    assert show_number(1e12, "yyyy/m/d") == "1000000000000"
    assert show_number(0.0, "yyyy/m/d") == "0"
    assert show_number(366.0, "yyyy/m/d", since_1904=True) == "1905/1/1"


# ------------------------------------------------------------------------------------- one sheet


def test_lines_and_tables_are_told_apart(tmp_path: Path):
    prose = "2023年，本局主动公开信息12条。" * 20
    lines = [["某局2023年度报告"], ["一、总体情况"], [prose], ["二、主动公开情况"], *TABLE, ["三、其他"]]
    expected = ["某局2023年度报告", "一、总体情况", prose, "二、主动公开情况", SHOWN, "三、其他"]
    for ruled in (False, True):
        assert shape(read_sheet(tmp_path, sheet_of(*lines, ruled=ruled))) == expected


def test_headings_and_prose_within_borders_are_lines(tmp_path: Path):
    sheet = sheet_of(["一、总体情况"], ["本局主动公开信息12条。"], ["二、主动公开政府信息情况"], *TABLE)
    for row in sheet.iter_rows():
        for cell in row:
            cell.border = RULED
    document = read_sheet(tmp_path, sheet)
    assert shape(document) == ["一、总体情况", "本局主动公开信息12条。", "二、主动公开政府信息情况", SHOWN]


def test_places_are_those_of_the_sheet(tmp_path: Path):
    document = read_sheet(tmp_path, sheet_of(["标题"], [], [None, *TABLE[0]], [None, *TABLE[1]]))
    grid = grids(document)[0]
    assert (document.blocks[0].origin.row, document.blocks[0].origin.page) == (1, 1)
    assert [(cell.row, cell.column) for cell in grid.cells][:3] == [(0, 0), (0, 1), (0, 2)]
    assert [(cell.origin.row, cell.origin.column) for cell in grid.cells][:3] == [(3, 2), (3, 3), (3, 4)]
    assert (grid.exact, grid.method) == (True, "text")


def test_merged_cells_stand_once_at_their_corner(tmp_path: Path):
    sheet = sheet_of(["甲", None, "乙"], [None, None, 1], ["丙", "丁", 2])
    sheet.merge_cells("A1:B2")
    grid = grids(read_sheet(tmp_path, sheet))[0]
    assert spans(grid) == [
        ("甲", 0, 0, 2, 2), ("乙", 0, 2, 1, 1), ("1", 1, 2, 1, 1),
        ("丙", 2, 0, 1, 1), ("丁", 2, 1, 1, 1), ("2", 2, 2, 1, 1),
    ]  # fmt: skip
    assert len(set(covered(grid))) == len(covered(grid)) == 9


def test_an_empty_row_ends_a_table_and_a_caption_does_not(tmp_path: Path):
    document = read_sheet(
        tmp_path, sheet_of(["第二十条第（一）项"], *TABLE, ["第二十条第（五）项"], *TABLE, [], *TABLE)
    )
    captioned = [["第二十条第（一）项", "", ""], *SHOWN, ["第二十条第（五）项", "", ""], *SHOWN]
    assert shape(document) == [captioned, SHOWN]


def test_a_label_without_a_number_stays_in_its_table(tmp_path: Path):
    for ruled in (False, True):
        sheet = sheet_of(*TABLE, ["行政强制"], ruled=ruled)
        for cell in sheet[4] if ruled else ():
            cell.border = RULED
        grid = grids(read_sheet(tmp_path, sheet))[0]
        assert rows(grid)[-1] == ["行政强制", "", ""]


def test_what_is_hidden_is_not_read(tmp_path: Path):
    sheet = sheet_of(*TABLE[:2], ["隐藏", 9, 9], TABLE[2])
    sheet.row_dimensions[3].hidden = True
    sheet.insert_cols(2)
    sheet["B1"] = "隐藏"
    sheet.column_dimensions["B"].hidden = True
    assert sheet.parent is not None
    other = sheet.parent.create_sheet("草稿")
    other.append(["不读", "不读"])
    other.sheet_state = "hidden"
    document = read_sheet(tmp_path, sheet)
    assert shape(document) == [SHOWN]
    assert document.metadata["sheets"] == "Sheet"


def test_every_visible_sheet_is_read_in_order(tmp_path: Path):
    sheet = sheet_of(["一、总体情况"])
    assert sheet.parent is not None
    for line in TABLE[:2]:
        sheet.parent.create_sheet(f"表{line[0]}").append(line)
    document = read_sheet(tmp_path, sheet)
    assert shape(document) == ["一、总体情况", *([line] for line in SHOWN[:2])]
    assert [block.origin.page for block in document.blocks] == [1, 2, 3]


def test_kinds_of_cells(tmp_path: Path):
    sheet = sheet_of(["甲", "乙", True], [date(2024, 1, 5), "=1+1", "第一行\n第二行"])
    assert shape(read_sheet(tmp_path, sheet)) == [
        [["甲", "乙", "TRUE"], ["2024-01-05", "=1+1", "第一行\n第二行"]]
    ]


def test_a_formula_counts_as_it_was_stored_and_is_never_computed(tmp_path: Path):
    content = content_of(sheet_of(["甲", "乙", "丙"], ["=1+1", "=SUM(A1:A2)", "=A1"]))
    content = changed(
        content,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(r"(<f>1\+1</f>)<v ?/>|(<f>1\+1</f>)<v></v>", r"<f>1+1</f><v>7</v>", xml),
    )
    assert shape(read(tmp_path, "a.xlsx", content)) == [[["甲", "乙", "丙"], ["7", "=SUM(A1:A2)", "=A1"]]]


def test_shared_strings_plain_and_in_runs(tmp_path: Path):
    shared = (
        "<sst><si><r><t>一、总体</t></r><r><t>情况</t></r><rPh><t>yi</t></rPh></si>"
        "<si><t>第一_x000D_\n第二</t></si></sst>"
    )
    cells = '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row><row><c t="s"><v>7</v></c></row>'
    content = changed(
        WHOLE, "xl/worksheets/sheet1.xml", lambda _: f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    )
    content = changed(
        content,
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(
            "</Relationships>", '<Relationship Id="s" Type="x/sharedStrings" Target="s.xml"/></Relationships>'
        ),
        {"xl/s.xml": shared},
    )
    assert texts(read(tmp_path, "a.xlsx", content)) == ["一、总体情况", "第一", "第二"]


# ---------------------------------------------------------------------------------- whole reports


@pytest.mark.parametrize(
    "way",
    [{}, {"ruled": False}, {"merged": False}, {"apart": True}],
    ids=["ruled", "plain", "loose", "apart"],
)
def test_every_cell_and_line_of_a_report_comes_back(tmp_path: Path, way: dict[str, bool]):
    for name, report in itertools.islice(faulty_reports(), 0, None, 3):
        document = read(tmp_path, "a.xlsx", write_report(report, **way))
        found = {
            cell.spec.key: (cell.status, cell.value)
            for table in recognise(document).tables
            for cell in table.cells
        }
        truths = {key: read_truth(printed) for key, printed in report.cells()}
        for key, truth in truths.items():
            assert found.get(key, ("absent", None)) == (truth.status, truth.value), (name, key)
        assert texts(document) == [piece.printed for piece in flow(report) if piece.table is None], name


# ----------------------------------------------------------------------------------- broken, hostile


WHOLE = content_of(sheet_of(["一、总体情况"], *TABLE))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_entities_are_refused(tmp_path: Path, part: str):
    bomb = '<!DOCTYPE x [<!ENTITY a "哈">]>'
    with pytest.raises(HostileFile, match="实体声明"):
        read(tmp_path, "a.xlsx", changed(WHOLE, part, lambda xml: bomb + xml.partition("?>")[2]))


def test_explosions_are_refused(tmp_path: Path):
    with pytest.raises(LimitExceeded, match="压缩率异常"):
        read(tmp_path, "a.xlsx", changed(WHOLE, "xl/styles.xml", lambda xml: xml + " " * (8 << 20)))


def test_merges_over_the_whole_sheet_cost_nothing(tmp_path: Path):
    merges = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="B3:C1048576"/></mergeCells>'
    document = read(
        tmp_path,
        "a.xlsx",
        changed(
            WHOLE,
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace("</sheetData>", "</sheetData>" + merges),
        ),
    )
    assert "一、总体情况" in str(shape(document))


def test_a_sheet_with_far_corners_costs_what_it_holds(tmp_path: Path):
    sheet = sheet_of(["甲", "乙", "丙"])
    for number in range(1, 400):
        for shift in range(3):
            sheet.cell(number, 3 * number + shift, 1)
    with pytest.raises(LimitExceeded, match="表格过大"):
        read_sheet(tmp_path, sheet)


def test_a_workbook_with_nothing_to_see(tmp_path: Path):
    hidden = changed(WHOLE, "xl/workbook.xml", lambda xml: xml.replace('state="visible"', 'state="hidden"'))
    with pytest.raises(DamagedFile, match="没有可见的工作表"):
        read(tmp_path, "a.xlsx", hidden)


def test_changed_workbooks_are_read_or_refused():
    drawn = random.Random(5)
    report = write_report(next(faulty_reports())[1])
    parts = ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
    values = ["", "-1", "99999999999", "甲", "0", "1e309", "nan", "A1:A0", "ZZZ99"]

    def damage(xml: str) -> str:
        spots = [match.span() for match in re.finditer(r'(?<=")[\w:.]+(?=")|(?<=<v>)[\d.]+', xml)]
        for start, end in sorted(drawn.sample(spots, 4), reverse=True):
            xml = xml[:start] + drawn.choice(values) + xml[end:]
        return xml if drawn.random() < 0.8 else xml[: drawn.randrange(len(xml))]

    outcomes = {outcome(read_xlsx, changed(report, drawn.choice(parts), damage)) for _ in range(200)}
    assert outcomes <= {"read", "damaged", "too_large"}
    assert {"read", "damaged"} <= outcomes


def outcome(reader: Callable[[bytes, str], object], content: bytes) -> str:
    """What came of a file: read, or the code of the reason why not."""
    try:
        reader(content, "a")
    except ReadError as error:
        return error.code
    return "read"


# ------------------------------------------------------------------------------------------ old ones


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_workbooks_that_libreoffice_wrote(tmp_path: Path, suffix: str):
    """Both fixtures are one made-up workbook (`workbooks.made_up`), saved by LibreOffice."""
    document = read(tmp_path, f"a{suffix}", (FIXTURES / f"made-up{suffix}").read_bytes())
    assert document.format == suffix[1:]
    assert document.metadata["sheets"] == "报告、附表"
    assert shape(document) == [
        "云上局2023年度报告",
        "一、总体情况",
        [
            ["信息内容", "本年数量", "占比"],
            ["件数", "备注"],
            ["规章", "3", "1,200.50", "25.6%"],
            ["其他", "0", "", "TRUE"],
        ],
        "2024年1月5日",
        [["甲", "乙", "丙"], ["7", "7", "#DIV/0!"]],
    ]
    assert spans(grids(document)[0])[:5] == [
        ("信息内容", 0, 0, 2, 1), ("本年数量", 0, 1, 1, 2), ("占比", 0, 3, 2, 1), ("件数", 1, 1, 1, 1),
        ("备注", 1, 2, 1, 1),
    ]  # fmt: skip


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_reports_that_libreoffice_saves_again(tmp_path: Path, suffix: str):
    for name, report in itertools.islice(faulty_reports(), 12):
        (tmp_path / f"{name}.xlsx").write_bytes(write_report(report))
    for path, again in convert(sorted(tmp_path.glob("*.xlsx")), suffix, tmp_path / "again"):
        assert shape(read_document(again)) == shape(read_document(path))


def test_changed_old_workbooks_are_read_or_refused():
    drawn = random.Random(7)
    whole = (FIXTURES / "made-up.xls").read_bytes()
    outcomes = set()
    for _ in range(200):
        content = bytearray(whole)
        for _ in range(drawn.choice([1, 3, 30])):
            content[drawn.randrange(8, len(content))] = drawn.choice([0, 1, 127, 255, drawn.randrange(256)])
        if drawn.random() < 0.2:
            del content[drawn.randrange(512, len(content)) :]
        outcomes.add(outcome(read_xls, bytes(content)))
    assert outcomes <= {"read", "damaged", "too_large"}
    assert {"read", "damaged"} <= outcomes

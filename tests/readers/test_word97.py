"""Binary Word documents: the same blocks as from the DOCX they were made of.

`fixtures/made-up.doc` is `MADE_UP` below, saved by LibreOffice.
"""

from __future__ import annotations

import io
import itertools
import random
import struct
from collections.abc import Callable
from pathlib import Path

import olefile
import pytest

from audit.document import Document
from audit.errors import DamagedFile, ReadError, UnknownFormat
from audit.readers import office, read_document
from audit.readers.word97 import read_doc
from audit.readers.word97.properties import Properties, modifiers
from audit.readers.word97.tables import Cell, Row, Table, gather, place_cells
from audit.samples.writers.docx import write_docx
from tests.readers.files import docx, grids, paragraph, read, shape, spans
from tests.readers.libreoffice import convert
from tests.readers.workbooks import faulty_reports

FIXTURE = Path(__file__).parent / "fixtures" / "made-up.doc"
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
NUMBERING = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_MAIN}.numbering+xml"/></Types>'
)


def cell(text: str, width: int, properties: str = "") -> str:
    inner = text if text.startswith("<") else paragraph(text)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{inner}</w:tc>'


def table(*rows: str) -> str:
    grid = '<w:gridCol w:w="900"/>' * 4
    lines = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"


def field(code: str, result: str) -> str:
    run = "<w:r>{}</w:r>"
    return "".join(
        run.format(part)
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            f"<w:instrText>{code}</w:instrText>",
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{result}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )


REVISED = 'w:id="1" w:author="某" w:date="2024-01-05T09:00:00Z"'
INNER = table(cell("内", 900) + cell("1", 900))
MADE_UP = docx(
    paragraph("云上局2023年度报告")
    + paragraph("总体情况", NUMBERED)
    + f"<w:p>{field('PAGE', '1')}<w:r><w:t>件，共</w:t></w:r>"
    + f"<w:del {REVISED}><w:r><w:delText>7</w:delText></w:r></w:del>"
    + f"<w:ins {REVISED}><w:r><w:t>9</w:t></w:r></w:ins>"
    + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>项 &lt;A&gt; é𠮷。</w:t></w:r></w:p>"
    + paragraph("收到和处理情况", NUMBERED)
    + table(
        cell("信息内容", 900, '<w:vMerge w:val="restart"/>') + cell("数量", 1800, '<w:gridSpan w:val="2"/>')
        + cell("占比", 900, '<w:vMerge w:val="restart"/>'),
        cell("", 900, "<w:vMerge/>") + cell("件数", 900) + cell("备注", 900) + cell("", 900, "<w:vMerge/>"),
        cell("规章", 900) + cell("3", 900) + cell("", 900)
        + cell(paragraph("第一行") + paragraph("第二行"), 900),
        cell("外", 900) + cell(INNER + "<w:p/>", 2700, '<w:gridSpan w:val="3"/>'),
    )
    + paragraph("Only Western text here."),
    parts={"word/numbering.xml": NUMBERING, "[Content_Types].xml": TYPES},
)  # fmt: skip


def content(document: Document) -> list[object]:
    """Every block with something in it, tables with their spans."""
    cells = iter(spans(grid) for grid in grids(document))
    return [next(cells) if isinstance(block, list) else block for block in shape(document) if block]


def test_everything_at_once(tmp_path: Path):
    document = read(tmp_path, "a.doc", FIXTURE.read_bytes())
    assert document.format == "doc"
    assert content(document) == content(read(tmp_path, "a.docx", MADE_UP))
    assert "1件，共9项 <A> é𠮷。" in shape(document)
    assert "二、收到和处理情况" in shape(document)
    assert all(grid.exact for grid in grids(document))


def test_the_name_does_not_matter(tmp_path: Path):
    assert read(tmp_path, "a.wps", FIXTURE.read_bytes()).format == "doc"


def test_an_embedded_workbook_does_not_make_it_one(tmp_path: Path):
    named = FIXTURE.read_bytes() + "Workbook\0".encode("utf-16-le") + bytes(494)
    for name in ("a.doc", "a.xls"):
        assert read(tmp_path, name, named).format == "doc"


@pytest.mark.libreoffice
def test_reports_that_libreoffice_saved(tmp_path: Path):
    for name, report in itertools.islice(faulty_reports(), 12):
        (tmp_path / f"{name}.docx").write_bytes(write_docx(report))
    (tmp_path / "made-up.docx").write_bytes(MADE_UP)
    for path, old in convert(sorted(tmp_path.glob("*.docx")), ".doc", tmp_path / "old"):
        assert content(read_document(old)) == content(read_document(path)), path.stem


# ------------------------------------------------------------------- structures LibreOffice does not write


def test_modifiers_of_every_size_and_those_kept_elsewhere():
    data = b"\0" * 6 + struct.pack("<H", 3) + b"\x16\x24\x01"
    stored = (
        b"\x16\x24\x00" + b"\x0b\x46\x02\x00" + b"\x15\xc6\x02\xaa\xbb" + b"\x46\x66" + struct.pack("<I", 6)
    )
    assert list(modifiers(stored, data)) == [
        (0x2416, b"\0"), (0x460B, b"\x02\0"), (0xC615, b"\xaa\xbb"), (0x2416, b"\x01")
    ]  # fmt: skip


def test_modifiers_that_point_to_themselves_end():
    data = struct.pack("<H", 6) + b"\x46\x66" + struct.pack("<I", 0)
    assert len(list(modifiers(b"\x46\x66" + struct.pack("<I", 0), data))) < 10


def row(*edges: int, vertical: tuple[int, ...] = (), horizontal: tuple[bool, ...] = ()) -> Row:
    count = len(edges) - 1
    return Row([Cell([])] * count, edges, horizontal or (False,) * count, vertical or (0,) * count)


def test_edges_that_nearly_agree_are_one_column():
    made = Table([row(0, 1000, 2000), row(-10, 990, 2015), row(0, 1000, 1500, 2000)])
    placed, exact = place_cells(made, [["甲", "乙"], ["丙", "丁"], ["戊", "己", "庚"]])
    assert exact
    assert [(cell.text, cell.column, cell.colspan) for cell in placed] == [
        ("甲", 0, 1), ("乙", 1, 2), ("丙", 0, 1), ("丁", 1, 2), ("戊", 0, 1), ("己", 1, 1), ("庚", 2, 1)
    ]  # fmt: skip


def test_narrow_columns_are_columns():
    placed, exact = place_cells(Table([row(0, 20, 40), row(0, 40)]), [["甲", "乙"], ["丙"]])
    assert exact
    assert [cell.colspan for cell in placed] == [1, 1, 2]


def test_marks_that_have_nothing_to_go_on_with_are_ignored():
    made = Table([row(0, 10, 20, vertical=(1, 0)), row(0, 10, 20, vertical=(1, 1))])
    placed, _ = place_cells(made, [["甲", "乙"], ["", "丙"]])
    assert [(cell.text, cell.rowspan) for cell in placed] == [("甲", 2), ("乙", 1), ("丙", 1)]


def test_cells_merged_with_the_one_before():
    placed, _ = place_cells(
        Table([row(0, 50, 100, 150, horizontal=(False, True, False))]), [["甲", "", "乙"]]
    )
    assert [(cell.text, cell.column, cell.colspan) for cell in placed] == [("甲", 0, 2), ("乙", 2, 1)]


def test_a_row_that_does_not_say_where_its_cells_are_makes_ordinals():
    placed, exact = place_cells(Table([row(0, 10, 20), Row([Cell([])], (), (), ())]), [["甲", "乙"], ["丙"]])
    assert not exact
    assert [(cell.row, cell.column, cell.colspan) for cell in placed] == [(0, 0, 1), (0, 1, 1), (1, 0, 1)]


def test_a_paragraph_without_properties_stands_outside_tables():
    assert gather([]) == []
    assert Properties().number(0x2416) == 0


# ------------------------------------------------------------------------------------------- broken


def changed(change: Callable[[bytearray], None]) -> bytes:
    """The fixture with its main stream changed."""
    whole = bytearray(FIXTURE.read_bytes())
    with olefile.OleFileIO(io.BytesIO(FIXTURE.read_bytes())) as container:
        main = container.openstream("WordDocument").read()
    start = whole.index(main[:512])
    stream = bytearray(main)
    change(stream)
    whole[start : start + 512] = stream[:512]
    return bytes(whole)


def test_an_encrypted_document(tmp_path: Path):
    def encrypt(main: bytearray) -> None:
        main[0x0B] |= 1

    with pytest.raises(DamagedFile, match="已加密"):
        read(tmp_path, "a.doc", changed(encrypt))


def test_word_95_needs_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def grow_old(main: bytearray) -> None:
        main[2:4] = struct.pack("<H", 104)

    monkeypatch.setattr(office, "_program", lambda: None)
    with pytest.raises(UnknownFormat, match=r"未安装 LibreOffice.*建议：安装 LibreOffice"):
        read(tmp_path, "a.doc", changed(grow_old))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_document(tmp_path: Path, share: float):
    whole = FIXTURE.read_bytes()
    with pytest.raises(DamagedFile, match="结构损坏"):
        read(tmp_path, "a.doc", whole[: int(len(whole) * share)])


def test_changed_documents_are_read_or_refused():
    drawn = random.Random(11)
    whole = FIXTURE.read_bytes()
    outcomes = set()
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(drawn.choice([1, 5, 50])):
            damaged[drawn.randrange(8, len(whole))] = drawn.choice([0, 1, 127, 255, drawn.randrange(256)])
        outcomes.add(outcome(bytes(damaged)))
    assert outcomes <= {"read", "damaged", "too_large", "unknown_format"}
    assert {"read", "damaged"} <= outcomes


def outcome(content: bytes) -> str:
    try:
        read_doc(content, "a")
    except ReadError as error:
        return error.code
    return "read"

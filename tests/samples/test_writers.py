"""One report in every format: valid in its kind, and the same bytes every time."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree, html

from audit.errors import SettingsError
from audit.samples import FAULTS, FORMATS, compose_corpus, settle_agencies, write_report

REPORT = next(compose_corpus(settle_agencies(1), [2024]))
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_written_the_same_twice(tmp_path: Path, name: str) -> None:
    for file in ("one", "two"):
        write_report(REPORT, name, tmp_path / file)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="没有这种格式"):
        write_report(REPORT, "wps", tmp_path / "report")


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("lines", "utf-8"), ("lines-gb18030", "gb18030"), ("tabs-utf16", "utf-16"), ("shifted", "gb18030")],
)
def test_text_files_have_their_encoding_and_every_number(name: str, encoding: str) -> None:
    text = FORMATS[name].render(REPORT).decode(encoding)
    fields = text.replace("\n", "\t").split("\t")
    for _, printed in REPORT.cells():
        assert printed in fields


def test_word_files_are_sound_packages() -> None:
    for name in ("docx", "marked-docx"):
        package = zipfile.ZipFile(BytesIO(FORMATS[name].render(REPORT)))
        assert package.testzip() is None
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for part in package.namelist():
            if not part.endswith(".png"):
                etree.fromstring(package.read(part))


def width(element: etree._Element) -> int:
    return int(element.attrib[f"{WORD}w"])


def test_tables_of_word_files_are_ruled_and_fit_the_page() -> None:
    for name in ("docx", "marked-docx"):
        package = zipfile.ZipFile(BytesIO(FORMATS[name].render(REPORT)))
        document = etree.fromstring(package.read("word/document.xml"))
        (page,), (margins,) = (list(document.iter(f"{WORD}{part}")) for part in ("pgSz", "pgMar"))
        room = width(page) - sum(int(margins.attrib[f"{WORD}{side}"]) for side in ("left", "right"))
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            assert len(document.findall(f".//{WORD}tblBorders/{WORD}{side}")) == 3
        for table in document.iter(f"{WORD}tbl"):
            widths = [width(column) for column in table.iterfind(f"{WORD}tblGrid/{WORD}gridCol")]
            assert sum(widths) <= room
            for row in table.iterfind(f"{WORD}tr"):
                cells = row.iterfind(f"./{WORD}tc/{WORD}tcPr/{WORD}tcW")
                assert sum(map(width, cells)) == sum(widths)


def test_revision_marks_hide_an_old_number() -> None:
    package = zipfile.ZipFile(BytesIO(FORMATS["marked-docx"].render(REPORT)))
    document = etree.fromstring(package.read("word/document.xml"))
    assert len(document.findall(f".//{WORD}del")) == len(document.findall(f".//{WORD}ins")) == 3
    assert len(document.findall(f".//{WORD}tc//{WORD}tbl")) == 1


def test_headings_out_of_order_are_not_numbered_by_the_word_processor() -> None:
    planted = FAULTS["S-ORDER-01"].plant(REPORT, random.Random(1))
    assert planted is not None
    for content, numbered in ((REPORT, 6), (planted.content, 0)):
        package = zipfile.ZipFile(BytesIO(FORMATS["marked-docx"].render(content)))
        document = etree.fromstring(package.read("word/document.xml"))
        assert len(document.findall(f".//{WORD}numPr")) == numbered


@pytest.mark.parametrize(("name", "tables"), [("page", 3), ("site-page", 6), ("flat-page", 0)])
def test_pages_hold_their_tables(name: str, tables: int) -> None:
    page = html.document_fromstring(FORMATS[name].render(REPORT))
    assert len(page.findall(".//table")) == tables


@pytest.mark.parametrize("name", FORMATS)
def test_a_picture_takes_the_place_of_a_table_only_where_it_can(name: str) -> None:
    planted = FAULTS["S-TABLE-02.picture"].plant(REPORT, random.Random(1))
    assert planted is not None
    data = FORMATS[name].render(planted.content)
    shown = b"<img" in data or b"<w:drawing>" in data
    assert shown == FORMATS[name].pictures


def test_blank_cells_stay_blank_in_every_format() -> None:
    key = "applications.granted.research"
    blank = REPORT.with_cells({key: ""})
    assert FORMATS["page"].render(blank).count(b"<td></td>") == 1
    assert FORMATS["flat-page"].render(blank).count(b"<p>&nbsp;</p>") == 1
    before, after = (FORMATS["tabs"].render(report).count(b"\t") for report in (REPORT, blank))
    assert before == after

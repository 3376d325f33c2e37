"""Scans and pictures, as far as they can be told without reading whole reports (tests/acceptance does)."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

from audit.document import SURE, Block, Grid, Origin, Paragraph, Picture
from audit.readers import open_file, read_document
from audit.readers.pictures import read_inside
from audit.reading.cache import DocumentCache
from tests.readers.files import docx, paragraph
from tests.readers.ocr.scans import scan_of, write_scan

pytestmark = pytest.mark.ocr

DOTS = 200
ROWS = (("0", "9", "66", "", "1024"), ("7", "12.5", "0", "318", "90961"), ("", "0", "3", "44", "5870"))
WIDTH, HEIGHT, LEFT, TOP = 230, 70, 180, 300  # of a cell and of the corner of the table, in dots


def drawn_page() -> Image.Image:
    """A sheet with a ruled table of `ROWS` and nothing else."""
    page = Image.new("L", (1654, 900), 255)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=34)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            x, y = LEFT + column * WIDTH, TOP + row * HEIGHT
            pen.rectangle((x, y, x + WIDTH, y + HEIGHT), outline=0, width=2)
            pen.text((x + 20, y + 14), text, fill=0, font=font)
    return page


def scanned() -> Image.Image:
    return scan_of(drawn_page(), np.random.default_rng(3), skew=0.3)


def texts_of(grid: Grid) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell.text for cell in row) for row in grid.rows())


def packed(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_a_page_that_is_a_picture_is_read_cell_by_cell(tmp_path: Path):
    path = write_scan([scanned()], tmp_path / "scan.pdf", DOTS)
    (grid,) = [block for block in read_document(path).blocks if isinstance(block, Grid)]
    assert grid.method == "ocr"
    assert texts_of(grid) == ROWS
    assert all(cell.confidence >= SURE for cell in grid.cells)
    assert {cell.origin.page for cell in grid.cells} == {1}


def test_a_picture_file_is_a_report_of_its_own(tmp_path: Path):
    path = tmp_path / "scan.png"
    path.write_bytes(packed(scanned()))
    (grid,) = [block for block in read_document(path).blocks if isinstance(block, Grid)]
    assert texts_of(grid) == ROWS


def test_a_picture_in_a_page_stands_where_it_is_shown(tmp_path: Path):
    source = "data:image/png;base64," + base64.b64encode(packed(scanned())).decode()
    path = tmp_path / "page.html"
    path.write_text(f"<html><body><p>前</p><p><img src='{source}'></p><p>后</p></body></html>", "utf-8")
    blocks = [b for b in read_document(path).blocks if not isinstance(b, Paragraph) or b.text]
    assert [type(block) for block in blocks] == [Paragraph, Grid, Paragraph]
    assert texts_of(blocks[1]) == ROWS


def test_a_picture_elsewhere_is_not_fetched(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text("<html><body><p>前</p><img src='http://127.0.0.1:9/table.png'></body></html>", "utf-8")
    (picture,) = [block for block in read_document(path).blocks if isinstance(block, Picture)]
    assert picture.description == "table.png"


def test_a_picture_in_a_file_beside_the_page_is_read(tmp_path: Path):
    (tmp_path / "page.files").mkdir()
    (tmp_path / "page.files" / "表.png").write_bytes(packed(scanned()))
    path = tmp_path / "page.html"
    path.write_text("<html><body><p>前</p><p><img src='page.files/%E8%A1%A8.png'></p></body></html>", "utf-8")
    (grid,) = [block for block in read_document(path).blocks if isinstance(block, Grid)]
    assert texts_of(grid) == ROWS


def test_a_picture_packed_beside_the_page_is_read(tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("甲/page.html", "<html><body><p>前</p><p><img src=1.png></p></body></html>")
        target.writestr("甲/1.png", packed(scanned()))
    document = read_document(path, name="a.zip!/甲/page.html", member=(0,))
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert texts_of(grid) == ROWS


def test_another_picture_of_that_name_is_read_anew(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text("<html><body><p>前</p><p><img src=1.png></p></body></html>", "utf-8")
    (tmp_path / "1.png").write_bytes(packed(scanned()))
    cache = DocumentCache(tmp_path)
    opened = open_file(path)
    cache.keep(opened, opened.read())
    assert cache.load(open_file(path)) is not None
    (tmp_path / "1.png").write_bytes(packed(drawn_page()))
    assert cache.load(open_file(path)) is None


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("Content-Location: file:///C:/a/page.files/1.png", "page.files/1.png"),
        ("Content-Location: http://127.0.0.1/1.png", "http://127.0.0.1/1.png"),
        ("Content-ID: <1@a>", "cid:1@a"),
    ],
)
def test_a_picture_saved_with_the_page_is_read(tmp_path: Path, place: str, source: str):
    picture = base64.encodebytes(packed(scanned())).decode()
    path = tmp_path / "a.mht"
    path.write_text(
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=X\n\n"
        "--X\nContent-Type: text/html\nContent-Location: file:///C:/a/page.htm\n\n"
        f"<html><body><p>before</p><img src='{source}'></body></html>\n"
        f"--X\nContent-Type: image/png\n{place}\nContent-Transfer-Encoding: base64\n\n{picture}\n--X--\n"
    )
    (grid,) = [block for block in read_document(path).blocks if isinstance(block, Grid)]
    assert texts_of(grid) == ROWS


def test_a_picture_without_a_name_is_nobodys(tmp_path: Path):
    picture = base64.encodebytes(packed(scanned())).decode()
    path = tmp_path / "a.mht"
    path.write_text(
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=X\n\n--X\nContent-Type: text/html\n\n"
        "<html><body><p>before</p><img src='http://127.0.0.1:9/1.png'></body></html>\n"
        f"--X\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n{picture}\n--X--\n"
    )
    assert [block for block in read_document(path).blocks if isinstance(block, Grid)] == []


DRAWN = '<w:p><w:r><w:drawing><a:blip r:embed="r3"/></w:drawing></w:r></w:p>'


def in_word(tmp_path: Path, body: str) -> list[Block]:
    path = tmp_path / "a.docx"
    path.write_bytes(docx(body, parts={"word/media/表三.png": packed(scanned())}))
    return list(read_document(path).blocks)


def test_a_picture_in_a_word_document_stands_where_it_is_shown(tmp_path: Path):
    before, grid, after = in_word(tmp_path, f"{paragraph('前')}{DRAWN}{paragraph('后')}")
    assert (before.text, after.text) == ("前", "后")
    assert texts_of(grid) == ROWS
    assert grid.method == "ocr"
    assert grid.origin == Origin("a.docx", page=None, paragraph=2, grid=1)


def test_a_picture_in_a_cell_of_a_word_table_follows_the_table(tmp_path: Path):
    cells = f"<w:tc>{paragraph('1')}{DRAWN}</w:tc><w:tc>{paragraph('2')}</w:tc>"
    own, grid = in_word(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert texts_of(own) == (("1", "2"),)
    assert texts_of(grid) == ROWS
    assert (own.origin.grid, grid.origin.grid) == (1, 2)


def test_a_picture_in_a_cell_of_a_page_follows_the_table(tmp_path: Path):
    (tmp_path / "1.png").write_bytes(packed(scanned()))
    path = tmp_path / "page.html"
    path.write_text("<html><body><table><tr><td>1<img src=1.png></td><td>2</td></tr></table></body></html>")
    own, grid = [block for block in read_document(path).blocks if isinstance(block, Grid)]
    assert texts_of(own) == (("1", "2"),)
    assert texts_of(grid) == ROWS


@pytest.mark.parametrize("data", [b"", b"\x89PNG" + bytes(9000), bytes(range(256)) * 40])
def test_what_is_no_picture_gives_nothing(data: bytes):
    assert read_inside(lambda: data, Origin("a.docx", paragraph=3), 0) == []

"""Files opened with PDFium: pages out of bytes, every handle closed again.

With `native`, `printed` and `drawing` the only module that speaks to PDFium; what leaves it is plain and
typed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from audit.errors import DamagedFile, LimitExceeded
from audit.readers.pdf.drawing import Desk, Drawing, refuse_many
from audit.readers.pdf.geometry import Box, Floats, upright
from audit.readers.pdf.letters import Letters
from audit.readers.pdf.native import handle
from audit.readers.pdf.printed import Ruler, read_letters
from audit.text import clean

__all__ = ["PAGES", "Page", "Pdf", "open_pdf"]

PAGES = 500  # a report has 5 to 30
CHARACTERS = 200_000  # of one page
_MOST_DOTS = 12_000_000  # of a rendered part of a page; a sheet of A4 at 200 to the inch has 4 million

Raw = Any  # a handle of PDFium


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """What is printed on a page. `segments` are the lines that can be seen
    (rows: x0, y0, x1, y1), `images` the boxes of its
    pictures, `paths` the number of its drawings of any kind, `codes` that of the characters that PDFium
    counts, readable or not. `clip` is the x where lines that reach furthest to the right are clipped,
    infinite where none are."""

    number: int
    width: float
    height: float
    clip: float
    letters: Letters
    segments: Floats
    images: tuple[Box, ...]
    paths: int
    codes: int

    @property
    def is_empty(self) -> bool:
        return not (self.codes or self.paths or self.images)


class Pdf:
    """An open file. Close it (`contextlib.closing`) when its pages are read."""

    def __init__(self, document: Raw, file: str) -> None:
        self._document = document
        self._file = file

    @property
    def title(self) -> str:
        """The title in the file's properties."""
        return clean(str(self._document.get_metadata_value("Title"))).replace("\n", " ")

    def pages(self) -> Iterator[Page]:
        """The pages in order. Raises `DamagedFile` for one that cannot be read (what it held would
        otherwise pass for missing) and `LimitExceeded` for one with too much on it."""
        ruler, desk = Ruler(), Desk()
        for index in range(len(self._document)):
            place = f"第{index + 1}页"
            with (
                _loaded(c.FPDF_LoadPage(self._document, index), c.FPDF_ClosePage, place, self._file) as page,
                np.errstate(invalid="ignore", over="ignore"),  # of damaged files
            ):
                read = _read_page(page, index + 1, ruler, desk, self._file)
            if read.is_empty and self._is_mended:
                raise DamagedFile(
                    f"第{index + 1}页没有内容",
                    place=self._file,
                    found="文件的对象目录已损坏",
                    advice="重新取得原件后重试",
                )
            yield read

    @property
    def _is_mended(self) -> bool:
        """Whether PDFium had to make up the table of objects, and some of them may be lost."""
        return not c.FPDF_DocumentHasValidCrossReferenceTable(self._document.raw)

    def render(self, number: int, box: Box, dots: float) -> tuple[Any, float]:
        """A part of a page as an array of grey dots (numpy, uint8), and how many there are to an inch:
        `dots`, or fewer where the part is very large."""
        page = self._document.get_page(number - 1)
        with closing(page):
            width, height = page.get_size()
            scale = min(dots / 72, math.sqrt(_MOST_DOTS / max(box.width * box.height, 1)))
            margins = (box.left, height - box.bottom, width - box.right, box.top)
            crop = tuple(max(margin, 0.0) for margin in margins)
            with closing(page.render(scale=scale, crop=crop, grayscale=True)) as bitmap:
                return bitmap.to_numpy().squeeze().copy(), 72 * scale

    def close(self) -> None:
        self._document.close()


def open_pdf(data: bytes, file: str) -> Pdf:
    """Open a PDF. Raises `DamagedFile` (encrypted, broken, no page) and `LimitExceeded` (pages)."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", 0) in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY):
            raise DamagedFile("文件已加密", place=file, advice="取消打开密码后另存，再重试") from error
        raise DamagedFile("PDF 结构损坏", place=file, advice="重新取得原件后重试") from error
    count = len(document)
    if 1 <= count <= PAGES:
        return Pdf(document, file)
    document.close()
    if not count:
        raise DamagedFile("PDF 没有页面", place=file, advice="重新取得原件后重试")
    raise LimitExceeded(
        "页数过多",
        place=file,
        found=f"{count} 页",
        expected=f"不超过 {PAGES} 页",
        advice="确认是否为年度报告文件",
    )


@contextmanager
def _loaded(raw: Raw, close: Callable[[Raw], None], place: str, file: str) -> Iterator[Raw]:
    """What PDFium has loaded, until it is closed. Raises `DamagedFile` when it has loaded nothing. Helpers
    of pypdfium2 do the same, with a finaliser for each object, which is half a millisecond for a report."""
    if not raw:
        raise DamagedFile(f"{place}无法读取", place=file, advice="重新取得原件，或用阅读器另存后重试")
    try:
        yield raw
    finally:
        close(raw)


def _read_page(page: Raw, number: int, ruler: Ruler, desk: Desk, file: str) -> Page:
    quarters = int(c.FPDFPage_GetRotation(page)) % 4
    width, height = c.FPDF_GetPageWidthF(page), c.FPDF_GetPageHeightF(page)
    display = upright(*_visible(page, width, height), quarters)
    place = f"{file}第{number}页"
    drawing = Drawing(desk, place)
    drawing.walk(handle(page), display)
    with _loaded(c.FPDFText_LoadPage(page), c.FPDFText_ClosePage, f"第{number}页", file) as text:
        codes = max(int(c.FPDFText_CountChars(text)), 0)
        refuse_many(codes, CHARACTERS, "字符", place)
        letters = read_letters(handle(text), codes, ruler, display, quarters)
    images, clip = tuple(drawing.images), drawing.clipped_at()
    return Page(number, width, height, clip, letters, drawing.segments, images, drawing.paths, codes)


def _visible(page: Raw, width: float, height: float) -> tuple[float, float, float, float]:
    box = c.FS_RECTF()
    if c.FPDF_GetPageBoundingBox(page, box):
        return box.left, box.bottom, box.right, box.top
    return 0.0, 0.0, width, height

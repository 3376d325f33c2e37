"""The one module that speaks to PDFium: pages out of bytes, every handle closed again.

`pypdfium2.raw` is bare C: what leaves this module is plain and typed.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from audit.errors import DamagedFile, LimitExceeded
from audit.readers.pdf.characters import Character, mend_character
from audit.readers.pdf.geometry import Box, Matrix, upright
from audit.readers.pdf.rules import Path, Segment
from audit.text import clean

__all__ = ["OBJECTS", "PAGES", "Page", "Pdf", "open_pdf"]

PAGES = 500  # a report has 5 to 30
OBJECTS = 200_000  # of one page, those inside form XObjects included
CHARACTERS = 200_000  # of one page
_DEEPEST_FORM = 8
_MOST_SEGMENTS = 4_000  # of one path; a path with more is a drawing
_QUARTER = math.pi / 2
_SLANT = 0.1  # radians off a quarter turn; text that slants more is a watermark

Raw = Any  # a handle of PDFium


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on a page. `images` are the boxes of its pictures, `codes` the number of
    characters that PDFium counts, readable or not."""

    number: int
    width: float
    height: float
    characters: tuple[Character, ...]
    paths: tuple[Path, ...]
    images: tuple[Box, ...]
    codes: int


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
        for index in range(len(self._document)):
            try:
                page = self._document.get_page(index)
            except pdfium.PdfiumError as error:
                raise DamagedFile(
                    f"第{index + 1}页无法读取", place=self._file, advice="重新取得原件，或用阅读器另存后重试"
                ) from error
            with closing(page):
                yield _read_page(page, index + 1, self._file)

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


def _read_page(page: Raw, number: int, file: str) -> Page:
    quarters = int(c.FPDFPage_GetRotation(page.raw)) % 4
    display = upright(*_visible(page), quarters)
    width, height = page.get_size()
    objects = _Objects(f"{file}第{number}页")
    objects.walk(page.raw, display, 0)
    with closing(page.get_textpage()) as text:
        codes = max(int(c.FPDFText_CountChars(text.raw)), 0)
        _refuse(codes, CHARACTERS, "字符", objects.place)
        characters = tuple(_characters(text.raw, codes, display, quarters))
    return Page(number, width, height, characters, tuple(objects.paths), tuple(objects.images), codes)


def _visible(page: Raw) -> tuple[float, float, float, float]:
    box = c.FS_RECTF()
    if c.FPDF_GetPageBoundingBox(page.raw, box):
        return box.left, box.bottom, box.right, box.top
    width, height = page.get_size()
    return 0.0, 0.0, width, height


def _refuse(count: int, limit: int, what: str, place: str) -> None:
    if count > limit:
        raise LimitExceeded(
            f"页面{what}过多",
            place=place,
            found=f"{count} 个",
            expected=f"不超过 {limit} 个",
            advice="确认是否为年度报告文件",
        )


# ---------------------------------------------------------------------------------------- text


def _characters(text: Raw, count: int, display: Matrix, quarters: int) -> Iterator[Character]:
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    code_of, angle_of = c.FPDFText_GetUnicode, c.FPDFText_GetCharAngle  # bound once, called by the thousand
    origin_of, box_of = c.FPDFText_GetCharOrigin, c.FPDFText_GetCharBox
    gap = False
    for index in range(count):
        printed = mend_character(code_of(text, index))
        if printed == " " and c.FPDFText_IsGenerated(text, index):
            gap = True  # where it says it stands is not to be relied on
            continue
        if not printed:
            continue
        turn = _turn(angle_of(text, index), quarters)
        if turn is None or not (
            origin_of(text, index, x, y) and box_of(text, index, left, right, bottom, top)
        ):
            continue
        box = display.box(left.value, bottom.value, right.value, top.value)
        place = display.point(x.value, y.value)
        if math.isfinite(sum(box) + sum(place)):
            yield Character(printed, *box, *place, turn, gap)
            gap = False


@lru_cache(maxsize=256)
def _turn(angle: float, quarters: int) -> int | None:
    """The way a character's line runs on the page as shown; None when it slants."""
    turns = round(angle / _QUARTER)
    if angle < 0 or abs(angle - turns * _QUARTER) > _SLANT:
        return None if angle >= 0 else quarters
    return (turns + quarters) % 4


# ------------------------------------------------------------------------------------- drawing


class _Objects:
    """The paths and pictures of a page while its objects are walked, form XObjects included."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.paths: list[Path] = []
        self.images: list[Box] = []
        self._count = 0
        self._bounds = [ctypes.c_float() for _ in range(4)]
        self._colour = [ctypes.c_uint() for _ in range(4)]

    def walk(self, holder: Raw, display: Matrix, depth: int) -> None:
        """Read the objects of a page (depth 0) or of a form; `display` maps its space to the page."""
        count = (c.FPDFFormObj_CountObjects if depth else c.FPDFPage_CountObjects)(holder)
        get = c.FPDFFormObj_GetObject if depth else c.FPDFPage_GetObject
        self._count += max(count, 0)
        _refuse(self._count, OBJECTS, "对象", self.place)
        for index in range(count):
            item = get(holder, index)
            kind = c.FPDFPageObj_GetType(item)
            if kind == c.FPDF_PAGEOBJ_PATH:
                self._read_path(item, display)
            elif kind == c.FPDF_PAGEOBJ_IMAGE:
                box = self._box(item, display)
                self.images += [box] if box is not None else []
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                self.walk(item, _matrix(item).then(display), depth + 1)

    def _read_path(self, item: Raw, display: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not c.FPDFPath_GetDrawMode(item, fill, stroke) or not (fill.value or stroke.value):
            return
        box = self._box(item, display)
        if box is None:
            return
        self.paths.append(
            Path(
                box,
                self._colour_of(c.FPDFPageObj_GetFillColor, item) if fill.value else None,
                self._colour_of(c.FPDFPageObj_GetStrokeColor, item) if stroke.value else None,
                tuple(_segments(item, display)) if stroke.value else (),
            )
        )

    def _box(self, item: Raw, display: Matrix) -> Box | None:
        left, bottom, right, top = self._bounds
        if not c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            return None
        box = display.box(left.value, bottom.value, right.value, top.value)
        return box if math.isfinite(sum(box)) else None

    def _colour_of(self, get: Any, item: Raw) -> tuple[int, int, int, int]:
        if not get(item, *self._colour):
            return 0, 0, 0, 255  # a pattern; what it looks like is not told
        red, green, blue, alpha = (part.value for part in self._colour)
        return red, green, blue, alpha


def _matrix(item: Raw) -> Matrix:
    matrix = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(item, matrix):
        return Matrix(1, 0, 0, 1, 0, 0)
    return Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _segments(item: Raw, display: Matrix) -> Iterator[Segment]:
    """The straight pieces of a path's outline."""
    count = c.FPDFPath_CountSegments(item)
    if count > _MOST_SEGMENTS:
        return
    to_page = _matrix(item).then(display)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(count):
        segment = c.FPDFPath_GetPathSegment(item, index)
        if not c.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = to_page.point(x.value, y.value)
        kind = c.FPDFPathSegment_GetType(segment)
        if kind == c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == c.FPDF_SEGMENT_LINETO:
            yield Segment(*last, *point)
        last = point
        if c.FPDFPathSegment_GetClose(segment):
            yield Segment(*last, *start)
            last = start

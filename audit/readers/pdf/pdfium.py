"""The one module that speaks to PDFium: pages out of bytes, every handle closed again.

`pypdfium2.raw` is bare C: what leaves this module is plain and typed.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from audit.errors import DamagedFile, LimitExceeded
from audit.readers.pdf.characters import Character, mend_character
from audit.readers.pdf.geometry import Box, Matrix, upright
from audit.readers.pdf.rules import Segment, is_seen, middle_line
from audit.text import clean

__all__ = ["OBJECTS", "PAGES", "Page", "Pdf", "open_pdf"]

PAGES = 500  # a report has 5 to 30
OBJECTS = 200_000  # of one page, those inside form XObjects included
CHARACTERS = 200_000  # of one page
_DEEPEST_FORM = 8
_MOST_DOTS = 12_000_000  # of a rendered part of a page; a sheet of A4 at 200 to the inch has 4 million
_MOST_SEGMENTS = 4_000  # of one path; a path with more is a drawing
_QUARTER = math.pi / 2
_SLANT = 0.1  # radians off a quarter turn; text that slants more is a watermark

Raw = Any  # a handle of PDFium


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on a page. `segments` are the lines that can be seen, `images` the boxes of its
    pictures, `paths` the number of its drawings of any kind, `codes` that of the characters that PDFium
    counts, readable or not. `clip` is the x where
    lines that reach furthest to the right are clipped, infinite where none are."""

    number: int
    width: float
    height: float
    clip: float
    characters: tuple[Character, ...]
    segments: tuple[Segment, ...]
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
        for index in range(len(self._document)):
            try:
                page = self._document.get_page(index)
            except pdfium.PdfiumError as error:
                raise DamagedFile(
                    f"第{index + 1}页无法读取", place=self._file, advice="重新取得原件，或用阅读器另存后重试"
                ) from error
            with closing(page):
                read = _read_page(page, index + 1, self._file)
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
    segments, images, clip = tuple(objects.segments), tuple(objects.images), objects.clipped_at()
    return Page(number, width, height, clip, characters, segments, images, objects.paths, codes)


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
    places = (ctypes.c_double * 6)()  # PDFium writes into it, and all six are taken out at once
    x0, x1, y0, y1, x, y = (ctypes.c_double.from_buffer(places, 8 * place) for place in range(6))
    take = struct.Struct("6d").unpack
    origin_of, box_of = c.FPDFText_GetCharOrigin, c.FPDFText_GetCharBox  # bound once, called by the thousand
    isfinite, make = math.isfinite, Character._make
    shift, height = display.e, display.f
    gap, baseline, turn = False, math.nan, None
    for index, code in enumerate(_codes(text, count)):
        printed = mend_character(code)
        if not printed:
            continue
        if printed == " " and c.FPDFText_IsGenerated(text, index):
            gap = True  # where it says it stands is not to be relied on
            continue
        if not origin_of(text, index, x, y) or not box_of(text, index, x0, x1, y0, y1):
            continue
        left, right, bottom, top, along, up = take(places)
        if turn != quarters or up != baseline:  # what stands on one line runs the same way
            turn, baseline = _turn(c.FPDFText_GetCharAngle(text, index), quarters), up
        if turn is None or not isfinite(left + right + bottom + top + along + up):
            continue
        if quarters:
            box, place = display.box(left, bottom, right, top), display.point(along, up)
            yield Character(printed, *box, *place, turn, gap)
        else:  # nearly always, and twice as fast
            yield make(
                (
                    printed,
                    left + shift,
                    height - top,
                    right + shift,
                    height - bottom,
                    along + shift,
                    height - up,
                    turn,
                    gap,
                )
            )
        gap = False


def _codes(text: Raw, count: int) -> Sequence[int]:
    """The code of each character: of all in one call where each is one UTF-16 unit, else one by one."""
    units = (ctypes.c_ushort * (2 * count + 2))()
    written = c.FPDFText_GetText(text, 0, count, units) - 1  # without the zero at the end
    codes = units[:count]
    if written == count and not any(0xD800 <= code <= 0xDFFF for code in codes):
        return codes
    return [c.FPDFText_GetUnicode(text, index) for index in range(count)]


@lru_cache(maxsize=256)
def _turn(angle: float, quarters: int) -> int | None:
    """The way a character's line runs on the page as shown; None when it slants."""
    turns = round(angle / _QUARTER)
    if angle < 0 or abs(angle - turns * _QUARTER) > _SLANT:
        return None if angle >= 0 else quarters
    return (turns + quarters) % 4


# ------------------------------------------------------------------------------------- drawing


class _Objects:
    """The lines and pictures of a page while its objects are walked, form XObjects included."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.segments: list[Segment] = []
        self.images: list[Box] = []
        self.paths = 0
        self._count = 0
        # What PDFium writes into, made once.
        self._modes = ctypes.c_int(), ctypes.c_int()
        self._bounds = [ctypes.c_float() for _ in range(4)]
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._point = ctypes.c_float(), ctypes.c_float()
        self._matrix = c.FS_MATRIX()
        self._map = Matrix(1, 0, 0, 1, 0, 0)
        self._furthest: tuple[float, Raw, Matrix] = (-math.inf, None, self._map)
        self._mapped: tuple[bytes, Matrix | None] = b"", None

    def walk(self, holder: Raw, display: Matrix, depth: int) -> None:
        """Read the objects of a page (depth 0) or of a form; `display` maps its space to the page."""
        count = (c.FPDFFormObj_CountObjects if depth else c.FPDFPage_CountObjects)(holder)
        get, type_of = (c.FPDFFormObj_GetObject if depth else c.FPDFPage_GetObject), c.FPDFPageObj_GetType
        self._count += max(count, 0)
        _refuse(self._count, OBJECTS, "对象", self.place)
        for index in range(count):
            item = get(holder, index)
            kind = type_of(item)
            if kind == c.FPDF_PAGEOBJ_TEXT:
                continue
            if kind == c.FPDF_PAGEOBJ_PATH:
                self._read_path(item, display)
            elif kind == c.FPDF_PAGEOBJ_IMAGE:
                box = self._box(item, display)
                self.images += [box] if box is not None else []
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                self.walk(item, self._to_page(item, display), depth + 1)

    def _read_path(self, item: Raw, display: Matrix) -> None:
        fill, stroke = self._modes
        if not c.FPDFPath_GetDrawMode(item, fill, stroke) or not (fill.value or stroke.value):
            return
        self.paths += 1
        if stroke.value and self._is_seen(c.FPDFPageObj_GetStrokeColor, item):
            self.segments += self._outline(item, self._to_page(item, display))
            self._note_furthest(item, display)
        elif fill.value:
            box = self._box(item, display)
            line = middle_line(box) if box is not None else None
            if line is not None and self._is_seen(c.FPDFPageObj_GetFillColor, item):
                self.segments.append(line)
                self._note_furthest(item, display)

    def _note_furthest(self, item: Raw, display: Matrix) -> None:
        if self.segments and self.segments[-1].x1 > self._furthest[0]:
            self._furthest = self.segments[-1].x1, item, display

    def clipped_at(self) -> float:
        """Where the line that reaches furthest to the right is clipped (browsers write down whole lines
        and clip them at the margin of the paper); infinite if it is seen whole."""
        reach, item, display = self._furthest
        clip = c.FPDFPageObj_GetClipPath(item) if item is not None else None
        if not clip:
            return math.inf
        edge = math.inf
        for path in range(c.FPDFClipPath_CountPaths(clip)):
            count = c.FPDFClipPath_CountPathSegments(clip, path)
            ends = [
                self._end(c.FPDFClipPath_GetPathSegment(clip, path, segment), display)[0]
                for segment in range(min(count, _MOST_SEGMENTS))
            ]
            edge = min(edge, max(ends, default=math.inf))
        return edge if edge < reach else math.inf

    def _box(self, item: Raw, display: Matrix) -> Box | None:
        left, bottom, right, top = self._bounds
        if not c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            return None
        box = display.box(left.value, bottom.value, right.value, top.value)
        return box if math.isfinite(sum(box)) else None

    def _is_seen(self, colour_of: Any, item: Raw) -> bool:
        red, green, blue, alpha = self._colour
        if not colour_of(item, red, green, blue, alpha):
            return True  # a pattern; what it looks like is not told
        return is_seen((red.value, green.value, blue.value, alpha.value))

    def _to_page(self, item: Raw, display: Matrix) -> Matrix:
        """The map from an object's space to the page."""
        own = self._matrix
        if not c.FPDFPageObj_GetMatrix(item, own):
            return display
        if (bytes(own), display) != self._mapped:  # objects that follow each other mostly share theirs
            self._mapped = bytes(own), display
            self._map = Matrix(own.a, own.b, own.c, own.d, own.e, own.f).then(display)
        return self._map

    def _outline(self, item: Raw, to_page: Matrix) -> list[Segment]:
        """The straight pieces of a path."""
        count = c.FPDFPath_CountSegments(item)
        if count > _MOST_SEGMENTS:
            return []
        segments = [c.FPDFPath_GetPathSegment(item, index) for index in range(count)]
        if count == 2:  # a line, the most frequent by far
            return [Segment(*self._end(segments[0], to_page), *self._end(segments[1], to_page))]
        return list(self._pieces(segments, to_page))

    def _pieces(self, segments: Iterable[Raw], to_page: Matrix) -> Iterator[Segment]:
        start = last = (0.0, 0.0)
        for segment in segments:
            point = self._end(segment, to_page)
            kind = c.FPDFPathSegment_GetType(segment)
            if kind == c.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == c.FPDF_SEGMENT_LINETO:
                yield Segment(*last, *point)
            last = point
            if c.FPDFPathSegment_GetClose(segment):
                yield Segment(*last, *start)
                last = start

    def _end(self, segment: Raw, to_page: Matrix) -> tuple[float, float]:
        x, y = self._point
        c.FPDFPathSegment_GetPoint(segment, x, y)
        return to_page.point(x.value, y.value)

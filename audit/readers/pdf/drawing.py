"""What is drawn on a page: the lines that can be seen, and pictures."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from typing import Any

import pypdfium2.raw as c

from audit.errors import LimitExceeded
from audit.readers.pdf import native
from audit.readers.pdf.geometry import Box, Matrix
from audit.readers.pdf.native import Handle
from audit.readers.pdf.rules import Segment, is_seen, middle_line

__all__ = ["OBJECTS", "Drawing", "refuse_many"]

OBJECTS = 200_000  # of one page, those inside form XObjects included
_DEEPEST_FORM = 8
_MOST_SEGMENTS = 4_000  # of one path; a path with more is a drawing

_NOWHERE = Matrix(1, 0, 0, 1, 0, 0)


def refuse_many(count: int, limit: int, what: str, place: str) -> None:
    """Raises `LimitExceeded` for more than so many."""
    if count > limit:
        raise LimitExceeded(
            f"页面{what}过多",
            place=place,
            found=f"{count} 个",
            expected=f"不超过 {limit} 个",
            advice="确认是否为年度报告文件",
        )


class _Written:
    """Numbers that PDFium writes for us, one kind side by side: `into` has what it is to be handed."""

    def __init__(self, kind: Any, count: int) -> None:
        self.numbers = (kind * count)()
        self.into = tuple(ctypes.byref(self.numbers, place * ctypes.sizeof(kind)) for place in range(count))


class Drawing:
    """The lines and pictures of a page while its objects are walked, form XObjects included."""

    def __init__(self, place: str) -> None:
        self.segments: list[Segment] = []
        self.images: list[Box] = []
        self.paths = 0
        self._place = place
        self._count = 0
        self._modes = _Written(ctypes.c_int, 2)
        self._bounds = _Written(ctypes.c_float, 4)
        self._colour = _Written(ctypes.c_uint, 4)
        self._point = _Written(ctypes.c_float, 2)
        self._matrix = _Written(ctypes.c_float, 6)
        self._furthest: tuple[float, Handle, Matrix] = -math.inf, Handle(), _NOWHERE
        self._mapped: tuple[list[float], Matrix, Matrix] = [], _NOWHERE, _NOWHERE

    def walk(self, holder: Handle, display: Matrix, depth: int = 0) -> None:
        """Read the objects of a page (depth 0) or of a form; `display` maps its space to the page."""
        count = (native.form_count if depth else native.page_count)(holder)
        self._count += max(count, 0)
        refuse_many(self._count, OBJECTS, "对象", self._place)
        get = native.form_object if depth else native.page_object
        items = list(map(get, repeat(holder), range(count)))
        for item, kind in zip(items, map(native.object_type, items), strict=True):
            if kind == c.FPDF_PAGEOBJ_PATH:
                self._read_path(item, display)
            elif kind == c.FPDF_PAGEOBJ_IMAGE:
                box = self._box(item, display)
                self.images += [box] if box is not None else []
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                self.walk(item, self._to_page(item, display), depth + 1)

    def _read_path(self, item: Handle, display: Matrix) -> None:
        if not native.draw_mode(item, *self._modes.into):
            return
        fill, stroke = self._modes.numbers
        if not (fill or stroke):
            return
        self.paths += 1
        if stroke and self._is_seen(native.stroke_colour, item):
            self.segments += self._outline(item, self._to_page(item, display))
            self._note_furthest(item, display)
        elif fill:
            box = self._box(item, display)
            line = middle_line(box) if box is not None else None
            if line is not None and self._is_seen(native.fill_colour, item):
                self.segments.append(line)
                self._note_furthest(item, display)

    def _note_furthest(self, item: Handle, display: Matrix) -> None:
        if self.segments and self.segments[-1].x1 > self._furthest[0]:
            self._furthest = self.segments[-1].x1, item, display

    def clipped_at(self) -> float:
        """Where the line that reaches furthest to the right is clipped (browsers write down whole lines
        and clip them at the margin of the paper); infinite if it is seen whole."""
        reach, item, display = self._furthest
        clip = native.clip_path(item) if item else None
        if not clip:
            return math.inf
        edge = math.inf
        for path in range(native.clip_count(clip)):
            count = native.clip_segment_count(clip, path)
            ends = [
                self._end(native.clip_segment(clip, path, segment), display)[0]
                for segment in range(min(count, _MOST_SEGMENTS))
            ]
            edge = min(edge, max(ends, default=math.inf))
        return edge if edge < reach else math.inf

    def _box(self, item: Handle, display: Matrix) -> Box | None:
        if not native.object_bounds(item, *self._bounds.into):
            return None
        box = display.box(*self._bounds.numbers)
        return box if math.isfinite(sum(box)) else None

    def _is_seen(self, colour_of: Callable[..., int], item: Handle) -> bool:
        if not colour_of(item, *self._colour.into):
            return True  # a pattern; what it looks like is not told
        red, green, blue, alpha = self._colour.numbers
        return is_seen((red, green, blue, alpha))

    def _to_page(self, item: Handle, display: Matrix) -> Matrix:
        """The map from an object's space to the page."""
        if not native.object_matrix(item, self._matrix.into[0]):
            return display
        own = self._matrix.numbers[:]
        if (own, display) != self._mapped[:2]:  # objects that follow each other mostly share theirs
            self._mapped = own, display, Matrix(*own).then(display)
        return self._mapped[2]

    def _outline(self, item: Handle, to_page: Matrix) -> list[Segment]:
        """The straight pieces of a path."""
        count = native.segment_count(item)
        if count > _MOST_SEGMENTS:
            return []
        segments = list(map(native.path_segment, repeat(item), range(count)))
        if count == 2:  # a line, the most frequent by far
            return [Segment(*self._end(segments[0], to_page), *self._end(segments[1], to_page))]
        return list(self._pieces(segments, to_page))

    def _pieces(self, segments: Iterable[Handle], to_page: Matrix) -> Iterator[Segment]:
        start = last = (0.0, 0.0)
        for segment in segments:
            point = self._end(segment, to_page)
            kind = native.segment_type(segment)
            if kind == c.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == c.FPDF_SEGMENT_LINETO:
                yield Segment(*last, *point)
            last = point
            if native.segment_closes(segment):
                yield Segment(*last, *start)
                last = start

    def _end(self, segment: Handle, to_page: Matrix) -> tuple[float, float]:
        native.segment_point(segment, *self._point.into)
        x, y = self._point.numbers
        return to_page.point(x, y)

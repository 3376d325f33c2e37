"""What is drawn on a page: the lines that can be seen, and pictures."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from itertools import compress, repeat

import numpy as np
import pypdfium2.raw as c
from numpy.typing import NDArray

from audit.errors import LimitExceeded
from audit.readers.pdf import native
from audit.readers.pdf.geometry import Box, Floats, Matrix
from audit.readers.pdf.native import Handle, Slots
from audit.readers.pdf.rules import Segment, is_seen, middle_lines

__all__ = ["OBJECTS", "Desk", "Drawing", "refuse_many"]

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


class Desk:
    """What PDFium writes into, made once for all pages."""

    def __init__(self) -> None:
        self.modes = Slots(ctypes.c_int, 2)
        self.bounds = Slots(ctypes.c_float, 4)
        self.colour = Slots(ctypes.c_uint, 4)
        self.point = Slots(ctypes.c_float, 2)
        self.matrix = Slots(ctypes.c_float, 6, is_struct=True)


class Drawing:
    """The lines and pictures of a page while its objects are walked, form XObjects included."""

    def __init__(self, desk: Desk, place: str) -> None:
        self.images: list[Box] = []
        self.paths = 0
        self._segments: list[Floats] = []
        self._desk = desk
        self._place = place
        self._count = 0
        self._furthest: tuple[float, Handle | None, Matrix] = -math.inf, None, _NOWHERE

    def walk(self, holder: Handle, display: Matrix, depth: int = 0) -> None:
        """Read the objects of a page (depth 0) or of a form; `display` maps its space to the page."""
        count = (native.form_count if depth else native.page_count)(holder)
        self._count += max(count, 0)
        refuse_many(self._count, OBJECTS, "对象", self._place)
        get = native.form_object if depth else native.page_object
        items = list(map(get, repeat(holder), range(count)))
        kinds = list(map(native.object_type, items))
        paths, images, forms = (
            list(compress(items, map(kind.__eq__, kinds))) if kind in kinds else []
            for kind in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE, c.FPDF_PAGEOBJ_FORM)
        )
        self._read_paths(paths, display)
        boxes, known = self._boxes(images, display)
        self.images += map(Box._make, boxes[:, known].T.tolist())
        if depth < _DEEPEST_FORM:
            for form, to_page in zip(forms, self._maps(forms, display), strict=True):
                self.walk(form, to_page, depth + 1)

    def _read_paths(self, items: Sequence[Handle], display: Matrix) -> None:
        if not items:
            return
        (fills, strokes), known = self._desk.modes.ask(native.draw_mode, items)
        filled, stroked = known & (fills != 0), known & (strokes != 0)
        self.paths += int(np.count_nonzero(filled | stroked))
        pens = list(compress(items, stroked))
        seen = self._are_seen(native.stroke_colour, pens)
        self._read_strokes(list(compress(pens, seen)), display)
        stroked[stroked] = seen
        self._read_fills(list(compress(items, filled & ~stroked)), display)

    def _read_strokes(self, items: Sequence[Handle], display: Matrix) -> None:
        """The straight pieces of paths. Nearly all are a line each, and read together."""
        counts = list(map(native.segment_count, items))
        lines = [item for item, count in zip(items, counts, strict=True) if count == 2]
        if lines:
            to_page = self._map(lines, display)
            self._note(
                lines, np.array([*self._ends(lines, 0, to_page), *self._ends(lines, 1, to_page)]), display
            )
        others = [item for item, count in zip(items, counts, strict=True) if 2 < count <= _MOST_SEGMENTS]
        for item, to_page in zip(others, self._maps(others, display), strict=True):
            pieces = list(self._pieces(item, to_page))
            self._note([item] * len(pieces), np.reshape(pieces, (-1, 4)).T, display)

    def _read_fills(self, items: Sequence[Handle], display: Matrix) -> None:
        """The lines that thin areas look like."""
        boxes, known = self._boxes(items, display)
        lines, thin = middle_lines(boxes)
        thin &= known
        thin[thin] = self._are_seen(native.fill_colour, list(compress(items, thin)))
        self._note(list(compress(items, thin)), lines[:, thin], display)

    def _note(self, items: Sequence[Handle], segments: Floats, display: Matrix) -> None:
        """Keep lines, each in a column, and remember the object whose line reaches furthest."""
        if not items:
            return
        self._segments.append(segments)
        furthest = int(segments[2].argmax())
        if segments[2, furthest] > self._furthest[0]:
            self._furthest = float(segments[2, furthest]), items[furthest], display

    @property
    def segments(self) -> Floats:
        """The lines that can be seen: x0, y0, x1 and y1, a row of each."""
        return np.concatenate(self._segments, axis=1) if self._segments else np.empty((4, 0))

    def clipped_at(self) -> float:
        """Where the line that reaches furthest to the right is clipped (browsers write down whole lines
        and clip them at the margin of the paper); infinite if it is seen whole."""
        reach, item, display = self._furthest
        clip = native.clip_path(item) if item is not None else None
        if not clip:
            return math.inf
        edge = math.inf
        for path in range(native.clip_count(clip)):
            count = native.clip_segment_count(clip, path)
            segments = [native.clip_segment(clip, path, place) for place in range(min(count, _MOST_SEGMENTS))]
            points, _ = self._desk.point.ask(native.segment_point, segments)
            edge = min(
                edge, float(display.point(*points)[0].max(initial=-math.inf)) if count > 0 else math.inf
            )
        return edge if edge < reach else math.inf

    def _boxes(self, items: Sequence[Handle], display: Matrix) -> tuple[Floats, NDArray[np.bool_]]:
        """The boxes around objects (left, top, right and bottom, a row of each), and which of the objects
        have a place on the page."""
        bounds, known = self._desk.bounds.ask(native.object_bounds, items)
        boxes = display.boxes(bounds)
        return boxes, known & np.isfinite(boxes.sum(axis=0))

    def _are_seen(self, colour_of: Callable[..., int], items: Sequence[Handle]) -> NDArray[np.bool_]:
        colours, known = self._desk.colour.ask(colour_of, items)
        return ~known | is_seen(*colours)  # a pattern is not known; what it looks like is not told

    def _map(self, items: Sequence[Handle], display: Matrix) -> Matrix:
        """The maps from the spaces of objects to the page, in one, which may be the same for all."""
        own, known = self._desk.matrix.ask(native.object_matrix, items)
        own[:, ~known] = np.reshape(_NOWHERE, (6, 1))
        if (own == own[:, :1]).all():  # nearly always
            return Matrix(*own[:, 0].tolist()).then(display)
        return Matrix(*own).then(display)

    def _maps(self, items: Sequence[Handle], display: Matrix) -> list[Matrix]:
        """The same, one by one."""
        if not items:
            return []
        columns = np.broadcast_arrays(*self._map(items, display), np.empty(len(items)))[:6]
        return [Matrix(*row) for row in np.array(columns).T.tolist()]

    def _ends(self, items: Sequence[Handle], place: int, to_page: Matrix) -> tuple[Floats, Floats]:
        """Where the segments of paths end that have this place in them."""
        points, _ = self._desk.point.ask(
            native.segment_point, list(map(native.path_segment, items, repeat(place)))
        )
        x, y = points
        return to_page.point(x, y)

    def _pieces(self, item: Handle, to_page: Matrix) -> Iterator[Segment]:
        """The straight pieces of a path, closing ones included."""
        segments = list(map(native.path_segment, repeat(item), range(native.segment_count(item))))
        points, _ = self._desk.point.ask(native.segment_point, segments)
        start = last = (0.0, 0.0)
        for segment, (x, y) in zip(segments, points.T.tolist(), strict=True):
            point = to_page.point(x, y)
            kind = native.segment_type(segment)
            if kind == c.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == c.FPDF_SEGMENT_LINETO:
                yield Segment(*last, *point)
            last = point
            if native.segment_closes(segment):
                yield Segment(*last, *start)
                last = start

"""Functions of PDFium that are called by the thousand.

`pypdfium2.raw` looks at every argument before it makes a call and lets go of the interpreter's lock
during it, which takes twice as long as all the rest. The functions here do neither. For this they have to
be called right: a handle is a `Handle`, what PDFium writes into is passed by `ctypes.byref`, a number is
an index.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pypdfium2.raw as c
from numpy.typing import NDArray

__all__ = [
    "Handle",
    "Slots",
    "as_argument",
    "char_angle",
    "char_box",
    "char_origin",
    "clip_count",
    "clip_path",
    "clip_segment",
    "clip_segment_count",
    "draw_mode",
    "fill_colour",
    "form_count",
    "form_object",
    "get_text",
    "get_unicode",
    "handle",
    "is_generated",
    "object_bounds",
    "object_matrix",
    "object_type",
    "page_count",
    "page_object",
    "path_segment",
    "segment_closes",
    "segment_count",
    "segment_point",
    "segment_type",
    "stroke_colour",
]


class Handle(ctypes.c_void_p):
    """An object of PDFium, false where there is none."""


def handle(raw: Any) -> Handle:
    """A handle of `pypdfium2.raw` as functions of this module take it."""
    return Handle(ctypes.cast(raw, ctypes.c_void_p).value)


def as_argument(thing: Handle) -> Any:
    """A handle that is not null as functions called by the thousand take it soonest: ready made, where
    ctypes would make an argument of it at every call."""
    return ctypes.byref(ctypes.c_char.from_address(thing.value or 0))


class Slots:
    """Room for the numbers that PDFium writes: `fields` of a kind at each of some calls, for which it wants
    as many pointers, or one where they are a struct."""

    def __init__(self, kind: Any, fields: int, *, calls: int = 64, is_struct: bool = False) -> None:
        written = (kind * (fields * calls))()
        size = ctypes.sizeof(kind)
        self._calls = calls
        self._written = np.ctypeslib.as_array(written).reshape(calls, fields)
        self._into = [
            [ctypes.byref(written, size * (call * fields + field)) for call in range(calls)]
            for field in range(1 if is_struct else fields)
        ]

    def ask(
        self, function: Callable[..., int], *arguments: Sequence[Any]
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """What `function` writes when it is called with each of the arguments (a row for each field, a
        column for each call), and at which calls it has written."""
        count, fields = len(arguments[0]), self._written.shape[1]
        written = np.empty((count, fields), dtype=np.float64)
        answers: list[int] = []
        for start in range(0, count, self._calls):
            end = min(start + self._calls, count)
            answers += map(function, *(each[start:end] for each in arguments), *self._into)
            written[start:end] = self._written[: end - start]
        return written.T, np.array(answers, dtype=np.bool_)


def _bind(function: Any, result: type = ctypes.c_int, *arguments: type) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)


char_angle = _bind(c.FPDFText_GetCharAngle, ctypes.c_float)
char_box = _bind(c.FPDFText_GetCharBox)
char_origin = _bind(c.FPDFText_GetCharOrigin)
clip_count = _bind(c.FPDFClipPath_CountPaths)
clip_path = _bind(c.FPDFPageObj_GetClipPath, Handle)
clip_segment = _bind(c.FPDFClipPath_GetPathSegment, Handle)
clip_segment_count = _bind(c.FPDFClipPath_CountPathSegments)
draw_mode = _bind(c.FPDFPath_GetDrawMode)
fill_colour = _bind(c.FPDFPageObj_GetFillColor)
form_count = _bind(c.FPDFFormObj_CountObjects)
form_object = _bind(c.FPDFFormObj_GetObject, Handle, ctypes.c_void_p, ctypes.c_ulong)
get_text = _bind(c.FPDFText_GetText)
get_unicode = _bind(c.FPDFText_GetUnicode, ctypes.c_uint)
is_generated = _bind(c.FPDFText_IsGenerated)
object_bounds = _bind(c.FPDFPageObj_GetBounds)
object_matrix = _bind(c.FPDFPageObj_GetMatrix)
object_type = _bind(c.FPDFPageObj_GetType)
page_count = _bind(c.FPDFPage_CountObjects)
page_object = _bind(c.FPDFPage_GetObject, Handle)
path_segment = _bind(c.FPDFPath_GetPathSegment, Handle)
segment_closes = _bind(c.FPDFPathSegment_GetClose)
segment_count = _bind(c.FPDFPath_CountSegments)
segment_point = _bind(c.FPDFPathSegment_GetPoint)
segment_type = _bind(c.FPDFPathSegment_GetType)
stroke_colour = _bind(c.FPDFPageObj_GetStrokeColor)

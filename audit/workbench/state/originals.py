"""The originals: a page of a PDF as a picture, and the file itself."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from audit.errors import AuditError, RunError

__all__ = ["find_file", "page_picture", "write_png"]

_DOTS = 110
"""Dots to an inch: readable at the width of a pane."""

_LARGEST = 4_000_000
"""Dots of a picture: a poster is shown coarser."""


def find_file(file: str, info: Mapping[str, Any], folder: Path) -> Path:
    """Where the file of a frame lies: under the paths that the run (run.json `info`, in `folder`) was
    given, which are those of the machine that ran it. Raises `RunError` when it is not there."""
    for path in map(Path, info.get("paths", [])):
        for base in (path, folder.parent.parent / path):
            for found in (base / file, base):
                if found.is_file() and found.name == Path(file).name and _inside(found, base):
                    return found
    raise RunError(
        "原件不在审查时的位置，无法打开", place=file, advice="把报告文件夹放回原处，或自行打开原件核对"
    )


def page_picture(path: Path, page: int) -> str:
    """A page of a PDF, from 1, as a data: address. Raises `RunError` for a file that is no PDF, is
    damaged or has no such page."""
    try:
        with closing(pdfium.PdfDocument(path)) as document, closing(document[page - 1]) as sheet:
            width, height = sheet.get_size()
            scale = min(_DOTS / 72, (_LARGEST / max(width * height, 1)) ** 0.5)
            with closing(sheet.render(scale=scale, grayscale=True)) as bitmap:
                dots = bitmap.to_numpy().squeeze().copy()
    except (pdfium.PdfiumError, IndexError, OSError) as error:
        raise RunError("该页无法显示", place=path.name, found=f"第 {page} 页") from error
    return f"data:image/png;base64,{base64.b64encode(write_png(dots)).decode('ascii')}"


def write_png(dots: np.ndarray) -> bytes:
    """Grey dots (rows, columns; uint8) as a PNG: eight bits, one channel, no filter."""
    if dots.ndim != 2 or not dots.size:
        raise AuditError("页面没有图像")
    height, width = dots.shape
    rows = np.zeros((height, width + 1), dtype=np.uint8)
    rows[:, 1:] = dots
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _inside(found: Path, base: Path) -> bool:
    return found == base or found.resolve().is_relative_to(base.resolve())

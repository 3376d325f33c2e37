"""Picture files, and pictures in documents: a scanned report, or a table pasted as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from audit.document import Block, Grid, Origin, Paragraph, Picture
from audit.errors import DamagedFile, UnknownFormat
from audit.readers.formats import Content, Format
from audit.readers.ocr import OCR_VERSION, scan_file
from audit.readers.pdf.reader import put_together
from audit.readers.pdf.scans import holds_report

__all__ = ["FORMAT", "read_inside", "read_pictures"]

_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_ICON = 4096  # bytes; what is smaller holds no table


def read_pictures(data: bytes, file: str) -> Content:
    """The blocks of a scanned report in one file (of a TIFF all its pages).

    Raises `UnknownFormat` without the extra `ocr`, and `DamagedFile` when no text is found.
    """
    if not OCR_VERSION:
        raise UnknownFormat(
            "图片需要识别文字的组件", place=file, found="图片", advice="安装 disclosure-audit[ocr] 后重试"
        )
    pages = scan_file(data)
    blocks = put_together(pages, file)
    if not blocks:
        raise DamagedFile("图片中没有识别出文字", place=file, advice="重新取得原件后重试")
    return Content(blocks)


def read_inside(load: Callable[[], bytes], origin: Origin, grids: int) -> list[Block]:
    """The blocks of a picture in a document, numbered from `origin` on and after so many tables; none
    when it holds neither a table nor sentences, or cannot be read. `load` gives the picture file."""
    data = load() if OCR_VERSION else b""
    if len(data) < _ICON:
        return []
    pages = [items for items in scan_file(data) if holds_report(items)]
    numbers, tables = count(origin.paragraph or 1), count(grids + 1)
    return [_renumber(block, origin, numbers, tables) for block in put_together(pages, origin.file)]


def _renumber(block: Block, place: Origin, numbers: Iterator[int], tables: Iterator[int]) -> Block:
    """The block as the next one of its document."""
    origin = place._replace(paragraph=next(numbers))
    if isinstance(block, Paragraph):
        return Paragraph(block.text, origin, block.method)
    if isinstance(block, Picture):
        return Picture(block.description, origin)
    grid = origin._replace(grid=next(tables))
    cells = tuple(
        cell._replace(origin=grid._replace(row=cell.origin.row, column=cell.origin.column))
        for cell in block.cells
    )
    return Grid(cells, grid, block.exact, block.method)


def _is_picture(data: bytes, suffix: str) -> bool:  # noqa: ARG001 - the bytes say it all
    return data.startswith(_SIGNATURES)


FORMAT = Format(
    name="picture",
    label="图片（.png、.jpg、.tif）",
    suffixes=(".png", ".jpg", ".jpeg", ".tif", ".tiff"),
    size=64 * 1024 * 1024,
    sniff=_is_picture,
    read=read_pictures,
    version=1,
    shows_pictures=True,
)

"""From the pages of a PDF to blocks in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import groupby

from audit.document import Block, Grid, GridCell, Origin, Paragraph, Picture
from audit.errors import DamagedFile
from audit.readers.formats import Content, Format, refuse_large_grid
from audit.readers.pdf.damage import refuse_damage
from audit.readers.pdf.furniture import find_furniture
from audit.readers.pdf.joining import Piece, join_pieces
from audit.readers.pdf.lines import Line
from audit.readers.pdf.pages import Image, Item, PageTable, lay_out, margin_lines, with_aligned
from audit.readers.pdf.pdfium import open_pdf
from audit.readers.pdf.prose import find_margins, join_lines
from audit.readers.pdf.scans import read_scans

__all__ = ["FORMAT", "put_together", "read_pdf"]

_SIGNATURE = b"%PDF-"
_END = b"%%EOF"
_BEFORE = b"\xef\xbb\xbf\0 \t\r\n"
_HEAD, _TAIL = 1024, 4096


def read_pdf(data: bytes, file: str) -> Content:
    """The blocks of a PDF and its title.

    Raises `DamagedFile` (encrypted, broken, cut off, nothing on it) and `LimitExceeded`.
    """
    if _END not in data[-_TAIL:]:
        # PDFium would mend it as far as it goes, and what was cut off would pass for missing.
        raise DamagedFile(
            "PDF 不完整", place=file, found="缺少文件结尾标记", advice="重新下载或重新取得原件后重试"
        )
    with closing(open_pdf(data, file)) as pdf:
        refuse_damage(data, file)
        title = pdf.title
        found = list(pdf.pages())  # all at once: PDFium and what follows push each other out of the caches
        pages = [read_scans(pdf, lay_out(page)) for page in found]
    blocks = put_together(pages, file)
    if not blocks:
        raise DamagedFile(
            "PDF 没有内容", place=file, found=f"{len(pages)} 页空白", advice="重新取得原件后重试"
        )
    return Content(blocks, {"title": title} if title else {})


def put_together(pages: Sequence[Sequence[Item]], file: str) -> tuple[Block, ...]:
    """The blocks of pages in reading order."""
    return tuple(_blocks(_items(pages), file))


def _items(pages: Sequence[Sequence[Item]]) -> list[Item]:
    """The items of all pages without page numbers and running heads, tables joined over pages."""
    furniture = find_furniture([margin_lines(items) for items in pages])
    joined: list[Item] = []
    for items in pages:
        for place, item in enumerate(with_aligned([item for item in items if item not in furniture])):
            above = joined[-1] if joined else None
            piece = None
            if place == 0 and isinstance(item, PageTable) and isinstance(above, PageTable):
                piece = join_pieces(above.piece, item.piece)
            if piece is not None and isinstance(above, PageTable):
                joined[-1] = replace(above, piece=piece)
            else:
                joined.append(item)
    return joined


def _blocks(items: Sequence[Item], file: str) -> Iterator[Block]:
    margins = find_margins(
        [
            [item for item in page if isinstance(item, Line)]
            for _, page in groupby(items, key=lambda item: item.page)
        ]
    )
    refuse_large_grid(sum(len(item.piece.cells) for item in items if isinstance(item, PageTable)), file)
    count = grids = 0
    for is_text, group in groupby(items, key=lambda item: isinstance(item, Line)):
        if is_text:
            for passage in join_lines([item for item in group if isinstance(item, Line)], margins):
                count += 1
                yield Paragraph(
                    passage.text, Origin(file, page=passage.page, paragraph=count), passage.method
                )
            continue
        for item in group:
            count += 1
            origin = Origin(file, page=item.page, paragraph=count)
            if isinstance(item, Image):
                yield Picture(item.description, origin)
            elif isinstance(item, PageTable):
                grids += 1
                yield _grid(item.piece, origin._replace(grid=grids))


def _grid(piece: Piece, origin: Origin) -> Grid:
    cells = tuple(
        GridCell(
            cell.text,
            cell.row,
            cell.column,
            Origin(origin.file, cell.page, origin.paragraph, origin.grid, cell.row + 1, cell.column + 1),
            cell.rowspan,
            cell.colspan,
            cell.confidence,
        )
        for cell in piece.cells
    )
    return Grid(cells, origin, method=piece.method)


def _is_pdf(data: bytes, suffix: str) -> bool:
    """Whether `data` begins as a PDF does; in a file so named, something may stand before it."""
    head = data[:_HEAD]
    return head.lstrip(_BEFORE).startswith(_SIGNATURE) or (suffix == ".pdf" and _SIGNATURE in head)


FORMAT = Format(
    name="pdf",
    label="PDF 文档",
    suffixes=(".pdf",),
    size=64 * 1024 * 1024,
    sniff=_is_pdf,
    read=read_pdf,
    version=4,
    shows_pictures=True,
)

"""Plain text: a paragraph per line, and the tables typed between them (see `typed`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from audit.document import Block, Grid, GridCell, Origin, Paragraph
from audit.errors import LimitExceeded
from audit.readers.encoding import decode, detect, is_binary
from audit.readers.formats import Content, Format, refuse_large_grid
from audit.readers.headings import is_numbered, is_part_heading
from audit.readers.signature import data_format
from audit.readers.typed import TypedTable, read_table
from audit.text import clean

__all__ = ["FORMAT", "LONGEST_LINE", "MOST_LINES", "join_cut_paragraphs", "read_text"]

LONGEST_LINE = 1_000_000  # characters; the longest paragraph seen in a report has 3,000
MOST_LINES = 100_000  # a report with a cell per line has 500

_INDENT = re.compile(r"^[ \u00a0\u3000]+(?=\t)")
_ENDING = re.compile(r"[。！？；：;:!?…”’）)》〉】\]]$")
_CLAUSE = re.compile(r"[，。；、,]")
_CUT_LINE = 20  # characters; a line of a page holds 23 or more, titles and signatures fewer


def read_text(data: bytes, file: str) -> Content:
    """The paragraphs and tables of a text file. Raises `DamagedFile` (encoding), `LimitExceeded`."""
    lines = [_INDENT.sub("", line) for line in decode(data, file).split("\n")]
    _refuse_more(max(map(len, lines)), LONGEST_LINE, "行过长", "个字符", file)
    _refuse_more(len(lines), MOST_LINES, "行数过多", "行", file)
    refuse_large_grid(sum(line.count("\t") + line.count("|") for line in lines), file)
    return Content(tuple(join_cut_paragraphs(_blocks(lines, file))))


def _refuse_more(found: int, most: int, problem: str, unit: str, file: str) -> None:
    if found > most:
        raise LimitExceeded(
            problem,
            place=file,
            found=f"{found} {unit}",
            expected=f"不超过 {most} {unit}",
            advice="确认是否为年度报告文件",
        )


def _blocks(lines: Sequence[str], file: str) -> list[Block]:
    blocks: list[Block] = []
    grids = at = 0
    while at < len(lines):
        table = read_table(lines, at)
        if table is not None and table.is_data:
            grids += 1
            blocks.append(_grid(table, Origin(file, grid=grids)))
            at = table.end
            continue
        end = at + 1 if table is None else table.end
        for number in range(at, end):
            text = clean(lines[number])
            if text:
                blocks.append(Paragraph(text, Origin(file, paragraph=number + 1)))
        at = end
    return blocks


def _grid(table: TypedTable, origin: Origin) -> Grid:
    cells = tuple(
        GridCell(
            cell.text,
            row,
            column,
            origin._replace(paragraph=cell.line, row=row + 1, column=column + 1),
        )
        for row, fields in enumerate(table.rows)
        for column, cell in enumerate(fields)
    )
    return Grid(cells, origin._replace(paragraph=cells[0].origin.paragraph), exact=False)


def join_cut_paragraphs(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` with paragraphs put together that a page break cut in two (and blank lines part).

    The whole keeps the origin of its first part.
    """
    joined: list[Block] = []
    seen_heading = False
    last_line: int | None = None
    for block in blocks:
        first = joined[-1] if joined else None
        if (
            isinstance(block, Paragraph)
            and isinstance(first, Paragraph)
            and _is_parted(last_line, block.origin.paragraph)
            and _is_cut(first.text, block.text, seen_heading)
        ):
            joined[-1] = replace(first, text=first.text + block.text)
        else:
            joined.append(block)
        if isinstance(block, Paragraph):
            seen_heading = seen_heading or is_part_heading(block.text)
        last_line = block.origin.paragraph
    return joined


def _is_parted(last: int | None, line: int | None) -> bool:
    """Whether blank lines stand between two lines."""
    return last is not None and line is not None and line > last + 1


def _is_cut(first: str, second: str, in_body: bool) -> bool:
    """Whether `second` goes on with the sentence that `first` breaks off in.

    `first` is as long as a printed line, ends without punctuation and is no heading: it holds a
    clause already, or it stands after the first part heading (before it a title looks the same)
    and has no numeral. `second` is no heading and has a clause. Two numbers are never glued.
    """
    if len(first) < _CUT_LINE or _ENDING.search(first):
        return False
    if is_part_heading(first) or is_part_heading(second) or is_numbered(second):
        return False
    if not _CLAUSE.search(second) or (first[-1].isdigit() and second[0].isdigit()):
        return False
    return _CLAUSE.search(first) is not None or (in_body and not is_numbered(first))


def _is_text(data: bytes, suffix: str) -> bool:
    """Whether `data` is text; of a file that says it is, also when the encoding cannot be told."""
    if data_format(suffix) is not None or is_binary(data):
        return False
    return suffix in _SUFFIXES or detect(data) is not None


_SUFFIXES = (".txt", ".text", ".md")

FORMAT = Format(
    name="text",
    label="文本",
    suffixes=_SUFFIXES,
    size=16 * 1024 * 1024,
    sniff=_is_text,
    read=read_text,
    version=1,
)

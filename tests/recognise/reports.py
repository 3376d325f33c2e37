"""Hand-made documents about bodies that do not exist."""

from __future__ import annotations

from audit.document import Document, Grid, GridCell, Origin, Paragraph
from audit.recognise.headings import find_headings
from audit.recognise.parts import read_parts
from audit.template import load_templates

NEWEST = list(load_templates().values())[-1]
HEADINGS = tuple(f"{part.numeral}、{part.heading}" for part in NEWEST.parts)
PREAMBLE = "本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。"


def paragraphs(*lines: str) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(line, Origin("a.txt", paragraph=number)) for number, line in enumerate(lines, start=1)
    )


def grid(*rows: tuple[str, ...]) -> Grid:
    origin = Origin("a.txt", grid=1)
    return Grid(
        tuple(
            GridCell(text, row, column, origin)
            for row, cells in enumerate(rows)
            for column, text in enumerate(cells)
        ),
        origin,
    )


def document(*blocks, metadata=None) -> Document:
    return Document("a.txt", "0" * 64, "text", tuple(blocks), metadata or {})


def sections(**bodies: str):
    """The six parts, each with its prose (`part1="…"`, lines apart by a line break)."""
    lines = []
    for number, heading in enumerate(HEADINGS, start=1):
        lines += [heading, *bodies.get(f"part{number}", "具体情况如下。").split("\n")]
    return parts_of(paragraphs(*lines))


def parts_of(blocks, consumed=()):
    """The parts among `blocks`, in the newest format."""
    return read_parts(blocks, find_headings(blocks, NEWEST, consumed), consumed)

"""The six parts: what stands under each of their headings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from audit.document import Block, Grid, Origin, Paragraph
from audit.recognise.headings import Heading
from audit.recognise.identity import kind_of
from audit.recognise.model import Section
from audit.recognise.patterns import expression
from audit.text import fold

__all__ = ["count_characters", "head_of", "read_parts"]


def head_of(blocks: Sequence[Block], headings: Sequence[Heading]) -> Sequence[Block]:
    """The blocks before the first of `headings`: title, preamble and a page's own lines. All blocks
    when there is none."""
    return blocks[: headings[0].block] if headings else blocks


def read_parts(
    blocks: Sequence[Block], headings: Sequence[Heading], consumed: Collection[int] = ()
) -> tuple[Section, ...]:
    """The parts that are printed, in the order they stand. Blocks that belong to tables
    (`consumed`, and any other grid) count as characters of the table and are no prose."""
    ends = [*(heading.block for heading in headings), len(blocks)][1:]
    return tuple(
        _section(blocks, heading, end, position, consumed)
        for position, (heading, end) in enumerate(zip(headings, ends, strict=True), start=1)
    )


def count_characters(text: str) -> int:
    """Characters of `text`, white space aside."""
    return sum(map(len, text.split()))


def _section(
    blocks: Sequence[Block], heading: Heading, end: int, position: int, consumed: Collection[int]
) -> Section:
    body = range(heading.after, end)
    paragraphs = list(_lead(blocks, heading))
    paragraphs += [
        (block.text.strip(), block.origin)
        for index in body
        if index not in consumed and isinstance(block := blocks[index], Paragraph) and block.text.strip()
    ]
    if end == len(blocks):
        paragraphs = _without_page(paragraphs)
    printed = blocks[heading.block]
    return Section(
        part=heading.part,
        numeral=heading.numeral,
        heading=heading.text,
        heading_status=heading.status,
        position=position,
        paragraphs=tuple(paragraphs),
        table_characters=sum(_table_characters(blocks[index], index in consumed) for index in body),
        origin=printed.origin,
    )


def _lead(blocks: Sequence[Block], heading: Heading) -> Iterator[tuple[str, Origin]]:
    """What is left of a paragraph that begins with its heading."""
    block = blocks[heading.block]
    if heading.rest is not None and isinstance(block, Paragraph):
        rest = block.text[heading.rest :]
        start = heading.rest + len(rest) - len(rest.lstrip())
        if rest.strip():
            yield rest.strip(), block.origin.at(start, start + len(rest.strip()))


def _table_characters(block: Block, consumed: bool) -> int:
    if isinstance(block, Grid):
        return count_characters("\n".join([cell.text for cell in block.cells]))
    return count_characters(block.text) if consumed and isinstance(block, Paragraph) else 0


def _without_page(paragraphs: list[tuple[str, Origin]]) -> list[tuple[str, Origin]]:
    """The last part without what a web page prints below a report, and without the signature: the
    day, and the agency's name above it."""
    for place, (text, _) in enumerate(paragraphs):
        if expression("heading", "furniture").match(fold(text[:40])):
            paragraphs = paragraphs[:place]
            break
    if paragraphs and expression("heading", "signature").match(fold(paragraphs[-1][0])):
        paragraphs = paragraphs[:-1]
        if paragraphs and _is_name(paragraphs[-1][0]):
            paragraphs = paragraphs[:-1]
    return paragraphs


def _is_name(text: str) -> bool:
    return bool(kind_of(text)) and fold(text).isalpha()

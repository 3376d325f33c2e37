"""Where the parts of a report begin, as far as tables need to know: whether a picture stands where a
table is due, and whether a table that is none of the form's stands among those that are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard

from rapidfuzz import fuzz

from audit.document import Block, Paragraph, Picture
from audit.readers.headings import is_part_heading
from audit.recognise.tables.labels import split_enumerator
from audit.recognise.tables.printed import fold_cell
from audit.template import Template, load_templates

__all__ = ["Regions", "find_regions"]


@dataclass(frozen=True, slots=True)
class Regions:
    """The blocks of each part: number of the part -> indexes from its heading to the next."""

    blocks: Sequence[Block]
    parts: Mapping[int, range]
    with_tables: frozenset[int]

    def picture(self, part: int) -> Picture | Paragraph | None:
        """The first picture in the part, or the first line that was read off one."""
        inside = (self.blocks[index] for index in self.parts.get(part, ()))
        return next((block for block in inside if _is_picture(block)), None)

    def has_tables(self, index: int) -> bool:
        """Whether the block stands in a part that has a table, or in a document without headings."""
        return not self.parts or any(index in self.parts.get(part, ()) for part in self.with_tables)


def find_regions(blocks: Sequence[Block], template: Template) -> Regions:
    """The parts by their headings; of a heading that stands twice (a list of contents) the last."""
    starts = {
        _part(block.text, template.revision): index
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph) and is_part_heading(block.text)
    }
    ends = sorted([*starts.values(), len(blocks)])
    parts = {part: range(start, ends[ends.index(start) + 1]) for part, start in starts.items()}
    return Regions(blocks, parts, frozenset(table.part for table in template.tables))


def _is_picture(block: Block) -> TypeGuard[Picture | Paragraph]:
    return isinstance(block, Picture) or (isinstance(block, Paragraph) and block.method == "ocr")


@lru_cache(maxsize=256)  # reports repeat each other's headings
def _part(heading: str, revision: str) -> int:
    words = split_enumerator(heading)[1]
    return max(
        load_templates()[revision].parts,
        key=lambda part: max(fuzz.ratio(words, fold_cell(w)) for w in (part.heading, *part.aliases)),
    ).number

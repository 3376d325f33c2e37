"""The tables of a report: each cell by its labels and the structure of its table.

`candidates` finds which blocks make up which table, `flattened` turns pages of single paragraphs back
into rows, `forms` tells the revision, `joining` mends labels cut in two, `heads` reads the columns as
printed, `rows` names the rows, `placing` says which number stands under which head, and `reading` puts
the cells together. What cannot be placed for certain is a leftover, never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audit.document import Block
from audit.recognise.model import Leftover, TableReading
from audit.recognise.tables.candidates import Candidate, find_candidates
from audit.recognise.tables.reading import absent_cells, read_printed_table
from audit.recognise.tables.regions import Regions, find_regions
from audit.template import Table, Template

__all__ = ["TablesReading", "read_tables"]


@dataclass(frozen=True, slots=True)
class TablesReading:
    """One `TableReading` for each table of the template, in its order; what was not placed; and the
    indexes of the blocks that belong to a table, so that nobody takes them for prose."""

    tables: tuple[TableReading, ...]
    leftovers: tuple[Leftover, ...]
    consumed: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Read:
    """A candidate and what came of reading it."""

    candidate: Candidate
    table: TableReading
    leftovers: tuple[Leftover, ...]

    @property
    def filled(self) -> int:
        return sum(cell.status != "absent" for cell in self.table.cells)

    def contradicts(self, other: _Read) -> bool:
        """Whether the other copy says something else anywhere; copies that agree are one table."""
        said = {cell.spec.key: cell.raw for cell in other.table.cells if cell.raw is not None}
        return any(cell.raw is not None and cell.raw != said.get(cell.spec.key) for cell in self.table.cells)


def read_tables(blocks: Sequence[Block], template: Template) -> TablesReading:
    """The tables among the blocks of one document. `template` is the revision its year must follow;
    each table may nonetheless be printed in the form of another."""
    candidates = find_candidates(blocks)
    regions = find_regions(blocks, template)
    tables: list[TableReading] = []
    leftovers: list[Leftover] = []
    for table in template.tables:
        reads = [_read(c, table.key, template) for c in candidates if c.is_table and c.kind == table.key]
        best = max(reads, key=lambda read: read.filled, default=None)
        if best is None:
            tables.append(_missing(template, table.key, regions))
            continue
        copies = [_copy(read, best, table) for read in reads if read is not best]
        rivals = sum(copy.kind == "duplicate_table" for copy in copies)
        tables.append(replace(best.table, extras=best.table.extras + rivals))
        leftovers += [*best.leftovers, *copies]
    leftovers += [
        _stray(c, "不是规定格式中的表")
        for c in candidates
        if not c.is_table and c.has_values and regions.has_tables(c.first)
    ]
    consumed = frozenset(index for c in candidates if c.is_table for index in c.blocks)
    return TablesReading(tuple(tables), tuple(leftovers), consumed)


def _read(candidate: Candidate, key: str, template: Template) -> _Read:
    return _Read(candidate, *read_printed_table(candidate.rows, key, template))


def _missing(template: Template, key: str, regions: Regions) -> TableReading:
    part = template.table(key).part
    picture = regions.picture(part)
    missing = TableReading(key, part, "missing", None, absent_cells(template, key))
    return missing if picture is None else replace(missing, status="picture", origin=picture.origin)


def _copy(read: _Read, best: _Read, table: Table) -> Leftover:
    """Another copy of a table: worth no word when it agrees, an extra when it says something else."""
    if not read.contradicts(best):
        return _stray(read.candidate, f"{table.name}另有一份，内容一致")
    stray = _stray(read.candidate, f"{table.name}另有一份，数字不同；采用的是填写较全、在前的一份")
    return replace(stray, table=table.key, kind="duplicate_table")


def _stray(candidate: Candidate, reason: str) -> Leftover:
    text = "；".join(line for line in (row.line() for row in candidate.rows) if line)
    return Leftover(None, "stray_table", text, reason, candidate.rows[0].origin)

"""Which blocks of a document make up which table.

Every grid is cut where its labels pass from one table to another. Pieces of one table that a page has
torn apart are put together again when nothing but blanks, page numbers, captions and running titles
stands between them; a piece without any label of its own goes with the table it follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audit.document import Block, Grid, Paragraph
from audit.readers.headings import is_part_heading
from audit.recognise.tables.flattened import Run, find_runs
from audit.recognise.tables.labels import kinds_by_label
from audit.recognise.tables.printed import PrintedRow, fold_cell, row_of_paragraphs, rows_of_grid
from audit.text import fold

__all__ = ["Candidate", "find_candidates"]

# A label this short (其他, 规章) is a word like any other and does not tell a table.
_SHORTEST_LABEL = 3
# Labels that a table must show before it is taken for one of the form's.
_FEWEST_LABELS = 3
_LONGEST_BETWEEN = 40
_MOST_BETWEEN = 4
_SENTENCE = re.compile(r"[。！？；]")
_PAGE_NUMBER = re.compile(r"(?:第?\d{1,3}页?(?:[/共]+\d{1,3}页?)?|[-—–·]+\d{1,3}[-—–·]+)")


@dataclass(slots=True)
class Candidate:
    """Rows that may be table `kind` (None: no table of the form), and the blocks they stand in."""

    kind: str | None
    rows: list[PrintedRow]
    blocks: set[int]
    labels: set[str] = field(default_factory=set)

    @property
    def is_table(self) -> bool:
        return self.kind is not None and len(self.labels) >= _FEWEST_LABELS

    @property
    def has_values(self) -> bool:
        return any(row.has_values for row in self.rows)

    @property
    def first(self) -> int:
        return min(self.blocks)

    @property
    def last(self) -> int:
        return max(self.blocks)


def find_candidates(blocks: Sequence[Block]) -> list[Candidate]:
    """The candidates in document order."""
    pieces = sorted(_pieces(blocks), key=lambda piece: piece.first)
    candidates: list[Candidate] = []
    for piece in pieces:
        between = _between(blocks, candidates[-1], piece) if candidates else None
        if between is not None and _goes_on(candidates[-1], piece):
            _append(candidates[-1], [(i, blocks[i]) for i in between], piece)
        elif candidates and _completes(blocks, candidates[-1], piece):
            _append(candidates[-1], [], piece)
        else:
            candidates.append(piece)
    for candidate in candidates:
        _take_captions(blocks, candidate)
    return candidates


def _pieces(blocks: Sequence[Block]) -> Iterator[Candidate]:
    for number, block in enumerate(blocks):
        if isinstance(block, Grid):
            yield from _cut(rows_of_grid(block, number))
    for run in find_runs(blocks):
        yield from _cut_run(run)


def _cut_run(run: Run) -> Iterator[Candidate]:
    for piece in _cut(run.rows):
        if piece.kind is not None:
            yield piece


def _cut(rows: Sequence[PrintedRow]) -> Iterator[Candidate]:
    """The rows cut where the table changes; rows that do not tell go with those before them."""
    piece: Candidate | None = None
    for row in rows:
        labels = [cell.folded for _, cell in row.words if cell.folded in kinds_by_label()]
        kind = _vote(labels)
        if piece is None or (kind and piece.kind and kind != piece.kind):
            if piece is not None:
                yield piece
            piece = Candidate(kind, [], set())
        piece.kind = piece.kind or kind
        piece.rows.append(row)
        piece.blocks.update(row.blocks)
        piece.labels.update(labels)
    if piece is not None:
        yield piece


def _vote(labels: Sequence[str]) -> str | None:
    """The table that most of the labels of a row tell, None when none does."""
    votes = [
        kind
        for label in labels
        if len(label) >= _SHORTEST_LABEL and len(kinds_by_label()[label]) == 1
        for kind in kinds_by_label()[label]
    ]
    return max(votes, key=votes.count, default=None)


def _between(blocks: Sequence[Block], before: Candidate, after: Candidate) -> list[int] | None:
    """The paragraphs between two pieces when they could stand inside one table, else None."""
    between = list(range(before.last + 1, after.first))
    lines = [block for block in (blocks[i] for i in between) if not _is_blank(block)]
    if len(lines) > _MOST_BETWEEN or not all(_is_passing(block) for block in lines):
        return None
    return between


def _is_blank(block: Block) -> bool:
    return isinstance(block, Paragraph) and not fold(block.text)


def _is_passing(block: Block) -> bool:
    """A page number, a running title, a caption or a piece of a label: nothing that ends a table."""
    return (
        isinstance(block, Paragraph)
        and len(block.text) <= _LONGEST_BETWEEN
        and _SENTENCE.search(block.text) is None
        and not is_part_heading(block.text)
    )


def _goes_on(before: Candidate, after: Candidate) -> bool:
    """Whether `after` goes on with the table `before`: the same table and not the same rows again, or
    a piece without labels of its own."""
    if before.kind is None:
        return False
    if after.kind is None:
        return after.has_values
    if after.kind != before.kind:
        return False
    named, again = _row_names(after), _row_names(after) & _row_names(before)
    return not named or 2 * len(again) < len(named)


def _completes(blocks: Sequence[Block], before: Candidate, after: Candidate) -> bool:
    """Whether `after` has other rows of the same table, printed apart with prose between them."""
    if before.kind is None or after.kind != before.kind or not _row_names(after):
        return False
    if _row_names(after) & _row_names(before):
        return False
    between = blocks[before.last + 1 : after.first]
    return all(isinstance(block, Paragraph) and not is_part_heading(block.text) for block in between)


def _row_names(candidate: Candidate) -> set[str]:
    """Known labels that have numbers beside them."""
    return {
        cell.folded
        for row in candidate.rows
        if row.has_values
        for _, cell in row.words
        if cell.folded in kinds_by_label()
    }


def _append(candidate: Candidate, between: Sequence[tuple[int, Block]], piece: Candidate) -> None:
    candidate.blocks.update(piece.blocks, (index for index, _ in between))
    candidate.rows += [*_lines(between), *piece.rows]
    candidate.labels |= piece.labels


def _lines(between: Sequence[tuple[int, Block]]) -> Iterator[PrintedRow]:
    """What stands between two pieces, as rows of one cell; page numbers are no part of a table."""
    for index, block in between:
        if not isinstance(block, Paragraph) or _is_blank(block):
            continue
        if _PAGE_NUMBER.fullmatch(fold(block.text)) is None:
            yield row_of_paragraphs([(index, block)])


def _take_captions(blocks: Sequence[Block], candidate: Candidate) -> None:
    """Captions printed as lines of their own right above the table."""
    if candidate.kind is None:
        return
    above = candidate.first - 1
    while above >= 0:
        block = blocks[above]
        if not isinstance(block, Paragraph) or candidate.kind not in _kinds(block):
            return
        candidate.rows.insert(0, row_of_paragraphs([(above, block)]))
        candidate.blocks.add(above)
        above -= 1


def _kinds(paragraph: Paragraph) -> frozenset[str]:
    return kinds_by_label().get(fold_cell(paragraph.text), frozenset())

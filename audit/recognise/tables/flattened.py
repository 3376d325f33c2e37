"""Pages that print every cell of a table as a paragraph, turned back into rows.

A run of short paragraphs, dense in labels of the form, is such a table. From one label of a row to
the next, the paragraphs between are its values, blank ones included; labels of columns that follow
each other are a header whose rows ran together. Prose and headings of parts end a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from audit.document import Block, Paragraph
from audit.readers.headings import is_part_heading
from audit.recognise.tables.labels import kinds_by_label, table_index
from audit.recognise.tables.printed import PrintedRow, fold_cell, read_cell, row_of_paragraphs
from audit.template import load_templates
from audit.text import fold

__all__ = ["Run", "find_runs"]

_FEWEST_LABELS = 5
_LONGEST_CELL = 80
_MISPRINT = re.compile(r"\d\w{0,7}|\w{1,3}\d+\w{0,4}")

_NEAR, _BLANKS = 2, 6  # paragraphs looked at behind words, and blank cells that may stand among them
_Sort = Literal["label", "value", "blank", "other"]


@dataclass(frozen=True, slots=True)
class Run:
    """The rows of one flattened stretch of a document."""

    rows: list[PrintedRow]


@dataclass(frozen=True, slots=True)
class _Token:
    """A paragraph that may be a cell."""

    index: int
    paragraph: Paragraph
    sort: _Sort
    folded: str


def find_runs(blocks: Sequence[Block]) -> Iterator[Run]:
    """The flattened tables among the paragraphs of a document."""
    run: list[_Token] = []
    for index, block in enumerate(blocks):
        token = _token(index, block) if isinstance(block, Paragraph) else None
        if token is None or (token.sort == "other" and not _fits_in(run, blocks, index)):
            yield from _finish(run)
            run = []
        elif run or token.sort == "label":
            run.append(token)
    yield from _finish(run)


def _finish(run: list[_Token]) -> Iterator[Run]:
    if len({token.folded for token in run if token.sort == "label"}) >= _FEWEST_LABELS:
        yield Run(_Builder(run).rows())


def _token(index: int, paragraph: Paragraph) -> _Token | None:
    """The paragraph as a cell, None when it is too long for one."""
    text = paragraph.text.strip()
    if len(text) > _LONGEST_CELL:
        return None
    folded = fold_cell(text)
    if folded in kinds_by_label():
        return _Token(index, paragraph, "label", folded)
    status = read_cell(text).status
    sort: _Sort = "blank" if status == "blank" else "other" if status == "text" else "value"
    return _Token(index, paragraph, sort, folded)


def _fits_in(run: Sequence[_Token], blocks: Sequence[Block], index: int) -> bool:
    """Whether words that are no label may still be a cell: a label or a value stands next to them, or
    they are the misprinted value (1O) at the end of a table."""
    block = blocks[index]
    if not run or not isinstance(block, Paragraph) or is_part_heading(block.text):
        return False
    if run[-1].sort == "value" and _MISPRINT.fullmatch(fold(block.text)):
        return True
    near = _NEAR
    for follower in blocks[index + 1 : index + 1 + _NEAR + _BLANKS]:
        if not isinstance(follower, Paragraph) or not near:
            return False
        token = _token(index, follower)
        if token is not None and token.sort in ("label", "value"):
            return True
        near -= token is None or token.sort != "blank"  # blank cells may stand between
    return False


@dataclass(slots=True)
class _Builder:
    """Cuts the cells of a run into rows."""

    run: Sequence[_Token]
    built: list[PrintedRow] = field(default_factory=list)
    cells: list[_Token] = field(default_factory=list)
    in_header: bool = False
    kind: str = ""
    width: int = 0

    def rows(self) -> list[PrintedRow]:
        for place, token in enumerate(self.run):
            if token.sort == "label":
                self._take_label(place, token)
            elif token.sort == "other":
                self._take_words(token)
            else:
                self._take_value(token)
        self._close()
        return self.built

    def _take_label(self, place: int, token: _Token) -> None:
        kinds = kinds_by_label()[token.folded]
        if self.kind not in kinds:
            self._close()
            self.kind = min(kinds)
        role = _role(self.kind, token.folded)
        if role == "head" and not (self._is_data and self._before_value(place) and not self._is_line):
            self._open_header()
        elif role == "caption" or not self._only_words:
            self._close()
        self.cells.append(token)
        if role == "caption":
            self._close()

    def _take_words(self, token: _Token) -> None:
        """Words that are no label: a value that is none (1O) while the open row wants more values,
        else the label of a row that the form does not have."""
        goes_on = not self._is_complete if self.in_header else self._only_words or self._wants_values
        if not goes_on:
            self._close()
        self.cells.append(token)

    def _take_value(self, token: _Token) -> None:
        if self.in_header and (token.sort == "value" or self._is_complete):
            self._close()
        if not self.in_header:
            self.cells.append(token)

    def _open_header(self) -> None:
        if not self.in_header:
            self._close()
            self.in_header = True

    def _close(self) -> None:
        if self.in_header:
            columns = _columns(self.kind)
            self.width = sum(token.folded in columns or token.sort == "other" for token in self.cells)
        if self.cells:
            numbered = [(token.index, token.paragraph) for token in self.cells]
            self.built.append(row_of_paragraphs(numbered, stream=self.in_header))
        self.cells, self.in_header = [], False

    @property
    def _is_line(self) -> bool:
        return _layout(self.kind) == "line"

    @property
    def _is_data(self) -> bool:
        return not self.in_header and bool(self.built)

    @property
    def _only_words(self) -> bool:
        """Whether the open row has labels only, so that another label may belong to it."""
        return not self.in_header and all(token.sort in ("label", "other") for token in self.cells)

    @property
    def _wants_values(self) -> bool:
        """Whether the open row has some values and fewer than the header above it has columns."""
        words = next((i for i, token in enumerate(self.cells) if token.sort in ("value", "blank")), 0)
        return len(self.cells) - words < self.width

    @property
    def _is_complete(self) -> bool:
        """Whether the open header of a table of one line has all its heads: blanks are values then."""
        heads = sum(1 for _ in next(iter(load_templates().values())).table(self.kind).pairs())
        columns = _columns(self.kind)
        return self._is_line and sum(token.folded in columns for token in self.cells) >= heads

    def _before_value(self, place: int) -> bool:
        following = self.run[place + 1 : place + 2]
        return bool(following) and following[0].sort != "label"


def _role(kind: str, folded: str) -> Literal["row", "group", "head", "caption"]:
    indexes = [table_index(revision, kind) for revision in load_templates()]
    if _layout(kind) == "line":
        return "head"
    if any(folded in index.rows for index in indexes):
        return "row"
    if any(folded in index.groups for index in indexes):
        return "group"
    labels = [index.others[folded] for index in indexes if folded in index.others]
    return "caption" if any(label.role == "caption" for label in labels) else "head"


@cache
def _columns(kind: str) -> frozenset[str]:
    """The folded labels of the columns of a table, of whatever revision."""
    indexes = [table_index(revision, kind) for revision in load_templates()]
    return frozenset(f for index in indexes for f, label in index.heads.items() if label.role == "column")


def _layout(kind: str) -> str:
    return next(iter(load_templates().values())).table(kind).layout

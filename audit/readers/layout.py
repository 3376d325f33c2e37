"""Which tables hold data and which only lay out a page; the same for web pages and Word."""

from __future__ import annotations

from collections.abc import Sequence

from audit.text import read_number

__all__ = ["LONGEST_CELL", "is_layout"]

LONGEST_CELL = 200  # characters; the longest label of the forms has 40
_VALUES = 6  # numbers that make a table data although a cell of it holds a table


def is_layout(widest_row: int, texts: Sequence[str], *, holds_tables: bool) -> bool:
    """Whether a table lays out a page: it has one cell a row, or long prose in a cell, or tables
    within (unless it is full of numbers itself). `texts` are its own cells, without tables within."""
    if widest_row < 2 or any(len(text) > LONGEST_CELL for text in texts):
        return True
    return holds_tables and sum(read_number(text).status == "number" for text in texts) < _VALUES

"""What a reader of pages has to know of the form's wording: whether words are a whole label."""

from __future__ import annotations

from functools import cache

from audit.template import load_templates
from audit.text import fold_label

__all__ = ["is_label"]


def is_label(text: str) -> bool:
    """Whether `text` is a label of a row, a group of rows or a column in any revision of the form."""
    return fold_label(text) in _labels()


@cache
def _labels() -> frozenset[str]:
    wordings = {
        wording
        for template in load_templates().values()
        for table in template.tables
        for band, row, column in table.pairs()
        for wording in (
            *(row.label, *row.aliases, *row.groups),
            *(column.label, *column.aliases, *column.groups),
            band.caption,
        )
    }
    return frozenset(fold_label(wording) for wording in wordings if wording)

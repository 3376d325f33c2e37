"""Which revision of the form a table is printed in.

Only wordings that one revision has and another has not can tell. A wording that is a row in one and
spans rows in the other ((六)其他处理) tells for the row when its numbers stand right beside it. Where
the wordings do not decide, the table is taken to follow the revision it should follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from audit.recognise.tables.labels import TableIndex, table_index
from audit.recognise.tables.printed import PrintedRow
from audit.template import Template, load_templates

__all__ = ["form_of"]


def form_of(rows: Sequence[PrintedRow], key: str, template: Template) -> str:
    """The revision whose wordings the table `key` shows most; `template`'s own when none does."""
    telling = _telling(key)
    shown: dict[str, set[str]] = {revision: set() for revision in telling}
    for row in rows:
        words = list(row.words())
        for place, (at, cell) in enumerate(words):
            for revision, (wordings, bare_rows) in telling.items():
                beside = place == len(words) - 1 and at < len(row.cells) - 1
                if cell.folded in wordings or (beside and cell.folded in bare_rows):
                    shown[revision].add(cell.folded)
    return max(shown, key=lambda revision: (len(shown[revision]), revision == template.revision))


@cache
def _telling(key: str) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """Revision -> the wordings that only it has, and those that are rows only in it."""
    indexes = {r: table_index(r, key) for r in load_templates()}
    return {
        revision: (
            frozenset(w for w in _official(index) if not any(o.knows(w) for o in _rivals(indexes, index))),
            frozenset(w for w in index.rows if any(w in o.groups for o in _rivals(indexes, index))),
        )
        for revision, index in indexes.items()
    }


def _rivals(indexes: Mapping[str, TableIndex], index: TableIndex) -> list[TableIndex]:
    return [other for other in indexes.values() if other is not index]


def _official(index: TableIndex) -> set[str]:
    labels = {**index.rows, **index.groups, **index.heads}
    return {wording for wording, label in labels.items() if label.status == "official"}

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
    anywhere, beside = _telling(key)
    shown: dict[str, set[str]] = {revision: set() for revision in load_templates()}
    for row in rows:
        for _, cell in row.words:
            if cell.folded in anywhere:
                shown[anywhere[cell.folded]].add(cell.folded)
        at, last = row.words[-1] if row.words else (0, row.cells[0])
        if last.folded in beside and at < len(row.cells) - 1:
            for revision in beside[last.folded]:
                shown[revision].add(last.folded)
    return max(shown, key=lambda revision: (len(shown[revision]), revision == template.revision))


@cache
def _telling(key: str) -> tuple[Mapping[str, str], Mapping[str, frozenset[str]]]:
    """Wording -> the one revision that has it; and wording -> the revisions in which it is a row, where
    it spans rows in another."""
    indexes = {revision: table_index(revision, key) for revision in load_templates()}
    anywhere: dict[str, str] = {}
    beside: dict[str, set[str]] = {}
    for revision, index in indexes.items():
        rivals = _rivals(indexes, index)
        anywhere |= {w: revision for w in _official(index) if not any(rival.knows(w) for rival in rivals)}
        for wording in index.rows:
            if any(wording in rival.groups for rival in rivals):
                beside.setdefault(wording, set()).add(revision)
    return anywhere, {wording: frozenset(revisions) for wording, revisions in beside.items()}


def _rivals(indexes: Mapping[str, TableIndex], index: TableIndex) -> list[TableIndex]:
    return [other for other in indexes.values() if other is not index]


def _official(index: TableIndex) -> set[str]:
    labels = {**index.rows, **index.groups, **index.heads}
    return {wording for wording, label in labels.items() if label.status == "official"}

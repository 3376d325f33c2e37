"""The columns of a table as they are printed, read from its header rows.

A header is a tree printed in several rows: 申请人情况 over 自然人, 法人或其他组织 and 总计, and the
second of these over five more. Going down the rows, each group is replaced by the heads printed for
it, in their printed order. So columns may be swapped or missing, and 总计 may stand beside
申请人情况 or below it; the order that comes out is the one on the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from audit.recognise.model import LabelStatus
from audit.recognise.tables.labels import Node, TableIndex
from audit.recognise.tables.printed import PrintedCell, PrintedRow

__all__ = ["Head", "is_header", "official_heads", "read_heads"]


# Compared by identity: two heads of the same wording are still two heads.
@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A printed column. `canon` is the folded official wording, None for a column that the form does
    not have; `cell` is None when the header is lost and the form's own order stands in for it. In a
    table of one line `row` is the row it belongs to, `above` and `above_status` that row's label."""

    canon: str | None
    row: str = ""
    cell: PrintedCell | None = None
    status: LabelStatus | None = None
    above: PrintedCell | None = None
    above_status: LabelStatus | None = None


@dataclass(slots=True)
class _Item:
    """A head while the header is being read."""

    node: Node | None
    cell: PrintedCell | None
    status: LabelStatus | None
    filled: list[_Item] = field(default_factory=list)

    def child(self, canon: str) -> Node | None:
        """The head under this one that is called `canon` and not printed yet."""
        if self.node is None or any(i.node is not None and i.node.canon == canon for i in self.filled):
            return None
        return next((child for child in self.node.children if child.canon == canon), None)


def is_header(row: PrintedRow, index: TableIndex, *, line: bool) -> bool:
    """Whether the row prints heads: it has some, no numbers, and no label of a row (in a table of one
    line the labels of rows are heads themselves)."""
    if row.has_values:
        return False
    heads = corners = 0
    for _, cell in row.words:
        if cell.folded in index.heads:
            heads += 1
        elif cell.folded in index.others:
            corners += index.others[cell.folded].role == "corner"
        elif not line and (cell.folded in index.rows or cell.folded in index.groups):
            return False
    return heads + corners > 0


def read_heads(rows: Sequence[PrintedRow], index: TableIndex, *, line: bool) -> tuple[Head, ...] | None:
    """The leaf columns in printed order; None when the header does not add up to any order."""
    tree = index.tree if line else index.column_tree
    if not any(row.stream for row in rows):
        return _read_rows(rows, index, tree)
    best = None
    for split in _splits([cell for row in rows for cell in row.cells], index, tree):
        heads = _read_rows([replace(rows[0], cells=tuple(cells)) for cells in split], index, tree)
        if heads is not None and [h.canon for h in heads] == [h.canon for h in official_heads(tree)]:
            return heads
        best = best or heads
    return best


def official_heads(tree: Node) -> tuple[Head, ...]:
    """The columns in the form's own order, for a table whose header is lost."""
    return tuple(Head(leaf.canon, leaf.row) for leaf in _leaves(tree))


def _leaves(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.children:
            yield from _leaves(child)
        else:
            yield child


def _read_rows(rows: Sequence[PrintedRow], index: TableIndex, tree: Node) -> tuple[Head, ...] | None:
    root = _Item(tree, None, None)
    waiting = [root]
    for number, row in enumerate(rows):
        opened = _read_row(row, index, tree, waiting, root if number == 0 else None)
        if opened is None:
            return None
        waiting = [item for item in waiting if not item.filled] + opened
    if any(item is not root for item in waiting):
        return None
    heads = tuple(_flatten(root))
    known = [(head.row, head.canon) for head in heads if head.canon is not None]
    return heads if known and len(set(known)) == len(known) else None


def _read_row(
    row: PrintedRow, index: TableIndex, tree: Node, waiting: Sequence[_Item], root: _Item | None
) -> list[_Item] | None:
    """Hang the heads of one row under the groups waiting for them; the new groups, or None when a
    known head has nowhere to hang. `root` takes what no group takes, in the first row only."""
    opened: list[_Item] = []
    current: _Item | None = None
    unknown: list[_Item] = []
    cornered = root is None
    for _, cell in row.words:
        if cell.folded in index.others:
            cornered = True
            continue
        label = index.head_label(cell.text, cell.folded)
        if label is None:
            # Left of every head of the first row stands the corner, not a column.
            if current is not None:
                current.filled.append(_Item(None, cell, "deviant"))
            elif cornered:
                unknown.append(_Item(None, cell, "deviant"))
            continue
        target = _taker(label.canon, waiting, current) or root
        if target is None:
            return None
        node = target.child(label.canon) or _find(tree, label.canon)
        if node is None:
            return None
        item = _Item(node, cell, label.status)
        target.filled += [*unknown, item]
        unknown, current = [], target
        if node.children:
            opened.append(item)
    return opened


def _taker(canon: str, waiting: Sequence[_Item], current: _Item | None) -> _Item | None:
    """The group that a head belongs to: the one being filled, else the next that has such a head."""
    if current is not None and current.child(canon):
        return current
    start = next((i for i, item in enumerate(waiting) if item is current), -1) + 1
    ahead = [item for item in waiting[start:] if not item.filled]
    return next((item for item in ahead if item.child(canon)), None)


def _find(node: Node, canon: str) -> Node | None:
    for child in node.children:
        found = child if child.canon == canon else _find(child, canon)
        if found is not None:
            return found
    return None


def _flatten(item: _Item) -> Iterator[Head]:
    for child in item.filled:
        if child.filled:
            yield from _flatten(child)
        else:
            node = child.node
            canon, row = (node.canon, node.row) if node else (None, "")
            yield Head(canon, row, child.cell, child.status, item.cell, item.status)


# ------------------------------------------------------------------------------- flattened headers


def _splits(cells: Sequence[PrintedCell], index: TableIndex, tree: Node) -> Iterator[list[list[PrintedCell]]]:
    """The ways to cut a header that ran together back into rows. A head cannot stand in the row of
    its group; only in the first row may heads stand beside it that could also be under it (总计)."""
    parents = _parents(tree)
    for kept in range(1, 4):
        rows: list[list[PrintedCell]] = [[]]
        seen: set[str] = set()
        for count, cell in enumerate(cells):
            label = index.head_label(cell.text, cell.folded)
            canon = label.canon if label else ""
            if parents.get(canon, set()) & seen and (len(rows) > 1 or count >= kept):
                rows.append([])
                seen = set()
            rows[-1].append(cell)
            seen.add(canon)
        yield rows


def _parents(node: Node) -> dict[str, set[str]]:
    parents: dict[str, set[str]] = {}
    for child in node.children:
        if node.canon:
            parents.setdefault(child.canon, set()).add(node.canon)
        for canon, above in _parents(child).items():
            parents.setdefault(canon, set()).update(above)
    return parents

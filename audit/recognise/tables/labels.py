"""What the printed labels of a table mean in one revision of the form.

A `TableIndex` knows every wording of one table: its own (official), those of the other revisions and
the accepted aliases (other_revision). Exact hits after folding are dictionary look-ups. Only what
misses is compared by likeness, and only a likeness without a rival counts (deviant).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from rapidfuzz import fuzz

from audit.recognise.model import LabelStatus
from audit.template import Band, Column, Row, Table, load_templates
from audit.text import fold_label

__all__ = ["Label", "Node", "TableIndex", "kinds_by_label", "split_enumerator", "table_index"]

# A likeness counts from here on, and only this far ahead of the second best. Labels of one group
# share most of their words; at lower values 属于商业秘密 would pass for 属于国家秘密.
_ALIKE = 75.0
_MARGIN = 10.0
_SAME_NUMBER = 5.0
_OTHER_NUMBER = -10.0
# Shorter wordings are too easily alike.
_SHORTEST = 4

_ENUMERATOR = re.compile(
    r"\s*(?:\(\s*([一二三四五六七八九十]+|\d+)\s*\)|([一二三四五六七八九十]+)[、.,:]|(\d+)[、.,:]?)\s*"
)

Role = Literal["row", "group", "column", "caption", "corner"]


@dataclass(frozen=True, slots=True)
class Label:
    """What a label means. `canon` is the folded official wording; `row` is given for rows."""

    role: Role
    canon: str
    status: LabelStatus
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A head and the heads under it. A leaf is a column; in a table of one line each leaf also
    belongs to a row (`row` is its key)."""

    canon: str
    children: tuple[Node, ...] = ()
    row: str = ""


@dataclass(frozen=True)
class TableIndex:
    """Every wording of one table of one revision."""

    table: Table
    rows: dict[str, Label]
    heads: dict[str, Label]
    groups: dict[str, Label]
    others: Mapping[str, Label]
    bands: Mapping[str, Band]
    tree: Node
    column_tree: Node

    def exact(self, folded: str) -> Label | None:
        """The meaning of a folded wording that is known to the letter, rows first."""
        return self._known.get(folded)

    def knows(self, folded: str) -> bool:
        return folded in self._known

    def begins(self, folded: str) -> bool:
        """Whether a known wording goes on from `folded`."""
        return folded in self._beginnings

    def row_label(self, text: str, folded: str) -> Label | None:
        """The row or group of rows that `text` names, to the letter, behind the label of its group in
        the same cell, or by likeness."""
        return (
            self.rows.get(folded)
            or self.groups.get(folded)
            or self._behind_group(folded)
            or self._alike(text, self._row_wordings)
        )

    def _behind_group(self, folded: str) -> Label | None:
        for group in self.groups:
            rest = folded.removeprefix(group)
            if rest != folded and (found := self.rows.get(rest) or self._behind_group(rest)):
                return found
        return None

    def head_label(self, text: str, folded: str) -> Label | None:
        """The column or group of columns that `text` names, to the letter or by likeness."""
        return self.heads.get(folded) or self._alike(text, self._head_wordings)

    @cached_property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """Key of a row -> the folded labels of its columns; "" -> those of the whole table."""
        every = {fold_label(column.label) for _, _, column in self.table.pairs()}
        return {"": frozenset(every)} | {
            key: frozenset(fold_label(column.label) for column in band.columns)
            for key, band in self.bands.items()
        }

    @cached_property
    def _known(self) -> Mapping[str, Label]:
        return {**self.others, **self.heads, **self.groups, **self.rows}

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(known[:end] for known in self._known for end in range(len(known) + 1))

    @cached_property
    def _row_wordings(self) -> Sequence[tuple[str, str, Label]]:
        return _stems(self.table.key, self.rows | self.groups)

    @cached_property
    def _head_wordings(self) -> Sequence[tuple[str, str, Label]]:
        return _stems(self.table.key, self.heads)

    def _alike(self, text: str, wordings: Sequence[tuple[str, str, Label]]) -> Label | None:
        number, stem = split_enumerator(text)
        if any(char.isdigit() for char in stem):
            return None  # no label holds a number: one is printed in the label's cell
        return _deviant(
            _only(label for _, known, label in wordings if known == stem)
            or _only(label for _, known, label in wordings if _cut(stem, known))
            or _most_alike(number, stem, wordings)
        )


def split_enumerator(text: str) -> tuple[str, str]:
    """`2.重复申请` -> ("2", "重复申请"); the words folded, the number as printed."""
    printed = unicodedata.normalize("NFKC", text)
    match = _ENUMERATOR.match(printed)
    if match is None:
        return "", fold_label(printed)
    return match[1] or match[2] or match[3], fold_label(printed[match.end() :])


def _cut(stem: str, known: str) -> bool:
    return len(stem) >= _SHORTEST and known.startswith(stem)


def _only(labels: Iterable[Label]) -> Label | None:
    """The label, if all are the same one."""
    found = {label.canon: label for label in labels}
    return next(iter(found.values())) if len(found) == 1 else None


def _most_alike(number: str, stem: str, wordings: Sequence[tuple[str, str, Label]]) -> Label | None:
    if len(stem) < _SHORTEST:
        return None
    best: dict[str, tuple[float, Label]] = {}
    for known_number, known, label in wordings:
        score = fuzz.ratio(stem, known)
        if number and known_number:
            score += _SAME_NUMBER if number == known_number else _OTHER_NUMBER
        if score > best.get(label.canon, (0.0, label))[0]:
            best[label.canon] = (score, label)
    ranked = sorted(best.values(), key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] < _ALIKE:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _MARGIN:
        return None
    return ranked[0][1]


def _deviant(label: Label | None) -> Label | None:
    return None if label is None else Label(label.role, label.canon, "deviant", label.row)


# ------------------------------------------------------------------------------------- building


@cache
def table_index(revision: str, key: str) -> TableIndex:
    """The index of table `key` in `revision`."""
    table = load_templates()[revision].table(key)
    siblings = [
        t
        for r, template in load_templates().items()
        if r != revision
        for t in template.tables
        if t.key == key
    ]
    rows = _row_labels(table, siblings)
    heads = _head_labels(table, siblings)
    groups = {
        fold_label(g): Label("group", fold_label(g), "official") for row in table.rows for g in row.groups
    }
    if table.layout == "line":
        heads |= {f: Label("group", label.canon, label.status) for f, label in (rows | groups).items()}
    others = {fold_label(text): Label("corner", fold_label(text), "official") for text in table.header}
    others |= {
        fold_label(band.caption): Label("caption", fold_label(band.caption), "official")
        for t in (*siblings, table)
        for band in t.bands
        if band.caption
    }
    return TableIndex(
        table=table,
        rows=rows,
        heads=heads,
        groups={folded: group for folded, group in groups.items() if folded not in rows},
        others=others,
        bands={row.key: band for band in table.bands for row in band.rows},
        tree=_line_tree(table) if table.layout == "line" else _column_tree(table),
        column_tree=_column_tree(table),
    )


def _row_labels(table: Table, siblings: Sequence[Table]) -> dict[str, Label]:
    labels: dict[str, Label] = {}
    for row in table.rows:
        same = [other.label for t in siblings for other in t.rows if other.key == row.key]
        for wording in (*row.aliases, *same):
            labels[fold_label(wording)] = Label("row", fold_label(row.label), "other_revision", row)
    for row in table.rows:
        labels[fold_label(row.label)] = Label("row", fold_label(row.label), "official", row)
    return labels


def _head_labels(table: Table, siblings: Sequence[Table]) -> dict[str, Label]:
    labels: dict[str, Label] = {}
    elsewhere: dict[tuple[str, str], set[str]] = {}
    for sibling in siblings:
        for _, row, column in sibling.pairs():
            elsewhere.setdefault((row.key, column.key), set()).update((column.label, *column.aliases))
    for _, row, column in table.pairs():
        for wording in (*column.aliases, *sorted(elsewhere.get((row.key, column.key), ()))):
            labels[fold_label(wording)] = Label("column", fold_label(column.label), "other_revision")
    for _, _, column in table.pairs():
        for group in column.groups:
            labels[fold_label(group)] = Label("group", fold_label(group), "official")
        labels[fold_label(column.label)] = Label("column", fold_label(column.label), "official")
    return labels


def _column_tree(table: Table) -> Node:
    columns = {fold_label(c.label): c for band in table.bands for c in band.columns}
    return _grow("", [(tuple(map(fold_label, c.groups)), _leaf(c)) for c in columns.values()])


def _line_tree(table: Table) -> Node:
    leaves = [
        ((*map(fold_label, row.groups), fold_label(row.label)), _leaf(column, row.key))
        for _, row, column in table.pairs()
    ]
    return _grow("", leaves)


def _leaf(column: Column, row: str = "") -> Node:
    return Node(fold_label(column.label), (), row)


def _grow(canon: str, leaves: Sequence[tuple[tuple[str, ...], Node]]) -> Node:
    """The node under which `leaves` hang, each with the groups between it and the node."""
    children: dict[str, list[tuple[tuple[str, ...], Node]]] = {}
    nodes: dict[str, Node] = {}
    for groups, leaf in leaves:
        if groups:
            nodes.setdefault(groups[0], Node(groups[0]))
            children.setdefault(groups[0], []).append((groups[1:], leaf))
        else:
            nodes[leaf.canon] = leaf
    return Node(canon, tuple(_grow(c, children[c]) if c in children else node for c, node in nodes.items()))


def _stems(key: str, labels: Mapping[str, Label]) -> list[tuple[str, str, Label]]:
    """Number, words and label of each wording; read from the template's own spelling, because
    folding hides where the number ends."""
    spelled = {fold_label(w): w for t in load_templates().values() for w in _wordings(t.table(key))}
    return [(*split_enumerator(spelled[folded]), label) for folded, label in labels.items()]


def _wordings(table: Table) -> Iterator[str]:
    for band, row, column in table.pairs():
        yield from (row.label, *row.aliases, *row.groups, column.label, *column.aliases, *column.groups)
        if band.caption:
            yield band.caption
    yield from table.header
    yield from (aggregate.label for aggregate in table.aggregates)


@cache
def kinds_by_label() -> Mapping[str, frozenset[str]]:
    """Folded wording -> keys of the tables, of whatever revision, in which it is printed."""
    kinds: dict[str, set[str]] = {}
    for template in load_templates().values():
        for table in template.tables:
            for wording in _wordings(table):
                kinds.setdefault(fold_label(wording), set()).add(table.key)
    return {wording: frozenset(keys) for wording, keys in kinds.items()}

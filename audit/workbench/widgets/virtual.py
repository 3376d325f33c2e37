"""A list of any length of which only the rows in sight are in the page.

Python holds and sorts the rows; the page asks for those it is about to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from traitlets import Dict, Int, List, Unicode

__all__ = ["FIRST", "VirtualList"]

FIRST = 60
"""Rows sent along with a new order, so that the list need not ask for what it shows first."""

_MOST = 500

Rows = Callable[[int, int], Sequence[Sequence[str | int]]]


class VirtualList(AnyWidget):
    """`columns`: key, label and kind (text, number) of each. `shown`: version, total, sort and the first
    rows. `chosen`: the row shown as chosen, -1 for none."""

    _esm = Path(__file__).parent / "virtual.js"
    _css = Path(__file__).parent / "workbench.css"

    label = Unicode("").tag(sync=True)
    columns: List[Any] = List().tag(sync=True)
    shown = Dict().tag(sync=True)
    chosen = Int(-1).tag(sync=True)

    def __init__(self, label: str, columns: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(label=label, columns=[list(column) for column in columns])
        self._rows: Rows = lambda _first, _last: []
        self._version = 0
        self._told: dict[str, list[Callable[[Any], None]]] = {"pick": [], "sort": []}
        self.on_msg(self._receive)

    def show(self, total: int, rows: Rows, sort: tuple[str, bool]) -> None:
        """Show `total` rows that `rows(first, last)` gives. `sort`: a column and whether it descends."""
        self._rows = rows
        self._version += 1
        first = [list(row) for row in rows(0, min(total, FIRST))]
        self.shown = {"version": self._version, "total": total, "sort": list(sort), "rows": first}

    def renew(self) -> None:
        """Have the rows in sight asked for again: what stands in them has changed, not their order."""
        self._version += 1
        self.send({"renew": self._version})

    def on(self, what: str, callback: Callable[[Any], None]) -> None:
        """Have `callback` told of a "pick" (the row's place) or a "sort" (the column's key)."""
        self._told[what].append(callback)

    def _receive(self, _widget: object, content: Mapping[str, Any], _buffers: object) -> None:
        if "window" in content and content.get("version") == self._version:
            first, last = (max(int(place), 0) for place in content["window"])
            last = min(last, first + _MOST, int(self.shown.get("total", 0)))
            rows = [list(row) for row in self._rows(first, last)]
            self.send({"rows": rows, "first": first, "version": self._version})
        for what, callbacks in self._told.items():
            if what in content:
                for callback in callbacks:
                    callback(content[what])

"""A heat map of any size on a canvas: only the rows in sight are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from anywidget import AnyWidget
from traitlets import Bytes, List, Unicode

from audit.workbench.state.run import GROUPS
from audit.workbench.state.spread import HeatMap
from audit.workbench.views.spread import heat_level

__all__ = ["HeatCanvas"]

_HERE = Path(__file__).parent
_UNJUDGED = 5  # the shade of what no rule could judge


class HeatCanvas(AnyWidget):
    """`rows` and `columns` are labels, `codes` and `groups` what they stand for. `figures`: for each cell,
    row by row, four 32-bit integers: findings, failing and assessed reports, shade. A click, or Enter
    where the arrow keys have led, is told as row|group, like a cell of `heat_table`."""

    _esm = _HERE / "heatmap.js"
    _css = _HERE / "workbench.css"

    rows = List(Unicode()).tag(sync=True)
    codes = List(Unicode()).tag(sync=True)
    columns = List(Unicode()).tag(sync=True)
    groups = List(Unicode()).tag(sync=True)
    figures = Bytes(b"").tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self._picked: list[Callable[[str], None]] = []
        self.on_msg(self._receive)

    def show(self, heat: HeatMap) -> None:
        """Draw `heat`."""
        found, failing, assessed = (
            table.to_numpy(dtype="int32").ravel() for table in (heat.findings, heat.failing, heat.assessed)
        )
        shades = [
            heat_level(fails, judged) if judged or any_found else _UNJUDGED
            for any_found, fails, judged in zip(
                found.tolist(), failing.tolist(), assessed.tolist(), strict=True
            )
        ]
        with self.hold_sync():
            self.rows, self.codes = heat.labels.tolist(), [str(code) for code in heat.labels.index]
            self.groups = list(heat.findings.columns)
            self.columns = [GROUPS[group] for group in self.groups]
            self.figures = np.column_stack([found, failing, assessed, shades]).astype("<i4").tobytes()

    def on_pick(self, callback: Callable[[str], None]) -> None:
        """Have `callback` called with the row|group that is chosen."""
        self._picked.append(callback)

    def _receive(self, _widget: object, content: Mapping[str, object], _buffers: object) -> None:
        if isinstance(content.get("pick"), str):
            for callback in self._picked:
                callback(str(content["pick"]))

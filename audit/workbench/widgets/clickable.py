"""A widget that shows HTML in which elements with `data-pick` can be clicked or chosen by keyboard.

The HTML is set as it is: it must come from `views`, which escape. Unlike ipywidgets' HTML, nothing is
typeset, so a `$` in a report stays a `$`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from anywidget import AnyWidget
from traitlets import Unicode

__all__ = ["Clickable"]

_HERE = Path(__file__).parent


class Clickable(AnyWidget):
    """`html` is what is shown; `selected` the `data-pick` of the element shown as chosen."""

    _esm = _HERE / "clickable.js"
    _css = _HERE / "workbench.css"

    html = Unicode("").tag(sync=True)
    selected = Unicode("").tag(sync=True)

    def __init__(self, html: str = "", *classes: str) -> None:
        super().__init__(html=str(html))
        self._picked: list[Callable[[str], None]] = []
        for name in classes:
            self.add_class(name)
        self.on_msg(self._receive)

    def on_pick(self, callback: Callable[[str], None]) -> None:
        """Have `callback` called with the `data-pick` of what is clicked."""
        self._picked.append(callback)

    def pick(self, value: str) -> None:
        """What a click does."""
        for callback in self._picked:
            callback(value)

    def _receive(self, _widget: object, content: Mapping[str, object], _buffers: object) -> None:
        if isinstance(content.get("pick"), str):
            self.pick(str(content["pick"]))

"""The widget of a finding's evidence: shows the HTML of `views.detail` and hands out files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from traitlets import Unicode

__all__ = ["DetailPane"]


class DetailPane(AnyWidget):
    """`html` is set as it is: it must come from `views.detail`, which escapes."""

    _esm = Path(__file__).parent / "detail.js"
    _css = Path(__file__).parent / "workbench.css"

    html = Unicode("").tag(sync=True)

    def __init__(self, *classes: str) -> None:
        super().__init__()
        self._told: list[Callable[[str], None]] = []
        for name in classes:
            self.add_class(name)
        self.on_msg(self._receive)

    def on_act(self, callback: Callable[[str], None]) -> None:
        """Have `callback` told of the `data-act` of a button that is pressed."""
        self._told.append(callback)

    def put(self, part: str, html: str) -> None:
        """Put `html` in place of the element with `data-part`."""
        self.send({"part": part, "html": str(html)})

    def hand_out(self, name: str, data: bytes) -> None:
        """Have the browser save a file; it is never opened in the page, where its script could run."""
        self.send({"download": name}, [data])

    def _receive(self, _widget: object, content: Mapping[str, Any], _buffers: object) -> None:
        if isinstance(content.get("act"), str):
            for callback in self._told:
                callback(content["act"])

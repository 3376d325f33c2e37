"""Says over a whole panel that its kernel is gone: what is on the screen would look alive otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from anywidget import AnyWidget
from traitlets import Float

__all__ = ["Pulse"]


class Pulse(AnyWidget):
    """Put into a panel, shows nothing as long as the kernel answers. `beat`: seconds between looks."""

    _esm = Path(__file__).parent / "pulse.js"
    _css = Path(__file__).parent / "workbench.css"

    beat = Float(5.0).tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.add_class("da-pulse")
        self.on_msg(self._receive)

    def _receive(self, _widget: object, content: Mapping[str, object], _buffers: object) -> None:
        if "ping" in content:
            self.send({"pong": content["ping"]})

"""The filter bar: one labelled list for each field, with how many findings each choice would show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from traitlets import Dict

from audit.workbench.state.listing import Field
from audit.workbench.state.run import Filter

__all__ = ["ListingBar"]

_LABELS: Mapping[str, str] = {
    "division": "区划",
    "kind": "类别",
    "year": "年度",
    "severity": "程度",
    "rule": "规则",
    "decision": "处置",
}


class ListingBar(AnyWidget):
    """`shown`: the fields with their choices, the text, and how much fits."""

    _esm = Path(__file__).parent / "listing_bar.js"
    _css = Path(__file__).parent / "workbench.css"

    shown = Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.add_class("da-bar-host")
        self._wanted = Filter()
        self._values: dict[str, list[Any]] = {}
        self._told: list[Callable[[Filter], None]] = []
        self.on_msg(self._receive)

    def on_change(self, callback: Callable[[Filter], None]) -> None:
        """Have `callback` told what is asked for when that changes."""
        self._told.append(callback)

    def show(self, wanted: Filter, fields: Iterable[Field], found: str) -> None:
        """Offer `fields`, set to `wanted`; `found` says in words how much fits."""
        self._wanted = wanted
        sent = []
        for field in fields:
            offered = [c for c in field.choices if c.count or c.value == field.value]
            self._values[field.name] = [choice.value for choice in offered]
            words = [f"{choice.label}（{choice.count}）" for choice in offered]
            chosen = -1 if field.value is None else self._values[field.name].index(field.value)
            sent.append({"name": field.name, "label": _LABELS[field.name], "chosen": chosen, "words": words})
        self.shown = {"fields": sent, "text": wanted.text, "found": found}

    def ask(self, name: str, value: Any) -> None:
        """What a choice does; None asks for all."""
        self._tell(replace(self._wanted, **{name: value}))

    def _receive(self, _widget: object, content: Mapping[str, Any], _buffers: object) -> None:
        if "clear" in content:
            self._tell(Filter())
        elif "text" in content:
            self.ask("text", str(content["text"]))
        elif content.get("field") in self._values:
            values, place = self._values[content["field"]], int(content.get("choice", -1))
            self.ask(content["field"], values[place] if 0 <= place < len(values) else None)

    def _tell(self, wanted: Filter) -> None:
        if wanted != self._wanted:
            for callback in self._told:
                callback(wanted)

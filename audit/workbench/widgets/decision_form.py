"""The widget in which a finding is decided; what it says and how it looks is told by `shown`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from traitlets import Dict, List

from audit.schema.words import DISMISSED, REMEDIES, VERDICTS
from audit.workbench.state.decision import NO_REASON, Case, Draft
from audit.workbench.views.detail import history

__all__ = ["DecisionForm"]


class DecisionForm(AnyWidget):
    """`verdicts` and `remedies`: what can be chosen. `shown`: the finding, its draft, what is recorded."""

    _esm = Path(__file__).parent / "decision.js"
    _css = Path(__file__).parent / "workbench.css"

    verdicts = List(list(VERDICTS)).tag(sync=True)
    remedies = List(list(REMEDIES)).tag(sync=True)
    needs_reason = Dict({DISMISSED: NO_REASON}).tag(sync=True)
    shown = Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.add_class("da-decide")
        self._version = 0
        self._told: dict[str, list[Callable[..., None]]] = {"save": [], "undo": [], "step": [], "draft": []}
        self.on_msg(self._receive)

    def on(self, what: str, callback: Callable[..., None]) -> None:
        """Have `callback` told of "save" (finding, draft, next), "undo" (finding), "step" (1 or -1) or
        "draft" (finding, draft)."""
        self._told[what].append(callback)

    def show(
        self, finding_id: str, case: Case, draft: Draft, message: str = "", *, bad: bool = False
    ) -> None:
        """Show the form for a finding ("" for none), filled with `draft`."""
        self._version += 1
        now = case.disposition
        self.shown = {
            "version": self._version,
            "finding": finding_id,
            "draft": asdict(draft),
            "recorded": asdict(Draft(now.decision, now.reason, now.rectification, now.note)),
            "changed": now.changed,
            "undoable": case.undoable,
            "entries": len(case.events),
            "history": str(history(case)),
            "message": message,
            "bad": bad,
        }

    def _receive(self, _widget: object, content: Mapping[str, Any], _buffers: object) -> None:
        finding = str(content.get("finding", ""))
        if "save" in content:
            self._tell("save", finding, _read(content["save"]), bool(content.get("next")))
        elif "draft" in content:
            self._tell("draft", finding, _read(content["draft"]))
        elif "undo" in content:
            self._tell("undo", finding)
        elif "step" in content:
            self._tell("step", 1 if int(content["step"]) > 0 else -1)

    def _tell(self, what: str, *said: Any) -> None:
        for callback in self._told[what]:
            callback(*said)


def _read(draft: Mapping[str, Any]) -> Draft:
    return Draft(**{name: str(draft.get(name, "")).strip() for name in Draft.__dataclass_fields__})

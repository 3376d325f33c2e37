"""The fields of a filter, for every panel that shows some of the findings."""

from __future__ import annotations

from typing import Any

from ipywidgets import Button, Combobox, Dropdown, HBox, Text

from audit.workbench.state.run import Choice, Filter
from audit.workbench.state.saved import SavedFilters

__all__ = ["FilterBar"]

_ALL = object()
"""What a dropdown holds when it asks for everything: to ipywidgets None is no choice at all."""


class FilterBar:
    """The fields of a filter; `wanted` is what they say. `saved` are filters to be chosen again."""

    def __init__(self, saved: SavedFilters | None = None) -> None:
        self.saved = saved
        self.fields: dict[str, Any] = {
            "year": _dropdown("年度"),
            "severity": _dropdown("程度"),
            "group": _dropdown("规则类别"),
            "rule": _dropdown("规则"),
            "division": _dropdown("区划"),
            "kind": _dropdown("机关类别"),
            "decision": _dropdown("处置"),
            "agency": _dropdown("机关"),
            "text": Text(description="关键字", placeholder="机关、说明或原文", continuous_update=False),
        }
        self.clear = Button(description="清除筛选", icon="times")
        self.name = Combobox(description="常用筛选", placeholder="选用，或填名称保存", ensure_option=False)
        self.keep = Button(description="保存", tooltip="以此名称保存现在的筛选")
        self.drop = Button(description="删除", tooltip="删除此名称的筛选")
        kept = [self.name, self.keep, self.drop] if saved is not None else []
        self.widget = HBox([*self.fields.values(), self.clear, *kept])
        self.widget.add_class("da-filters")

    @property
    def wanted(self) -> Filter:
        """What the fields ask for."""
        chosen = {name: _chosen(field) for name, field in self.fields.items() if name != "text"}
        return Filter(**chosen, text=self.fields["text"].value)

    def show(self, wanted: Filter, choices: dict[str, list[Choice]]) -> None:
        """Set the fields to `wanted`, and offer `choices` with their counts."""
        for name, offered in choices.items():
            value = getattr(wanted, name)
            self.fields[name].options = [("全部", _ALL), *((_say(name, c), c.value) for c in offered)]
            self.fields[name].value = _ALL if value is None else value
        self.fields["text"].value = wanted.text


def _dropdown(name: str) -> Dropdown:
    return Dropdown(options=[("全部", _ALL)], description=name)


def _chosen(field: Dropdown) -> Any:
    return None if field.value is _ALL else field.value


def _say(field: str, choice: Choice) -> str:
    words = f"{choice.value} {choice.label}" if field == "rule" else choice.label or "未识别"
    return f"{words}（{choice.count}）"

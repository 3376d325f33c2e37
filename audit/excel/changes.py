"""Two runs beside each other, as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from audit.excel.content import RunSummary
from audit.excel.page import Book, Layout
from audit.excel.sheets.tabular import Field, put_table, put_title
from audit.excel.style import CENTRED
from audit.excel.writer import write_book
from audit.review import STATES, count_changes
from audit.schema import frame_specs
from audit.schema.words import SEVERITIES

__all__ = ["write_changes"]

_SHOWN: Final[Mapping[str, Mapping[Any, str]]] = {
    "state": STATES,
    "severity": SEVERITIES,
    "changed": {True: "证据已变化", False: ""},
}
_WIDTHS: Final = {
    "state": 9.0,
    "agency": 24.0,
    "year": 7.0,
    "severity": 7.0,
    "title": 26.0,
    "place": 24.0,
    "message": 44.0,
    "earlier": 12.0,
    "later": 12.0,
    "changed": 11.0,
    "reason": 24.0,
    "decision": 9.0,
    "rectification": 10.0,
}


def write_changes(path: Path, changes: pd.DataFrame, older: str, newer: RunSummary) -> None:
    """Write the frame `changes` between the run `older` and the run `newer`: counts by agency and by
    rule, then every finding. Errors as of `write_workbook`."""

    def build(book: Book) -> None:
        said = f"前一次运行 {older}，后一次运行 {newer.run_id}。报告或数据缺失、无法再次判定的问题不算改正。"
        for name, by, head in (("按机关", "agency", "机关"), ("按规则", "rule_id", "规则")):
            _put_counts(book, name, changes, by, head, said)
        _put_changes(book, changes, said)

    write_book(path, newer, build)


def _put_counts(book: Book, name: str, changes: pd.DataFrame, by: str, head: str, said: str) -> None:
    fields = [Field(by, head, 40), *(Field.count(state, word, 11) for state, word in STATES.items())]
    fields.append(Field.share("corrected_share", "改正率", 11))
    page = book.page(name, Layout(widths=[field.width for field in fields], freeze="B4", repeat_rows="1:3"))
    put_title(page, f"整改前后比较：{name}", len(fields), said)
    counts = count_changes(changes, by)
    before = counts[["corrected", "open", "unknown"]].sum(axis="columns")
    counts["corrected_share"] = counts["corrected"] / before.where(before > 0)
    put_table(page, fields, counts.to_dict("records"), empty="两次运行都没有问题。")


def _put_changes(book: Book, changes: pd.DataFrame, said: str) -> None:
    labels = frame_specs()["changes"].labels
    fields = [_field(name, labels[name], width) for name, width in _WIDTHS.items()]
    page = book.page("明细", Layout(widths=[field.width for field in fields], freeze="C4", repeat_rows="1:3"))
    put_title(page, "整改前后比较：明细", len(fields), said)
    put_table(page, fields, changes.to_dict("records"), empty="两次运行都没有问题。")


def _field(name: str, head: str, width: float) -> Field:
    words = _SHOWN.get(name)
    if words is not None:
        return Field(name, head, width, lambda code: words[code], CENTRED)
    if name == "year":
        return Field.count(name, head, width)
    return Field(name, head, width)

"""A list of findings, a row each: what 问题清单 and 整改台账 have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from openpyxl.utils import get_column_letter

from audit.excel.content import RunSummary
from audit.excel.page import Entry, Layout, Page, Style, Value
from audit.excel.style import (
    BODY,
    CENTRED,
    DATELINE,
    DATELINE_RIGHT,
    HEAD,
    LINK_CENTRED,
    SEVERITY,
    TITLE,
    Look,
)
from audit.excel.values import plain_number, sheet_text
from audit.recognise.names import mask_personal
from audit.schema import frame_specs
from audit.schema.words import SEVERITIES, UNKNOWN_AGENCY
from audit.text import clean

__all__ = ["HEADER_ROW", "ORDINAL", "Column", "lay_out", "put_heading", "put_rows", "row_of", "shown_texts"]

HEADER_ROW: Final = 3
ORDINAL: Final = "序号"
_PART: Final = 5_000
_LINKS: Final = 60_000  # Excel drops all links of a sheet that has more than 65,530

Finding = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is a column of the frame `frame`, whose label is the head; without a field `head` is.
    `choices`: what may be filled in."""

    width: float
    field: str = ""
    head: str = ""
    look: Look = BODY
    choices: tuple[str, ...] = ()
    printed: bool = True
    hidden: bool = False
    frame: str = "findings"

    @property
    def title(self) -> str:
        return self.head or frame_specs()[self.frame].labels[self.field]


def row_of(position: int) -> int:
    """The row of the finding at `position` in `Content.findings`."""
    return HEADER_ROW + 1 + position


def lay_out(columns: Sequence[Column], freeze: str) -> Layout:
    """A sheet of `columns`, whose header is repeated on every page."""
    letters = (get_column_letter(number) for number in range(1, len(columns) + 1))
    return Layout(
        widths=[column.width for column in columns],
        freeze=f"{freeze}{HEADER_ROW + 1}",
        repeat_rows=f"1:{HEADER_ROW}",
        hidden_columns=tuple(letter for letter, c in zip(letters, columns, strict=True) if c.hidden),
    )


def put_heading(page: Page, columns: Sequence[Column], title: str, run: RunSummary, facts: str) -> None:
    """Title, who drew the list up and when, and the header row."""
    printed = sum(column.printed for column in columns)
    page.span(title, TITLE, printed, height=34)
    office = run.office or "＿＿＿＿＿＿＿＿＿＿"
    left, right = page.style(DATELINE), page.style(DATELINE_RIGHT)
    day = f"编制日期：{run.started:%Y-%m-%d}　　　{facts}"
    page.put([Entry(f"编制单位：{office}", left, 6), Entry(day, right, printed - 6)], height=20)
    head = page.style(HEAD)
    page.put([Entry(column.title, head) for column in columns], height=24)


def put_rows(page: Page, columns: Sequence[Column], rows: pd.DataFrame) -> None:
    """The findings `rows` in their order, each number leading to its report's tables where they are shown
    (a short text: LibreOffice never wraps a link); then filter, print area and choices."""
    printed = sum(column.printed for column in columns)
    if rows.empty:
        page.span("未发现问题。", CENTRED, printed, height=24)
    styles = [page.style(column.look) for column in columns]
    severities = {severity: page.style(look) for severity, look in SEVERITY.items()}
    link = page.style(LINK_CENTRED)
    for ordinal, finding in enumerate(_records(rows), start=1):
        entries = [
            _entry(column, style, finding, ordinal, severities)
            for column, style in zip(columns, styles, strict=True)
        ]
        place = page.book.places.get(finding["report_id"]) if ordinal <= _LINKS else None
        if place:
            entries = [
                Entry(entry.value, link, link=place) if column.head == ORDINAL else entry
                for column, entry in zip(columns, entries, strict=True)
            ]
        page.put(entries)
    last = max(page.row - 1, HEADER_ROW + 1)
    letters = [get_column_letter(number) for number in range(1, len(columns) + 1)]
    page.filter(f"A{HEADER_ROW}:{letters[-1]}{last}")
    page.print_only(f"A1:{letters[printed - 1]}{last}")
    for letter, column in zip(letters, columns, strict=True):
        if column.choices and len(rows):
            page.choose(f"{letter}{HEADER_ROW + 1}:{letter}{last}", column.choices)


def shown_texts(columns: Sequence[Column], rows: pd.DataFrame) -> dict[str, dict[str, str]]:
    """What `put_rows` shows of each finding itself, as texts: finding_id -> head -> text."""
    own = [c for c in columns if c.frame == "findings" and c.field in rows.columns]
    shown: dict[str, dict[str, str]] = {}
    for finding in _records(rows):
        texts = {}
        for column in own:
            value = _shown(column, finding)
            texts[column.title] = "" if value is None else clean(sheet_text(str(value)))
        shown[str(finding["finding_id"])] = texts
    return shown


def _records(rows: pd.DataFrame) -> Iterator[Finding]:
    """Row by row with "" for null; a part at a time, since as objects rows take ten times the room."""
    for start in range(0, len(rows), _PART):
        part = rows.iloc[start : start + _PART]
        filled = part.astype(object).where(part.notna(), "")
        names = list(map(str, filled.columns))
        for values in filled.itertuples(index=False, name=None):
            yield dict(zip(names, values, strict=True))


def _shown(column: Column, finding: Finding) -> Value:
    if column.field == "severity":
        return SEVERITIES[finding["severity"]]
    return _SHOWN.get(column.field, _as_text)(finding, column.field)


def _entry(
    column: Column, style: Style, finding: Finding, ordinal: int, severities: Mapping[str, Style]
) -> Entry:
    if column.head == ORDINAL:
        return Entry(ordinal, style)
    if column.field == "severity":
        style = severities[finding["severity"]]
    return Entry(_shown(column, finding), style)


def _as_text(finding: Finding, name: str) -> Value:
    return str(finding.get(name, ""))


def _as_agency(finding: Finding, name: str) -> Value:
    """Of an agency that nobody could tell, the file."""
    return str(finding[name]) or mask_personal(f"{UNKNOWN_AGENCY}\n{finding.get('file', '')}".strip())


def _as_year(finding: Finding, name: str) -> Value:
    return None if finding[name] == "" else int(finding[name])


def _as_quantity(finding: Finding, name: str) -> Value:
    number = plain_number(finding[name])
    return finding[name] if number is None else number


def _as_rule(finding: Finding, name: str) -> Value:
    return f"{finding['title']}\n{finding[name]}".strip()


_SHOWN: Final[Mapping[str, Callable[[Finding, str], Value]]] = {
    "agency": _as_agency,
    "year": _as_year,
    "stated": _as_quantity,
    "expected": _as_quantity,
    "rule_id": _as_rule,
}

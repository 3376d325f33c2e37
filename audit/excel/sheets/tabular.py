"""Plain tables: heads, and a row for each record. What most sheets beside the lists are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from audit.excel.page import Entry, Page, Value
from audit.excel.style import BODY, CENTRED, HEAD, SHARE, TITLE, Look
from audit.recognise.names import mask_personal

__all__ = [
    "Field",
    "as_number",
    "as_share",
    "as_text",
    "missing_frame",
    "put_notice",
    "put_table",
    "put_title",
]

_NOT_MADE: Final = "本次运行没有生成这项比对的数据，无法列出；请用当前版本重新运行。"


def as_text(value: Any) -> Value:
    """Text as printed in a report, with personal numbers starred."""
    return "" if pd.isna(value) else mask_personal(str(value))


def as_number(value: Any) -> Value:
    """A number; nothing where there is none."""
    if pd.isna(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def as_share(value: Any) -> Value:
    """A share from 0 to 1, shown as per cent by its look; nothing where there is none."""
    return None if pd.isna(value) else round(float(value), 4)


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table: the record's field `name` under `head`, over `columns` of the sheet's."""

    name: str
    head: str
    width: float = 10.0
    show: Callable[[Any], Value] = as_text
    look: Look = BODY
    columns: int = 1

    @classmethod
    def count(cls, name: str, head: str, width: float = 9.0) -> Field:
        """A column of numbers."""
        return cls(name, head, width, as_number, CENTRED)

    @classmethod
    def share(cls, name: str, head: str, width: float = 9.0) -> Field:
        """A column of shares."""
        return cls(name, head, width, as_share, SHARE)


def put_title(page: Page, text: str, columns: int, notice: str = "") -> None:
    """The sheet's title and, under it, how to read it."""
    page.span(text, TITLE, columns, height=34)
    if notice:
        put_notice(page, notice, columns)


def put_notice(page: Page, text: str, columns: int) -> None:
    """A sentence over the whole width."""
    page.span(text, BODY, columns)


def put_table(
    page: Page,
    fields: Sequence[Field],
    records: Iterable[Mapping[Any, Any]],
    *,
    empty: str = "",
    links: Callable[[Mapping[Any, Any]], str] = lambda _: "",
    link_look: Look | None = None,
) -> None:
    """Heads and rows; `empty` is said when there is no record. `links` gives the place that the first
    column of a record leads to."""
    head = page.style(HEAD)
    page.put([Entry(field.head, head, field.columns) for field in fields])
    styles = [page.style(field.look) for field in fields]
    linked = page.style(link_look) if link_look else styles[0]
    nothing = True
    for record in records:
        nothing = False
        entries = [
            Entry(field.show(record[field.name]), style, field.columns)
            for field, style in zip(fields, styles, strict=True)
        ]
        place = links(record)
        if place:
            entries[0] = entries[0]._replace(style=linked, link=place)
        page.put(entries)
    if nothing:
        page.span(empty, CENTRED, sum(field.columns for field in fields), height=24)


def missing_frame(page: Page, columns: int) -> None:
    """Say that the run has no such data: that is not the same as nothing found."""
    page.span(_NOT_MADE, CENTRED, columns, height=24)

"""未读文件: what was given and not audited, and why."""

from __future__ import annotations

from typing import Final

from audit.excel.content import Content
from audit.excel.page import Book, Entry, Layout
from audit.excel.style import BODY, CENTRED, HEAD, TITLE
from audit.readers import READERS
from audit.schema import frame_specs
from audit.schema.words import READ_STATUSES

__all__ = ["NAME", "build"]

NAME: Final = "未读文件"
_FIELDS: Final = {"file": 64.0, "format": 22.0, "read_status": 16.0, "read_error": 70.0}


def build(book: Book, content: Content) -> None:
    """Add the sheet."""
    layout = Layout(widths=[7, *_FIELDS.values()], freeze="A3", repeat_rows="1:2")
    page = book.page(NAME, layout)
    page.span("未读文件", TITLE, 1 + len(_FIELDS), height=34)
    files = content.frames["files"]
    unread = files[files["read_status"].isin(list(READ_STATUSES))].fillna({"format": "", "read_error": ""})
    if unread.empty:
        page.span("全部文件均已读取。", CENTRED, 1 + len(_FIELDS), height=24)
        return
    labels = frame_specs()["files"].labels
    formats = {form.name: form.label for form in READERS}
    head, body, centred = page.style(HEAD), page.style(BODY), page.style(CENTRED)
    page.put([Entry(name, head) for name in ["序号", *(labels[field] for field in _FIELDS)]], height=24)
    rows = zip(*(unread[field] for field in _FIELDS), strict=True)
    for ordinal, (file, form, status, reason) in enumerate(rows, start=1):
        page.put(
            [
                Entry(ordinal, centred),
                Entry(file, body),
                Entry(formats.get(form, "不明"), centred),
                Entry(READ_STATUSES[status], centred),
                Entry(reason, body),
            ]
        )

"""A rectification notice: one agency's own findings, and the cells in which it answers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from audit.excel.content import Content
from audit.excel.page import Book, Entry, Layout
from audit.excel.sheets import ledger, meta, printed
from audit.excel.sheets.listing import lay_out, put_heading, put_rows
from audit.excel.style import LETTER, LETTER_RIGHT, TITLE
from audit.excel.writer import write_book
from audit.schema.words import SEVERITIES, UNKNOWN_AGENCY

__all__ = ["name_notices", "write_notice"]

_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LONGEST: Final = 110  # bytes of an agency's name or id in the name of its file


def write_notice(path: Path, content: Content, ticket: Mapping[str, str]) -> None:
    """Write the notice to the one agency whose `content` this is (`Content.of_agency`); `ticket` is
    what the log has signed for it. Errors as of `write_workbook`."""

    def build(book: Book) -> None:
        _put_letter(book, content)
        printed.build(book, content, listed=ledger.NAME)
        _put_ledger(book, content)
        book.move_behind(printed.NAME, ledger.NAME)
        meta.put_facts(book, content, ticket)

    write_book(path, content.run, build)


def name_notices(agencies: Mapping[str, str]) -> dict[str, str]:
    """Agency id -> file name, out of the agencies' names: what every system takes, none twice."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for agency_id, agency in agencies.items():
        candidates = _candidates(_safe(agency or f"机关不明{agency_id}"), _safe(agency_id))
        name = next(name for name in candidates if name.casefold() not in taken)
        taken.add(name.casefold())
        names[agency_id] = name
    return names


def _candidates(name: str, agency_id: str) -> Iterator[str]:
    yield f"{name}.xlsx"
    yield f"{name}（{agency_id}）.xlsx"
    number = 2
    while True:
        yield f"{name}（{agency_id}）-{number}.xlsx"
        number += 1


def _safe(text: str) -> str:
    plain = _FORBIDDEN.sub("_", text).encode(errors="replace")[:_LONGEST].decode(errors="ignore")
    plain = plain.replace("?", "_").strip(" .~$") or "_"
    return f"_{plain}" if _RESERVED.match(plain) else plain


@cache
def _wording() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("audit.excel") / "notice.toml").read_text(encoding="utf-8"))


def _facts(content: Content) -> dict[str, Any]:
    counts = content.findings["severity"].value_counts()
    return {
        "agency": str(content.findings["agency"].iloc[0]) or UNKNOWN_AGENCY,
        "count": len(content.findings),
        "counts": "，".join(
            f"{word} {counts[code]} 条" for code, word in SEVERITIES.items() if code in counts
        ),
        "office": content.run.office or _wording()["office_blank"],
        "day": f"{content.run.started:%Y年%m月%d日}",
        "ledger": ledger.NAME,
    }


def _put_letter(book: Book, content: Content) -> None:
    wording, facts = _wording(), _facts(content)
    # Not fitted: LibreOffice would blow a narrow sheet up until its edges are cut off.
    page = book.page(wording["sheet"], Layout(widths=[4, 74], portrait=True, fitted=False))
    page.put([None, Entry(wording["title"], page.style(TITLE))], height=48)
    text, right = page.style(LETTER), page.style(LETTER_RIGHT)
    for line in (wording["salutation"], *wording["body"]):
        page.put([None, Entry(line.format_map(facts), text)])
    page.put([])
    for line in wording["signature"]:
        page.put([None, Entry(line.format_map(facts), right)], height=26)


def _put_ledger(book: Book, content: Content) -> None:
    wording, columns = _wording(), ledger.NOTICE_COLUMNS
    page = book.page(ledger.NAME, lay_out(columns, "C"))
    put_heading(
        page,
        columns,
        wording["ledger_title"],
        content.run,
        wording["ledger_facts"].format_map(_facts(content)),
    )
    put_rows(page, columns, content.reviewed)
    page.protect()

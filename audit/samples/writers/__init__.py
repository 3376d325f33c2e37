"""One report in every format the readers know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from audit.errors import SettingsError
from audit.samples.model import ReportContent
from audit.samples.writers import docx, html, text

__all__ = ["FORMATS", "Format", "write_report"]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a report. `pictures`: whether it can hold a picture in a table's place."""

    suffix: str
    render: Callable[[ReportContent], bytes]
    pictures: bool = False


def _encoded(render: Callable[[ReportContent], str], encoding: str) -> Callable[[ReportContent], bytes]:
    # utf-16 without an order would follow the machine's; utf-16-le needs its mark written out.
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    return lambda content: (mark + render(content)).encode(encoding)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "lines": Format(".txt", _encoded(text.write_lines, "utf-8")),
        "page": Format(".html", _encoded(html.write_page, "utf-8"), pictures=True),
        "docx": Format(".docx", docx.write_docx, pictures=True),
        "tabs": Format(".txt", _encoded(text.write_tabs, "utf-8")),
        "site-page": Format(".html", _encoded(html.write_site_page, "gb18030"), pictures=True),
        "shifted": Format(".txt", _encoded(text.write_shifted, "gb18030")),
        "marked-docx": Format(".docx", docx.write_marked_docx, pictures=True),
        "flat-page": Format(".html", _encoded(html.write_flat_page, "utf-8"), pictures=True),
        "lines-gb18030": Format(".txt", _encoded(text.wear(text.write_lines), "gb18030")),
        "tabs-utf16": Format(".txt", _encoded(text.wear(text.write_tabs), "utf-16-le")),
    }
)
"""Name -> format, in the order in which a corpus deals them out."""


def write_report(content: ReportContent, format: str, path: Path) -> None:  # noqa: A002 - its name everywhere
    """Write `content` to `path` in one of `FORMATS`. `SettingsError` for an unknown format."""
    if format not in FORMATS:
        raise SettingsError("没有这种格式", found=format, expected="、".join(FORMATS))
    path.write_bytes(FORMATS[format].render(content))

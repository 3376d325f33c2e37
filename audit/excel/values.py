"""What a value becomes in a cell: text that stays text, numbers that are numbers.

Reports are untrusted. Nothing printed in one may become a formula, a link, or a broken file.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["TEXT_LIMIT", "needs_quote", "plain_number", "sheet_text", "xml_text"]

TEXT_LIMIT: Final = 32_767  # UTF-16 code units, which is how Excel counts
_CUT: Final = "…（已截断）"

# Not allowed in XML 1.0, lone surrogates included: shown as U+FFFD, never dropped unseen.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ as an escaped character (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?", re.ASCII)


def sheet_text(text: str) -> str:
    """`text` as the reader of the sheet will see it: line ends are LF, characters that XML forbids
    are U+FFFD, and what exceeds `TEXT_LIMIT` is cut with a mark."""
    shown = _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(shown) * 2 <= TEXT_LIMIT and "_x" not in shown:  # fits, whatever its characters
        return shown
    escapes = (len(xml_text(shown)) - len(shown)) if "_x" in shown else 0
    if _units(shown) + escapes <= TEXT_LIMIT:
        return shown
    # Escapes count too: openpyxl measures, and silently cuts, what it is given.
    room = max(0, TEXT_LIMIT - len(_CUT) - escapes)
    kept = shown.encode("utf-16-le")[: 2 * room]
    return kept.decode("utf-16-le", errors="ignore") + _CUT


def xml_text(shown: str) -> str:
    """`shown` with the sequences escaped that Excel would otherwise decode."""
    return _ESCAPE.sub("_x005F_", shown)


def needs_quote(text: str) -> bool:
    """Whether a person who edits the cell would turn `text` into a formula (quotePrefix prevents it)."""
    return text.startswith(("=", "+", "-", "@", "\t", "\r"))


def plain_number(text: str) -> int | float | None:
    """The number `text` is, when it is written exactly as a sheet would show it; else None."""
    if not _NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)

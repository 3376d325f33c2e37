"""From a file to a `Document`: one reader per format, chosen by what the bytes are.

A new format is a new module and a line in `READERS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from audit.document import Document
from audit.readers import docx, html, pdf, spreadsheet, text, word97
from audit.readers.archive import read_member
from audit.readers.discovery import Input, find_files
from audit.readers.formats import Format
from audit.readers.signature import foreign_format, load, refuse, refuse_large

__all__ = ["READERS", "Format", "Input", "find_files", "read_document"]

# In this order: the first that recognises the bytes reads them.
READERS: tuple[Format, ...] = (
    pdf.FORMAT,
    docx.FORMAT,
    *spreadsheet.FORMATS,
    word97.FORMAT,
    html.FORMAT,
    text.FORMAT,
)


def read_document(path: Path, *, name: str | None = None, member: Sequence[int] = ()) -> Document:
    """Read one file. `name` is what origins and messages call it (default: the file's own name);
    `member` is the position of a file in the archive at `path` (as in `Input`).

    Raises the `ReadError` that fits; its message says in Chinese what was found and what to do.
    """
    file = name or path.name
    data = read_member(path, member, file) if member else load(path, file)
    chosen = _recognise(data, PurePosixPath(file if member else path.name).suffix.lower())
    if chosen is None:
        raise refuse(data, file, "、".join(reader.label for reader in READERS))
    refuse_large(len(data), chosen.size, file)
    content = chosen.read(data, file)
    return Document(
        file, hashlib.sha256(data).hexdigest(), chosen.name, content.blocks, dict(content.metadata)
    )


def _recognise(data: bytes, suffix: str) -> Format | None:
    if foreign_format(data) is not None:
        return None
    return next((reader for reader in READERS if reader.sniff(data, suffix)), None)

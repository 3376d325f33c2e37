"""From a file to a `Document`: one reader per format, chosen by what the bytes are.

A new format is a new module and a line in `READERS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from audit.document import Document
from audit.readers import docx, html, mail, office, pdf, pictures, spreadsheet, text, word97
from audit.readers.archive import read_member
from audit.readers.discovery import Input, Listing, find_files, list_archive
from audit.readers.formats import Format
from audit.readers.signature import foreign_format, load, refuse, refuse_large

__all__ = [
    "READERS",
    "Format",
    "Input",
    "Listing",
    "OpenedFile",
    "find_files",
    "list_archive",
    "open_file",
    "read_document",
]

# In this order: the first that recognises the bytes reads them.
READERS: tuple[Format, ...] = (
    pdf.FORMAT,
    pictures.FORMAT,
    docx.FORMAT,
    *spreadsheet.FORMATS,
    word97.FORMAT,
    office.FORMAT,
    mail.FORMAT,
    html.FORMAT,
    text.FORMAT,
)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file's bytes, and the format that reads them. `file` is what origins and messages call it."""

    file: str
    data: bytes
    sha256: str
    format: Format

    def read(self) -> Document:
        """What stands in it. Raises the `ReadError` that fits."""
        refuse_large(len(self.data), self.format.size, self.file)
        content = self.format.read(self.data, self.file)
        return Document(self.file, self.sha256, self.format.name, content.blocks, dict(content.metadata))


def open_file(path: Path, *, name: str | None = None, member: Sequence[int] = ()) -> OpenedFile:
    """Load one file and tell its format. `name` is what origins and messages call it (default: the
    file's own name); `member` is the position of a file in the archive at `path` (as in `Input`).

    Raises the `ReadError` that fits; its message says in Chinese what was found and what to do.
    """
    file = name or path.name
    data = read_member(path, member, file) if member else load(path, file)
    chosen = _recognise(data, PurePosixPath(file if member else path.name).suffix.lower())
    if chosen is None:
        raise refuse(data, file, "、".join(reader.label for reader in READERS))
    return OpenedFile(file, data, hashlib.sha256(data).hexdigest(), chosen)


def read_document(path: Path, *, name: str | None = None, member: Sequence[int] = ()) -> Document:
    """Open and read one file, as `open_file` and `OpenedFile.read` do."""
    return open_file(path, name=name, member=member).read()


def _recognise(data: bytes, suffix: str) -> Format | None:
    chosen = next((reader for reader in READERS if reader.sniff(data, suffix)), None)
    return chosen if chosen is pictures.FORMAT or foreign_format(data) is None else None

"""From a file to a `Document`: one reader per format, chosen by what the bytes are.

A new format is a new module and a line in `READERS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from audit.document import Document
from audit.readers import docx, html, mail, office, pdf, pictures, spreadsheet, text, word97
from audit.readers.archive import read_member, read_neighbours
from audit.readers.beside import Beside, load_beside
from audit.readers.discovery import Input, Listing, find_files, list_archive
from audit.readers.formats import Format
from audit.readers.ocr import OCR_VERSION
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
    """A file's bytes, the format that reads them, and the files beside it that it shows. `file` is what
    origins and messages call it."""

    file: str
    data: bytes
    sha256: str
    format: Format
    beside: Beside = field(default_factory=dict)

    @property
    def stamp(self) -> str:
        """What reads it and what it shows from beside: with another stamp it may be read otherwise."""
        if not self.beside:
            return self.format.stamp
        shown = hashlib.sha256()
        for name, data in sorted(self.beside.items()):
            shown.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(data).digest())
        return f"{self.format.stamp}+{shown.hexdigest()}"

    def read(self) -> Document:
        """What stands in it. Raises the `ReadError` that fits."""
        refuse_large(len(self.data), self.format.size, self.file)
        companions = self.format.companions
        if companions is not None and self.beside:
            content = companions.read(self.data, self.file, self.beside)
        else:
            content = self.format.read(self.data, self.file)
        return Document(self.file, self.sha256, self.format.name, content.blocks, dict(content.metadata))


def open_file(path: Path, *, name: str | None = None, member: Sequence[int] = ()) -> OpenedFile:
    """Load one file and tell its format. `name` is what origins and messages call it (default: the
    file's own name); `member` is the position of a file in the archive at `path` (as in `Input`).

    Raises the `ReadError` that fits; its message says in Chinese what was found and what to do.
    """
    file = name or path.name
    data = read_member(path, member, file) if member else load(path, file)
    suffix = PurePosixPath(file if member else path.name).suffix.lower()
    chosen = _recognise(data, suffix)
    if chosen is None:
        raise refuse(data, suffix, file, "、".join(reader.label for reader in READERS))
    beside = _beside(chosen, data, path, member)
    return OpenedFile(file, data, hashlib.sha256(data).hexdigest(), chosen, beside)


def read_document(path: Path, *, name: str | None = None, member: Sequence[int] = ()) -> Document:
    """Open and read one file, as `open_file` and `OpenedFile.read` do."""
    return open_file(path, name=name, member=member).read()


def _beside(form: Format, data: bytes, path: Path, member: Sequence[int]) -> Beside:
    """The files that `data` shows from beside it; none where pictures cannot be read."""
    names = form.companions.names(data) if form.companions is not None and OCR_VERSION else ()
    if not names:
        return {}
    return read_neighbours(path, member, names) if member else load_beside(path, names)


def _recognise(data: bytes, suffix: str) -> Format | None:
    chosen = next((reader for reader in READERS if reader.sniff(data, suffix)), None)
    return chosen if chosen is pictures.FORMAT or foreign_format(data) is None else None

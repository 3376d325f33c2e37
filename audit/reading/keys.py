"""What has to be known of every file at once: whose report it is, and whether two are the same.

A key is small, for all of a run's are in memory together; what a key was made of is not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from audit.reading.model import Reading
from audit.recognise.model import Recognition
from audit.text import fold

__all__ = ["FileKey", "content_fingerprint", "key_of"]


@dataclass(frozen=True, slots=True)
class FileKey:
    """A file of the run. `code` and `reason` say why it was not read, "" when it was; `reused` as in
    `Reading`. `fingerprint` is that of its content, "" when it is no report; the rest is what its text
    says of itself, as in `Identity` and `Recognition`."""

    file: str
    sha256: str
    format: str
    code: str
    reason: str
    reused: bool
    fingerprint: str = ""
    agency: str = ""
    printed: str = ""
    kind: str = ""
    year: int | None = None
    published_on: date | None = None
    published_from: str = ""

    @property
    def is_report(self) -> bool:
        return bool(self.fingerprint)


def key_of(reading: Reading) -> FileKey:
    """The key of a file."""
    error, read = reading.error, reading.recognition
    code, reason = ("", "") if error is None else (error.code, error.reason)
    given = (reading.file, reading.sha256, reading.format, code, reason, reading.reused)
    if read is None or not read.is_report:
        return FileKey(*given)
    identity = read.identity
    return FileKey(
        *given,
        content_fingerprint(read),
        identity.agency,
        identity.printed,
        identity.kind,
        identity.year,
        read.published_on,
        read.published_from,
    )


def content_fingerprint(recognition: Recognition) -> str:
    """SHA-256 of the folded headings, prose and cell texts: equal for one report in two formats."""
    digest = hashlib.sha256()
    for section in sorted(recognition.sections, key=lambda section: section.part):
        prose = "".join(text for text, _ in section.paragraphs)
        digest.update(f"#{section.part}{fold(section.heading)}\n{fold(prose)}\n".encode())
    cells = {cell.spec.key: fold(cell.raw or "") for table in recognition.tables for cell in table.cells}
    digest.update("".join([f"{key}={cells[key]}\n" for key in sorted(cells)]).encode())
    return digest.hexdigest()

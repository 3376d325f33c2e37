"""What came of one input file."""

from __future__ import annotations

from dataclasses import dataclass

from audit.errors import ReadError
from audit.recognise.model import Recognition

__all__ = ["Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One input file: its name as given to the run, and either what was recognised in it or the error
    that kept it from being read. `sha256` and `format` are "" where they are not known; `reused`: the
    file was read in an earlier run, and its text taken from there."""

    file: str
    sha256: str = ""
    format: str = ""
    error: ReadError | None = None
    recognition: Recognition | None = None
    reused: bool = False

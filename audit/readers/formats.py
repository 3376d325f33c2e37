"""What a reader is: one entry of the table `audit.readers.READERS`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from audit.document import Block
from audit.errors import LimitExceeded
from audit.readers.beside import Beside
from audit.readers.ocr import OCR_VERSION

__all__ = ["GRID_CELLS", "Companions", "Content", "Format", "refuse_large_grid"]

# A report prints about 250 cells; a site's page around it, some hundreds more.
GRID_CELLS = 100_000


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader gets out of a file's bytes."""

    blocks: tuple[Block, ...]
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Companions:
    """How a format shows files beside it: `names(data)` says which, as paths below its folder, and
    `read(data, file, beside)` reads it with those of them that are at hand."""

    names: Callable[[bytes], Sequence[str]]
    read: Callable[[bytes, str, Beside], Content]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read.

    `sniff(data, suffix)` tells it by its bytes; the suffix (lower case, with its dot) decides only
    where bytes cannot. `read(data, file)` names `file` in every origin and raises `ReadError`.
    `size` is the largest file accepted, in bytes. `version` grows whenever the reader's output
    changes, so that stored results of an older one are not taken for current. `shows_pictures`: what
    comes out depends on whether and by what pictures are read. `companions`: the same for pictures in
    files beside it.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    size: int
    sniff: Callable[[bytes, str], bool]
    read: Callable[[bytes, str], Content]
    version: int
    shows_pictures: bool = False
    companions: Companions | None = None

    @property
    def stamp(self) -> str:
        """What reads such files now: another stamp may read the same file otherwise."""
        return f"{self.version}+{OCR_VERSION}" if self.shows_pictures and OCR_VERSION else f"{self.version}"


def refuse_large_grid(cells: int, file: str) -> None:
    """Raise `LimitExceeded` when a table, or all of them together, have more than `GRID_CELLS`."""
    if cells > GRID_CELLS:
        raise LimitExceeded(
            "表格过大",
            place=file,
            found=f"{cells} 个单元格",
            expected=f"不超过 {GRID_CELLS} 个",
            advice="确认是否为年度报告文件",
        )

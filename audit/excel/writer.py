"""Writing the workbook: whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC
from pathlib import Path
from typing import Final

import pandas as pd

from audit.errors import RunError
from audit.excel.content import RunSummary, arrange
from audit.excel.page import Book
from audit.excel.sheets import build_sheets

__all__ = ["refuse_open", "write_book", "write_workbook"]

_SUFFIX: Final = ".xlsx"
_REASONS: Final[Mapping[type[OSError], str]] = {
    FileNotFoundError: "文件夹不存在",
    NotADirectoryError: "上级不是文件夹",
    IsADirectoryError: "同名的是文件夹",
}


def write_workbook(path: Path, frames: Mapping[str, pd.DataFrame], run: RunSummary) -> None:
    """Write `frames` (as `audit.schema` describes them) to the workbook `path`. A frame that only some
    sheet shows may be missing: the sheet says so.

    The file appears whole: it is built beside its target and takes its place at the end, so an
    earlier one stays as it was when anything fails. Raises `SchemaError` when a frame is missing and
    `RunError` when the target is open in another program or cannot be written.
    """
    refuse_open(path)
    content = arrange(frames, run)
    write_book(path, run, lambda book: build_sheets(book, content))


def write_book(path: Path, run: RunSummary, build: Callable[[Book], None]) -> None:
    """Write what `build` puts into a book to `path`, whole or not at all; see `write_workbook`."""
    if path.suffix.lower() != _SUFFIX:
        raise RunError("工作簿的文件名无效", place=str(path), expected=f"以 {_SUFFIX} 结尾")
    refuse_open(path)
    book = Book()
    book.workbook.properties.creator = f"disclosure-audit {run.version}"
    book.workbook.properties.created = _naive(run)
    beside = path.with_name(f".{uuid.uuid4().hex[:12]}.tmp")
    try:
        build(book)
        book.workbook.save(beside)
        beside.replace(path)
    except PermissionError as error:
        raise RunError(
            "工作簿无法写入，可能正被其他程序打开，或没有写权限",
            place=str(path),
            advice="关闭正在打开它的 Excel 或 WPS，并确认有写权限后重试",
        ) from error
    except OSError as error:
        raise RunError(
            "工作簿无法写入",
            place=str(path),
            found=_REASONS.get(type(error), error.strerror or type(error).__name__),
            advice="检查文件夹是否存在、磁盘空间是否足够后重试",
        ) from error
    finally:
        book.discard()
        beside.unlink(missing_ok=True)


def _naive(run: RunSummary) -> object:
    """Excel's dates know no time zone; document properties are in UTC."""
    started = run.started
    return started.astimezone(UTC).replace(tzinfo=None) if started.tzinfo else started


def refuse_open(path: Path) -> None:
    """Raise `RunError` when the workbook `path` is open in another program.

    Excel, WPS and LibreOffice leave a lock file beside what they have open; where the system would
    let us replace the file under them, the next save there would undo ours.
    """
    for name in (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#"):
        lock = path.with_name(name)
        if lock.exists():
            raise RunError(
                "工作簿正被其他程序打开",
                place=str(path),
                found=f"锁定文件 {lock.name}",
                advice="先在该程序中关闭它；若并未打开，删除该锁定文件后重试",
            )

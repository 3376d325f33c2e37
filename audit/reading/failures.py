"""Why a file was given up: our own failure, or a limit that it exceeded."""

from __future__ import annotations

import traceback

from audit.errors import ReadError
from audit.reading.workers import Limits, Lost

__all__ = ["MemoryExceeded", "ReaderCrashed", "TimeExceeded", "crashed", "lost", "memory_exceeded"]

_ASK_FOR_ANOTHER = "另存为较小或其他格式的文件后重试；本次未审查此文件"


class ReaderCrashed(ReadError):
    """Our own code failed on a file. The file is listed as unread; nothing is held against the agency."""

    code = "crashed"


class TimeExceeded(ReadError):
    """A file took longer than the limit."""

    code = "timeout"


class MemoryExceeded(ReadError):
    """A file took more memory than the limit."""

    code = "memory"


def crashed(error: Exception, file: str) -> ReaderCrashed:
    """A bug, and where it is."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return _crashed(f"{type(error).__name__}: {error}（{where.name}，第{where.lineno}行）", file)


def memory_exceeded(file: str) -> MemoryExceeded:
    """What a `MemoryError` means where memory is limited."""
    return MemoryExceeded("读取所需内存超过限制", place=file, advice=_ASK_FOR_ANOTHER)


def lost(how: Lost, file: str, limits: Limits) -> ReadError:
    """What it means that a file cost its worker."""
    if how.reason == "died":
        return _crashed(f"读取进程意外终止（退出码 {how.exit_code}）", file)
    within = f"{limits.seconds:g} 秒以内"
    return TimeExceeded("读取超时", place=file, expected=within, advice=_ASK_FOR_ANOTHER)


def _crashed(what: str, file: str) -> ReaderCrashed:
    advice = "请把此文件反馈给开发者；本次未审查此文件"
    return ReaderCrashed("读取程序出错", place=file, found=what, advice=advice)

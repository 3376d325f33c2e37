"""One file, read and recognised, and many of them, here or by workers."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from audit.errors import ReadError
from audit.readers import Input, open_file
from audit.reading.cache import DocumentCache
from audit.reading.model import Reading
from audit.reading.workers import Limits, Lost, run_each
from audit.recognise import recognise

__all__ = ["MemoryExceeded", "ReaderCrashed", "TimeExceeded", "read_all", "read_one"]

Progress = Callable[[int, int], None]
"""Called with the number of files done and the number of all."""

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


@dataclass(frozen=True, slots=True)
class _Order:
    """A file to read, and the year under which the manifest lists it."""

    source: Input
    manifest_year: int | None


def read_one(
    source: Input, *, manifest_year: int | None = None, cache: DocumentCache | None = None
) -> Reading:
    """Read and recognise one file. Never raises: an error is part of the reading.

    What is in `cache` is not read again, and what is read is kept there.
    """
    if source.error is not None:
        return Reading(file=source.name, error=source.error)
    try:
        opened = open_file(source.path, name=source.name, member=source.member)
        kept = cache.load(opened) if cache else None
        document = kept or opened.read()
        if cache and kept is None:
            cache.keep(opened, document)
        return Reading(
            file=source.name,
            sha256=document.sha256,
            format=document.format,
            recognition=recognise(document, manifest_year=manifest_year),
            reused=kept is not None,
        )
    except ReadError as error:
        return Reading(file=source.name, error=error)
    except MemoryError:
        return Reading(
            file=source.name,
            error=MemoryExceeded("读取所需内存超过限制", place=source.name, advice=_ASK_FOR_ANOTHER),
        )
    except Exception as error:  # noqa: BLE001 - the one boundary: a bug costs its file, not the run
        where = traceback.extract_tb(error.__traceback__)[-1]
        return _crashed(source, f"{type(error).__name__}: {error}（{where.name}，第{where.lineno}行）")


def read_all(
    inputs: Sequence[Input],
    *,
    jobs: int = 0,
    limits: Limits | None = None,
    cache: DocumentCache | None = None,
    years: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> list[Reading]:
    """Readings of `inputs`, in their order, by `jobs` processes within `limits`.

    With 0 jobs files are read in this process, where no limit holds. `years` are those of the
    manifest, by name of the file.
    """
    years = years or {}
    orders = [_Order(source, years.get(source.name)) for source in inputs]
    readings: dict[int, Reading] = {}
    for position, reading in _read_each(orders, jobs, limits or Limits(), cache):
        readings[position] = reading
        if progress is not None:
            progress(len(readings), len(inputs))
    return [readings[position] for position in range(len(inputs))]


def _read_each(
    orders: Sequence[_Order], jobs: int, limits: Limits, cache: DocumentCache | None
) -> Iterator[tuple[int, Reading]]:
    if jobs == 0:
        for position, order in enumerate(orders):
            yield position, _read(order, cache)
        return
    task = partial(_read, cache=cache)
    for position, answer in run_each(task, orders, jobs=jobs, limits=limits, preload=__name__):
        if isinstance(answer, Lost):
            yield position, _lost(orders[position].source, answer, limits)
        else:
            yield position, answer


def _read(order: _Order, cache: DocumentCache | None) -> Reading:
    return read_one(order.source, manifest_year=order.manifest_year, cache=cache)


def _lost(source: Input, lost: Lost, limits: Limits) -> Reading:
    if lost.reason == "died":
        return _crashed(source, f"读取进程意外终止（退出码 {lost.exit_code}）")
    return Reading(
        file=source.name,
        error=TimeExceeded(
            "读取超时",
            place=source.name,
            expected=f"{limits.seconds:g} 秒以内",
            advice=_ASK_FOR_ANOTHER,
        ),
    )


def _crashed(source: Input, what: str) -> Reading:
    return Reading(
        file=source.name,
        error=ReaderCrashed("读取程序出错", found=what, advice="请把此文件反馈给开发者；本次未审查此文件"),
    )

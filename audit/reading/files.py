"""One file, read and recognised, and many of them, here or by workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from audit.errors import ReadError
from audit.readers import Input, open_file
from audit.readers.ocr import OCR_VERSION
from audit.reading.cache import DocumentCache
from audit.reading.failures import crashed, lost, memory_exceeded
from audit.reading.model import Reading
from audit.reading.workers import SECONDS, Limits, Lost, run_each
from audit.recognise import recognise

__all__ = ["read_all", "read_one"]

_SCANNING_SECONDS = 600.0  # where pictures are read: a page takes five, on a core of its own

Progress = Callable[[int, int], None]
"""Called with the number of files done and the number of all."""


@dataclass(frozen=True, slots=True)
class _Order:
    """A file to read, the year under which the manifest lists it, and the office's own topics."""

    source: Input
    manifest_year: int | None
    topics: tuple[Path, ...] = ()


def read_one(
    source: Input,
    *,
    manifest_year: int | None = None,
    cache: DocumentCache | None = None,
    topics: tuple[Path, ...] = (),
) -> Reading:
    """Read and recognise one file. Never raises: an error is part of the reading.

    `topics` are the office's own files of topics for claims.

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
            recognition=recognise(document, manifest_year=manifest_year, topic_files=topics),
            reused=kept is not None,
        )
    except ReadError as error:
        return Reading(file=source.name, error=error)
    except MemoryError:
        return Reading(file=source.name, error=memory_exceeded(source.name))
    except Exception as error:  # noqa: BLE001 - the one boundary: a bug costs its file, not the run
        return Reading(file=source.name, error=crashed(error, source.name))


def read_all(
    inputs: Sequence[Input],
    *,
    jobs: int = 0,
    limits: Limits | None = None,
    cache: DocumentCache | None = None,
    years: Mapping[str, int] | None = None,
    topics: tuple[Path, ...] = (),
    progress: Progress | None = None,
) -> list[Reading]:
    """Readings of `inputs`, in their order, by `jobs` processes within `limits`.

    With 0 jobs files are read in this process, where no limit holds. `years` are those of the
    manifest, by name of the file; `topics` the office's own files of topics for claims.
    """
    years = years or {}
    orders = [_Order(source, years.get(source.name), topics) for source in inputs]
    readings: dict[int, Reading] = {}
    for position, reading in _read_each(orders, jobs, limits or _limits(), cache):
        readings[position] = reading
        if progress is not None:
            progress(len(readings), len(inputs))
    return [readings[position] for position in range(len(inputs))]


def _limits() -> Limits:
    return Limits(seconds=_SCANNING_SECONDS if OCR_VERSION else SECONDS)


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
            file = orders[position].source.name
            yield position, Reading(file=file, error=lost(answer, file, limits))
        else:
            yield position, answer


def _read(order: _Order, cache: DocumentCache | None) -> Reading:
    return read_one(order.source, manifest_year=order.manifest_year, cache=cache, topics=order.topics)

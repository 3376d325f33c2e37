"""One file, read and recognised, and many of them, here or by workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from audit.errors import ReadError
from audit.readers import Input, open_file
from audit.readers.ocr import OCR_VERSION
from audit.reading.cache import DocumentCache
from audit.reading.failures import crashed, lost, memory_exceeded
from audit.reading.keys import FileKey, key_of
from audit.reading.model import Reading
from audit.reading.spool import pack
from audit.reading.workers import SECONDS, Limits, Lost, peak_memory, run_each
from audit.recognise import recognise

__all__ = ["PackedReading", "read_all", "read_one", "read_packed"]

_SCANNING_SECONDS = 600.0  # where pictures are read: a page takes five, on a core of its own

Answer = TypeVar("Answer")


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


@dataclass(frozen=True, slots=True)
class PackedReading:
    """What came of a file, for who has to hold that of all of them: its key, and what was recognised in
    it as bytes (`audit.reading.spool`), None when it makes no report. `peak`: bytes of memory that the
    worker has had at most so far, 0 where it is not known."""

    key: FileKey
    recognition: bytes | None = None
    peak: int = 0


def read_all(
    inputs: Sequence[Input],
    *,
    jobs: int = 0,
    limits: Limits | None = None,
    cache: DocumentCache | None = None,
    years: Mapping[str, int] | None = None,
    topics: tuple[Path, ...] = (),
) -> list[Reading]:
    """Readings of `inputs`, in their order, by `jobs` processes within `limits`.

    With 0 jobs files are read in this process, where no limit holds. `years` are those of the
    manifest, by name of the file; `topics` the office's own files of topics for claims.
    """
    orders = _order(inputs, years, topics)
    limits = limits or _limits()
    readings: dict[int, Reading] = {}
    for position, answer in _each(partial(_read, cache=cache), orders, jobs, limits):
        file = inputs[position].name
        readings[position] = _lose(answer, file, limits) if isinstance(answer, Lost) else answer
    return [readings[position] for position in range(len(inputs))]


def read_packed(
    inputs: Sequence[Input],
    *,
    jobs: int = 0,
    limits: Limits | None = None,
    cache: DocumentCache | None = None,
    years: Mapping[str, int] | None = None,
    topics: tuple[Path, ...] = (),
) -> Iterator[tuple[int, PackedReading]]:
    """As `read_all`, each as it comes: the position of every input and what came of it."""
    orders = _order(inputs, years, topics)
    limits = limits or _limits()
    for position, answer in _each(partial(_read_packed, cache=cache), orders, jobs, limits):
        if isinstance(answer, Lost):
            yield position, _pack(_lose(answer, inputs[position].name, limits))
        else:
            yield position, answer


def _order(
    inputs: Sequence[Input], years: Mapping[str, int] | None, topics: tuple[Path, ...]
) -> list[_Order]:
    return [_Order(source, (years or {}).get(source.name), topics) for source in inputs]


def _limits() -> Limits:
    return Limits(seconds=_SCANNING_SECONDS if OCR_VERSION else SECONDS)


def _lose(how: Lost, file: str, limits: Limits) -> Reading:
    return Reading(file=file, error=lost(how, file, limits))


def _each(
    task: Callable[[_Order], Answer], orders: Sequence[_Order], jobs: int, limits: Limits
) -> Iterator[tuple[int, Answer | Lost]]:
    if jobs == 0:
        yield from ((position, task(order)) for position, order in enumerate(orders))
    else:
        yield from run_each(task, orders, jobs=jobs, limits=limits, preload=__name__)


def _read(order: _Order, cache: DocumentCache | None) -> Reading:
    return read_one(order.source, manifest_year=order.manifest_year, cache=cache, topics=order.topics)


def _read_packed(order: _Order, cache: DocumentCache | None) -> PackedReading:
    return _pack(_read(order, cache))


def _pack(reading: Reading) -> PackedReading:
    key, read = key_of(reading), reading.recognition
    return PackedReading(key, pack(read) if key.is_report and read is not None else None, peak_memory())

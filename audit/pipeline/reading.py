"""Files in, readings out: each file read and recognised on its own, in this process or in a pool.

This is the boundary behind which a file is alone: whatever goes wrong with it becomes its own
reading with an error, and the other files never notice.
"""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from audit.errors import ReadError
from audit.frames import Reading
from audit.readers import Input, read_document
from audit.recognise import recognise

__all__ = ["ReaderCrashed", "read_all", "read_one"]

Progress = Callable[[int, int], None]
"""Called with the number of files done and the number of all."""


class ReaderCrashed(ReadError):
    """Our own code failed on a file. The file is listed as unread; nothing is held against the agency."""

    code = "crashed"


def read_one(source: Input) -> Reading:
    """Read and recognise one file. Never raises: an error is part of the reading."""
    if source.error is not None:
        return Reading(file=source.name, error=source.error)
    try:
        document = read_document(source.path, name=source.name, member=source.member)
        return Reading(
            file=source.name,
            sha256=document.sha256,
            format=document.format,
            recognition=recognise(document),
        )
    except ReadError as error:
        return Reading(file=source.name, error=error)
    except Exception as error:  # noqa: BLE001 - the one boundary: a bug costs its file, not the run
        where = traceback.extract_tb(error.__traceback__)[-1]
        return _crashed(source, f"{type(error).__name__}: {error}（{where.name}，第{where.lineno}行）")


def read_all(inputs: Sequence[Input], *, jobs: int = 1, progress: Progress | None = None) -> list[Reading]:
    """Readings of `inputs`, in their order. `jobs` > 1 reads in that many processes."""
    report = progress or _ignore
    total = len(inputs)
    if jobs <= 1 or total <= 1:
        return [reading for reading, _ in _read_here(inputs, report)]
    readings: dict[int, Reading] = {}
    with ProcessPoolExecutor(min(jobs, total), mp_context=_context()) as pool:
        futures = {pool.submit(read_one, source): index for index, source in enumerate(inputs)}
        for done, future in enumerate(as_completed(futures), start=1):
            index = futures[future]
            readings[index] = _result(future, inputs[index])
            report(done, total)
    return [readings[index] for index in range(total)]


def _read_here(inputs: Sequence[Input], report: Progress) -> Iterator[tuple[Reading, int]]:
    for done, source in enumerate(inputs, start=1):
        yield read_one(source), done
        report(done, len(inputs))


def _result(future: Future[Reading], source: Input) -> Reading:
    """The future's reading; a file whose worker died is tried once more, alone."""
    try:
        return future.result()
    except BrokenProcessPool:
        return _read_alone(source)


def _read_alone(source: Input) -> Reading:
    with ProcessPoolExecutor(1, mp_context=_context()) as pool:
        try:
            return pool.submit(read_one, source).result()
        except BrokenProcessPool:
            return _crashed(source, "读取进程意外终止")


def _crashed(source: Input, what: str) -> Reading:
    return Reading(
        file=source.name,
        error=ReaderCrashed("读取程序出错", found=what, advice="请把此文件反馈给开发者；本次未审查此文件"),
    )


def _context() -> multiprocessing.context.BaseContext:
    # fork is unsafe below a threaded kernel such as Jupyter's; Windows knows only spawn.
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


def _ignore(_done: int, _total: int) -> None:
    return None

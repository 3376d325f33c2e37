"""The files of a run, archives opened by workers: a small one may unpack for minutes, or to gigabytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audit.readers import Input, Listing, find_files, list_archive
from audit.reading.failures import crashed, lost, memory_exceeded
from audit.reading.workers import Limits, Lost, run_each

__all__ = ["find_inputs"]


def find_inputs(paths: Sequence[Path], *, jobs: int = 0, limits: Limits | None = None) -> list[Input]:
    """Every file under `paths` as `find_files` has it, each archive opened by one of `jobs` processes
    within `limits`; an archive that exceeds them is one input with the reason. With 0 jobs archives are
    opened in this process, where no limit holds."""
    if jobs == 0:
        return find_files(paths)

    def list_all(archives: Sequence[Input]) -> Sequence[Listing]:
        return _list_archives(archives, jobs, limits or Limits())

    return find_files(paths, list_archives=list_all)


def _list_archives(archives: Sequence[Input], jobs: int, limits: Limits) -> Sequence[Listing]:
    listings: dict[int, Listing] = {}
    for position, answer in run_each(_list, archives, jobs=jobs, limits=limits, preload=__name__):
        if isinstance(answer, Lost):
            listings[position] = lost(answer, archives[position].name, limits)
        else:
            listings[position] = answer
    return [listings[position] for position in range(len(archives))]


def _list(archive: Input) -> Listing:
    try:
        return list_archive(archive)
    except MemoryError:
        return memory_exceeded(archive.name)
    except Exception as error:  # noqa: BLE001 - as with files: a bug costs its archive, not the run
        return crashed(error, archive.name)

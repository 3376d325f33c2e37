"""What was recognised in the files of a run, on disk until its frames are built.

Recognising costs more than reading: it is done once, by whichever process reads the file, and what came
of it is put aside as bytes that the process in the middle never opens. The spool is this run's own and
goes with it: pickles are loaded from nowhere else.
"""

from __future__ import annotations

import copyreg
import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from audit.recognise.model import Recognition
from audit.template import CellSpec, Template, load_templates

__all__ = ["Spool", "pack", "unpack"]

_LEVEL = 1


def pack(recognition: Recognition) -> bytes:
    """`recognition` as bytes. Templates and their cells are named and not copied: they are most of it."""
    buffer = BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {**copyreg.dispatch_table, Template: _name_template, CellSpec: _name_cell}
    pickler.dump(recognition)
    return zlib.compress(buffer.getvalue(), _LEVEL)


def unpack(packed: bytes) -> Recognition:
    """What `pack` was given."""
    recognition: Recognition = pickle.loads(zlib.decompress(packed))  # noqa: S301 - our own, of this run
    return recognition


class Spool:
    """Packed recognitions in a file of their own, by the place of their file among a run's inputs."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self._spans: dict[int, tuple[int, int]] = {}
        self._end = 0

    def put(self, place: int, packed: bytes) -> None:
        """Keep what was recognised in the file at `place`."""
        self._file.seek(self._end)
        self._file.write(packed)
        self._spans[place] = (self._end, len(packed))
        self._end += len(packed)

    def take(self, places: Iterable[int]) -> Iterator[Recognition]:
        """What was recognised in the files at `places`, in their order."""
        for place in places:
            start, length = self._spans[place]
            self._file.seek(start)
            yield unpack(self._file.read(length))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _name_template(template: Template) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    if load_templates().get(template.revision) is template:
        return _template, (template.revision,)
    return template.__reduce_ex__(pickle.HIGHEST_PROTOCOL)  # type: ignore[return-value]


def _name_cell(spec: CellSpec) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    revision = _revisions().get(id(spec))
    if revision is not None:
        return _cell, (revision, spec.key)
    return spec.__reduce_ex__(pickle.HIGHEST_PROTOCOL)  # type: ignore[return-value]


@cache
def _revisions() -> Mapping[int, str]:
    """The identity of each cell of a template that is loaded -> the template's revision."""
    return {id(spec): t.revision for t in load_templates().values() for spec in t.cells.values()}


def _template(revision: str) -> Template:
    return load_templates()[revision]


def _cell(revision: str, key: str) -> CellSpec:
    return load_templates()[revision].cells[key]

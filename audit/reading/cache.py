"""Documents kept between runs: what a reader got out of a file, by content and reader version.

The document is kept and not what was recognised in it: reading is what costs, and a change of
templates or of recognition must show at once. An entry is gzipped JSON, which can run nothing when
it is loaded, and whose checksum tells a damaged entry; such an entry counts as absent. The folder
may be deleted at any time. Files that could not be read are not kept: they are tried in every run.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any

from audit.document import Document, Grid, GridCell, Origin, Paragraph, Picture
from audit.readers import OpenedFile

__all__ = ["DocumentCache"]

_LAYOUT = 1  # of an entry; grows when `audit.document` changes in what its fields mean
_KIND = "kind"
_KINDS = {kind.__name__: kind for kind in (Grid, GridCell, Origin, Paragraph, Picture)}
_DEFAULTS = {
    kind: {name: entry.default for name, entry in signature(kind).parameters.items()}
    for kind in _KINDS.values()
}  # kind -> its fields, each with its default
_DAMAGE = (EOFError, OSError, zlib.error, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class DocumentCache:
    """The entries in `folder`, which has to exist."""

    folder: Path

    def load(self, opened: OpenedFile) -> Document | None:
        """What `opened.read()` gave when it was last kept; None when it was not, or is damaged."""
        try:
            entry = json.loads(gzip.decompress(self._path(opened).read_bytes()))
            if entry["sha256"] != opened.sha256:
                return None
            return Document(
                opened.file,
                opened.sha256,
                opened.format.name,
                tuple(_unpack(block, opened.file) for block in entry["blocks"]),
                entry["metadata"],
            )
        except _DAMAGE:
            return None

    def keep(self, opened: OpenedFile, document: Document) -> None:
        """Keep `document` for the next run, whole or not at all."""
        entry = {
            "sha256": opened.sha256,
            "metadata": document.metadata,
            "blocks": [_pack(block) for block in document.blocks],
        }
        text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        path = self._path(opened)
        # One name for every attempt: what a killed run has left is overwritten by the next.
        partial = path.with_name(f".{path.name}.partial")
        try:
            partial.write_bytes(gzip.compress(text.encode("utf-8", "surrogatepass"), 1, mtime=0))
            partial.replace(path)
        except OSError:
            # A full disk, another run at the same entry: what is not kept is read again.
            return

    def _path(self, opened: OpenedFile) -> Path:
        stamp = f"{opened.format.name}-{opened.stamp}"
        return self.folder / f"{opened.sha256}-{stamp}.{_LAYOUT}.json.gz"


def _pack(value: Any) -> Any:
    """A block or part of one as JSON holds it: the fields that differ from their defaults. The file is
    left out of origins: the same content may bear another name in the next run."""
    kind = type(value)
    if kind not in _DEFAULTS:
        return [_pack(item) for item in value] if kind is tuple else value
    given: dict[str, Any] = {_KIND: kind.__name__}
    for name, default in _DEFAULTS[kind].items():
        content = getattr(value, name)
        if content != default and not (name == "file" and kind is Origin):
            given[name] = _pack(content)
    return given


def _unpack(value: Any, file: str) -> Any:
    if isinstance(value, list):
        return tuple(_unpack(item, file) for item in value)
    if not isinstance(value, Mapping):
        return value
    given = {name: _unpack(content, file) for name, content in value.items() if name != _KIND}
    kind = _KINDS[value[_KIND]]
    return Origin(file, **given) if kind is Origin else kind(**given)

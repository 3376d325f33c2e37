"""Pictures that a saved page shows out of files beside it, named by the page and loaded with suspicion.

A page may only show what lies in its own folder or below, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from pathlib import Path
from urllib.parse import unquote

__all__ = ["Beside", "find_names", "load_beside", "load_named", "local_name"]

Beside = Mapping[str, bytes]
"""Files beside a page that it shows, by what `local_name` calls them."""

_LARGEST = 16 * 1024 * 1024  # bytes; a scanned page has two million at most
_ALL = 64 * 1024 * 1024  # bytes; all that one page shows
_MOST = 200  # files of one page
_LONGEST_NAME = 500
# No tag reaches over another's start, so that the time grows with the page and no faster.
_SOURCE = re.compile(
    rb"""<img\b[^<>]{0,2000}?\ssrc\s*=\s*(?:"([^"<>]{0,2000})"|'([^'<>]{0,2000})'|([^\s"'<>]{1,2000}))""",
    re.IGNORECASE,
)
_QUERY = re.compile(r"[?#]")


def local_name(source: str) -> str:
    """The path below a page's folder that the `src` of a picture names, with forward slashes; empty when
    it is no such path (an address, a path to elsewhere, data)."""
    if len(source) > _LONGEST_NAME:
        return ""
    path = unquote(_QUERY.split(source.strip(), maxsplit=1)[0]).replace("\\", "/").removeprefix("./")
    outside = ":" in path or any(part in ("", ".", "..") for part in path.split("/"))
    return "" if outside or not path.isprintable() else path


def find_names(page: bytes) -> tuple[str, ...]:
    """The pictures that a page shows out of its folder, each once."""
    sources = (found[1] or found[2] or found[3] or b"" for found in _SOURCE.finditer(page))
    names = dict.fromkeys(local_name(unescape(_decode(source))) for source in sources)
    return tuple(name for name in names if name)[:_MOST]


def load_beside(page: Path, names: Sequence[str]) -> Beside:
    """Those of `names` that are regular files within the folder of `page`, also once links are followed.
    One that is missing or cannot be read is left out: then the page shows a picture, and no more."""
    folder = page.parent.resolve()

    def fetch(name: str, most: int) -> bytes:
        try:
            path = (folder / name).resolve(strict=True)
            fits = path.is_relative_to(folder) and path.is_file() and path.stat().st_size <= most
            return path.read_bytes() if fits else b""
        except (OSError, RuntimeError):  # the second: a loop of links
            return b""

    return load_named(names, fetch)


def load_named(names: Sequence[str], fetch: Callable[[str, int], bytes]) -> Beside:
    """What `fetch` has of `names` within the limits; it is given a name and how many bytes are allowed,
    and answers with none where there is no such file or it is larger."""
    found: dict[str, bytes] = {}
    left = _ALL
    for name in names:
        data = fetch(name, min(_LARGEST, left))
        if data:
            found[name] = data
            left -= len(data)
    return found


def _decode(name: bytes) -> str:
    """A name in one of the encodings that pages are written in; a damaged one is no file's."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")

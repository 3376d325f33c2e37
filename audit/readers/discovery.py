"""Which files a run is about: every file under the given paths and in the archives there, once, or
the reason why not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from audit.errors import DamagedFile, ReadError, Unreachable
from audit.readers.archive import Member, is_archive, list_members
from audit.readers.signature import unreachable

__all__ = ["Input", "Listing", "find_files", "list_archive"]

_SKIPPED = frozenset({"thumbs.db", "desktop.ini", "__macosx"})  # what systems leave in folders
_SKIPPED_PREFIXES = (".", "~$", ".~")  # hidden files, and the lock files of Office and WPS


@dataclass(frozen=True, slots=True)
class Input:
    """One file of a run. `name` is its path below the folder given, with forward slashes, and unique
    in the run; `error` says why it cannot be read (found without opening it). A file in an archive is
    called `archive.zip!/folder/name`; `path` is the archive's, and `member` its position there."""

    path: Path
    name: str
    error: ReadError | None = None
    member: tuple[int, ...] = ()


Listing = Sequence[Member] | ReadError
"""The files in an archive, or why it is not opened."""


def list_archive(archive: Input) -> Listing:
    """The files in `archive`. Never raises a `ReadError`: it is the answer."""
    try:
        return list_members(archive.path, archive.name)
    except ReadError as error:
        return error
    except OSError as error:
        return unreachable(error, archive.name)


def _list_here(archives: Sequence[Input]) -> Sequence[Listing]:
    return [list_archive(archive) for archive in archives]


def find_files(
    paths: Sequence[Path], *, list_archives: Callable[[Sequence[Input]], Sequence[Listing]] = _list_here
) -> list[Input]:
    """Every file under `paths`, folders walked in sorted order, each file once.

    Hidden files and lock files are left out. What cannot be walked or is no file (a missing path, a
    broken link, a loop of links, a device, an empty folder) is one Input with an error. An archive is
    the files in it; `list_archives` opens all of them (by default in this process, within no limit
    but those of `archive`: a small file may unpack for minutes).
    """
    found = [_recognised(source) for source in _each_once(paths)]
    archives = [source for source, is_opened in found if is_opened]
    listings = dict(zip((source.path for source in archives), list_archives(archives), strict=True))
    inputs: list[Input] = []
    names: set[str] = set()
    for source, is_opened in found:
        for each in _unpacked(source, listings[source.path]) if is_opened else [source]:
            name = _unique(each.name, names)
            names.add(name)
            inputs.append(Input(each.path, name, each.error, each.member))
    return inputs


def _each_once(paths: Sequence[Path]) -> Iterator[Input]:
    seen: set[Path] = set()
    for path in paths:
        for found in _walk(path, PurePosixPath(path.name or path.resolve().name), (), top=True):
            if found.error is None:
                identity = found.path.resolve()
                if identity in seen:
                    continue
                seen.add(identity)
            yield found


def _recognised(found: Input) -> tuple[Input, bool]:
    """`found`, or the reason why it cannot be opened, and whether it is an archive."""
    try:
        return found, found.error is None and is_archive(found.path)
    except OSError as error:
        return Input(found.path, found.name, unreachable(error, found.name)), False


def _unpacked(archive: Input, listing: Listing) -> Iterator[Input]:
    """The files in `archive`, or itself with the reason why there are none."""
    if isinstance(listing, ReadError):
        yield Input(archive.path, archive.name, listing)
        return
    members = [
        member
        for member in listing
        if all(_is_kept(part) for part in PurePosixPath(member.name).parts) or member.error is not None
    ]
    if not members:
        empty = DamagedFile("压缩包内没有文件", place=archive.name, advice="重新取得原件后重试")
        yield Input(archive.path, archive.name, empty)
    for member in members:
        yield Input(archive.path, f"{archive.name}!/{member.name}", member.error, member.position)


def _walk(path: Path, name: PurePosixPath, above: tuple[Path, ...], *, top: bool) -> Iterator[Input]:
    """The inputs at and below `path`. `above`: the real folders on the way here, to find loops.

    A folder given by the user names its files relative to itself.
    """
    try:
        if path.is_dir():
            yield from _walk_folder(path, name, above, top=top)
        elif path.is_file():
            # A mere question to the system; asking it here gives the reason before any work is done.
            denied = None if os.access(path, os.R_OK) else unreachable(PermissionError(), str(name))
            yield Input(path, str(name), denied)
        else:
            yield Input(path, str(name), _no_file(path, str(name)))
    except OSError as error:
        yield Input(path, str(name), unreachable(error, str(name)))


def _walk_folder(path: Path, name: PurePosixPath, above: tuple[Path, ...], *, top: bool) -> Iterator[Input]:
    real = path.resolve()
    if real in above:
        reason = Unreachable("链接成环", place=str(name), found=f"指回 {real.name}", advice="删除该链接")
        yield Input(path, str(name), reason)
        return
    kept = [child for child in sorted(path.iterdir(), key=lambda child: child.name) if _is_kept(child.name)]
    if not kept:
        yield Input(path, str(name), Unreachable("空文件夹", place=str(name), advice="检查路径是否正确"))
    inside = PurePosixPath() if top else name
    for child in kept:
        yield from _walk(child, inside / child.name, (*above, real), top=False)


def _no_file(path: Path, name: str) -> Unreachable:
    """Why `path`, which is neither a file nor a folder, cannot be read."""
    if path.exists():
        return Unreachable("不是普通文件（管道或设备）", place=name, advice="从输入中去掉")
    if not path.is_symlink():
        return Unreachable("路径不存在", place=name, advice="检查路径是否正确")
    try:
        path.resolve(strict=True)
    except FileNotFoundError:
        return Unreachable("链接指向的文件不存在", place=name, advice="修复或删除该链接")
    except (OSError, RuntimeError):
        return Unreachable("链接成环", place=name, advice="删除该链接")
    return Unreachable("无法访问", place=name)


def _is_kept(name: str) -> bool:
    return name.lower() not in _SKIPPED and not name.startswith(_SKIPPED_PREFIXES)


def _unique(name: str, names: set[str]) -> str:
    """`name`, told apart from those taken by a number after it (two folders may hold equal names)."""
    if name not in names:
        return name
    path = PurePosixPath(name)
    number = 2
    while str(path.with_name(f"{path.stem}({number}){path.suffix}")) in names:
        number += 1
    return str(path.with_name(f"{path.stem}({number}){path.suffix}"))

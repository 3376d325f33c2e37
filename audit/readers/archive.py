"""ZIP archives: the files in them, each an input of its own, and their bytes, never put on disk.

What is suspicious about one member costs that member; what is suspicious about the archive, the
archive. A file in an archive in the archive is read; one level deeper it is refused.
"""

from __future__ import annotations

import io
import posixpath
import stat
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from audit.errors import DamagedFile, HostileFile, LimitExceeded, ReadError
from audit.readers.beside import Beside, load_named
from audit.readers.package import BAD_ZIP, refuse_explosive
from audit.readers.signature import LARGEST_FILE, refuse_large, unreachable

__all__ = ["Member", "is_archive", "list_members", "read_member", "read_neighbours"]

ENTRIES = 20_000  # with those of archives within
UNPACKED = 16 * 1024**3  # bytes, all members together
DEPTH = 2
INNER = 256 * 1024 * 1024  # bytes; an archive within is unpacked in memory
_DIRECTORY = 8 * 1024 * 1024  # bytes; the list of members is read before anything can be counted
_SEPARATOR = "!/"
_START, _END = b"PK\x03\x04", b"PK\x05\x06"  # an empty archive begins with its end
_END_SIZE, _LONGEST_COMMENT = 22, 65_535
_UTF8, _ENCRYPTED = 0x800, 0x1
_LONGEST_NAME = 200
# What makes a zip a document of its own: these stand at its top.
_DOCUMENT_MARKS = ("[Content_Types].xml", "_rels/.rels", "mimetype", "OFD.xml")
_DOCUMENT_FOLDERS = ("word/document", "xl/workbook", "ppt/presentation")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its position (and, in an archive within, the position there), its name
    below the archive, and why it cannot be read, when it cannot."""

    position: tuple[int, ...]
    name: str
    error: ReadError | None = None


@dataclass(slots=True)
class _Spent:
    """What has been counted so far of an archive and those within."""

    entries: int = 0
    unpacked: int = 0


def is_archive(path: Path) -> bool:
    """Whether the file is an archive of files, and not a document that is stored as one.

    A broken one is not: it is read, and refused, as a document is. May raise `OSError`.
    """
    with path.open("rb") as source:
        return source.read(4) in (_START, _END) and _is_archive(source)


def list_members(path: Path, file: str) -> list[Member]:
    """The files in the archive, in its own order, folders left out.

    Raises `LimitExceeded` (too many, too large) and `DamagedFile`. `file` is what messages call it.
    """
    try:
        with path.open("rb") as source:
            return list(_walk(source, file, "", (), _Spent()))
    except BAD_ZIP as error:
        raise _damaged(file) from error


def read_member(path: Path, position: Sequence[int], file: str) -> bytes:
    """The bytes of the file at a `Member.position`. Raises `ReadError`s as reading a file does."""
    try:
        with path.open("rb") as source:
            return _read(source, position, file)
    except FileNotFoundError as error:
        raise unreachable(error, file) from error
    except (*BAD_ZIP, IndexError) as error:
        raise _damaged(file) from error


def _read(source: BinaryIO, position: Sequence[int], file: str) -> bytes:
    first, *rest = position
    with zipfile.ZipFile(source) as archive:
        member = archive.infolist()[first]
        refuse_large(member.file_size, INNER if rest else LARGEST_FILE, file)
        data = archive.read(member)
    if not rest:
        if not data.strip(b"\0 \t\r\n"):
            raise DamagedFile("空文件", place=file, found=f"{len(data)} 字节，无内容")
        return data
    return _read(io.BytesIO(data), rest, file)


def read_neighbours(path: Path, position: Sequence[int], names: Sequence[str]) -> Beside:
    """Those of `names` that stand in the archive beside the file at `position`, or below its folder, as
    `load_beside` finds them in a folder. What is suspicious or damaged is left out."""
    try:
        with path.open("rb") as source:
            return _load_named(source, position, names)
    except (*BAD_ZIP, IndexError):
        return {}


def _load_named(source: BinaryIO, position: Sequence[int], names: Sequence[str]) -> Beside:
    first, *rest = position
    with zipfile.ZipFile(source) as archive:
        members = archive.infolist()
        if rest:
            return _load_named(io.BytesIO(archive.read(members[first])), rest, names)
        folder = posixpath.dirname(_decode(members[first]))
        wanted = {posixpath.join(folder, name): name for name in names}
        found = {wanted.get(_decode(member), ""): member for member in members}

        def fetch(name: str, most: int) -> bytes:
            member = found.get(name)
            if member is None or member.file_size > most:
                return b""
            try:
                _refuse_suspicious(member, name, name)
                return archive.read(member)
            except (ReadError, *BAD_ZIP):
                return b""

        return load_named(names, fetch)


def _walk(
    source: BinaryIO, file: str, prefix: str, above: tuple[int, ...], spent: _Spent
) -> Iterator[Member]:
    _refuse_large_directory(source, file)
    with zipfile.ZipFile(source) as archive:
        members = [(index, member) for index, member in enumerate(archive.infolist()) if not member.is_dir()]
        spent.entries += len(members)
        spent.unpacked += sum(member.file_size for _, member in members)
        _refuse_bulk(spent, file)
        for index, member in members:
            name = _printable(_decode(member))
            inner = f"{prefix}{name}"
            place = f"{file}{_SEPARATOR}{inner}"
            position = (*above, index)
            try:
                _refuse_suspicious(member, name, place)
                nested = _nested(archive, member, name, place)
                if nested is None:
                    yield Member(position, inner)
                elif len(position) >= DEPTH:
                    raise LimitExceeded("压缩包嵌套过深", place=place, expected=f"不超过 {DEPTH} 层")
                else:
                    yield from _walk(nested, file, f"{inner}{_SEPARATOR}", position, spent)
            except ReadError as error:
                yield Member(position, inner, error)
            except BAD_ZIP as error:
                yield Member(position, inner, _damaged(place, error))


def _nested(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, place: str) -> BinaryIO | None:
    """The content of a member that is an archive itself."""
    if not name.lower().endswith(".zip"):
        return None
    refuse_large(member.file_size, INNER, place)
    data = archive.read(member)
    source = io.BytesIO(data)
    return source if data[:4] in (_START, _END) and _is_archive(source) else None


def _is_archive(source: BinaryIO) -> bool:
    try:
        _refuse_large_directory(source, "")
        with zipfile.ZipFile(source) as archive:
            names = [name.lstrip("/") for name in archive.namelist()]
    except LimitExceeded:
        return True  # too long a list to be a document's
    except BAD_ZIP:
        return False
    return not any(name in _DOCUMENT_MARKS or name.startswith(_DOCUMENT_FOLDERS) for name in names)


# ------------------------------------------------------------------------------------------ limits


def _refuse_large_directory(source: BinaryIO, file: str) -> None:
    """Raise `LimitExceeded` before a list of members is read that is far longer than `ENTRIES`."""
    size = source.seek(0, io.SEEK_END)
    source.seek(max(size - _END_SIZE - _LONGEST_COMMENT, 0))
    tail = source.read()
    end = tail[tail.rfind(_END) :] if _END in tail else b""
    source.seek(0)
    if len(end) >= _END_SIZE and int.from_bytes(end[12:16], "little") > _DIRECTORY:
        raise _too_many("过多", file)


def _refuse_bulk(spent: _Spent, file: str) -> None:
    if spent.entries > ENTRIES:
        raise _too_many(f"{spent.entries} 个", file)
    if spent.unpacked > UNPACKED:
        raise LimitExceeded(
            "压缩包解压后过大",
            place=file,
            found=f"{spent.unpacked / 1024**3:.0f} GB",
            expected=f"不超过 {UNPACKED // 1024**3} GB",
            advice="解压或分成几个压缩包后重试",
        )


def _too_many(found: str, file: str) -> LimitExceeded:
    return LimitExceeded(
        "压缩包内文件过多",
        place=file,
        found=found,
        expected=f"不超过 {ENTRIES} 个",
        advice="解压或分成几个压缩包后重试",
    )


def _refuse_suspicious(member: zipfile.ZipInfo, name: str, place: str) -> None:
    if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
        raise HostileFile("压缩包内有指向外部的路径", place=place, advice="向报送单位核实来源")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise HostileFile("压缩包内有符号链接", place=place, advice="向报送单位索取原件")
    if member.flag_bits & _ENCRYPTED:
        raise DamagedFile("文件已加密", place=place, advice="解压后重试")
    refuse_explosive(member, place)


def _damaged(file: str, error: Exception | None = None) -> DamagedFile:
    unknown = isinstance(error, NotImplementedError)
    problem = "压缩方法不支持" if unknown else "压缩包结构损坏"
    return DamagedFile(problem, place=file, advice="解压后重试" if unknown else "重新取得原件后重试")


# ------------------------------------------------------------------------------------------- names


def _decode(member: zipfile.ZipInfo) -> str:
    """The name of a member, with forward slashes. Without the UTF-8 flag it is in whatever the packer
    used: UTF-8 all the same (macOS), GB18030 (Chinese Windows), else code page 437, as the format says."""
    if member.flag_bits & _UTF8:
        return member.orig_filename.replace("\\", "/")
    stored = member.orig_filename.encode("cp437")
    for codec in ("utf-8", "gb18030"):
        try:
            return stored.decode(codec).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return member.orig_filename.replace("\\", "/")


def _printable(name: str) -> str:
    """`name` as it can stand in a list: no control characters, no absurd length."""
    shown = "".join(char if char.isprintable() else "�" for char in name)
    return shown if len(shown) <= _LONGEST_NAME else "…" + shown[-_LONGEST_NAME:]

"""What a file is by its first bytes, whatever its name says; and the formats we know but do not read."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import olefile

from audit.errors import DamagedFile, LimitExceeded, UnknownFormat, Unreachable

__all__ = [
    "LARGEST_FILE",
    "OLE",
    "data_format",
    "foreign_format",
    "is_compound",
    "load",
    "refuse",
    "refuse_large",
    "unreachable",
    "zip_names",
]

LARGEST_FILE = 64 * 1024 * 1024  # bytes; reports with pictures have up to 20 MB
_HEAD = 4096

_SIGNATURES = (
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\0", "TIFF 图片"),
    (b"MM\0*", "TIFF 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"SQLite format 3\0", "SQLite 数据库"),
    (b"PAR1", "Parquet 数据"),
)
_SHORT = 4  # shorter signatures are letters too: they count only where zero bytes follow
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE_STREAMS = (
    ("PowerPoint Document", "旧版演示文稿（.ppt）"),
    ("WordDocument", "旧版 Word 文档（.doc、.wps）"),
)
_ZIP_MEMBERS = (
    ("xl/", "Excel 二进制表格（.xlsb）"),
    ("ppt/", "演示文稿（.pptx）"),
    ("OFD.xml", "OFD 版式文档"),
    ("mimetype", "OpenDocument 文档"),
)
# Text that programs write for programs. Read as prose it would be a report that lacks its tables.
_DATA = {
    suffix: label
    for label, suffixes in (
        ("CSV 数据", ".csv .tsv .psv"),
        ("JSON 数据", ".json .jsonl .ndjson .geojson .ipynb"),
        ("XML 数据", ".xml .xsd .xsl"),
        ("设置文件", ".cfg .conf .ini .toml .yaml .yml"),
        ("程序代码", ".bat .c .cpp .css .h .java .js .php .ps1 .py .sh .sql .ts .vbs"),
        ("运行日志", ".log"),
    )
    for suffix in suffixes.split()
}
_OFFICE_XML = re.compile(rb"<\?mso-application[^>]*Excel|<pkg:package\b")


def load(path: Path, file: str) -> bytes:
    """The bytes of a regular file. Raises `Unreachable`, `DamagedFile` when there are none, and
    `LimitExceeded`, before anything is read, when there are more than `LARGEST_FILE`."""
    try:
        if not path.is_file():
            raise Unreachable("不是普通文件", place=file, advice="检查路径是否正确、链接是否有效")
        size = path.stat().st_size
        refuse_large(size, LARGEST_FILE, file)
        data = path.read_bytes() if size else b""
    except OSError as error:
        raise unreachable(error, file) from error
    if not data.strip(b"\0 \t\r\n"):
        raise DamagedFile(
            "空文件", place=file, found=f"{len(data)} 字节，无内容", advice="重新取得原件后重试"
        )
    return data


def refuse_large(size: int, limit: int, file: str) -> None:
    """Raise `LimitExceeded` when a file of `size` bytes is over `limit`."""
    if size > limit:
        raise LimitExceeded(
            "文件过大",
            place=file,
            found=f"{_megabytes(size)} MB",
            expected=f"不超过 {_megabytes(limit)} MB",
            advice="确认是否为年度报告文件",
        )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f}"


def unreachable(error: OSError, file: str) -> Unreachable:
    """`error` of the operating system as the reason a person reads."""
    if isinstance(error, PermissionError):
        return Unreachable("没有读取权限", place=file, advice="向文件所有者申请权限，或换有权限的账户运行")
    if isinstance(error, FileNotFoundError):
        return Unreachable("路径不存在", place=file, advice="检查路径是否正确、链接是否有效")
    return Unreachable(
        "无法访问", place=file, found=error.strerror or type(error).__name__, advice="检查磁盘或网络盘后重试"
    )


def foreign_format(data: bytes) -> str | None:
    """The Chinese name of a format that no reader reads, or None when it takes a reader to tell."""
    head = data[:_HEAD]
    for signature, label in _SIGNATURES:
        if head.startswith(signature) and (len(signature) >= _SHORT or b"\0" in head):
            return label
    if head[8:12] == b"WEBP":
        return "WebP 图片"
    if _OFFICE_XML.search(head):
        return "Office XML 文档"
    return _DATA[".json"] if _is_json(data) else None


def data_format(suffix: str) -> str | None:
    """The Chinese name of what a text with this suffix (lower case, with its dot) holds when it is data or
    a program and no document."""
    return _DATA.get(suffix)


def _is_json(data: bytes) -> bool:
    text = data.strip()
    if text[:1] + text[-1:] not in (b"{}", b"[]"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def is_compound(data: bytes, streams: Sequence[str], *, named: bool) -> bool:
    """Whether `data` is an OLE container with one of `streams` at its top (further down are embedded
    objects). Of one that cannot be opened the name tells (`named`: it has the suffix of the format)."""
    if not data.startswith(OLE):
        return False
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return any(container.exists(stream) for stream in streams)
    except (OSError, ValueError, LookupError, TypeError, struct.error, RecursionError):
        return named


def refuse(data: bytes, suffix: str, file: str, readable: str) -> UnknownFormat | DamagedFile:
    """The error for a file that no reader takes. `readable` names the formats that can be read."""
    if data.startswith(OLE) and _ENCRYPTED in data:
        return DamagedFile("文件已加密", place=file, advice="取消打开密码后另存，再重试")
    label = foreign_format(data) or data_format(suffix)
    if data.startswith(OLE):
        streams = (label for stream, label in _OLE_STREAMS if stream.encode("utf-16-le") in data)
        label = next(streams, "旧版 Office 文档")
    elif label is None and data.startswith(b"PK"):
        names = zip_names(data)
        if names is None:
            return DamagedFile("压缩包结构损坏", place=file, advice="重新取得原件后重试")
        label = next(
            (label for member, label in _ZIP_MEMBERS if any(n.startswith(member) for n in names)),
            "ZIP 压缩包",
        )
    return UnknownFormat(
        "尚不能读取此格式",
        place=file,
        found=label or "无法识别的二进制文件",
        expected=readable,
        advice="另存为其中一种格式后重试",
    )


def zip_names(data: bytes) -> list[str] | None:
    """Names of the members of a zip archive, or None when its directory cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return None

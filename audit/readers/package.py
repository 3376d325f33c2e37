"""The package that a DOCX or XLSX file is: a zip of XML parts, opened with suspicion."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from audit.errors import DamagedFile, HostileFile, LimitExceeded
from audit.readers.docx_markup import Element

__all__ = ["BAD_ZIP", "Package", "inspect_package", "open_package", "read_media", "refuse_explosive"]

BAD_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError,
    OSError, struct.error,
)  # fmt: skip
"""What zipfile raises on archives that are broken, encrypted or packed in ways it does not know."""
MEMBERS = 5_000  # a report has 20, one with many pictures some hundreds
PART_BYTES = 32 * 1024 * 1024  # unpacked; the document part of a report has 0.5 to 3 MB
XML_BYTES = 96 * 1024 * 1024  # all XML parts together, unpacked
RATIO = 250  # unpacked to packed; Word's own tables reach 60
_RATIO_COUNTS_FROM = 1024 * 1024  # small parts pack well by chance
_XML = (".xml", ".rels")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_PIECE = 1024 * 1024  # bytes of a part that are looked at together
_ADVICE = "重新取得原件，或用 Word、Excel 打开另存后重试"


@dataclass(frozen=True, slots=True)
class Package:
    """The XML parts of a file, checked. `main` is the name of the document part."""

    file: str
    parts: dict[str, bytes]
    main: str

    def parse(self, name: str) -> Element | None:
        """The root of a part, or None when there is no such part. Raises `DamagedFile`."""
        data = self.parts.get(name)
        return None if data is None else _parse(data, name, self.file)

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Relations of a part: id -> (last word of the type, name of the target part)."""
        folder, base = posixpath.split(name)
        root = self.parse(posixpath.join(folder, "_rels", f"{base}.rels"))
        return {} if root is None else _relations(root, folder)


def open_package(data: bytes, file: str, default: str) -> Package:
    """The parts of the package in `data`. `default` is the main part where the package names none.

    Raises `DamagedFile` (broken, encrypted, no document), `HostileFile` (a document type or
    entities in any part, names that lead outside), `LimitExceeded` (number, size, compression).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_suspicious(members, file)
            parts = {
                member.filename.lstrip("/"): archive.read(member)
                for member in members
                if member.filename.lower().endswith(_XML)
            }
    except BAD_ZIP as error:
        raise DamagedFile("文件结构损坏（压缩包不完整）", place=file, advice=_ADVICE) from error
    for name, part in parts.items():
        if any(declaration in part.replace(b"\0", b"") for declaration in _DECLARATIONS):
            raise _hostile(name, file)
    main = _main_part(parts, file, default)
    if main not in parts:
        raise DamagedFile("缺少正文部件", place=file, expected=main, advice=_ADVICE)
    return Package(file, parts, main)


def inspect_package(data: bytes, file: str, *, part_bytes: int, xml_bytes: int) -> list[str]:
    """The names of the members of the package in `data`, whose XML parts are looked through a piece at a
    time and not kept: for packages that are larger than a report can be. Raises what `open_package` does."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_suspicious(members, file, part_bytes, xml_bytes)
            for member in members:
                if member.filename.lower().endswith(_XML) and _declares(archive, member):
                    raise _hostile(member.filename, file)
    except BAD_ZIP as error:
        raise DamagedFile("文件结构损坏（压缩包不完整）", place=file, advice=_ADVICE) from error
    return [member.filename for member in members]


def _declares(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a part declares a document type or entities, in whatever encoding."""
    longest = max(map(len, _DECLARATIONS))
    before = b""
    with archive.open(member) as part:
        while piece := part.read(_PIECE):
            text = before + piece.replace(b"\0", b"")
            if any(declaration in text for declaration in _DECLARATIONS):
                return True
            before = text[-longest:]
    return False


def read_media(data: bytes, name: str, file: str) -> bytes:
    """A part that is no XML, such as a picture; empty when the package in `data` has none of that name
    or it cannot be unpacked. Raises `LimitExceeded` (size, compression)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = next((item for item in archive.infolist() if item.filename.lstrip("/") == name), None)
            if member is None or member.file_size > PART_BYTES:
                return b""
            refuse_explosive(member, file)
            return archive.read(member)
    except BAD_ZIP:
        return b""


def _refuse_suspicious(
    members: list[zipfile.ZipInfo], file: str, part_bytes: int = PART_BYTES, xml_bytes: int = XML_BYTES
) -> None:
    if len(members) > MEMBERS:
        raise LimitExceeded(
            "压缩包内文件过多", place=file, found=f"{len(members)} 个", expected=f"不超过 {MEMBERS} 个"
        )
    total = 0
    for member in members:
        if ".." in member.filename.split("/") or member.filename.startswith(("//", "\\")):
            raise HostileFile("压缩包内有指向外部的路径", place=file, found=member.filename[:80])
        if not member.filename.lower().endswith(_XML):
            continue
        if member.flag_bits & 1:
            raise DamagedFile("文件已加密", place=file, advice="取消打开密码后另存，再重试")
        total += member.file_size
        if member.file_size > part_bytes or total > xml_bytes:
            raise LimitExceeded(
                "文件解压后过大",
                place=file,
                found=f"{member.filename[:80]} {member.file_size / 1024 / 1024:.0f} MB",
                expected=f"不超过 {part_bytes // 1024 // 1024} MB",
            )
        refuse_explosive(member, file)


def refuse_explosive(member: zipfile.ZipInfo, file: str) -> None:
    """Raise `LimitExceeded` when a member of an archive unpacks to absurdly more than it is."""
    if member.file_size > _RATIO_COUNTS_FROM and member.file_size > RATIO * member.compress_size:
        raise LimitExceeded(
            "压缩率异常",
            place=file,
            found=f"{member.filename[:80]} {member.file_size // max(member.compress_size, 1)} 倍",
            expected=f"不超过 {RATIO} 倍",
        )


def _main_part(parts: dict[str, bytes], file: str, default: str) -> str:
    root = _parse(parts["_rels/.rels"], "_rels/.rels", file) if "_rels/.rels" in parts else None
    relations = {} if root is None else _relations(root, "")
    return next((target for kind, target in relations.values() if kind == "officeDocument"), default)


def _relations(root: Element, folder: str) -> dict[str, tuple[str, str]]:
    relations = {}
    for relation in root:
        identity, kind, target = (relation.get(key) or "" for key in ("Id", "Type", "Target"))
        if relation.get("TargetMode") == "External":
            target = ""  # never followed
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        relations[identity] = (kind.rpartition("/")[2], posixpath.normpath(path))
    return relations


def _parse(data: bytes, name: str, file: str) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFile("部件不是有效的 XML", place=file, found=name[:80], advice=_ADVICE) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _hostile(name, file)
    return root


def _hostile(name: str, file: str) -> HostileFile:
    return HostileFile(
        "文件内含实体声明，可能用于攻击，已拒绝读取",
        place=file,
        found=name[:80],
        expected="正文部件不含 DOCTYPE 与实体",
        advice="向报送单位核实来源",
    )

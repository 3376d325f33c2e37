"""What only LibreOffice opens (RTF, Word 95, Works and other .wps, OpenDocument, Word 2003 XML): it is
asked, where it is installed, to write a DOCX, which is then read like any other.

It runs in a profile of its own that is thrown away, with macros off, links blocked and every proxy
leading nowhere, one file a call, and is stopped when it takes too long.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.errors import DamagedFile, HostileFile, LimitExceeded, UnknownFormat
from audit.readers.docx import read_docx
from audit.readers.formats import Content, Format
from audit.readers.signature import OLE, zip_names

__all__ = ["FORMAT", "is_installed", "read_converted"]

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
_SECONDS = 90  # less than a file may take in all, so that the reason given is LibreOffice's
_RTF = b"{\\rtf"
_WORD_XML = re.compile(rb"<\?mso-application[^>]*Word|<w:wordDocument\b")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_XML = "Word 2003 XML 文档"
_HEAD = 4096
_SUFFIXES = (".wps", ".wpt", ".rtf", ".odt")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def is_installed() -> bool:
    """Whether LibreOffice is there to be asked."""
    return _program() is not None


@cache
def _program() -> str | None:
    found = (shutil.which(name) for name in (*_PROGRAMS, *_PLACES))
    return next((program for program in found if program), None)


def read_converted(data: bytes, file: str) -> Content:
    """The blocks of a file as LibreOffice understands it; its metadata say `converted_by`.

    Raises `UnknownFormat` (LibreOffice is not installed), `DamagedFile` (it cannot open the file),
    `LimitExceeded` (it does not come to an end), `HostileFile` (entities), and what the DOCX reader raises.
    """
    program = _program()
    kind = _kind(data)
    if program is None:
        raise UnknownFormat(
            "未安装 LibreOffice，不能读取此格式",
            place=file,
            found=kind,
            advice="安装 LibreOffice 后重试，或用 WPS、Word 另存为 .docx",
        )
    if kind == _XML and any(declaration in data for declaration in _DECLARATIONS):
        raise HostileFile(
            "文件内含实体声明，可能用于攻击，已拒绝读取", place=file, advice="向报送单位核实来源"
        )
    with TemporaryDirectory(prefix="disclosure-audit-", ignore_cleanup_errors=True) as folder:
        content = read_docx(_convert(program, Path(folder), data, file, kind), file)
    return Content(content.blocks, content.metadata | {"converted_by": "LibreOffice"})


def _convert(program: str, folder: Path, data: bytes, file: str, kind: str) -> bytes:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    source = folder / f"report{_suffix(data)}"
    source.write_bytes(data)
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source)),
    ]
    if not _finishes(command):
        raise LimitExceeded(
            "LibreOffice 转换超时",
            place=file,
            found=kind,
            expected=f"{_SECONDS:g} 秒以内",
            advice="用 WPS、Word 另存为 .docx 后重试",
        )
    written = folder / "out" / "report.docx"
    if not written.is_file():
        raise DamagedFile(
            "LibreOffice 无法打开此文件",
            place=file,
            found=kind,
            advice="确认文件完好且未加密，或用 WPS、Word 另存为 .docx 后重试",
        )
    return written.read_bytes()


def _finishes(command: list[str]) -> bool:
    """Whether the program ends in time; if not, it and what it started are ended."""
    with subprocess.Popen(  # noqa: S603 - a fixed program, and no argument of the file's choosing
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        finally:  # also when this process is told to end
            _end(process)
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _kind(data: bytes) -> str:
    if data.startswith(_RTF):
        return "RTF 文档"
    if data.startswith(OLE):
        return "旧版 WPS 或 Word 文档"
    return "OpenDocument 文档" if data.startswith(b"PK") else _XML


def _suffix(data: bytes) -> str:
    """What LibreOffice tells the format by where bytes are not enough; never the name that came."""
    if data.startswith(_RTF):
        return ".rtf"
    if data.startswith(OLE):
        return ".doc" if "WordDocument".encode("utf-16-le") in data else ".wps"
    return ".odt" if data.startswith(b"PK") else ".xml"


def _is_convertible(data: bytes, suffix: str) -> bool:
    head = data[:_HEAD]
    if data.startswith(OLE):
        return suffix in _SUFFIXES and "EncryptedPackage".encode("utf-16-le") not in data
    if data.startswith(b"PK"):
        return _ODT in head and zip_names(data) is not None
    return data.startswith(_RTF) or _WORD_XML.search(head) is not None


FORMAT = Format(
    name="office",
    label="WPS、RTF 等（由 LibreOffice 转换）",
    suffixes=_SUFFIXES,
    size=64 * 1024 * 1024,
    sniff=_is_convertible,
    read=read_converted,
    version=1,
    shows_pictures=True,
)

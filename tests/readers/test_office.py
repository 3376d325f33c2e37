"""What only LibreOffice opens: asked where it is installed, and named where it is not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from audit.errors import DamagedFile, HostileFile, LimitExceeded, UnknownFormat
from audit.readers import office
from tests.readers.files import read, texts

RTF = rb"{\rtf1\ansi\ansicpg936 \u19968?\u12289?\u24635?\u20307?\par 3\par}"
WORKS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "MatOST".encode("utf-16-le")
WORD_XML = b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument/>"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.doc", RTF, "RTF"), ("a.wps", WORKS, "旧版 WPS"), ("a.doc", WORD_XML, "Word 2003 XML")],
)
def test_without_libreoffice_the_reason_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, kind: str
):
    monkeypatch.setattr(office, "_program", lambda: None)
    with pytest.raises(UnknownFormat, match=f"{name}：未安装 LibreOffice.*实际为{kind}.*建议：安装"):
        read(tmp_path, name, content)


def test_entities_never_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(office, "_program", lambda: "never-run")
    bomb = WORD_XML.replace(b"<w:", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:', 1)
    with pytest.raises(HostileFile, match="实体声明"):
        read(tmp_path, "a.doc", bomb)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "error", "reason"),
    [("exit 1", DamagedFile, "无法打开"), ("sleep 60 & sleep 60", LimitExceeded, "转换超时")],
)
def test_a_program_that_fails_or_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, error: type[Exception], reason: str
):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(office, "_program", lambda: str(program))
    monkeypatch.setattr(office, "_SECONDS", 0.5)
    with pytest.raises(error, match=reason):
        read(tmp_path, "a.doc", RTF)


@pytest.mark.libreoffice
def test_with_libreoffice_it_is_read(tmp_path: Path):
    if not office.is_installed():
        pytest.skip("LibreOffice is not installed")
    document = read(tmp_path, "a.doc", RTF)
    assert (document.format, texts(document)[:2]) == ("office", ["一、总体", "3"])
    assert document.metadata["converted_by"] == "LibreOffice"

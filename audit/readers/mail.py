"""Pages saved in one file (MHTML, often named .mht or .doc) and messages (.eml): the page in them, or
the text where there is no page. Attachments are counted and not opened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email import message_from_bytes
from email.message import Message

from audit.errors import DamagedFile, LimitExceeded
from audit.readers.beside import Beside
from audit.readers.formats import Content, Format
from audit.readers.html import read_html
from audit.readers.text import read_text

__all__ = ["FORMAT", "read_mail"]

_FIRST_HEADER = re.compile(
    rb"\s*(?:From|MIME-Version|Received|Return-Path|Delivered-To|Date|Subject|Message-ID|X-[\w-]+|To)\s*:",
    re.IGNORECASE,
)
_BODY = re.compile(rb"^Content-Type\s*:\s*(?:multipart/|text/html)", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_HEAD = 16_384
_MOST_PARTS_OF_PARTS = 50  # the library goes into parts within parts by calling itself


def read_mail(data: bytes, file: str) -> Content:
    """The blocks of the first page in the message, else of its first plain text; `attachments` of the
    metadata says how many files hang on it.

    Raises `DamagedFile` (no page or text in it), `LimitExceeded`, and what those readers raise.
    """
    if len(_BOUNDARY.findall(data)) > _MOST_PARTS_OF_PARTS:
        raise LimitExceeded("邮件结构过于复杂", place=file, advice="另存为网页或 .docx 后重试")
    parts = list(message_from_bytes(data).walk())
    attached = sum(part.get_content_disposition() == "attachment" for part in parts)
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    for kind in ("text/html", "text/plain"):
        for part in shown:
            body = _body(part) if part.get_content_type() == kind else b""
            if body.strip():
                page = kind == "text/html"
                content = read_html(body, file, _pictures(parts, part)) if page else read_text(body, file)
                return Content(content.blocks, content.metadata | {"attachments": str(attached)})
    raise DamagedFile("邮件或网页存档中没有正文", place=file, advice="另存为网页或 .docx 后重试")


def _pictures(parts: Sequence[Message], page: Message) -> Beside:
    """The pictures in the message by what its page may call them: their place as it stands, their place
    below the page's folder, or their id."""
    folder = str(page.get("Content-Location", "")).rpartition("/")[0] + "/"
    found: dict[str, bytes] = {}
    for part in parts:
        if part.get_content_maintype() == "image":
            place, identity = str(part.get("Content-Location", "")), str(part.get("Content-ID", ""))
            names = (place, place.removeprefix(folder), identity and f"cid:{identity.strip(' <>')}")
            found |= dict.fromkeys(filter(None, names), _body(part))
    return found


def _body(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _is_mail(data: bytes, suffix: str) -> bool:  # noqa: ARG001 - the bytes say it all
    head = data[:_HEAD]
    return _FIRST_HEADER.match(head) is not None and _BODY.search(head) is not None


FORMAT = Format(
    name="mail",
    label="网页存档和邮件（.mht、.eml）",
    suffixes=(".mht", ".mhtml", ".eml"),
    size=64 * 1024 * 1024,
    sniff=_is_mail,
    read=read_mail,
    version=2,
    shows_pictures=True,
)

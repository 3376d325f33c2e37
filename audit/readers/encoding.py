"""Which characters the bytes of a text or web page stand for: tried strictly, never guessed loosely."""

from __future__ import annotations

import codecs
import re

from audit.errors import DamagedFile

__all__ = ["decode", "detect", "is_binary", "recode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Declarations worth hearing: every other codec is told by the bytes, and pages often declare wrongly.
_DECLARED = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs"}
_SAMPLE = 1 << 16
_PLAUSIBLE = 0.95
# Printable ASCII, Latin letters and marks, general punctuation, CJK symbols, ideographs, wide forms.
_ORDINARY = re.compile(
    r"[\t\n\r -~\u00a0-\u017f\u2000-\u27ff\u3000-\u33ff\u4e00-\u9fff\uf900-\ufaff\ufe30-\uffef]"
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b"))
_DROPPED = bytes(set(range(32)) - set(b"\t\n\v\r")) + b"\x7f"
_SPACED = bytes.maketrans(b"\v", b" ")
_TOLERATED_CONTROLS = 0.005
_BROKEN_UTF8 = 0.1


def detect(data: bytes, declared: str | None = None) -> str | None:
    """The codec that reads all of `data`, or None.

    A byte order mark decides; then strict UTF-8, UTF-16 without a mark, Big5 where the page declares
    it, and strict GB18030 (which holds GBK and GB2312).
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return codec if _decodes(data, codec) else None
    if b"\0" not in data and _decodes(data, "utf-8"):
        return "utf-8"
    candidates = ["utf-16-le", "utf-16-be"] if len(data) % 2 == 0 else []
    if not _is_broken_utf8(data):
        candidates += [_DECLARED[declared]] if declared in _DECLARED else []
        candidates += ["gb18030"]
    return next((c for c in candidates if _looks_written(data, c) and _decodes(data, c)), None)


def decode(data: bytes, file: str, declared: str | None = None) -> str:
    """The text of `data`, without control characters and with plain line feeds.

    Raises `DamagedFile` when no codec reads it whole.
    """
    return recode(data, file, declared).decode()


def recode(data: bytes, file: str, declared: str | None = None) -> bytes:
    """What `decode` gives, as UTF-8: bytes are looked through several times as fast as text."""
    codec = detect(data, declared)
    if codec is None:
        raise DamagedFile(
            "文字编码无法识别",
            place=file,
            expected="UTF-8、UTF-16 或 GB18030",
            advice="用原软件另存为 UTF-8 文本后重试",
        )
    if codec != "utf-8":
        data = data.decode(codec).encode()
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data.translate(_SPACED, _DROPPED)


def is_binary(data: bytes) -> bool:
    """Whether `data` cannot be text: zero bytes that UTF-16 does not explain, or many control bytes."""
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if b"\0" not in data and controls <= _TOLERATED_CONTROLS * len(sample):
        return False
    codec = detect(data)
    return codec is None or not codec.startswith("utf-16")


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _is_broken_utf8(data: bytes) -> bool:
    """Whether `data` is UTF-8 with some bytes lost. GB18030 would read it too, as other words."""
    text = data[:_SAMPLE].decode("utf-8", errors="replace")
    foreign = sum(char > "\x7f" for char in text)
    return text.count("\ufffd") < _BROKEN_UTF8 * foreign


def _looks_written(data: bytes, codec: str) -> bool:
    """Whether nearly every character of a sample is one that reports are written in."""
    sample = data[:_SAMPLE].decode(codec, errors="replace")
    if len(data) > _SAMPLE:
        sample = sample[:-1]  # the sample may end inside a character
    return bool(sample) and len(_ORDINARY.findall(sample)) >= _PLAUSIBLE * len(sample)

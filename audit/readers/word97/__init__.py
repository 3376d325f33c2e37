"""Word 97 to 2003 documents (.doc, and .wps of WPS Writer, which is the same), read from their bytes.

`streams` opens the container, `characters` and `properties` read text and formatting, `lists` counts
automatic numbers, `tables` puts cells in their places, `reading` makes blocks of it all.
"""

from __future__ import annotations

from audit.readers.formats import Format
from audit.readers.signature import OLE
from audit.readers.word97.reading import read_doc

__all__ = ["FORMAT", "read_doc"]

_STREAM = "WordDocument\0".encode("utf-16-le")


def _is_doc(data: bytes, suffix: str) -> bool:  # noqa: ARG001 - the bytes say it all
    return data.startswith(OLE) and _STREAM in data


FORMAT = Format(
    name="doc",
    label="旧版 Word 文档（.doc、.wps）",
    suffixes=(".doc", ".dot", ".wps", ".wpt"),
    size=64 * 1024 * 1024,
    sniff=_is_doc,
    read=read_doc,
    version=1,
)

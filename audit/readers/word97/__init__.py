"""Word 97 to 2003 documents (.doc, and .wps of WPS Writer, which is the same), read from their bytes.

`streams` opens the container, `characters` and `properties` read text and formatting, `lists` counts
automatic numbers, `tables` puts cells in their places, `reading` makes blocks of it all.
"""

from __future__ import annotations

from audit.document import Grid
from audit.errors import UnknownFormat
from audit.readers import office
from audit.readers.formats import Content, Format
from audit.readers.signature import is_compound
from audit.readers.word97.reading import read_doc

__all__ = ["FORMAT", "read_doc", "read_or_convert"]

_SUFFIXES = (".doc", ".dot", ".wps", ".wpt")


def read_or_convert(data: bytes, file: str) -> Content:
    """The blocks of a document, read by `read_doc`; where that cannot (Word 95) or cannot tell for
    certain where the cells of a table stand, by LibreOffice, if it is installed.

    Raises what either raises.
    """
    try:
        content = read_doc(data, file)
    except UnknownFormat:
        return office.read_converted(data, file)
    exact = all(block.exact for block in content.blocks if isinstance(block, Grid))
    return content if exact or not office.is_installed() else office.read_converted(data, file)


def _is_doc(data: bytes, suffix: str) -> bool:
    return is_compound(data, ["WordDocument"], named=suffix in (".doc", ".dot"))


FORMAT = Format(
    name="doc",
    label="旧版 Word 文档（.doc、.wps）",
    suffixes=_SUFFIXES,
    size=64 * 1024 * 1024,
    sniff=_is_doc,
    read=read_or_convert,
    version=1,
)

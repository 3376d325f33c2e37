"""Web pages, as a browser would lay them out: paragraphs, tables with their merged cells, pictures.

Nothing is fetched and no entity but HTML's own is known. Tables that only lay out the page are
dissolved into the blocks they hold.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from functools import partial

from lxml import etree

from audit.document import Block, Grid, Origin, Paragraph, Picture
from audit.errors import DamagedFile, LimitExceeded
from audit.readers.beside import Beside, find_names, local_name
from audit.readers.encoding import is_binary, recode
from audit.readers.formats import GRID_CELLS, Companions, Content, Format, refuse_large_grid
from audit.readers.html_article import Source, Sourced, find_article, is_furniture, unwrap
from audit.readers.html_metadata import read_labels, read_metadata
from audit.readers.html_tables import read_table
from audit.readers.html_tree import BLOCKS, Element, may_hide, printed, prune, unstyle
from audit.readers.pictures import read_inside
from audit.readers.spans import build_grid
from audit.text import clean

__all__ = ["FORMAT", "read_html"]

_HEAD = 4096
_SUFFIXES = (".html", ".htm", ".shtml", ".xhtml")
_PREAMBLE = re.compile(rb"(?:\s|\xef\xbb\xbf|\xff\xfe|\xfe\xff|<\?xml[^>]*>|<!--.*?-->)*", re.DOTALL)
_FIRST_TAG = re.compile(
    rb"<(?:!doctype\s+html|(?:html|head|body|meta|title|table|div|p|span|h[1-6]|center|font|section"
    rb"|article|main|ul|ol|style|script|link|base)\b)",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(rb"<[a-z!/]", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,20})", re.IGNORECASE)
_INLINE = re.compile(r"\s*data:image/[\w.+-]{1,20};base64,", re.IGNORECASE)
_ENDING = BLOCKS | {"a"}  # elements that something is done about
_STARTING = _ENDING | {"br", "img"}
# Pages are pasted together, and what follows the first </body> is shown all the same.
_EARLY_END = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_SHORTEST_CELL = len("<td>")


def read_html(data: bytes, file: str, beside: Beside | None = None) -> Content:
    """The blocks of a page and its `<title>` and `<meta>` entries. `beside` are the files that it shows
    and that are at hand, by `src` or `local_name`: they are read like pictures in the page itself.

    Raises `DamagedFile` (encoding, no content), `LimitExceeded` (nesting, size of tables).
    """
    declared = _CHARSET.search(data[:_HEAD])
    page = recode(data, file, declared[1].decode("ascii").lower() if declared else None)
    hides = may_hide(page)
    root = _parse(page if hides else unstyle(page), file)
    if len(page) > _SHORTEST_CELL * GRID_CELLS:
        refuse_large_grid(sum(1 for _ in root.iter("td", "th")), file)
    metadata = read_metadata(root)
    prune(root, hides=hides)
    unwrap(root)
    blocks = _Flow(file, beside or {}).read(root)
    metadata = read_labels([block for block, _ in blocks]) | metadata
    return Content(tuple(find_article(blocks, " ".join(metadata.values()))), metadata)


def _parse(page: bytes, file: str) -> Element:
    parser = etree.HTMLParser(
        recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8"
    )
    root = etree.fromstring(_EARLY_END.sub(b"", page), parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise LimitExceeded(
            "网页标签嵌套过深", place=file, expected="不超过 2048 层", advice="重新保存网页后重试"
        )
    if root is None:
        raise DamagedFile("网页没有内容", place=file, advice="重新保存网页后重试")
    return root


class _Flow:
    """Blocks in reading order while a page is walked; text gathers until a block element ends it."""

    def __init__(self, file: str, beside: Beside) -> None:
        self._file = file
        self._beside = beside
        self._blocks: list[Sourced] = []
        self._text: list[str] = []
        self._pictures: list[tuple[str, str]] = []  # description, source
        self._first: Element | None = None  # the element of the first words gathered
        self._linked = True  # whether all words gathered are links
        self._links = 0  # links that are open
        self._furniture: list[Element] = []  # elements of the site that are open
        self._grids = 0
        self._paragraphs: list[int] = []  # for each open <p>, the number of blocks before it

    def read(self, root: Element) -> list[Sourced]:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "end":
                if tag in _ENDING:
                    self._end(element)
                if self._is_wanted(element.tail):
                    parent = element.getparent()
                    self._gather(printed(element, tail=True), element if parent is None else parent)
            elif tag == "table" and self._is_grid(element):
                walker.skip_subtree()
            else:
                if tag in _STARTING:
                    self._start(element)
                if self._is_wanted(element.text):
                    self._gather(printed(element), element)
        self._flush(root)
        return self._blocks

    def _is_wanted(self, text: str | None) -> bool:
        """Whether `text` is more than white space between elements."""
        return text is not None and text != "" and (self._first is not None or not text.isspace())

    def _gather(self, text: str, element: Element) -> None:
        if not text.isspace():
            self._linked = self._linked and self._links > 0
            if self._first is None:
                self._first = element
        self._text.append(text)

    def _start(self, element: Element) -> None:
        if element.tag == "br":
            self._text.append("\n")
        elif element.tag == "img":
            source = element.get("src") or ""
            self._pictures.append((clean(element.get("alt") or "") or _file_name(source), source))
        elif element.tag == "a":
            self._links += element.get("href") is not None
        elif element.tag in BLOCKS:
            self._flush(element)
            if element.tag == "p":
                self._paragraphs.append(len(self._blocks))
            if is_furniture(element):
                self._furniture.append(element)

    def _end(self, element: Element) -> None:
        if element.tag in BLOCKS:
            self._flush(element)
            if element.tag == "p" and self._paragraphs.pop() == len(self._blocks):
                self._blocks.append((Paragraph("", self._origin()), self._source(element)))
        elif element.tag == "a":
            self._links -= element.get("href") is not None
        if self._furniture and self._furniture[-1] is element:
            self._furniture.pop()

    def _is_grid(self, element: Element) -> bool:
        """Whether the table `element` is one of data; then it has been read whole."""
        cells = read_table(element)
        if cells is None:
            return False
        self._flush(element)
        self._grids += 1
        origin = Origin(self._file, paragraph=len(self._blocks) + 1, grid=self._grids)
        self._blocks.append((build_grid(cells, origin), self._source(element)))
        for picture in element.iter("img"):  # what is printed in a cell's picture follows the table
            self._add(self._read_picture(picture.get("src") or ""), self._source(element))
        return True

    def _flush(self, element: Element) -> None:
        """Every line gathered becomes a paragraph (a page's <br> parts what a reader sees parted);
        `element` is what begins or ends here."""
        if self._first is None and not self._pictures:
            self._text.clear()
            return
        source = self._source(self._first if self._first is not None else element)
        for line in clean("".join(self._text)).split("\n"):
            if line:
                self._blocks.append((Paragraph(line, self._origin()), source))
        for description, picture in self._pictures:
            self._add(self._read_picture(picture) or [Picture(description, self._origin())], source)
        self._text.clear()
        self._pictures.clear()
        self._first, self._linked = None, True

    def _read_picture(self, source: str) -> list[Block]:
        """What is printed in the picture that `source` names, as far as it is at hand and can be read."""
        return read_inside(partial(self._load, source), self._origin(), self._grids)

    def _load(self, source: str) -> bytes:
        names = (source.strip(), local_name(source))
        return _inline(source) or next((self._beside[name] for name in names if name in self._beside), b"")

    def _add(self, blocks: Sequence[Block], source: Source) -> None:
        self._grids += sum(isinstance(block, Grid) for block in blocks)
        self._blocks += [(block, source) for block in blocks]

    def _source(self, element: Element) -> Source:
        linked = self._linked and self._first is not None
        return Source(element, linked, self._furniture[-1] if self._furniture else None)

    def _origin(self) -> Origin:
        return Origin(self._file, paragraph=len(self._blocks) + 1)


def _file_name(source: str) -> str:
    return "" if _INLINE.match(source) else source.partition("?")[0].rpartition("/")[2][:200]


def _inline(source: str) -> bytes:
    """The picture that stands in the page itself; empty when it is elsewhere (nothing is fetched) or
    damaged."""
    inline = _INLINE.match(source)
    try:
        return base64.b64decode(source[inline.end() :]) if inline else b""
    except ValueError:
        return b""


def _is_html(data: bytes, suffix: str) -> bool:
    head = data[: 16 * _HEAD].replace(b"\0", b"")
    start = _PREAMBLE.match(head)
    begins = _FIRST_TAG.match(head, start.end() if start else 0) is not None
    named = suffix in _SUFFIXES and _ANY_TAG.search(head) is not None
    return (begins or named) and not is_binary(data)


FORMAT = Format(
    name="html",
    label="网页",
    suffixes=_SUFFIXES,
    size=32 * 1024 * 1024,
    sniff=_is_html,
    read=read_html,
    version=4,
    shows_pictures=True,
    companions=Companions(find_names, read_html),
)

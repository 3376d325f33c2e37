"""What a web page says about itself: its `<title>`, its `<meta>` entries, and the labelled lines above
the text (发布日期：…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from audit.document import Block, Grid, Paragraph
from audit.readers.headings import is_part_heading
from audit.readers.html_article import wording
from audit.readers.html_tree import Element
from audit.text import clean, fold_label

__all__ = ["read_labels", "read_metadata"]

_LONGEST_LINE = 200  # characters; a longer one is prose
_TOP = 200  # texts of a page in which labels are looked for


def read_metadata(root: Element) -> dict[str, str]:
    """`title` and the `<meta>` entries under their own names; the first of a name counts."""
    metadata: dict[str, str] = {}
    title = root.find(".//title")
    if title is not None and clean(title.text or ""):
        metadata["title"] = clean(title.text or "")
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property")
        content = clean(element.get("content") or "")
        if name and content:
            metadata.setdefault(name.strip(), content)
    return metadata


def read_labels(blocks: Sequence[Block]) -> dict[str, str]:
    """What the labels of html_article.toml say above the first part, in lines and tables; the first
    of a label counts."""
    found: dict[str, str] = {}
    for text, following in pairwise([*_texts_above(blocks), ""]):
        if len(text) > _LONGEST_LINE:
            continue
        for match in _labelled().finditer(text):
            found.setdefault(match["label"], match["value"])
        label = fold_label(text)
        if label in wording("labels", "names") and 0 < len(following) <= _LONGEST_LINE:
            found.setdefault(label, following)
    return found


def _texts_above(blocks: Sequence[Block]) -> Iterator[str]:
    """The lines and cells above the first part heading."""
    for block in blocks[:_TOP]:
        if isinstance(block, Grid):
            yield from (cell.text for cell in block.cells[:_TOP])
        elif isinstance(block, Paragraph) and block.text:
            if is_part_heading(block.text):
                return
            yield block.text


@cache
def _labelled() -> re.Pattern[str]:
    names = "|".join(sorted(wording("labels", "names"), key=len, reverse=True))
    return re.compile(
        rf"(?<![\u4e00-\u9fff])(?P<label>{names})\s*[:：]\s*(?P<value>{wording('labels', 'value')})"
    )

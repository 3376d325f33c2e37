"""Paragraphs out of lines.

A line ends a paragraph when the next one is indented, is set apart by space or by type, begins with a
mark after a full stop, or when there was room left for the next one's first word: whoever broke the
line there meant it. Headings of parts are always lines of their own. A page break alone tells nothing.
Lines of a title stand in the middle: there the room at both sides counts.

Where a page prints each cell of its tables as a paragraph, a blank one leaves nothing but a gap. It is read
as a blank paragraph where the gap is a whole number of cells high.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from audit.readers.headings import is_numbered, is_part_heading
from audit.readers.pdf.characters import join_texts
from audit.readers.pdf.geometry import cluster, nearest
from audit.readers.pdf.lines import Line
from audit.text import read_number

__all__ = ["Margins", "Passage", "find_margins", "join_lines"]

_INDENT = 1.0  # of the size
_SAME_LEFT = 0.4
_SLACK = 0.3  # of the size: spaces stretched or squeezed
_MORE_SLACK = 1.0  # where a sentence goes on: programs keep a number and its unit (46条) together
_LOOSE = 1.35  # of the usual distance between lines
_FAR = 3.0  # of the size: that distance where it cannot be told
_OTHER_TYPE = 1.2
_LARGE_TYPE = 1.1  # of the type of most lines: a title
_FEWEST_CELLS = 10  # lines of numbers that follow each other, to tell how high a cell is
_LONGEST_NUMBER = 12  # characters
_MOST_BLANKS = 7  # that follow each other; so many columns the widest table has
_UNEVEN = 0.03  # of a cell
_ENDS = frozenset("。！？；：.!?;:…")
_CLOSING = "”’」』）)】》"


@dataclass(frozen=True, slots=True)
class Margins:
    """Where full lines begin and end, how far apart they stand, and how far apart lines stand that hold
    a number and nothing else (None: not known, or never so); and the size of most lines."""

    left: float
    right: float
    pitch: float | None
    cell: float | None = None
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, the page on which it begins, and how it was read."""

    text: str
    page: int
    method: str


def find_margins(pages: Iterable[Sequence[Line]]) -> Margins:
    """The margins that the lines of all pages keep."""
    kept = [lines for lines in pages if lines]
    lines = [line for page in kept for line in page]
    if not lines:
        return Margins(0.0, 0.0, None)
    pitches = [
        round(below.baseline - above.baseline, 1)
        for page in kept
        for above, below in pairwise(page)
        if below.baseline - above.baseline < 4 * above.size
    ]
    pitch = Counter(round(pitch) for pitch in pitches).most_common(1)[0][0] if pitches else None
    size = median(line.size for line in lines)
    return Margins(_often([line.left for line in lines]), _reached(lines), pitch, _cell_height(kept), size)


def _cell_height(pages: Iterable[Sequence[Line]]) -> float | None:
    """How far apart most of the lines stand that follow each other and are numbers, if there are many."""
    heights = Counter(
        round(below.baseline - above.baseline, 1)
        for page in pages
        for above, below in pairwise(page)
        if _is_number(above) and _is_number(below)
    )
    height, count = max(heights.items(), key=lambda pair: pair[1], default=(0.0, 0))
    return height if count >= _FEWEST_CELLS and height > 0 else None


def _is_number(line: Line) -> bool:
    return len(line.letters) <= _LONGEST_NUMBER and read_number(line.text).status == "number"


def _often(values: Sequence[float]) -> float:
    """The value that most of the lines have, the smallest of several."""
    middles = cluster(values, near=1.5)
    counted = Counter(middles[nearest(middles, value)] for value in values)
    return max(counted, key=lambda value: (counted[value], -value))


def _reached(lines: Sequence[Line]) -> float:
    """The right margin: the furthest place that more than one line comes up to. Ink tells: a stop at
    the end of a line may hang over the margin."""
    ends = sorted((line.box.right, line.size) for line in lines)
    return next(
        (right for (before, _), (right, size) in reversed(list(pairwise(ends))) if right - before <= size),
        ends[-1][0],
    )


def join_lines(lines: Sequence[Line], margins: Margins) -> Iterator[Passage]:
    """The paragraphs of lines that follow each other with nothing between."""
    gathered: list[Line] = []
    for line in lines:
        if gathered and _begins(gathered[-1], line, margins):
            yield _passage(gathered)
            yield from [Passage("", line.page, line.method)] * _blanks_between(gathered[-1], line, margins)
            gathered = []
        gathered.append(line)
    if gathered:
        yield _passage(gathered)


def _passage(lines: Sequence[Line]) -> Passage:
    return Passage(join_texts(line.text for line in lines), lines[0].page, lines[0].method)


def _begins(above: Line, line: Line, margins: Margins) -> bool:
    """Whether `line` begins a paragraph."""
    if is_part_heading(above.text) or is_part_heading(line.text):
        return True
    if _is_set_apart(above, line, margins):
        return True
    size = max(above.size, line.size)
    ended = above.text.rstrip(_CLOSING)[-1:] in _ENDS
    if _is_of_title(above, margins) and _is_of_title(line, margins):
        room = above.left - margins.left + margins.right - above.right
        return ended or room > line.first_word + _MORE_SLACK * size
    if line.left - margins.left > _INDENT * size:
        beside = abs(line.left - above.left) <= _SAME_LEFT * size
        if ended or not beside:
            return True
    if ended and is_numbered(line.text):
        return True
    slack = _SLACK if ended else _MORE_SLACK
    return margins.right - above.right > line.first_word + slack * size


def _is_of_title(line: Line, margins: Margins) -> bool:
    """Whether a line is set in large type in the middle between the margins."""
    before, behind = line.left - margins.left, margins.right - line.right
    return line.size > _LARGE_TYPE * margins.size and abs(before - behind) <= line.size


def _blanks_between(above: Line, line: Line, margins: Margins) -> int:
    """How many blank cells stand between two lines of which one is a number."""
    if margins.cell is None or above.page != line.page or not (_is_number(above) or _is_number(line)):
        return 0
    cells = (line.baseline - above.baseline) / margins.cell
    count = round(cells)
    return count - 1 if 2 <= count <= _MOST_BLANKS + 1 and abs(cells - count) <= _UNEVEN * count else 0


def _is_set_apart(above: Line, line: Line, margins: Margins) -> bool:
    if above.ideograph and line.ideograph:
        sizes = sorted((above.ideograph, line.ideograph))
        if sizes[1] > _OTHER_TYPE * sizes[0]:
            return True
    if above.page != line.page:
        return False
    down = line.baseline - above.baseline
    return down <= 0 or down > _LOOSE * max(margins.pitch or _FAR * above.size, above.size)

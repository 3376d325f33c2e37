"""What of a page can be seen and counts: characters within its edges that are not struck out.

A page of a site that is wider than the paper is cut off at the paper's edge, and programs write down
what stands behind it, or only half of a number. A file with tracked changes prints what was deleted with a
line through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from audit.readers.pdf.characters import Character
from audit.readers.pdf.geometry import Box
from audit.readers.pdf.grid import Frame, TableCell
from audit.readers.pdf.letters import Letters
from audit.readers.pdf.rules import Rule, Rules

__all__ = ["cut_cells", "cut_characters", "without_struck"]

CUT = "…"
"""Stands where the edge of a page cuts something off, so that the rest is no number and no blank."""

_OVER = 1.0  # points over the edge that do not matter
_TOUCH = 0.6  # points between a rule and another that it ends at
_MIDDLE = 0.25  # share of a character's height that a line through it leaves above and below


def cut_characters(letters: Letters, edges: Box, clip: float) -> Letters:
    """The characters that can be seen. A mark takes the place of one that an edge of the page or the line
    `clip` (x) cuts, or that begins right behind an edge; what is further off nobody sees. Behind `clip`
    something else may stand."""
    if not len(letters):
        return letters
    inner = Box(edges.left - _OVER, edges.top - _OVER, edges.right + _OVER, edges.bottom + _OVER)
    printed = letters.extent
    if printed.right <= clip + _OVER and _holds(inner, *printed):
        return letters  # nearly always
    return Letters.of(_marked(letters, edges, inner, clip))


def _marked(characters: Iterable[Character], edges: Box, inner: Box, clip: float) -> Iterator[Character]:
    seen = edges._replace(right=min(edges.right, clip))
    before: Character | None = None
    was_cut = False
    for character in characters:
        goes_on = before is not None and _runs_on(before, character) and (was_cut or before.left < clip)
        is_clipped = character.right > clip + _OVER and (goes_on or character.left < clip - _OVER)
        is_cut = is_clipped or not _holds(inner, *_box(character))
        if not is_cut:
            yield character
        elif _is_near(character, seen) and character.text != " " and not (was_cut and goes_on):
            yield _moved_in(character, seen)
        before, was_cut = character, is_cut


def _box(character: Character) -> tuple[float, float, float, float]:
    return character.left, character.top, character.right, character.bottom


def _runs_on(before: Character, character: Character) -> bool:
    """Whether a character stands right behind the one before, on its line."""
    down = abs(character.y - before.y) + max(character.left - before.right, 0.0)
    along = abs(character.x - before.x) + max(
        character.top - before.bottom, before.top - character.bottom, 0.0
    )
    return (along if character.turn % 2 else down) < character.size


def _is_near(character: Character, seen: Box) -> bool:
    """Whether a character begins within what is seen or right behind its edge."""
    left, top, right, bottom = _box(character)
    far = max(left - seen.right, seen.left - right, top - seen.bottom, seen.top - bottom)
    return far < character.size


def _moved_in(character: Character, edges: Box) -> Character:
    """A mark at the place of a character, as far as it lies within the edges."""
    left, right = (min(max(x, edges.left), edges.right) for x in (character.left, character.right))
    top, bottom = (min(max(y, edges.top), edges.bottom) for y in (character.top, character.bottom))
    return character._replace(text=CUT, left=left, top=top, right=right, bottom=bottom)


def _holds(box: Box, left: float, top: float, right: float, bottom: float) -> bool:
    return box.left <= left and box.top <= top and right <= box.right and bottom <= box.bottom


def cut_cells(frame: Frame, cells: Sequence[TableCell], left: float, right: float) -> tuple[TableCell, ...]:
    """The cells of a frame, marked where their sides lie behind the `left` or `right` end of what can be
    seen: what is seen of them need not be all that they say."""
    left, right = left - _OVER, right + _OVER
    if left <= frame.xs[0] and frame.xs[-1] <= right:
        return tuple(cells)
    return tuple(
        cell._replace(text=f"{cell.text.rstrip(CUT)}{CUT}")
        if frame.xs[cell.column] < left or frame.xs[cell.column + cell.colspan] > right
        else cell
        for cell in cells
    )


def without_struck(letters: Letters, rules: Rules) -> Letters:
    """The characters that no line strikes out: one as long as they are, through the middle of all of
    them that are tall. Lines of tables and lines under words are no such lines."""
    loose = [rule for rule in rules.horizontal if not _meets_any(rule, rules.vertical)]
    if not loose:
        return letters  # nearly always
    upright = np.flatnonzero(letters.turns == 0)
    indexes = upright[np.argsort(letters.places[5, upright], kind="stable")]
    ordered = letters.pick(indexes)
    baselines, middles = ordered.places[5], ordered.middles[0]
    tallest = float(ordered.sizes.max(initial=0.0))
    kept = np.ones(len(letters), dtype=np.bool_)
    for rule in loose:
        on_it = (rule.at < baselines) & (baselines <= rule.at + tallest)
        on_it &= (rule.start <= middles) & (middles <= rule.end)
        if on_it.any() and _strikes(rule, list(ordered.pick(on_it))):
            kept[indexes[on_it]] = False
    return letters.pick(kept)


def _meets_any(rule: Rule, across: Sequence[Rule]) -> bool:
    return any(
        rule.start - _TOUCH <= other.at <= rule.end + _TOUCH
        and other.start - _TOUCH <= rule.at <= other.end + _TOUCH
        for other in across
    )


def _strikes(rule: Rule, characters: Sequence[Character]) -> bool:
    """Whether a rule strikes these characters out, over which it lies from end to end."""
    size = max(character.size for character in characters)
    tall = [character for character in characters if 2 * (character.bottom - character.top) >= size]
    return (
        bool(tall)
        and all(_is_crossed(character, rule.at) for character in tall)
        and rule.start >= min(character.left for character in characters) - size
        and rule.end <= max(character.right for character in characters) + size
    )


def _is_crossed(character: Character, at: float) -> bool:
    slack = _MIDDLE * (character.bottom - character.top)
    return character.top + slack <= at <= character.bottom - slack

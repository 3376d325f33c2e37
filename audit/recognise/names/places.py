"""Names of places in the prose, and whether the writer calls them his own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from audit.recognise.model import Identity, Mention
from audit.recognise.names.gazetteer import Hit, NameIndex, ancestors, gazetteer_index
from audit.recognise.names.lines import Line
from audit.recognise.names.wording import expression, setting

__all__ = ["divisions_named", "find_divisions", "holds_place", "read_places", "seat_of"]

_GOVERNMENT = re.compile(r"(?:人民政府|政府|办事处)$")
_QUOTED_TITLE = re.compile(r"《[^《》]*》")
_CLAUSE = re.compile(r"[,。;:!?]")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A context that makes a place the writer's own: what stands `before` the name and `after` it, and what
    the clause around it `needs` or must not have (`unless`)."""

    short: bool
    before: re.Pattern[str]
    after: re.Pattern[str]
    needs: re.Pattern[str]
    unless: re.Pattern[str]


def read_places(lines: Sequence[Line], index: NameIndex) -> Iterator[Mention]:
    """The places of `index` that the lines name. A short name (新郑) counts only where the writer calls
    it his own: elsewhere it may be a word, a person or a street."""
    for line in lines:
        for chain in _chains(index.find(line.folded)):
            use = _use_of(line.folded, chain)
            codes: tuple[str, ...] = ()
            for hit in chain:
                codes = _inside(hit.codes, codes) or hit.codes
                if _is_unmistakable(hit) or use == "claimed":
                    yield replace(line.mention("place", hit.start, hit.end, use=use), codes=codes)


def seat_of(name: str) -> str:
    """The place that a government's name speaks of: 虎林市宝东镇 of 虎林市宝东镇人民政府."""
    return _GOVERNMENT.sub("", name)


def holds_place(kind: str) -> bool:
    """Whether an agency of `kind` governs a place of its own (a town does, a department does not)."""
    return kind in setting("level", "territorial")


def find_divisions(identity: Identity, lines: Sequence[Line]) -> tuple[str, ...]:
    """The codes of the divisions in which the agency may sit: those that its name begins with, else
    those that most often stand before its name in the text (宝山区七星镇). Several when several bear
    the name; none when nothing tells."""
    own = divisions_named(identity.agency)
    core = seat_of(identity.agency)
    if own or not core:
        return own
    index = gazetteer_index()
    before = Counter(
        hit.codes
        for line in lines
        if core in line.folded
        for hit in index.find(line.folded)
        if hit.full and line.folded.startswith(core, hit.end)
    )
    return before.most_common(1)[0][0] if before else ()


def divisions_named(name: str) -> tuple[str, ...]:
    """The codes of the innermost division with which `name` begins: 110000 and 110105 in 北京市朝阳区…
    leave 110105, where 朝阳区 alone is any of several."""
    index = gazetteer_index()
    codes: tuple[str, ...] = ()
    while hit := index.at_start(name):
        inner = _inside(hit.codes, codes)
        if not inner:
            break
        codes, name = inner, name[hit.end :]
    return codes


def _inside(codes: Sequence[str], outer: Sequence[str]) -> tuple[str, ...]:
    """Those of `codes` that belong to one of `outer`; all when nothing stands around them."""
    return tuple(code for code in codes if not outer or set(outer) & set(ancestors(code)))


def _chains(hits: Iterable[Hit]) -> Iterator[Sequence[Hit]]:
    """Names that follow each other without a gap (吉林省白城市通榆县) are one place."""
    chain: list[Hit] = []
    for hit in hits:
        if chain and hit.start != chain[-1].end:
            yield chain
            chain = []
        chain.append(hit)
    if chain:
        yield chain


def _is_unmistakable(hit: Hit) -> bool:
    """A full name of more than two characters: 市和县 is no 和县."""
    return hit.full and hit.end - hit.start > 2


def _use_of(text: str, chain: Sequence[Hit]) -> str:
    """`claimed`, or why the place is somebody else's: title, part_of, partner, mention."""
    start, end = chain[0].start, chain[-1].end
    title = next((t for t in _QUOTED_TITLE.finditer(text) if t.start() < start < t.end()), None)
    if title is not None:
        is_own = start == title.start() + 1 and expression("place", "makes").search(text, 0, title.start())
        return "claimed" if is_own else "title"
    if expression("place", "part_of").match(text, end):
        return "part_of"
    full = all(map(_is_unmistakable, chain))
    begin = max((stop.end() for stop in _CLAUSE.finditer(text, 0, start)), default=0)
    stop = _CLAUSE.search(text, end)
    around = text[begin:start] + "＿" + text[end : stop.start() if stop else len(text)]
    if not any(_holds(claim, text, start, end, around) for claim in _claims() if full or claim.short):
        return "mention"
    partner = expression("place", "clause").search(around) or expression("place", "sentence").search(text)
    return "partner" if partner else "claimed"


def _holds(claim: _Claim, text: str, start: int, end: int, around: str) -> bool:
    reach: int = setting("place", "reach")
    return bool(
        claim.after.match(text, end)
        and claim.before.search(text, max(0, start - reach), start)
        and claim.needs.search(around)
        and not claim.unless.search(around)
    )


@cache
def _claims() -> tuple[_Claim, ...]:
    tail, head = setting("place", "tail"), setting("place", "head")
    return tuple(
        _Claim(
            entry["short"],
            re.compile(entry["before"].replace("{head}", head)),
            re.compile(f"(?:{tail})?(?:{entry['after']})"),
            re.compile(entry.get("needs", "")),
            re.compile(entry.get("unless", "(?!)")),
        )
        for entry in setting("place", "claims")
    )

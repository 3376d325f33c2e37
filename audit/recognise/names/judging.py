"""Mentions against the agency that speaks: which places are its own, which words of kind fit it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from audit.recognise.model import Mention, MentionVerdict
from audit.recognise.names.gazetteer import ancestors, divisions
from audit.recognise.names.levels import judge_level
from audit.recognise.names.seats import Relation, Seat
from audit.recognise.names.wording import reason
from audit.recognise.sentences import skeleton_of

__all__ = ["judge_mentions"]


def judge_mentions(mentions: Iterable[Mention], seat: Seat) -> tuple[Mention, ...]:
    """The mentions with verdict, reason and `spot`; words of kind that say nothing about the agency
    (全县 in a department's report) are left out. A verdict is None where it cannot be told."""
    judged: list[Mention] = []
    for mention in mentions:
        if mention.kind == "place":
            judged.append(_judge_place(mention, seat))
        elif mention.kind == "level":
            judged += judge_level(mention, seat)
        else:
            judged.append(mention)
    seen: Counter[str] = Counter()
    spotted = []
    for mention in judged:
        spot = f"{mention.part or 0}.{mention.kind}.{mention.text}.{skeleton_of(mention.sentence)}"
        seen[spot] += 1
        spotted.append(replace(mention, spot=f"{spot}.{seen[spot]}"))
    return tuple(spotted)


# ---------------------------------------------------------------------------------------- places


def _judge_place(mention: Mention, seat: Seat) -> Mention:
    relation = _relation(mention, seat)
    code = next((c for c in mention.codes if c in divisions()), "")
    mention = replace(mention, codes=(code,) if code else ())
    if relation in {"own", "superior", "inside"}:
        return replace(mention, verdict=relation, reason=reason("place", relation))
    if mention.use != "claimed":
        verdict: MentionVerdict = (
            "sibling" if relation == "sibling" and mention.use == "mention" else "neutral"
        )
        key = "sibling" if verdict == "sibling" else mention.use
        return replace(mention, verdict=verdict, reason=reason("place", key))
    if relation is None:
        return replace(mention, reason=reason("place", "unknown"))
    own = _own_name(seat)
    return replace(
        mention, verdict="stranger", expected=own, reason=reason("place", "stranger", place=mention.text)
    )


def _relation(mention: Mention, seat: Seat) -> Relation | None:
    """How the place stands to the agency's own; the kindest reading where several bear the name, None
    when the agency's place is not known."""
    listed = {seat.places[code] for code in mention.codes if code in seat.places}
    found = listed | {
        _between(code, home) for code in mention.codes if code not in seat.places for home in seat.codes
    }
    return next((r for r in ("own", "superior", "inside", "sibling", "stranger") if r in found), None)


def _between(code: str, home: str) -> Relation:
    above = ancestors(home)
    if code == home or _is_former_name(code, home):
        return "own"
    if code in above or any(_is_former_name(code, superior) for superior in above[1:]):
        return "superior"
    if home in ancestors(code):
        return "inside"
    return "sibling" if len(above) > 1 and above[1] in ancestors(code)[1:2] else "stranger"


def _is_former_name(code: str, home: str) -> bool:
    """Whether the two are one place under two names or codes: 赣榆县 and 赣榆区."""
    if code[:2] != home[:2] or _rank_of(code) != _rank_of(home):
        return False
    one, other = (divisions().get(c, ()) for c in (code, home))
    shared = {short for d in one for short in d.short} & {short for d in other for short in d.short}
    # Two that both stand today (新华区 in 石家庄 and in 沧州) are two places.
    return bool(shared) and (all(d.valid_to for d in one) or all(d.valid_to for d in other))


def _rank_of(code: str) -> int:
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def _own_name(seat: Seat) -> str:
    names = {divisions()[code][0].name for code in seat.codes if code in divisions()}
    return names.pop() if len(names) == 1 else ""

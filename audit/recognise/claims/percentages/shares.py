"""Shares: 公开信息 50 条, 其中动态 30 条, 占 60 %."""

from __future__ import annotations

from collections.abc import Sequence

from audit.recognise.claims.percentages.model import PERCENT, Percentage
from audit.recognise.claims.percentages.ranges import SLACK, share_range
from audit.recognise.claims.percentages.statement import Statement, is_ratio
from audit.recognise.claims.percentages.wording import wording
from audit.recognise.claims.quantities import Quantity

__all__ = ["read_share"]


def read_share(stated: Quantity, sentence: Statement) -> Percentage | None:
    """`stated` as the share of a whole that stands in the sentence, told of the number right before it;
    None when it is none, or when the whole is another one (全县信息总量)."""
    counted = sentence.counted(stated)
    if not counted or stated.unit != PERCENT:
        return None
    part, base = _part_and_whole(counted, stated, sentence)
    if base is None or base.unit != part.unit:
        return None
    admitted = share_range(part, base, stated.decimals)
    if admitted is None:
        return None
    return Percentage(
        stated=stated,
        kind="share",
        direction=0,
        decimals=stated.decimals,
        subject=part,
        base=base,
        low=admitted[0],
        high=admitted[1],
    )


def _part_and_whole(
    counted: Sequence[Quantity], stated: Quantity, sentence: Statement
) -> tuple[Quantity, Quantity | None]:
    """The part that `stated` is told of, and the whole; None where there is none."""
    nearest = counted[0]
    if len(counted) > 1 and _is_told_whole(nearest, stated, sentence):
        return counted[1], nearest
    if _is_share(nearest, stated, sentence) or _is_rate(nearest, stated, sentence):
        return nearest, _whole_of(nearest, stated, sentence)
    return nearest, None


def _is_told_whole(whole: Quantity, stated: Quantity, sentence: Statement) -> bool:
    """Whether the number right before the percentage is the whole: 占发布总量 200 篇的 35 %."""
    words = wording()
    between = sentence.text[whole.stop : stated.begin]
    return bool(words.that.fullmatch(between) and words.of.search(sentence.before(whole)))


def _is_share(part: Quantity, stated: Quantity, sentence: Statement) -> bool:
    words = wording()
    match = words.share.match(sentence.text[part.stop : stated.begin])
    if match is None:
        return False
    noun = words.counted.sub("", match["whole"])  # 发布解读 60 篇, …占解读总数的 40 %
    told = len(noun) > 1 and noun in sentence.text[: part.begin]
    return told or words.whole.fullmatch(match["whole"]) is not None


def _is_rate(part: Quantity, stated: Quantity, sentence: Statement) -> bool:
    """Whether `stated` is the rate of just what `part` counts: 按时办结率 is none of 已办结 84 件."""
    match = wording().rate.match(sentence.text[part.stop : stated.begin])
    if match is None:
        return False
    return match["stem"] in sentence.text[max(0, part.begin - 12) : part.stop + match.start("stem")]


def _whole_of(part: Quantity, stated: Quantity, sentence: Statement) -> Quantity | None:
    """What `part` is a share of: the number that makes the percentage right; else the total of its
    list; else the only number that it can be."""
    wholes = [
        quantity
        for quantity in sentence.counted(part)
        if quantity.unit == part.unit and quantity.low >= part.high and not _has_share(quantity, sentence)
    ]
    for whole in wholes:
        admitted = share_range(part, whole, stated.decimals)
        if admitted and admitted[0] - SLACK <= stated.high and stated.low <= admitted[1] + SLACK:
            return whole
    listed = [found.total for found in sentence.enumerations if part in found.parts]
    if listed:
        return listed[0]
    return wholes[0] if len(wholes) == 1 and wholes[0] is sentence.quantities[0] else None


def _has_share(quantity: Quantity, sentence: Statement) -> bool:
    """Whether a percentage is told of this number itself: then it is a part like the others."""
    place = sentence.quantities.index(quantity) + 1
    following = sentence.quantities[place : place + 1]
    return (
        bool(following)
        and is_ratio(following[0])
        and bool(wording().share.match(sentence.text[quantity.stop : following[0].begin]))
    )

"""The quantities of a sentence: 12 件, １，２３４条, 三百零五件, 1.2万余元, 近 200 条, 百分之七十.

What the words leave open stays open: a quantity is an interval. Dates, numbers of documents, ordinals
and telephones are none, and neither are digits torn apart by spaces: which number they spell cannot
be told.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal

from audit.recognise.sentences import Folded, fold_tracked
from audit.text import read_chinese_numeral

__all__ = ["Bound", "Quantity", "read_quantities"]

Bound = Literal["exact", "above", "below", "about"]

_HAN = "〇零一二两三四五六七八九十百千万亿"
_NUMERAL = re.compile(rf"(?P<percent>百分之)?(?:(?P<arabic>\d+(?:,\d{{3}})*(?:\.\d+)?)|(?P<han>[{_HAN}]+))")
_POWERS = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8, "万亿": 10**12, "百万": 10**6, "千万": 10**7}
_RANGE = re.compile(r"[-—–~～至到]{1,2}")
_IN_A_ROW = re.compile(r"[一二两三四五六七八九]{2}|[〇零]{2}")  # 两三件, 二〇〇八
_POINT = re.compile(r"点([〇零一二三四五六七八九]+)")
_SUSPECT = re.compile(r"[0-9第(]")  # what every kind of noise holds
_ENDLESS = Decimal("inf")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as an interval: `low` to `high`, both included, infinite where the words set no bound.

    `unit` is what is counted ("" for a bare number); money is in 元, a share in %. `start` and `end`
    are its offsets in the sentence as printed, from the first word that belongs to it (约) to its unit
    and what follows (左右); `begin` and `stop` the same in the folded sentence. `decimals` are the
    digits printed after the point, `factor` what 万 or 亿 multiplied it by.
    """

    low: float
    high: float
    unit: str
    bound: Bound
    start: int
    end: int
    printed: str
    begin: int
    stop: int
    decimals: int = 0
    factor: int = 1

    @property
    def is_exact(self) -> bool:
        return self.bound == "exact"

    def meets(self, low: float, high: float) -> bool:
        """Whether some value lies both in this interval and in [low, high]."""
        return self.low <= high and low <= self.high


@dataclass(frozen=True, slots=True)
class _Wording:
    """The entries of quantities.toml, made ready once."""

    tail: re.Pattern[str]
    noise: re.Pattern[str]
    before: Mapping[str, Bound]
    after: Mapping[str, Bound]
    strict: frozenset[str]
    continuous: frozenset[str]
    reach: Decimal
    not_after: tuple[str, ...]
    but_after: tuple[str, ...]
    no_bound: tuple[str, ...]
    no_count: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """A numeral with what surrounds it, in the folded sentence."""

    value: Decimal
    decimals: int
    factor: int
    unit: str
    before: str
    more: bool
    after: str
    begin: int
    stop: int


def read_quantities(sentence: str, folded: Folded | None = None) -> tuple[Quantity, ...]:
    """The quantities of `sentence`, in order; `folded` is `fold_tracked(sentence)` when at hand.

    A bare number is a quantity without a unit; a Chinese numeral only with one.
    """
    folded = folded or fold_tracked(sentence)
    return tuple(_join_ranges(list(_find(sentence, folded)), sentence, folded))


def _find(sentence: str, folded: Folded) -> Iterator[_Found]:
    text, wording = folded.text, _wording()
    noise = [match.span() for match in wording.noise.finditer(text)] if _SUSPECT.search(text) else []
    starts = [start for start, _ in noise]
    match = _NUMERAL.search(text)
    while match is not None:
        place = bisect_right(starts, match.start()) - 1
        found, stop = None, match.end()
        if place >= 0 and match.start() < noise[place][1]:
            stop = max(stop, noise[place][1])
        elif match["arabic"]:
            digits = _unjoined(match, sentence, folded)
            found, stop = _arabic(match, digits, sentence, folded), match.start("arabic") + len(digits)
        else:
            found = _chinese(match, text)
        if found is not None:
            yield found
            stop = max(stop, found.stop)
        match = _NUMERAL.search(text, stop)


def _arabic(match: re.Match[str], digits: str, sentence: str, folded: Folded) -> _Found | None:
    start = match.start("arabic")
    end, text = start + len(digits), folded.text
    if _is_torn(start, end, sentence, folded) or _touches_word(text, start, end):
        return None
    value, decimals = Decimal(digits.replace(",", "")), len(digits.partition(".")[2])
    return _complete(match.start(), end, value, decimals, text, percent=bool(match["percent"]))


def _unjoined(match: re.Match[str], sentence: str, folded: Folded) -> str:
    """The digits up to a comma that separates two numbers and not thousands: a full-width one between
    digits that are not, or groups that are not of three digits."""
    digits, start = match["arabic"], match.start("arabic")
    head, comma, _ = digits.partition(",")
    if not comma:
        return digits
    wide = sentence[folded.places[start]] > "\uff00"
    printed = sentence[folded.places[start + len(head)]]
    more_digits = folded.text[match.end() : match.end() + 1].isdigit()
    return digits if len(head) <= 3 and not more_digits and (printed == "," or wide) else head


def _is_torn(start: int, end: int, sentence: str, folded: Folded) -> bool:
    """Whether spaces stand inside the digits, or a raised or circled one (a footnote) is among them."""
    places = folded.places[start:end]
    return places[-1] - places[0] != end - start - 1 or any(
        unicodedata.category(sentence[place]) == "No" for place in places
    )


def _touches_word(text: str, start: int, end: int) -> bool:
    """A4, 5G, v2.0, 1.2.3: letters and points make a name of it."""
    before, after = text[start - 1 : start], text[end : end + 2]
    return (
        (before.isascii() and (before.isalnum() or before in {".", "_", "/", "#"}))
        or (after[:1].isascii() and after[:1].isalpha())
        or (after[:1] == "." and after[1:].isdigit())
    )


def _chinese(match: re.Match[str], text: str) -> _Found | None:
    wording, (start, end), percent = _wording(), match.span("han"), bool(match["percent"])
    barred = text.endswith(wording.not_after, 0, start) and not text.endswith(wording.but_after, 0, start)
    if not percent and (barred or wording.no_count.match(text, start)):
        return None
    written = match["han"]
    value = read_chinese_numeral(written)
    if value is None and written[0] in "百千万" and text.startswith(("余", "多"), end):
        value = read_chinese_numeral("一" + written)  # 百余件
    if value is None or _IN_A_ROW.search(written):
        return None
    decimals, fraction = 0, Decimal(0)
    if percent and (point := _POINT.match(text, end)):
        digits = "".join(str(read_chinese_numeral(char)) for char in point[1])
        decimals, fraction, end = len(digits), Decimal(f"0.{digits}"), point.end()
    found = _complete(match.start(), end, value + fraction, decimals, text, percent=percent)
    return found if found.unit else None


def _complete(begin: int, end: int, value: Decimal, decimals: int, text: str, *, percent: bool) -> _Found:
    """The numeral that ends at `end` with the words before it, its powers, its unit and what follows."""
    wording = _wording()
    before = next((word for word in wording.before if text.endswith(word, 0, begin)), "")
    if before and text.endswith(wording.no_bound, 0, begin):
        before = ""  # 预约 3 次
    tail = wording.tail.match(text, end)
    assert tail is not None  # every piece of it is optional
    power = tail["power"] or tail["late"] or ""
    factor = _POWERS.get(power, 1)
    return _Found(
        value=value * factor,
        decimals=decimals,
        factor=factor,
        unit="%" if percent else tail["unit"] or "",
        before=before,
        more=bool(tail["more"] or tail["trailing"]),
        after=tail["after"] or tail["closing"] or "",
        begin=begin - len(before),
        stop=end if percent else tail.end(),
    )


def _join_ranges(found: Sequence[_Found], sentence: str, folded: Folded) -> Iterator[Quantity]:
    """Quantities of what was found; 3至5件 is one from 3 to 5."""
    joined = False
    for place, first in enumerate(found):
        if joined:
            joined = False
            continue
        low, high, bound = _interval(first)
        last, second = first, found[place + 1] if place + 1 < len(found) else None
        if second and second.unit and first.unit in ("", second.unit):
            joined = bool(_RANGE.fullmatch(folded.text, first.stop, second.begin))
            if joined:
                last, high, bound = second, _interval(second)[1], "about"
        start, end = folded.span(first.begin, last.stop)
        yield Quantity(
            low=float(low),
            high=float(high),
            unit=last.unit,
            bound=bound,
            start=start,
            end=end,
            printed=sentence[start:end],
            begin=first.begin,
            stop=last.stop,
            decimals=last.decimals,
            factor=last.factor,
        )


def _interval(found: _Found) -> tuple[Decimal, Decimal, Bound]:
    """What the words admit: smallest, largest, and in what way."""
    wording, value = _wording(), found.value
    if not (found.before or found.after or found.more):
        return value, value, "exact"
    continuous = found.unit in wording.continuous or value != value.to_integral_value()
    bound = wording.after.get(found.after) or wording.before.get(found.before) or "exact"
    if bound == "about":
        return value * (1 - wording.reach), value * (1 + wording.reach), bound
    if found.more:  # 170余件; 超过170余件
        endless = found.before in wording.before
        return value, _ENDLESS if endless else _next_round(value, continuous=continuous), "above"
    if bound == "above":
        return value, _ENDLESS, bound
    strict = found.before in wording.strict and not continuous
    return -_ENDLESS, value - 1 if strict else value, bound


def _next_round(value: Decimal, *, continuous: bool) -> Decimal:
    """The largest value that 余 after `value` admits: below the next number as round as it (170余:
    below 180; 3万余: below 40,000), at least below the next ten."""
    step = Decimal(10)
    if value == value.to_integral_value():
        while value and value % (step * 10) == 0:
            step *= 10
    else:
        exponent = value.as_tuple().exponent
        step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    limit = (value // step + 1) * step
    return limit if continuous else limit - 1


@cache
def _wording() -> _Wording:
    path = resources.files("audit") / "recognise" / "claims" / "quantities.toml"
    entries: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    before, after = entries["before"], entries["after"]
    units = _alternation(entries["units"])
    more = _alternation(after["more"])
    around = _alternation([*after["above"], *after["below"], *after["about"]])
    powers = _alternation(list(_POWERS))
    return _Wording(
        tail=re.compile(
            f"(?P<power>{powers})?(?P<more>{more})?(?P<late>{powers})?(?P<after>{around})?"
            f"(?:(?P<unit>{units})(?P<trailing>余)?(?P<closing>{around})?)?"
        ),
        noise=re.compile(f"(?={entries['noise']['starts']})(?:{'|'.join(entries['noise']['patterns'])})"),
        before=_bounds({name: before[name] for name in ("above", "below", "about")}),
        after=_bounds({name: words for name, words in after.items() if name != "more"}),
        strict=frozenset(before["strict"]),
        continuous=frozenset(entries["continuous"]),
        reach=Decimal(str(entries["about"]["reach"])),
        not_after=tuple(entries["words"]["before"]),
        but_after=tuple(entries["words"]["but"]),
        no_bound=tuple(before["none"]),
        no_count=re.compile(_alternation(entries["words"]["after"])),
    )


def _alternation(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _bounds(entries: Mapping[str, Sequence[str]]) -> dict[str, Bound]:
    """Word -> what it makes of a number, the longest word first."""
    kinds: tuple[Bound, ...] = ("above", "below", "about")
    pairs: list[tuple[str, Bound]] = [(word, kind) for kind in kinds for word in entries[kind]]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))

"""Personal numbers in the prose, and the same prose without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from audit.recognise.names.wording import expression
from audit.recognise.sentences import fold_tracked

__all__ = ["PersonalNumber", "find_personal", "mask_personal"]

Sort = Literal["mobile", "identity", "phone", "home"]
_TELLING = re.compile(
    r"[0-9０-９][0-9０-９ \-－—Xx\u3000\xa0]{9}"
    r"|住址|家住|家庭住|家庭地|户籍|居住|住在|现住|家在|单元|[,、（(，]住|地址"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_KEPT = {"mobile": (3, 4), "identity": (6, 4), "phone": (0, 2), "home": (0, 0)}  # characters, first and last


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A number or address in folded text, `start` to `end`. `private`: the words around say whose it is."""

    sort: Sort
    start: int
    end: int
    private: bool


def find_personal(folded: str) -> Iterator[PersonalNumber]:
    """Mobile numbers, numbers of identity cards (with a right check digit), home addresses, and other
    telephones that the words before them give to a private person."""
    if not _TELLING.search(folded):
        return
    for match in expression("person", "identity").finditer(folded):
        if _is_identity(match["number"]) and not _of_office(folded, match.start("number"), strict=True):
            yield PersonalNumber("identity", *match.span("number"), private=True)
    is_public = expression("person", "public").search(folded) is not None
    for match in expression("person", "mobile").finditer(folded):
        is_private = not is_public or _is_private(folded, match.start("number"))
        yield PersonalNumber("mobile", *match.span("number"), is_private)
    for match in expression("person", "phone").finditer(folded):
        if _is_private(folded, match.start("number")):
            yield PersonalNumber("phone", *match.span("number"), private=True)
    for match in expression("person", "home").finditer(folded):
        yield PersonalNumber("home", *match.span("number"), private=True)


def mask_personal(text: str) -> str:
    """`text` with every mobile number, identity number and home address starred (138****1234), and as
    long as before, so that offsets stay right."""
    if not _TELLING.search(text):
        return text
    tracked = fold_tracked(text)
    characters = list(text)
    # As it stands, too: folded, a number runs into one that follows it after a space.
    for read, places in ((tracked.text, tracked.places), (text, range(len(text)))):
        for number in find_personal(read):
            first, last = _KEPT[number.sort]
            for place in places[number.start + first : number.end - last]:
                characters[place] = "*"
    return "".join(characters)


def _is_identity(number: str) -> bool:
    """Whether the check digit is right (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17].upper()


def _is_private(folded: str, start: int) -> bool:
    return bool(expression("person", "private").search(folded, max(0, start - 40), start)) and not _of_office(
        folded, start
    )


def _of_office(folded: str, start: int, *, strict: bool = False) -> bool:
    key = "body" if strict else "office"
    return bool(expression("person", key).search(folded, max(0, start - 40), start))

"""Names as they are read and judged in one made-up sentence."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from audit.document import Origin
from audit.recognise.model import Identity, Mention, Section
from audit.recognise.names import Seat, judge_mentions, read_mentions

BANK = Path(__file__).with_name("bank.toml")
AGENCY = "桐梓县青溪镇人民政府"
FAILING = {"place": "stranger", "level": "other", "law": "wrong", "person": "private"}


def section(text: str, part: int = 1) -> Section:
    origin = Origin("a.txt", paragraph=1)
    return Section(part, "一", "总体情况", "official", 1, ((text, origin),), 0, origin)


def mentions(text: str, agency: str = AGENCY, kind: str = "镇", **seat) -> tuple[Mention, ...]:
    """What the prose `text` of `agency` names, judged."""
    identity = Identity(agency, agency, kind, 2024, "", None, None)
    found, codes = read_mentions((), (section(text),), identity)
    return judge_mentions(found, Seat(agency, kind, **({"codes": codes} | seat)))


def fails(text: str, kind: str, **speaker) -> bool:
    return any(m.kind == kind and m.verdict == FAILING[kind] for m in mentions(text, **speaker))


def sentences(*, seen: bool) -> list[tuple[str, bool, str]]:
    """(kind, whether it must fail, sentence) of one half of the bank: the half that was looked at when
    the wordings were written, or the other."""
    bank = tomllib.loads(BANK.read_text(encoding="utf-8"))
    return [
        (kind, outcome == "fail", sentence)
        for kind, outcomes in bank.items()
        for outcome, entry in outcomes.items()
        for sentence in entry["sentences"]
        if (int(hashlib.sha256(sentence.encode()).hexdigest(), 16) % 2 == 0) == seen
    ]

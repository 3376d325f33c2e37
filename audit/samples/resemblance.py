"""Whether two reports say the same, told by who wrote them: by sentences, numbers and names aside."""

from __future__ import annotations

import re

from audit.samples.model import ReportContent

__all__ = ["resemble"]

_NUMBER = re.compile(r"[\d０-９.]+")


def resemble(one: ReportContent, other: ReportContent, share: float) -> bool:
    """Whether sentences that are the same make at least `share` of the characters of either."""
    first, second = _masked(one), _masked(other)
    common = set(first) & set(second)
    return all(
        sum(len(text) for text in texts if text in common) >= share * sum(map(len, texts))
        for texts in (first, second)
    )


def _masked(content: ReportContent) -> list[str]:
    names = (content.agency.name, content.agency.we, content.agency.scope)
    masked = []
    for sentence in content.sentences():
        text = _NUMBER.sub("0", sentence.text)
        for name in names:
            text = text.replace(name, "")
        masked.append(text)
    return masked

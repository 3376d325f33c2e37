"""The order in which a report is printed, the same for every writer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from audit.samples.county import read_bank
from audit.samples.model import ReportContent, TableContent

__all__ = ["Piece", "flow"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A title line, a part's heading, a sub-heading, a paragraph, or a table. `numeral` is printed
    before the text of headings."""

    kind: Literal["title", "heading", "subheading", "paragraph", "table"]
    text: str = ""
    numeral: str = ""
    table: TableContent | None = None

    @property
    def printed(self) -> str:
        """The whole line."""
        return self.numeral + self.text


def flow(content: ReportContent, *, run_in: bool = False) -> Iterator[Piece]:
    """The pieces of a report in order. `run_in`: sub-headings open their paragraph (（一）主动公开。…)."""
    for line in content.title:
        yield Piece("title", line)
    yield Piece("paragraph", "".join(content.preamble))
    bank = read_bank("prose.toml")
    for part in content.parts:
        yield Piece("heading", part.heading, part.numeral)
        count = 0
        for passage in part.passages:
            text = "".join(sentence.text for sentence in passage.sentences)
            numeral = ""
            if passage.heading:
                numeral = bank["sub_numeral"].format(numeral=bank["numerals"][count])
                count += 1
            if passage.heading and run_in:
                yield Piece("paragraph", f"{numeral}{passage.heading}{bank['run_in_mark']}{text}")
                continue
            if passage.heading:
                yield Piece("subheading", passage.heading, numeral)
            yield Piece("paragraph", text)
        if part.table and content.tables[part.table].presence != "missing":
            yield Piece("table", table=content.tables[part.table])

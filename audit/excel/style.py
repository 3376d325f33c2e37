"""How cells look: a `Look` is data, and the looks the sheets share are named here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

__all__ = [
    "ABSENT",
    "ASIDE",
    "BLANK",
    "BODY",
    "CENTRED",
    "DATELINE",
    "DATELINE_RIGHT",
    "FACT",
    "FACT_LABEL",
    "FILLABLE",
    "HEAD",
    "LABEL",
    "LETTER",
    "LETTER_RIGHT",
    "LINK",
    "LINK_CENTRED",
    "LINK_TITLE",
    "NUMBER",
    "SEVERITY",
    "SHARE",
    "SUBTITLE",
    "TITLE",
    "TITLE_WRAPPED",
    "Look",
]

_INK: Final = "262626"
_LINE: Final = "A6A6A6"
_SONG: Final = "宋体"
_HEI: Final = "黑体"


@dataclass(frozen=True, slots=True)
class Look:
    """The appearance of a cell. Colours are RGB hex; `fill` empty means none; sizes in points. `tallest`:
    how high its wrapped text may make a row, of which the format allows 409 points."""

    font: str = _SONG
    size: float = 10
    bold: bool = False
    colour: str = _INK
    underline: bool = False
    fill: str = ""
    hatched: bool = False
    across: Literal["left", "center", "right"] = "left"
    wrapped: bool = True
    framed: bool = True
    fillable: bool = False
    number_format: str = "General"
    tallest: float = 409.0

    def to_font(self) -> Font:
        underline: Literal["single"] | None = "single" if self.underline else None
        return Font(name=self.font, size=self.size, bold=self.bold, color=self.colour, underline=underline)

    def to_fill(self) -> PatternFill:
        if self.hatched:
            return PatternFill("lightUp", fgColor=_LINE, bgColor=self.fill or "FFFFFF")
        return PatternFill("solid", fgColor=self.fill) if self.fill else PatternFill()

    def to_border(self) -> Border:
        side = Side(style="thin", color=_LINE) if self.framed else Side()
        return Border(left=side, right=side, top=side, bottom=side)

    def to_alignment(self) -> Alignment:
        return Alignment(horizontal=self.across, vertical="center", wrap_text=self.wrapped)

    def to_protection(self) -> Protection:
        return Protection(locked=not self.fillable)


TITLE: Final = Look(font=_HEI, size=18, across="center", wrapped=False, framed=False)
TITLE_WRAPPED: Final = replace(TITLE, size=12, across="left", wrapped=True)
SUBTITLE: Final = Look(font=_HEI, size=12, wrapped=False, framed=False)
DATELINE: Final = Look(wrapped=False, framed=False)
DATELINE_RIGHT: Final = replace(DATELINE, across="right")
LETTER: Final = Look(size=12, framed=False)
LETTER_RIGHT: Final = replace(LETTER, across="right")
HEAD: Final = Look(font=_HEI, fill="DCE6F1", across="center")
BODY: Final = Look()
ASIDE: Final = Look(tallest=110)  # for the screen: what is printed has no empty expanses
LABEL: Final = Look(size=9)
CENTRED: Final = Look(across="center")
NUMBER: Final = Look(across="right", wrapped=False)
FACT_LABEL: Final = Look(font=_HEI, fill="F2F2F2", across="center")
FACT: Final = Look()
SHARE: Final = Look(across="center", wrapped=False, number_format="0.0%")
LINK: Final = Look(colour="1F4E79", underline=True)
LINK_CENTRED: Final = replace(LINK, across="center")
LINK_TITLE: Final = replace(SUBTITLE, colour="1F4E79", underline=True)
FILLABLE: Final = Look(fill="FFF9D6", across="left", fillable=True)
BLANK: Final = Look(hatched=True)
ABSENT: Final = Look(fill="E7E6E6", colour="7F7F7F", across="center")
SEVERITY: Final = {
    "critical": Look(bold=True, across="center", fill="F8D5D3", colour="9C0006"),
    "warning": Look(bold=True, across="center", fill="FDE9C9", colour="7F4F00"),
    "info": Look(bold=True, across="center", fill="DDEBF7", colour="1F4E79"),
}

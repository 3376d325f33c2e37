"""The Chinese words for the codes that the frames hold, for sheets, screens and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = [
    "CONFIRMED",
    "DISMISSED",
    "EVIDENCE",
    "NOT_READ",
    "OUTCOMES",
    "PENDING",
    "READ_STATUSES",
    "REMEDIES",
    "SEVERITIES",
    "UNKNOWN_AGENCY",
    "VERDICTS",
]

# Worst first: the order of lists, counts and sheets.
SEVERITIES: Final[Mapping[str, str]] = {"critical": "错误", "warning": "警示", "info": "提示"}

# Outcome -> (word, what it means to the reader).
OUTCOMES: Final[Mapping[str, tuple[str, str]]] = {
    "fail": ("不通过", "查出问题，见“问题清单”"),
    "not_assessable": ("无法判定", "所需数据空白、缺失或不可读，不作通过或不通过处理"),
    "error": ("规则出错", "规则自身未能运行，与机关无关"),
    "pass": ("通过", "符合规则"),
    "not_applicable": ("不适用", "该规则与该报告无关"),
}

READ_STATUSES: Final[Mapping[str, str]] = {"unread": "未能读取", "not_report": "不是年度报告"}
# A file with one of these statuses gave no report.
NOT_READ: Final[tuple[str, ...]] = tuple(READ_STATUSES)

# In the place of the name of an agency that nobody could tell.
UNKNOWN_AGENCY: Final = "（机关不明）"

# What a reviewer chooses from; read back by these words.
CONFIRMED: Final = "确认"
DISMISSED: Final = "排除"
PENDING: Final = "待核实"
VERDICTS: Final[tuple[str, ...]] = (CONFIRMED, DISMISSED, PENDING)
REMEDIES: Final[tuple[str, ...]] = ("未整改", "整改中", "已整改", "持续整改", "已销号")

# Of a decision made on other evidence, or on a finding that is not there any more.
EVIDENCE: Final[Mapping[str, str]] = {"changed": "证据已变化，请复核", "gone": "本次运行中已无此问题"}

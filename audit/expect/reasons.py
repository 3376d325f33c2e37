"""Why a rule could not be judged on a report, in words: which inputs are blank or not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from audit.expect.audited import AuditedFrames
from audit.expect.conditions import input_columns
from audit.expect.suites import Check, known_frames
from audit.expect.wording import describe_place
from audit.template import load_templates

__all__ = ["Reasons"]

_STATUS_WORDS = {
    "blank": "空白",
    "absent": "缺失",
    "placeholder": "以符号代替数字",
    "text": "不能识读为数字",
    "doubtful": "由图片识别，把握不足",
}


class Reasons:
    """Reasons over one set of frames. Cells that hold no number are looked up once for all rules."""

    def __init__(self, audited: AuditedFrames, titles: Mapping[str, str]) -> None:
        """`titles`: rule id -> title, for naming a rule whose failure took another's ground."""
        self._titles = titles
        self._revision = dict(
            zip(audited.reports["report_id"], audited.reports["template"].astype(str), strict=True)
        )
        cells = audited.rows["cells"]
        gaps = cells[cells["status"] != "number"]
        self._status = dict(
            zip(zip(gaps["report_id"], gaps["key"], strict=True), gaps["status"], strict=True)
        )
        self._texts: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}

    def for_lost_ground(self, check: Check) -> str:
        """The rules that `check` requires, one of which failed."""
        named = "、".join(f"{rule} {self._titles.get(rule, '')}".rstrip() for rule in check.requires)
        return f"前提不成立：{named}"

    def for_gaps(self, check: Check, rows: pd.DataFrame) -> dict[str, str]:
        """Report id -> what was missing, for the `rows` in which `check` lacks an input."""
        if check.frame.startswith("wide_"):
            return self._of_terms(check, rows)
        if check.frame == "cells":
            return self._of_cells(rows)
        stated = rows["reason"] if "reason" in rows else pd.Series("", index=rows.index)
        default = self._of_inputs(check)
        texts: dict[str, list[str]] = {}
        for report_id, reason in zip(rows["report_id"], stated.fillna("").astype(str), strict=True):
            texts.setdefault(report_id, []).append(reason or default)
        return {report_id: "；".join(dict.fromkeys(lines)) for report_id, lines in texts.items()}

    def _of_inputs(self, check: Check) -> str:
        labels = known_frames()[check.frame].labels
        return "、".join(labels.get(n, n) for n in input_columns(check.kwargs)) + "：没有可以核对的内容"

    def _of_cells(self, rows: pd.DataFrame) -> dict[str, str]:
        texts: dict[str, str] = {}
        for report_id, group in rows.groupby("report_id", sort=False):
            name = str(report_id)
            texts[name] = self._describe(name, zip(group["key"], group["status"], strict=True))
        return texts

    def _of_terms(self, check: Check, rows: pd.DataFrame) -> dict[str, str]:
        terms = np.array(input_columns(check.kwargs))
        missing = rows[list(terms)].isna().to_numpy()
        return {
            report_id: self._describe(report_id, self._statuses(report_id, terms[mask]))
            for report_id, mask in zip(rows["report_id"], missing, strict=True)
        }

    def _statuses(self, report_id: str, keys: Iterable[str]) -> Iterable[tuple[str, str]]:
        """The status of each of `keys`, a derived cell being told by the cells it is the sum of."""
        template = load_templates().get(self._revision[report_id])
        for key in keys:
            parts = template.sums.get(key, ()) if template is not None else ()
            known = [part for part in (key, *parts) if (report_id, part) in self._status]
            for part in known or (parts or (key,)):
                yield part, self._status.get((report_id, part), "absent")

    def _describe(self, report_id: str, statuses: Iterable[tuple[str, str]]) -> str:
        revision = self._revision[report_id]
        found = tuple(statuses)
        if (revision, found) not in self._texts:
            self._texts[revision, found] = "；".join(
                f"{describe_place(revision, keys)}：{len(keys)} 个单元格{_STATUS_WORDS.get(status, status)}"
                for keys, status in _blocks(found)
            )
        return self._texts[revision, found]


def _blocks(statuses: Iterable[tuple[str, str]]) -> Iterable[tuple[list[str], str]]:
    """Keys gathered by table and status."""
    blocks: dict[tuple[str, str], list[str]] = {}
    for key, status in statuses:
        blocks.setdefault((key.split(".")[0], status), []).append(key)
    return ((keys, status) for (_, status), keys in blocks.items())

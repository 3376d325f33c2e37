"""Runs made up for the workbench: frames through `audit.schema.conform`, no file was ever read.

`python -m tests.workbench.made_up OUT` writes a county of 40 agencies with 150 findings.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pandas as pd

from audit.errors import RunError
from audit.schema import conform, empty, frame_specs

RUN_ID = "20260115-093000"
_TOWNS = """青禾 云岫 石桥 柳溪 白鹭 长亭 枫林 沙湾 双泉 月河 松岗 杏花 铁佛 东篱 南塘 望川 古渡 梅岭
银杏 竹山""".split()
_OFFICES = """教育局 财政局 民政局 水利局 交通运输局 农业农村局 卫生健康局 市场监督管理局 自然资源局
文化和旅游局 司法局 审计局 统计局 应急管理局 医疗保障局 发展和改革局 生态环境局 人力资源和社会保障局
住房和城乡建设局""".split()

_KINDS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    (
        "T3-BALANCE-07",
        "表三收支平衡（总计）",
        "critical",
        "表三 · 四、结转下年度继续办理 · 总计",
        "三、（七）总计 + 四、结转下年度继续办理 = {b}，一、新收 + 二、上年结转 = {a}，差 {d}",
        "四、结转下年度继续办理｜3｜0｜0｜0｜0｜0｜{d}",
        "核对本年新收、上年结转、办理结果和结转下年度四项，更正有误的一项。",
    ),
    (
        "C-BLANK-01",
        "单元格不得留空",
        "critical",
        "表四 · 行政复议",
        "表四“行政复议”有 5 格留空：结果维持、结果纠正、其他结果、尚未审结、总计",
        "行政复议｜｜｜｜｜",
        "没有发生的填 0，不留空。",
    ),
    (
        "S-REVISION-01",
        "表格格式与年度相符",
        "critical",
        "第三部分 · 表三",
        "{year} 年度报告仍用旧格式：“（六）其他处理”只有一行，缺少 3 行",
        "（六）其他处理｜0｜0｜0｜0｜0｜0｜0",
        "按现行格式重新填报表三。",
    ),
    (
        "S-FEE-01",
        "说明信息处理费收取情况",
        "warning",
        "第六部分",
        "第六部分没有说明本年度信息处理费的收取情况，没有收取的也应说明",
        "六、其他需要报告的事项：无。",
        "补充说明本年度收取信息处理费的情况，未收取的写明为 0。",
    ),
    (
        "S-SUPERVISE-03",
        "监督保障说明责任追究结果",
        "warning",
        "第一部分 · 监督保障",
        "监督保障部分没有说明责任追究结果",
        "本年度组织培训 2 次，开展满意度评议 1 次。",
        "补充责任追究结果，没有的写明没有。",
    ),
    (
        "S-NUMERAL-01",
        "各部分标题序号",
        "info",
        "第二部分 · 标题",
        "第二部分标题的序号为“2、”，应为“二、”",
        "2、主动公开政府信息情况",
        "改为“二、”。",
    ),
)

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> {{7*7}} $x^2$'


class FakeRun:
    """A run that lies in memory."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], info: Mapping[str, Any] | None = None) -> None:
        self.folder = Path("runs") / RUN_ID
        self.info = info or {"run_id": RUN_ID, "started": "2026-01-15T09:30:00"}
        self._frames = frames

    def frame(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        if name not in self._frames:
            raise RunError("本次运行没有这张数据表", found=name)
        frame = self._frames[name]
        return frame if columns is None else frame[list(columns)]


def make_frames(agencies: int = 40, findings: int = 150, *, hostile: bool = False) -> dict[str, pd.DataFrame]:
    """`findings` spread unevenly over `agencies`, two years; the last quarter of the agencies is clean.
    `hostile` puts script into the first agency's name and its finding's texts."""
    dice = random.Random(7)
    names = _name_agencies(agencies)
    if hostile:
        names[0] = f"青禾镇{HOSTILE}人民政府"
    reports = [_report(n, name, year) for n, name in enumerate(names) for year in (2024, 2025)]
    faulty = max(1, agencies * 3 // 4)
    spots = [(a, year, kind) for a in range(faulty) for year in (2024, 2025) for kind in _KINDS]
    dice.shuffle(spots)
    # The first agencies have the most, and every agency's years and rules differ.
    spots.sort(key=lambda spot: spot[0] + dice.expovariate(2 / faulty))
    spots.insert(0, (0, 2025, _KINDS[0]))
    rows = [
        _finding(number, agency, names[agency], year, kind, HOSTILE if hostile else "")
        for number, (agency, year, kind) in enumerate(islice(cycle(spots), findings))
    ]
    outcomes = [
        {"report_id": report["report_id"], "rule_id": "T3-OUTCOME-07", "outcome": outcome, "reason": reason}
        for report, (outcome, reason) in zip(reports, _verdicts(), strict=False)
    ]
    files = [
        {
            "file": f"年报/{report['year']}/{report['agency']}.docx",
            "report_id": report["report_id"],
            "read_status": "read",
        }
        for report in reports
    ]
    files.append({"file": "年报/2025/扫描件.bin", "read_status": "unread", "read_error": "不认识的文件格式"})
    files.append(
        {"file": "年报/2025/通知.txt", "read_status": "not_report", "read_error": "没有找到年报的任何部分"}
    )
    return {
        "files": _frame("files", files),
        "reports": _frame("reports", reports),
        "findings": _frame("findings", rows),
        "outcomes": _frame(
            "outcomes", [{**o, "outcome_id": f"{o['report_id']}#{o['rule_id']}"} for o in outcomes]
        ),
    }


def write_run(out: Path, frames: Mapping[str, pd.DataFrame]) -> Path:
    """An output folder with one run of `frames`; returns the run's folder."""
    folder = out / "runs" / RUN_ID
    (folder / "frames").mkdir(parents=True)
    for name, frame in frames.items():
        frame.to_parquet(folder / "frames" / f"{name}.parquet")
    info = {"run_id": RUN_ID, "started": "2026-01-15T09:30:00", "counts": {}}
    (folder / "run.json").write_text(json.dumps(info), encoding="utf-8")
    (out / "current").write_text(RUN_ID, encoding="utf-8")
    return folder


def _name_agencies(count: int) -> list[str]:
    names = [f"云岫县{office}" for office in _OFFICES] + [f"云岫县{town}镇人民政府" for town in _TOWNS]
    names.append("云岫县人民政府")
    dealt = random.Random(3).sample(names, len(names))
    return [dealt[n % len(dealt)] + ("" if n < len(dealt) else f"（{n}）") for n in range(count)]


def _report(number: int, agency: str, year: int) -> dict[str, Any]:
    return {
        "report_id": f"{year}/A{number:03}",
        "agency_id": f"A{number:03}",
        "agency": agency,
        "year": year,
        "audited": True,
    }


def _finding(
    number: int, agency_number: int, agency: str, year: int, kind: Sequence[str], extra: str
) -> dict[str, Any]:
    rule, title, severity, place, message, evidence, advice = kind
    a, d = 5 + 7 * number % 80, 1 + number % 4
    numbers = {"a": a, "b": a + d, "d": d, "year": year}
    return {
        "finding_id": f"F{number:05}",
        "report_id": f"{year}/A{agency_number:03}",
        "agency_id": f"A{agency_number:03}",
        "agency": agency,
        "year": year,
        "rule_id": rule,
        "title": title,
        "severity": severity,
        "outcome": "fail",
        "place": place,
        "stated": str(a + d) if "BALANCE" in rule else None,
        "expected": str(a) if "BALANCE" in rule else None,
        "message": message.format(**numbers) + extra,
        "evidence": evidence.format(**numbers) + extra,
        "source": f"年报/{year}/{agency}.docx，第 3 张表第 27 行",
        "basis": "国办公开办函〔2021〕30号",
        "advice": advice,
    }


def _verdicts() -> list[tuple[str, str | None]]:
    return (
        [("not_assessable", "表三有单元格留空")] * 6
        + [("not_assessable", "表三缺失")] * 3
        + [("pass", None)] * 999
    )


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    spec = frame_specs()[name]
    if not rows:
        return empty(spec)
    return conform([{column: row.get(column) for column in spec.columns} for row in rows], spec)


if __name__ == "__main__":
    print(write_run(Path(sys.argv[1]), make_frames()))

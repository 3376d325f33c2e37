"""`export`: the workbook of a run, and notices to the agencies, with what has been decided since."""

from __future__ import annotations

import argparse

from audit.errors import SettingsError
from audit.pipeline.exporting import export

__all__ = ["execute"]


def execute(options: argparse.Namespace) -> int:
    """Write them, say where, and return 0."""
    if options.to is None and options.per_agency is None:
        raise SettingsError("没有说明导出什么", expected="--to 工作簿 或 --per-agency 文件夹，可同时给出")
    written = export(options.out, options.to, per_agency=options.per_agency, url=options.review_url)
    if options.to is not None:
        print(f"已导出：{options.to}")
    if options.per_agency is not None:
        notices = len(written) - (options.to is not None)
        print(f"已导出整改通知 {notices} 份：{options.per_agency}")
    return 0

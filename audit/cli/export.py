"""`export`: the workbook of a run, with what has been decided since."""

from __future__ import annotations

import argparse

from audit.pipeline.exporting import export

__all__ = ["execute"]


def execute(options: argparse.Namespace) -> int:
    """Write it, say where, and return 0."""
    print(f"已导出：{export(options.out, options.to, url=options.review_url)}")
    return 0

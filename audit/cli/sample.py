"""`sample`: a made-up corpus with its key."""

from __future__ import annotations

import argparse

from audit.samples import make_corpus

__all__ = ["execute"]


def execute(options: argparse.Namespace) -> int:
    """Write the corpus and say where."""
    faults = options.faults if options.faults in ("all", "none") else options.faults.split(",")
    key = make_corpus(
        options.folder,
        agencies=options.agencies,
        years=options.years,
        faults=faults,
        formats=[name for name in options.formats.split(",") if name],
        seed=options.seed,
    )
    print(f"已生成 {len(key.reports)} 份报告：{options.folder}（所埋错误见 key.json）")
    return 0

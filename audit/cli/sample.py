"""`sample`: a made-up corpus with its key."""

from __future__ import annotations

import argparse

from audit.samples import Order, make_counties

__all__ = ["execute"]


def execute(options: argparse.Namespace) -> int:
    """Write the corpus and say where."""
    faults = options.faults if options.faults in ("all", "none") else options.faults.split(",")
    formats = tuple(name for name in options.formats.split(",") if name)
    order = Order(tuple(sorted(set(options.years))), faults, formats, options.seed)
    count = sum(len(key.reports) for key in make_counties(options.folder, options.agencies, order))
    print(f"已生成 {count} 份报告：{options.folder}（所埋错误见 key.json）")
    return 0

"""`lab`: the notebooks, opened on a run."""

from __future__ import annotations

import argparse

from audit.lab import open_lab

__all__ = ["execute"]


def execute(options: argparse.Namespace) -> int:
    """Start JupyterLab, or the notebooks without code, and wait for its end."""
    return open_lab(options.out, port=options.port, browser=not options.no_browser, app=options.app)

"""The command line: parse, call, print, exit code.

Exit codes: 0 clean, 1 something to act on (see `--fail-on`), 2 the command could not run.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from audit.cli.parser import build_parser, module_of
from audit.errors import AuditError

__all__ = ["build_parser", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console or a pipe in a C locale must not break on Chinese.
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = build_parser().parse_args(arguments)
    # The only late import there is: a command's libraries load when that command is called.
    command = import_module(module_of(options))
    try:
        return int(command.execute(options))
    except AuditError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已中断，未改动此前的结果。", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 2

"""docs/benchmarks.md: a section for each benchmark, written by the command that made it."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["describe_machine", "write_section"]

_PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
_MARK = re.compile(r"^<!-- benchmarks\.(\w+) -->\n", re.MULTILINE)


def write_section(name: str, lines: Sequence[str]) -> None:
    """Put `lines` into the page as the section of `benchmarks/<name>.py`; the others stay."""
    _, *parts = _MARK.split(_PAGE.read_text(encoding="utf-8"))
    sections = dict(zip(parts[::2], parts[1::2], strict=True)) | {name: "\n".join(lines)}
    text = "\n\n".join(f"<!-- benchmarks.{name} -->\n{sections[name].strip()}" for name in sorted(sections))
    _PAGE.write_text(text + "\n", encoding="utf-8", newline="\n")


def describe_machine(libraries: Sequence[str]) -> str:
    """Processor, cores, system, and the versions of Python and of `libraries`."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    name = models[0] if models else platform.processor() or platform.machine()
    versions = ", ".join(_versions(libraries))
    python = platform.python_version()
    return f"{name}, {len(models) or '?'} cores, {platform.system()}, Python {python}; {versions}."


def _versions(libraries: Sequence[str]) -> Iterator[str]:
    for library in libraries:
        try:
            yield f"{library} {version(library)}"
        except PackageNotFoundError:
            continue

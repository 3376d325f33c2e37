"""What is being done, and what it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.pipeline.settings import Settings
from audit.reading import peak_memory

__all__ = ["Clock", "Job"]


@dataclass
class Clock:
    """Seconds per stage, and the most memory that this process has had by its end, in bytes."""

    seconds: dict[str, float] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(time.perf_counter() - start, 3)
            self.memory[name] = peak_memory()


@dataclass(frozen=True)
class Job:
    """What is being done. `facts` and `counts` go into run.json as they are."""

    command: str
    paths: Sequence[Path | str]
    out: Path
    settings: Settings
    clock: Clock = field(default_factory=Clock)
    facts: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

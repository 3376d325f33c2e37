"""The notebooks' panels: `state` (plain Python), `views` (frame -> escaped HTML), `panels` (wiring)."""

from __future__ import annotations

from audit.workbench.panels import overview, start

__all__ = ["overview", "start"]

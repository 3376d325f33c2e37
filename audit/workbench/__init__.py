"""The notebooks' panels: state and what is derived from it (plain Python), views (frame -> escaped HTML),
panels (wiring)."""

from __future__ import annotations

from audit.workbench.exchange_panel import exchange
from audit.workbench.panels import overview
from audit.workbench.starting import start, upload
from audit.workbench.years_panel import years

__all__ = ["exchange", "overview", "start", "upload", "years"]

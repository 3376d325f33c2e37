"""The panels of the notebooks, in layers, each of which knows only those after it: `panels` (wiring),
`widgets` (ipywidgets and anywidget), `views` (frame -> escaped HTML), `state` (plain Python); `phrases` says
things the same way everywhere.

A screen has its modules in each layer: 01 `overview` and `spread`, 02 `inspector` with `listing`, `detail`
and `decision`, 03 `years`, 04 `exchange`; `starting` audits what a person hands up. `app`: Voila's template.
"""

from __future__ import annotations

from audit.workbench.panels.exchange import exchange
from audit.workbench.panels.inspector import inspect_findings
from audit.workbench.panels.overview import overview
from audit.workbench.panels.starting import start, upload
from audit.workbench.panels.years import years

__all__ = ["exchange", "inspect_findings", "overview", "start", "upload", "years"]

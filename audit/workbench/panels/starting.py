"""Panels that audit: a folder of reports, or files handed up through the browser."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from ipywidgets import Button, FileUpload, HBox, IntProgress, Text, VBox, Widget

from audit.errors import AuditError, RunError, SettingsError
from audit.pipeline import Run, Settings, run
from audit.workbench.panels.overview import overview
from audit.workbench.views.overview import notice
from audit.workbench.widgets.clickable import Clickable
from audit.workbench.widgets.pulse import Pulse

__all__ = ["Start", "Upload", "start", "upload"]


def start(paths: str = "", out: Path | str = "out", *, jobs: int = 1) -> Widget:
    """A panel that audits the reports in a folder, in `jobs` processes, and then shows the run."""
    return Start(paths, str(out), jobs).widget


def upload(out: Path | str = "out") -> Widget:
    """A panel that takes files from the browser, audits them beside the runs of `out`, and shows what
    was found. What `out` holds stays as it is; its newest run serves as the year before."""
    return Upload(Path(out)).widget


class Start:
    """Which reports, where to, and a button; when the run is done, its overview."""

    def __init__(self, paths: str, out: str, jobs: int) -> None:
        self.jobs = jobs
        self.paths = Text(value=paths, description="报告所在文件夹", placeholder="例如 D:\\年报\\2025")
        self.out = Text(value=out, description="结果文件夹")
        self.button = Button(description="开始审查", button_style="primary", icon="play")
        self.progress = IntProgress(min=0, max=1)
        self.progress.layout.visibility = "hidden"
        self.status = Clickable()
        self.result = VBox()
        form = HBox([self.paths, self.out, self.button, self.progress])
        form.add_class("da-start")
        self.widget = VBox([form, self.status, self.result, Pulse()])
        self.widget.add_class("da-panel")
        self.button.on_click(self._begin)

    def tell(self, stage: str, done: int, total: int) -> None:
        """Show how far the run is."""
        self.progress.max = max(total, 1)
        self.progress.value = done
        self.progress.description = stage

    def _begin(self, _button: object) -> None:
        self.button.disabled = True
        self.progress.layout.visibility = "visible"
        self.status.html = notice("正在审查，请稍候……")
        outcome = notice("审查程序意外中断，没有产生新的结果。", bad=True)
        try:
            finished = self._run()
            self.result.children = [overview(finished)]
            outcome = notice(f"审查完成：运行 {finished.run_id}，结果在 {finished.folder}")
        except AuditError as error:
            outcome = notice(str(error), bad=True)
        finally:
            self.status.html = outcome
            self.button.disabled = False
            self.progress.layout.visibility = "hidden"

    def _run(self) -> Run:
        given = {field.description: field.value.strip() for field in (self.paths, self.out)}
        for name, value in given.items():
            if not value:  # an empty path would mean the folder the kernel happens to be in
                raise SettingsError(f"请填写{name}")
        source, out = (Path(value).expanduser() for value in given.values())
        return run([source], out, Settings(jobs=self.jobs, progress=self.tell))


class Upload:
    """Files from the browser, audited at once: each time a run of its own under `OUT/uploads`."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.files = FileUpload(description="选择报告文件", multiple=True, icon="upload")
        self.status = Clickable()
        self.result = VBox()
        form = HBox([self.files])
        form.add_class("da-start")
        self.widget = VBox([form, self.status, self.result, Pulse()])
        self.widget.add_class("da-panel")
        self.files.observe(self._receive, "value")

    def audit(self, files: dict[str, bytes]) -> Run:
        """Keep `files` (name -> content) and audit them. Raises what `run` raises."""
        folder = self._new_folder()
        for name, content in files.items():
            target = folder / "files" / (Path(name.replace("\\", "/")).name or "未命名")
            target.write_bytes(content)
        # The limits on what one file may cost hold only in a process of its own.
        previous = (self.out,) if (self.out / "current").exists() else ()
        return run([folder / "files"], folder / "out", Settings(jobs=1, previous=previous))

    def _new_folder(self) -> Path:
        folder = self.out / "uploads" / f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}"
        try:
            (folder / "files").mkdir(parents=True)
        except OSError as error:
            raise RunError(
                "输出文件夹不能写入", place=str(self.out), found=error.strerror or str(error)
            ) from error
        return folder

    def _receive(self, change: Any) -> None:
        files = {entry["name"]: bytes(entry["content"]) for entry in change["new"]}
        if not files:  # it is we who emptied the field
            return
        self.status.html = notice("正在审查，请稍候……")
        outcome, done = notice("审查程序意外中断，没有产生新的结果。", bad=True), False
        try:
            finished = self.audit(files)
            self.result.children = [overview(finished)]
            outcome = notice(f"审查完成：{'、'.join(files)}；结果在 {finished.folder}")
            done = True
        except AuditError as error:
            outcome = notice(str(error), bad=True)
        finally:
            self.status.html = outcome
            if not done:
                self.files.value = ()  # so that the same files can be chosen again

"""JupyterLab on the notebooks of a run: own port, own token, own settings, this machine only.

As an app the same notebooks are served by Voila, without their code, by the same kind of server.

Everything the server keeps lies under `OUT/.lab`, so the settings of the person's own JupyterLab are
neither used nor touched. The notebooks are copied to `OUT/notebooks`; one that was edited stays.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

from audit.errors import RunError, SettingsError

__all__ = ["Lab", "install_notebooks", "notebooks_folder", "open_lab", "running_lab"]

_HOST = "127.0.0.1"
_FIRST = "01_总览.ipynb"
_PATIENCE = 90.0
"""Seconds a server may take to answer first, or to end."""


_TEMPLATE = "disclosure-audit"
"""What Voila's template is called that asks no other machine for anything."""

_OWN_EXTENSIONS = ("jupyterlab", "jupyter_lsp", "jupyter_server_terminals", "notebook_shim")
"""What an installation may switch on for every server, and an app has no use for."""

_NO_MATHJAX = "data:text/javascript,MathJax=new Proxy(()=>0,{get:(target,name,self)=>self})//"
"""What an app loads as MathJax, for which Voila would ask a CDN: whatever it is told, it does nothing."""

_UPLOAD = 200_000_000
"""Bytes of a message, and so of a file that is handed up."""


@dataclass(frozen=True, slots=True)
class Lab:
    """A running server: `url` opens the first notebook and carries the token."""

    url: str
    port: int
    token: str
    process: subprocess.Popen[bytes]


def open_lab(run: Path, *, port: int | None = None, browser: bool = True, app: bool = False) -> int:
    """Serve the notebooks on the run at `run` (an output folder or a run) until Ctrl-C; returns 0. With
    `app` without their code.

    Raises `RunError` when there is no such folder or the server does not start, `SettingsError` when
    `port` is taken or Voila, which an app needs, is not installed.
    """
    with _interruptible(), running_lab(run, port=port, app=app) as lab:
        try:
            _say(f"工作台已启动，请在浏览器中打开（仅限本机）：\n  {lab.url}\n按 Ctrl-C 结束。")
            if browser:
                webbrowser.open(lab.url)
            lab.process.wait()
        except KeyboardInterrupt:
            _say("\n正在关闭工作台……")
    return 0


@contextmanager
def running_lab(run: Path, *, port: int | None = None, app: bool = False) -> Iterator[Lab]:
    """A server that answers; it and its kernels end with the block. Errors as in `open_lab`."""
    if app and importlib.util.find_spec("voila") is None:
        raise SettingsError(
            "没有安装 Voila，不能以应用方式打开", advice="pip install 'disclosure-audit[app]'"
        )
    run = Path(run).absolute()
    home = _home(run)
    try:
        kept = install_notebooks(home)
    except OSError as error:
        raise RunError("输出文件夹不能写入", place=str(home), found=error.strerror or str(error)) from error
    for name in kept:
        _say(f"笔记本 {name} 已被修改，保留现有版本。")
    port, token = _free_port(port), secrets.token_hex(24)
    runtime = Path(tempfile.mkdtemp(prefix="disclosure-audit-lab-"))
    log = home / ".lab" / "server.log"
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
                _command(home, port, app=app),
                env=_environment(run, home, runtime, token),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C is ours: Jupyter would ask back on the terminal.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        try:
            _await_answer(process, port, log)
            path = quote(f"notebooks/{_FIRST}")
            root = "voila/render" if app else "lab/tree"
            yield Lab(f"http://{_HOST}:{port}/{root}/{path}?token={token}", port, token, process)
        finally:
            _stop(process, port, token)
    finally:
        shutil.rmtree(runtime, ignore_errors=True)


def notebooks_folder() -> Path:
    """Where the shipped notebooks lie: in the wheel, or beside the package in a checkout."""
    package = Path(__file__).parent
    for folder in (package / "_notebooks", package.parent / "notebooks"):
        if folder.is_dir():
            return folder
    raise RunError("安装不完整，缺少随附的笔记本", place=str(package), advice="重新安装 disclosure-audit")


def install_notebooks(home: Path) -> list[str]:
    """Copy the shipped notebooks to `home/notebooks`. One the user left as it was is brought up to date;
    one that was edited stays. Returns the names of edited ones for which there is a newer version."""
    folder, record = home / "notebooks", home / ".lab" / "notebooks.json"
    folder.mkdir(parents=True, exist_ok=True)
    record.parent.mkdir(exist_ok=True)
    installed: dict[str, str] = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    kept = []
    for source in sorted(notebooks_folder().glob("*.ipynb")):
        target, known = folder / source.name, installed.get(source.name, "")
        shipped = f"{_written(source)} {hashlib.sha256(source.read_bytes()).hexdigest()}"
        if not target.exists():
            shutil.copyfile(source, target)
        elif known != shipped:
            if _written(target) in (known.split(" ")[0], _written(source)):
                shutil.copyfile(source, target)
            else:
                kept.append(source.name)
        installed[source.name] = shipped
    record.write_text(json.dumps(installed, ensure_ascii=False, indent=1), encoding="utf-8")
    return kept


def _written(notebook: Path) -> str:
    """Digest of what a person writes in a notebook: running it, which JupyterLab saves, is no edit."""
    content = notebook.read_bytes()
    try:
        cells = json.loads(content)["cells"]
        written = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    except (ValueError, KeyError, TypeError):  # no notebook any more: the user's, whatever it is
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()


def _home(run: Path) -> Path:
    """The output folder of `run`: runs themselves are never written to."""
    if not run.is_dir():
        raise RunError("文件夹不存在", place=str(run), advice="先执行 disclosure-audit run")
    home = run.parent.parent if run.parent.name == "runs" else run
    if not (home / "runs").is_dir():
        raise RunError("这里没有运行结果", place=str(run), advice="先执行 disclosure-audit run")
    return home


def _free_port(wanted: int | None) -> int:
    with socket.socket() as probe:
        if os.name == "posix":  # a port in TIME_WAIT is free; on Windows the option means something else
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, wanted or 0))
        except OSError as error:
            raise SettingsError(
                "端口不能使用", found=str(wanted), advice="换一个端口，或不指定，由程序选择"
            ) from error
        return int(probe.getsockname()[1])


def _command(home: Path, port: int, *, app: bool) -> list[str]:
    options: dict[str, Any] = {
        "ServerApp.ip": _HOST,
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": home,
        "ServerApp.open_browser": False,
        "ServerApp.log_level": "WARN",
        "ServerApp.tornado_settings": {
            "websocket_max_message_size": _UPLOAD,
            "mathjax_url": _NO_MATHJAX,
        },
    }
    if app:
        options |= {
            "ServerApp.jpserver_extensions": {"voila": True, **dict.fromkeys(_OWN_EXTENSIONS, False)},
            "VoilaConfiguration.template": _TEMPLATE,
            "VoilaConfiguration.show_tracebacks": False,
            # A page that is left takes its kernel along: every page has one of its own.
            "MappingKernelManager.cull_idle_timeout": 60,
            "MappingKernelManager.cull_interval": 30,
        }
    else:
        options["LabApp.extension_manager"] = "readonly"  # the other one asks a package index
    given = [f"--{name}={value}" for name, value in options.items()]
    # As root (containers) Jupyter wants to be told that it is meant.
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [sys.executable, "-m", "jupyter_server" if app else "jupyterlab", *given, *root]


def _environment(run: Path, home: Path, runtime: Path, token: str) -> dict[str, str]:
    """The server's environment. The token goes this way because a command line can be read by others."""
    lab = home / ".lab"
    _write_settings(lab / "config" / "labconfig" / "default_setting_overrides.json")
    _fold_sidebars(lab / "workspaces" / "default-37a8.jupyterlab-workspace")
    shutil.copytree(
        Path(__file__).parent / "workbench" / "app",
        lab / "data" / "voila" / "templates" / _TEMPLATE,
        dirs_exist_ok=True,
    )
    own = {
        "JUPYTER_CONFIG_DIR": lab / "config",
        "JUPYTER_DATA_DIR": lab / "data",
        "JUPYTER_RUNTIME_DIR": runtime,
        "JUPYTERLAB_SETTINGS_DIR": lab / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": lab / "workspaces",
        "IPYTHONDIR": lab / "ipython",
        "DISCLOSURE_AUDIT_RUN": run,
        "JUPYTER_TOKEN": token,
    }
    return {**os.environ, **{name: str(value) for name, value in own.items()}}


def _write_settings(path: Path) -> None:
    """Chinese where the language pack is installed; no news, no look for updates; every cell in the page."""
    settings: dict[str, Mapping[str, Any]] = {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        "@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Light"},
        # A cell that is out of sight would else not be there, and what it shows begin anew when it is.
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    }
    if importlib.util.find_spec("jupyterlab_language_pack_zh_CN"):
        settings["@jupyterlab/translation-extension:plugin"] = {"locale": "zh_CN"}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")


def _fold_sidebars(path: Path) -> None:
    """Give the notebook the whole width when a lab is opened first; later the user's layout stays."""
    if path.exists():
        return
    folded = {"collapsed": True, "visible": True}
    layout = {"layout-restorer:data": {"left": folded, "right": folded}}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"data": layout, "metadata": {"id": "default"}}), encoding="utf-8")


def _await_answer(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with _ask(port, "/api"):
                return
        except OSError:  # not listening yet
            time.sleep(0.1)
    raise RunError("工作台没有启动", place=str(log), advice="查看该日志的最后几行")


def _stop(process: subprocess.Popen[bytes], port: int, token: str) -> None:
    """End the server: ask it (its kernels then end too, on every system), else terminate, else kill."""
    try:
        if process.poll() is None:
            _ask(port, "/api/shutdown", token=token).close()
        process.wait(_PATIENCE / 6)
    except (OSError, subprocess.TimeoutExpired):  # it does not answer, or does not end
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE / 6)
    finally:  # also when Ctrl-C is pressed again
        process.kill()
        process.wait()


def _ask(port: int, path: str, *, token: str | None = None) -> Any:
    """GET `path`, or POST it when there is a `token`, past any proxy."""
    request = urllib.request.Request(f"http://{_HOST}:{port}{path}", method="POST" if token else "GET")
    if token:
        request.add_header("Authorization", f"token {token}")
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return direct.open(request, timeout=10)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Have Ctrl-C and SIGTERM end the block, so that no server is left behind; also where the shell
    that started us in the background has Ctrl-C ignored."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - `lab` talks while it runs

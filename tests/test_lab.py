import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import audit
from audit import lab
from audit.errors import RunError, SettingsError
from tests.workbench.made_up import make_frames, write_run

NAME = "01_总览.ipynb"


@pytest.fixture
def out(tmp_path):
    write_run(tmp_path / "out", make_frames(agencies=2, findings=2))
    return tmp_path / "out"


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A folder of shipped notebooks that a test may change."""
    folder = shutil.copytree(lab.notebooks_folder(), tmp_path / "shipped")
    monkeypatch.setattr(lab, "notebooks_folder", lambda: folder)
    return folder


def change(notebook, **cell):
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["cells"][1] |= cell
    notebook.write_text(json.dumps(content), encoding="utf-8")


def ask(url, token=None):
    request = urllib.request.Request(url, headers={"Authorization": f"token {token}"} if token else {})
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10)


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_notebooks_are_copied_once(out, shipped):
    assert lab.install_notebooks(out) == []
    assert (out / "notebooks" / NAME).read_bytes() == (shipped / NAME).read_bytes()
    assert lab.install_notebooks(out) == []


def test_an_edited_notebook_stays_and_a_newer_version_is_told_of_once(out, shipped):
    lab.install_notebooks(out)
    change(out / "notebooks" / NAME, source=["RUN = 'mine'"])
    edited = (out / "notebooks" / NAME).read_bytes()
    assert lab.install_notebooks(out) == []
    change(shipped / NAME, source=["RUN = 'newer'"])
    assert lab.install_notebooks(out) == [NAME]
    assert lab.install_notebooks(out) == []
    assert (out / "notebooks" / NAME).read_bytes() == edited


def test_a_notebook_that_was_only_run_is_brought_up_to_date(out, shipped):
    lab.install_notebooks(out)
    change(out / "notebooks" / NAME, outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}])
    change(shipped / NAME, source=["RUN = 'newer'"])
    assert lab.install_notebooks(out) == []
    assert (out / "notebooks" / NAME).read_bytes() == (shipped / NAME).read_bytes()


def test_something_else_of_that_name_stays(out, shipped):
    (out / "notebooks").mkdir()
    (out / "notebooks" / NAME).write_text("my notes", encoding="utf-8")
    assert lab.install_notebooks(out) == [NAME]
    assert (out / "notebooks" / NAME).read_text(encoding="utf-8") == "my notes"


def test_notebooks_of_an_installed_wheel(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "audit"
    package.mkdir(parents=True)
    monkeypatch.setattr(lab, "__file__", str(package / "lab.py"))
    with pytest.raises(RunError, match="缺少随附的笔记本"):
        lab.notebooks_folder()
    (package / "_notebooks").mkdir()
    assert lab.notebooks_folder() == package / "_notebooks"


def test_a_run_is_never_written_to(out):
    run = next((out / "runs").iterdir())
    before = sorted(run.rglob("*"))
    assert lab._home(run) == out
    lab.install_notebooks(lab._home(run))
    assert sorted(run.rglob("*")) == before


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_no_run_no_lab(tmp_path, name):
    with pytest.raises(RunError), lab.running_lab(tmp_path / name):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_refused(out):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match="端口"), lab.running_lab(out, port=taken.getsockname()[1]):
            pass


def test_an_app_without_voila_says_what_to_install(out, monkeypatch):
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match="Voila"), lab.running_lab(out, app=True):
        pass


def test_a_server_that_does_not_start_points_to_its_log(out, monkeypatch):
    monkeypatch.setattr(lab, "_command", lambda *_, **__: [sys.executable, "-c", "raise SystemExit('no')"])
    with pytest.raises(RunError, match=r"server\.log"), lab.running_lab(out):
        pass
    assert (out / ".lab" / "server.log").read_text(encoding="utf-8").strip() == "no"


def test_the_lab_asks_for_its_token_and_keeps_its_own_settings(out):
    with lab.running_lab(out) as running:
        assert running.url.startswith(f"http://127.0.0.1:{running.port}/")
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(f"http://127.0.0.1:{running.port}/api/contents")
        assert refused.value.code == 403
        with ask(f"http://127.0.0.1:{running.port}/api/contents/notebooks", running.token) as answer:
            assert NAME in [entry["name"] for entry in json.load(answer)["content"]]
        settings = f"http://127.0.0.1:{running.port}/lab/api/settings/@jupyterlab"
        with ask(f"{settings}/translation-extension:plugin", running.token) as answer:
            assert json.load(answer)["schema"]["properties"]["locale"]["default"] == "zh_CN"
        with ask(f"{settings}/apputils-extension:notification", running.token) as answer:
            assert json.load(answer)["schema"]["properties"]["fetchNews"]["default"] == "false"
        with ask(f"{settings}/notebook-extension:tracker", running.token) as answer:
            assert json.load(answer)["schema"]["properties"]["windowingMode"]["default"] == "none"
    assert running.process.poll() is not None
    assert not is_listening(running.port)
    assert running.token not in (out / ".lab" / "server.log").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_cleanly(out, how):
    code = f"import sys; from audit.lab import open_lab; sys.exit(open_lab({str(out)!r}, browser=False))"
    root = str(Path(audit.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": root, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    first = [process.stdout.readline() for _ in range(3)]
    port = int(first[1].split("127.0.0.1:")[1].split("/")[0])
    assert is_listening(port)
    process.send_signal(how)
    rest, errors = process.communicate(timeout=180)
    assert (process.returncode, errors) == (0, "")
    assert "工作台已启动" in first[0]
    assert "正在关闭" in rest
    assert not is_listening(port)

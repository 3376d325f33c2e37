from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import audit
from audit.lab import notebooks_folder
from tests.workbench.made_up import make_frames, write_run

NOTEBOOKS = sorted(notebooks_folder().glob("*.ipynb"))


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture
def run_notebook(tmp_path, monkeypatch):
    """Run a notebook in a kernel that knows nothing of this machine's Jupyter; the widgets' states."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHONPATH", str(Path(audit.__file__).parents[1]))

    def execute(path, run):
        monkeypatch.setenv("DISCLOSURE_AUDIT_RUN", str(run))
        notebook = read(path)
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
        states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
        return notebook, [entry["state"] for entry in states.values()]

    return execute


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_thin_and_clean(path):
    notebook = read(path)
    nbformat.validate(notebook)
    cells = code_cells(notebook)
    lines = [line for cell in cells for line in cell.source.splitlines() if line.strip()]
    assert len(lines) <= 40
    assert not [line for line in lines if line.lstrip().startswith(("def ", "class ", "async "))]
    assert not any(cell.outputs or cell.execution_count for cell in cells)
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in cells) == 1
    assert notebook.metadata.kernelspec.name == "python3"


def test_overview_shows_the_run(tmp_path, run_notebook):
    write_run(tmp_path / "out", make_frames(agencies=6, findings=20))
    _, states = run_notebook(notebooks_folder() / "01_总览.ipynb", tmp_path / "out")
    shown = "\n".join(state.get("html", "") for state in states)
    assert 'data-kpi="filed" data-value="12"' in shown
    assert 'data-view="findings" data-found="20"' in shown
    assert {"开始审查", "选择报告文件"} <= {state.get("description") for state in states}


def test_years_and_exchange_show_the_run(tmp_path, run_notebook):
    write_run(tmp_path / "out", make_frames(agencies=6, findings=20))
    for name, seen in (("03_跨年与雷同", "跨年与雷同"), ("04_导出与回收", "将导出 20 条问题")):
        _, states = run_notebook(notebooks_folder() / f"{name}.ipynb", tmp_path / "out")
        assert any(seen in state.get("html", "") for state in states)


def test_overview_without_a_run_says_what_to_do(tmp_path, run_notebook):
    _, states = run_notebook(notebooks_folder() / "01_总览.ipynb", tmp_path / "nothing")
    assert any("disclosure-audit run" in state.get("html", "") for state in states)

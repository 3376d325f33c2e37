"""One folder with everything that can be wrong with a file: a line each, and the rest complete."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest

from audit.cli import main
from audit.pipeline import open_run, run
from audit.samples import make_corpus

_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><w>&c;</w>"""
_EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>"""
_NOBODY = 65534


def _package(part: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("word/document.xml", part)
    return buffer.getvalue()


def _fill(folder: Path) -> dict[str, str]:
    """Bad files in `folder`; name -> a word its reason must have."""
    contents = {
        "a空.txt": (b"", "空文件"),
        "b截断.docx": (_package(_EXTERNAL)[:-40], "损坏"),
        "c外部实体.docx": (_package(_EXTERNAL), "实体"),
        "d十亿笑.docx": (_package(_LAUGHS), "实体"),
        "e二进制.txt": (bytes(range(256)) * 40, "格式"),
        "g别的.txt": ("今天天气很好。\n".encode(), "年度报告"),
    }
    for name, (content, _) in contents.items():
        (folder / name).write_bytes(content)
    with (folder / "f长行.txt").open("wb") as line:
        line.truncate(200 * 2**20)  # one line of 200 MB, without the disk it would take
    (folder / "h空文件夹.docx").mkdir()
    reasons = {name: word for name, (_, word) in contents.items()}
    reasons |= {"f长行.txt": "MB", "h空文件夹.docx": "文件夹"}
    if os.name != "nt":
        (folder / "i环").symlink_to(folder)
        reasons["i环"] = "链接"
    return reasons


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Two clean reports and every bad file beside them; the reasons to be given."""
    folder = tmp_path_factory.mktemp("corpus")
    make_corpus(folder, agencies=2, years=(2024,), faults="none", seed=8)
    return folder / "reports", _fill(folder / "reports")


def test_each_bad_file_is_one_line_and_the_rest_is_complete(corpus, tmp_path, capsys):
    folder, reasons = corpus
    assert main(["run", str(folder), "--out", str(tmp_path), "--jobs", "2", "--json"]) == 1
    summary = json.loads(capsys.readouterr().out)
    unread = {row["file"]: row["read_error"] for row in summary["unread"]}
    assert unread.keys() == reasons.keys()
    for name, word in reasons.items():
        assert word in unread[name], (name, unread[name])
        assert "Traceback" not in unread[name]
        assert "程序出错" not in unread[name], unread[name]
    # a clean report may say a growth that only last year's report could prove
    verdicts = [report["verdict"] for report in summary["reports"]]
    assert len(verdicts) == 2
    assert set(verdicts) <= {"未发现问题", "部分规则无法判定"}
    sheet = openpyxl.load_workbook(tmp_path / "findings.xlsx")["未读文件"]
    listed = {cell.value for row in sheet.iter_rows() for cell in row}
    assert set(reasons) <= listed


@pytest.mark.skipif(os.name == "nt", reason="permissions work differently on Windows")
def test_a_file_without_permission_is_a_line_of_its_own():
    """As a user who lacks the permission: root would simply read it."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o777)
        make_corpus(folder, agencies=1, years=(2024,), faults="none", formats=["lines"], seed=8)
        locked = folder / "reports" / "锁.txt"
        locked.write_text("一、总体情况", encoding="utf-8")
        locked.chmod(0)
        code = (
            "import os, pathlib; from audit.pipeline import run\n"
            f"folder = pathlib.Path({place!r})\n"
            # Nobody may not read root's Python: everything is loaded by a first run, with the power, and
            # the second starts no worker, which would have the power still.
            "run([folder / 'reports'], folder / 'first')\n"
            f"if os.geteuid() == 0: os.setgroups([]); os.setgid({_NOBODY}); os.setuid({_NOBODY})\n"
            "files = run([folder / 'reports'], folder / 'out').frame('files')\n"
            "print(*files['read_error'].dropna())"
        )
        environment = os.environ | {"HOME": place, "PYTHONPATH": str(Path(__file__).parent.parent)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        assert "没有读取权限" in done.stdout
        assert open_run(folder / "out").info["counts"]["reports"] == 1


def test_what_stands_in_a_cell_is_text_in_the_workbook(tmp_path):
    hostile = {"行政许可": "=1+1", "行政处罚": "+1+1", "行政强制": "@SUM(A1)", "行政事业性收费": "-1+1"}
    hostile["规章"] = '=HYPERLINK("http://x.invalid")'
    make_corpus(tmp_path, agencies=1, years=(2024,), faults="none", formats=["lines"], seed=8)
    report = next((tmp_path / "reports").glob("*/*.txt"))
    text = report.read_text(encoding="utf-8")
    for label, content in hostile.items():
        head, row, tail = text.partition(f"\t{label}\n\t")
        text = head + row + content + tail[tail.index("\n") :]
    report.write_text(text, encoding="utf-8")
    finished = run([report], tmp_path / "out")
    assert set(finished.frames["findings"]["rule_id"]) == {"C-NUMBER-01"}
    workbook = openpyxl.load_workbook(tmp_path / "out" / "findings.xlsx")
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    for content in hostile.values():
        shown = [cell for cell in cells if cell.value is not None and content in str(cell.value)]
        assert {cell.data_type for cell in shown} == {"s"}, content
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink is not None and cell.hyperlink.target]

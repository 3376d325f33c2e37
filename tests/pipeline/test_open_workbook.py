"""A findings.xlsx that somebody has open: said before anything is read, and nothing is lost."""

import pytest

from audit import pipeline
from audit.errors import RunError
from audit.pipeline import export, open_run, run
from audit.samples import make_corpus


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("open")
    make_corpus(folder, agencies=1, years=(2024,), faults="none", formats=["lines"], seed=4)
    run([folder / "reports"], folder / "out")
    return folder


@pytest.mark.parametrize("where", ["", "current"])
@pytest.mark.parametrize("lock", ["~$findings.xlsx", ".~lock.findings.xlsx#"])
@pytest.mark.parametrize("command", ["run", "check"])
def test_it_is_said_before_the_run_reads(made, monkeypatch, where, lock, command):
    out = made / "out"
    before = open_run(out).run_id, (out / "findings.xlsx").read_bytes()

    def never(*arguments, **named):
        raise AssertionError("it was read")

    monkeypatch.setattr(pipeline, "gather", never)
    monkeypatch.setattr(pipeline.LocalEngine, "build", never)
    monkeypatch.setattr(pipeline, "rebuild_run", never)
    path = out / where / lock
    path.touch()
    try:
        with pytest.raises(RunError, match="正被其他程序打开"):
            run([made / "reports"], out) if command == "run" else pipeline.check(out)
    finally:
        path.unlink()
    assert (open_run(out).run_id, (out / "findings.xlsx").read_bytes()) == before


def test_an_export_says_it_before_it_writes_any_notice(made, tmp_path):
    (tmp_path / "~$x.xlsx").touch()
    with pytest.raises(RunError, match="正被其他程序打开"):
        export(made / "out", tmp_path / "x.xlsx", per_agency=tmp_path / "notices")
    assert not (tmp_path / "notices").exists()

"""A made-up county, audited once for all tests of the workbench that need a real run."""

import shutil

import pytest

from audit.pipeline import Settings, run
from audit.samples import make_corpus


@pytest.fixture(scope="session")
def _audited(tmp_path_factory):
    """Two runs of four agencies over three years: in the second an agency has copied another's report,
    one its own of the year before, and one has not reported."""
    home = tmp_path_factory.mktemp("county")
    make_corpus(home / "in", agencies=4, years=(2022, 2023, 2024), formats=("lines",), seed=5)
    settings = Settings(roster=home / "in" / "roster.csv")
    run([home / "in" / "reports"], home / "out", settings)
    reports = home / "in" / "reports"
    names = sorted(path.stem for path in (reports / "2024").glob("云*.txt"))
    _copy(reports, (names[0], 2024), (names[1], 2024))
    _copy(reports, (names[2], 2023), (names[2], 2024))
    (reports / "2024" / f"{names[3]}.txt").unlink()
    run([reports], home / "out", settings)
    return home / "out"


def _copy(reports, source, target):
    text = (reports / str(source[1]) / f"{source[0]}.txt").read_text(encoding="utf-8")
    text = text.replace(source[0], target[0]).replace(str(source[1]), str(target[1]))
    (reports / str(target[1]) / f"{target[0]}.txt").write_text(text, encoding="utf-8")


@pytest.fixture
def audited(_audited, tmp_path):
    """An output folder of its own, so that what a test decides is no other's."""
    return shutil.copytree(_audited, tmp_path / "out", symlinks=True)

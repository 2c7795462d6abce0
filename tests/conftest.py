"""What several test modules share: every golden case generated once, the two type checkers, and a folder to import from."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import golden

# On a busy machine, time says nothing about a test or its data.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, golden.Outcome]:
    """Every golden case, generated once: name → outcome. Packages stand side by side in one folder."""
    scratch = tmp_path_factory.mktemp("golden")
    return {case.name: _outcome(case, scratch) for case in golden.cases()}


def _outcome(case: golden.Case, scratch: Path) -> golden.Outcome:
    try:
        return golden.run(case, scratch)
    except Exception:  # a crash of the generator is the failure of one case, not of all
        return golden.Outcome(70, traceback.format_exc(), None)


@pytest.fixture(scope="session")
def packages(outcomes: Mapping[str, golden.Outcome]) -> Mapping[str, Path]:
    """Name → folder of each golden package, `usage.py` of the case added."""
    folders: dict[str, Path] = {}
    for case in golden.cases():
        folder = outcomes[case.name].package
        if folder is not None:
            folders[case.name] = folder
            if case.has_usage:
                (folder / "usage.py").write_bytes((case.folder / "usage.py").read_bytes())
    return folders


@pytest.fixture(scope="module")
def importable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for generated packages; on the path of imports meanwhile."""
    folder = tmp_path_factory.mktemp("importable")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder), *sys.path])
        yield folder

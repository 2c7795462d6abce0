"""Documents, the packages generated from them, and their mock servers; each is made once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from types import ModuleType

import pytest

from codegen.cli import main as codegen
from tests.contract.calling import load
from tests.contract.document import Document
from tests.contract.mock import ROOT, mocking

SHARED = ROOT.parent / "shared" / "specs"
OWN = {"responses_api": ROOT / "spec" / "responses.yaml"}
PUBLISHED = {name: SHARED / f"{name}.{kind}" for name, kind in (
    ("petstore", "yaml"), ("museum", "yaml"), ("ollama", "yaml"), ("openresponses", "json"),
)}  # fmt: skip
DOCUMENTS = OWN | {name: path for name, path in PUBLISHED.items() if path.is_file()}


def pytest_report_header() -> str:
    missing = ", ".join(path.name for path in PUBLISHED.values() if not path.is_file())
    return f"documents: {', '.join(DOCUMENTS)}" + (f"; not in ../shared/specs: {missing}" if missing else "")


@pytest.fixture(scope="session")
def package_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], ModuleType]]:
    """Name of a document → its package: the committed one, or one generated for this run."""
    folder = tmp_path_factory.mktemp("contract")

    @cache
    def package(name: str) -> ModuleType:
        if name not in OWN:
            arguments = ["generate", str(DOCUMENTS[name]), "--package", name, "--output", str(folder), "--quiet"]
            assert codegen(arguments) == 0
        return load(name)

    sys.path.insert(0, str(folder))
    yield package
    sys.path.remove(str(folder))


@pytest.fixture(scope="session")
def mock_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Name of a document → URL of its mock server."""
    with ExitStack() as stack:

        @cache
        def mock(name: str) -> str:
            return stack.enter_context(mocking(Document(DOCUMENTS[name]).mocked(tmp_path_factory.mktemp(name))))

        yield mock

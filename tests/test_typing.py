"""A user's code, typed at its strictest: `tests/typing/uses.py` is right and runs, every marked line of `mistakes.py` is an error."""

from __future__ import annotations

import asyncio
import importlib
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests import golden
from tests.checkers import mypy, pyright

USER_CODE = golden.ROOT / "tests" / "typing"


@pytest.fixture(scope="module")
def app(packages: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project: the package `gallery` beside the user's code."""
    folder = tmp_path_factory.mktemp("user") / "app"
    shutil.copytree(packages["client_patterns"], folder / "gallery", ignore=shutil.ignore_patterns("__pycache__"))
    for source in USER_CODE.glob("*.py"):
        shutil.copy(source, folder)
    return folder


@pytest.fixture(scope="module")
def complaints(app: Path) -> list[dict[str, set[int]]]:
    """For each checker, the lines that it objects to, by file."""
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(check, app) for check in (mypy, pyright)]
        return [lines(each.result()) for each in waiting]


def lines(said: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for file, line in re.findall(r"(?m)^(?:app/)?([\w/]+\.py):(\d+): (?!note)", said):
        found.setdefault(file, set()).add(int(line))
    return found


def test_right_code_is_right(complaints: list[dict[str, set[int]]]) -> None:
    for found in complaints:
        assert found.keys() == {"mistakes.py"}, found


def test_mistakes_are_mistakes(complaints: list[dict[str, set[int]]]) -> None:
    source = (USER_CODE / "mistakes.py").read_text("utf-8").splitlines()
    marked = {number for number, line in enumerate(source, 1) if "# wrong:" in line}
    instead = {number for number, line in enumerate(source, 1) if line.endswith("# or here")}
    assert len(marked) > 30
    for found in complaints:
        assert {source[number - 1] for number in found["mistakes.py"] - marked - instead} == set()
        assert {source[number - 1] for number in marked - found["mistakes.py"]} == set()


@pytest.fixture
def uses(app: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(sys, "path", [str(app), *sys.path])
    yield importlib.import_module("uses")
    for name in [name for name in sys.modules if name == "uses" or name.partition(".")[0] == "gallery"]:
        del sys.modules[name]


def test_it_runs(uses: Any, tmp_path: Path) -> None:
    results = uses.main(tmp_path)
    assert results.pop("picture").title == "Sunrise"
    assert results.pop("raw").id == "pic_1"
    assert results == {
        "error": "none such",
        "pages": ["Sunrise", "Noon"],
        "size": 4,
        "read slowly": 4,
        "own clients": 2,
        "painted": "oil",
        "read": "DAWN",
        "unread": "$",
        "material": "GlassFrame",
        "made up": 3,
        "stream": "Ultra?.",
        "undocumented": 202,
    }


def test_it_runs_awaited(uses: Any, tmp_path: Path) -> None:
    server = uses.fake(tmp_path)
    server.on("painter.chat").stream([{"type": "delta", "text": "Ultra"}, {"type": "done"}])
    assert asyncio.run(uses.call_async(server)) == ["Sunrise", "Noon"]

"""Two pieces of work at once come to what they come to one after the other, failures included."""

from __future__ import annotations

import json
import os
import sys

import pytest

from codegen import pipeline
from codegen.format import formatter
from codegen.parallel import both
from codegen.pipeline import Generated, generate
from codegen.settings import Settings
from tests.golden import ROOT
from tests.synthetic import document


def test_one_of_two_runs_in_a_copy_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    here, there = both(os.getpid, os.getpid)
    assert here == os.getpid()
    assert (there == os.getpid()) is (sys.platform in ("win32", "darwin"))


def test_what_one_core_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert both(os.getpid, os.getpid) == (os.getpid(), os.getpid())


def test_what_fails_there_fails_here() -> None:
    def fail() -> None:
        raise ValueError(f"in {os.getpid()}")

    with pytest.raises(ValueError, match=f"in {os.getpid()}"):
        both(lambda: 1, fail)
    with pytest.raises(ValueError, match=f"in {os.getpid()}"):
        both(fail, lambda: 1)


def test_a_copy_that_dies_is_done_without() -> None:
    parent = os.getpid()
    assert both(lambda: 1, lambda: 2 if os.getpid() == parent else os._exit(9)) == (1, 2)


def test_black_works_there_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr("codegen.format._WORTH_A_PROCESS", 1)
    texts, laid_out = ["a=1\n", "b=2\n"], ["a = 1\n", "b = 2\n"]
    here, (there, process) = both(lambda: formatter("black")(texts), lambda: (formatter("black")(texts), os.getpid()))
    assert here == there == laid_out
    assert (process == os.getpid()) is (sys.platform in ("win32", "darwin"))


def test_results_may_be_large() -> None:
    assert both(lambda: "a" * 5_000_000, lambda: "b" * 5_000_000) == ("a" * 5_000_000, "b" * 5_000_000)


@pytest.mark.parametrize("style", ["black", "ruff", "none"])
def test_packages_are_the_same_whoever_makes_them(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(document(20, "Thing" * 12)).encode()
    settings = Settings("package", "document.json", formatter=style)

    def made() -> Generated:
        return generate(settings, lambda _: text, str(ROOT / "templates"), formatter(style))

    alone = made()
    monkeypatch.setattr(pipeline, "_WORTH_A_PROCESS", 1)
    used: list[None] = []

    def watched(*halves: object) -> object:
        used.append(None)
        return both(*halves)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr(pipeline, "both", watched)
    assert made() == alone
    assert used

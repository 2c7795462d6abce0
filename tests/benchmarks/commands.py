"""How long the generator's commands take on the first document, process start included."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.timing import Target, excess, table, time_commands

ROOT = Path(__file__).resolve().parent.parent.parent


def check(rounds: int) -> Iterator[str | Target]:
    """`codegen check` of this repository, with nothing changed."""
    contenders = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "codegen check": [sys.executable, "-m", "codegen", "check"],
        "codegen check --full": [sys.executable, "-m", "codegen", "check", "--full"],
    }
    seconds = time_commands(contenders, ROOT, dict(os.environ), rounds)
    bare = seconds["python -c pass"]
    yield table(
        ("", "median", "beyond python -c pass"),
        [
            (name, f"{statistics.median(taken) * 1e3:.0f} ms", f"{excess(taken, bare) * 1e3:+.0f} ms")
            for name, taken in seconds.items()
        ],
    )
    more = excess(seconds["codegen check"], bare)
    yield Target(f"`codegen check` takes {more * 1e3:.0f} ms more than `python -c pass`, at most 100", more <= 0.100)


def generate(rounds: int) -> Iterator[str | Target]:
    """`codegen generate` of the first document into an empty folder, with each formatter."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "codegen",
            "generate",
            "spec/responses.yaml",
            "--package",
            "responses_api",
            "--output",
        ]
        # Every run writes every file: the package of the run before is removed by the command that comes first.
        clear = [
            sys.executable,
            "-c",
            "import shutil, sys; shutil.rmtree(sys.argv[1], ignore_errors=True)",
            folder + "/out",
        ]
        contenders: dict[str, list[str]] = {}
        for formatter in ("black", "ruff", "none"):
            contenders[f"clear {formatter}"] = clear
            contenders[formatter] = [*command, folder + "/out", "--formatter", formatter]
        seconds = time_commands(contenders, ROOT, dict(os.environ), max(rounds // 3, 3))
    rows = [
        (f"formatter {name}", f"{statistics.median(taken):.2f} s")
        for name, taken in seconds.items()
        if not name.startswith("clear")
    ]
    yield table(("", "median"), rows)
    taken = statistics.median(seconds["black"])
    yield Target(f"generating the package takes {taken:.2f} s, under 1.5", taken < 1.5)

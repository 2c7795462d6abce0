"""What generating costs on a document of many schemas: the OpenAI document by stage, documents of growing size, and what a large
package costs those who import and check it. The OpenAI document is no part of this repository; where it isn't beside it, the
sections that need it say so."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.timing import Target, excess, table, time_commands
from tests.synthetic import document

ROOT = Path(__file__).resolve().parent.parent.parent
OPENAI = ROOT.parent / "shared" / "specs" / "openai.yaml"
MISSING = f"Skipped: {OPENAI.name} is not in ../shared/specs.\n"
SIZES = (100, 1_000, 5_000)
_STAGE = re.compile(r"^(?!in all)(?:\S+: )?(\w+)[^:\n]*: ([\d.]+) s$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the generator, its child processes included."""

    wall: float
    cpu: float
    peak: int
    """Megabytes of the largest process."""
    log: str


def stages(rounds: int) -> Iterator[str | Target]:
    """The OpenAI document: whole processes, and where their time goes."""
    if not OPENAI.is_file():
        yield MISSING
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spec = folder / "openai.yaml"
        spec.write_bytes(OPENAI.read_bytes())
        ruff = [_generated(spec, folder / f"ruff{number}", "ruff") for number in range(max(rounds, 1))]
        first = _generated(spec, folder / "black", "black")
        before, schemas, after = spec.read_text("utf-8").partition("\n  schemas:\n")
        after = re.sub(r"description: (?=[A-Z])", "description: Changed. ", after, count=1)
        spec.write_text(f"{before}{schemas}{after}", "utf-8")
        changed = _generated(spec, folder / "black", "black")
        again = _generated(spec, folder / "black", "black")
    runs = {
        "ruff": _best(ruff),
        "black, from nothing": first,
        "black, after a change": changed,
        "black, again": again,
    }
    by_stage = {name: dict(_STAGE.findall(run.log)) for name, run in runs.items()}
    names = list(dict.fromkeys(stage for found in by_stage.values() for stage in found))
    rows = [[name, *(f"{float(found.get(name, 0)):.2f} s" for found in by_stage.values())] for name in names]
    rows.append(["whole process", *(f"{run.wall:.2f} s" for run in runs.values())])
    rows.append(["processor time", *(f"{run.cpu:.2f} s" for run in runs.values())])
    rows.append(["largest process", *(f"{run.peak} MB" for run in runs.values())])
    yield table(("", *runs), rows)
    yield Target(f"with ruff it takes {runs['ruff'].wall:.2f} s, at most 2.5", runs["ruff"].wall <= 2.5)
    yield Target(f"and {runs['ruff'].peak} MB, less than 300", runs["ruff"].peak < 300)
    yield Target(f"with black from nothing it takes {first.wall:.1f} s, at most 15", first.wall <= 15)
    yield Target(f"after a change to one schema {changed.wall:.1f} s, at most 4", changed.wall <= 4)


def growth(rounds: int) -> Iterator[str | Target]:
    """Documents of growing size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        taken: dict[int, Run] = {}
        for size in SIZES:
            spec = folder / f"{size}.json"
            spec.write_text(json.dumps(document(size), indent=1), "utf-8")
            runs = [_generated(spec, folder / f"{size}-{number}", "none") for number in range(max(rounds, 1))]
            taken[size] = _best(runs)
    rows = [
        (f"{size:,} schemas", f"{run.wall:.2f} s", f"{run.wall / size * 1e3:.2f} ms", f"{run.peak} MB")
        for size, run in taken.items()
    ]
    yield table(("", "best", "a schema", "largest process"), rows)
    # The process's start weighs on the smallest.
    _, middle, most = SIZES
    slower = (taken[most].cpu / most) / (taken[middle].cpu / middle)
    yield Target(f"a schema among {most:,} costs {slower:.2f} of one among {middle:,}, at most 1.25", slower <= 1.25)


def large(rounds: int) -> Iterator[str | Target]:
    """The package of the OpenAI document: importing it, and checking it beside this repository's own."""
    if not OPENAI.is_file():
        yield MISSING
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spec = folder / "openai.yaml"
        spec.write_bytes(OPENAI.read_bytes())
        _generated(spec, folder, "ruff", "large")
        yield from _imports(folder, rounds)
        yield from _checks(folder, rounds)


def _imports(folder: Path, rounds: int) -> Iterator[str | Target]:
    fresh = folder / "fresh"
    shutil.copytree(folder / "large", fresh / "large", ignore=shutil.ignore_patterns("__pycache__"))
    # Each a process of its own, which says how long its import took: what ends a process is no part of that.
    timed = "import sys, time; begun = time.perf_counter(); import {what}; sys.stdout.write(str(time.perf_counter() - begun))"
    contenders = {
        "models": (folder, "large.models"),
        "models, no bytecode": (fresh, "large.models"),
        "models and a first Response": (folder, f"large.models; large.models.Response.from_json({_response(folder)})"),
        "the standard library's part": (folder, "datetime, enum, typing"),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, (place, what) in contenders.items():
            command = [sys.executable, *(["-B"] if place is fresh else []), "-c", timed.format(what=what)]
            ran = subprocess.run(command, cwd=place, env=_environment(), check=True, capture_output=True, text=True)
            if number:  # the first round writes the bytecode
                seconds[name].append(float(ran.stdout))
    # As everywhere in this module: whatever else the machine does can only add to the best.
    best = {name: min(taken) for name, taken in seconds.items()}
    yield table(
        ("importing", "best", "median"),
        [
            (name, f"{best[name] * 1e3:.0f} ms", f"{statistics.median(taken) * 1e3:.0f} ms")
            for name, taken in seconds.items()
        ],
    )
    for text, taken, limit in (
        ("its models import", best["models"], 0.1),
        ("its models import without bytecode", best["models, no bytecode"], 0.3),
        ("its first Response is decoded", excess(seconds["models and a first Response"], seconds["models"]), 0.12),
    ):
        yield Target(f"{text} in {taken * 1e3:.0f} ms, at most {limit * 1e3:.0f}", taken <= limit)


def _response(folder: Path) -> str:
    """A complete Response of the large package, as a literal of its JSON text."""
    program = "import sys; from large import models, testing; sys.stdout.write(repr(testing.example(models.Response).to_json()))"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=folder, env=_environment(), check=True, capture_output=True, text=True).stdout


def _checks(folder: Path, rounds: int) -> Iterator[str | Target]:
    small = folder / "small"
    _generated(ROOT / "spec" / "responses.yaml", small, "ruff", "small")
    command = [sys.executable, "-m", "codegen", "check"]
    seconds = time_commands(
        {
            "small": [*command, str(ROOT / "spec" / "responses.yaml"), *_place(small, "small", "ruff")],
            "large": [*command, str(folder / "openai.yaml"), *_place(folder, "large", "ruff")],
        },
        ROOT,
        _environment(),
        rounds,
    )
    yield "\n" + table(
        ("checking, nothing changed", "median"),
        [(name, f"{statistics.median(taken) * 1e3:.0f} ms") for name, taken in seconds.items()],
    )
    more = excess(seconds["large"], seconds["small"])
    yield Target(f"checking it takes {more * 1e3:.0f} ms more than the small one, at most 50", more <= 0.05)


def _place(output: Path, package: str, formatter: str) -> list[str]:
    return ["--package", package, "--output", str(output), "--formatter", formatter, "--lenient"]


def _generated(spec: Path, output: Path, formatter: str, package: str = "api") -> Run:
    command = [sys.executable, "-m", "codegen", "-v", "generate", str(spec), *_place(output, package, formatter)]
    output.mkdir(exist_ok=True)
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        text = log.read().decode("utf-8", "replace")
    if process.returncode:
        raise RuntimeError(text)
    kilobytes = usage.ru_maxrss // 1024 if sys.platform == "darwin" else usage.ru_maxrss
    return Run(wall, usage.ru_utime + usage.ru_stime, kilobytes // 1024, text)


def _environment() -> dict[str, str]:
    """Bytecode is written and read, as it is for everybody."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _best(runs: Sequence[Run]) -> Run:
    """The run that the rest of the machine disturbed least."""
    return min(runs, key=lambda run: run.wall)

"""What importing costs: the generated models beside the bare interpreter and the peers, with and without cached bytecode."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.payload import response_bytes
from tests.benchmarks.timing import Target, excess, table, time_commands

GENERATED = Path(__file__).resolve().parent.parent.parent / "generated"
LIMIT = 0.030
"""Seconds more than the bare interpreter."""
FIRST = 0.020
"""Seconds that the first decoding of a Response may take, compiling included."""
DECODE = f"; responses_api.models.Response.from_json({response_bytes()!r})"


def imports(rounds: int) -> Iterator[str | Target]:
    with tempfile.TemporaryDirectory() as folder:
        cached, uncached = Path(folder, "cached"), Path(folder, "uncached")
        for copied in (cached, uncached):
            shutil.copytree(GENERATED, copied, ignore=shutil.ignore_patterns("__pycache__"))
        python = [sys.executable, "-c"]
        # Bytecode of the uncached copy is never written, so each run compiles it anew.
        load = "import sys; sys.path.insert(0, {path!r}); sys.dont_write_bytecode = {dont}; import responses_api.models"
        seconds = time_commands(
            {
                "bare interpreter": [*python, "pass"],
                "responses_api.models": [*python, load.format(path=str(cached), dont=False)],
                "responses_api.models, no bytecode": [*python, load.format(path=str(uncached), dont=True)],
                "… and a first Response": [*python, load.format(path=str(cached), dont=False) + DECODE],
                "… and its client": [*python, load.format(path=str(cached), dont=False) + ", responses_api.client"],
                "pydantic alone": [*python, "import pydantic; pydantic.BaseModel"],
                "openai's Response": [*python, "import openai.types.responses"],
            },
            Path(folder),
            _environment(),
            rounds,
        )
    bare = seconds["bare interpreter"]
    rows = [
        (name, f"{statistics.median(taken) * 1e3:.0f} ms", f"{excess(taken, bare) * 1e3:+.0f} ms")
        for name, taken in seconds.items()
    ]
    yield table(("", "median", "beyond bare"), rows)
    for name in ("responses_api.models", "responses_api.models, no bytecode"):
        more = excess(seconds[name], bare)
        yield Target(
            f"importing {name} takes {more * 1e3:.0f} ms more than the bare interpreter, at most 30", more <= LIMIT
        )
    first = excess(seconds["… and a first Response"], seconds["responses_api.models"])
    yield Target(f"the first Response takes {first * 1e3:.0f} ms, at most 20", first <= FIRST)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

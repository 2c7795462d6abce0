"""What generated packages weigh: files, lines and megabytes, which do not depend on the machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.generating import OPENAI
from tests.benchmarks.timing import Target, table
from tests.weight import SEED, Weight, generate, one_more_field, weight

LIMITS = {
    "the first package": Weight(30, 5_500, 10**6),
    "the first package, models alone": Weight(14, 2_500, 10**6),
    "the OpenAI document": Weight(100, 95_000, 3_600_000),
}


def weigh(_: int) -> Iterator[str | Target]:
    """The figures, and the aims that they hold or break."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {
            "the first package": weight(generate(SEED, folder / "seed")),
            "the first package, models alone": weight(generate(SEED, folder / "models", "--no-client")),
        }
        if OPENAI.is_file():
            found["the OpenAI document"] = weight(generate(OPENAI, folder / "large", "--formatter", "ruff"))
        changed = one_more_field(folder)
    rows = [(what, str(each.files), f"{each.lines:,}", f"{each.size / 1e6:.2f}") for what, each in found.items()]
    yield table(("package", "files", "lines of Python", "MB"), rows)
    for what, each in found.items():
        most = LIMITS[what]
        yield Target(
            f"{what}: at most {most.files} files, {most.lines:,} lines, {most.size / 1e6:.1f} MB",
            each.files <= most.files and each.lines <= most.lines and each.size <= most.size,
        )
    yield Target(f"one more optional field changes {len(changed)} lines, at most 4", len(changed) <= 4)

"""Timing of contenders against each other in one run, and the tables that show it.

Contenders take turns, round after round, so that whatever else the machine does meets them alike. A figure is the median over the
rounds; a ratio is the median of the rounds' ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """A promise about a ratio or a difference, in the unit that `value` has."""

    text: str
    held: bool


def time_calls(
    contenders: Mapping[str, Callable[[], object]], rounds: int = 41, calls: int = 100, *, cpu: bool = False
) -> dict[str, list[float]]:
    """Seconds a call took in each round, by contender: on the clock, or of this process's CPU time (`cpu`)."""
    clock = time.process_time if cpu else time.perf_counter
    for call in contenders.values():
        call()
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    turns = range(calls)
    for _ in range(rounds):
        for name, call in contenders.items():
            begun = clock()
            for _ in turns:
                call()
            seconds[name].append((clock() - begun) / calls)
    return seconds


def time_commands(
    contenders: Mapping[str, Sequence[str]], folder: Path, environment: Mapping[str, str], rounds: int = 15
) -> dict[str, list[float]]:
    """Seconds a command took in each round, by contender. Raises CalledProcessError when one fails."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, command in contenders.items():
            begun = time.perf_counter()
            subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
            if number:  # the first round warms the file system's cache
                seconds[name].append(time.perf_counter() - begun)
    return seconds


def ratio(numerator: Sequence[float], denominator: Sequence[float]) -> float:
    return statistics.median(above / below for above, below in zip(numerator, denominator, strict=True))


def excess(longer: Sequence[float], shorter: Sequence[float]) -> float:
    """How many seconds more, in the median."""
    return statistics.median(above - below for above, below in zip(longer, shorter, strict=True))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is aligned to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    aligned = [
        "| "
        + " | ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in [head, *rows]
    ]
    rule = (
        "| "
        + " | ".join("-" * width if not column else "-" * (width - 1) + ":" for column, width in enumerate(widths))
        + " |"
    )
    return "\n".join([aligned[0], rule, *aligned[1:]]) + "\n"


def against(base: str, seconds: Mapping[str, Sequence[float]], unit: str = "µs") -> str:
    """A table of medians, and of each contender's ratio to `base`."""
    factor = {"µs": 1e6, "ms": 1e3}[unit]
    rows = [
        (name, f"{statistics.median(taken) * factor:.1f} {unit}", f"{ratio(taken, seconds[base]):.2f} ×")
        for name, taken in seconds.items()
    ]
    return table(("", "median", f"of {base}"), rows)

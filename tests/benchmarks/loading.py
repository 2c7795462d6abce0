"""The client under load: whether calls are lost, mixed up or left behind, and what a call costs beyond the HTTP library's own work."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

from tests import load
from tests.benchmarks.timing import Target, table

CALLS = 20_000
_TURN = 100
"""Calls a turn of each contender."""


def many(rounds: int) -> Iterator[str | Target]:
    """20,000 calls at once over one client, by tasks and by threads."""
    with load.serving() as url:
        runs = {
            f"AsyncClient, {load.CONCURRENCY} tasks": load.asynchronous,
            f"Client, {load.THREADS} threads": load.threaded,
        }
        found = {name: run(url, CALLS // 10 * rounds) for name, run in runs.items()}
    yield table(
        (
            "",
            "calls",
            "answered",
            "mixed up",
            "open connections",
            "tasks and threads",
            "open files",
            "objects",
            "memory",
        ),
        [
            (
                name,
                *map(str, (one.calls, one.answers, one.strangers, one.connections, one.tasks + one.threads)),
                f"{one.files:+d}",
                f"{one.objects:+d}",
                f"{one.kilobytes / 1024:+.1f} MiB",
            )
            for name, one in found.items()
        ],
    )
    for name, one in found.items():
        yield Target(f"{name}: every call has its own answer, and nothing is left behind", one.is_clean)


def overhead(rounds: int) -> Iterator[str | Target]:
    """One call after the other, in CPU time of this process, against the bare HTTP library with the same request and its JSON parsed."""
    rows: list[tuple[str, ...]] = []
    ratios: dict[str, float] = {}
    with load.serving() as url:
        for size, name in (("1 KB", "small"), ("8 KB", "resp_1")):
            with load.single(url, name) as contenders:
                seconds = _cpu_time(contenders, rounds)
            for contender, taken in seconds.items():
                ratio = min(taken) / min(seconds["httpx2"])
                ratios[f"{size} {contender}"] = ratio
                rows.append((f"{size}, {contender}", f"{min(taken) * 1e6:.0f} µs", f"{ratio:.2f} ×"))
    yield table(("answer", "a call", "of httpx2"), rows)
    more = (ratios["1 KB client"] - 1) * 100
    yield Target(f"a call takes {more:.0f} % more CPU time than by httpx2 with JSON parsed, at most 15", more <= 15)


def _cpu_time(contenders: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds a call in each round. They take turns; other processes of the machine disturb the best round least."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for call in contenders.values():
        call()
    for _ in range(rounds):
        for name, call in contenders.items():
            begun = time.process_time()
            for _ in range(_TURN):
                call()
            seconds[name].append((time.process_time() - begun) / _TURN)
    assert all(statistics.fmean(taken) > 0 for taken in seconds.values())
    return seconds

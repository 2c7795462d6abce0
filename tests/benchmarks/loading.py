"""The client under load: whether calls are lost, mixed up or left behind."""

from __future__ import annotations

from collections.abc import Iterator

from tests import load
from tests.benchmarks.timing import Target, table

CALLS = 20_000


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

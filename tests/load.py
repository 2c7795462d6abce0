"""Many calls at once, and whether each got its own answer: what came back, and what stayed behind, come out as figures."""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2

from responses_api import AsyncClient, Client

ROOT: Final = Path(__file__).resolve().parent.parent
CONCURRENCY: Final = 200
THREADS: Final = 8


@dataclass(frozen=True)
class Load:
    """`strangers` are answers to another call's question. What stayed behind: `served` and `connections` by the server's count, `tasks`
    and `threads`, and open `files` more than before. `objects` and `kilobytes` (the peak of the memory) are what came on top between
    the first quarter of the calls and the end, each time with no call under way."""

    calls: int
    answers: int
    strangers: int
    served: int
    connections: int
    tasks: int
    threads: int
    files: int
    objects: int
    kilobytes: int

    @property
    def is_clean(self) -> bool:
        """Objects may come and go by the hundred; one for each call would be a leak."""
        left = (self.strangers, self.connections, self.tasks, self.threads, self.files)
        is_flat = self.objects < self.calls / 10 and self.kilobytes < 8 * 1024
        return self.calls == self.answers == self.served and not any(left) and is_flat


@contextmanager
def serving() -> Generator[str]:
    """The URL of a server that is a process of its own."""
    command = [sys.executable, "-m", "tests.load_server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


class _Watch:
    """What is there before and after."""

    def __init__(self, url: str, calls: int) -> None:
        self._url, self._calls, self._answers, self._strangers = url, calls, 0, 0
        self._lock = threading.Lock()
        self._taken: list[tuple[int, int]] = []
        self._served, _ = count(url)
        self._threads, self._files = threading.active_count(), _open_files()

    def parts(self) -> tuple[Iterator[str], Iterator[str]]:
        """The names to ask for: a quarter of them to warm up, and the rest."""
        warm = self._calls // 4
        return _names(0, warm), _names(warm, self._calls)

    def note(self, asked: str, answered: str) -> None:
        with self._lock:
            self._answers += 1
            self._strangers += asked != answered

    def rest(self) -> None:
        """Between the parts, and after them."""
        gc.collect()
        self._taken.append((len(gc.get_objects()), _peak()))

    def end(self, tasks: int) -> Load:
        connections = _await_no_connection(self._url)
        (objects, peak), (objects_now, peak_now) = self._taken
        return Load(
            self._calls,
            self._answers,
            self._strangers,
            count(self._url)[0] - self._served,
            connections,
            tasks,
            threading.active_count() - self._threads,
            _open_files() - self._files,
            objects_now - objects,
            peak_now - peak,
        )


def asynchronous(url: str, calls: int, concurrency: int = CONCURRENCY) -> Load:
    """`calls` over one AsyncClient, so many at a time."""
    watch = _Watch(url, calls)

    async def work(client: AsyncClient, names: Iterator[str]) -> None:
        for name in names:
            watch.note(name, (await client.responses.get(name)).id)

    async def run() -> int:
        async with AsyncClient(base_url=url, api_key="load", max_retries=0) as client:
            for names in watch.parts():
                await asyncio.gather(*(work(client, names) for _ in range(concurrency)))
                watch.rest()
        return len(asyncio.all_tasks()) - 1

    return watch.end(asyncio.run(run()))


def threaded(url: str, calls: int, threads: int = THREADS) -> Load:
    """`calls` over one Client, from so many threads."""
    watch = _Watch(url, calls)
    lock = threading.Lock()

    def work(client: Client, names: Iterator[str]) -> None:
        while True:
            with lock:
                name = next(names, None)
            if name is None:
                return
            watch.note(name, client.responses.get(name).id)

    with Client(base_url=url, api_key="load", max_retries=0) as client:
        for names in watch.parts():
            with ThreadPoolExecutor(threads) as pool:
                for done in [pool.submit(work, client, names) for _ in range(threads)]:
                    done.result()
            watch.rest()
    return watch.end(0)


def count(url: str) -> tuple[int, int]:
    """How often the server has answered, and its open connections beside the one that asks."""
    answered, connections = httpx2.get(f"{url}/count", trust_env=False).json()
    return answered, connections - 1


def _await_no_connection(url: str) -> int:
    """The connections still open once the server had time to see them go."""
    end = time.monotonic() + 5
    while (connections := count(url)[1]) and time.monotonic() < end:
        time.sleep(0.01)
    return connections


def _names(first: int, end: int) -> Iterator[str]:
    return (f"resp_{number}" for number in range(first, end))


def _peak() -> int:
    """The most memory that this process ever held, in KiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def _open_files() -> int:
    """Open file descriptors; 0 where the system does not tell."""
    folder = Path("/dev/fd")
    return len(os.listdir(folder)) if folder.is_dir() else 0

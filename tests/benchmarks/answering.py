"""A server that answers every request with the same bytes, run in a process of its own: what it costs is not its clients' time.

`python -m tests.benchmarks.answering` reads the body on stdin, prints its port, and serves until stdin's reader is killed.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent.parent


class Answering(asyncio.Protocol):
    """One connection. Requests have no body."""

    def __init__(self, answer: bytes) -> None:
        self._answer, self._pending = answer, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        *requests, self._pending = (self._pending + data).split(b"\r\n\r\n")
        for _ in requests:
            self._transport.write(self._answer)


async def answer(body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_1\r\ncontent-length: {len(body)}\r\n\r\n"
    server = await asyncio.get_running_loop().create_server(lambda: Answering(head.encode() + body), "127.0.0.1")
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def answering(body: bytes) -> Generator[str]:
    """The URL of such a server."""
    command = [sys.executable, "-m", "tests.benchmarks.answering"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(body)
        process.stdin.close()
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    asyncio.run(answer(sys.stdin.buffer.read()))

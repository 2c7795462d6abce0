"""A server as small and quick as can be: `python -m tests.load_server` prints its port and runs until it is ended.

It answers `GET /v1/responses/ID` with a Response of that id, a small one where the ID is `small`, and `GET /count` with the number of such answers and of open connections.
"""

from __future__ import annotations

import asyncio
import json
import sys

from tests.benchmarks.payload import response


class Answering(asyncio.Protocol):
    """One connection of the server. Its requests have no body."""

    before, after = json.dumps(response() | {"id": "ID"}).encode().split(b"ID", 1)
    small = json.dumps(response() | {"id": "small", "output": [], "tools": []}).encode()
    answered = 0
    connections = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._received = transport, b""
        Answering.connections += 1

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # as asyncio calls it
        Answering.connections -= 1

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            request, self._received = self._received.split(b"\r\n\r\n", 1)
            self._answer(request.split(b" ", 2)[1].rpartition(b"/")[2])

    def _answer(self, name: bytes) -> None:
        if name == b"count":
            body = json.dumps([Answering.answered, Answering.connections]).encode()
        else:
            Answering.answered += 1
            body = self.small if name == b"small" else self.before + name + self.after
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())

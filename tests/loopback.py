"""Real HTTP servers on loopback: a scripted starlette application under uvicorn, and a raw socket for what no framework sends."""

from __future__ import annotations

import socket
import threading
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

Answer = Callable[[Request], Response] | Callable[[Request], Awaitable[Response]]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass
class Received:
    """A request as the server saw it. `target` is the raw path with its query."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """A running server: what it answers by default, and what it has received."""

    url: str
    answer: Answer
    received: list[Received] = field(default_factory=list[Received])

    @property
    def last(self) -> Received:
        return self.received[-1]


@contextmanager
def serve(answer: Answer) -> Generator[Server]:
    """A server that answers every request by `server.answer`, which a test may replace."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(f"http://127.0.0.1:{listener.getsockname()[1]}", answer)

    async def handle(request: Request) -> Response:
        target = request.scope["raw_path"].decode("ascii")
        query = request.scope["query_string"].decode("ascii")
        server.received.append(
            Received(
                request.method, f"{target}?{query}" if query else target, dict(request.headers), await request.body()
            )
        )
        answered = server.answer(request)
        return answered if isinstance(answered, Response) else await answered

    with _running(Starlette(routes=[Route("/{path:path}", handle, methods=METHODS)]), listener):
        yield server


@contextmanager
def serve_application(application: ASGIApp) -> Generator[str]:
    """A server for an ASGI application; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    with _running(application, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def _running(application: ASGIApp, listener: socket.socket) -> Generator[None]:
    config = uvicorn.Config(application, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    runner = uvicorn.Server(config)
    thread = threading.Thread(target=runner.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        runner.should_exit = True
        thread.join(timeout=10)
        listener.close()


@contextmanager
def serve_bytes(answer: bytes) -> Generator[str]:
    """A server that reads each request's head, sends `answer` as it is and closes the connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:  # the listener was shut down
                return
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=10)

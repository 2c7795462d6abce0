from __future__ import annotations

from . import Client
from .testing import FakeServer


def test_call_needs_no_models() -> None:
    server = FakeServer()
    server.on("pings.ping").answer(status=204)
    with Client(api_key="secret", http_client=server) as client:
        client.pings.ping(depth=1)
    (request,) = server.requests
    assert request.url == "https://pings.example/ping?depth=1"
    assert request.headers["x-key"] == "secret"

"""What a call of the generated client costs beside the same request of the bare HTTP library, against a real server on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator

import httpx2

from responses_api import AsyncClient, Client
from tests.benchmarks.answering import answering
from tests.benchmarks.payload import response_bytes
from tests.benchmarks.timing import Target, against, ratio, time_calls

LIMIT = 1.15
KEY = "sk-0123456789"
BARE, OURS = "httpx2 and json.loads", "responses_api"
CALLS = 100


def client(rounds: int) -> Iterator[str | Target]:
    large = response_bytes()
    small = json.dumps({**json.loads(large), "output": [], "tools": []}).encode()
    for body in (small, large):
        with answering(body) as url:
            yield f"An answer of {len(body)} bytes; CPU time of the client's process\n\n"
            for kind, seconds in (("", sync_calls(url, rounds)), (", async", async_calls(url, rounds))):
                yield against(BARE + kind, seconds) + "\n"
                more = ratio(seconds[OURS + kind], seconds[BARE + kind])
                yield Target(
                    f"{len(body)} bytes{kind}: {more:.2f} × the time of bare httpx2, at most {LIMIT}", more <= LIMIT
                )


def headers() -> dict[str, str]:
    return {"accept": "application/json", "user-agent": "responses_api/1.0.0", "authorization": f"Bearer {KEY}"}


def sync_calls(url: str, rounds: int) -> dict[str, list[float]]:
    with httpx2.Client() as bare, Client(api_key=KEY, base_url=url) as ours:
        target = f"{url}/v1/responses/resp_1"
        return time_calls(
            {
                BARE: lambda: bare.get(target, headers=headers()).json(),
                OURS: lambda: ours.responses.get("resp_1"),
            },
            rounds,
            CALLS,
            cpu=True,
        )


def async_calls(url: str, rounds: int) -> dict[str, list[float]]:
    """The calls of a round are awaited one after the other in one run of the event loop."""

    async def repeat(call: Callable[[], Awaitable[object]]) -> None:
        for _ in range(CALLS):
            await call()

    with asyncio.Runner() as runner:
        bare, ours = httpx2.AsyncClient(), AsyncClient(api_key=KEY, base_url=url)
        target = f"{url}/v1/responses/resp_1"

        async def call_bare() -> object:
            return (await bare.get(target, headers=headers())).json()

        seconds = time_calls(
            {
                f"{BARE}, async": lambda: runner.run(repeat(call_bare)),
                f"{OURS}, async": lambda: runner.run(repeat(lambda: ours.responses.get("resp_1"))),
            },
            rounds,
            1,
            cpu=True,
        )
        runner.run(bare.aclose())
        runner.run(ours.close())
    return {name: [taken / CALLS for taken in rounds_] for name, rounds_ in seconds.items()}

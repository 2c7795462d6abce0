"""What a call of the generated client costs beside the same request of the bare HTTP library, against a real server on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from itertools import count

import httpx2

from responses_api import AsyncClient, Client, models
from tests.benchmarks.answering import answering
from tests.benchmarks.payload import response_bytes
from tests.benchmarks.timing import Target, against, ratio, time_calls

LIMIT = 1.15
KEY = "sk-0123456789"
PARSED, DECODED, OURS = "httpx2 and .json()", "httpx2 and Response.from_json", "responses_api"
AFRESH = "responses_api, a new URL each time"
CALLS = 100
HEADERS = {"accept": "application/json", "user-agent": "responses_api/1.0.0", "authorization": f"Bearer {KEY}"}


def client(rounds: int) -> Iterator[str | Target]:
    """The promise is about the same request made again and again, its answer decoded into models; the bare library parses JSON alone."""
    large = response_bytes()
    small = json.dumps({**json.loads(large), "output": [], "tools": []}).encode()
    for body in (small, large):
        with answering(body) as url:
            yield f"An answer of {len(body)} bytes; CPU time of the client's process, a call\n\n"
            for kind, measure in (("sync", sync_calls), ("async", async_calls)):
                seconds = measure(url, rounds)
                yield f"{kind}:\n\n{against(PARSED, seconds)}\n"
                more = ratio(seconds[OURS], seconds[PARSED])
                yield Target(
                    f"{len(body)} bytes, {kind}: {more:.2f} × the time of {PARSED}, at most {LIMIT}", more <= LIMIT
                )


def sync_calls(url: str, rounds: int, calls: int = CALLS) -> dict[str, list[float]]:
    """Seconds a call took in each round."""
    target, ids = f"{url}/v1/responses/resp_1", map("new_{}".format, count())
    with httpx2.Client() as bare, Client(api_key=KEY, base_url=url) as ours:
        return time_calls(
            {
                PARSED: lambda: bare.get(target, headers=HEADERS).json(),
                DECODED: lambda: models.Response.from_json(bare.get(target, headers=HEADERS).content),
                OURS: lambda: ours.responses.get("resp_1"),
                AFRESH: lambda: ours.responses.get(next(ids)),
            },
            rounds,
            calls,
            cpu=True,
        )


def async_calls(url: str, rounds: int, calls: int = CALLS) -> dict[str, list[float]]:
    """The same with the calls of a round awaited one after the other, in one run of the event loop."""
    target, ids = f"{url}/v1/responses/resp_1", map("new_{}".format, count())

    async def repeat(call: Callable[[], Awaitable[object]]) -> None:
        for _ in range(calls):
            await call()

    with asyncio.Runner() as runner:
        bare, ours = httpx2.AsyncClient(), AsyncClient(api_key=KEY, base_url=url)

        async def parsed() -> object:
            return (await bare.get(target, headers=HEADERS)).json()

        async def decoded() -> object:
            return models.Response.from_json((await bare.get(target, headers=HEADERS)).content)

        seconds = time_calls(
            {
                PARSED: lambda: runner.run(repeat(parsed)),
                DECODED: lambda: runner.run(repeat(decoded)),
                OURS: lambda: runner.run(repeat(lambda: ours.responses.get("resp_1"))),
                AFRESH: lambda: runner.run(repeat(lambda: ours.responses.get(next(ids)))),
            },
            rounds,
            1,
            cpu=True,
        )
        runner.run(bare.aclose())
        runner.run(ours.close())
    return {name: [taken / calls for taken in rounds_taken] for name, rounds_taken in seconds.items()}

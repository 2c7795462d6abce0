"""`testing.FakeServer`: a client of either kind talks to it as to a real server, errors, retries and streams included."""

from __future__ import annotations

import asyncio
import importlib
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from responses_api import (
    APIConnectionError,
    APIDecodeError,
    APITimeoutError,
    AsyncClient,
    Client,
    InternalServerError,
    NotFoundError,
    models,
    testing,
)
from responses_api.testing import FakeAnswer, FakeRequest, FakeServer
from tests import golden

RESPONSE = testing.example(models.Response, id="resp_1")


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def client(server: FakeServer) -> Client:
    return Client(api_key="secret", http_client=server)


def test_answers_a_model_and_remembers_the_request(server: FakeServer, client: Client) -> None:
    server.on("responses.get").answer(RESPONSE)
    assert client.responses.get("resp_1/input items") == RESPONSE
    (request,) = server.requests
    assert (request.operation, request.method) == ("responses.get", "GET")
    assert request.url == "https://api.8080.io/v1/responses/resp_1/input%20items"
    assert request.path == "/v1/responses/resp_1/input%20items"
    assert request.arguments == {"path": "resp_1/input items"}
    assert request.headers["Authorization"] == "Bearer secret"
    assert request.content == b""
    assert "secret" not in repr(request)
    assert "/v1/responses/resp_1/input%20items" in repr(request)


def test_async_clients_get_the_same() -> None:
    server = FakeServer()
    server.on("responses.get").answer(status=503).answer(RESPONSE)

    async def call() -> models.Response:
        async with AsyncClient(api_key="secret", http_client=server) as client:
            return await client.responses.get("resp_1")

    assert asyncio.run(call()) == RESPONSE
    assert len(server.requests) == 2


def test_answers_come_one_after_the_other_and_the_last_stays(server: FakeServer, client: Client) -> None:
    server.on("responses.get").answer(RESPONSE).answer(RESPONSE.replace(id="resp_2"))
    assert [client.responses.get("x").id for _ in range(4)] == ["resp_1", "resp_2", "resp_2", "resp_2"]


def test_on_begins_anew(server: FakeServer, client: Client) -> None:
    server.on("responses.get").answer(status=404)
    server.on("responses.get").answer(RESPONSE)
    assert client.responses.get("x") == RESPONSE


def test_retries_need_no_patience(server: FakeServer, client: Client) -> None:
    route = server.on("responses.get").answer(status=500).answer(status=429).answer(RESPONSE)
    waits: list[float | None] = []
    client = Client(http_client=server, on_response=lambda outcome: waits.append(outcome.retry_in))
    assert client.responses.get("x") == RESPONSE
    assert waits == [0.0, 0.0, None]
    assert len(route.requests) == 3


def test_a_pause_that_is_asked_for_is_kept(server: FakeServer) -> None:
    server.on("responses.get").answer(status=503, headers={"Retry-After": "3600"})
    client = Client(http_client=server)
    with pytest.raises(InternalServerError):
        client.responses.get("x")
    assert len(server.requests) == 1


def test_errors_have_their_typed_bodies(server: FakeServer, client: Client) -> None:
    body = testing.example(models.ErrorResponse)
    server.on("responses.get").answer(body, status=404, headers={"x-request-id": "req_7"})
    with pytest.raises(NotFoundError) as raised:
        client.responses.get("x")
    assert (raised.value.body, raised.value.request_id) == (body, "req_7")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectionError, APIConnectionError),
        (ConnectionResetError("reset by peer"), APIConnectionError),
        (ConnectionRefusedError, APIConnectionError),
        (TimeoutError("too slow"), APITimeoutError),
    ],
)
def test_failures_become_those_of_the_client(
    server: FakeServer, error: type[BaseException] | BaseException, expected: type[APIConnectionError]
) -> None:
    server.on("responses.get").fail(error)
    client = Client(http_client=server, max_retries=0)
    with pytest.raises(expected) as raised:
        client.responses.get("x")
    assert type(raised.value) is expected


def test_a_lost_connection_is_tried_again(server: FakeServer, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", min)
    server.on("responses.get").fail().answer(RESPONSE)
    assert client.responses.get("x") == RESPONSE


def test_other_exceptions_go_through(server: FakeServer, client: Client) -> None:
    server.on("responses.get").fail(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        client.responses.get("x")


def test_a_function_may_answer(server: FakeServer, client: Client) -> None:
    def answer(request: FakeRequest) -> object:
        name = request.arguments["path"]
        return FakeAnswer(status=404) if name == "none" else RESPONSE.replace(id=name)

    server.on("responses.get").handle(answer)
    assert client.responses.get("one").id == "one"
    with pytest.raises(NotFoundError):
        client.responses.get("none")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"id": 1}, "expected a string"),
        ("a page in HTML", "not a JSON text"),
        (b"\x00", "not a JSON text"),
        (None, "its body is empty"),
    ],
)
def test_answers_that_do_not_fit(server: FakeServer, client: Client, body: object, message: str) -> None:
    server.on("responses.get").answer(body)
    with pytest.raises(APIDecodeError, match=message):
        client.responses.get("x")


def test_what_was_not_foreseen_says_so(server: FakeServer, client: Client) -> None:
    server.on("DELETE /v1/responses/{id}").answer()
    with pytest.raises(LookupError, match=r"no answer for GET /v1/responses/x; it knows DELETE /v1/responses/\{id\}"):
        client.responses.get("x")
    with pytest.raises(ValueError, match=r"no operation called 'responses.got'; did you mean 'responses.get'"):
        server.on("responses.got")
    server.on("responses.get")
    with pytest.raises(LookupError, match=r"no answer was given for responses\.get"):
        client.responses.get("x")


def test_the_path_that_says_most_wins(server: FakeServer, client: Client) -> None:
    server.on("responses.get").answer(RESPONSE)
    server.on("GET /v1/responses/latest").answer(RESPONSE.replace(id="latest"))
    server.on("GET /responses/{id}").answer(RESPONSE.replace(id="never"))
    assert client.responses.get("latest").id == "latest"
    assert client.responses.get("other").id == "resp_1"


def test_threads_share_it(server: FakeServer, client: Client) -> None:
    async def many() -> set[str]:
        calls = [asyncio.to_thread(client.responses.get, f"r{number}") for number in range(50)]
        return {response.id for response in await asyncio.gather(*calls)}

    server.on("responses.get").handle(lambda request: RESPONSE.replace(id=request.arguments["path"]))
    assert asyncio.run(many()) == {f"r{number}" for number in range(50)}


def module(name: str, packages: Mapping[str, Path]) -> Any:
    golden.load(next(case for case in golden.cases() if case.name == name), packages[name])
    return importlib.import_module(f"{golden.PACKAGES}.{name}")


def test_bodies_and_queries_of_other_operations(packages: Mapping[str, Path]) -> None:
    shop = module("operations", packages)
    server = shop.testing.FakeServer()
    client = shop.Client(api_key="k", http_client=server)
    pet = shop.testing.example(shop.models.Pet)
    created = server.on("pets.create_pet").answer(pet, status=201)
    listed = server.on("pets.list_pets").answer([pet, {"name": "Rex", "new": 1}])
    server.on("pets.delete_pet").answer()
    server.on("status.get_status").answer("fine")
    assert client.pets.create_pet(pet) == pet
    assert created.requests[0].json() == pet.to_dict()
    assert [found.name for found in client.pets.list_pets(limit=2, kinds=["cat", "dog"], class_="x y")] == [
        "name",
        "Rex",
    ]
    assert listed.requests[0].query == {"limit": ["2"], "kinds": ["cat", "dog"], "class": ["x y"]}
    client.pets.delete_pet(7)
    assert server.requests[-1].arguments == {"pet_id": "7"}
    assert client.status.get_status() == "fine"
    assert [request.operation for request in server.requests] == [
        "pets.create_pet",
        "pets.list_pets",
        "pets.delete_pet",
        "status.get_status",
    ]


def test_an_operation_that_answers_at_once_or_with_a_stream(packages: Mapping[str, Path]) -> None:
    gallery = module("client_patterns", packages)
    server = gallery.testing.FakeServer()
    client = gallery.Client(api_key="k", http_client=server)
    question = gallery.models.Question(text="?")
    # Either method's name alone stands for both, as long as nothing is said for the other.
    server.on("painter.chat").stream([{"type": "done"}])
    assert [event.type for event in client.painter.chat_stream(question)] == ["done"]
    server.on("painter.chat_stream").stream([{"type": "delta", "text": "a"}, {"type": "done"}])
    server.on("painter.chat").answer({"text": "at once"})
    assert [event.type for event in client.painter.chat_stream(question)] == ["delta", "done"]
    assert client.painter.chat(question).text == "at once"
    assert [request.operation for request in server.requests] == [
        "painter.chat",
        "painter.chat_stream",
        "painter.chat",
    ]
    with pytest.raises(ValueError, match=r"did you mean 'painter\.chat_stream'"):
        server.on("painter.chat_streams")

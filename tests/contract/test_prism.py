"""Every operation through its generated client, sync and async: Prism accepts the request, the client decodes what Prism answers."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

from tests.contract.calling import arguments, load, methods
from tests.contract.conftest import DOCUMENTS
from tests.contract.document import Document, Operation

_READ = {name: Document(path) for name, path in DOCUMENTS.items()}
_OPERATIONS = {(name, one.pointer): one for name, document in _READ.items() for one in document.operations()}
_WITH_BODY = [
    (name, pointer)
    for (name, pointer), one in _OPERATIONS.items()
    if one.body is not None and one.body[1] and isinstance(_READ[name].value(one.body[0], least=False), dict)
]
_CLASSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "InternalServerError",
}


@dataclass(frozen=True)
class Target:
    """One operation of one document, with all that is needed to call it."""

    package: ModuleType
    url: str
    document: Document
    operation: Operation
    methods: list[str]


def _id(key: tuple[str, str]) -> str:
    return f"{key[0]}{key[1].replace('#/paths/~1', '-').replace('~1', '/')}"


@pytest.fixture(params=_OPERATIONS.keys(), ids=_id)
def target(
    request: pytest.FixtureRequest, package_of: Callable[[str], ModuleType], mock_of: Callable[[str], str]
) -> Target:
    name, pointer = request.param
    package = package_of(name)
    return Target(package, mock_of(name), _READ[name], _OPERATIONS[name, pointer], methods(package)[pointer])


@dataclass
class Exchange:
    """What one call sent and what Prism answered; `result` is what the method returned, of a stream its items."""

    received: list[httpx2.Response] = field(default_factory=list[httpx2.Response])
    result: Any = None

    @property
    def answer(self) -> httpx2.Response:
        (only,) = self.received
        return only


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
class TestEveryOperation:
    @pytest.mark.parametrize("prefer", ["dynamic=false", "dynamic=true"], ids=["examples", "made-up"])
    @pytest.mark.parametrize("least", [False, True], ids=["everything", "least"])
    def test_success(self, target: Target, is_async: bool, least: bool, prefer: str, tmp_path: Path) -> None:
        for dotted in target.methods:
            given = arguments(target.package, dotted, target.document, target.operation, least=least)
            if dotted.endswith("_to_file"):
                given["target"] = tmp_path / "answer"
            done = call(target, dotted, given, prefer, is_async)
            assert done.answer.is_success
            assert "sl-violations" not in done.answer.headers
            plain = load(f"{target.package.__name__}._runtime.values").plain_data
            if dotted.endswith("_to_file"):
                assert done.result == given["target"].stat().st_size > 0
            elif dotted.endswith("_stream"):
                assert plain(done.result) == list(target.operation.items) != []
            elif isinstance(done.result, bytes):
                assert done.result == done.answer.content != b""
            elif done.result is None:
                assert done.answer.content == b""
            else:
                assert plain(done.result) == done.answer.json()

    def test_documented_errors(self, target: Target, is_async: bool) -> None:
        dotted = target.methods[0]
        given = arguments(target.package, dotted, target.document, target.operation, least=True)
        # Prism holds errors to `Accept` as well, and answers 200 rather than with a type that is not named there.
        given["request_options"] = {"extra_headers": {"Accept": "*/*"}}
        for status, is_object in target.operation.errors.items():
            code = 418 if status == "default" else int(status)
            with pytest.raises(target.package.APIStatusError) as caught:
                call(target, dotted, given, f"code={code}", is_async)
            error = caught.value
            assert error.status_code == code
            assert type(error).__name__ == _CLASSES.get(code, "APIStatusError")
            if is_object:
                assert error.body.to_dict() == json.loads(error.content)


class TestPrism:
    """Were it to let everything pass, all other tests would prove nothing."""

    def test_it_refuses_what_the_document_does_not_name(
        self, package_of: Callable[[str], ModuleType], mock_of: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("_8080_API_KEY", raising=False)
        package, url = package_of("responses_api"), mock_of("responses_api")
        with package.Client(base_url=url, max_retries=0) as client, pytest.raises(package.AuthenticationError):
            client.responses.get("resp_1")
        with package.Client(base_url=url + "/v2", max_retries=0) as client, pytest.raises(package.NotFoundError):
            client.responses.get("resp_1")

    @pytest.mark.parametrize("target", _WITH_BODY, ids=_id, indirect=True)
    def test_it_refuses_other_bodies(self, target: Target) -> None:
        given = arguments(target.package, target.methods[0], target.document, target.operation, least=True)
        assert target.operation.body is not None
        member = next(iter(target.document.value(target.operation.body[0], least=False)))
        given["request_options"] = {"extra_body": {member: [17]}}
        with pytest.raises((target.package.BadRequestError, target.package.UnprocessableEntityError)):
            call(target, target.methods[0], given, "dynamic=false", is_async=False)


def call(target: Target, dotted: str, given: Mapping[str, Any], prefer: str, is_async: bool) -> Exchange:
    """Calls one method of a fresh client."""
    done = Exchange()
    resource, _, name = dotted.partition(".")
    settings = _settings(target, prefer)
    if not is_async:
        with (
            httpx2.Client(event_hooks={"response": [done.received.append]}, verify=False) as http,
            target.package.Client(http_client=http, **settings) as client,
        ):
            done.result = getattr(getattr(client, resource), name)(**given)
            if name.endswith("_stream"):
                done.result = list(done.result)
        return done

    async def note(response: httpx2.Response) -> None:
        done.received.append(response)

    async def run() -> None:
        async with (
            httpx2.AsyncClient(event_hooks={"response": [note]}, verify=False) as http,
            target.package.AsyncClient(http_client=http, **settings) as client,
        ):
            done.result = await getattr(getattr(client, resource), name)(**given)
            if name.endswith("_stream"):
                done.result = [item async for item in done.result]

    asyncio.run(run())
    return done


def _settings(target: Target, prefer: str) -> dict[str, Any]:
    """Arguments of a client that gives every credential."""
    parameters = inspect.signature(target.package.Client).parameters.values()
    secrets = [one.name for one in parameters if str(one.annotation).startswith("str") and one.name != "base_url"]
    return {"base_url": target.url, "headers": {"Prefer": prefer}, "max_retries": 0, **dict.fromkeys(secrets, "secret")}

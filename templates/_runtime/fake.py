"""A server in memory: stands in for the HTTP client of a `Client` or an `AsyncClient`,
answers what a test says, and remembers what was asked. No HTTP library is involved."""

from __future__ import annotations

import difflib
import json
import re
import threading
from collections.abc import (
    AsyncGenerator,
    Callable,
    Generator,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final, Self, TypeAlias
from urllib.parse import parse_qs, quote, unquote, urlsplit

from .model import late
from .parameters import json_text
from .request import Operation
from .response import Headers

_METHOD_AND_PATH: Final = re.compile(r"([A-Z]+) (/.*)")
_VARIABLE: Final = re.compile(r"\{(\*?)([^{}]*)\}")
_LITERAL: Final = "/:@!$&'()*+,;=~%-._"
Failure: TypeAlias = BaseException | type[BaseException]


@dataclass(frozen=True, slots=True)
class FakeAnswer:
    """What a server answers: a body (see `Route.answer`), a status, headers. `status`
    None: 200, or 204 without a body."""

    body: object = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def content(self) -> tuple[str, Sequence[bytes | Failure]]:
        """The content type (empty: there is no body), and the body piece by piece."""
        if self.body is None:
            return "", ()
        if isinstance(self.body, bytes):
            return "application/octet-stream", (self.body,)
        if isinstance(self.body, str):
            return "text/plain; charset=utf-8", (self.body.encode(),)
        return "application/json", (json_text(self.body).encode(),)


@dataclass(frozen=True, slots=True)
class FakeRequest:
    """A request as the server got it. `path` is percent-encoded; `query` holds decoded
    values, a list for each name; `arguments` are the values of the variables in the
    path. Its repr leaves out what may be a credential: a client may have found a true
    one in the environment, and what a test prints is read by anyone."""

    operation: str
    method: str
    url: str = field(repr=False)
    path: str
    query: Mapping[str, list[str]] = field(repr=False)
    arguments: Mapping[str, str]
    headers: Headers = field(repr=False)
    content: bytes

    def json(self) -> Any:
        """The body as plain JSON data. Raises ValueError where it is none."""
        return json.loads(self.content)


Handler: TypeAlias = Callable[[FakeRequest], object]


class Route:
    """What the server answers to one operation. Answers are given one after the other;
    the last one stays."""

    def __init__(
        self, name: str, method: str, template: str, accept: str | None = None
    ) -> None:
        self.name, self.method, self._accept = name, method, accept
        path, _, query = template.partition("?")
        self._pattern, self._names = _compile(path)
        self._query = parse_qs(query, keep_blank_values=True)
        # The more a template says, the better it knows what is meant.
        literal = len(_VARIABLE.sub("", path))
        self.rank = (literal, len(self._query), accept is not None)
        self._answers: list[FakeAnswer | Handler] = []
        self._lock = threading.Lock()
        self.requests: list[FakeRequest] = []
        """The requests that came this way, the oldest first."""

    def answer(
        self,
        body: object = None,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """The next answer. A model, a dict or a list is sent as JSON, `str` as text,
        `bytes` as they are. Without a pause that `headers` ask for, a failure that is
        worth another attempt gets one at once."""
        return self.add(FakeAnswer(body, status, headers or {}))

    def fail(self, error: Failure = ConnectionError) -> Self:
        """Instead of the next answer: `ConnectionError`, `ConnectionRefusedError`,
        `TimeoutError` become what the client raises for such; others go through as they
        are."""

        def raising(_: FakeRequest) -> object:
            raise error

        return self.add(raising)

    def handle(self, handler: Handler) -> Self:
        """The next answer is what a function makes of the request: a body, or a
        `FakeAnswer`."""
        return self.add(handler)

    def add(self, answer: FakeAnswer | Handler) -> Self:
        self._answers.append(answer)
        return self

    def match(
        self, method: str, path: str, query: Mapping[str, list[str]], accept: str | None
    ) -> dict[str, str] | None:
        """The values of the path's variables; None where a request goes elsewhere."""
        found = self._pattern.search(path) if method == self.method else None
        if self._accept not in (None, accept):
            return None
        if found is None or any(
            value not in query.get(name, [])
            for name, (value, *_) in self._query.items()
        ):
            return None
        return dict(zip(self._names, map(unquote, found.groups()), strict=True))

    def next(self, request: FakeRequest) -> FakeAnswer:
        """The answer to a request. Raises what it was told to."""
        with self._lock:
            self.requests.append(request)
            if not self._answers:
                hint = f"say .answer(…) after on({self.name!r})"
                raise LookupError(f"no answer was given for {self.name}: {hint}")
            is_last = len(self._answers) == 1
            answer = self._answers[0] if is_last else self._answers.pop(0)
        made = answer if isinstance(answer, FakeAnswer) else answer(request)
        return made if isinstance(made, FakeAnswer) else FakeAnswer(made)


class FakeServer:
    """Pass it as `http_client`, to clients of either kind:

        server = FakeServer()
        server.on("pets.get").answer(example(models.Pet, name="Rex"))
        client = Client(http_client=server)

    A request that no route takes raises LookupError. `requests` are all that came, the
    oldest first.
    """

    _route: type[Route] = Route

    def __init__(self) -> None:
        self.requests: list[FakeRequest] = []
        self._routes: dict[str, Route] = {}

    def on(self, operation: str, /) -> Route:
        """The route of an operation, named like its method (`pets.get`), or by a method
        and a path (`GET /pets/{id}`). It begins anew where there was one. Raises
        ValueError for an operation that the package does not have.
        """
        given = _METHOD_AND_PATH.fullmatch(operation)
        known = _routes() if given is None else {operation: given.groups()}
        if operation not in known:
            close = difflib.get_close_matches(operation, known, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise ValueError(f"there is no operation called {operation!r}{hint}")
        self._routes.pop(operation, None)
        route = self._routes[operation] = self._route(operation, *known[operation])
        return route

    # What a client asks of its HTTP client.

    def build_request(self, method: str, url: str, **more: Any) -> Any:
        """Called by the client."""
        fields = {
            name.decode("ascii").lower(): value.decode("latin-1")
            for name, value in more["headers"]
        }
        return Outgoing(method, url, fields, more["content"])

    def send(self, request: Any, **_: Any) -> Any:
        """Called by the client. What it returns can be awaited, too."""
        content = request.content
        if isinstance(content, bytes):
            return self._answer(request, content)
        if hasattr(content, "__aiter__"):
            return self._asend(request)
        return self._answer(request, b"".join(content or ()))

    async def _asend(self, request: Outgoing) -> Received:
        chunks = [chunk async for chunk in request.content]
        return self._answer(request, b"".join(chunks))

    def close(self) -> None:
        """Nothing is open."""

    async def aclose(self) -> None:
        """Nothing is open."""

    def _answer(self, outgoing: Outgoing, content: bytes) -> Received:
        parts = urlsplit(outgoing.url)
        query = parse_qs(parts.query, keep_blank_values=True)
        accept = outgoing.headers.get("accept")
        asked = (outgoing.method, parts.path, query, accept)
        latest = reversed(self._routes.values())
        routes = [(each, each.match(*asked)) for each in latest]
        matches = [(each, found) for each, found in routes if found is not None]
        if not matches:
            known = ", ".join(self._routes) or "nothing"
            what = f"no answer for {outgoing.method} {parts.path}"
            raise LookupError(f"the fake server has {what}; it knows {known}")
        # Of those that say as much, the latest.
        route, arguments = max(matches, key=lambda match: match[0].rank)
        request = FakeRequest(
            route.name,
            outgoing.method,
            outgoing.url,
            parts.path,
            query,
            arguments,
            Headers(tuple(outgoing.headers.items())),
            content,
        )
        self.requests.append(request)
        return Received(route.next(request))


def _routes() -> dict[str, tuple[str, ...]]:
    """Method and path template of each operation by its name. The second way to call an
    operation, for a stream, also has what it asks for: its header Accept.
    """
    found: dict[str, tuple[str, ...]] = {}
    module: ModuleType = late("_operations")
    for each in vars(module).values():
        if isinstance(each, Operation):
            path = each.path
            for parameter in each.parameters:
                if getattr(parameter, "segments", False):
                    name = parameter.wire
                    path = path.replace(f"{{{name}}}", f"{{*{name}}}")
            route = (each.method, path)
            is_second = route in found.values()
            found[each.name] = (*route, each.accept) if is_second else route
    return found


def _compile(path: str) -> tuple[re.Pattern[str], list[str]]:
    """The pattern of a path template, found at the end of a URL's path; `{*name}` may
    hold several segments."""
    pattern, names, at = "", list[str](), 0
    for found in _VARIABLE.finditer(path):
        pattern += re.escape(quote(path[at : found.start()], safe=_LITERAL))
        pattern += "(.+)" if found[1] else "([^/]+)"
        names.append(found[2])
        at = found.end()
    return re.compile(f"{pattern}{re.escape(quote(path[at:], safe=_LITERAL))}$"), names


@dataclass(slots=True)
class Outgoing:
    """A request on its way. The client takes its secrets away when the call failed."""

    method: str
    url: str
    headers: dict[str, str]
    """Names are in lower case."""
    content: Any
    """Bytes, chunks of them, or None."""


class _ReceivedHeaders(Headers):
    def multi_items(self) -> list[tuple[str, str]]:
        return list(self.items())


class Received:
    """A response as a client of either kind takes it."""

    next_request = None
    is_stream_consumed = False

    def __init__(self, answer: FakeAnswer) -> None:
        kind, body = answer.content()
        status = answer.status or (200 if kind else 204)
        own = {"content-type": kind} if kind else {}
        if status in (408, 409, 429) or status >= 500:
            own["retry-after-ms"] = "0"
        given = {name.lower(): value for name, value in answer.headers.items()}
        if "retry-after" in given:
            own.pop("retry-after-ms", None)
        self.status_code, self._body = status, body
        self.headers = _ReceivedHeaders(list({**own, **given}.items()))

    def __await__(self) -> Generator[None, None, Self]:
        yield from ()
        return self

    def read(self) -> bytes:
        return b"".join(self.iter_bytes())

    async def aread(self) -> bytes:
        return self.read()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Piece by piece as they were given, or in chunks of a size."""
        waiting = b""
        for piece in self._body:
            if not isinstance(piece, bytes):
                raise piece
            if chunk_size is None:
                yield piece
                continue
            waiting += piece
            while len(waiting) >= chunk_size:
                yield waiting[:chunk_size]
                waiting = waiting[chunk_size:]
        if waiting:
            yield waiting

    async def aiter_bytes(
        self, chunk_size: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        for chunk in self.iter_bytes(chunk_size):
            yield chunk

    iter_raw, aiter_raw = iter_bytes, aiter_bytes

    def close(self) -> None:
        """Nothing is open."""

    async def aclose(self) -> None:
        """Nothing is open."""

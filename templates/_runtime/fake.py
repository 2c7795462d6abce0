"""A server in memory: stands in for the HTTP client of a `Client` or an `AsyncClient`,
answers what a test says, and remembers what was asked. No HTTP library is involved."""

from __future__ import annotations

import difflib
import json
import re
import threading
from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final, Self, TypeAlias
from urllib.parse import parse_qs, quote, unquote, urlsplit

from .fake_wire import Failure, FakeAnswer, Outgoing, Received, RequestHeaders, Stream
from .registry import late
from .request import Operation
from .response import Headers

Header: TypeAlias = Mapping[str, str]

_METHOD_AND_PATH: Final = re.compile(r"([A-Z]+) (/.*)")
_VARIABLE: Final = re.compile(r"\{(\*?)([^{}]*)\}")
_LITERAL: Final = "/:@!$&'()*+,;=~%-._"


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


@dataclass(frozen=True, slots=True)
class _Failure:
    """An exception instead of an answer."""

    error: Failure


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
        self.rank = (
            len(_VARIABLE.sub("", path)),
            len(self._query),
            accept is not None,
        )
        self._answers: list[FakeAnswer | Stream | _Failure | Handler] = []
        self._lock = threading.Lock()
        self.requests: list[FakeRequest] = []
        """The requests that came this way, the oldest first."""

    def answer(
        self,
        body: object = None,
        *,
        status: int | None = None,
        headers: Header | None = None,
    ) -> Self:
        """The next answer. A model, a dict or a list is sent as JSON, `str` as text,
        `bytes` as they are. Without a pause that `headers` ask for, a failure that is
        worth another attempt gets one at once."""
        return self._add(FakeAnswer(body, status, headers or {}))

    def stream(
        self,
        items: Iterable[object],
        *,
        lines: bool = False,
        status: int = 200,
        headers: Header | None = None,
    ) -> Self:
        """The next answer: server-sent events, or with `lines` a JSON text a line.
        Items are models, JSON data, `str` (sent as the data of an event) and
        `ServerSentEvent`; an exception among them breaks the connection there.
        """
        return self._add(Stream(tuple(items), lines, status, headers or {}))

    def fail(self, error: Failure = ConnectionError) -> Self:
        """Instead of the next answer: `ConnectionError`, `ConnectionRefusedError`,
        `TimeoutError` become what the client raises for such; others go through as they
        are."""
        return self._add(_Failure(error))

    def handle(self, handler: Handler) -> Self:
        """The next answer is what a function makes of the request: a body, or a
        `FakeAnswer`."""
        return self._add(handler)

    def _add(self, answer: FakeAnswer | Stream | _Failure | Handler) -> Self:
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

    def next(self, request: FakeRequest) -> FakeAnswer | Stream:
        """The answer to a request. Raises what it was told to."""
        with self._lock:
            self.requests.append(request)
            if not self._answers:
                raise LookupError(
                    f"no answer was given for {self.name}: "
                    f"say .answer(…) after on({self.name!r})"
                )
            answer = (
                self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            )
        if isinstance(answer, (FakeAnswer, Stream)):
            return answer
        if isinstance(answer, _Failure):
            raise answer.error
        made = answer(request)
        return made if isinstance(made, FakeAnswer) else FakeAnswer(made)


class FakeServer:
    """Pass it as `http_client`, to clients of either kind:

        server = FakeServer()
        server.on("pets.get").answer(example(models.Pet, name="Rex"))
        client = Client(http_client=server)

    A request that no route takes raises LookupError. `requests` are all that came, the
    oldest first.
    """

    def __init__(self) -> None:
        self.requests: list[FakeRequest] = []
        self._routes: dict[str, Route] = {}

    def on(self, operation: str, /) -> Route:
        """The route of an operation, named like its method (`pets.get`), or by a method
        and a path (`GET /pets/{id}`). It begins anew where there was one. Raises
        ValueError for an operation that the package does not have.
        """
        given = _METHOD_AND_PATH.fullmatch(operation)
        if given is not None:
            said = given.groups()
        else:
            routes = _routes()
            if operation not in routes:
                close = difflib.get_close_matches(operation, routes, n=1)
                hint = f"; did you mean {close[0]!r}?" if close else ""
                raise ValueError(f"there is no operation called {operation!r}{hint}")
            said = routes[operation]
        self._routes.pop(operation, None)
        route = self._routes[operation] = Route(operation, *said)
        return route

    # What a client asks of its HTTP client.

    def build_request(
        self,
        method: str,
        url: str,
        *,
        content: Any = None,
        headers: Any = (),
        **_: Any,
    ) -> Any:
        """Called by the client."""
        return Outgoing(method, url, RequestHeaders(headers), content)

    def send(self, request: Any, **_: Any) -> Any:
        """Called by the client. What it returns can be awaited, too."""
        outgoing: Outgoing = request
        if isinstance(outgoing.content, AsyncIterable):
            return self._asend(outgoing, outgoing.content)
        content = outgoing.content
        return self._answer(
            outgoing, content if isinstance(content, bytes) else b"".join(content or ())
        )

    async def _asend(
        self, request: Outgoing, content: AsyncIterable[bytes]
    ) -> Received:
        return self._answer(request, b"".join([chunk async for chunk in content]))

    def close(self) -> None:
        """Nothing is open."""

    async def aclose(self) -> None:
        """Nothing is open."""

    def _answer(self, outgoing: Outgoing, content: bytes) -> Received:
        parts = urlsplit(outgoing.url)
        query = parse_qs(parts.query, keep_blank_values=True)
        accept = outgoing.headers.get("accept")
        matches = [
            (route, arguments)
            for route in reversed(self._routes.values())
            if (arguments := route.match(outgoing.method, parts.path, query, accept))
            is not None
        ]
        if not matches:
            known = ", ".join(self._routes) or "nothing"
            raise LookupError(
                f"the fake server has no answer for {outgoing.method} {parts.path}; "
                f"it knows {known}"
            )
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

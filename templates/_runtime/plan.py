"""From a call to a request that is ready to be sent, all but its credentials:
`Request` and `RequestOptions` come in, a checked `Plan` goes out.
"""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Self, cast
from urllib.parse import urlsplit

from .auth import Alternatives, BaseURL, Origin, Scheme, parse_base_url
from .model import OnMismatch
from .options import OMIT, Omit, RequestOptions, Timeout
from .parameters import Query, check_header, json_text
from .request import Content, Operation, Request

_OPTIONS: Final = RequestOptions.__optional_keys__ | RequestOptions.__required_keys__
_NO_OPTIONS: Final[RequestOptions] = {}
_IDEMPOTENT: Final = frozenset(
    ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY")
)
"""Methods that do no harm when they are sent twice (RFC 9110, section 9.2.2)."""

Fields = dict[str, tuple[str, str]]
"""Header fields by their names in lower case: the name as it is sent, and the value."""


@dataclass(frozen=True, slots=True)
class Service:
    """What the API's document says about calling it.

    `credential_hint` completes the message of a 401 when no credential was given;
    `security` is what its operations want, for calls that it does not describe.
    """

    user_agent: str
    base_url: str | None
    schemes: Mapping[str, Scheme]
    credential_hint: str
    security: Alternatives = ()


@dataclass(slots=True)
class Plan:
    """A request that was checked, without credentials.

    `trusted` says that it goes where credentials may go, `repeatable`
    that sending it twice does no harm. `attempt` counts from 1, `hops`
    are the redirects of this attempt.
    """

    method: str
    url: str
    headers: Fields = field(repr=False)
    content: bytes | Content | None
    extensions: dict[str, Any]
    trusted: bool
    retries_left: int
    repeatable: bool
    max_response_bytes: int | None
    on_mismatch: OnMismatch
    attempt: int = 1
    hops: int = 0
    was_refreshed: bool = False
    started: float = 0.0

    @property
    def shown_url(self) -> str:
        return self.url.partition("?")[0]


class Planner:
    """The settings of a client as far as they shape its requests."""

    def __init__(
        self,
        service: Service,
        base_url: str | None,
        timeout: Timeout | Omit,
        headers: Mapping[str, str] | None,
        max_retries: int,
        on_mismatch: OnMismatch = "raise",
        trusted_origins: Iterable[str] = (),
        max_response_bytes: int | None = None,
    ) -> None:
        """`timeout` is OMIT where the HTTP client is to apply its own.

        Raises ValueError for what can't be used.
        """
        default = base_url or service.base_url
        if default is None:
            raise ValueError("base_url is needed: the API's document names no server")
        self.base_url = parse_base_url(default)
        self._overridden = bool(base_url)
        self._user_agent = ("User-Agent", service.user_agent)
        self._extensions = _extensions(timeout)
        self._headers = _checked(headers)
        self._max_retries = _checked_retries(max_retries)
        self._max_response_bytes = max_response_bytes
        self._on_mismatch: OnMismatch = _checked_mismatch(on_mismatch)
        if isinstance(trusted_origins, str):  # which type checkers take for an iterable
            trusted_origins = (trusted_origins,)
        trusted = [parse_base_url(url, None, "an origin") for url in trusted_origins]
        self._trusted = frozenset(url.origin for url in (self.base_url, *trusted))

    def with_options(
        self,
        timeout: Timeout | Omit,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        on_mismatch: OnMismatch | None,
    ) -> Self:
        """A copy with other settings; `headers` are added."""
        copied = copy.copy(self)
        if timeout is not OMIT:
            copied._extensions = _extensions(timeout)
        if max_retries is not None:
            copied._max_retries = _checked_retries(max_retries)
        if on_mismatch is not None:
            copied._on_mismatch = _checked_mismatch(on_mismatch)
        copied._headers = self._headers | _checked(headers)
        return copied

    def trusts(self, origin: Origin) -> bool:
        """Whether credentials may go there."""
        return origin in self._trusted

    def locate(self, url: str) -> tuple[BaseURL, str]:
        """The root of an absolute URL, and the rest of it. Raises ValueError for an
        origin that credentials must not go to.
        """
        url = url.partition("#")[0]
        origin = parse_base_url(url, None, "the URL").origin
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if not self.trusts(origin):
            hint = "credentials may go to those of base_url and trusted_origins"
            raise ValueError(f"{root} is another origin; {hint}")
        return BaseURL(root, "", origin), f"{parts.path or '/'}?{parts.query}"

    def plan(self, request: Request[Any], options: RequestOptions | None) -> Plan:
        """Raises ValueError and TypeError for what can't be sent."""
        options = _NO_OPTIONS if options is None else _checked_options(options)
        operation, content = request.operation, request.content
        base = request.base or self._base(operation)
        trusted = base.origin in self._trusted
        headers: Fields = {
            "accept": ("Accept", operation.accept),
            "user-agent": self._user_agent,
        }
        if trusted:
            headers |= self._headers
        _add_fields(headers, request)
        extensions, retries = self._extensions, self._max_retries
        on_mismatch: OnMismatch = self._on_mismatch
        parts = request.query.parts
        if options:
            headers |= _checked(options.get("extra_headers"))
            if "extra_query" in options:
                parts = _extended_query(parts, options["extra_query"])
            if "extra_body" in options:
                content = _extended_body(request, options["extra_body"])
                headers.setdefault("content-type", ("Content-Type", "application/json"))
            if "timeout" in options:
                extensions = _extensions(options["timeout"])
            if "max_retries" in options:
                retries = _checked_retries(options["max_retries"])
            if "on_mismatch" in options:
                on_mismatch = _checked_mismatch(options["on_mismatch"])
        if options or operation.takes_idempotency_key:
            _add_idempotency_key(headers, operation.takes_idempotency_key, options)
        replayable = not isinstance(content, Content) or content.is_replayable
        return Plan(
            operation.method,
            base.join(request.path, parts),
            headers,
            content,
            extensions,
            trusted,
            retries if replayable else 0,
            operation.method in _IDEMPOTENT or "idempotency-key" in headers,
            options.get("max_response_bytes", self._max_response_bytes),
            on_mismatch,
            was_refreshed=not replayable,
        )

    def _base(self, operation: Operation[Any]) -> BaseURL:
        if operation.server is None or self._overridden:
            return self.base_url
        return parse_base_url(operation.server, self.base_url)


def _add_fields(headers: Fields, request: Request[Any]) -> None:
    """Adds what the arguments of a call say in headers and cookies."""
    content = request.content
    if content is not None:
        if isinstance(content, Content) and content.length is not None:
            headers["content-length"] = ("Content-Length", str(content.length))
        if request.content_type is not None:
            headers["content-type"] = ("Content-Type", request.content_type)
    if request.cookies:
        headers["cookie"] = check_header("Cookie", "; ".join(request.cookies))
    for name, value in request.headers:
        headers[name.lower()] = (name, value)


def _checked(headers: Mapping[str, str] | None) -> Fields:
    fields = headers or {}
    return {name.lower(): check_header(name, fields[name]) for name in fields}


def _checked_retries(number: object) -> int:
    if not isinstance(number, int) or number < 0:
        raise ValueError("max_retries must be a number of retries, 0 or more")
    return number


def _checked_mismatch(setting: OnMismatch) -> OnMismatch:
    if setting not in ("raise", "keep") and not callable(setting):
        raise ValueError("on_mismatch is 'raise', 'keep' or a function")
    return setting


def _checked_options(options: RequestOptions) -> RequestOptions:
    if not isinstance(cast("object", options), dict):
        raise TypeError(f"request_options is a dict, not {options!r}")
    unknown = options.keys() - _OPTIONS
    if unknown:
        wrong, known = ", ".join(sorted(unknown)), ", ".join(sorted(_OPTIONS))
        raise TypeError(f"request_options has no {wrong}; it knows {known}")
    return options


def _add_idempotency_key(
    headers: Fields, is_documented: bool, options: RequestOptions
) -> None:
    key = options.get("idempotency_key")
    if key is True or (
        key is None and is_documented and "idempotency-key" not in headers
    ):
        key = str(uuid.uuid4())
    if isinstance(key, uuid.UUID):
        key = str(key)
    if key is not None:
        headers["idempotency-key"] = check_header("Idempotency-Key", key)


def _extended_query(parts: list[str], extra: Mapping[str, Any]) -> list[str]:
    query = Query()
    for name, value in extra.items():
        query.form(name, value)
    return parts + query.parts


def _extended_body(request: Request[Any], extra: Mapping[str, Any]) -> bytes:
    """A JSON body with further members, or a form with further fields.

    Raises TypeError where the body is neither a JSON object nor a URL-encoded form.
    """
    content = request.content
    if isinstance(content, bytes) and "urlencoded" in (request.content_type or ""):
        form = Query(content.decode("ascii"))
        for name, value in extra.items():
            form.field(name, value)
        return str(form).encode("ascii")
    body: object = None
    if not isinstance(content, Content):
        with suppress(ValueError):
            body = json.loads(content or b"{}")
    if not isinstance(body, dict):
        what = "a body that is a JSON object or a URL-encoded form"
        raise TypeError(f"extra_body needs {what}")
    return json_text({**cast("dict[str, Any]", body), **extra}).encode()


def _extensions(timeout: Timeout | Omit) -> dict[str, Any]:
    """The timeout as both libraries take it."""
    names = ("connect", "read", "write", "pool")
    if isinstance(timeout, Omit):
        return {}
    if timeout is None or isinstance(timeout, (int, float)):
        return {"timeout": dict.fromkeys(names, timeout)}
    if isinstance(timeout, tuple):
        if len(timeout) == len(names):
            return {"timeout": dict(zip(names, timeout, strict=True))}
    elif hasattr(timeout, "as_dict"):
        return {"timeout": timeout.as_dict()}
    kinds = f"a number of seconds, or four of them ({', '.join(names)})"
    raise TypeError(f"a timeout is {kinds}, not {timeout!r}")

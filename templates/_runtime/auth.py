"""Where requests go, and with which credentials: base URLs, origins, secrets.

A `Secret` never shows its value: not in a repr, not in an error, not in a pickle.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn, TypeAlias
from urllib.parse import SplitResult, quote, urlsplit

from .parameters import check_header

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NAME = re.compile(r"[a-z0-9._~-]+")
_IPV6 = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*(?:%25[a-z0-9._~-]+)?")
"""Perhaps with its zone (RFC 6874)."""
_DOT_SEGMENT = re.compile(r"/\.{1,2}(?=/|$)")

Origin = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class BaseURL:
    """Where an API lives.

    `prefix` has no trailing slash; `query` is what the caller's URL held,
    sent with every call.
    """

    prefix: str
    query: str
    origin: Origin

    def join(self, path: str, query: list[str]) -> str:
        """The URL of a path and query pairs that are encoded already.

        Raises ValueError where the path has a `.` or `..` segment.
        """
        if _DOT_SEGMENT.search(path):
            raise ValueError(f"the path {path!r} holds a segment that is '.' or '..'")
        pairs = "&".join([self.query, *query] if self.query else query)
        return f"{self.prefix}{path}?{pairs}" if pairs else self.prefix + path


def parse_base_url(
    url: str, against: BaseURL | None = None, called: str = "base_url"
) -> BaseURL:
    """Checks a base URL, which may be relative to `against`.

    Raises ValueError, which does not repeat a password in it.
    """
    if against is not None and url.startswith("/") and not url.startswith("//"):
        scheme, host, port = against.origin
        host = f"[{host}]" if ":" in host else host
        url = f"{scheme}://{host}{f':{port}' if port else ''}{url}"
    url = url.strip()
    if _CONTROL.search(url):  # some of these would be dropped without a word
        raise ValueError(f"{called} holds a line end or another control character")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{called} is no URL: {error}") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{called} must be an absolute http or https URL")
    if parts.username is not None or parts.password is not None:
        message = "credentials: give them to http_client, or as a header"
        raise ValueError(f"{called} must not hold {message}")
    if not _is_host(parts.hostname, "[" in parts.netloc):
        raise ValueError(f"{called} has no valid host name")
    if parts.fragment:
        raise ValueError(f"{called} must not have a fragment")
    path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~-._")
    prefix = f"{parts.scheme}://{parts.netloc}{path}"
    return BaseURL(prefix, parts.query, _origin(parts, port))


def _is_host(name: str, is_bracketed: bool) -> bool:
    if is_bracketed:
        return _IPV6.fullmatch(name) is not None
    if name.isascii():
        return _NAME.fullmatch(name) is not None
    try:
        return bool(name.encode("idna"))
    except UnicodeError:
        return False


def origin(url: str) -> Origin:
    """Scheme, host and port: what credentials belong to (RFC 6454)."""
    parts = urlsplit(url)
    return _origin(parts, parts.port)


def _origin(parts: SplitResult, port: int | None) -> Origin:
    host = (parts.hostname or "").lower()
    return parts.scheme, host, port or _DEFAULT_PORTS.get(parts.scheme)


SecretSource: TypeAlias = str | Callable[[], str | Awaitable[str]] | None
"""A secret, or a function that is asked for it before every call, and which may be
`async` for AsyncClient.
"""


class Scheme:
    """A security scheme: how a credential is presented."""

    __slots__ = ()
    needs_secret: ClassVar[bool] = True
    allowed: ClassVar[str] = r"[\x20-\x7e]*"
    """The secrets that can be sent: a regular expression."""

    def present(self, applied: Applied, secret: str) -> None:
        """Adds a secret to a request."""
        raise NotImplementedError

    def redact_logs(self) -> None:
        """Keeps secrets out of the log of the HTTP library, which sees to the header
        `Authorization` itself.
        """


@dataclass(frozen=True, slots=True)
class Authorization(Scheme):
    """The header `Authorization`, in which `word` stands before the credential."""

    word: str = "Bearer"

    def present(self, applied: Applied, secret: str) -> None:
        applied.add_header("Authorization", f"{self.word} {secret}")


class Applied:
    """What credentials add to a request. Its repr is as silent as that of a secret."""

    def __init__(self) -> None:
        self.headers: dict[str, tuple[str, str]] = {}
        """By their names in lower case: the name as it is sent, and the value."""
        self.query: list[str] = []
        self.cookies: list[str] = []

    def add(self, scheme: Scheme, secret: str) -> None:
        """Presents `secret` as `scheme` wants it.

        Raises ValueError, which does not show the secret, for control characters.
        """
        problem = _problem(scheme, secret)
        if problem is not None:
            del secret  # tracebacks are shown with the variables in them
            raise ValueError(problem)
        scheme.present(self, secret)

    def add_header(self, name: str, value: str) -> None:
        self.headers.setdefault(name.lower(), check_header(name, value))


def _problem(scheme: Scheme, secret: str) -> str | None:
    """Why a secret can't be sent."""
    if not secret:
        return "the function that gives a credential returned an empty text"
    if _CONTROL.search(secret):
        return "a credential holds a line end or another control character"
    if not re.fullmatch(scheme.allowed, secret):
        return "a credential holds a character that its header or cookie can't carry"
    return None


class Secret:
    """A credential, or a function that gives it. Its value can only be asked for."""

    __slots__ = ("_source",)

    def __init__(self, source: str | Callable[[], str | Awaitable[str]]) -> None:
        self._source = source

    @property
    def is_asked(self) -> bool:
        """Whether it comes from a function, which may know another value by now."""
        return not isinstance(self._source, str)

    async def get(self, is_async: bool) -> str:
        """The value, awaited for an async client where the function is async.

        Raises TypeError where it is no text.
        """
        value = self._source if isinstance(self._source, str) else self._source()
        if is_async and not isinstance(value, str) and inspect.isawaitable(value):
            return await value
        if not isinstance(value, str):
            if inspect.iscoroutine(value):
                value.close()
            hint = "" if is_async else " (an async one needs AsyncClient)"
            message = "the function that gives a credential must return str"
            raise TypeError(message + hint)
        return value

    def __repr__(self) -> str:
        return "<secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials cannot be pickled")


Alternatives: TypeAlias = tuple[tuple[str, ...], ...]
"""Sets of schemes, any of which will do."""

Chosen: TypeAlias = tuple[tuple[Scheme, Secret], ...]
"""The secrets that a call needs, each with how it is presented."""


class Credentials:
    """The secrets of a client, by the security schemes of the API."""

    __slots__ = ("_applied", "_chosen", "_schemes", "_secrets")

    def __init__(
        self, schemes: Mapping[str, Scheme], sources: Mapping[str, SecretSource]
    ) -> None:
        self._schemes = schemes
        # What is the same for every call of an operation is worked out once.
        self._chosen: dict[Alternatives, Chosen | None] = {}
        self._applied: dict[Chosen, Applied] = {}
        self._secrets = {
            key: Secret(source) for key, source in sources.items() if source
        }

    def replaced(self, sources: Mapping[str, SecretSource]) -> Credentials:
        """A copy with other secrets, as far as there are any."""
        copied = Credentials(self._schemes, sources)
        copied._secrets = self._secrets | copied._secrets
        return copied

    def choose(self, alternatives: Alternatives) -> Chosen | None:
        """The first alternative whose secrets are all there, one that takes some
        before one that the connection sees to (mutual TLS); None where a call needs
        secrets and none is complete.
        """
        if alternatives not in self._chosen:
            self._chosen[alternatives] = self._choose(alternatives)
        return self._chosen[alternatives]

    def _choose(self, alternatives: Alternatives) -> Chosen | None:
        schemes, secrets = self._schemes, self._secrets
        complete = [
            tuple((schemes[key], secrets[key]) for key in keys if key in secrets)
            for keys in alternatives
            if all(key in secrets or not schemes[key].needs_secret for key in keys)
        ]
        # An alternative without secrets will do, but not in place of one that has some.
        nothing = () if complete or not alternatives else None
        return next(filter(None, complete), nothing)

    async def apply(self, chosen: Chosen, is_async: bool) -> Applied:
        """Raises ValueError and TypeError for what can't be sent."""
        applied = self._applied.get(chosen)
        if applied is None:
            applied = Applied()
            for scheme, secret in chosen:
                applied.add(scheme, await secret.get(is_async))
            if not any(secret.is_asked for _, secret in chosen):
                self._applied[chosen] = applied
        return applied

    def __repr__(self) -> str:
        return f"<credentials for {', '.join(self._secrets) or 'nothing'}>"


def unpicklable(owner: object) -> Any:
    """For `__reduce__`: clients hold credentials and connections."""
    what = "it holds credentials and connections"
    raise TypeError(f"{type(owner).__name__} cannot be pickled: {what}")

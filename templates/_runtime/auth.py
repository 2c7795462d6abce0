"""Credentials: what the caller gave goes in, headers, query pairs and
cookies of one request come out.

A `Secret` never shows its value: not in a repr, not in an error, not in a pickle.
"""

from __future__ import annotations

import base64
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, TypeAlias

from .parameters import check_header, encode

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

SecretSource: TypeAlias = str | Callable[[], str] | None
"""A secret, or a function that is asked for it before every call."""

AsyncSecretSource: TypeAlias = str | Callable[[], str | Awaitable[str]] | None
"""The same for AsyncClient, where the function may be `async`."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a credential is presented.

    `scheme` is the word in the Authorization header; `name` that of a
    header, query or cookie key.
    """

    place: Literal["authorization", "header", "query", "cookie", "none"]
    name: str = "Authorization"
    scheme: str = "Bearer"


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
        if scheme.place == "query":
            self.query.append(f"{encode(scheme.name)}={encode(secret)}")
        elif scheme.place == "cookie":
            self.cookies.append(f"{scheme.name}={encode(secret)}")
        else:
            prefix = f"{scheme.scheme} " if scheme.place == "authorization" else ""
            field = check_header(scheme.name, prefix + secret)
            self.headers.setdefault(scheme.name.lower(), field)


def _problem(scheme: Scheme, secret: str) -> str | None:
    """Why a secret can't be sent."""
    if not secret:
        return "the function that gives a credential returned an empty text"
    if _CONTROL.search(secret):
        return "a credential holds a line end or another control character"
    if scheme.place in ("authorization", "header") and not secret.isascii():
        return "a credential holds a character outside ASCII"
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
        self, schemes: Mapping[str, Scheme], sources: Mapping[str, AsyncSecretSource]
    ) -> None:
        self._schemes = schemes
        # What is the same for every call of an operation is worked out once.
        self._chosen: dict[Alternatives, Chosen | None] = {}
        self._applied: dict[Chosen, Applied] = {}
        self._secrets = {
            key: Secret(source) for key, source in sources.items() if source
        }

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
            if all(key in secrets or schemes[key].place == "none" for key in keys)
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


def basic(username: str | None, password: str | None) -> str | None:
    """The secret of HTTP basic authentication (RFC 7617); None where there is no
    username. Raises ValueError for a colon in it.
    """
    if username is None:
        return None
    if ":" in username:
        raise ValueError("username must not hold a colon")
    return base64.b64encode(f"{username}:{password or ''}".encode()).decode("ascii")


def unpicklable(owner: object) -> Any:
    """For `__reduce__`: clients hold credentials and connections."""
    what = "it holds credentials and connections"
    raise TypeError(f"{type(owner).__name__} cannot be pickled: {what}")

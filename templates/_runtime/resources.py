"""What the classes of `client` have in common that stand for the tags of the API."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, get_args

from .model import late
from .raw import (
    async_raw_methods,
    async_streaming_methods,
    raw_methods,
    streaming_methods,
)
from .transport import AsyncTransport, Transport

R = TypeVar("R")
S = TypeVar("S")


class Resource(Generic[R, S]):
    """Operations, as methods. `R` and `S` are classes of `_raw` that have the same."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def with_raw_response(self) -> R:
        """The same methods, each returning a `RawResponse`."""
        view: R = _raw_class(self, 0)(raw_methods(self))
        return view

    @property
    def with_streaming_response(self) -> S:
        """The same methods, for `with` statements; the body is read on demand."""
        view: S = _raw_class(self, 1)(streaming_methods(self))
        return view


class AsyncResource(Generic[R, S]):
    """Operations, as methods to be awaited."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @property
    def with_raw_response(self) -> R:
        """The same methods, each returning a `RawResponse`."""
        view: R = _raw_class(self, 0)(async_raw_methods(self))
        return view

    @property
    def with_streaming_response(self) -> S:
        """The same methods, for `async with` statements; the body is read on demand."""
        view: S = _raw_class(self, 1)(async_streaming_methods(self))
        return view


def _raw_class(resource: Any, place: int) -> Any:
    """The class of `_raw` that a resource names as an argument of its base class."""
    reference = get_args(resource.__orig_bases__[0])[place]
    return getattr(late("_raw"), reference.__forward_arg__.removeprefix("_raw."))

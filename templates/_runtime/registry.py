"""Where models find their codec.

It loads on first use, so that importing models stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from .codec import Codec

T = TypeVar("T")

_codecs: dict[type, Codec[Any]] = {}


def late(module: str) -> Any:
    """The one late import of the runtime: the codec before its first use, the failing
    path once something has failed.
    """
    return import_module(f"..{module}", __package__)


def add_codec(cls: type[T], codec: Codec[T]) -> None:
    """Makes the codec of a model class known."""
    _codecs[cls] = codec


def codec(cls: type[T]) -> Codec[T]:
    """The codec of a model class, or of its nearest ancestor that has one."""
    found = _codecs.get(cls)
    if found is None:
        late("codec")
        found = next(
            _codecs[ancestor] for ancestor in cls.__mro__ if ancestor in _codecs
        )
    return found


def known_codec(cls: type) -> Codec[Any] | None:
    """The codec of a class, if the codec module has registered one."""
    return _codecs.get(cls)

"""What is imported late: models load neither their codecs nor what is for people at a
prompt before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from .codec import Codec

T = TypeVar("T")

codecs: dict[Any, Codec[Any]] = {}
"""The codecs made so far, by model class, enum, or shape of `_schema`."""


PACKAGE: Final = __name__.rpartition("._runtime.")[0]
"""What the package is called, wherever it was copied to."""


def late(module: str) -> Any:
    """A module of the package, imported when it is first used."""
    return import_module(f"{PACKAGE}.{module}")


def codec(cls: type[T]) -> Codec[T]:
    """The codec of a model class."""
    return codecs.get(cls) or late("_runtime.codec").codec_of(cls)

"""How one named type is decoded and encoded, and how a failure becomes an error that
says where. Loads with the codec.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

from .json_text import read_json, write_json
from .problems import DecodeError, DecodeProblem
from .registry import add_codec, late
from .values import REJECTED, copy_json

T = TypeVar("T")

_FAILED = (*REJECTED, ValueError, RecursionError)


class Codec(Generic[T]):
    """How one named type is decoded and encoded.

    `shape` is its name in `_shapes`, for the failing path.

    `decode` may take over and change what it is given; `from_text` and
    `from_data` never do.
    """

    __slots__ = ("_decode", "encode", "shape")

    def __init__(
        self, shape: str, decode: Callable[[Any], T], encode: Callable[[Any], Any]
    ) -> None:
        self.shape = shape
        self._decode = decode
        self.encode = encode

    def from_text(self, text: str | bytes | bytearray) -> T:
        """Decodes a JSON text. Raises DecodeError."""
        try:
            return self._decode(read_json(text))
        except _FAILED as error:
            failure = error
        # The first attempt may have changed what it had read: the failing path reads
        # the text again.
        try:
            data = read_json(text)
        except RecursionError:
            raise self._error(DecodeProblem("$", _TOO_DEEP)) from None
        except ValueError as error:
            raise self._error(DecodeProblem("$", f"not a JSON text: {error}")) from None
        raise self._explained(data, failure) from None

    def from_data(self, data: Any) -> T:
        """Decodes JSON data, which is neither kept nor changed. Raises DecodeError."""
        try:
            return self._decode(copy_json(data))
        except _FAILED as error:
            failure = error
        raise self._explained(data, failure) from None

    def encode_object(self, value: T) -> dict[str, Any]:
        """Encodes a value that is an object in JSON."""
        try:
            data: dict[str, Any] = self.encode(value)
        except Exception as error:
            raise _unfit(value, error, lambda encoded: encoded) from None
        return data

    def to_text(self, value: T) -> str:
        """Encodes to a JSON text. Raises ValueError for NaN and infinities."""
        try:
            return write_json(self.encode(value))
        except Exception as error:
            raise _unfit(value, error, write_json) from None

    def _explained(self, data: Any, failure: Exception) -> DecodeError:
        try:
            problems = late("_runtime.explain").problems(
                late("_shapes").SHAPES, self.shape, data
            )
        except RecursionError:
            problems = (DecodeProblem("$", _TOO_DEEP),)
        if not problems:
            message = (
                _TOO_DEEP
                if isinstance(failure, RecursionError)
                else f"does not fit ({failure!r})"
            )
            problems = (DecodeProblem("$", message),)
        return DecodeError(self.shape, problems)

    def _error(self, problem: DecodeProblem) -> DecodeError:
        return DecodeError(self.shape, (problem,))


def _unfit(value: Any, error: Exception, write: Callable[[Any], object]) -> Exception:
    """What is raised for a value that can't be encoded: it names the field that holds
    what it was not declared to hold. NaN and depth are no question of types.
    """
    if isinstance(error, ValueError | RecursionError):
        return error
    return late("_runtime.prompt").unfit(value, write) or error


def register(
    cls: type[T], decode: Callable[[Any], T], encode: Callable[[Any], Any]
) -> Callable[[], T]:
    """Makes the functions of a model class known, under the name of the class.

    Returns what makes empty instances of it, past its constructor; that is faster than
    `object.__new__` called with the class.
    """
    add_codec(cls, Codec(cls.__name__, decode, encode))
    return partial(object.__new__, cls)


_TOO_DEEP = "nested deeper than the interpreter's recursion limit"

"""How values are decoded and encoded: a `Codec` for each type that is used.

Its functions are compiled from the type's shape in `_schema` when they are first called
(`codec_source` writes them); a type that is never used costs nothing. A decode function
takes over the data that it is given: it converts what is inside in place and makes it
the `__dict__` of the instance, so it gets data that nobody else holds. Data that does
not fit raises `Mismatch` there, and `explain` finds out where.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, TypeAlias, TypeVar

from . import schema
from .codec_source import Source, source_of
from .model import PACKAGE, codecs, late
from .schema import Shape, name_of
from .values import (
    REJECTED,
    DecodeError,
    DecodeProblem,
    copy_json,
    read_json,
    write_json,
)

T = TypeVar("T")
W = TypeVar("W")

Decode: TypeAlias = Callable[[Any], T]
Encode: TypeAlias = Callable[[T], Any]

_FAILED = (*REJECTED, ValueError, RecursionError)
_TOO_DEEP = "nested deeper than the interpreter's recursion limit"
_compiling = RLock()


class Codec(Generic[T]):
    """How one type is decoded and encoded; `shape` is what `_schema` says of it.

    `decode` may take over and change what it is given; `from_text` and `from_data`
    never do.
    """

    __slots__ = ("_users", "decode", "encode", "shape", "sources")

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.decode: Callable[[Any], T] = self._first_decode
        self.encode: Callable[[Any], Any] = self._first_encode
        self.sources: dict[str, str] = {}
        """The Python of `decode` and `encode`, once they are compiled."""
        self._users: dict[str, list[tuple[dict[str, Any], str]]]
        self._users = {"decode": [], "encode": []}
        """Where functions that call one of these keep it, until it is compiled."""

    def _first_decode(self, data: Any) -> T:
        self.compile("decode")
        return self.decode(data)

    def _first_encode(self, value: Any) -> Any:
        self.compile("encode")
        return self.encode(value)

    def compile(self, verb: str) -> None:
        """Makes `decode` or `encode`, once; those of the types inside are made when
        data of theirs comes up.
        """
        with _compiling:
            if verb in self.sources:
                return
            source = source_of(self.shape, verb)
            # What stands for the functions of other types until they are compiled.
            for names, name, shape in source.calls:
                other = codec_of(shape)
                names[name] = getattr(other, verb)
                if verb not in other.sources:
                    other._users[verb].append((names, name))
            _run(f"<{verb} of {PACKAGE}.{name_of(self.shape)}>", source)
            setattr(self, verb, source.names[verb])
            self.sources[verb] = source.text
            for names, name in self._users.pop(verb):
                names[name] = source.names[verb]

    def from_text(self, text: str | bytes | bytearray) -> T:
        """Decodes a JSON text. Raises DecodeError."""
        try:
            return self.decode(read_json(text))
        except _FAILED as error:
            failure = error
        # The first attempt may have changed what it had read: the text is read again to
        # find out what is wrong with it.
        try:
            data = read_json(text)
        except RecursionError:
            raise self._error(_TOO_DEEP) from None
        except ValueError as error:
            raise self._error(f"not a JSON text: {error}") from None
        raise self._explained(data, failure) from None

    def from_data(self, data: Any) -> T:
        """Decodes JSON data, which is neither kept nor changed. Raises DecodeError."""
        try:
            return self.decode(copy_json(data))
        except _FAILED as error:
            failure = error
        raise self._explained(data, failure) from None

    def to_data(self, value: T) -> Any:
        """The JSON data of a value, sharing nothing with it."""
        return self.encode(value)

    def encode_object(self, value: T) -> dict[str, Any]:
        """The JSON object of a model. Raises TypeError that names a field to blame."""
        return self._written(value, lambda data: data)

    def to_text(self, value: T) -> str:
        """Encodes to a JSON text. Raises ValueError for NaN and infinities."""
        return self._written(value, write_json)

    def _written(self, value: T, write: Callable[[Any], W]) -> W:
        try:
            return write(self.encode(value))
        except (ValueError, RecursionError):  # NaN and depth are no question of types
            raise
        except Exception as error:
            raise late("_runtime.explain").unfit(value, write) or error from None

    def _explained(self, data: Any, failure: Exception) -> DecodeError:
        try:
            problems = late("_runtime.explain").problems(self.shape, data)
        except RecursionError as error:
            problems, failure = (), error
        if problems:
            return DecodeError(name_of(self.shape), problems)
        is_depth = isinstance(failure, RecursionError)
        return self._error(_TOO_DEEP if is_depth else f"does not fit ({failure!r})")

    def _error(self, message: str) -> DecodeError:
        return DecodeError(name_of(self.shape), (DecodeProblem("$", message),))


def codec_of(shape: Any) -> Codec[Any]:
    """The codec of a model class, of an enum or of a shape; one for each."""
    key = schema.key_of(shape)
    made: Codec[Any] = codecs.get(key) or codecs.setdefault(key, Codec(shape))
    return made


def decoder(shape: type[T] | schema.Ref | schema.Maybe) -> Decode[T]:
    """The function that decodes a type from JSON data."""
    return codec_of(shape).from_data


def encoder(shape: type[T] | schema.Ref | schema.Maybe) -> Encode[T]:
    """The function that encodes values of a type to JSON data."""
    return codec_of(shape).to_data


def functions(shape: type[T]) -> tuple[Decode[T], Encode[T]]:
    """Both functions of a class."""
    return decoder(shape), encoder(shape)


def _run(file: str, source: Source) -> None:
    """Defines the function of a source; tracebacks and debuggers find its lines."""
    text = source.text
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    # Keys stand in the source as literals, all else under names of `codec_source`.
    exec(compile(text, file, "exec"), source.names)

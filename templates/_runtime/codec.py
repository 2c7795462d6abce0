"""How values are decoded and encoded: a `Codec` for each type that is used.

Its functions are compiled from the type's shape in `_schema` when they are first called
(`codec_source` writes them); a type that is never used costs nothing. A decode function
takes over the data that it is given: it converts what is inside in place and makes it
the `__dict__` of the instance, so it gets data that nobody else holds. Data that does
not fit raises `Mismatch` there, and `examine` finds out where.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from . import schema
from .codec_source import Source, source_of
from .model import PACKAGE, Model, OnMismatch, codecs, late
from .schema import Shape, name_of
from .values import (
    REJECTED,
    DecodeError,
    DecodeProblem,
    copy_json,
    mismatches,
    plain_data,
    read_json,
    write_json,
)

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
W = TypeVar("W")

Encode: TypeAlias = Callable[[T], Any]

_FAILED = (*REJECTED, ValueError, RecursionError)
_TOO_DEEP = "nested deeper than the interpreter's recursion limit"
_compiling = RLock()


class Decode(Protocol[T_co]):
    """A function that decodes JSON data. Raises DecodeError."""

    def __call__(self, data: Any, *, on_mismatch: OnMismatch = "raise") -> T_co: ...


class Codec(Generic[T]):
    """How one type is decoded and encoded; `shape` is what `_schema` says of it.

    `decode` may take over and change what it is given; `from_text` and `from_data`
    never do.
    """

    __slots__ = ("_users", "decode", "encode", "examine", "shape", "sources")

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.decode: Callable[[Any], T] = self._first_decode
        self.encode: Callable[[Any], Any] = self._first_encode
        self.examine: Callable[..., Any] = self._first_examine
        """Decodes like `decode`, but lists what does not fit (see `examine`)."""
        self.sources: dict[str, str] = {}
        """The Python of these functions, once they are compiled."""
        self._users: dict[str, list[tuple[dict[str, Any], str]]]
        self._users = {"decode": [], "encode": [], "examine": []}
        """Where functions that call one of these keep it, until it is compiled."""

    def _first_decode(self, data: Any) -> T:
        self.compile("decode")
        return self.decode(data)

    def _first_encode(self, value: Any) -> Any:
        self.compile("encode")
        return self.encode(value)

    def _first_examine(self, *given: Any) -> Any:
        self.compile("examine")
        return self.examine(*given)

    def compile(self, verb: str) -> None:
        """Makes one of the functions, once; those of the types inside are made when
        data of theirs comes up.
        """
        with _compiling:
            if verb in self.sources:
                return
            if verb == "examine":
                source: Source = late("_runtime.examine").source_of(self.shape)
            else:
                source = source_of(self.shape, verb)
            # What stands for the functions of other types until they are compiled.
            for names, name, called, shape in source.calls:
                other = codec_of(shape)
                names[name] = getattr(other, called)
                if called not in other.sources:
                    other._users[called].append((names, name))
            _run(f"<{verb} of {PACKAGE}.{name_of(self.shape)}>", source)
            setattr(self, verb, source.names[verb])
            self.sources[verb] = source.text
            for names, name in self._users.pop(verb):
                names[name] = source.names[verb]

    def from_text(
        self, text: str | bytes | bytearray, *, on_mismatch: OnMismatch = "raise"
    ) -> T:
        """Decodes a JSON text. Raises DecodeError."""
        try:
            return self.decode(read_json(text))
        except _FAILED:
            pass
        # The first attempt may have changed what it had read: the text is read again to
        # find out what is wrong with it.
        try:
            data = read_json(text)
        except RecursionError:
            raise self._error(_TOO_DEEP) from None
        except ValueError as error:
            raise self._error(f"not a JSON text: {error}") from None
        return self._examined(data, on_mismatch)

    def from_data(self, data: Any, *, on_mismatch: OnMismatch = "raise") -> T:
        """Decodes JSON data, which is neither kept nor changed. Raises DecodeError."""
        try:
            return self.decode(copy_json(data))
        except _FAILED:
            pass
        return self._examined(data, on_mismatch)

    def to_data(self, value: T) -> Any:
        """The JSON data of a value, sharing nothing with it."""
        # A list or map that holds what does not fit is encoded by what it holds.
        is_kept = not isinstance(value, Model) and mismatches(value)
        return plain_data(value) if is_kept else self.encode(value)

    def encode_object(self, value: T) -> dict[str, Any]:
        """The JSON object of a model. Raises TypeError that names a field to blame."""
        return self._written(value, lambda data: data)

    def to_text(self, value: T) -> str:
        """Encodes to a JSON text. Raises ValueError for NaN, infinities, and what is
        nested too deep.
        """
        return self._written(value, write_json)

    def _written(self, value: T, write: Callable[[Any], W]) -> W:
        try:
            return write(self.encode(value))
        except RecursionError:
            raise ValueError(f"{name_of(self.shape)}: {_TOO_DEEP}") from None
        except ValueError:  # NaN is no question of types
            raise
        except Exception as error:
            raise late("_runtime.explain").unfit(value, write) or error from None

    def _examined(self, data: Any, on_mismatch: OnMismatch) -> T:
        try:
            value: T = late("_runtime.examine").examined(self, data, on_mismatch)
        except RecursionError:
            raise self._error(_TOO_DEEP) from None
        return value

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

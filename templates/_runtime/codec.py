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
from typing import Any, Generic, TypeAlias, TypeVar, cast, overload

from . import schema
from .codec_source import Source, class_source, shape_source
from .coding import plain_data
from .model import PACKAGE, Model, codecs, late
from .schema import Shape
from .values import (
    REJECTED,
    DecodeError,
    DecodeProblem,
    copy_json,
    read_json,
    write_json,
)

T = TypeVar("T")

Decode: TypeAlias = Callable[[Any], T]
Encode: TypeAlias = Callable[[T], Any]

_FAILED = (*REJECTED, ValueError, RecursionError)
_TOO_DEEP = "nested deeper than the interpreter's recursion limit"
_compiling = RLock()
_fields: dict[type, schema.Fields] = {}


class Codec(Generic[T]):
    """How one type is decoded and encoded; `shape` is what `_schema` says of it.

    `decode` may take over and change what it is given; `from_text` and `from_data`
    never do.
    """

    __slots__ = ("_users", "decode", "encode", "shape", "source")

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.source = ""
        self.decode: Callable[[Any], T] = self._first_decode
        self.encode: Callable[[Any], Any] = self._first_encode
        self._users: list[tuple[dict[str, Any], str, str]] | None = []
        """Where functions that call those of this codec keep them, until these are
        compiled; None from then on.
        """

    def _first_decode(self, data: Any) -> T:
        self.compile()
        return self.decode(data)

    def _first_encode(self, value: Any) -> Any:
        self.compile()
        return self.encode(value)

    def compile(self) -> None:
        """Makes the functions, once; the types inside are compiled when data of theirs
        comes up.
        """
        with _compiling:
            if self._users is None:
                return
            source = _source(self.shape)
            # What stands for the functions of other types until they are compiled.
            for names, name, shape, verb in source.calls:
                other = codec_of(shape)
                names[name] = getattr(other, verb)
                if other._users is not None:
                    other._users.append((names, name, verb))
            functions = _run(self.shape, source)
            self.source = source.text
            self.decode = functions["decode"]
            self.encode = functions.get("encode", plain_data)
            for names, name, verb in self._users:
                names[name] = getattr(self, verb)
            self._users = None

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
        """Encodes a model."""
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


@overload
def decoder(shape: type[T]) -> Decode[T]: ...
@overload
def decoder(shape: Shape) -> Decode[Any]: ...
def decoder(shape: Shape) -> Decode[Any]:
    """The function that decodes a type from JSON data."""
    return codec_of(shape).from_data


@overload
def encoder(shape: type[T]) -> Encode[T]: ...
@overload
def encoder(shape: Shape) -> Encode[Any]: ...
def encoder(shape: Shape) -> Encode[Any]:
    """The function that encodes values of a type to JSON data."""
    return codec_of(shape).to_data


def fields_of(cls: type[Model]) -> schema.Fields:
    """What `_schema` says of a model class, or of its nearest ancestor there."""
    classes: dict[type[Model], schema.Described] = late("_schema").CLASSES
    known = next(each for each in cls.__mro__ if each in classes)
    return _fields.get(known) or _fields.setdefault(
        known, schema.fields(classes[known])
    )


def named(name: str) -> Shape:
    """What `_schema` says of a named type that is no class."""
    return cast("Shape", late("_schema").NAMED[name])


def name_of(shape: Shape) -> str:
    """What errors call a type."""
    match shape:
        case type():
            return shape.__name__
        case schema.Ref(name) | schema.Text(name):
            return name
        case schema.Items(item):
            return f"list of {name_of(item)}"
        case schema.Values(value):
            return f"map of {name_of(value)}"
        case schema.Maybe(inner):
            return name_of(inner)
        case schema.Is(kinds):
            return kinds[-1] if shape is not schema.ANY and kinds else "any value"
        case _:
            return "JSON value"


def _source(shape: Shape) -> Source:
    if isinstance(shape, type) and issubclass(shape, Model):
        return class_source(shape, fields_of(shape), named)
    return shape_source(
        named(shape.name) if isinstance(shape, schema.Ref) else shape, named
    )


def _run(shape: Shape, source: Source) -> dict[str, Any]:
    """The functions of a source, whose lines tracebacks and debuggers find."""
    file, text = f"<codec of {PACKAGE}.{name_of(shape)}>", source.text
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    # Keys stand in the source as literals, all else under names of `codec_source`.
    exec(compile(text, file, "exec"), source.names)
    return source.names


def _unfit(value: Any, error: Exception, write: Callable[[Any], object]) -> Exception:
    """What is raised for a value that can't be encoded: it names the field that holds
    what it was not declared to hold. NaN and depth are no question of types.
    """
    if isinstance(error, ValueError | RecursionError):
        return error
    return late("_runtime.prompt").unfit(value, write) or error

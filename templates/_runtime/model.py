"""What models are made of: the base of classes, open enums, unknown variants.

An instance's `__dict__` is the record of presence: a field is in it when it was given
or received. Class attributes hold what absent fields read as. Unknown keys of a
received object stand in it under the one reserved name `extra_fields`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, IntEnum, StrEnum
from importlib import import_module
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Generic,
    Literal,
    NamedTuple,
    Self,
    TypeAlias,
    TypeVar,
    dataclass_transform,
)

T = TypeVar("T")

if TYPE_CHECKING:
    PlainText: TypeAlias = Any
    """The str that a value is where it is not in the format of its field. Type checkers
    take it for Any, so that a date can be used as one without asking first."""
else:
    PlainText = str

PACKAGE: Final = __name__.rpartition("._runtime.")[0]
"""What the package is called, wherever it was copied to."""

OnMismatch: TypeAlias = "Literal['raise', 'keep'] | Callable[[Any], object]"
"""What becomes of a value inside that does not fit: `raise` raises DecodeError; `keep`
leaves it in its place as it came, so that a field may hold any JSON value, and logs
where; a function is called with the DecodeError instead.
"""

codecs: dict[Any, Any] = {}
"""The codecs made so far, each a `Codec`, by model class, enum, or shape."""


def publish(module: dict[str, Any]) -> None:
    """Gives a module of the package an `__all__` of the types that it has, and a
    `__dir__`. Type checkers do without: what is declared in a module is public.
    """
    types = dict.fromkeys(module.get("__annotations__", {}))
    for name, value in module.items():
        home = str(getattr(value, "__module__", "")).rpartition(".")[0]
        if (home == PACKAGE and name[0] != "_") or value is UnknownVariant:
            types[name] = None
    module["__all__"] = sorted(types)
    module["__dir__"] = lambda: module["__all__"]


def late(module: str) -> Any:
    """A module of the package, imported when it is first used."""
    return import_module(f"{PACKAGE}.{module}")


def codec(cls: type[Any]) -> Any:
    """The `Codec` of a model class."""
    return codecs.get(cls) or late("_runtime.codec").codec_of(cls)


class ExtraFields(Generic[T]):
    """The class attribute behind `extra_fields`: makes an instance's own mapping on
    first use.
    """

    def __get__(self, instance: Model | None, owner: type[Model]) -> dict[str, T]:
        extra: dict[str, T] = {}
        if instance is not None:
            vars(instance)["extra_fields"] = extra
        return extra


_ABSENT: Final = object()


class _SetByServer:
    """What a required read-only field reads as while it is absent."""

    def __get__(self, instance: Model | None, owner: type[Model]) -> Any:
        raise AttributeError("this field is set by the server and absent here")


SET_BY_SERVER: Any = _SetByServer()


class _Layout(NamedTuple):
    """What the constructor has to know; `names` are fields and their annotations."""

    names: dict[str, str]
    required: set[str]
    constants: dict[str, Any]


_layouts: dict[type, _Layout] = {}


def layout(cls: type[Model]) -> _Layout:
    """The fields of a model class, read off its body; those of its ancestors first.
    `_schema` says which of them have a constant that is always sent.
    """
    known = _layouts.get(cls)
    if known is not None:
        return known
    names, required, constants = made = _Layout({}, set(), {})
    fields: dict[str, Any] = {}
    if cls is not Model:  # `help` asks for the signature of the base, too
        fields = late("_runtime.schema").meaning(cls).fields
    sent = {field.attribute for field in fields.values() if field.is_sent}
    for ancestor in reversed(cls.__mro__[: cls.__mro__.index(Model)]):
        body = vars(ancestor)
        for name, annotation in body.get("__annotations__", {}).items():
            names[name] = str(annotation)
            if name not in body:
                required.add(name)
            elif name in sent and body[name] is not SET_BY_SERVER:
                constants[name] = body[name]
    return _layouts.setdefault(cls, made)


class _Signature:
    """The class attribute behind `inspect.signature` and `help`; None where a subclass
    has a constructor of its own.
    """

    def __get__(self, instance: Model | None, owner: type[Model]) -> Any:
        inherits = owner.__init__ is Model.__init__
        return late("_runtime.explain").signature(owner) if inherits else None


@dataclass_transform(kw_only_default=True)
class Model:
    """An object of the API. Fields are keyword arguments; a field that is not given is
    absent and is not encoded.
    """

    extra_fields = ExtraFields[Any]()
    """Received keys that the document does not know, or keys to send beside others."""

    if not TYPE_CHECKING:
        # What type checkers make of the fields is more exact.
        __signature__ = _Signature()

        def __init__(self, /, *values, **fields):
            cls = self.__class__
            if values:
                raise TypeError(f"{cls.__name__} takes keyword arguments alone")
            names, required, constants = layout(cls)
            if not fields.keys() <= names.keys():
                raise late("_runtime.explain").unexpected(cls, fields)
            if not required <= fields.keys():
                missing = [repr(n) for n in names if n in required and n not in fields]
                raise TypeError(f"{cls.__name__} needs {', '.join(missing)}")
            vars(self).update(constants)
            vars(self).update(fields)

        def __replace__(self, /, **changes):  # what `copy.replace` of Python 3.13 calls
            return self.replace(**changes)

        def __getattr__(self, name):
            cls = self.__class__
            message = f"{cls.__name__!r} object has no attribute {name!r}"
            if name in layout(cls).names:
                message = f"{cls.__name__}.{name} is absent"
            raise AttributeError(message, name=name, obj=self)

    @property
    def fields_set(self) -> frozenset[str]:
        """Names of the fields that were given or received, whatever their value."""
        return frozenset(vars(self).keys() - {"extra_fields"})

    @classmethod
    def from_dict(
        cls, data: dict[str, Any], *, on_mismatch: OnMismatch = "raise"
    ) -> Self:
        """Decodes a JSON object; it is neither kept nor changed. Raises DecodeError,
        unless `on_mismatch` is "keep": then fields inside may hold any JSON value, and
        `errors.mismatches` lists where.
        """
        model: Self = codec(cls).from_data(data, on_mismatch=on_mismatch)
        return model

    @classmethod
    def from_json(
        cls, data: str | bytes | bytearray, *, on_mismatch: OnMismatch = "raise"
    ) -> Self:
        """Decodes a JSON text as `from_dict` does JSON data. Raises DecodeError, also
        where the text is not JSON.
        """
        model: Self = codec(cls).from_text(data, on_mismatch=on_mismatch)
        return model

    def to_dict(self) -> dict[str, Any]:
        """The JSON object, sharing nothing with the instance."""
        data: dict[str, Any] = codec(self.__class__).encode_object(self)
        return data

    def to_json(self) -> str:
        """The JSON text. Raises ValueError for NaN and infinities."""
        text: str = codec(self.__class__).to_text(self)
        return text

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed; it shares the values of the others."""
        if not changes.keys() <= layout(self.__class__).names.keys():
            raise late("_runtime.explain").unexpected(self.__class__, changes)
        copied = self.__copy__()
        vars(copied).update(changes)
        return copied

    def __copy__(self) -> Self:
        copied = object.__new__(self.__class__)
        vars(copied).update(vars(self))
        if "extra_fields" in vars(self):
            vars(copied)["extra_fields"] = self.extra_fields.copy()
        return copied

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or other.__class__ is not self.__class__:
            return NotImplemented
        if vars(self) == vars(other):
            return True
        # Absent fields equal what they read as; an absent `extra_fields` is empty.
        mine, others = vars(self), vars(other)
        return mine.get("extra_fields", {}) == others.get("extra_fields", {}) and all(
            getattr(self, name, _ABSENT) == getattr(other, name, _ABSENT)
            for name in layout(self.__class__).names
        )

    # Instances are mutable: none has a lasting hash.
    __hash__ = None  # type: ignore[assignment]  # the base says it is a method

    def __repr__(self) -> str:
        shown = [
            f"{name}={value!r}"
            for name, value in vars(self).items()
            if name != "extra_fields" or value
        ]
        return f"{self.__class__.__name__}({', '.join(shown)})"


class UnknownVariant:
    """A value that no variant of a union claims; it is encoded as it was received.

    `tag` is its discriminator value or None; `raw` is the JSON value; the keys of an
    object can be read as attributes.
    """

    __slots__ = ("raw", "tag")
    __match_args__ = ("tag",)

    def __init__(self, tag: str | int | float | bool | None, raw: Any) -> None:
        self.tag = tag
        self.raw = raw

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in UnknownVariant.__slots__:
            raise AttributeError(name)
        try:
            return self.raw[name]
        except (KeyError, TypeError):
            message = f"the received value has no key {name!r}"
            raise AttributeError(message, name=name, obj=self) from None

    def __dir__(self) -> list[str]:
        keys = self.raw if self.raw.__class__ is dict else ()
        return [*object.__dir__(self), *(key for key in keys if key.isidentifier())]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, UnknownVariant):
            return NotImplemented
        return bool(self.raw == other.raw)

    __hash__ = None  # type: ignore[assignment]  # mutable, as all models are

    def __repr__(self) -> str:
        return f"UnknownVariant(tag={self.tag!r}, raw={self.raw!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return UnknownVariant, (self.tag, self.raw)


class _OpenEnum(Enum):
    """An enum where a value that the document does not list is like a member, but
    stored nowhere. It equals its raw value, is encoded as it came, pickles and copies.
    """

    @property
    def is_known(self) -> bool:
        """Whether the document lists this value."""
        return self._value_ in self.__class__._value2member_map_

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return self.__class__, (self._value_,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def __repr__(self) -> str:
        if self.is_known:
            return f"<{self.__class__.__name__}.{self._name_}: {self._value_!r}>"
        return f"<{self.__class__.__name__}: {self._value_!r} (unknown)>"


class OpenStrEnum(_OpenEnum, StrEnum):
    """Strings that the document lists, open to others."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member


class OpenIntEnum(_OpenEnum, IntEnum):
    """Integers that the document lists, open to others."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = str(int(value)), int(value)
        return member

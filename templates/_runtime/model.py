"""The base of all models: what an instance remembers, and how it meets JSON.

An instance's `__dict__` is the record of presence: a field is in it when it was given
or received. Class attributes hold what absent fields read as. Unknown keys of a
received object stand in it under the one reserved name `extra_fields`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, dataclass_transform

from .registry import codec, late

T = TypeVar("T")


class ExtraFields(Generic[T]):
    """The class attribute behind `extra_fields`: makes an instance's own
    mapping on first use.
    """

    def __get__(self, instance: Model | None, owner: type[Model]) -> dict[str, T]:
        extra: dict[str, T] = {}
        if instance is not None:
            vars(instance)["extra_fields"] = extra
        return extra


class _SetByServer:
    """What a required read-only field reads as while it is absent."""

    def __get__(self, instance: Model | None, owner: type[Model]) -> Any:
        raise AttributeError("this field is set by the server and absent here")


SET_BY_SERVER: Any = _SetByServer()


class _Layout:
    """What the constructor has to know of a class.

    Read off the class body: annotations name the fields (field → annotation); a default
    whose annotation does not admit None is a constant.
    """

    __slots__ = ("constants", "names", "required")

    def __init__(
        self, names: dict[str, str], required: frozenset[str], constants: dict[str, Any]
    ) -> None:
        self.names = names
        self.required = required
        self.constants = constants


_layouts: dict[type, _Layout] = {}


def layout(cls: type[Model]) -> _Layout:
    """The fields of a model class, those of its ancestors first."""
    known = _layouts.get(cls)
    if known is not None:
        return known
    names: dict[str, str] = {}
    required: set[str] = set()
    constants: dict[str, Any] = {}
    for ancestor in reversed(cls.__mro__[: cls.__mro__.index(Model)]):
        body = vars(ancestor)
        for name, annotation in body.get("__annotations__", {}).items():
            names[name] = str(annotation)
            if name not in body:
                required.add(name)
            elif (
                not str(annotation).endswith("None") and body[name] is not SET_BY_SERVER
            ):
                constants[name] = body[name]
    made = _layouts[cls] = _Layout(names, frozenset(required), constants)
    return made


class _Signature:
    """The class attribute behind `inspect.signature` and `help`.

    A subclass with a constructor of its own has its own signature.
    """

    def __get__(self, instance: Model | None, owner: type[Model]) -> Any:
        return (
            late("_runtime.prompt").signature(owner)
            if owner.__init__ is Model.__init__
            else None
        )


@dataclass_transform(kw_only_default=True)
class Model:
    """An object of the API.

    Fields are keyword arguments; a field that is not given is absent and
    is not encoded.
    """

    extra_fields = ExtraFields[Any]()
    """Received keys that the document does not know, or keys to send
    beside the known ones.
    """

    if not TYPE_CHECKING:
        # What type checkers make of the fields is more exact.
        __signature__ = _Signature()

        def __init__(self, /, *values, **fields):
            if values:
                raise TypeError(
                    f"{self.__class__.__name__} takes keyword arguments alone"
                )
            known = layout(self.__class__)
            unexpected = [name for name in fields if name not in known.names]
            if unexpected:
                raise late("_runtime.prompt").unexpected(self.__class__, unexpected)
            if not known.required <= fields.keys():
                missing = ", ".join(
                    repr(name)
                    for name in known.names
                    if name in known.required and name not in fields
                )
                raise TypeError(f"{self.__class__.__name__} needs {missing}")
            vars(self).update(known.constants)
            vars(self).update(fields)

        def __replace__(self, /, **changes):  # what `copy.replace` of Python 3.13 calls
            return self.replace(**changes)

        def __getattr__(self, name):
            if name in layout(self.__class__).names:
                raise AttributeError(
                    f"{self.__class__.__name__}.{name} is absent", name=name, obj=self
                )
            message = f"{self.__class__.__name__!r} object has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)

    @property
    def fields_set(self) -> frozenset[str]:
        """Names of the fields that were given or received, whatever their value."""
        return frozenset(vars(self).keys() - {"extra_fields"})

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Decodes a JSON object; `data` is neither kept nor changed.

        Raises DecodeError.
        """
        return codec(cls).from_data(data)

    @classmethod
    def from_json(cls, data: str | bytes | bytearray) -> Self:
        """Decodes a JSON text. Raises DecodeError, also where the text is not JSON."""
        return codec(cls).from_text(data)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object, sharing nothing with the instance."""
        return codec(self.__class__).encode_object(self)

    def to_json(self) -> str:
        """The JSON text. Raises ValueError for NaN and infinities."""
        return codec(self.__class__).to_text(self)

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed; the values of the others are
        shared with this instance.
        """
        names = layout(self.__class__).names
        unexpected = [name for name in changes if name not in names]
        if unexpected:
            raise late("_runtime.prompt").unexpected(self.__class__, unexpected)
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
        names = [*layout(self.__class__).names, "extra_fields"]
        return all(_read(self, name) == _read(other, name) for name in names)

    # Instances are mutable: none has a lasting hash.
    __hash__ = None  # type: ignore[assignment]  # the base says it is a method

    def __repr__(self) -> str:
        shown = [
            f"{name}={value!r}"
            for name, value in vars(self).items()
            if name != "extra_fields" or value
        ]
        return f"{self.__class__.__name__}({', '.join(shown)})"


_ABSENT = object()


def _read(model: Model, name: str) -> Any:
    """The value of a field, without making an absent `extra_fields`."""
    if name == "extra_fields":
        return vars(model).get(name, {})
    return getattr(model, name, _ABSENT)


class UnknownVariant:
    """A value that no variant of a union claims.

    `tag` is its discriminator value or None; `raw` is the JSON value as received; the
    keys of an object can be read as attributes. It is encoded as it was received.
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
            raise AttributeError(
                f"the received value has no key {name!r}", name=name, obj=self
            ) from None

    def __dir__(self) -> list[str]:
        keys = self.raw if self.raw.__class__ is dict else ()
        return [*object.__dir__(self), *(key for key in keys if key.isidentifier())]

    def __eq__(self, other: object) -> bool:
        return (
            self.raw == other.raw
            if isinstance(other, UnknownVariant)
            else NotImplemented
        )

    __hash__ = None  # type: ignore[assignment]  # mutable, as all models are

    def __repr__(self) -> str:
        return f"UnknownVariant(tag={self.tag!r}, raw={self.raw!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return UnknownVariant, (self.tag, self.raw)

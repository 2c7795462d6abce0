"""Made-up values of the package's types, for tests: complete ones, minimal ones, one
for each variant, and tomorrow's."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeVar, cast, overload

from . import schema
from .building import Builder, Path, Site
from .codec import Codec, codec_of
from .model import Model, OpenIntEnum, OpenStrEnum, UnknownVariant, late
from .schema import Choice, Shape, name_of
from .values import DecodeError

M = TypeVar("M", bound=Model)

_CLASSES: Final = (Model, OpenStrEnum, OpenIntEnum)
_NEWS: Final = "from_tomorrow"
"""A key and a text that no document has today."""


class Tomorrow(NamedTuple):
    """A value with something that its type does not know yet: `what` it is, and where
    (`$.output[0].type`)."""

    what: str
    path: str
    value: Any


@overload
def example(kind: type[M], /, **fields: Any) -> M: ...
@overload
def example(kind: str, /) -> Any: ...
def example(kind: type[Model] | str, /, **fields: Any) -> Any:
    """A complete value of a model class, or of the type of that name: every field, an
    item in every list; what would lead back into itself stays out. The same every time.
    It fits the document, whose own examples it uses.

    `fields` replace made-up ones: `example(models.Pet, name="Rex")`. Raises TypeError
    for a field that the class has not.
    """
    return _made(kind, Builder(generous=True), fields)


@overload
def minimal(kind: type[M], /, **fields: Any) -> M: ...
@overload
def minimal(kind: str, /) -> Any: ...
def minimal(kind: type[Model] | str, /, **fields: Any) -> Any:
    """`example` with required fields alone and empty lists: what a server sends at
    least."""
    return _made(kind, Builder(generous=False), fields)


@overload
def examples(kind: type[M], /) -> Iterator[M]: ...
@overload
def examples(kind: str, /) -> Iterator[Any]: ...
def examples(kind: type[Model] | str, /) -> Iterator[Any]:
    """The complete value, the minimal one, and one for each further variant of each
    union below: together they show every variant at least once."""
    target = _target(kind)
    for number, (data, _) in enumerate(_variations(target.shape)):
        yield target.from_data(data)
        if not number:
            yield _made(kind, Builder(generous=False), {})


def tomorrow(kind: type[Model] | str, /) -> Iterator[Tomorrow]:
    """Values as a server may send them tomorrow: an unknown field in each class below,
    an unknown value of each enum, an unknown variant of each union that has objects.
    All of them decode, and lose nothing."""
    target = _target(kind)
    seen: set[str] = set()
    for data, sites in _variations(target.shape):
        for site in sites:
            found = None if site.name in seen else _news(target, data, site)
            if found is not None:
                seen.add(site.name)
                yield found


def codec_source(kind: type[Model] | str, /) -> str:
    """The Python that decodes and encodes a model class, or the type of that name: what
    a debugger steps through. Raises ValueError, and TypeError, as `example`.
    """
    target = _target(kind)
    for verb in ("decode", "encode"):
        target.compile(verb)
    return "\n\n".join(target.sources.values())


def _target(kind: type[Model] | str) -> Codec[Any]:
    """The codec of a class, or of the type of that name. Raises ValueError, and
    TypeError for what is neither.
    """
    if isinstance(kind, str):
        found = getattr(late("models"), kind, None)
        is_class = isinstance(found, type) and issubclass(found, _CLASSES)
        if not is_class and kind not in late("_schema").NAMED:
            raise ValueError(f"there is no type called {kind!r}")
        return codec_of(found if is_class else schema.Ref(kind))
    given = cast("object", kind)
    if not (isinstance(given, type) and issubclass(given, Model)):
        raise TypeError(f"a model class or the name of a type, not {given!r}")
    return codec_of(kind)


def _made(kind: type[Model] | str, builder: Builder, fields: dict[str, Any]) -> Any:
    target = _target(kind)
    value = target.from_data(builder.build(target.shape, name_of(target.shape)))
    return value.replace(**fields) if fields else value


def _variations(shape: Shape) -> Iterator[tuple[Any, list[Site]]]:
    """Complete data, and then some for each further variant of each union, wherever it
    comes up first."""
    waiting: list[dict[Path, int]] = [{}]
    seen: set[str] = set()
    while waiting:
        chosen = waiting.pop(0)
        builder = Builder(generous=True, chosen=chosen)
        yield builder.build(shape, name_of(shape)), builder.sites
        for site in builder.sites:
            if isinstance(site.shape, schema.Union) and site.name not in seen:
                seen.add(site.name)
                waiting += [{**chosen, site.path: number} for number in site.others]


def _news(target: Codec[Any], data: Any, site: Site) -> Tomorrow | None:
    """The data with something new at a place; None where that place takes nothing
    new."""
    shape = site.shape
    new: Any
    if isinstance(shape, schema.Fields):
        what, new = "unknown field", {**_at(data, site.path), _NEWS: _extra(shape)}
    elif isinstance(shape, type):
        is_text = issubclass(shape, OpenStrEnum)
        new = _NEWS if is_text else 1 + max(int(member) for member in shape)
        what = "unknown enum value"
    elif shape.open and "object" in shape.kinds:
        # An object without anything that today's variants are known by.
        tags = dict.fromkeys(_tags(shape.kinds["object"]), _NEWS)
        what, new = "unknown variant", {**tags, _NEWS: 1}
    else:
        return None
    changed = {"$": copy.deepcopy(data)}
    path: Path = ("$", *site.path)
    _at(changed, path[:-1])[path[-1]] = new
    try:
        value = target.from_data(changed["$"])
    except DecodeError:  # what is around this place lets nothing new in
        return None
    if isinstance(shape, schema.Union) and not _holds_unknown(value):
        return None
    steps = (f".{s}" if str(s).isidentifier() else f"[{s!r}]" for s in site.path)
    return Tomorrow(what, f"${''.join(steps)}", value)


def _extra(shape: schema.Fields) -> Any:
    """A value of a field that is new."""
    if shape.extra is schema.ANY:
        return 1
    return Builder(generous=False).build(shape.extra, _NEWS)


def _tags(choice: Choice) -> Iterator[str]:
    """The properties that tell variants apart."""
    if isinstance(choice, schema.ByTag):
        yield choice.key
    if isinstance(choice, schema.ByTag | schema.ByKeys):
        yield from _tags(choice.otherwise)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _holds_unknown(value: Any) -> bool:
    """Whether the new variant is somewhere in a decoded value."""
    if isinstance(value, UnknownVariant):
        return value.raw.__class__ is dict and _NEWS in value.raw
    inside: Any = vars(value) if isinstance(value, Model) else value
    if inside.__class__ is dict:
        inside = inside.values()
    elif inside.__class__ not in (list, tuple):
        return False
    return any(map(_holds_unknown, inside))

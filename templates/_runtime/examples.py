"""Made-up values of the package's types, for tests: complete ones, minimal ones, one
for each variant, and tomorrow's."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeVar, cast, overload

from .build import Builder, OpenEnum, Path, Site
from .codec import Codec, codec_of, name_of
from .enums import OpenIntEnum, OpenStrEnum
from .model import Model, UnknownVariant
from .problems import DecodeError
from .registry import late
from .schema import ANY, ByKeys, ByTag, Choice, Fields, Ref, Shape, Union

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
    variations = _variations(target.shape)
    yield target.from_data(next(variations)[0])
    yield target.from_data(_build(Builder(generous=False), target.shape))
    for data, _ in variations:
        yield target.from_data(data)


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
    target.compile()
    return target.source


def _target(kind: type[Model] | str) -> Codec[Any]:
    """The codec of a class, or of the type of that name. Raises ValueError, and
    TypeError for what is neither.
    """
    if isinstance(kind, str):
        found = getattr(late("models"), kind, None)
        is_class = isinstance(found, type) and issubclass(found, _CLASSES)
        if not is_class and kind not in late("_schema").NAMED:
            raise ValueError(f"there is no type called {kind!r}")
        return codec_of(found if is_class else Ref(kind))
    given = cast("object", kind)
    if not (isinstance(given, type) and issubclass(given, Model)):
        raise TypeError(f"a model class or the name of a type, not {given!r}")
    return codec_of(kind)


def _made(kind: type[Model] | str, builder: Builder, fields: dict[str, Any]) -> Any:
    target = _target(kind)
    value = target.from_data(_build(builder, target.shape))
    return value.replace(**fields) if fields else value


def _build(builder: Builder, shape: Shape) -> Any:
    return builder.build(shape, name_of(shape))


def _variations(shape: Shape) -> Iterator[tuple[Any, list[Site]]]:
    """Complete data, and then some for each further alternative of each union, wherever
    it comes up first."""
    waiting: list[dict[Path, int]] = [{}]
    seen: set[str] = set()
    while waiting:
        chosen = waiting.pop(0)
        builder = Builder(generous=True, chosen=chosen)
        yield _build(builder, shape), builder.sites
        for site in builder.sites:
            if isinstance(site.shape, Union) and site.name not in seen:
                seen.add(site.name)
                waiting += [{**chosen, site.path: number} for number in site.others]


def _news(target: Codec[Any], data: Any, site: Site) -> Tomorrow | None:
    """The data with something new at a place; None where that place takes nothing
    new."""
    if isinstance(site.shape, Fields):
        what = "unknown field"
        new: Any = {**_at(data, site.path), _NEWS: _extra(site.shape)}
    elif isinstance(site.shape, Union):
        if not site.shape.open or "object" not in site.shape.kinds:
            return None
        what, new = "unknown variant", _unknown_variant(site.shape)
    else:
        what, new = "unknown enum value", _unknown_member(site.shape)
    try:
        value = target.from_data(_with(data, site.path, new))
    except DecodeError:  # what is around this place lets nothing new in
        return None
    if isinstance(site.shape, Union) and not _holds_unknown(value):
        return None
    return Tomorrow(what, _shown(site.path), value)


def _is_news(raw: Any) -> bool:
    return raw.__class__ is dict and _NEWS in raw


def _extra(shape: Fields) -> Any:
    if shape.extra is ANY:
        return 1
    return Builder(generous=False).build(shape.extra, _NEWS)


def _unknown_member(enum: OpenEnum) -> str | int:
    if issubclass(enum, OpenStrEnum):
        return _NEWS
    return max(int(member) for member in enum) + 1


def _unknown_variant(union: Union) -> dict[str, Any]:
    """An object without anything that today's variants are known by."""
    return {**dict.fromkeys(_tags(union.kinds["object"]), _NEWS), _NEWS: 1}


def _tags(choice: Choice) -> Iterator[str]:
    """The properties that tell variants apart."""
    match choice:
        case ByTag(key, _, otherwise):
            yield key
            yield from _tags(otherwise)
        case ByKeys(_, otherwise):
            yield from _tags(otherwise)
        case _:
            return


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _with(data: Any, path: Path, new: Any) -> Any:
    """A copy of the data with something else at a place."""
    if not path:
        return new
    changed = copy.deepcopy(data)
    _at(changed, path[:-1])[path[-1]] = new
    return changed


def _holds_unknown(value: Any) -> bool:
    """Whether the unknown variant is somewhere in a decoded value."""
    match value:
        case UnknownVariant():
            return _is_news(value.raw)
        case Model():
            return any(map(_holds_unknown, vars(value).values()))
        case dict():
            return any(map(_holds_unknown, cast("dict[str, Any]", value).values()))
        case list() | tuple():
            return any(map(_holds_unknown, cast("list[Any]", value)))
        case _:
            return False


def _shown(path: Path) -> str:
    shown = "$"
    for step in path:
        shown += (
            f".{step}"
            if isinstance(step, str) and step.isidentifier()
            else f"[{step!r}]"
        )
    return shown

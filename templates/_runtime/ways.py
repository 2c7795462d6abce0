"""The ways to an instance: the variants of a union and what leads to each, the fields
of an object and what is known of them, and how deep the smallest instance is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from .codec import fields_of
from .hints import ABSENT, Sent, Several
from .registry import late
from .schema import (
    AnyOf,
    ByKeys,
    ByTag,
    ByValue,
    Choice,
    Fields,
    Is,
    Items,
    JSONScalar,
    OneOf,
    Ref,
    Row,
    Shape,
    Unclaimed,
    Union,
    Values,
    attribute_of,
    cases_of,
    type_name,
)

SAMPLES: Mapping[str, Any] = late("_samples").SAMPLES
_SCHEMA = late("_schema")
SHAPES: Mapping[str, Shape] = {
    **{cls.__name__: fields_of(cls) for cls in _SCHEMA.CLASSES},
    **_SCHEMA.NAMED,
}
"""Classes, unions and other types, by name. An enum is none of them."""

NEVER: Final = 1_000_000
"""The height of what has no instance."""


class FieldWay(NamedTuple):
    """A field of an object, and the sample for it (or ABSENT)."""

    key: str
    shape: Shape
    is_required: bool
    sample: Any


class Alternative(NamedTuple):
    """A variant of a union: its shape, and the keys that lead to it (with the values of
    some), or away from it."""

    shape: Shape
    tags: Mapping[str, Any]
    needed: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()


def fields(shape: Fields, samples: Mapping[str, Any]) -> Iterator[FieldWay]:
    """The fields of an object; `samples` are what `_samples` has of its type."""
    groups = ((shape.required, True), (shape.optional, False))
    for shapes, is_required in groups:
        for key, field in shapes.items():
            inner = attribute_of(key, field)[1]
            sample = samples.get(key, ABSENT)
            if isinstance(sample, Sent):
                yield FieldWay(key, inner, True, sample.value)
            else:
                yield FieldWay(key, inner, is_required, sample)


def sample_of(name: str) -> Any:
    """What `_samples` has for a type as a whole; a dict there is about fields."""
    found = SAMPLES.get(name, ABSENT)
    return ABSENT if found.__class__ is dict else found


def by_kind(name: str) -> Mapping[str, Any]:
    """What `_samples` has of a union: JSON types, the first variant's first, and the
    values of some."""
    found: Any = SAMPLES.get(name, {})
    return found if found.__class__ is dict else {}


def alternatives(union: Union, liked: Iterable[str] = ()) -> list[Alternative]:
    """The variants of a union, one for each way to tell them apart; those of JSON types
    that are liked come first."""
    kinds = dict.fromkeys(
        [*(kind for kind in liked if kind in union.kinds), *union.kinds]
    )
    return [each for kind in kinds for each in _alternatives(union.kinds[kind])]


def _alternatives(choice: Choice) -> Iterator[Alternative]:
    match choice:
        case ByTag(key, _, otherwise):
            for constant, branch in cases_of(choice):
                yield from (
                    each._replace(tags={**each.tags, key: constant})
                    for each in _alternatives(branch)
                )
            yield from _alternatives(otherwise)
        case ByValue(_, otherwise):
            firsts: dict[int, JSONScalar] = {}
            for constant, branch in cases_of(choice):
                firsts.setdefault(id(branch), constant)
            yield from (Alternative(OneOf((each,)), {}) for each in firsts.values())
            yield from _alternatives(otherwise)
        case ByKeys(key_cases, otherwise):
            yield from _by_keys(key_cases, otherwise)
        case AnyOf(shapes):
            yield from (Alternative(shape, {}) for shape in shapes)
        case Unclaimed():
            return
        case Union():
            yield from alternatives(choice)
        case _:
            yield Alternative(choice, {})


def _by_keys(
    cases: tuple[tuple[tuple[str, ...], Choice], ...], otherwise: Choice
) -> Iterator[Alternative]:
    """A later case is reached where each earlier one lacks a key."""
    unwanted: frozenset[str] = frozenset()
    for keys, branch in cases:
        needed = frozenset(keys)
        for each in _alternatives(branch):
            yield each._replace(
                needed=each.needed | needed,
                unwanted=each.unwanted | (unwanted - needed),
            )
        unwanted |= {keys[-1]} if keys else frozenset()
    for each in _alternatives(otherwise):
        yield each._replace(unwanted=each.unwanted | unwanted)


class _Heights:
    """How deep the smallest instance of a shape is. Found out for all named shapes at
    once, by going round until nothing changes."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, shape: Shape, sample: Any = ABSENT) -> int:
        if not self._known:
            self._known = dict.fromkeys(SHAPES, NEVER)
            changed = True
            while changed:
                changed = False
                for name, named in SHAPES.items():
                    height = min(1 + self._of(named, SAMPLES.get(name, ABSENT)), NEVER)
                    if height < self._known[name]:
                        self._known[name], changed = height, True
        return self._of(shape, sample)

    def _of(self, shape: Shape, sample: Any = ABSENT) -> int:
        match shape:
            case Is(kinds):
                return 0 if kinds else NEVER
            case Ref() | type():
                return self._known.get(type_name(shape), 0)
            case Items(item) | Values(item):
                return (
                    1 + self._of(item)
                    if isinstance(sample, Several) and sample.least
                    else 0
                )
            case Row(items, _, least):
                return max((1 + self._of(item) for item in items[:least]), default=0)
            case Fields():
                return self._of_object(
                    shape, sample if sample.__class__ is dict else {}
                )
            case Union():
                return min(
                    (self._of(each.shape) for each in alternatives(shape)),
                    default=NEVER,
                )
            case _:
                return 0

    def _of_object(self, shape: Fields, samples: dict[str, Any]) -> int:
        inner = (each for each in fields(shape, samples) if each.is_required)
        return max((self._of(each.shape, each.sample) for each in inner), default=0)


heights = _Heights()

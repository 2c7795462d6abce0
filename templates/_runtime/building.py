"""Builds JSON data of a shape, from the shapes of types and what `testing.SAMPLES` has
of their values.

    generous   every optional field, an item in every list, nothing that leads back
    thrifty    what is required alone, by the shortest way: so recursive types end
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias

from . import schema
from .model import OpenIntEnum, OpenStrEnum, late
from .schema import Choice, Field, JSONScalar, Shape, name_of

OpenEnum: TypeAlias = type[OpenStrEnum] | type[OpenIntEnum]
Path: TypeAlias = tuple[str | int, ...]

ABSENT: Final = object()
"""Stands where nothing is known."""
NEVER: Final = 1_000_000
"""The height of what has no instance."""
_ENOUGH: Final = 5_000
"""Values, after which building gets thrifty: types that mention each other many times
would fill the memory."""
_TOO_MANY: Final = 50_000
"""Values, after which building ends with an error: those that types require can double
with each type in between."""
_FORMATS: Final = {
    "date-time": "2024-01-02T03:04:05Z",
    "date": "2024-01-02",
    "time": "03:04:05Z",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "byte": "aGVsbG8=",
    "decimal": "1.5",
}


class Several(NamedTuple):
    """A sample of a list or a map: at least so many items, each like `item`."""

    least: int
    item: Any = ABSENT


class Sent(NamedTuple):
    """A sample of a field that even the smallest instance has."""

    value: Any = ABSENT


class Site(NamedTuple):
    """A place in a value where another choice could have been made. `shape` is that of
    the object or union, or an enum; `others` are the numbers of the alternatives of a
    union that were not taken."""

    path: Path
    name: str
    shape: schema.Fields | schema.Union | OpenEnum
    others: tuple[int, ...] = ()


class _Variant(NamedTuple):
    """A variant of a union: its shape, and the keys that lead to it (with the values of
    some), or away from it."""

    shape: Shape
    tags: Mapping[str, Any]
    needed: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()


class _Place(NamedTuple):
    """What is known of the value to build: `text` for strings, a `sample` to prefer,
    the demands of a union around it; `name` is the type's, and `hints` are its samples:
    those of fields, or by JSON type those of a union."""

    path: Path
    text: str
    thrifty: bool
    sample: Any = ABSENT
    demand: _Variant = _Variant(schema.ANY, {})
    name: str = ""
    hints: Mapping[str, Any] = {}


class Builder:
    """Builds one value. `chosen` maps the path of a union to the number of the variant
    to take there."""

    def __init__(
        self, *, generous: bool, chosen: Mapping[Path, int] | None = None
    ) -> None:
        self._is_generous = generous
        self._chosen = chosen or {}
        self._active: list[str] = []
        self._spent = 0
        self.sites: list[Site] = []

    def build(self, shape: Shape, text: str) -> Any:
        """A value of a shape; strings in it are `text` where nothing better is known.
        Raises ValueError where it has none, or too large a one."""
        if _height(shape) >= NEVER:
            raise ValueError(f"{text} has no finite instance")
        try:
            return self._build(shape, _Place((), text, not self._is_generous))
        except RecursionError:
            raise ValueError(f"{text} nests too deep to be built") from None

    def _build(self, shape: Shape, place: _Place) -> Any:
        self._spent += 1
        if self._spent > _TOO_MANY:
            raise ValueError(f"more than {_TOO_MANY:,} values in one instance")
        match shape:
            case schema.Ref() | type():
                return self._build_named(shape, place)
            case schema.Fields():
                return self._build_object(shape, place)
            case schema.Union():
                return self._build_union(shape, place)
            case schema.Items(item):
                row = schema.Row((), item, 0)
                return [*self._build_items(row, place).values()]
            case schema.Row():
                return [*self._build_items(shape, place).values()]
            case schema.Values(value):
                return self._build_items(schema.Row((), value, 0), place, in_map=True)
            case schema.Maybe(inner):
                is_null = place.thrifty and place.sample is ABSENT
                if is_null or place.sample is None or _height(inner) >= NEVER:
                    return None
                return self._build(inner, place)
            case _:
                return _scalar(shape, place) if place.sample is ABSENT else place.sample

    def _build_named(self, shape: schema.Named, place: _Place) -> Any:
        name = name_of(shape)
        sample, hints = _samples_of(name)
        if place.sample is ABSENT:
            place = place._replace(sample=sample)
        if isinstance(shape, type) and issubclass(shape, OpenStrEnum | OpenIntEnum):
            self.sites.append(Site(place.path, name, shape))
            return next(iter(shape)).value if place.sample is ABSENT else place.sample
        # What is entered again ends by the shortest way.
        thrifty = place.thrifty or name in self._active or self._spent > _ENOUGH
        self._active.append(name)
        inside = place._replace(thrifty=thrifty, name=name, hints=hints)
        value = self._build(schema.meaning(shape), inside)
        self._active.pop()
        return value

    def _build_object(self, shape: schema.Fields, place: _Place) -> dict[str, Any]:
        _, tags, needed, unwanted = place.demand
        self.sites.append(Site(place.path, place.name, shape))
        data: dict[str, Any] = {}
        for field, sample in _fields(shape, place.hints):
            key, _, inner, is_required, _ = field
            if key in tags:
                data[key] = tags[key]
                continue
            is_asked_for = is_required or key in needed
            if not is_asked_for and (
                place.thrifty or key in unwanted or self._leads_back(inner)
            ):
                continue
            if not is_required and _height(inner, sample) >= NEVER:
                continue  # though a union asks for it
            inside = _Place((*place.path, key), key, place.thrifty, sample)
            data[key] = self._build(inner, inside)
        return {**data, **tags}

    def _leads_back(self, shape: Shape) -> bool:
        """Whether a value of the shape would be another instance of a type that is
        being built, or is impossible."""
        match shape:
            case schema.Maybe(inner):
                return self._leads_back(inner)
            case schema.Ref() | type() if name_of(shape) in self._active:
                return True
            case _:
                return _height(shape) >= NEVER

    def _build_items(
        self, row: schema.Row, place: _Place, in_map: bool = False
    ) -> dict[Any, Any]:
        """As many items as there have to be, by index or key; with room to spare each
        of the first ones, or one of a list, up to one that leads back."""
        if place.sample.__class__ is list:
            given: list[Any] = place.sample
            return dict(enumerate(given))
        several = place.sample if isinstance(place.sample, Several) else Several(0)
        least = max(row.least, several.least)
        count = least if place.thrifty else max(least, len(row.items) or 1)
        shapes = [*row.items[:count]]
        if row.rest is not None:
            shapes += [row.rest] * (count - len(shapes))
        built: dict[Any, Any] = {}
        for number, shape in enumerate(shapes):
            if number >= least and self._leads_back(shape):
                break
            step = _numbered("key", number) if in_map else number
            text = "value" if in_map else _numbered(place.text, number)
            inside = _Place((*place.path, step), text, place.thrifty, several.item)
            built[step] = self._build(shape, inside)
        return built

    def _build_union(self, shape: schema.Union, place: _Place) -> Any:
        found = _variants(shape, place.hints)
        possible = [n for n, each in enumerate(found) if _height(each.shape) < NEVER]
        number = self._chosen.get(place.path)
        is_given = number is None and not (
            place.sample is ABSENT or isinstance(place.sample, Several)
        )
        if number is None and not is_given:
            # Nothing that is being built; or else what ends soonest.
            fresh = (n for n in possible if not self._leads_back(found[n].shape))
            number = min(possible, key=lambda n: _height(found[n].shape))
            number = number if place.thrifty else next(fresh, number)
        others = tuple(other for other in possible if other != number)
        self.sites.append(Site(place.path, place.name, shape, others))
        if number is None:
            return place.sample
        inner, tags, needed, unwanted = found[number]
        demand = _Variant(
            inner,
            {**place.demand.tags, **tags},
            place.demand.needed | needed,
            place.demand.unwanted | unwanted,
        )
        kind = inner.kinds[0] if isinstance(inner, schema.Is) else ""
        sample = place.hints.get(kind)
        sample = ABSENT if sample is None else sample
        return self._build(inner, place._replace(sample=sample, demand=demand))


def _numbered(text: str, number: int) -> str:
    return f"{text}{number + 1}" if number else text


def _scalar(shape: schema.Is | schema.Text | schema.OneOf, place: _Place) -> Any:
    if isinstance(shape, schema.OneOf):
        return shape.constants[0]
    if isinstance(shape, schema.Text):
        return _FORMATS[shape.format]
    step = place.path[-1] if place.path else 0
    number = step + 1 if isinstance(step, int) else 1
    values: dict[str, Any] = {
        "string": place.text,
        "integer": number,
        "number": number + 0.5,
        "boolean": True,
        "object": {},
        "array": [],
        "null": None,
    }
    # Of several kinds (any value will do), a string says best what it is.
    return next(value for kind, value in values.items() if kind in shape.kinds)


def _samples_of(name: str) -> tuple[Any, Mapping[str, Any]]:
    """The sample of a type as a whole, and those of what is inside."""
    found: Any = late("testing").SAMPLES.get(name, ABSENT)
    return (ABSENT, found) if found.__class__ is dict else (found, {})


def _fields(
    shape: schema.Fields, hints: Mapping[str, Any]
) -> Iterator[tuple[Field, Any]]:
    """The fields of an object, and the sample for each."""
    for key, field in shape.fields.items():
        sample = hints.get(key, ABSENT)
        if isinstance(sample, Sent):
            yield field._replace(is_required=True), sample.value
        else:
            yield field, sample


def _variants(union: schema.Union, liked: Iterable[str] = ()) -> list[_Variant]:
    """The variants of a union, one for each way to tell them apart; those of JSON types
    that are liked come first."""
    kinds = dict.fromkeys([*liked, *union.kinds])
    choices = [union.kinds[kind] for kind in kinds if kind in union.kinds]
    return [each for choice in choices for each in _variants_of(choice)]


def _variants_of(choice: Choice) -> Iterator[_Variant]:
    match choice:
        case schema.ByTag(key, _, otherwise):
            for constant, branch in schema.cases_of(choice):
                for each in _variants_of(branch):
                    yield each._replace(tags={**each.tags, key: constant})
            yield from _variants_of(otherwise)
        case schema.ByValue(_, otherwise):
            firsts: dict[int, JSONScalar] = {}
            for constant, branch in schema.cases_of(choice):
                firsts.setdefault(id(branch), constant)
            yield from (_Variant(schema.OneOf((each,)), {}) for each in firsts.values())
            yield from _variants_of(otherwise)
        case schema.ByKeys(cases, otherwise):
            # A later case is reached where each earlier one lacks a key.
            unwanted: frozenset[str] = frozenset()
            for keys, branch in (*cases, ((), otherwise)):
                for each in _variants_of(branch):
                    needed = each.needed.union(keys)
                    avoided = each.unwanted | unwanted.difference(keys)
                    yield each._replace(needed=needed, unwanted=avoided)
                unwanted = unwanted.union(keys[-1:])
        case schema.AnyOf(shapes):
            yield from (_Variant(shape, {}) for shape in shapes)
        case _:
            yield _Variant(choice, {})


@cache
def _heights() -> Mapping[str, int]:
    """How deep the smallest instance of each named type is: found out for all at once,
    by going round until nothing changes."""
    types: list[schema.Named] = [*late("_schema").CLASSES]
    types += map(schema.Ref, late("_schema").NAMED)
    known = {name_of(each): NEVER for each in types}
    samples, changed = late("testing").SAMPLES, True
    while changed:
        changed = False
        types.reverse()  # for documents that go from large to small, or the reverse
        for each in types:
            name = name_of(each)
            sample = samples.get(name, ABSENT)
            height = min(1 + _height(schema.meaning(each), sample, known), NEVER)
            if height < known[name]:
                known[name], changed = height, True
    return known


def _height(
    shape: Shape, sample: Any = ABSENT, known: Mapping[str, int] | None = None
) -> int:
    """How deep the smallest instance of a shape is; NEVER where it has none."""
    known = _heights() if known is None else known
    inner: tuple[Shape, ...] = ()
    match shape:
        case schema.Is(()):
            return NEVER
        case schema.Ref() | type():
            return known.get(name_of(shape), 0)
        case schema.Union():
            variants = (_height(each.shape, ABSENT, known) for each in _variants(shape))
            return min(variants, default=NEVER)
        case schema.Items(item) | schema.Values(item):
            inner = (item,) if isinstance(sample, Several) and sample.least else ()
        case schema.Row(items, _, least):
            inner = items[:least]
        case schema.Fields():
            fields = _fields(shape, sample if sample.__class__ is dict else {})
            heights = (_height(f.shape, s, known) for f, s in fields if f.is_required)
            return max(heights, default=0)
        case _:
            pass
    return max((1 + _height(each, ABSENT, known) for each in inner), default=0)

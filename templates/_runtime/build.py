"""Builds JSON data of a shape: the shapes of types, and what the document says of their
values, come in; a valid value goes out, with the places in it where another choice
could have been made.

    generous   every optional field, an item in every list, nothing that leads back
    thrifty    what is required alone, by the shortest way: so recursive types end
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from .enums import OpenIntEnum, OpenStrEnum
from .hints import ABSENT, Several
from .schema import (
    Choice,
    Fields,
    Is,
    Items,
    Maybe,
    OneOf,
    Ref,
    Row,
    Shape,
    Text,
    Union,
    Values,
    type_name,
)
from .ways import (
    NEVER,
    SAMPLES,
    SHAPES,
    Alternative,
    alternatives,
    by_kind,
    fields,
    heights,
    sample_of,
)

OpenEnum: TypeAlias = type[OpenStrEnum] | type[OpenIntEnum]
Path: TypeAlias = tuple[str | int, ...]

_ENOUGH: Final = 5_000
"""Values, after which building gets thrifty: types that mention each other many times
would fill the memory."""
_FORMATS: Final = {
    "date-time": "2024-01-02T03:04:05Z",
    "date": "2024-01-02",
    "time": "03:04:05Z",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "byte": "aGVsbG8=",
    "decimal": "1.5",
}


class Site(NamedTuple):
    """A place in a value where another choice could have been made. `shape` is that of
    the object or union, or an enum; `others` are the numbers of the alternatives of a
    union that were not taken."""

    path: Path
    name: str
    shape: Fields | Union | OpenEnum
    others: tuple[int, ...] = ()


class _Place(NamedTuple):
    """What is known of the value to build: `text` for strings, a `sample` to prefer,
    the demands of a union around it."""

    path: Path
    text: str
    thrifty: bool
    sample: Any = ABSENT
    demand: Alternative | None = None


class Builder:
    """Builds one value. `chosen` maps the path of a union to the number of the
    alternative to take there."""

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
        Raises ValueError where it has none."""
        if heights.of(shape) >= NEVER:
            raise ValueError(f"{text} has no finite instance")
        return self._build(shape, _Place((), text, not self._is_generous))

    def _build(self, shape: Shape, place: _Place) -> Any:
        self._spent += 1
        match shape:
            case Ref() | type():
                return self._named(shape, place)
            case Fields():
                return self._object(shape, place)
            case Union():
                return self._union(shape, place)
            case Items(item):
                return self._array(Row((), item, 0), place)
            case Values(value):
                return self._map(value, place)
            case Row():
                return self._array(shape, place)
            case Maybe(inner):
                if (
                    place.sample is None
                    or (place.thrifty and place.sample is ABSENT)
                    or heights.of(inner) >= NEVER
                ):
                    return None
                return self._build(inner, place)
            case _:
                return _scalar(shape, place) if place.sample is ABSENT else place.sample

    def _named(self, shape: Ref | type[Any], place: _Place) -> Any:
        name = type_name(shape)
        if place.sample is ABSENT:
            place = place._replace(sample=sample_of(name))
        if isinstance(shape, type) and issubclass(shape, OpenStrEnum | OpenIntEnum):
            self.sites.append(Site(place.path, name, shape))
            return next(iter(shape)).value if place.sample is ABSENT else place.sample
        # What is entered again ends by the shortest way.
        thrifty = place.thrifty or name in self._active or self._spent > _ENOUGH
        self._active.append(name)
        value = self._build(SHAPES[name], place._replace(thrifty=thrifty))
        self._active.pop()
        return value

    def _object(self, shape: Fields, place: _Place) -> dict[str, Any]:
        name = self._active[-1]
        demand = place.demand or Alternative(shape, {})
        self.sites.append(Site(place.path, name, shape))
        data: dict[str, Any] = {}
        for key, inner, is_required, sample in fields(shape, SAMPLES.get(name, {})):
            if key in demand.tags:
                data[key] = demand.tags[key]
                continue
            is_optional = not is_required and key not in demand.needed
            if is_optional and (place.thrifty or key in demand.unwanted):
                continue
            if is_optional and self._leads_back(inner):
                continue
            if not is_required and heights.of(inner, sample) >= NEVER:
                continue  # though a union asks for it
            data[key] = self._build(
                inner, _Place((*place.path, key), key, place.thrifty, sample)
            )
        return {**data, **demand.tags}

    def _leads_back(self, shape: Shape) -> bool:
        """Whether a value of the shape would be another instance of a type that is
        being built, or is impossible."""
        match shape:
            case Ref() | type() if type_name(shape) in self._active:
                return True
            case Maybe(inner):
                return self._leads_back(inner)
            case _:
                return heights.of(shape) >= NEVER

    def _array(self, row: Row, place: _Place) -> list[Any]:
        """As many items as there have to be; with room to spare each of the first ones,
        or one of a list, up to one that leads back."""
        if place.sample.__class__ is list:
            return [*place.sample]
        several = place.sample if isinstance(place.sample, Several) else Several(0)
        least = max(row.least, several.least)
        count = least if place.thrifty else max(least, len(row.items) or 1)
        shapes = list(row.items[:count])
        if row.rest is not None:
            shapes += [row.rest] * (count - len(shapes))
        built: list[Any] = []
        for number, shape in enumerate(shapes):
            if number >= least and self._leads_back(shape):
                break
            path, text = (*place.path, number), _numbered(place.text, number)
            inside = _Place(path, text, place.thrifty, several.item)
            built.append(self._build(shape, inside))
        return built

    def _map(self, value: Shape, place: _Place) -> dict[str, Any]:
        several = place.sample if isinstance(place.sample, Several) else Several(0)
        count = (
            several.least
            if place.thrifty or self._leads_back(value)
            else max(several.least, 1)
        )
        keys = [_numbered("key", number) for number in range(count)]
        return {
            key: self._build(
                value, _Place((*place.path, key), "value", place.thrifty, several.item)
            )
            for key in keys
        }

    def _union(self, shape: Union, place: _Place) -> Any:
        known = by_kind(self._active[-1])
        found = alternatives(shape, known)
        possible = [
            number
            for number, each in enumerate(found)
            if heights.of(each.shape) < NEVER
        ]
        number = self._chosen.get(place.path)
        is_given = (
            number is None
            and place.sample is not ABSENT
            and not isinstance(place.sample, Several)
        )
        if number is None:
            number = -1 if is_given else self._choose(found, possible, place.thrifty)
        others = tuple(other for other in possible if other != number)
        self.sites.append(Site(place.path, self._active[-1], shape, others))
        if is_given:
            return place.sample
        chosen = found[number]
        if place.demand is not None:
            chosen = chosen._replace(
                tags={**place.demand.tags, **chosen.tags},
                needed=place.demand.needed | chosen.needed,
                unwanted=place.demand.unwanted | chosen.unwanted,
            )
        sample = ABSENT
        if isinstance(chosen.shape, Is):
            value = known.get(chosen.shape.kinds[0])
            sample = ABSENT if value is None else value
        return self._build(chosen.shape, place._replace(sample=sample, demand=chosen))

    def _choose(
        self, found: list[Alternative], possible: list[int], thrifty: bool
    ) -> int:
        """The first alternative that leads to nothing that is being built, or the one
        that ends soonest."""
        if not thrifty:
            fresh = [
                number
                for number in possible
                if not self._leads_back(found[number].shape)
            ]
            if fresh:
                return fresh[0]
        return min(possible, key=lambda number: heights.of(found[number].shape))


def _numbered(text: str, number: int) -> str:
    return f"{text}{number + 1}" if number else text


def _scalar(shape: Is | Text | OneOf | Choice, place: _Place) -> Any:
    match shape:
        case OneOf(constants):
            return constants[0]
        case Text(form):
            return _FORMATS[form]
        case Is(kinds):
            # Of several kinds (any value will do), a string says best what it is.
            return next(
                value for kind, value in _values(place).items() if kind in kinds
            )
        case _:
            raise AssertionError(f"{shape!r} is no scalar")


def _values(place: _Place) -> dict[str, Any]:
    number = place.path[-1] + 1 if place.path and isinstance(place.path[-1], int) else 1
    return {
        "string": place.text,
        "integer": number,
        "number": number + 0.5,
        "boolean": True,
        "object": {},
        "array": [],
        "null": None,
    }

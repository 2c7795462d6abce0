"""Reads Parameter, Header and Media Type Objects: the keywords of each become a frozen dataclass.

Defaults that depend on where a parameter goes (style, explode) are left to `lower`. References
stay references: `resolve` finds their targets.
"""

from __future__ import annotations

from codegen.document.access import Access, Place
from codegen.values import dataclass

LOCATIONS = ("path", "query", "header", "cookie", "querystring")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A Parameter Object (OpenAPI 3.1, 4.8.12), or a Header Object (4.8.21), which is one without a name and a location.

    `style` and `explode` are None where the document leaves them out. `schema` and `content` may both be empty.
    """

    place: Place
    name: str
    location: str
    required: bool
    style: str | None
    explode: bool | None
    allow_reserved: bool
    schema: Place | None
    content: tuple[tuple[str, Place], ...]
    description: str
    deprecated: bool
    examples: tuple[Place, ...]
    """Places of example values."""
    example_objects: tuple[Place, ...]
    """Places of Example Objects and of references to them."""
    pinned: str | None
    multi_segment: bool


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one property of a form or multipart body is written (4.8.15)."""

    place: Place
    content_type: str | None
    style: str | None
    explode: bool | None
    allow_reserved: bool | None
    headers: tuple[tuple[str, Place], ...]


@dataclass(frozen=True, slots=True)
class MediaType:
    """A Media Type Object (4.8.14). `item_schema` is OpenAPI 3.2's schema of one item of a stream."""

    place: Place
    schema: Place | None
    item_schema: Place | None
    encodings: tuple[tuple[str, Encoding], ...]


def read_parameter(access: Access, place: Place) -> Parameter | None:
    """The Parameter Object at a place; None, with a problem, when it has no name or no location that the specification knows."""
    access.mapping(place, "a parameter")
    if not isinstance(place.node.value, dict):
        return None
    named = access.required(place, "name", "a parameter")
    located = access.required(place, "in", "a parameter")
    name = access.string(place, "name")
    location = access.choice(place, "in", LOCATIONS)
    read = _read(access, place, name or "", location or "")
    return read if named and located and name is not None and location is not None else None


def read_header(access: Access, place: Place, name: str) -> Parameter | None:
    """The Header Object at a place; `name` is its key in `headers`."""
    access.mapping(place, "a header")
    return _read(access, place, name, "header") if isinstance(place.node.value, dict) else None


def _read(access: Access, place: Place, name: str, location: str) -> Parameter:
    examples, example_objects = _examples(access, place)
    return Parameter(
        place,
        name,
        location,
        access.flag(place, "required"),
        access.string(place, "style"),
        access.boolean(place, "explode"),
        access.flag(place, "allowReserved"),
        access.get(place, "schema"),
        access.members(place, "content"),
        access.text(place, "description"),
        access.flag(place, "deprecated"),
        examples,
        example_objects,
        access.own_string(place, "x-python-name"),
        access.own_flag(place, "x-multi-segment"),
    )


def _examples(access: Access, place: Place) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """`example` is a value; `examples` maps names to Example Objects, or lists values where an author thought of JSON Schema."""
    single = access.get(place, "example")
    if single is not None:
        return (single,), ()
    several = access.get(place, "examples")
    if several is not None and isinstance(several.node.value, list):
        return access.elements(place, "examples"), ()
    return (), tuple(example for _, example in access.members(place, "examples"))


def read_media_type(access: Access, place: Place) -> MediaType:
    """The Media Type Object at a place; an empty value, as YAML's bare `application/json:`, is an empty one."""
    if place.node.value is not None:
        access.mapping(place, "a media type")
    encodings = tuple((name, _encoding(access, member)) for name, member in access.members(place, "encoding"))
    return MediaType(place, access.get(place, "schema"), access.get(place, "itemSchema"), encodings)


def _encoding(access: Access, place: Place) -> Encoding:
    access.mapping(place, "an encoding")
    return Encoding(
        place,
        access.string(place, "contentType"),
        access.string(place, "style"),
        access.boolean(place, "explode"),
        access.boolean(place, "allowReserved"),
        access.members(place, "headers"),
    )

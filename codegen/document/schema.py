"""One Schema Object, normalised to JSON Schema 2020-12: its keywords as typed attributes.

The schemas inside it (`properties`, `items` …) are places; they are read when they are needed.
"""

from __future__ import annotations

from codegen.diagnostics import Span
from codegen.document.access import Place
from codegen.document.types import JSONType
from codegen.source import Node


class Discriminator:
    """The discriminator object (OpenAPI 4.8.25): the property, and its values with the references or component names they lead to."""

    __slots__ = ("default", "mapping", "property", "span")

    def __init__(self, name: str, mapping: tuple[tuple[str, Place], ...], default: Place | None, span: Span) -> None:
        self.property = name
        self.mapping = mapping
        self.default = default
        self.span = span


class Schema:
    """The keywords of one schema object. Immutable by convention; class attributes are what absent keywords read as."""

    place: Place
    boolean: bool | None = None
    """The schema `true` or `false`; None for an object."""
    ref: str | None = None
    dynamic_ref: str | None = None
    """`$dynamicRef` or `$recursiveRef`."""
    types: tuple[JSONType, ...] | None = None
    """`type`, with 3.0's `nullable` added; None where the schema has no `type`."""
    nullable: bool = False
    """The keyword `nullable: true`, also where there is no `type` beside it."""
    enum: tuple[Node, ...] | None = None
    enum_names: tuple[str, ...] = ()
    enum_descriptions: tuple[str, ...] | dict[str, str] = ()
    const: Node | None = None
    properties: tuple[tuple[str, Place], ...] = ()
    required: tuple[tuple[str, Node], ...] = ()
    additional: Place | None = None
    pattern_properties: tuple[tuple[str, Place], ...] = ()
    unevaluated_properties: Place | None = None
    unevaluated_items: Place | None = None
    items: Place | None = None
    prefix_items: tuple[Place, ...] = ()
    all_of: tuple[Place, ...] = ()
    one_of: tuple[Place, ...] = ()
    any_of: tuple[Place, ...] = ()
    discriminator: Discriminator | None = None
    format: str | None = None
    title: str = ""
    description: str = ""
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    default: Node | None = None
    examples: tuple[Node, ...] = ()
    pinned: str | None = None
    constraints: tuple[str, ...] = ()
    """What restricts the values and has no place in a type, each as a short phrase."""
    keywords: frozenset[str] = frozenset()
    """The keywords that restrict values: all but descriptions, examples, `nullable` and the like."""
    is_composed: bool = False
    """References or combines others: `$ref`, allOf, oneOf, anyOf."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @property
    def id(self) -> str:
        return self.place.id

    @property
    def span(self) -> Span:
        return self.place.span

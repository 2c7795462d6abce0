"""Reads Path Item, Operation, Request Body and Response Objects: the keywords of each become a frozen dataclass.

References to path items, parameters, bodies, responses and callbacks stay references: `resolve` finds their targets.
"""

from __future__ import annotations

from codegen.diagnostics import Span
from codegen.document.access import Access, Place
from codegen.values import dataclass

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The fields of a Path Item Object that hold operations (OpenAPI 3.1, 4.8.9.1; `query` came with 3.2)."""

Requirement = tuple[tuple[str, Span], ...]
"""Names of security schemes that are needed together, each with its position."""


@dataclass(frozen=True, slots=True)
class PathItem:
    """`operations` pairs methods, in lower case, with the places of their operations, in the order of the document."""

    place: Place
    operations: tuple[tuple[str, Place], ...]
    parameters: tuple[Place, ...]
    servers: tuple[Place, ...]
    summary: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """An Operation Object (4.8.10). `security` is None where the operation leaves it to the document."""

    place: Place
    operation_id: str | None
    pinned: str | None
    summary: str
    description: str
    deprecated: bool
    tags: tuple[str, ...]
    parameters: tuple[Place, ...]
    request_body: Place | None
    responses: tuple[tuple[str, Place], ...]
    callbacks: tuple[tuple[str, Place], ...]
    security: tuple[Requirement, ...] | None
    servers: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RequestBody:
    place: Place
    description: str
    content: tuple[tuple[str, Place], ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Response:
    place: Place
    summary: str
    description: str
    headers: tuple[tuple[str, Place], ...]
    content: tuple[tuple[str, Place], ...]


def read_path_item(access: Access, place: Place) -> PathItem:
    """The Path Item Object at a place, its own `$ref` left aside."""
    if place.node.value is None:
        return PathItem(place, (), (), ())
    found: list[tuple[str, Place]] = []
    for key, node in access.mapping(place, "a path item").items():
        if key in METHODS:
            found.append((key, place.child(key, node)))
        elif key == "additionalOperations":
            found.extend((method, operation) for method, operation in access.members(place, key))
    return PathItem(
        place,
        tuple(found),
        access.elements(place, "parameters"),
        access.elements(place, "servers"),
        access.text(place, "summary"),
        access.text(place, "description"),
    )


def read_operation(access: Access, place: Place) -> Operation:
    access.mapping(place, "an operation")
    return Operation(
        place,
        access.string(place, "operationId") or None,
        access.own_string(place, "x-python-name"),
        access.text(place, "summary"),
        access.text(place, "description"),
        access.flag(place, "deprecated"),
        tuple(tag for tag, _ in access.strings(place, "tags")),
        access.elements(place, "parameters"),
        access.get(place, "requestBody"),
        access.members(place, "responses"),
        access.members(place, "callbacks"),
        read_security(access, place),
        access.elements(place, "servers"),
    )


def read_security(access: Access, place: Place) -> tuple[Requirement, ...] | None:
    """The `security` of an operation or of the document: alternatives, one of which is enough; an empty one needs nothing (4.8.30)."""
    found = access.get(place, "security")
    if found is None or found.node.value is None:
        return None
    alternatives: list[Requirement] = []
    for element in access.elements(place, "security", "an array of security requirements"):
        names = access.mapping(element, "a security requirement")
        if isinstance(element.node.value, dict):
            alternatives.append(tuple((name, element.key_span(name)) for name in names))
    return tuple(alternatives)


def read_request_body(access: Access, place: Place) -> RequestBody:
    access.mapping(place, "a request body")
    description = access.text(place, "description")
    return RequestBody(place, description, access.members(place, "content"), access.flag(place, "required"))


def read_response(access: Access, place: Place) -> Response:
    access.mapping(place, "a response")
    return Response(
        place,
        access.text(place, "summary"),
        access.text(place, "description"),
        access.members(place, "headers"),
        access.members(place, "content"),
    )

"""Names of resources and methods: `ir.Api` → where each operation is found on the client.

A resource is a tag, a method an operationId. Adding an operation renames another only where the names that frameworks' operationIds
are reduced to meet (`operation_ids`).
"""

from __future__ import annotations

from collections.abc import Mapping

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python.code.text import Code
from codegen.python.names import identifiers, operation_ids, words
from codegen.python.names.identifiers import Scope
from codegen.python.names.operation_ids import RESOURCE_ATTRIBUTES
from codegen.values import dataclass

CLIENT_ATTRIBUTES = frozenset(
    ("aclose", "close", "request", "self", "with_options", "with_raw_response", "with_streaming_response")
)
"""Names that a resource can't have: the clients use them, or will."""

_CLIENT_CLASSES = ("Client", "AsyncClient")


@dataclass(frozen=True, slots=True)
class MethodName:
    """`client.<resource>.<method>`; `function` is unique among all operations."""

    resource: Code
    method: Code
    function: Code


@dataclass(frozen=True, slots=True)
class ResourceName:
    """`title` is the tag (or the path segment) that the resource stands for."""

    attribute: Code
    class_name: Code
    async_class_name: Code
    title: str


@dataclass(frozen=True, slots=True)
class MethodNames:
    resources: tuple[ResourceName, ...]
    methods: Mapping[str, MethodName]
    """Operation id → its name."""


def mint(api: ir.Api, pins: Mapping[str, str], problems: Problems, *, clean_ids: bool = True) -> MethodNames:
    """Names for all operations; `pins` maps JSON pointers of operations to method names. `clean_ids`: what frameworks add to
    operationIds is left out."""
    titles: dict[Code, str] = {}
    members: dict[Code, list[ir.Operation]] = {}
    for operation in api.operations:
        title = operation_ids.resource_title(operation)
        attribute = identifiers.attribute(title, CLIENT_ATTRIBUTES, "resource")
        titles.setdefault(attribute, title)
        members.setdefault(attribute, []).append(operation)
    functions = Scope()
    methods: dict[str, MethodName] = {}
    for attribute, operations in members.items():
        for operation, name in _methods(operations, pins, problems, clean_ids=clean_ids):
            function = functions.first_free([f"{attribute.rstrip('_')}_{name.rstrip('_')}"])
            methods[operation.id] = MethodName(attribute, name, function)
    return MethodNames(_resources(titles), methods)


def _resources(titles: Mapping[Code, str]) -> tuple[ResourceName, ...]:
    """Class names, in the order of the tags' first use; `Client` itself is not to be had, and neither is another's async class."""
    taken = set(_CLIENT_CLASSES)
    found: list[ResourceName] = []
    for attribute, title in titles.items():
        wanted = identifiers.type_name(title)
        candidates = [
            wanted,
            Code(f"{wanted}Resource"),
            *(Code(f"{wanted}Resource{number}") for number in range(2, 1000)),
        ]
        name = next(name for name in candidates if name not in taken and f"Async{name}" not in taken)
        taken |= {name, f"Async{name}"}
        found.append(ResourceName(attribute, name, Code(f"Async{name}"), title))
    return tuple(found)


def _methods(
    operations: list[ir.Operation], pins: Mapping[str, str], problems: Problems, *, clean_ids: bool
) -> list[tuple[ir.Operation, Code]]:
    """A method name for each operation of one resource: pinned ones first, then exact spellings, then what is left."""
    scope = Scope(RESOURCE_ATTRIBUTES)
    chosen: dict[str, Code] = {}
    holders: dict[str, ir.Operation] = {}

    def choose(operation: ir.Operation, name: Code) -> None:
        chosen[operation.id] = name
        holders.setdefault(name, operation)

    for operation in operations:
        pin = pins.get(operation.id) or operation.pinned
        if pin is None:
            continue
        if words.is_identifier(pin) and not pin.startswith("_") and pin not in scope:
            choose(operation, scope.take(pin))
        else:
            reason = f"{pin!r} can't be the name of this method"
            problems.error("bad-name", f"{reason}: it is taken" if pin in scope else reason, operation.span)
    waiting = [operation for operation in operations if operation.id not in chosen]
    names = operation_ids.method_names(waiting, chosen.values(), clean=clean_ids)
    for exact in (True, False):
        for operation in waiting:
            wanted = identifiers.attribute(names[operation.id], RESOURCE_ATTRIBUTES, "call")
            if (wanted == names[operation.id]) is not exact:
                continue
            by_path = identifiers.attribute(operation_ids.path_name(operation), RESOURCE_ATTRIBUTES, "call")
            if wanted not in scope:
                choose(operation, scope.take(wanted))
                continue
            choose(operation, scope.first_free([wanted, by_path]))
            holder = holders.get(wanted)
            if holder is not None and holder.operation_id is not None and holder.operation_id == operation.operation_id:
                continue  # the same operationId twice was reported as such
            problems.warning(
                "name-collision",
                f"two operations would be called {wanted}; this one is called {chosen[operation.id]}",
                operation.span,
                hint=f'pin a name: names = {{ "{operation.id}" = "…" }}, or `x-python-name` in the document',
                related=((holder.span, f"this one keeps {wanted}"),) if holder else (),
            )
    return [(operation, chosen.get(operation.id, Code("unnamed"))) for operation in operations]

"""Leaves out declarations that nobody uses, after operations were chosen by tag."""

from __future__ import annotations

from collections.abc import Iterator

from codegen import ir
from codegen.lower.declarations.settling import names_in, types_in
from codegen.lower.operations.paths import Operations


def reachable(declarations: tuple[ir.Declaration, ...], operations: Operations) -> tuple[ir.Declaration, ...]:
    """The declarations that operations, and the bodies that the API sends, lead to; in the order they came."""
    by_id = {declaration.id: declaration for declaration in declarations}
    pending = [name for root in _roots(operations) for name in names_in(root)]
    kept: set[str] = set()
    while pending:
        name = pending.pop()
        if name in kept or name not in by_id:
            continue
        kept.add(name)
        pending.extend(inner for type_ in types_in(by_id[name]) for inner in names_in(type_))
    return tuple(declaration for declaration in declarations if declaration.id in kept)


def _roots(operations: Operations) -> Iterator[ir.Type]:
    yield from operations.received
    for operation in operations.operations:
        yield from (parameter.type for parameter in operation.parameters)
        contents = list(operation.body.contents) if operation.body is not None else []
        for response in operation.responses:
            contents += response.contents
            yield from (header.type for header in response.headers)
        yield from (content.type for content in contents if content.type is not None)

"""The order of declarations, and which of them operations use."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from codegen import ir
from codegen.ir.queries import names_in, types_in
from codegen.lower.schemas import component_id


def in_order(
    declarations: Mapping[str, ir.Declaration], components: Mapping[str, None], roots: Iterable[ir.Type]
) -> tuple[ir.Declaration, ...]:
    """Components in the order of the document, each followed by the inline declarations inside it, then those of
    operations (`roots`)."""
    done: set[str] = set()
    found: list[ir.Declaration] = []
    inside_others: deque[str] = deque()

    def emit(start: str) -> None:
        waiting = [start]
        while waiting:
            id = waiting.pop()
            declaration = declarations.get(id)
            if id in done or declaration is None or (id != start and id in components):
                continue
            owner = component_id(id)
            if id != start and owner != start and owner in components and owner not in done:
                inside_others.append(id)  # it comes after the component that it stands in
                continue
            done.add(id)
            found.append(declaration)
            waiting += reversed([name for type_ in types_in(declaration) for name in names_in(type_)])

    for id in components:
        emit(id)
    while inside_others:
        emit(inside_others.popleft())
    for root in roots:
        for id in names_in(root):
            emit(id)
    return tuple(found)


def reachable(declarations: tuple[ir.Declaration, ...], roots: Iterable[ir.Type]) -> tuple[ir.Declaration, ...]:
    """The declarations that the types `roots` name, directly or by way of other declarations; the order is kept."""
    by_id = {declaration.id: declaration for declaration in declarations}
    pending = [name for root in roots for name in names_in(root)]
    kept: set[str] = set()
    while pending:
        name = pending.pop()
        if name in kept or name not in by_id:
            continue
        kept.add(name)
        pending.extend(inner for type_ in types_in(by_id[name]) for inner in names_in(type_))
    return tuple(declaration for declaration in declarations if declaration.id in kept)

"""Which arguments hold dates without a time: a `datetime` is given for such a date as well, and only its shape tells one from the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from codegen import ir
from codegen.ir import queries
from codegen.python.formats import Formats
from codegen.python.index import Index


class Dates:
    """The types that hold dates, under whatever names."""

    def __init__(self, index: Index, formats: Formats) -> None:
        self._index, self._formats = index, formats

    def are_in(self, kind: ir.Type | None) -> bool:
        """Whether a value of this type may hold a date."""
        return kind is not None and (self._is_said(kind) or not self._named.isdisjoint(queries.names_in(kind)))

    @cached_property
    def _named(self) -> set[str]:
        """The ids of declarations that hold dates."""
        users: dict[str, list[str]] = {}
        found: set[str] = set()
        for declaration in self._index.declarations.values():
            for kind in queries.types_in(declaration):
                for used in queries.names_in(kind):
                    users.setdefault(used, []).append(declaration.id)
                if self._is_said(kind):
                    found.add(declaration.id)
        waiting = list(found)
        while waiting:
            new = [user for user in users.get(waiting.pop(), ()) if user not in found]
            found.update(new)
            waiting += new
        return found

    def _is_said(self, kind: ir.Type) -> bool:
        return any(each.format == "date" and self._formats.of(each) is not None for each in _primitives(kind))


def _primitives(kind: ir.Type) -> Iterator[ir.Primitive]:
    match kind:
        case ir.Primitive():
            yield kind
        case ir.ListOf(inner) | ir.MapOf(inner) | ir.Nullable(inner):
            yield from _primitives(inner)
        case ir.TupleOf(items, rest):
            for item in (*items, *(() if rest is None else (rest,))):
                yield from _primitives(item)
        case _:
            return

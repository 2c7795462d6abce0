"""The order in which models are printed: that of the document, but what is evaluated on import comes after what it needs: an alias
after the types it is made of, a class after the enum of a default."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from codegen import ir
from codegen.python.index import Index

_NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Waiting:
    """An alias, its place in the document, and the declarations that have to be printed before it."""

    place: int
    declaration: ir.Union | ir.Alias
    needs: set[str]


class Order:
    """Puts declarations in order. `enums_of_defaults` are those that the body of a class mentions as values."""

    def __init__(self, index: Index, enums_of_defaults: Callable[[ir.Record], Iterable[ir.Enum]]) -> None:
        self._index, self._enums_of_defaults = index, enums_of_defaults
        self._done: set[str] = set()
        self._waiting: dict[str, _Waiting] = {}
        self._waited_for: dict[str, list[_Waiting]] = {}
        self._ready: list[tuple[int, str]] = []

    def of(self, declarations: Iterable[ir.Declaration]) -> Iterator[tuple[ir.Declaration, frozenset[str]]]:
        """Each declaration, with those that it needs and that come later all the same, because they need it too."""
        for place, declaration in enumerate(declarations):
            match declaration:
                case ir.Union() | ir.Alias():
                    self._wait(declaration, place)
                case ir.Record():
                    for enum in self._enums_of_defaults(declaration):
                        yield from self._now(enum)
                    yield from self._now(declaration)
                case ir.Enum():
                    yield from self._now(declaration)
            yield from self._all_ready()
        while self._waiting:
            waiting = next(iter(self._waiting.values()))
            yield from self._now(waiting.declaration, frozenset(waiting.needs))
            yield from self._all_ready()

    def _now(
        self, declaration: ir.Declaration, later: frozenset[str] = _NOTHING
    ) -> Iterator[tuple[ir.Declaration, frozenset[str]]]:
        identifier = declaration.id
        if identifier in self._done or self._index.is_expanded(identifier):
            return
        yield declaration, later
        self._done.add(identifier)
        self._waiting.pop(identifier, None)
        for waiting in self._waited_for.pop(identifier, ()):
            waiting.needs.discard(identifier)
            self._note(waiting)

    def _wait(self, declaration: ir.Union | ir.Alias, place: int) -> None:
        if self._index.is_expanded(declaration.id):
            return
        waiting = _Waiting(place, declaration, self._needs(declaration) - self._done)
        self._waiting[declaration.id] = waiting
        for needed in waiting.needs:
            self._waited_for.setdefault(needed, []).append(waiting)
        self._note(waiting)

    def _needs(self, declaration: ir.Union | ir.Alias) -> set[str]:
        if isinstance(declaration, ir.Union):
            return self._index.mentions(*(variant.type for variant in declaration.variants))
        return self._index.mentions(declaration.type)

    def _note(self, waiting: _Waiting) -> None:
        if not waiting.needs and waiting.declaration.id in self._waiting:
            heappush(self._ready, (waiting.place, waiting.declaration.id))

    def _all_ready(self) -> Iterator[tuple[ir.Declaration, frozenset[str]]]:
        while self._ready:
            _, identifier = heappop(self._ready)
            yield from self._now(self._waiting[identifier].declaration)

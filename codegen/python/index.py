"""Declarations by id: which are printed under a name of their own, and what types stand for when they are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from codegen import ir
from codegen.ir import queries

_EXPANDED_VARIANTS = 3


class Index:
    """Declarations by id, and questions about types that annotations and codecs share."""

    def __init__(self, api: ir.Api) -> None:
        self.declarations = {declaration.id: declaration for declaration in api.declarations}
        self._targets: dict[str, ir.Type] = {}
        self._expanded = {
            declaration.id
            for declaration in api.declarations
            if isinstance(declaration, ir.Union) and self._reads_better_expanded(declaration)
        }

    def __getitem__(self, identifier: str) -> ir.Declaration:
        return self.declarations[identifier]

    def is_expanded(self, identifier: str) -> bool:
        """Whether a declaration is printed where it is used instead of under its name: a short inline union."""
        return identifier in self._expanded

    def only_constant(self, kind: ir.Type | None) -> ir.Constant | None:
        """The constant of exactly one value that a type is, under a name or not."""
        found = None if kind is None else self.target(kind)
        return found if isinstance(found, ir.Constant) and not found.open and len(found.values) == 1 else None

    def sent(self, field: ir.Field) -> ir.Constant | None:
        """The value that a field is sent with where nobody gives it: the only one that it has, or the tag of its record. An optional
        constant is sent only if it is the default too."""
        if field.tag is not None:
            return ir.Constant((field.tag,))
        if field.presence is ir.Presence.REQUIRED:
            return self.only_constant(field.type)
        if field.default is None or field.access is ir.Access.READ:
            return None
        constant, default = self.underlying(field.type), (field.default,)
        is_default = constant in (ir.Constant(default), ir.Constant(default, open=True))
        return ir.Constant(constant.values) if is_default and isinstance(constant, ir.Constant) else None

    def target(self, kind: ir.Type) -> ir.Type:
        """The type behind the names of aliases, apart from aliases that are printed with functions of their own: of arrays, maps and types
        with null."""
        return queries.resolve(kind, self._inlined, keep_null=True, ends=self._targets)

    def underlying(self, kind: ir.Type) -> ir.Type:
        """The type behind the names of all aliases, without null."""
        return queries.underlying(self.declarations, kind)

    def _inlined(self, identifier: str) -> ir.Type | None:
        declaration = self.declarations[identifier]
        if isinstance(declaration, ir.Alias) and not isinstance(
            declaration.type, ir.ListOf | ir.TupleOf | ir.MapOf | ir.Nullable
        ):
            return declaration.type
        return None

    def is_nullable(self, kind: ir.Type) -> bool:
        """Whether null is a value of the type."""
        return queries.admits_null(self.declarations, kind)

    def is_null(self, kind: ir.Type) -> bool:
        """Whether null is the only value of the type."""
        return self.target(kind) == ir.Constant((None,))

    def _is_class(self, kind: ir.Type) -> bool:
        target = self.target(kind)
        return isinstance(target, ir.Named) and isinstance(self.declarations[target.id], ir.Record)

    def _reads_better_expanded(self, union: ir.Union) -> bool:
        if union.hint.component is not None or union.hint.pinned or len(union.variants) > _EXPANDED_VARIANTS:
            return False
        # Users want a name for a choice between classes: to annotate with it, and because the list of them is long.
        if sum(self._is_class(variant.type) for variant in union.variants) > 1:
            return False
        return not self._reaches(union.id, union)

    def mentions(self, *kinds: ir.Type) -> set[str]:
        """The declarations whose names the annotation of a type spells out."""
        return set(self._walk(kinds, self.is_expanded))

    def _reaches(self, identifier: str, union: ir.Union) -> bool:
        """Whether a union mentions itself without a class or a component in between."""

        def is_inline_union(name: str) -> bool:
            declaration = self.declarations[name]
            return isinstance(declaration, ir.Union) and declaration.hint.component is None and name != identifier

        return identifier in self._walk([variant.type for variant in union.variants], is_inline_union)

    def _walk(self, kinds: Iterable[ir.Type], looked_into: Callable[[str], bool]) -> Iterator[str]:
        """Ids of the declarations below types; those that `looked_into` says are unions whose variants are looked at too."""
        todo = list(kinds)
        seen: set[str] = set()
        while todo:
            match todo.pop():
                case ir.ListOf(inner) | ir.MapOf(inner) | ir.Nullable(inner):
                    todo.append(inner)
                case ir.TupleOf(items, rest):
                    todo.extend(items if rest is None else (*items, rest))
                case ir.Named(name) if name not in seen:
                    seen.add(name)
                    declaration = self.declarations[name]
                    if isinstance(declaration, ir.Union) and looked_into(name):
                        todo.extend(variant.type for variant in declaration.variants)
                    else:
                        yield name
                case _:
                    pass

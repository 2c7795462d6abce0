"""Values of types, written as Python expressions for README examples. They hold identifiers and our own words alone: no text of the
document stands in code that people copy."""

from __future__ import annotations

from codegen import ir
from codegen.python.code.layout import Expression, Group, items
from codegen.python.index import Index
from codegen.python.names.minting import Names

_MAX_DEPTH = 3
_SCALARS = {
    ir.Scalar.STRING: '"…"',
    ir.Scalar.INTEGER: "1",
    ir.Scalar.NUMBER: "1.5",
    ir.Scalar.BOOLEAN: "True",
}
_PLAIN_FORMATS = ("date-time", "date", "time", "uuid", "byte", "decimal")
"""Formats whose values take an import or two to write down."""


class SampleCode:
    """Writes values down."""

    def __init__(self, index: Index, names: Names) -> None:
        self._index, self._names = index, names

    def value(self, kind: ir.Type | None, depth: int = 0) -> Expression | None:
        """A value of a type, as short as it can be; None where it would be long."""
        if kind is None:
            return "{}"
        target = self._index.target(kind)
        match target:
            case ir.AnyValue():
                return '"…"'
            case ir.Primitive(scalar, form):
                return None if form in _PLAIN_FORMATS else _SCALARS[scalar]
            case ir.Nullable(inner):
                return self.value(inner, depth)
            case ir.ListOf(item):
                made = self.value(item, depth + 1)
                return None if made is None else items("[", [made], "]")
            case ir.MapOf():
                return "{}"
            case ir.Constant(_, is_open):
                return '"…"' if is_open else None
            case ir.Named(identifier):
                return self._named(self._index[identifier], depth)
            case ir.Never() | ir.TupleOf():
                return None

    def _named(self, declaration: ir.Declaration, depth: int) -> Expression | None:
        match declaration:
            case ir.Enum():
                return f"models.{self._names.types[declaration.id]}.{self._names.attributes[declaration.id][0]}"
            case ir.Alias(type=kind):
                return self.value(kind, depth)
            case ir.Union(variants=variants):
                made = (self.value(variant.type, depth) for variant in variants)
                return next((each for each in made if each is not None), None)
            case ir.Record():
                return self._record(declaration, depth)

    def _record(self, record: ir.Record, depth: int) -> Expression | None:
        """The constructor with its required arguments."""
        if depth >= _MAX_DEPTH:
            return None
        given: list[tuple[str, Expression]] = []
        for field, name in zip(record.fields, self._names.attributes[record.id], strict=True):
            if (
                field.presence is ir.Presence.OPTIONAL
                or field.access is ir.Access.READ
                or self._is_constant(field.type)
            ):
                continue
            made = self.value(field.type, depth + 1)
            if made is None:
                return None
            given.append((f"{name}=", made))
        return Group(f"models.{self._names.types[record.id]}(", tuple(given), ")")

    def _is_constant(self, kind: ir.Type) -> bool:
        target = self._index.target(kind)
        return isinstance(target, ir.Constant) and not target.open and len(target.values) == 1

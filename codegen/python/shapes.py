"""Declarations → `_shapes.py`, the same types as data: what the failing path reads to say where data does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from codegen import ir
from codegen.python import words
from codegen.python.formats import Formats
from codegen.python.identifiers import Scope
from codegen.python.imports import Imports
from codegen.python.index import Index
from codegen.python.layout import Expression, call, items, lay_out, mapping
from codegen.python.naming import Names
from codegen.python.text import Code, scalar_literal, string_literal
from codegen.python.view import ShapesView, ShapeView

_SCALARS = {
    ir.Scalar.STRING: "STRING",
    ir.Scalar.INTEGER: "INTEGER",
    ir.Scalar.NUMBER: "NUMBER",
    ir.Scalar.BOOLEAN: "BOOLEAN",
}


class TypeNames:
    """Types without a name that operations send or receive, and the stems of the codec functions that they get."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._scope = Scope(names.functions.values())
        self.types: dict[ir.Type, Code] = {}

    def stem(self, kind: ir.Type) -> Code:
        """The stem of `decode_<stem>` for a type; a name made of its structure on first use."""
        if kind not in self.types:
            self.types[kind] = self._scope.first_free([self._describe(kind)])
        return self.types[kind]

    def shape_name(self, kind: ir.Type) -> str:
        """What errors call the type: `list of Pet`."""
        return self._describe(kind).replace("_", " ")

    def _describe(self, kind: ir.Type) -> str:
        match kind:
            case ir.AnyValue():
                return "any_value"
            case ir.Never():
                return "nothing"
            case ir.Primitive(scalar, form):
                return words.snake(words.split(form)) if form and words.split(form) else scalar.value
            case ir.Constant():
                return "constant"
            case ir.ListOf(item):
                return f"{self._describe(item)}_list"
            case ir.MapOf(value):
                return f"{self._describe(value)}_map"
            case ir.TupleOf():
                return "row"
            case ir.Nullable(inner):
                return f"optional_{self._describe(inner)}"
            case ir.Named(identifier):
                return self._names.functions[identifier]


class Shapes:
    """Builds the view of the shapes module."""

    def __init__(self, api: ir.Api, index: Index, names: Names, formats: Formats, type_names: TypeNames) -> None:
        self._api, self._index, self._names, self._formats = api, index, names, formats
        self._type_names = type_names
        self._imports = Imports()

    def view(self) -> ShapesView:
        self._use("Shape")
        shapes = [
            self._view(self._names.types[declaration.id], self._declaration(declaration))
            for declaration in self._api.declarations
        ]
        shapes += [self._view(self._type_names.shape_name(kind), self._of(kind)) for kind in self._type_names.types]
        return ShapesView(self._imports.views(), tuple(shapes))

    @staticmethod
    def _view(name: str, shape: Expression) -> ShapeView:
        return ShapeView(Code(lay_out(f"{string_literal(name)}: ", shape, ",", depth=1)))

    def _use(self, name: str) -> str:
        return self._imports.name("._runtime.shape_kinds", name)

    def _declaration(self, declaration: ir.Declaration) -> Expression:
        match declaration:
            case ir.Enum(kind=scalar):
                return self._use(_SCALARS[scalar])
            case ir.Record():
                return self._record(declaration)
            case ir.Alias(type=kind):
                return self._of(kind)
            case ir.Union():
                plan = [
                    (string_literal(kind.value), self._choice(choice, declaration, kind))
                    for kind, choice in declaration.plan
                ]
                return call(self._use("Union"), mapping(plan), str(declaration.open))

    def _record(self, record: ir.Record) -> Expression:
        def is_required(field: ir.Field) -> bool:
            return field.presence is ir.Presence.REQUIRED and field.access is not ir.Access.WRITE

        def shapes(fields: Iterable[ir.Field]) -> Expression:
            return mapping([(string_literal(field.wire), self._of(field.type)) for field in fields])

        required = shapes(field for field in record.fields if is_required(field))
        optional = shapes(field for field in record.fields if not is_required(field))
        extra = self._use("ANY") if isinstance(record.extra, ir.Never) else self._of(record.extra)
        return call(self._use("Fields"), required, optional, extra)

    def _of(self, kind: ir.Type) -> Expression:
        match kind:
            case ir.AnyValue():
                return self._use("ANY")
            case ir.Never():
                return self._use("NEVER")
            case ir.Primitive(scalar):
                found = self._formats.of(kind)
                if found is None:
                    return self._use(_SCALARS[scalar])
                parse = self._imports.name("._runtime.formats", f"parse_{found.stem}")
                return call(self._use("Text"), string_literal(kind.format or ""), parse)
            case ir.Constant(values, is_open):
                if is_open:
                    string = self._use("STRING")
                    return call(self._use("Maybe"), string) if None in values else string
                return call(self._use("OneOf"), _tuple([scalar_literal(value) for value in values]))
            case ir.ListOf(item):
                return call(self._use("Items"), self._of(item))
            case ir.MapOf(value):
                return call(self._use("Values"), self._of(value))
            case ir.TupleOf(parts, rest, least):
                more = "None" if rest is None else self._of(rest)
                return call(self._use("Row"), _tuple([self._of(part) for part in parts]), more, str(least))
            case ir.Nullable(inner):
                return call(self._use("Maybe"), self._of(inner))
            case ir.Named(identifier):
                return call(self._use("Ref"), string_literal(self._names.types[identifier]))

    def _choice(self, choice: ir.Choice, union: ir.Union, kind: ir.JSONKind) -> Expression:
        is_open = str(union.open)
        match choice:
            case ir.Take(index):
                return self._of(union.variants[index].type)
            case ir.ByTag(key, cases, otherwise):
                branches = self._scalar_cases(cases, union, kind)
                return call(self._use("ByTag"), string_literal(key), branches, self._choice(otherwise, union, kind))
            case ir.ByValue(cases, otherwise):
                branches = self._scalar_cases(cases, union, kind)
                return call(self._use("ByValue"), branches, self._choice(otherwise, union, kind))
            case ir.ByKeys(cases, otherwise):
                branches = _tuple(
                    [
                        _tuple([_tuple([string_literal(key) for key in keys]), self._choice(branch, union, kind)])
                        for keys, branch in cases
                    ]
                )
                return call(self._use("ByKeys"), branches, self._choice(otherwise, union, kind))
            case ir.TryInOrder(indexes):
                shapes = _tuple([self._of(union.variants[index].type) for index in indexes])
                return call(self._use("AnyOf"), shapes, is_open)
            case ir.Unclaimed():
                return call(self._use("Unclaimed"), is_open)

    def _scalar_cases(
        self, cases: Iterable[tuple[ir.JSONScalar, ir.Choice]], union: ir.Union, kind: ir.JSONKind
    ) -> Expression:
        return _tuple([_tuple([scalar_literal(value), self._choice(branch, union, kind)]) for value, branch in cases])


def _tuple(elements: Sequence[Expression]) -> Expression:
    return items("(", elements, ")")

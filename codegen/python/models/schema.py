"""Declarations → `_schema.py`: what every type is in JSON, said once, as data that the runtime compiles codecs from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from codegen import ir
from codegen.python.code.imports import Imports
from codegen.python.code.layout import Expression, Group, call, items, lay_out, mapping
from codegen.python.code.text import Code, scalar_literal, string_literal
from codegen.python.formats import Formats
from codegen.python.index import Index
from codegen.python.models.views import SchemaEntry, SchemaView
from codegen.python.names.minting import Names

_SCALARS = {
    ir.Scalar.STRING: "STRING",
    ir.Scalar.INTEGER: "INTEGER",
    ir.Scalar.NUMBER: "NUMBER",
    ir.Scalar.BOOLEAN: "BOOLEAN",
}
_KINDS = "._runtime.schema"
_IMPORTED = {"m": "models as m", "models": "models"}


class Shapes:
    """Spells types as the shapes of the runtime, in a module with these imports; `models` is what it calls the module of models."""

    def __init__(self, index: Index, names: Names, formats: Formats, imports: Imports, models: str) -> None:
        self._index, self._names, self._formats, self._imports, self._models = index, names, formats, imports, models

    def use(self, name: str) -> Code:
        """A name of the module that defines shapes, imported."""
        return self._imports.name(_KINDS, name)

    def of(self, kind: ir.Type, *, strict: bool = False) -> Expression:
        """The shape of a type; `strict`: the formats in it refuse other text, whatever the configuration says."""
        kind = self._index.target(kind)
        match kind:
            case ir.AnyValue():
                return self.use("ANY")
            case ir.Never():
                return self.use("NEVER")
            case ir.Primitive(scalar):
                found = self._formats.of(kind)
                if found is None:
                    return self.use(_SCALARS[scalar])
                shape = self._imports.name("._runtime.formats", found.shape)
                return shape if self._formats.keeps_text(kind) and not strict else Code(f"{shape}.strict")
            case ir.Constant(values):
                if kind.takes_strings:
                    string = self.use("STRING")
                    return call(self.use("Maybe"), string) if None in values else string
                return call(self.use("OneOf"), _tuple([scalar_literal(value) for value in values]))
            case ir.ListOf(item):
                return call(self.use("Items"), self.of(item, strict=strict))
            case ir.MapOf(value):
                return call(self.use("Values"), self.of(value, strict=strict))
            case ir.TupleOf(parts, rest, least):
                more = "None" if rest is None else self.of(rest, strict=strict)
                row = _tuple([self.of(part, strict=strict) for part in parts])
                return call(self.use("Row"), row, more, str(least))
            case ir.Nullable(inner):
                return call(self.use("Maybe"), self.of(inner, strict=strict))
            case ir.Named(identifier):
                name = self._names.types[identifier]
                if isinstance(self._index[identifier], ir.Record | ir.Enum):
                    self._imports.own(".", Code(_IMPORTED[self._models]))
                    return f"{self._models}.{name}"
                return self.named(identifier)

    def attempts(self, kinds: Sequence[ir.Type]) -> list[Expression]:
        """The shapes of types that are tried in order: a text that is in a format first, then what keeps others."""
        strict = [self.of(kind, strict=True) for kind in kinds]
        found = {str(shape): shape for shape in strict}
        for kind in kinds:
            target = self._index.target(kind)
            keeps_text = isinstance(target, ir.Primitive) and self._formats.keeps_text(target)
            shape = self.use("STRING") if keeps_text else self.of(kind)
            found.setdefault(str(shape), shape)
        return list(found.values())

    def named(self, identifier: str) -> Expression:
        """The name of a type that is no class, even one that only stands for another."""
        return call(self.use("Ref"), string_literal(self._names.types[identifier]))


class Schema:
    """Builds the view of `_schema.py`."""

    def __init__(self, api: ir.Api, index: Index, names: Names, formats: Formats) -> None:
        self._api, self._index, self._names = api, index, names
        self._imports = Imports()
        self._shapes = Shapes(index, names, formats, self._imports, "m")

    def view(self) -> SchemaView:
        # `Any`: comparing thousands of shapes with a union of all kinds takes mypy four times as long.
        self._imports.name("typing", "Any")
        classes: list[SchemaEntry] = []
        named: list[SchemaEntry] = []
        for declaration in self._api.declarations:
            name = self._names.types[declaration.id]
            match declaration:
                case ir.Enum():
                    pass
                case ir.Record():
                    classes.append(_entry(f"{self._shapes.of(ir.Named(declaration.id))}", self._record(declaration)))
                case ir.Alias(type=kind):
                    named.append(_entry(string_literal(name), self._shapes.of(kind)))
                case ir.Union():
                    named.append(_entry(string_literal(name), self._union(declaration)))
        return SchemaView(self._imports.views(), tuple(classes), tuple(named))

    def _record(self, record: ir.Record) -> Expression:
        fields: list[tuple[str, Expression]] = []
        for field, attribute in zip(record.fields, self._names.attributes[record.id], strict=True):
            shape = self._field(field)
            if field.wire != attribute:
                shape = call(self._shapes.use("As"), string_literal(attribute), shape)
            if not is_received(field):
                is_sent = self._index.sent(field) is not None
                shape = call(self._shapes.use("Opt"), shape, *(["is_sent=True"] if is_sent else []))
            fields.append((string_literal(field.wire), shape))
        if not isinstance(record.extra, ir.AnyValue | ir.Never):
            fields.append(("...", self._shapes.of(record.extra)))
        return mapping(fields)

    def _field(self, field: ir.Field) -> Expression:
        """The shape of a field; one that may be absent may be null, too, without a word."""
        kind = self._index.target(field.type)
        if isinstance(kind, ir.Nullable) and not is_received(field):
            kind = kind.inner
        return self._shapes.of(kind)

    def _union(self, union: ir.Union) -> Expression:
        if union.open and len(union.plan) == 1:
            ((kind, choice),) = union.plan
            if kind is ir.JSONKind.OBJECT and isinstance(choice, ir.ByTag | ir.ByKeys | ir.TryInOrder):
                return self._choice(choice, union)
        plan = [(string_literal(kind.value), self._choice(choice, union)) for kind, choice in union.plan]
        open_or_not = [] if union.open else [Code("False")]
        return call(self._shapes.use("Union"), mapping(plan), *open_or_not)

    def _choice(self, choice: ir.Choice, union: ir.Union) -> Expression:
        match choice:
            case ir.Take(index):
                return self._shapes.of(union.variants[index].type)
            case ir.ByTag(key, cases, otherwise):
                branches = self._cases(cases, union)
                return self._call("ByTag", [string_literal(key), branches], otherwise, union)
            case ir.ByValue(cases, otherwise):
                return self._call("ByValue", [self._cases(cases, union)], otherwise, union)
            case ir.ByKeys(cases, otherwise):
                keyed = [
                    _tuple([_tuple([string_literal(key) for key in keys]), self._choice(branch, union)])
                    for keys, branch in cases
                ]
                return self._call("ByKeys", [_tuple(keyed)], otherwise, union)
            case ir.TryInOrder(indexes):
                shapes = self._shapes.attempts([union.variants[index].type for index in indexes])
                return call(self._shapes.use("AnyOf"), _tuple(shapes))
            case ir.Unclaimed():
                return self._shapes.use("UNCLAIMED")

    def _call(self, kind: str, arguments: list[Expression], otherwise: ir.Choice, union: ir.Union) -> Group:
        if not isinstance(otherwise, ir.Unclaimed):
            arguments.append(self._choice(otherwise, union))
        return call(self._shapes.use(kind), *arguments)

    def _cases(self, cases: Iterable[tuple[ir.JSONScalar, ir.Choice]], union: ir.Union) -> Expression:
        """A dict where all constants are strings, else pairs: `True` and `1` are one key to Python."""
        found = [(value, self._choice(branch, union)) for value, branch in cases]
        if all(isinstance(value, str) for value, _ in found):
            return mapping([(scalar_literal(value), branch) for value, branch in found])
        return _tuple([_tuple([scalar_literal(value), branch]) for value, branch in found])


def is_received(field: ir.Field) -> bool:
    """Whether a server has to send a field."""
    return field.presence is ir.Presence.REQUIRED and field.access is not ir.Access.WRITE


def _entry(key: str, shape: Expression) -> SchemaEntry:
    return SchemaEntry(Code(lay_out(f"{key}: ", shape, ",", depth=1)))


def _tuple(elements: Sequence[Expression]) -> Expression:
    return items("(", elements, ")")

"""`ir.Type` → expressions that decode and encode one value: what the straight-line functions of `codec.py` are made of."""

from __future__ import annotations

from itertools import count

from codegen import ir
from codegen.python.formats import Formats
from codegen.python.imports import Imports
from codegen.python.index import Index
from codegen.python.layout import Expression, call, comprehension, items
from codegen.python.naming import Names
from codegen.python.text import scalar_literal

_AS_SCALAR = {
    ir.Scalar.STRING: "as_string",
    ir.Scalar.INTEGER: "as_integer",
    ir.Scalar.NUMBER: "as_number",
    ir.Scalar.BOOLEAN: "as_boolean",
}
_PLAIN_CLASS = {ir.Scalar.STRING: "str", ir.Scalar.INTEGER: "int", ir.Scalar.BOOLEAN: "bool"}


class Expressions:
    """Spells decoding and encoding in the codec module."""

    def __init__(self, index: Index, names: Names, formats: Formats, imports: Imports) -> None:
        self.index, self.names, self.formats, self._imports = index, names, formats, imports
        self.decoded: set[str] = set()
        """The declarations that expressions so far decode."""

    def runtime(self, module: str, name: str) -> str:
        """A name of the runtime, imported."""
        return self._imports.name(module, name)

    def model(self, identifier: str) -> str:
        """The class of a declaration, as codec.py spells it; imported."""
        self._imports.name(".", "models")
        return f"models.{self.names.types[identifier]}"

    def members(self, identifier: str) -> str:
        """The table of an enum's members."""
        return f"_{self.names.functions[identifier].upper()}_MEMBERS"

    def refusal(self, kind: ir.Type, value: str) -> str | None:
        """A condition that holds where a value does not fit, for types that decoding leaves as they are; None for others, and
        where a condition is not enough. `value` is used once in front."""
        kind = self.index.target(kind)
        match kind:
            case ir.Primitive(scalar) if self.formats.of(kind) is None and scalar in (
                ir.Scalar.STRING,
                ir.Scalar.BOOLEAN,
            ):
                return f"{value}.__class__ is not {_PLAIN_CLASS[scalar]}"
            case ir.Constant(values, is_open) if is_open and None not in values:
                return f"{value}.__class__ is not str"
            case ir.Constant((str() as only,), False):
                return f"{value} != {scalar_literal(only)}"
            case ir.ListOf(ir.AnyValue()):
                return f"{value}.__class__ is not list"
            case ir.MapOf(ir.AnyValue()):
                return f"{value}.__class__ is not dict"
            case _:
                return None

    def decode(self, kind: ir.Type, value: str, depth: int = 0, rows: count[int] | None = None) -> Expression:
        """An expression that checks and converts; it raises Mismatch. `value` is a name or cheap to repeat."""
        kind = self.index.target(kind)
        rows = rows if rows is not None else count(1)
        match kind:
            case ir.AnyValue():
                return value
            case ir.Never():
                return call(self.runtime("._runtime.values", "never"), value)
            case ir.Primitive(scalar):
                found = self.formats.of(kind)
                if found is not None:
                    return call(self.runtime("._runtime.formats", f"parse_{found.stem}"), value)
                return call(self.runtime("._runtime.values", _AS_SCALAR[scalar]), value)
            case ir.Constant():
                return self._decode_constant(kind, value)
            case ir.Nullable(inner):
                return f"None if {value} is None else {self.decode(inner, value, depth, rows)}"
            case ir.ListOf(item):
                name = _loop_name(depth)
                each = self.decode(item, name, depth + 1, rows)
                checked = call(self.runtime("._runtime.values", "as_list"), value)
                return checked if each == name else comprehension("[]", each, name, checked)
            case ir.MapOf(item):
                name = _loop_name(depth)
                each = self.decode(item, name, depth + 1, rows)
                checked = call(self.runtime("._runtime.values", "as_object"), value)
                return checked if each == name else _each_value(each, name, str(checked))
            case ir.TupleOf():
                return self._decode_row(kind, value, depth, rows)
            case ir.Named(identifier):
                self.decoded.add(identifier)
                if isinstance(self.index[identifier], ir.Enum):
                    return items(f"{self.members(identifier)}[", [value], "]")
                return call(f"_decode_{self.names.functions[identifier]}", value)

    def _decode_constant(self, constant: ir.Constant, value: str) -> Expression:
        if constant.open:
            decoded = call(self.runtime("._runtime.values", "as_string"), value)
            return f"None if {value} is None else {decoded}" if None in constant.values else decoded
        return call(
            self.runtime("._runtime.values", "as_constant"), value, *[scalar_literal(item) for item in constant.values]
        )

    def _decode_row(self, kind: ir.TupleOf, value: str, depth: int, rows: count[int]) -> str:
        row, name = f"row{next(rows)}", _loop_name(depth)
        least, most = kind.least, len(kind.items)
        limits = [str(least)] if kind.rest is not None else [str(least), str(most)]
        bound = f"({row} := {call(self.runtime('._runtime.coding', 'as_row'), value, *limits)})"
        parts = [str(self.decode(kind.items[index], f"{row}[{index}]", depth, rows)) for index in range(least)]
        # Items that may be absent are decoded in slices, the neighbours that are decoded alike in one.
        each = [str(self.decode(item, name, depth + 1, rows)) for item in kind.items[least:]]
        each += [] if kind.rest is None else [str(self.decode(kind.rest, name, depth + 1, rows))]
        start = least
        for index, expression in enumerate(each, least):
            last = index + 1 == least + len(each)
            if last or each[index + 1 - least] != expression:
                end = "" if last and kind.rest is not None else str(index + 1)
                cut = f"{row}[{start or ''}:{end}]" if start or end else row
                parts.append(f"*{cut}" if expression == name else f"*[{expression} for {name} in {cut}]")
                start = index + 1
        spelled = ", ".join(parts) + ("," if len(parts) == 1 else "")
        # The row is bound first, in a tuple that is thrown away, so that each part can refer to it.
        return f"({bound}, ({spelled}))[1]"

    def encode(self, kind: ir.Type, value: str, depth: int = 0) -> Expression:
        """An expression for the JSON value; the value itself where it is a scalar that is JSON already."""
        kind = self.index.target(kind)
        match kind:
            case ir.Never() | ir.Constant():
                return value
            case ir.AnyValue():
                return call(self.runtime("._runtime.coding", "plain_data"), value)
            case ir.Primitive():
                found = self.formats.of(kind)
                return (
                    value if found is None else call(self.runtime("._runtime.formats", f"format_{found.stem}"), value)
                )
            case ir.Nullable(inner):
                encoded = self.encode(inner, value, depth)
                return value if encoded == value else f"None if {value} is None else {encoded}"
            case ir.ListOf(item):
                name = _loop_name(depth)
                each = self.encode(item, name, depth + 1)
                return f"[*{value}]" if each == name else comprehension("[]", each, name, value)
            case ir.MapOf(item):
                name = _loop_name(depth)
                each = self.encode(item, name, depth + 1)
                return f"{{**{value}}}" if each == name else _each_value(each, name, value)
            case ir.TupleOf():
                return comprehension("[]", call(self.runtime("._runtime.coding", "plain_data"), "item"), "item", value)
            case ir.Named(identifier):
                match self.index[identifier]:
                    case ir.Enum(kind=scalar):
                        return call(_PLAIN_CLASS[scalar], value)
                    case ir.Union():
                        return call(self.runtime("._runtime.coding", "plain_data"), value)
                    case _:
                        return call(self.encoder(identifier), value)

    def encoder(self, identifier: str) -> str:
        """The function that encodes a class or an alias. Classes whose attributes are JSON as they are share one of the runtime."""
        declaration = self.index[identifier]
        if isinstance(declaration, ir.Record) and self._is_plain(declaration):
            return self.runtime("._runtime.coding", "encode_plain")
        return f"_encode_{self.names.functions[identifier]}"

    def _is_plain(self, record: ir.Record) -> bool:
        attributes = self.names.attributes[record.id]
        return all(
            field.wire == name and self._is_json(field.type)
            for field, name in zip(record.fields, attributes, strict=True)
        )

    def _is_json(self, kind: ir.Type) -> bool:
        """Whether every value of the type is an immutable JSON value as it stands."""
        match self.index.target(kind):
            case ir.Never() | ir.Constant():
                return True
            case ir.Primitive() as primitive:
                return self.formats.of(primitive) is None
            case ir.Nullable(inner):
                return self._is_json(inner)
            case _:
                return False


def _each_value(each: Expression, name: str, mapped: str) -> Expression:
    return comprehension("{}", each, f"key, {name}", f"{mapped}.items()", "key: ")


def _loop_name(depth: int) -> str:
    return "item" if depth == 0 else "inner" if depth == 1 else f"inner{depth}"

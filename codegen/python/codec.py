"""Declarations → the straight-line functions of `codec.py`: one pair a class, a decode function for each union and container."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from codegen import ir
from codegen.python.annotations import Annotations
from codegen.python.expressions import Expressions
from codegen.python.formats import Formats
from codegen.python.imports import Imports
from codegen.python.index import Index
from codegen.python.layout import (
    Expression,
    Group,
    call,
    comprehension,
    constant,
    items,
    lay_out,
    statement,
)
from codegen.python.naming import Names
from codegen.python.project import import_models
from codegen.python.shapes import TypeNames
from codegen.python.spelled import signature
from codegen.python.text import Code, string_literal
from codegen.python.unions import UnionBody
from codegen.python.view import (
    CodecView,
    FunctionsView,
    FunctionView,
    OptionalView,
    PublicCodecView,
    RecordCodecView,
)

_NUMBERS = {ir.Scalar.INTEGER: ("int", "as_integer"), ir.Scalar.NUMBER: ("float", "as_number")}
_EXTRA = string_literal("extra_fields")


class Codecs:
    """Builds the view of the codec module. `type_names` knows the types that operations need a codec for."""

    def __init__(self, api: ir.Api, index: Index, names: Names, formats: Formats, type_names: TypeNames) -> None:
        self._api, self._index, self._names, self._type_names = api, index, names, type_names
        self._imports = Imports()
        self._expressions = Expressions(index, names, formats, self._imports)
        self._annotations = Annotations(index, names, formats, self._imports, prefix="models.")

    def view(self) -> CodecView:
        enums: list[Code] = []
        functions: list[RecordCodecView | FunctionsView] = []
        for declaration in self._api.declarations:
            match declaration:
                case ir.Enum():
                    enums.append(self._enum(declaration))
                case ir.Record():
                    functions.append(self._record(declaration))
                case ir.Union():
                    functions.append(self._union(declaration))
                case ir.Alias():
                    if self._index.target(ir.Named(declaration.id)) == ir.Named(declaration.id):
                        functions.append(self._alias(declaration))
        public = [self._public_declaration(d) for d in self._api.declarations if self._is_public(d)]
        public += [self._public_type(stem, kind) for kind, stem in self._type_names.types.items()]
        if functions or public:
            self._imports.name("typing", "Any")
        if public:
            self._imports.name("._codecs", "Codec")
        has_records = any(isinstance(function, RecordCodecView) for function in functions)
        if has_records:
            self._imports.name("._codecs", "register")
        return CodecView(self._imports.views(), tuple(enums), tuple(functions), tuple(public), has_records)

    def _is_public(self, declaration: ir.Declaration) -> bool:
        return not isinstance(declaration, ir.Record) and not self._index.is_expanded(declaration.id)

    def _enum(self, enum: ir.Enum) -> Code:
        table = self._expressions.runtime("._choices", "Strings" if enum.kind is ir.Scalar.STRING else "Integers")
        members = call(table, self._expressions.model(enum.id))
        return Code(statement(f"{self._expressions.members(enum.id)} = ", members))

    # Records

    def _record(self, record: ir.Record) -> RecordCodecView:
        function = self._names.functions[record.id]
        model = self._expressions.model(record.id)
        names = self._names.attributes[record.id]
        fields = list(zip(record.fields, names, strict=True))
        keys, new = f"_{function.upper()}_KEYS", f"_new_{function}"
        renamed = [(string_literal(field.wire), string_literal(name)) for field, name in fields if field.wire != name]
        encodes = tuple(line for field, name in fields for line in self._field_encode(field, name))
        at_once = self._at_once("rename_fields", record, keys, renamed)
        back_at_once = self._at_once("restore_keys", record, None, [(to, key) for key, to in renamed])
        for name in ("instances", *(("split_extra",) if at_once is None else ())):
            self._expressions.runtime("._coding", name)
        self._expressions.runtime("._values", "Mismatch")
        if (encodes or renamed) and back_at_once is None:
            self._expressions.runtime("._coding", "merge_extra")
        encode = self._expressions.encoder(record.id)
        entry = lay_out("", call("register", model, f"_decode_{function}", encode), "")
        return RecordCodecView(
            constants=(_keys(keys, record), Code(statement(f"{new} = ", call("instances", model)))),
            decoder=Code(signature(f"def _decode_{function}", ["data: Any"], model)),
            new=Code(statement("model = ", call(new), "", 1)),
            required=tuple(self._required(field) for field in record.fields if _must_be_received(field)),
            optional=tuple(
                OptionalView(string_literal(field.wire), self._field_decode(field, 2))
                for field in record.fields
                if not _must_be_received(field)
            ),
            extra=tuple(Code(line) for line in self._extra(record, keys)),
            renames=tuple(_rename(key, attribute) for key, attribute in renamed),
            renamed_at_once=at_once,
            encoder=(
                Code(signature(f"def _encode_{function}", [f"model: {model}"], "dict[str, Any]"))
                if encodes or renamed
                else None
            ),
            encodes=encodes,
            back=tuple(_rename(attribute, key) for key, attribute in renamed),
            back_at_once=back_at_once,
            entry=Code(entry),
        )

    def _at_once(
        self, function: str, record: ir.Record, keys: str | None, pairs: list[tuple[Code, Code]]
    ) -> Code | None:
        """Renames all fields in one step where one after the other would overwrite a field that is still to be renamed."""
        wires = {field.wire for field in record.fields}
        overlap = {
            name
            for name, field in zip(self._names.attributes[record.id], record.fields, strict=True)
            if name != field.wire
        }
        if overlap.isdisjoint(wires) and "extra_fields" not in wires:
            return None
        table = items("(", [items("(", pair, ")") for pair in pairs], ")")
        arguments: list[Expression] = ["data", table] if keys is None else ["data", keys, table]
        lines = [statement("", call(self._expressions.runtime("._coding", function), *arguments), "", 1)]
        typed = self._expressions.decode(record.extra, "item")
        if keys is not None and not isinstance(record.extra, ir.Never) and typed != "item":
            decoded = comprehension("{}", typed, "key, item", f"data[{_EXTRA}].items()", "key: ")
            lines += [f"    if {_EXTRA} in data:", statement(f"data[{_EXTRA}] = ", decoded, "", 2)]
        return Code("\n".join(lines))

    def _extra(self, record: ir.Record, keys: str) -> Iterator[str]:
        """What is done where an object has more keys than its fields."""
        split = call("split_extra", "data", keys)
        typed = self._expressions.decode(record.extra, "item")
        if isinstance(record.extra, ir.Never) or typed == "item":
            yield lay_out("", split, "", 2)
            return
        yield statement("extra = ", split, "", 2)
        decoded = comprehension("{}", typed, "key, item", "extra.items()", "key: ")
        yield statement(f"data[{_EXTRA}] = ", decoded, "", 2)

    def _required(self, field: ir.Field) -> Code:
        absent = Code(f"    if {string_literal(field.wire)} not in data:\n        raise Mismatch")
        return self._field_decode(field, 1) or absent

    def _field_decode(self, field: ir.Field, depth: int) -> Code | None:
        """What is done with a value that is there; None where anything is taken as it is."""
        place = f"data[{string_literal(field.wire)}]"
        kind = self._index.target(field.type)
        inner = kind.inner if isinstance(kind, ir.Nullable) else kind
        if isinstance(inner, ir.AnyValue):
            return None
        nullable = not _must_be_received(field) or self._index.is_nullable(kind)
        is_number = isinstance(inner, ir.Primitive) and inner.kind in _NUMBERS
        if is_number or self._expressions.refusal(inner, "value") is not None:
            return self._check(inner, place, nullable, depth)
        if not nullable:
            return Code(self._convert(inner, place, place, depth))
        return _guarded(
            place, lambda value: f"{value} is not None", self._convert(inner, place, "value", depth + 1), depth
        )

    def _convert(self, kind: ir.Type, place: str, value: str, depth: int) -> str:
        """The statement that decodes a value in its place; one that can only be itself is looked at alone."""
        decoded = self._expressions.decode(kind, value)
        if isinstance(kind, ir.Constant | ir.Never):
            return lay_out("", decoded, "", depth)
        return statement(f"{place} = ", decoded, "", depth)

    def _check(self, kind: ir.Type, place: str, nullable: bool, depth: int) -> Code:
        """A value that stays as it is where it fits. Numbers: the class is looked at first, so that the usual case costs one
        comparison."""
        tail = " and value is not None" if nullable else ""
        pad = "    " * (depth + 1)
        if isinstance(kind, ir.Primitive) and kind.kind in _NUMBERS:
            plain, function = _NUMBERS[kind.kind]
            check = f"{pad}{self._expressions.runtime('._values', function)}(value)"
            return _guarded(place, lambda value: f"{value}.__class__ is not {plain}{tail}", check, depth)
        return _guarded(
            place,
            lambda value: f"{self._expressions.refusal(kind, value)}{tail}",
            f"{pad}raise Mismatch",
            depth,
            bound=nullable,
        )

    def _field_encode(self, field: ir.Field, name: Code) -> Iterator[Code]:
        kind = self._index.target(field.type)
        encoded = self._expressions.encode(kind.inner if isinstance(kind, ir.Nullable) else kind, "value")
        if encoded != "value":
            attribute = string_literal(name)
            converted = statement(f"data[{attribute}] = ", encoded, "", 2)
            yield _guarded(f"data.get({attribute})", lambda value: f"{value} is not None", converted, 1)

    # Unions, aliases

    def _union(self, union: ir.Union) -> FunctionsView:
        stem = self._names.functions[union.id]
        body = UnionBody(union, stem, self._expressions)
        lines = tuple(body.lines())
        helpers = [
            _function(f"_decode_{helper}", "data", (self._returned(self._expressions.decode(kind, "data")),))
            for helper, kind in body.helpers.items()
        ]
        return FunctionsView((*helpers, _function(f"_decode_{stem}", "data", lines)))

    def _alias(self, alias: ir.Alias) -> FunctionsView:
        stem = self._names.functions[alias.id]
        decoded = self._returned(self._expressions.decode(alias.type, "data"))
        encoded = self._returned(self._expressions.encode(alias.type, "value"))
        return FunctionsView(
            (_function(f"_decode_{stem}", "data", (decoded,)), _function(f"_encode_{stem}", "value", (encoded,)))
        )

    @staticmethod
    def _returned(expression: Expression) -> Code:
        return Code(statement("return ", expression, "", 1))

    # What is public

    def _public_declaration(self, declaration: ir.Declaration) -> PublicCodecView:
        stem = self._names.functions[declaration.id]
        kind = self._index.target(ir.Named(declaration.id))
        if declaration.id in self._api.nullable:
            whole = ir.Nullable(ir.Named(declaration.id))
            return self._public(stem, whole, self._names.types[declaration.id], whole)
        shape = self._names.types[declaration.id]
        if kind != ir.Named(declaration.id) or isinstance(declaration, ir.Enum):
            return self._public(stem, ir.Named(declaration.id), shape, kind)
        plain = isinstance(declaration, ir.Union)
        encode = self._expressions.runtime("._coding", "plain_data") if plain else f"_encode_{stem}"
        return self._pair(stem, kind, shape, f"_decode_{stem}", encode)

    def _public_type(self, stem: Code, kind: ir.Type) -> PublicCodecView:
        return self._public(stem, kind, self._type_names.shape_name(kind), self._index.target(kind))

    def _public(self, stem: Code, kind: ir.Type, shape: str, target: ir.Type) -> PublicCodecView:
        decode = _function_of("data", self._expressions.decode(target, "data"))
        return self._pair(stem, kind, shape, decode, _function_of("value", self._expressions.encode(target, "value")))

    def _pair(self, stem: str, kind: ir.Type, shape: str, decode: str, encode: str) -> PublicCodecView:
        # To type checkers, what is said to return Never must not have a return statement.
        annotation = self._annotations.of(ir.AnyValue() if self._index.target(kind) == ir.Never() else kind)
        import_models((Code(annotation),), "models.", self._imports)
        name = f"_{stem.upper()}_CODEC"
        codec = call("Codec", string_literal(shape), decode, encode)
        return PublicCodecView(
            Code(constant(name, items("Codec[", [annotation], "]"), codec)),
            Code(signature(f"def decode_{stem}", ["data: Any"], annotation)),
            self._returned(call(f"{name}.from_data", "data")),
            Code(signature(f"def encode_{stem}", [f"value: {annotation}"], "Any")),
            self._returned(call(f"{name}.encode", "value")),
        )


def _guarded(place: str, test: Callable[[str], str], consequence: str, depth: int, *, bound: bool = True) -> Code:
    """`if test(place):` and what follows. The value is called `value` from then on where it is `bound`; that never depends on
    how long a name is, so that the shape of the code says nothing of the text in it."""
    pad = "    " * depth
    condition = f"{pad}value = {place}\n{pad}if {test('value')}:" if bound else f"{pad}if {test(place)}:"
    return Code(f"{condition}\n{consequence}")


def _function(name: str, parameter: str, lines: tuple[Code, ...]) -> FunctionView:
    return FunctionView(Code(signature(f"def {name}", [f"{parameter}: Any"], "Any")), lines)


def _function_of(parameter: str, expression: Expression) -> str:
    """A function of one parameter: that which the expression calls with it, else a lambda."""
    if isinstance(expression, Group) and str(expression) == f"{expression.opening}{parameter})":
        return expression.opening.removesuffix("(")
    return f"lambda {parameter}: {expression}"


def _rename(key: Code, to: Code) -> Code:
    moved = statement(f"data[{to}] = ", call("data.pop", key), "", 2)
    return Code(f"    if {key} in data:\n{moved}")


def _keys(name: str, record: ir.Record) -> Code:
    literals = [string_literal(field.wire) for field in record.fields]
    if not literals:
        return Code(f"{name} = frozenset[str]()")
    return Code(statement(f"{name} = ", call("frozenset", items("{", literals, "}"))))


def _must_be_received(field: ir.Field) -> bool:
    return field.presence is ir.Presence.REQUIRED and field.access is not ir.Access.WRITE

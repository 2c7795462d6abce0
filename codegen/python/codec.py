"""Declarations → the straight-line functions of `codec.py`: one pair a class, a decode function for each union and container."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from codegen import ir
from codegen.python.expressions import Expressions
from codegen.python.formats import Formats
from codegen.python.imports import Imports
from codegen.python.index import Index
from codegen.python.layout import (
    Expression,
    call,
    comprehension,
    items,
    lay_out,
    statement,
)
from codegen.python.naming import Names
from codegen.python.public_codec import PublicCodecs, returned, signature
from codegen.python.shapes import TypeNames
from codegen.python.text import Code, string_literal
from codegen.python.unions import UnionBody
from codegen.python.view import (
    CodecView,
    FunctionsView,
    FunctionView,
    OptionalView,
    RecordCodecView,
)

_NUMBERS = {ir.Scalar.INTEGER: ("int", "as_integer"), ir.Scalar.NUMBER: ("float", "as_number")}
_EXTRA = string_literal("extra_fields")
_INFERRED_ASSIGNMENTS = 64
"""pyright infers the type of a variable from as many assignments at most; past that it is unknown unless declared."""


class Codecs:
    """Builds the view of the codec module. `type_names` knows the types that operations need a codec for."""

    def __init__(self, api: ir.Api, index: Index, names: Names, formats: Formats, type_names: TypeNames) -> None:
        self._api, self._index, self._names, self._type_names = api, index, names, type_names
        self._imports = Imports()
        self._expressions = Expressions(index, names, formats, self._imports)
        self._public = PublicCodecs(api, index, names, formats, self._imports, self._expressions)

    def view(self) -> CodecView:
        built: dict[str, RecordCodecView | FunctionsView] = {}
        expanded: list[ir.Union] = []
        for declaration in self._api.declarations:
            match declaration:
                case ir.Enum():
                    pass
                case ir.Record():
                    built[declaration.id] = self._record(declaration)
                case ir.Union() if self._index.is_expanded(declaration.id):
                    expanded.append(declaration)
                case ir.Union():
                    built[declaration.id] = self._union(declaration)
                case ir.Alias():
                    if self._index.target(ir.Named(declaration.id)) == ir.Named(declaration.id):
                        built[declaration.id] = self._alias(declaration)
        public = tuple(self._public.functions(self._type_names))
        # A union without a name has a function, and an enum a table, where something decodes it: not where it is only sent.
        decoded = self._expressions.decoded
        while used := [union for union in expanded if union.id in decoded and union.id not in built]:
            built.update((union.id, self._union(union)) for union in used)
        functions = [built[declaration.id] for declaration in self._api.declarations if declaration.id in built]
        enums = [
            self._enum(each) for each in self._api.declarations if isinstance(each, ir.Enum) and each.id in decoded
        ]
        if functions or public:
            self._imports.name("typing", "Any")
        has_records = any(isinstance(function, RecordCodecView) for function in functions)
        if has_records:
            self._imports.name("._runtime.codec", "register")
        return CodecView(self._imports.views(), tuple(enums), tuple(functions), public, has_records)

    def _enum(self, enum: ir.Enum) -> Code:
        table = self._expressions.runtime(
            "._runtime.choices", "Strings" if enum.kind is ir.Scalar.STRING else "Integers"
        )
        members = call(table, self._expressions.model(enum.id))
        return Code(statement(f"{self._expressions.members(enum.id)} = ", members))

    # Records

    def _record(self, record: ir.Record) -> RecordCodecView:
        function = self._names.functions[record.id]
        model = self._expressions.model(record.id)
        names = self._names.attributes[record.id]
        fields = list(zip(record.fields, names, strict=True))
        renamed = [(string_literal(field.wire), string_literal(name)) for field, name in fields if field.wire != name]
        keys = f"_{function.upper()}_KEYS" if renamed else None
        new = f"_new_{function}"
        required = tuple(self._required(field) for field in record.fields if _must_be_received(field))
        optional = tuple(
            OptionalView(string_literal(field.wire), self._field_decode(field, 2))
            for field in record.fields
            if not _must_be_received(field)
        )
        encodes = tuple(line for field, name in fields for line in self._field_encode(field, name))
        at_once = self._at_once("rename_fields", record, keys, renamed)
        back_at_once = self._at_once("restore_keys", record, None, [(to, key) for key, to in renamed])
        self._expressions.runtime("._runtime.values", "Mismatch")
        if (encodes or renamed) and back_at_once is None:
            self._expressions.runtime("._runtime.coding", "merge_extra")
        encode = self._expressions.encoder(record.id)
        entry = statement(f"{new} = ", call("register", model, f"_decode_{function}", encode))
        return RecordCodecView(
            keys=None if keys is None else _keys(keys, record),
            decoder=signature(f"_decode_{function}", "data: Any", model),
            decoded=_declared_value((*required, *(field.step for field in optional if field.step is not None))),
            known=_known(len(required), len(optional)),
            new=Code(statement("model = ", call(new), "", 1)),
            required=required,
            optional=optional,
            extra=() if at_once is not None else tuple(map(Code, self._extra(record, keys))),
            renames=tuple(_rename(key, attribute) for key, attribute in renamed),
            renamed_at_once=at_once,
            encoder=(
                signature(f"_encode_{function}", f"model: {model}", "dict[str, Any]") if encodes or renamed else None
            ),
            encoded=_declared_value(encodes),
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
        lines = [statement("", call(self._expressions.runtime("._runtime.coding", function), *arguments), "", 1)]
        typed = self._expressions.decode(record.extra, "item")
        if keys is not None and not isinstance(record.extra, ir.Never) and typed != "item":
            decoded = comprehension("{}", typed, "key, item", f"data[{_EXTRA}].items()", "key: ")
            lines += [f"    if {_EXTRA} in data:", statement(f"data[{_EXTRA}] = ", decoded, "", 2)]
        return Code("\n".join(lines))

    def _extra(self, record: ir.Record, keys: str | None) -> Iterator[str]:
        """What is done where an object has more keys than its fields."""
        runtime = self._expressions.runtime
        known = keys or call(runtime("._runtime.coding", "fields_of"), self._expressions.model(record.id))
        split = call(runtime("._runtime.coding", "split_extra"), "data", known)
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
            check = f"{pad}{self._expressions.runtime('._runtime.values', function)}(value)"
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
            _function(f"_decode_{helper}", "data", (returned(self._expressions.decode(kind, "data")),))
            for helper, kind in body.helpers.items()
        ]
        return FunctionsView((*helpers, _function(f"_decode_{stem}", "data", lines)))

    def _alias(self, alias: ir.Alias) -> FunctionsView:
        stem = self._names.functions[alias.id]
        decoded = returned(self._expressions.decode(alias.type, "data"))
        encoded = returned(self._expressions.encode(alias.type, "value"))
        return FunctionsView(
            (_function(f"_decode_{stem}", "data", (decoded,)), _function(f"_encode_{stem}", "value", (encoded,)))
        )


def _guarded(place: str, test: Callable[[str], str], consequence: str, depth: int, *, bound: bool = True) -> Code:
    """`if test(place):` and what follows. The value is called `value` from then on where it is `bound`; that never depends on
    how long a name is, so that the shape of the code says nothing of the text in it."""
    pad = "    " * depth
    condition = f"{pad}value = {place}\n{pad}if {test('value')}:" if bound else f"{pad}if {test(place)}:"
    return Code(f"{condition}\n{consequence}")


def _function(name: str, parameter: str, lines: tuple[Code, ...]) -> FunctionView:
    return FunctionView(signature(name, f"{parameter}: Any", "Any"), lines)


def _rename(key: Code, to: Code) -> Code:
    moved = statement(f"data[{to}] = ", call("data.pop", key), "", 2)
    return Code(f"    if {key} in data:\n{moved}")


def _keys(name: str, record: ir.Record) -> Code:
    literals = [string_literal(field.wire) for field in record.fields]
    return Code(statement(f"{name} = ", call("frozenset", items("{", literals, "}"))))


def _declared_value(steps: tuple[Code, ...]) -> Code | None:
    """The declaration of `value` in a function of so many steps that its type would not be inferred."""
    assignments = sum(step.lstrip().startswith("value = ") for step in steps)
    return Code("    value: Any") if assignments > _INFERRED_ASSIGNMENTS else None


def _known(required: int, optional: int) -> Code | None:
    if not optional:
        return None
    assignments = 1 + optional
    return Code(f"    known{': int' if assignments > _INFERRED_ASSIGNMENTS else ''} = {required}")


def _must_be_received(field: ir.Field) -> bool:
    return field.presence is ir.Presence.REQUIRED and field.access is not ir.Access.WRITE

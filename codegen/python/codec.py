"""Declarations → the straight-line functions of `codec.py`: one pair a class, a decode function for each union and container."""

from __future__ import annotations

from collections.abc import Iterator

from codegen import ir
from codegen.python.annotations import Annotations
from codegen.python.expressions import Expressions
from codegen.python.formats import Formats
from codegen.python.imports import Imports
from codegen.python.index import Index
from codegen.python.layout import call, items, lay_out
from codegen.python.naming import Names
from codegen.python.shapes import TypeNames
from codegen.python.text import Code, string_literal
from codegen.python.unions import UnionBody
from codegen.python.view import (
    CodecView,
    EnumCodecView,
    FunctionCodecView,
    Line,
    OptionalView,
    PublicCodecView,
    RecordCodecView,
    Step,
)


class Codecs:
    """Builds the view of the codec module. `type_names` knows the types that operations need a codec for."""

    def __init__(self, api: ir.Api, index: Index, names: Names, formats: Formats, type_names: TypeNames) -> None:
        self._api, self._index, self._names, self._type_names = api, index, names, type_names
        self._imports = Imports()
        self._expressions = Expressions(index, names, formats, self._imports)
        self._annotations = Annotations(index, names, formats, self._imports, prefix="models.")

    def view(self) -> CodecView:
        self._imports.name("typing", "Any")
        self._imports.name(".", "models")
        self._imports.name("._codecs", "Codec")
        enums: list[EnumCodecView] = []
        functions: list[RecordCodecView | FunctionCodecView] = []
        for declaration in self._api.declarations:
            match declaration:
                case ir.Enum():
                    enums.append(self._enum(declaration))
                case ir.Record():
                    functions.append(self._record(declaration))
                case ir.Union():
                    functions.extend(self._union(declaration))
                case ir.Alias():
                    if self._index.target(ir.Named(declaration.id)) == ir.Named(declaration.id):
                        functions.append(self._alias(declaration))
        public = [self._public_declaration(d) for d in self._api.declarations if self._is_public(d)]
        public += [self._public_type(stem, kind) for kind, stem in self._type_names.types.items()]
        has_records = any(isinstance(function, RecordCodecView) for function in functions)
        if has_records:
            self._imports.name("._registry", "register")
        return CodecView(self._imports.views(), tuple(enums), tuple(functions), tuple(public), has_records)

    def _is_public(self, declaration: ir.Declaration) -> bool:
        return not isinstance(declaration, ir.Record) and not self._index.is_expanded(declaration.id)

    def _enum(self, enum: ir.Enum) -> EnumCodecView:
        table = self._expressions.runtime("._enums", "Strings" if enum.kind is ir.Scalar.STRING else "Integers")
        return EnumCodecView(
            Code(self._expressions.members(enum.id)), Code(table), Code(self._expressions.model(enum.id))
        )

    # Records

    def _record(self, record: ir.Record) -> RecordCodecView:
        function = self._names.functions[record.id]
        names = self._names.attributes[record.id]
        renames = tuple(
            (string_literal(field.wire), string_literal(name))
            for field, name in zip(record.fields, names, strict=True)
            if field.wire != name
        )
        typed_extra: Code | None = None
        extra = self._expressions.decode(record.extra, "item")
        if not isinstance(record.extra, ir.Never) and extra != "item":
            typed_extra = Code(extra)
        for name in ("instances", "split_extra"):
            self._expressions.runtime("._coding", name)
        self._expressions.runtime("._values", "Mismatch")
        encodes = tuple(
            step for field, name in zip(record.fields, names, strict=True) for step in self._field_encode(field, name)
        )
        if encodes or renames:
            self._expressions.runtime("._coding", "merge_extra")
        return RecordCodecView(
            function=function,
            model=Code(self._expressions.model(record.id)),
            shape=string_literal(self._names.types[record.id]),
            encode=Code(self._expressions.encoder(record.id)),
            keys_name=Code(f"_{function.upper()}_KEYS"),
            new_name=Code(f"_new_{function}"),
            keys=_keys(f"_{function.upper()}_KEYS", record),
            required=tuple(self._required(field) for field in record.fields if _must_be_received(field)),
            optional=tuple(
                OptionalView(string_literal(field.wire), self._field_decode(field))
                for field in record.fields
                if not _must_be_received(field)
            ),
            typed_extra=typed_extra,
            renames=renames,
            encodes=encodes,
        )

    def _required(self, field: ir.Field) -> Step:
        absent = Step(Code("raise Mismatch"), Code(f"{string_literal(field.wire)} not in data"))
        return self._field_decode(field) or absent

    def _field_decode(self, field: ir.Field) -> Step | None:
        """What is done with a value that is there; None where anything is taken as it is."""
        place = f"data[{string_literal(field.wire)}]"
        kind = self._index.target(field.type)
        inner = kind.inner if isinstance(kind, ir.Nullable) else kind
        if isinstance(inner, ir.AnyValue):
            return None
        nullable = not _must_be_received(field) or self._index.is_nullable(kind)
        if isinstance(inner, ir.Primitive) and inner.kind in (ir.Scalar.INTEGER, ir.Scalar.NUMBER):
            return self._number(inner.kind, place, nullable)
        refusal = self._expressions.refusal(inner, f"(value := {place})" if nullable else place)
        if refusal is not None:
            return Step(Code("raise Mismatch"), Code(f"{refusal} and value is not None" if nullable else refusal))
        decoded = self._expressions.decode(inner, "value" if nullable else place)
        statement = Code(decoded if isinstance(inner, ir.Constant | ir.Never) else f"{place} = {decoded}")
        return Step(statement, Code(f"(value := {place}) is not None") if nullable else None)

    def _number(self, scalar: ir.Scalar, place: str, nullable: bool) -> Step:
        """Numbers: the class is looked at first, so that the usual case costs one comparison."""
        tail = " and value is not None" if nullable else ""
        if scalar is ir.Scalar.NUMBER:
            as_number = self._expressions.runtime("._values", "as_number")
            return Step(Code(f"{as_number}(value)"), Code(f"(value := {place}).__class__ is not float{tail}"))
        as_integer = self._expressions.runtime("._values", "as_integer")
        return Step(Code(f"{as_integer}(value)"), Code(f"(value := {place}).__class__ is not int{tail}"))

    def _field_encode(self, field: ir.Field, name: Code) -> Iterator[Step]:
        encoded = self._expressions.encode(field.type, "value")
        if encoded == "value":
            return
        attribute = string_literal(name)
        if encoded.startswith("None if value is None else "):
            encoded = encoded.removeprefix("None if value is None else ")
        yield Step(Code(f"data[{attribute}] = {encoded}"), Code(f"(value := data.get({attribute})) is not None"))

    # Unions, aliases

    def _union(self, union: ir.Union) -> Iterator[FunctionCodecView]:
        stem = self._names.functions[union.id]
        body = UnionBody(union, stem, self._expressions)
        lines = tuple(body.lines())
        for helper, kind in body.helpers.items():
            decoded = self._expressions.decode(kind, "data")
            yield FunctionCodecView(Code(helper), (Line(0, Code(f"return {decoded}")),), None)
        yield FunctionCodecView(stem, lines, None)

    def _alias(self, alias: ir.Alias) -> FunctionCodecView:
        decoded = self._expressions.decode(alias.type, "data")
        encoded = self._expressions.encode(alias.type, "value")
        return FunctionCodecView(self._names.functions[alias.id], (Line(0, Code(f"return {decoded}")),), Code(encoded))

    # What is public

    def _public_declaration(self, declaration: ir.Declaration) -> PublicCodecView:
        stem = self._names.functions[declaration.id]
        kind = self._index.target(ir.Named(declaration.id))
        if kind != ir.Named(declaration.id) or isinstance(declaration, ir.Enum):
            return self._public(stem, ir.Named(declaration.id), self._names.types[declaration.id], kind)
        return PublicCodecView(
            stem,
            self._annotations.of(kind),
            string_literal(self._names.types[declaration.id]),
            Code(f"_decode_{stem}"),
            Code(
                self._expressions.runtime("._coding", "plain_data")
                if isinstance(declaration, ir.Union)
                else f"_encode_{stem}"
            ),
            Code(f"_{stem.upper()}_CODEC"),
        )

    def _public_type(self, stem: Code, kind: ir.Type) -> PublicCodecView:
        return self._public(stem, kind, self._type_names.shape_name(kind), self._index.target(kind))

    def _public(self, stem: Code, kind: ir.Type, shape: str, target: ir.Type) -> PublicCodecView:
        return PublicCodecView(
            stem,
            self._annotations.of(kind),
            string_literal(shape),
            Code(f"lambda data: {self._expressions.decode(target, 'data')}"),
            Code(f"lambda value: {self._expressions.encode(target, 'value')}"),
            Code(f"_{stem.upper()}_CODEC"),
        )


def _keys(name: str, record: ir.Record) -> Code:
    literals = [string_literal(field.wire) for field in record.fields]
    if not literals:
        return Code(f"{name} = frozenset[str]()")
    return Code(lay_out(f"{name} = ", call("frozenset", items("{", literals, "}")), ""))


def _must_be_received(field: ir.Field) -> bool:
    return field.presence is ir.Presence.REQUIRED and field.access is not ir.Access.WRITE

"""Declarations → the straight-line functions of `codec.py`: one pair a class, a decode function for each union and container."""

from __future__ import annotations

from collections.abc import Iterator

from codegen import ir
from codegen.python.annotations import Annotations
from codegen.python.expressions import Expressions
from codegen.python.formats import Formats
from codegen.python.imports import Imports
from codegen.python.index import Index
from codegen.python.naming import Names
from codegen.python.shapes import TypeNames
from codegen.python.text import Code, string_literal
from codegen.python.unions import UnionBody
from codegen.python.view import (
    CodecView,
    EnumCodecView,
    FunctionCodecView,
    Line,
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
        for name in ("instances", "split_extra", "merge_extra"):
            self._expressions.runtime("._coding", name)
        self._expressions.runtime("._values", "Mismatch")
        return RecordCodecView(
            function=function,
            model=Code(self._expressions.model(record.id)),
            shape=string_literal(self._names.types[record.id]),
            keys_name=Code(f"_{function.upper()}_KEYS"),
            new_name=Code(f"_new_{function}"),
            keys=tuple(string_literal(field.wire) for field in record.fields),
            checks=tuple(step for field in record.fields for step in self._field_decode(field)),
            typed_extra=typed_extra,
            renames=renames,
            encodes=tuple(
                step
                for field, name in zip(record.fields, names, strict=True)
                for step in self._field_encode(field, name)
            ),
        )

    def _field_decode(self, field: ir.Field) -> Iterator[Step]:
        key = string_literal(field.wire)
        place = f"data[{key}]"
        must = field.presence is ir.Presence.REQUIRED and field.access is not ir.Access.WRITE
        kind = self._index.target(field.type)
        inner = kind.inner if isinstance(kind, ir.Nullable) else kind
        nullable = not must or self._index.is_nullable(kind)
        if isinstance(inner, ir.AnyValue):
            if must:
                yield Step(Code("raise Mismatch"), Code(f"{key} not in data"))
            return
        number = self._number_steps(inner, key, must, nullable)
        if number is not None:
            yield number
            return
        refusal = self._expressions.refusal(inner, place if must and not nullable else f"(value := {place})")
        if refusal is not None:
            condition = refusal if must else f"{key} in data and {refusal}"
            yield Step(Code("raise Mismatch"), Code(f"{condition} and value is not None" if nullable else condition))
        elif nullable:
            lookup = place if must else f"data.get({key})"
            yield from self._converted(inner, place, "value", Code(f"(value := {lookup}) is not None"))
        else:
            yield from self._converted(inner, place, place, None)

    def _converted(self, kind: ir.Type, place: str, value: str, condition: Code | None) -> Iterator[Step]:
        decoded = self._expressions.decode(kind, value)
        checks_only = isinstance(kind, ir.Constant | ir.Never)
        yield Step(Code(decoded if checks_only else f"{place} = {decoded}"), condition)

    def _number_steps(self, kind: ir.Type, key: str, must: bool, nullable: bool) -> Step | None:
        """Numbers: the class is looked at first, so that the usual case costs one comparison."""
        if not isinstance(kind, ir.Primitive) or kind.kind not in (ir.Scalar.INTEGER, ir.Scalar.NUMBER):
            return None
        classes = ("int",) if kind.kind is ir.Scalar.INTEGER else ("float", "int")
        condition = f"(value := data[{key}]).__class__ is not {classes[0]}"
        if not must:
            condition = f"{key} in data and {condition}"
        for other in classes[1:]:
            condition += f" and value.__class__ is not {other}"
        if nullable:
            condition += " and value is not None"
        if kind.kind is ir.Scalar.NUMBER:
            return Step(Code("raise Mismatch"), Code(condition))
        return Step(Code(f"{self._expressions.runtime('._values', 'as_integer')}(value)"), Code(condition))

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

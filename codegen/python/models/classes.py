"""Declarations → the classes, enums and aliases of `models.py`.

A module of many thousand statements is more than pyright reads. Where `models.py` would come near that, its enums stand in a private
module of their own, and it imports them: `models` has the same names.
"""

from __future__ import annotations

from collections.abc import Iterable

from codegen import ir
from codegen.ir import queries
from codegen.python.code.imports import Imports
from codegen.python.code.layout import annotated, call, lay_out, statement
from codegen.python.code.text import Code, SpecText, scalar_literal, string_literal
from codegen.python.formats import Formats
from codegen.python.index import Index
from codegen.python.models.annotations import Annotations
from codegen.python.models.docs import ModelDocs
from codegen.python.models.order import Order
from codegen.python.models.views import AliasView, ClassView, EnumView, FieldView, MemberView, ModelsView
from codegen.python.names.minting import Names

_MOST_STATEMENTS = 28_000
_ENUMS = "._enum_types"


def has_enums_apart(api: ir.Api) -> bool:
    """Whether the enums of a package have a module of their own."""
    return any(isinstance(each, ir.Enum) for each in api.declarations) and (
        sum(map(_statements, api.declarations)) > _MOST_STATEMENTS
    )


def _statements(declaration: ir.Declaration) -> int:
    """About how much a declaration adds to the flow of a module, as pyright counts."""
    match declaration:
        case ir.Enum(members=members):
            return 4 + len(members)
        case ir.Record(fields=fields):
            return 4 + len(fields) + sum(field.presence is ir.Presence.OPTIONAL for field in fields)
        case ir.Union() | ir.Alias():
            return 4


class Models:
    """Builds the views of the models module and, where they are apart, of that of enums."""

    def __init__(self, api: ir.Api, index: Index, names: Names, formats: Formats) -> None:
        self._api, self._index, self._names, self._formats = api, index, names, formats
        self._imports = Imports(frozenset(names.types.values()))
        self._annotations = Annotations(index, names, formats, self._imports)
        self._docs = ModelDocs(index, names)

    def view(self) -> ModelsView:
        """Everything in the order of `order`."""
        order = list(Order(self._index, self._enums_of_defaults).of(self._api.declarations))
        apart: list[Code] = []
        if has_enums_apart(self._api):
            apart = [self._names.types[declaration.id] for declaration, _ in order if isinstance(declaration, ir.Enum)]
            order = [(declaration, later) for declaration, later in order if not isinstance(declaration, ir.Enum)]
        declarations = tuple(self._declaration(declaration, later) for declaration, later in order)
        # Public in `models` whether or not this document has a union: user code can always name it.
        self._imports.publish(self._imports.name("._runtime.model", "UnknownVariant"))
        for name in apart:
            self._imports.own(_ENUMS, name)
            self._imports.publish(name)
        return self._module(self._docs.of_module(self._api.title), declarations)

    def enums(self) -> ModelsView:
        """The module of enums, in the order of the document."""
        enums = tuple(self._enum(each) for each in self._api.declarations if isinstance(each, ir.Enum))
        about = SpecText(
            "The enums of `models`, which has all of their names: one module would be too large for type checkers."
        )
        return self._module(about, enums)

    def _module(self, about: SpecText, declarations: tuple[EnumView | ClassView | AliasView, ...]) -> ModelsView:
        publish = self._imports.name("._runtime.model", "publish")
        return ModelsView(about, self._imports.views(), declarations, publish)

    def _declaration(self, declaration: ir.Declaration, later: frozenset[str]) -> EnumView | ClassView | AliasView:
        match declaration:
            case ir.Enum():
                return self._enum(declaration)
            case ir.Record():
                return self._class(declaration)
            case ir.Union() | ir.Alias():
                return self._alias(declaration, later)

    def _enums_of_defaults(self, record: ir.Record) -> Iterable[ir.Enum]:
        for field in record.fields:
            default = field.default if field.tag is None else field.tag
            if default is not None:
                holder = self._holder(field.type, default)
                if isinstance(holder, ir.Enum):
                    yield holder

    def _holder(self, kind: ir.Type, value: ir.JSONScalar) -> ir.Enum | ir.Primitive | ir.Constant | None:
        """What a scalar default belongs to: an enum, or a plain type whose literal it is; None where the type has no such value."""
        target = self._index.target(kind)
        match target:
            case ir.Nullable(inner):
                return self._holder(inner, value)
            case ir.Constant():
                return target if queries.admits_constant(target, value) else None
            case ir.Primitive(scalar):
                return target if self._formats.of(target) is None and queries.is_scalar_of(value, scalar) else None
            case ir.Named(identifier):
                return self._holder_in(self._index[identifier], value)
            case _:
                return None

    def _holder_in(
        self, declaration: ir.Declaration, value: ir.JSONScalar
    ) -> ir.Enum | ir.Primitive | ir.Constant | None:
        match declaration:
            case ir.Enum(kind=scalar):
                return declaration if queries.is_scalar_of(value, scalar) else None
            case ir.Union(variants=variants):
                holders = [self._holder(variant.type, value) for variant in variants]
                listed = [h for h in holders if isinstance(h, ir.Enum) and queries.is_member(h, value)]
                return next(iter([*listed, *(holder for holder in holders if holder is not None)]), None)
            case ir.Alias(type=kind):
                return self._holder(kind, value)
            case ir.Record():
                return None

    def _enum(self, enum: ir.Enum) -> EnumView:
        is_text = enum.kind is ir.Scalar.STRING
        base = self._imports.name("._runtime.model", "OpenStrEnum" if is_text else "OpenIntEnum")
        self._imports.name("typing", "TYPE_CHECKING")
        members = tuple(
            MemberView(Code(statement(f"{name} = ", scalar_literal(member.value), "", 1)), self._docs.of_member(member))
            for name, member in zip(self._names.attributes[enum.id], enum.members, strict=True)
        )
        unlisted = Code('""' if is_text else "-1")
        name = self._names.types[enum.id]
        return EnumView(name, _header(name, base), self._docs.of(enum), members, unlisted)

    def _class(self, record: ir.Record) -> ClassView:
        names = self._names.attributes[record.id]
        shadowed = frozenset(names)
        fields = tuple(self._field(field, name, shadowed) for field, name in zip(record.fields, names, strict=True))
        extra: Code | None = None
        if not isinstance(record.extra, ir.AnyValue | ir.Never):
            factory = self._imports.name("._runtime.model", "ExtraFields")
            extra = Code(f"{factory}[{string_literal(self._annotations.of(record.extra, shadowed))}]()")
        base = self._imports.name("._runtime.model", "Model")
        # Fields without a default first would read like a signature, but keyword-only fields may keep the document's order.
        name = self._names.types[record.id]
        return ClassView(name, _header(name, base), self._docs.of(record), fields, extra)

    def _field(self, field: ir.Field, name: Code, shadowed: frozenset[Code]) -> FieldView:
        doc = self._docs.of_field(field, name)
        if field.presence is ir.Presence.OPTIONAL:
            optional = self._annotations.optional(field.type, shadowed)
            default = self._value(field.type, field.default)
            return FieldView(Code(annotated(name, optional, default, 1)), doc)
        annotation = self._annotations.tree(field.type, shadowed)
        return FieldView(Code(annotated(name, annotation, self._required(field), 1)), doc)

    def _required(self, field: ir.Field) -> Code | None:
        """What the constructor takes where a required field is not given."""
        constant = self._index.sent(field)
        if constant is not None:
            return self._value(field.type, constant.values[0])
        return self._imports.name("._runtime.model", "SET_BY_SERVER") if field.access is ir.Access.READ else None

    def _value(self, kind: ir.Type, value: ir.JSONScalar) -> Code:
        """A scalar of a type: a literal, or a member of an enum."""
        holder = self._holder(kind, value) if value is not None else None
        if holder is None:
            return Code("None")
        if isinstance(holder, ir.Constant):
            # 2.0 is a value of `const: 2`, but none of `Literal[2]`.
            value = next((each for each in holder.values if queries.is_among(value, (each,))), value)
        if not isinstance(holder, ir.Enum):
            return scalar_literal(value)
        for member, name in zip(holder.members, self._names.attributes[holder.id], strict=True):
            if member.value == value:
                return Code(f"{self._names.types[holder.id]}.{name}")
        return Code(f"{self._names.types[holder.id]}({scalar_literal(value)})")

    def _alias(self, declaration: ir.Union | ir.Alias, pending: frozenset[str]) -> AliasView:
        type_alias = self._imports.name("typing", "TypeAlias")
        name = self._names.types[declaration.id]
        stands_for = self._annotations.alias(declaration, pending)
        return AliasView(name, Code(statement(f"{name}: {type_alias} = ", stands_for)), self._docs.of(declaration))


def _header(name: str, base: str) -> Code:
    return Code(lay_out("class ", call(name, base), ":"))

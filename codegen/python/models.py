"""Declarations → the classes, enums and aliases of `models.py`."""

from __future__ import annotations

from collections.abc import Iterable

from codegen import ir
from codegen.python import documentation
from codegen.python.annotations import Annotations
from codegen.python.formats import Formats
from codegen.python.imports import Imports
from codegen.python.index import Index
from codegen.python.naming import Names
from codegen.python.text import Code, SpecText, scalar_literal, string_literal
from codegen.python.view import AliasView, ClassView, EnumView, FieldView, MemberView, ModelsView


class Models:
    """Builds the view of the models module."""

    def __init__(self, api: ir.Api, index: Index, names: Names, formats: Formats) -> None:
        self._api, self._index, self._names = api, index, names
        self._imports = Imports(frozenset(names.types.values()))
        self._annotations = Annotations(index, names, formats, self._imports)
        self._printed: dict[str, EnumView | ClassView | AliasView] = {}
        self._waiting: dict[str, ir.Union | ir.Alias] = {}

    def view(self) -> ModelsView:
        """Everything in the order of the document, but what is evaluated on import comes after what it needs: an alias after the
        types it is made of, a class after the enum of a default."""
        for declaration in self._api.declarations:
            self._print(declaration)
            self._print_waiting()
        while self._waiting:
            self._print_cyclic()
        declarations = tuple(self._printed.values())
        # Public in `models` whether or not this document has a union: user code can always name it.
        unknown = self._imports.name("._unions", "UnknownVariant")
        exports = sorted({*(declaration.name for declaration in declarations), unknown})
        return ModelsView(
            SpecText(self._api.title), self._imports.views(), tuple(Code(name) for name in exports), declarations
        )

    def _print(self, declaration: ir.Declaration) -> None:
        if declaration.id in self._printed or self._index.is_expanded(declaration.id):
            return
        match declaration:
            case ir.Enum():
                self._printed[declaration.id] = self._enum(declaration)
            case ir.Record():
                for enum in self._enums_of_defaults(declaration):
                    self._print(enum)
                self._printed[declaration.id] = self._class(declaration)
            case ir.Union() | ir.Alias():
                self._waiting[declaration.id] = declaration

    def _needs(self, declaration: ir.Union | ir.Alias) -> set[str]:
        if isinstance(declaration, ir.Union):
            return self._index.mentions(*(variant.type for variant in declaration.variants))
        return self._index.mentions(declaration.type)

    def _print_waiting(self) -> None:
        """Prints the aliases whose parts are all there."""
        progress = True
        while progress:
            progress = False
            for declaration in list(self._waiting.values()):
                if self._needs(declaration) <= self._printed.keys():
                    del self._waiting[declaration.id]
                    self._printed[declaration.id] = self._alias(declaration, frozenset())
                    progress = True

    def _print_cyclic(self) -> None:
        """Prints the first alias that only waits for itself or for others that wait, with these quoted."""
        declaration = next(iter(self._waiting.values()))
        pending = frozenset(self._needs(declaration) - self._printed.keys())
        del self._waiting[declaration.id]
        self._printed[declaration.id] = self._alias(declaration, pending)
        self._print_waiting()

    def _enums_of_defaults(self, record: ir.Record) -> Iterable[ir.Enum]:
        for field in record.fields:
            enum = self._enum_of(field.type)
            if field.default is not None and enum is not None:
                yield enum

    def _enum_of(self, kind: ir.Type) -> ir.Enum | None:
        target = self._index.target(kind)
        if isinstance(target, ir.Nullable):
            target = self._index.target(target.inner)
        if not isinstance(target, ir.Named):
            return None
        declaration = self._index[target.id]
        return declaration if isinstance(declaration, ir.Enum) else None

    def _enum(self, enum: ir.Enum) -> EnumView:
        is_text = enum.kind is ir.Scalar.STRING
        base = self._imports.name("._enums", "OpenStrEnum" if is_text else "OpenIntEnum")
        self._imports.name("typing", "TYPE_CHECKING")
        members = tuple(
            MemberView(name, scalar_literal(member.value), documentation.docstring(member.doc))
            for name, member in zip(self._names.attributes[enum.id], enum.members, strict=True)
        )
        unlisted = Code('""' if is_text else "-1")
        return EnumView(self._names.types[enum.id], base, documentation.docstring(enum.doc), members, unlisted)

    def _class(self, record: ir.Record) -> ClassView:
        names = self._names.attributes[record.id]
        shadowed = frozenset(names)
        fields = tuple(self._field(field, name, shadowed) for field, name in zip(record.fields, names, strict=True))
        extra: Code | None = None
        if not isinstance(record.extra, ir.AnyValue | ir.Never):
            factory = self._imports.name("._model", "ExtraFields")
            extra = Code(f"{factory}[{string_literal(self._annotations.of(record.extra, shadowed))}]()")
        base = self._imports.name("._model", "Model")
        # Fields without a default first would read like a signature, but keyword-only fields may keep the document's order.
        return ClassView(self._names.types[record.id], base, documentation.docstring(record.doc), fields, extra)

    def _field(self, field: ir.Field, name: Code, shadowed: frozenset[Code]) -> FieldView:
        notes = [f"JSON key: `{field.wire}`."] if field.wire != name else []
        if field.access is not ir.Access.BOTH:
            notes.append("Read-only." if field.access is ir.Access.READ else "Write-only.")
        doc = documentation.docstring(field.doc, *notes)
        if field.presence is ir.Presence.OPTIONAL:
            annotation = self._annotations.optional(field.type, shadowed)
            return FieldView(name, annotation, self._default(field), doc)
        annotation = self._annotations.of(field.type, shadowed)
        constant = self._index.target(field.type)
        if isinstance(constant, ir.Constant) and len(constant.values) == 1 and not constant.open:
            return FieldView(name, annotation, scalar_literal(constant.values[0]), doc)
        if field.access is ir.Access.READ:
            return FieldView(name, annotation, self._imports.name("._model", "SET_BY_SERVER"), doc)
        return FieldView(name, annotation, None, doc)

    def _default(self, field: ir.Field) -> Code:
        enum = self._enum_of(field.type)
        if field.default is None or enum is None:
            return scalar_literal(field.default)
        for member, name in zip(enum.members, self._names.attributes[enum.id], strict=True):
            if member.value == field.default:
                return Code(f"{self._names.types[enum.id]}.{name}")
        return Code(f"{self._names.types[enum.id]}({scalar_literal(field.default)})")

    def _alias(self, declaration: ir.Union | ir.Alias, pending: frozenset[str]) -> AliasView:
        type_alias = self._imports.name("typing", "TypeAlias")
        annotation = self._annotations.alias(declaration, pending)
        return AliasView(
            self._names.types[declaration.id], annotation, type_alias, documentation.docstring(declaration.doc)
        )

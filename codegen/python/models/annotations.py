"""`ir.Type` → the annotation that says it, with the imports that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Set

from codegen import ir
from codegen.python.code.imports import Imports
from codegen.python.code.layout import Expression, chain, items
from codegen.python.code.text import Code, scalar_literal, string_literal
from codegen.python.formats import Formats
from codegen.python.index import Index
from codegen.python.names.minting import Names

_LENGTHS = 4
"""How many lengths of a tuple are spelled out at most."""
_OPERANDS = 500
"""How many operands `|` has at most in one annotation."""
_NOTHING: frozenset[str] = frozenset()
_SCALARS = {ir.Scalar.STRING: "str", ir.Scalar.INTEGER: "int", ir.Scalar.NUMBER: "float", ir.Scalar.BOOLEAN: "bool"}


class Annotations:
    """Spells types in one module. `prefix` stands before the names of declarations (`models.` outside of models.py)."""

    def __init__(self, index: Index, names: Names, formats: Formats, imports: Imports, prefix: str = "") -> None:
        self._index, self._names, self._formats, self._imports, self._prefix = index, names, formats, imports, prefix
        self._pending: frozenset[str] = frozenset()
        null = (id for id in index.declarations if index.is_null(ir.Named(id)))
        self._null_names = frozenset(f"{prefix}{names.types[id]}" for id in null)

    def alias(self, declaration: ir.Union | ir.Alias, pending: frozenset[str]) -> Expression:
        """What stands behind `Name: TypeAlias =`, an expression that is evaluated. The declarations in `pending` come later in the
        module, so they are quoted: inside brackets, where a string stands for a type."""
        self._pending = pending
        parts = (
            self._union_parts(declaration, _NOTHING)
            if isinstance(declaration, ir.Union)
            else self._parts(declaration.type, _NOTHING)
        )
        self._pending = frozenset()
        late = {str(self._names.types[identifier]) for identifier in pending}
        if late.isdisjoint(parts):
            return self._either(parts)
        quoted = [f'"{part}"' if part in late else part for part in parts]
        return items(f"{self._imports.name('typing', 'Union')}[", quoted, "]")

    def _within(self, kind: ir.Type, shadowed: Set[str]) -> Expression:
        """An annotation between brackets, quoted where it mentions what comes later."""
        spelled = self.tree(kind, shadowed)
        if self._pending and not self._pending.isdisjoint(self._index.mentions(kind)):
            return string_literal(str(spelled))
        return spelled

    def of(self, kind: ir.Type, shadowed: Set[str] = _NOTHING) -> Code:
        """The annotation of a type, on one line, in a scope where the names in `shadowed` mean something else."""
        return Code(self.tree(kind, shadowed))

    def tree(self, kind: ir.Type, shadowed: Set[str] = _NOTHING) -> Expression:
        """The same, to be laid out."""
        return self._either(self._parts(kind, shadowed), shadowed)

    def optional(self, kind: ir.Type, shadowed: Set[str] = _NOTHING) -> Expression:
        """The annotation of a field that may be absent: the type or None."""
        return self._either(self._unique((*self._parts(kind, shadowed), "None")), shadowed)

    def _either(self, parts: tuple[Expression, ...], shadowed: Set[str] = _NOTHING) -> Expression:
        """`A | B`. Of very many parts `Union[A, B]`, because the compiler recurses over each `|`."""
        if len(parts) <= _OPERANDS:
            return chain("|", parts)
        return items(f"{self._imports.name('typing', 'Union', shadowed)}[", parts, "]")

    def _parts(self, kind: ir.Type, shadowed: Set[str]) -> tuple[Expression, ...]:
        builtin = self._imports.name
        match kind:
            case ir.AnyValue():
                return (builtin("typing", "Any", shadowed),)
            case ir.Never():
                return (builtin("typing", "Never", shadowed),)
            case ir.Primitive():
                usual, keeps_text = self.scalar(kind, shadowed)
                return (usual, builtin("._runtime.model", "PlainText", shadowed)) if keeps_text else (usual,)
            case ir.Constant():
                return self._constant(kind, shadowed)
            case ir.ListOf(item):
                return (items(f"{builtin('builtins', 'list', shadowed)}[", [self._within(item, shadowed)], "]"),)
            case ir.MapOf(value):
                keys = builtin("builtins", "str", shadowed)
                mapping = builtin("builtins", "dict", shadowed)
                return (items(f"{mapping}[", [keys, self._within(value, shadowed)], "]"),)
            case ir.TupleOf():
                return self._tuples(kind, shadowed)
            case ir.Nullable(inner):
                return self._unique((*self._parts(inner, shadowed), "None"))
            case ir.Named(identifier):
                if self._index.is_expanded(identifier):
                    declaration = self._index[identifier]
                    assert isinstance(declaration, ir.Union)  # only unions are ever expanded
                    return self._union_parts(declaration, shadowed)
                return (self._declared(self._names.types[identifier]),)

    def _tuples(self, row: ir.TupleOf, shadowed: Set[str]) -> tuple[Expression, ...]:
        """A tuple for each length that the row may have. Where these are many, or there is no item of its own, a tuple of any length
        says it: of all types that its items may have."""
        lengths = range(row.least, len(row.items))
        if len(lengths) < _LENGTHS and row.items:
            shorter = (self._tuple(row.items[:length], None, shadowed) for length in lengths)
            return (*shorter, self._tuple(row.items, row.rest, shadowed))
        builtin = self._imports.name("builtins", "tuple", shadowed)
        kinds = row.items if row.rest is None else (*row.items, row.rest)
        if not kinds:
            return (f"{builtin}[()]",)
        late = bool(self._pending) and any(not self._pending.isdisjoint(self._index.mentions(kind)) for kind in kinds)
        item = self._either(self._unique(part for kind in kinds for part in self._parts(kind, shadowed)), shadowed)
        return (items(f"{builtin}[", [string_literal(str(item)) if late else item, "..."], "]"),)

    def _tuple(self, kinds: tuple[ir.Type, ...], rest: ir.Type | None, shadowed: Set[str]) -> Expression:
        builtin = self._imports.name("builtins", "tuple", shadowed)
        parts = [self._within(kind, shadowed) for kind in kinds]
        if rest is not None:
            parts.append(f"*{items(f'{builtin}[', [self._within(rest, shadowed), '...'], ']')}")
        return items(f"{builtin}[", parts, "]") if parts else f"{builtin}[()]"

    def _constant(self, constant: ir.Constant, shadowed: Set[str]) -> tuple[Expression, ...]:
        literals = [value for value in constant.values if value is not None and not isinstance(value, float)]
        parts: list[Expression] = []
        if literals:
            spelled = [scalar_literal(value) for value in literals]
            parts.append(items(f"{self._imports.name('typing', 'Literal', shadowed)}[", spelled, "]"))
        if any(isinstance(value, float) for value in constant.values):
            parts.append(self._imports.name("builtins", "float", shadowed))
        if constant.open:
            parts.append(self._imports.name("builtins", "str", shadowed))
        if None in constant.values:
            parts.append("None")
        return tuple(parts)

    def _union_parts(self, union: ir.Union, shadowed: Set[str]) -> tuple[Expression, ...]:
        parts: list[Expression] = []
        for variant in union.variants:
            parts.extend(self._parts(variant.type, shadowed))
        if union.open:
            parts.append(self.unknown_variant(shadowed))
        return self._unique(parts)

    def unknown_variant(self, shadowed: Set[str] = _NOTHING) -> Code:
        """The annotation of what no variant of a union claims."""
        if self._prefix:
            return self._declared(Code("UnknownVariant"))
        return self._imports.name("._runtime.model", "UnknownVariant", shadowed)

    def scalar(self, kind: ir.Primitive, shadowed: Set[str] = _NOTHING) -> tuple[Code, bool]:
        """The annotation of a scalar, and whether it is other text where it is not in its format."""
        found = self._formats.of(kind)
        if found is None:
            return self._imports.name("builtins", _SCALARS[kind.kind], shadowed), False
        return self._imports.name(found.module, found.type, shadowed), self._formats.keeps_text(kind)

    def _declared(self, name: Code) -> Code:
        """A name of `models`, which is imported where it stands before its names."""
        if self._prefix:
            self._imports.name(".", "models")
        return Code(f"{self._prefix}{name}")

    def _unique(self, parts: Iterable[Expression]) -> tuple[Expression, ...]:
        """Each part once, text that is not in its format and None last. Another name for None goes: `None | None` is a TypeError where
        an annotation is evaluated."""
        kept = dict.fromkeys(parts)
        text = self._imports.spelled("._runtime.model", "PlainText")
        if text in kept:
            del kept[text]
            kept |= {} if "str" in kept else {text: None}
        if "None" not in kept:
            return tuple(kept)
        del kept["None"]
        return (*(part for part in kept if part not in self._null_names), "None")

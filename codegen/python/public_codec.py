"""Types that are no classes → the public functions of `codec.py`: `decode_<name>` and `encode_<name>`, which work on copies."""

from __future__ import annotations

from collections.abc import Iterator

from codegen import ir
from codegen.python.annotations import Annotations
from codegen.python.expressions import Expressions
from codegen.python.formats import Formats
from codegen.python.imports import Imports
from codegen.python.index import Index
from codegen.python.layout import Expression, Group, call, constant, fits, items, statement
from codegen.python.naming import Names
from codegen.python.shapes import TypeNames
from codegen.python.text import Code, string_literal
from codegen.python.view import PublicCodecView


class PublicCodecs:
    """Builds the pairs; `imports` and `expressions` are those of the module."""

    def __init__(
        self, api: ir.Api, index: Index, names: Names, formats: Formats, imports: Imports, expressions: Expressions
    ) -> None:
        self._api, self._index, self._names = api, index, names
        self._imports, self._expressions = imports, expressions
        self._annotations = Annotations(index, names, formats, imports, prefix="models.")

    def functions(self, type_names: TypeNames) -> Iterator[PublicCodecView]:
        """A pair for each declaration that needs one, and for each type without a name that operations send or receive."""
        for declaration in self._api.declarations:
            if self._is_served(declaration):
                yield self._declaration(declaration)
        for kind, stem in type_names.types.items():
            yield self._by_expression(stem, kind, type_names.shape_name(kind), self._index.target(kind))

    def _is_served(self, declaration: ir.Declaration) -> bool:
        """An enum inside another schema is not: its class reads any value, and every member is JSON as it is."""
        if isinstance(declaration, ir.Enum):
            return declaration.hint.component is not None
        return not isinstance(declaration, ir.Record) and not self._index.is_expanded(declaration.id)

    def _declaration(self, declaration: ir.Declaration) -> PublicCodecView:
        stem = self._names.functions[declaration.id]
        kind = self._index.target(ir.Named(declaration.id))
        if declaration.id in self._api.nullable:
            whole = ir.Nullable(ir.Named(declaration.id))
            return self._by_expression(stem, whole, self._names.types[declaration.id], whole)
        shape = self._names.types[declaration.id]
        if kind != ir.Named(declaration.id) or isinstance(declaration, ir.Enum):
            return self._by_expression(stem, ir.Named(declaration.id), shape, kind)
        plain = isinstance(declaration, ir.Union)
        encode = self._expressions.runtime("._runtime.coding", "plain_data") if plain else f"_encode_{stem}"
        return self._pair(stem, kind, shape, f"_decode_{stem}", encode)

    def _by_expression(self, stem: Code, kind: ir.Type, shape: str, target: ir.Type) -> PublicCodecView:
        decode = _function_of("data", self._expressions.decode(target, "data"))
        return self._pair(stem, kind, shape, decode, _function_of("value", self._expressions.encode(target, "value")))

    def _pair(self, stem: str, kind: ir.Type, shape: str, decode: str, encode: str) -> PublicCodecView:
        # To type checkers, what is said to return Never must not have a return statement.
        annotation = self._annotations.of(ir.AnyValue() if self._index.target(kind) == ir.Never() else kind)
        name = f"_{stem.upper()}_CODEC"
        codec = call(self._imports.name("._runtime.codec", "Codec"), string_literal(shape), decode, encode)
        return PublicCodecView(
            Code(constant(name, items("Codec[", [annotation], "]"), codec)),
            signature(f"decode_{stem}", "data: Any", annotation),
            returned(call(f"{name}.from_data", "data")),
            signature(f"encode_{stem}", f"value: {annotation}", "Any"),
            returned(call(f"{name}.encode", "value")),
        )


def signature(name: str, parameter: str, returns: str) -> Code:
    """The first line of a function of one parameter, which stands on a line of its own where it has to."""
    line = f"def {name}({parameter}) -> {returns}:"
    return Code(line if fits(line) else f"def {name}(\n    {parameter},\n) -> {returns}:")


def returned(expression: Expression) -> Code:
    """The statement that returns what an expression gives."""
    return Code(statement("return ", expression, "", 1))


def _function_of(parameter: str, expression: Expression) -> str:
    """A function of one parameter: that which the expression calls with it, else a lambda."""
    if isinstance(expression, Group) and str(expression) == f"{expression.opening}{parameter})":
        return expression.opening.removesuffix("(")
    return f"lambda {parameter}: {expression}"

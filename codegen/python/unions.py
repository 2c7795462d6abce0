"""The plan of a union → the body of its decode function: by JSON class, then by tag, value, keys, and last by trying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codegen import ir
from codegen.python.expressions import Expressions
from codegen.python.text import Code, scalar_literal, string_literal
from codegen.python.view import Line

_CLASSES = {
    ir.JSONKind.OBJECT: "dict",
    ir.JSONKind.ARRAY: "list",
    ir.JSONKind.STRING: "str",
    ir.JSONKind.BOOLEAN: "bool",
    ir.JSONKind.INTEGER: "int",
    ir.JSONKind.NUMBER: "float",
}


class UnionBody:
    """Lines of one decode function; `helpers` are the anonymous types that need a function of their own, by its stem."""

    def __init__(self, union: ir.Union, stem: str, expressions: Expressions) -> None:
        self._union, self._stem, self._expressions = union, stem, expressions
        self.helpers: dict[str, ir.Type] = {}

    def lines(self) -> Iterator[Line]:
        kinds = dict(self._union.plan)
        for kind, choice in self._union.plan:
            classes = [_CLASSES[kind]]
            if kind is ir.JSONKind.NUMBER and ir.JSONKind.INTEGER not in kinds:
                classes.append("int")
            elif kind is ir.JSONKind.INTEGER and ir.JSONKind.NUMBER not in kinds:
                classes.append("float")
            condition = " or ".join(f"data.__class__ is {name}" for name in classes)
            yield Line(0, Code(f"if {condition}:"))
            yield from self._choice(choice, kind, 1, "None")
        self._expressions.runtime("._values", "Mismatch")
        yield Line(0, Code("raise Mismatch"))

    def _choice(self, choice: ir.Choice, kind: ir.JSONKind, depth: int, tag: str) -> Iterator[Line]:
        match choice:
            case ir.Take(index):
                yield self._return(index, kind, depth)
            case ir.ByTag(key, cases, otherwise):
                name = "tag" if depth == 1 else f"tag{depth}"
                yield Line(depth, Code(f"{name} = data.get({string_literal(key)})"))
                yield from self._cases(name, cases, kind, depth, name)
                yield from self._choice(otherwise, kind, depth, name)
            case ir.ByValue(cases, otherwise):
                yield from self._cases("data", cases, kind, depth, tag)
                yield from self._choice(otherwise, kind, depth, tag)
            case ir.ByKeys(cases, otherwise):
                for keys, branch in cases:
                    condition = " and ".join(f"{string_literal(key)} in data" for key in keys)
                    yield Line(depth, Code(f"if {condition}:"))
                    yield from self._choice(branch, kind, depth + 1, tag)
                yield from self._choice(otherwise, kind, depth, tag)
            case ir.TryInOrder(indexes):
                helper = "attempt_object" if kind is ir.JSONKind.OBJECT and self._union.open else "attempt"
                functions = ", ".join(self._function(index) for index in indexes)
                attempt = self._expressions.runtime("._unions", helper)
                yield Line(depth, Code(f"return {attempt}(data, {functions})"))
            case ir.Unclaimed():
                if kind is ir.JSONKind.OBJECT and self._union.open:
                    unclaimed = self._expressions.runtime("._unions", "unclaimed")
                    yield Line(depth, Code(f"return {unclaimed}(data{'' if tag == 'None' else f', {tag}'})"))
                else:
                    yield Line(depth, Code("raise Mismatch"))

    def _cases(
        self,
        name: str,
        cases: Sequence[tuple[ir.JSONScalar, ir.Choice]],
        kind: ir.JSONKind,
        depth: int,
        tag: str,
    ) -> Iterator[Line]:
        grouped: dict[ir.Choice, list[ir.JSONScalar]] = {}
        for value, branch in cases:
            grouped.setdefault(branch, []).append(value)
        for branch, values in grouped.items():
            yield Line(depth, Code(f"if {_equals(name, values)}:"))
            yield from self._choice(branch, kind, depth + 1, tag)

    def _return(self, index: int, kind: ir.JSONKind, depth: int) -> Line:
        variant = self._expressions.index.target(self._union.variants[index].type)
        decoded = self._expressions.decode(variant, "data")
        plain = isinstance(variant, ir.Primitive) and self._expressions.formats.of(variant) is None
        # The class was looked at already; only a float may still have a fraction that an integer can't have.
        return Line(depth, Code("return data" if plain and kind is not ir.JSONKind.INTEGER else f"return {decoded}"))

    def _function(self, index: int) -> str:
        """A function that decodes one variant."""
        kind = self._expressions.index.target(self._union.variants[index].type)
        decoded = self._expressions.decode(kind, "data")
        if decoded.endswith("(data)") and decoded.removesuffix("(data)").isidentifier():
            return decoded.removesuffix("(data)")
        helper = f"{self._stem}_variant{index + 1}"
        self.helpers[helper] = kind
        return f"_decode_{helper}"


def _equals(name: str, values: Sequence[ir.JSONScalar]) -> str:
    if all(isinstance(value, str) for value in values):
        literals = [scalar_literal(value) for value in values]
        return f"{name} == {literals[0]}" if len(literals) == 1 else f"{name} in ({', '.join(literals)})"
    # `True == 1` in Python: tags that are no strings are compared with their class.
    tests = [
        (
            f"{name} is {scalar_literal(value)}"
            if value is None or isinstance(value, bool)
            else f"({name} == {scalar_literal(value)} and {name}.__class__ is not bool)"
        )
        for value in values
    ]
    return " or ".join(tests)

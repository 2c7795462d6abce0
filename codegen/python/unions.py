"""The plan of a union → the body of its decode function: by JSON class, then by tag, value, keys, and last by trying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codegen import ir
from codegen.python.expressions import Expressions
from codegen.python.layout import Group, call, chain, items, statement
from codegen.python.text import Code, scalar_literal, string_literal

_CLASSES = {
    ir.JSONKind.OBJECT: "dict",
    ir.JSONKind.ARRAY: "list",
    ir.JSONKind.STRING: "str",
    ir.JSONKind.BOOLEAN: "bool",
    ir.JSONKind.INTEGER: "int",
    ir.JSONKind.NUMBER: "float",
}


class UnionBody:
    """The body of one decode function, laid out; `helpers` are the anonymous types that need a function of their own, by its stem."""

    def __init__(self, union: ir.Union, stem: str, expressions: Expressions) -> None:
        self._union, self._stem, self._expressions = union, stem, expressions
        self.helpers: dict[str, ir.Type] = {}

    def lines(self) -> Iterator[Code]:
        kinds = dict(self._union.plan)
        for kind, choice in self._union.plan:
            classes = [_CLASSES[kind]]
            if kind is ir.JSONKind.NUMBER and ir.JSONKind.INTEGER not in kinds:
                classes.append("int")
            tests = [f"data.__class__ is {name}" for name in classes]
            if kind is ir.JSONKind.INTEGER and ir.JSONKind.NUMBER not in kinds:
                # A float with a fraction is no integer: an open union keeps it, which the variant would refuse.
                tests.append(
                    "(data.__class__ is float and data.is_integer())" if self._union.open else "data.__class__ is float"
                )
            condition = " or ".join(tests)
            yield _line(0, f"if {condition}:")
            yield from self._choice(choice, kind, 1, "None")
        yield self._unclaimed(0, "None")

    def _choice(self, choice: ir.Choice, kind: ir.JSONKind, depth: int, tag: str) -> Iterator[Code]:
        match choice:
            case ir.Take(index):
                yield self._return(index, kind, depth)
            case ir.ByTag(key, cases, otherwise):
                name = "tag" if depth == 1 else f"tag{depth}"
                yield Code(statement(f"{name} = ", call("data.get", string_literal(key)), "", depth + 1))
                yield from self._cases(name, cases, kind, depth, name)
                yield from self._choice(otherwise, kind, depth, name)
            case ir.ByValue(cases, otherwise):
                yield from self._cases("data", cases, kind, depth, tag)
                yield from self._choice(otherwise, kind, depth, tag)
            case ir.ByKeys(cases, otherwise):
                for keys, branch in cases:
                    condition = chain("and", [f"{string_literal(key)} in data" for key in keys])
                    yield Code(statement("if ", condition, ":", depth + 1))
                    yield from self._choice(branch, kind, depth + 1, tag)
                yield from self._choice(otherwise, kind, depth, tag)
            case ir.TryInOrder(indexes):
                helper = "attempt_or_keep" if self._union.open else "attempt"
                functions = [self._function(index) for index in indexes]
                attempt = self._expressions.runtime("._runtime.choices", helper)
                yield Code(statement("return ", call(attempt, "data", *functions), "", depth + 1))
            case ir.Unclaimed():
                yield self._unclaimed(depth, tag)

    def _unclaimed(self, depth: int, tag: str) -> Code:
        """What becomes of a value that no variant claims."""
        if self._union.open:
            unclaimed = self._expressions.runtime("._runtime.choices", "unclaimed")
            return _line(depth, f"return {unclaimed}(data{'' if tag == 'None' else f', {tag}'})")
        return _line(depth, f"raise {self._expressions.runtime('._runtime.values', 'Mismatch')}")

    def _cases(
        self,
        name: str,
        cases: Sequence[tuple[ir.JSONScalar, ir.Choice]],
        kind: ir.JSONKind,
        depth: int,
        tag: str,
    ) -> Iterator[Code]:
        grouped: dict[ir.Choice, list[ir.JSONScalar]] = {}
        for value, branch in cases:
            grouped.setdefault(branch, []).append(value)
        for branch, values in grouped.items():
            yield _equals(name, values, depth)
            yield from self._choice(branch, kind, depth + 1, tag)

    def _return(self, index: int, kind: ir.JSONKind, depth: int) -> Code:
        variant = self._expressions.index.target(self._union.variants[index].type)
        plain = isinstance(variant, ir.Primitive) and self._expressions.formats.of(variant) is None
        # The class was looked at already; only a float may still have a fraction that an integer can't have.
        unchecked = plain and kind is not ir.JSONKind.INTEGER
        decoded = "data" if unchecked else self._expressions.decode(variant, "data")
        return Code(statement("return ", decoded, "", depth + 1))

    def _function(self, index: int) -> str:
        """A function that decodes one variant."""
        kind = self._expressions.index.target(self._union.variants[index].type)
        decoded = self._expressions.decode(kind, "data")
        if isinstance(decoded, Group) and str(decoded) == f"{decoded.opening}data)":
            return decoded.opening.removesuffix("(")
        helper = f"{self._stem}_variant{index + 1}"
        self.helpers[helper] = kind
        return f"_decode_{helper}"


def _line(depth: int, text: str) -> Code:
    return Code("    " * (depth + 1) + text)


def _equals(name: str, values: Sequence[ir.JSONScalar], depth: int) -> Code:
    if all(isinstance(value, str) for value in values):
        literals = [scalar_literal(value) for value in values]
        if len(literals) == 1:
            return _line(depth, f"if {name} == {literals[0]}:")
        return Code(statement(f"if {name} in ", items("(", literals, ")"), ":", depth + 1))
    # `True == 1` in Python: tags that are no strings are compared with their class.
    tests = [
        (
            f"{name} is {scalar_literal(value)}"
            if value is None or isinstance(value, bool)
            else f"{name} == {scalar_literal(value)} and {name}.__class__ is not bool"
        )
        for value in values
    ]
    if len(tests) == 1:
        return _line(depth, f"if {tests[0]}:")
    grouped = [f"({test})" if " and " in test else test for test in tests]
    return _line(depth, f"if {' or '.join(grouped)}:")

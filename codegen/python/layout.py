"""Lays out long expressions by construction, as black does: on one line where it fits, else bracket by bracket, one element a line.

Expressions come as trees (`Group`), so that nothing has to parse them. What is printed this way needs no formatter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

WIDTH = 88
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Group:
    """Elements between brackets: `Fields(`, elements, `)`. Each element is an expression, after a fixed text (`"key": `)."""

    opening: str
    elements: tuple[tuple[str, Expression], ...]
    closing: str


Expression: TypeAlias = "str | Group"


def call(function: str, *arguments: Expression) -> Group:
    """A call with positional arguments."""
    return Group(f"{function}(", tuple(("", argument) for argument in arguments), ")")


def mapping(items: Sequence[tuple[str, Expression]]) -> Group:
    """A dict display; keys are literals."""
    return Group("{", tuple((f"{key}: ", value) for key, value in items), "}")


def items(opening: str, elements: Sequence[Expression], closing: str) -> Group:
    """A tuple, list or set display."""
    return Group(opening, tuple(("", element) for element in elements), closing)


def one_line(expression: Expression) -> str:
    """The expression on one line. A tuple of one element keeps its comma."""
    if isinstance(expression, str):
        return expression
    inner = ", ".join(prefix + one_line(element) for prefix, element in expression.elements)
    comma = "," if expression.opening == "(" and len(expression.elements) == 1 else ""
    return f"{expression.opening}{inner}{comma}{expression.closing}"


def lay_out(prefix: str, expression: Expression, suffix: str, depth: int = 0) -> str:
    """`prefix` + expression + `suffix` as a statement, or as an element of one, indented by `depth` levels."""
    pad = _INDENT * depth
    line = f"{pad}{prefix}{one_line(expression)}{suffix}"
    if len(line) <= WIDTH or isinstance(expression, str) or not expression.elements:
        return line
    head, tail = f"{pad}{prefix}{expression.opening}", f"{pad}{expression.closing}{suffix}"
    is_tuple_of_one = expression.opening == "(" and len(expression.elements) == 1
    body = f"{pad}{_INDENT}{', '.join(before + one_line(element) for before, element in expression.elements)}"
    if len(body) <= WIDTH and not is_tuple_of_one:
        return f"{head}\n{body}\n{tail}"
    comma = "," if len(expression.elements) > 1 or is_tuple_of_one else ""
    parts = [lay_out(before, element, comma, depth + 1) for before, element in expression.elements]
    return "\n".join([head, *parts, tail])

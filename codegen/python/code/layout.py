"""Lays out long statements by construction, as black does: on one line where they fit, else bracket by bracket, an element a line.

Expressions come as trees (`Group`, `Chain`), so that nothing has to parse them. What is printed this way needs no formatter; what
can't be laid out so that every line fits is left on long lines, by which `codegen.pieces` knows that the formatter has to see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import TypeAlias

from codegen.files import WIDTH
from codegen.values import dataclass

INDENT = "    "


@dataclass(frozen=True, slots=True)
class Group:
    """Elements between brackets: `Fields(`, elements, `)`. Each element is an expression, after a fixed text (`"key": `)."""

    opening: str
    elements: tuple[tuple[str, Expression], ...]
    closing: str
    split: bool = False
    """Whether elements stand on lines of their own even if one line could hold them all."""
    line: str = field(init=False, repr=False, compare=False)
    """The expression on one line, made once: a layout asks for it again at every level. A tuple of one element keeps its comma; so
    does what shall be split, for the formatter to see."""

    def __post_init__(self) -> None:
        inner = ", ".join([f"{prefix}{element}" for prefix, element in self.elements])
        comma = "," if self.is_tuple_of_one or self.split else ""
        object.__setattr__(self, "line", f"{self.opening}{inner}{comma}{self.closing}")

    def __str__(self) -> str:
        return self.line

    @property
    def is_display(self) -> bool:
        """Whether it is a tuple, list, set or dict: nothing stands in front of its bracket."""
        return len(self.opening) == 1

    @property
    def is_tuple_of_one(self) -> bool:
        return self.opening == "(" and len(self.elements) == 1


@dataclass(frozen=True, slots=True)
class Chain:
    """Two or more operands with an operator in between: `A | B | None`."""

    operator: str
    operands: tuple[Expression, ...]

    def __str__(self) -> str:
        return f" {self.operator} ".join([str(operand) for operand in self.operands])


Expression: TypeAlias = "str | Group | Chain"


def call(function: str, *arguments: Expression) -> Group:
    """A call with positional arguments."""
    return Group(f"{function}(", tuple([("", argument) for argument in arguments]), ")")


def mapping(items: Sequence[tuple[str, Expression]]) -> Group:
    """A dict display; keys are literals."""
    return Group("{", tuple([(f"{key}: ", value) for key, value in items]), "}")


def items(opening: str, elements: Sequence[Expression], closing: str) -> Group:
    """A tuple, list or set display, or a subscript."""
    return Group(opening, tuple([("", element) for element in elements]), closing)


def chain(operator: str, operands: Sequence[Expression]) -> Expression:
    """Operands with an operator in between; one operand alone stands for itself."""
    return operands[0] if len(operands) == 1 else Chain(operator, tuple(operands))


def lay_out(prefix: str, expression: Expression, suffix: str, depth: int = 0) -> str:
    """`prefix` + expression + `suffix` as an element inside brackets, or as a statement that begins with a call; indented by
    `depth` levels."""
    pad = INDENT * depth
    line = f"{pad}{prefix}{expression}{suffix}"
    if _is_fine(expression, line):
        return line
    if not isinstance(expression, Group) or not expression.elements:
        return line
    return _exploded(f"{pad}{prefix}", expression, suffix, depth)


def statement(prefix: str, expression: Expression, suffix: str = "", depth: int = 0) -> str:
    """A statement whose expression may be put in parentheses: `return …`, `name = …`, `if …:`."""
    pad = INDENT * depth
    line = f"{pad}{prefix}{expression}{suffix}"
    if _is_fine(expression, line):
        return line
    if isinstance(expression, Group) and expression.elements and fits(f"{pad}{prefix}{expression.opening}"):
        return _exploded(f"{pad}{prefix}", expression, suffix, depth)
    if isinstance(expression, str) and not _is_atom(expression):
        return line
    return _or_line(_parenthesized(f"{pad}{prefix}", expression, suffix, depth), line)


def annotated(name: str, annotation: Expression, default: str | None, depth: int = 0) -> str:
    """A variable with an annotation. Where it is too long, black first puts the default on a line of its own, if that helps."""
    pad = INDENT * depth
    suffix = "" if default is None else f" = {default}"
    line = f"{pad}{name}: {annotation}{suffix}"
    if fits(line) or not (default is None or _is_atom(default)):
        return line
    if default is not None and fits(f"{pad}{name}: {annotation} = ("):
        return _or_line(_parenthesized(f"{pad}{name}: {annotation} = ", default, "", depth), line)
    if isinstance(annotation, Group):
        return _or_line(_exploded(f"{pad}{name}: ", annotation, suffix, depth), line)
    return _or_line(_parenthesized(f"{pad}{name}: ", annotation, suffix, depth), line)


def annotation(name: str, expression: Expression, suffix: str, depth: int) -> str:
    """A parameter on a line of its own; its annotation is split at its operators, in parentheses, or at its bracket."""
    pad = INDENT * depth
    line = f"{pad}{name}: {expression}{suffix}"
    match expression:
        case Chain():
            return _or_line(_parenthesized(f"{pad}{name}: ", expression, suffix, depth), line)
        case Group():
            return _or_line(_exploded(f"{pad}{name}: ", expression, suffix, depth), line)
        case _:
            return line


def constant(name: str, annotation: Group, value: Group) -> str:
    """A constant at the top of a module. Where nothing less helps, its annotation is split, too."""
    text = statement(f"{name}: {annotation} = ", value)
    if fits(text) or fits(f"{name}: {annotation} = ("):
        return text
    *head, tail = _exploded(f"{name}: ", annotation, " = ", 0).split("\n")
    return _or_line("\n".join([*head, statement(tail, value)]), text)


def fits(text: str) -> bool:
    """Whether no line of a text is wider than the formatter allows."""
    if text.isascii():
        return len(text) <= WIDTH or max(map(len, text.split("\n"))) <= WIDTH
    return all(_width(line) <= WIDTH for line in text.split("\n"))


def _is_fine(expression: Expression, line: str) -> bool:
    return fits(line) and not (isinstance(expression, Group) and expression.split)


def _width(line: str) -> int:
    if line.isascii():
        return len(line)
    return len(line) + sum(_is_wide(character) for character in line)


# What terminals and black show two columns wide, coarsely: Chinese, Japanese and Korean letters, full-width forms, pictographs.
_WIDE = (
    (0x1100, 0x115F),
    (0x2E80, 0xA4CF),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF00, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x1F300, 0x1F64F),
    (0x1F900, 0x1F9FF),
    (0x20000, 0x3FFFD),
)


def _is_wide(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _WIDE)


def _exploded(head: str, group: Group, suffix: str, depth: int) -> str:
    """A group over several lines: its elements on one line where that is black's way and they fit, else each on its own."""
    pad = INDENT * (depth + 1)
    comma = "," if len(group.elements) > 1 or group.is_tuple_of_one or group.split else ""
    body = ", ".join([f"{before}{element}" for before, element in group.elements])
    one_a_line = (group.is_display or group.split) and bool(comma)
    if one_a_line or not fits(f"{pad}{body}"):
        body = "\n".join(_element(before, element, comma, depth + 1) for before, element in group.elements)
    else:
        body = f"{pad}{body}"
    return f"{head}{group.opening}\n{body}\n{INDENT * depth}{group.closing}{suffix}"


def _element(before: str, element: Expression, suffix: str, depth: int) -> str:
    if isinstance(element, Chain) and not before:
        return _operands(element, suffix, depth)
    return lay_out(before, element, suffix, depth)


def _parenthesized(head: str, expression: Expression, suffix: str, depth: int) -> str:
    body = _element("", expression, "", depth + 1)
    return f"{head}(\n{body}\n{INDENT * depth}){suffix}"


def _operands(expression: Chain, suffix: str, depth: int) -> str:
    """Operands inside brackets: on one line, or each on its own behind its operator."""
    line = f"{INDENT * depth}{expression}{suffix}"
    if fits(line):
        return line
    first, *others, last = expression.operands
    led = [lay_out(f"{expression.operator} ", operand, "", depth) for operand in others]
    return "\n".join([_element("", first, "", depth), *led, lay_out(f"{expression.operator} ", last, suffix, depth)])


def _or_line(text: str, line: str) -> str:
    """A layout, unless it leaves a line too long: then one line, for the formatter to see."""
    return text if fits(text) else line


def _is_atom(expression: str) -> bool:
    """A name, a dotted name, a number or a string: nothing with brackets or operators that a formatter could split."""
    return expression[0] in "\"'" or expression.replace(".", "").isidentifier()

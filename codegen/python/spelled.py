"""Lays out code that comes as text: signatures, statements and constants whose parts other modules spell as strings.

What fits on its line stays as it is. What does not is read back into the trees of `layout`: names, literals, calls, subscripts,
displays, and what `|`, `+` and `or` join, which is all that methods and operations are made of. Anything else is left to the formatter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from codegen.python import layout
from codegen.python.layout import INDENT, Chain, Expression, Group, fits

_TOKEN = re.compile(r"""[\w.]+|"(?:[^"\\]|\\.)*"|,\ |,(?=[)\]}])|\ (?:[|+]|or)\ |[=\[\](){}]|:\ """, re.VERBOSE)
_SHORT = 40
"""Characters of what hardly ever has to be split; where it has, the formatter sees it."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def statement(prefix: str, text: str, depth: int = 0) -> str:
    """A statement whose expression may be put in parentheses: `return …`, `name = …`."""
    line = f"{INDENT * depth}{prefix}{text}"
    return line if fits(line) else layout.statement(prefix, tree(text), "", depth)


def bare(text: str, depth: int = 0) -> str:
    """A statement that is a call."""
    line = f"{INDENT * depth}{text}"
    return line if fits(line) else layout.lay_out("", tree(text), "", depth)


def entry(prefix: str, text: str, depth: int) -> str:
    """An element inside brackets that are split: `name=value,`, `key: value,`."""
    line = f"{INDENT * depth}{prefix}{text},"
    return line if fits(line) else layout.lay_out(prefix, tree(text), ",", depth)


def signature(head: str, parameters: Sequence[str], returns: str, depth: int = 0) -> str:
    """The first line of a function (`def name`, `async def name`); a parameter a line where it is too long."""
    pad = INDENT * depth
    line = f"{pad}{head}({', '.join(parameters)}) -> {returns}:"
    if fits(line):
        return line
    if not parameters:
        text = f"{pad}{head}() -> (\n{pad}{INDENT}{returns}\n{pad}):"
        return text if fits(text) else line
    body = f"{pad}{INDENT}{', '.join(parameters)}"
    if len(parameters) == 1 or not fits(body):
        body = "\n".join([_parameter(parameter, depth + 1) for parameter in parameters])
    text = f"{pad}{head}(\n{body}\n{pad}) -> {returns}:"
    return text if fits(text) else line


def _parameter(parameter: str, depth: int) -> str:
    line = f"{INDENT * depth}{parameter},"
    name, _, rest = parameter.partition(": ")
    annotation, equals, default = rest.partition(" = ")
    return line if fits(line) else layout.annotation(name, tree(annotation), f"{equals}{default},", depth)


@cache  # sync and async methods say the same
def tree(text: str) -> Expression:
    """The tree of an expression; the text itself where it is short, or holds what `layout` has no tree for."""
    if len(text) < _SHORT:
        return text
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text:
        return text
    reader = _Reader(tokens)
    found = reader.chain()
    return text if found is None or reader.rest() else found


class _Reader:
    """Reads an expression from its tokens; None where it is none that is known."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._place = 0

    def rest(self) -> bool:
        """Whether something is left."""
        return self._place < len(self._tokens)

    def _peek(self) -> str:
        return self._tokens[self._place] if self.rest() else ""

    def _take(self) -> str:
        self._place += 1
        return self._tokens[self._place - 1]

    def chain(self) -> Expression | None:
        """Operands with one and the same operator in between."""
        first = self._operand()
        operator = self._peek()
        operands = [first]
        while operator in (" | ", " + ", " or ") and self._peek() == operator:
            self._take()
            operands.append(self._operand())
        found = [operand for operand in operands if operand is not None]
        if len(found) < len(operands):
            return None
        return found[0] if len(found) == 1 else Chain(operator.strip(), tuple(found))

    def _operand(self) -> Expression | None:
        """A name or a literal, or a group with what stands in front of its bracket."""
        head = "" if self._peek() in _CLOSING else self._atom()
        if head is None or self._peek() not in _CLOSING:
            return head
        opening = self._take()
        elements: list[tuple[str, Expression]] = []
        while self._peek() != _CLOSING[opening]:
            before = self._before()
            element = self.chain()
            if element is None or (self._peek() not in (",", ", ") and self._peek() != _CLOSING[opening]):
                return None
            elements.append((before, element))
            if self._peek() in (",", ", "):
                self._take()
        group = Group(f"{head}{opening}", tuple(elements), self._take())
        return None if self._peek() in _CLOSING else group

    def _atom(self) -> str | None:
        return (
            self._take() if self._peek()[:1] == '"' or self._peek()[:1].isalnum() or self._peek()[:1] == "_" else None
        )

    def _before(self) -> str:
        """A keyword or a key in front of an element."""
        following = self._tokens[self._place + 1 : self._place + 2]
        return self._take() + self._take() if following in (["="], [": "]) else ""

"""Splits a module into its top-level declarations, finds those that black has to format, and recognises them in the next run.

Templates put two empty lines between declarations and nowhere else. They print a declaration as black would, unless a line is too
long.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from codegen.files import WIDTH

_GAP = "\n\n\n"
_MARK_LENGTH = 12
_QUOTES = '"""'
_UNSPLITTABLE = re.compile(r' *#.*| +("[^"]*"|[\w.]+),?')


def split(text: str) -> list[str]:
    """The declarations of a module, without the empty lines around them. The first holds the header, the docstring and the imports."""
    found = [declaration.strip("\n") for declaration in text.split(_GAP)]
    return [declaration for declaration in found if declaration]


def join(declarations: Iterable[str]) -> str:
    """The module that has these declarations."""
    return _GAP.join(declaration.strip("\n") for declaration in declarations) + "\n"


def needs_formatting(declaration: str) -> bool:
    """Whether a line is too long and could be split.

    Templates wrap docstrings and comments themselves; a name or a string that is alone on its line can't be split.
    """
    lines = declaration.split("\n")
    if declaration.isascii() and max(map(len, lines)) <= WIDTH:
        return False
    in_docstring = False
    for line in lines:
        opens = line.lstrip().removeprefix("r").startswith(_QUOTES)
        if in_docstring or opens:
            closes = line.endswith(_QUOTES) and not (
                opens and line.strip().removeprefix("r") == _QUOTES and not in_docstring
            )
            in_docstring = not closes
        elif _is_too_long(line) and _UNSPLITTABLE.fullmatch(line) is None:
            return True
    return False


def _is_too_long(line: str) -> bool:
    # Characters beyond ASCII may be two columns wide; black knows which ones.
    return len(line) > WIDTH or (not line.isascii() and len(line.encode()) > WIDTH)


def mark(declaration: str) -> str:
    """A short hash, by which the next run recognises the declaration."""
    return hashlib.sha256(declaration.encode()).hexdigest()[:_MARK_LENGTH]


def marks(module: Sequence[str], places: Iterable[int]) -> str:
    """The declarations at these places of a module before formatting: how many the module has, then place and mark of each."""
    return " ".join([str(len(module)), *(f"{place}:{mark(module[place])}" for place in places)])


def formatted_by_mark(marks: str, formatted: str) -> dict[str, str]:
    """Mark of each declaration before formatting → its formatted text, from the marks and the text of a formatted module."""
    count, *marked = marks.split(" ")
    found = split(formatted)
    if str(len(found)) != count:
        return {}
    pairs = [pair.split(":") for pair in marked]
    return {known: found[int(place)] for place, known in pairs}

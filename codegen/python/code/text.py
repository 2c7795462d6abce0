"""The two kinds of text that reach a template: `Code`, which may be printed as it is, and `SpecText`, which may not.

`Code` is Python source that this package minted itself: identifiers, annotations, expressions. `SpecText` is text of the document,
on its way to one of the escaping filters of `render`. Plain strings are refused by the template environment.
"""

from __future__ import annotations

from codegen.ir import JSONScalar
from codegen.values import dataclass


class Code(str):
    """Python source that naming or the code planner made; safe to print."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SpecText:
    """Text from a document: data, never code."""

    text: str

    def __bool__(self) -> bool:
        return bool(self.text)


_NAMED_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

# What a literal, a docstring or a comment never holds raw: C0 and C1 controls, the soft hyphen, marks that reorder or hide text
# (zero-width, bidi), line and paragraph separators, surrogates, private use, noncharacters, tags. A fixed table: `str.isprintable`
# follows the Unicode version of the interpreter. Tab and line feed are decided by the caller.
_UNSAFE_RANGES = (
    (0x00, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x61C, 0x61C),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0xD800, 0xDFFF),
    (0xE000, 0xF8FF),
    (0xFDD0, 0xFDEF),
    (0xFEFF, 0xFEFF),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0xE0000, 0xE0FFF),
    (0xF0000, 0x10FFFF),
)


def is_unsafe(character: str) -> bool:
    """Whether a character is always escaped in generated text."""
    code = ord(character)
    if 0x20 <= code < 0x7F:
        return False
    return any(low <= code <= high for low, high in _UNSAFE_RANGES)


def escape_character(character: str) -> str:
    """The Python escape of one character: `\\x1b`, `\\u2028`, `\\U000e0001`."""
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def string_literal(text: str) -> Code:
    """A double-quoted Python string literal, by a fixed table so that every Python version prints the same."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return Code(f'"{text}"')
    parts: list[str] = []
    quote = "'" if '"' in text and "'" not in text else '"'
    for character in text:
        if character == '"' and quote == "'":
            parts.append(character)
        elif character in _NAMED_ESCAPES:
            parts.append(_NAMED_ESCAPES[character])
        elif is_unsafe(character):
            parts.append(escape_character(character))
        else:
            parts.append(character)
    return Code(quote + "".join(parts) + quote)


def scalar_literal(value: JSONScalar) -> Code:
    """A JSON scalar as a Python literal. Floats are finite: the reader refuses others."""
    if isinstance(value, str):
        return string_literal(value)
    return Code(repr(value))

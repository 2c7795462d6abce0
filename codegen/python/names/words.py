"""Spec names → words → identifiers in a case. No name is minted here: that is `naming`, which knows what is taken."""

from __future__ import annotations

import keyword
import re
import unicodedata
from functools import cache

# Letters outside ASCII that every Python since 3.11 takes in an identifier, each its own NFKC form. A fixed table, since
# `str.isidentifier` follows the Unicode version of the interpreter.
_LETTER_RANGES = (
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x131),
    (0x134, 0x13E),
    (0x141, 0x148),
    (0x14A, 0x17E),
    (0x391, 0x3A1),
    (0x3A3, 0x3A9),
    (0x3AC, 0x3CE),
    (0x400, 0x45F),
    (0x490, 0x4FF),
    (0x5D0, 0x5EA),
    (0x621, 0x63A),
    (0x641, 0x64A),
    (0xE01, 0xE30),
    (0x3041, 0x3096),
    (0x30A1, 0x30FA),
    (0x4E00, 0x9FA5),
    (0xAC00, 0xD7A3),
)
_ASCII_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DIGITS = frozenset("0123456789")
_SYMBOL_WORDS = {
    "+": "plus",
    "<": "lt",
    ">": "gt",
    "=": "eq",
    "!": "not",
    "%": "percent",
    "&": "and",
    "*": "star",
    "@": "at",
}
SYMBOL_NAMES = {
    "-": "DASH",
    "_": "UNDERSCORE",
    ".": "DOT",
    ",": "COMMA",
    "/": "SLASH",
    ":": "COLON",
    " ": "SPACE",
    "$": "DOLLAR",
    "#": "HASH",
    "?": "QUESTION",
    "|": "PIPE",
    "~": "TILDE",
    "^": "CARET",
}
"""What separates words has a name of its own where nothing else tells two values apart."""
_SEPARATORS = frozenset(" _-./:,;|()[]{}~'\"\\?#$^`")
# Nearly all names: ASCII without what becomes a word of its own. A word begins as `_starts_word` says.
_ODD = re.compile(r"[^\0-~]|[+<>=!%&*@]|\A[^A-Za-z0-9]*-[0-9]")
_RUN = re.compile(r"[A-Za-z0-9]+")
_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[a-z][0-9])(?=[A-Z])|(?<=[0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-rt-z])")
_RESERVED_WORDS = frozenset([*keyword.kwlist, "__debug__"])


def _is_letter(character: str) -> bool:
    if character in _ASCII_LETTERS:
        return True
    code = ord(character)
    return code >= 0xC0 and any(low <= code <= high for low, high in _LETTER_RANGES)


def is_identifier(text: str) -> bool:
    """Whether `text` is an identifier by the fixed table, the same string after NFKC normalisation, and no keyword."""
    if not text or text[0] in _DIGITS or text in _RESERVED_WORDS:
        return False
    if text.isascii():
        return text.isidentifier()
    return all(character == "_" or character in _DIGITS or _is_letter(character) for character in text)


@cache
def split(text: str) -> tuple[str, ...]:
    """The words of a name, letters and digits only, as written: `createdAt` → created, At; `HTTPServer2` → HTTP, Server2;
    `DateCreated<` → Date, Created, lt; `-1` → minus, 1. Characters that no identifier takes become their code point (`u1f600`).
    """
    if _ODD.search(text) is None:
        return tuple(_joined_brands([word for run in _RUN.findall(text) for word in _CASE.split(run)]))
    text = unicodedata.normalize("NFC", text)
    words: list[str] = []
    current = ""
    for index, character in enumerate(text):
        following = text[index + 1] if index + 1 < len(text) else ""
        if _is_letter(character) or character in _DIGITS:
            if current and _starts_word(current, character, following):
                words.append(current)
                current = ""
            current += character
            continue
        if current:
            words.append(current)
            current = ""
        if character == "-" and following in _DIGITS and not words:
            words.append("minus")
        elif character in _SYMBOL_WORDS:
            words.append(_SYMBOL_WORDS[character])
        elif character not in _SEPARATORS and ord(character) > 0x20:
            words.append(f"u{ord(character):04x}")
    if current:
        words.append(current)
    return tuple(_joined_brands(words))


def _joined_brands(words: list[str]) -> list[str]:
    """OAuth is one word."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "O" and word.startswith("Auth"):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _starts_word(current: str, character: str, following: str) -> bool:
    """Whether a case change between `current` and `character` begins a new word."""
    last = current[-1]
    if not character.isupper():
        return False
    if last.islower():
        return True
    if last in _DIGITS:
        return (len(current) > 1 and current[-2].islower()) or following.islower()
    # An acronym ends before the capital that starts the next word: HTTPServer; a plural stays whole: IDs, URLs.
    return following.islower() and last.isupper() and following != "s"


def calm(text: str) -> tuple[str, ...]:
    """The words of a name that may be written in capitals throughout: `ON_CLICK` → on, click; `URL` stays as it is."""
    spelled = split(text)
    if len(spelled) > 1 and all(word.upper() == word for word in spelled):
        return tuple(word.lower() for word in spelled)
    return spelled


def snake(words: tuple[str, ...]) -> str:
    """snake_case: `created_at`."""
    return "_".join(word.lower() for word in words)


def upper_snake(words: tuple[str, ...]) -> str:
    """UPPER_SNAKE_CASE: `IN_PROGRESS`."""
    return "_".join(word.upper() for word in words)


def pascal(words: tuple[str, ...]) -> str:
    """PascalCase that keeps acronyms as written: `JSONSchema`, `OutputItem`."""
    joined = ""
    for word in words:
        capital = word[:1].upper() + word[1:]
        # Digits that meet would read as one number: `v1`, `2` → V1_2.
        joined += "_" + capital if joined and joined[-1] in _DIGITS and capital[0] in _DIGITS else capital
    return joined


_IRREGULAR = {"people": "person", "children": "child", "indices": "index", "vertices": "vertex", "matrices": "matrix"}
_UNCHANGED = ("ss", "us", "is", "news", "series", "species", "always", "alias", "canvas", "atlas", "bias")


def singular(word: str) -> str:
    """The singular of an English plural, or the word itself."""
    lower = word.lower()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if len(lower) < 4 or not lower.endswith("s") or lower.endswith(_UNCHANGED):
        return word
    if lower.endswith("ies") and len(lower) > 4:
        return word[:-3] + "y"
    if lower.endswith(("sses", "shes", "ches", "xes", "zes", "statuses", "aliases", "buses")):
        return word[:-2]
    return word[:-1]

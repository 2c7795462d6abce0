"""Regular expressions of documents (ECMA-262): a pattern comes in, a text that matches it goes out, None where it takes more than
what is read here.

    alternation = sequence ("|" sequence)*
    sequence    = (atom quantifier?)*
    atom        = "(" ["?:" | "?<" name ">"] alternation ")" | "[" class "]" | "." | "\\" escape | character
    quantifier  = ("*" | "+" | "?" | "{" low ["," [high]] "}") "?"?

Nothing is matched, so no pattern can take long: the text is built from the parts of the pattern, which is read once. What looks around,
refers back or asks for word boundaries is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "1234567890"
_ASCII = f"{_LOWER}{_DIGITS}{_LOWER.upper()}_-.:/@ !\"#$%&'()*+,;<=>?[\\]^`{{|}}~"
"""What classes choose from, the most readable first."""
_WORD = f"{_LOWER}{_DIGITS}{_LOWER.upper()}_"
_CLASSES = {
    "d": _DIGITS,
    "D": "".join(character for character in _ASCII if character not in _DIGITS),
    "w": _WORD,
    "W": "".join(character for character in _ASCII if character not in _WORD),
    "s": " ",
    "S": _ASCII.replace(" ", ""),
}
_PROPERTIES = {"L": _LOWER, "Ll": _LOWER, "Lu": _LOWER.upper(), "N": _DIGITS, "Nd": _DIGITS}
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}
_LONGEST = 500
_MAX_PATTERN = 2000
_MAX_NESTING = 20

Make: TypeAlias = Callable[[int], str]
"""Makes a text; the number says how often more than needed what has no upper bound is repeated."""


class _Unread(Exception):
    """The pattern takes more than what is read here."""


def sample(pattern: str, min_length: int = 0, max_length: int | None = None) -> str | None:
    """A text that matches, of at least one character where it can be, whose length is within the bounds."""
    if len(pattern) > _MAX_PATTERN:
        return None
    try:
        make = _Reader(pattern).whole()
        for more in range(_LONGEST):
            text = make(more)
            if max(min_length, 1) <= len(text) and (max_length is None or len(text) <= max_length):
                return text
            if len(text) > (_LONGEST if max_length is None else max_length):
                break
        text = make(0)
    except _Unread:
        return None
    return text if min_length <= len(text) and (max_length is None or len(text) <= max_length) else None


@dataclass(slots=True)
class _Reader:
    """Reads a pattern from left to right."""

    pattern: str
    at: int = 0
    nesting: int = 0

    def whole(self) -> Make:
        make = self.alternation()
        if self.at < len(self.pattern):
            raise _Unread
        return make

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self, text: str) -> bool:
        """Whether the text comes next, which is then behind us."""
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def next(self) -> str:
        character = self.peek()
        if not character:
            raise _Unread
        self.at += 1
        return character

    def alternation(self) -> Make:
        """The first alternative is as good as any."""
        first = self.sequence()
        while self.take("|"):
            self.sequence()
        return first

    def sequence(self) -> Make:
        parts: list[Make] = []
        self.take("^")
        while self.peek() not in ("", "|", ")"):
            if self.take("$"):
                if self.peek() not in ("", "|", ")"):
                    raise _Unread
                break
            parts.append(self.quantified(self.atom()))
        return lambda more: _joined(part(more) for part in parts)

    def quantified(self, atom: Make | str) -> Make:
        bounds = self.bounds()
        low, high = bounds or (1, 1)
        self.take("?")
        if low > _LONGEST or (high is not None and high < low):
            raise _Unread

        def make(more: int) -> str:
            count = low + more if high is None else min(high, low + more)
            if isinstance(atom, str):
                return "".join(atom[number % len(atom)] for number in range(count))
            return _repeated(atom, more, count)

        return make

    def bounds(self) -> tuple[int, int | None] | None:
        if self.take("*"):
            return 0, None
        if self.take("+"):
            return 1, None
        if self.take("?"):
            return 0, 1
        if not self.take("{"):
            return None
        end = self.pattern.find("}", self.at)
        low, comma, high = self.pattern[self.at : max(end, self.at)].partition(",")
        if not _is_number(low) or (high and not _is_number(high)):
            raise _Unread
        self.at = end + 1
        return int(low), (int(high) if high else None) if comma else int(low)

    def atom(self) -> Make | str:
        """What makes a group; or the characters to choose from, of which repetitions take one after the other."""
        match self.next():
            case "(":
                return self.group()
            case "[":
                return self.bracket()
            case ".":
                return _ASCII
            case "\\":
                return self.escape()
            case "*" | "+" | "?" | "{" | "^":
                raise _Unread
            case character:
                return character

    def group(self) -> Make:
        self.nesting += 1
        if self.nesting > _MAX_NESTING:
            raise _Unread
        if self.take("?<"):
            name, found, _ = self.pattern[self.at :].partition(">")
            if not found or not name.isidentifier():
                raise _Unread
            self.at += len(name) + 1
        elif self.take("?") and not self.take(":"):
            raise _Unread
        make = self.alternation()
        if not self.take(")"):
            raise _Unread
        self.nesting -= 1
        return make

    def bracket(self) -> str:
        negated = self.take("^")
        chosen: list[str] = []
        while not self.take("]"):
            first = self.member()
            if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("", "]"):
                self.at += 1
                first = _between(first, self.member())
            chosen.append(first)
        members = "".join(chosen)
        if negated:
            members = "".join(character for character in _ASCII if character not in members)
        if not members:
            raise _Unread
        # The readable ones first.
        return "".join(character for character in _ASCII if character in members) or members

    def member(self) -> str:
        character = self.next()
        return self.escape() if character == "\\" else character

    def escape(self) -> str:
        character = self.next()
        if character in _CLASSES:
            return _CLASSES[character]
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character in "xu":
            return self.code(2 if character == "x" else 4)
        if character == "p" and self.take("{"):
            name, _, _ = self.pattern[self.at :].partition("}")
            self.at += len(name) + 1
            if name in _PROPERTIES:
                return _PROPERTIES[name]
        if character.isalnum():
            raise _Unread
        return character

    def code(self, digits: int) -> str:
        text = self.pattern[self.at : self.at + digits]
        if len(text) < digits or not all(digit in "0123456789abcdefABCDEF" for digit in text):
            raise _Unread
        self.at += digits
        return chr(int(text, 16))


def _between(first: str, last: str) -> str:
    """The readable characters of a range, or its first one."""
    if len(first) != 1 or len(last) != 1 or first > last:
        raise _Unread
    return "".join(character for character in _ASCII if first <= character <= last) or first


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def _repeated(make: Make, more: int, count: int) -> str:
    """As many texts as wanted; one that is empty is as good as many."""
    whole = ""
    for _ in range(count):
        part = make(more)
        if not part:
            break
        whole = _joined((whole, part))
    return whole


def _joined(parts: Iterable[str]) -> str:
    """The parts as one text. Raises _Unread where it gets long: nested repetitions multiply."""
    whole = ""
    for part in parts:
        whole += part
        if len(whole) > _LONGEST:
            raise _Unread
    return whole

"""A module as pieces: its top-level declarations, which a formatter can lay out one by one, and which it often need not see at all.

Templates print a piece as the formatter would, as long as no line is too long; two empty lines stand between pieces and nowhere else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from codegen.files import WIDTH

_GAP = "\n\n\n"
_FINGERPRINT = 12
_QUOTES = '"""'
_UNSPLITTABLE = re.compile(r' *#.*| +("[^"]*"|[\w.]+),?')


def split(text: str) -> list[str]:
    """The pieces of a module, without the empty lines around them. The first holds the header, the docstring and the imports."""
    pieces = [piece.strip("\n") for piece in text.split(_GAP)]
    return [piece for piece in pieces if piece]


def join(pieces: Iterable[str]) -> str:
    """A module of pieces, two empty lines between them."""
    return _GAP.join(piece.strip("\n") for piece in pieces) + "\n"


def is_laid_out(piece: str) -> bool:
    """Whether a piece that a template printed is as the formatter would leave it: no line is too long that could be split.

    Docstrings and comments are the template's own to wrap; a name or a string that is alone on its line can't be split.
    """
    lines = piece.split("\n")
    if piece.isascii() and max(map(len, lines)) <= WIDTH:
        return True
    in_docstring = False
    for line in lines:
        opens = line.lstrip().removeprefix("r").startswith(_QUOTES)
        if in_docstring or opens:
            closes = line.endswith(_QUOTES) and not (
                opens and line.strip().removeprefix("r") == _QUOTES and not in_docstring
            )
            in_docstring = not closes
        elif _is_too_long(line) and _UNSPLITTABLE.fullmatch(line) is None:
            return False
    return True


def _is_too_long(line: str) -> bool:
    # Characters beyond ASCII may be two columns wide; which ones is the formatter's to know.
    return len(line) > WIDTH or (not line.isascii() and len(line.encode()) > WIDTH)


def marks(pieces: Sequence[str]) -> str:
    """What a later run needs to know the pieces by that a formatter saw: how many there are, and number and fingerprint of each of
    those that are not laid out."""
    seen = [f"{number}:{_fingerprint(piece)}" for number, piece in enumerate(pieces) if not is_laid_out(piece)]
    return " ".join([str(len(pieces)), *seen])


def known(marks: str, final: str) -> dict[str, str]:
    """Fingerprint of a rendered piece → its final text, from the marks of a module and the text that came of it."""
    count, *seen = marks.split(" ")
    finals = split(final)
    if str(len(finals)) != count:
        return {}
    pairs = [mark.split(":") for mark in seen]
    return {fingerprint: finals[int(number)] for number, fingerprint in pairs}


def lookup(piece: str, before: Mapping[str, str]) -> str | None:
    """The final text of a piece that was laid out before."""
    return before.get(_fingerprint(piece)) if before else None


def _fingerprint(piece: str) -> str:
    return hashlib.sha256(piece.encode()).hexdigest()[:_FINGERPRINT]

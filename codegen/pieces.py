"""A module as pieces: its top-level declarations, which a formatter can lay out one by one, and which it often need not see at all.

Templates print a piece as the formatter would, as long as no line is too long; two empty lines stand between pieces and nowhere else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from codegen.format import LINE_LENGTH

_GAP = re.compile(r"\n{3,}")
_FINGERPRINT = 12


def split(text: str) -> list[str]:
    """The pieces of a module, without the empty lines around them. The first holds the header, the docstring and the imports."""
    return _GAP.split(text.strip("\n"))


def join(pieces: Iterable[str]) -> str:
    """A module of pieces, two empty lines between them."""
    return "\n\n\n".join(piece.strip("\n") for piece in pieces) + "\n"


def is_laid_out(piece: str) -> bool:
    """Whether a piece that a template printed is as the formatter would leave it. Characters beyond ASCII may be two columns wide."""
    return piece.isascii() and all(len(line) <= LINE_LENGTH for line in piece.split("\n"))


def fingerprints(pieces: Sequence[str]) -> str:
    """A short hash of each piece, one after the other."""
    return "".join(_fingerprint(piece) for piece in pieces)


def known(rendered: str, final: str) -> dict[str, str]:
    """Fingerprint of a rendered piece → its final text, from the fingerprints of a module and the text that came of it."""
    finals = split(final)
    marks = [rendered[start : start + _FINGERPRINT] for start in range(0, len(rendered), _FINGERPRINT)]
    return dict(zip(marks, finals, strict=True)) if len(marks) == len(finals) else {}


def lookup(piece: str, before: Mapping[str, str]) -> str | None:
    """The final text of a piece that was laid out before."""
    return before.get(_fingerprint(piece)) if before else None


def _fingerprint(piece: str) -> str:
    return hashlib.sha256(piece.encode()).hexdigest()[:_FINGERPRINT]

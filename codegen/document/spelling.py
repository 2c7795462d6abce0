"""Finds the word that a misspelled one was meant to be: `propertys` → `properties`, `max_length` → `maxLength`, `qurey` → `query`."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 40
"""Characters; no keyword comes near this, and comparing takes the square of it."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that `word` misspells; None where none is near. Case, `-` and `_` don't count as differences."""
    if len(word) > _LONGEST:
        return None
    mine = _fold(word)
    letters, limit = set(mine), _most_slips(mine)
    best, least = None, 4
    for other in words:
        theirs = _fold(other)
        if mine == theirs:
            return other
        most = min(_most_slips(theirs), limit, least - 1)
        # Each slip brings one letter and takes one away at most, so most words need no closer look.
        if abs(len(mine) - len(theirs)) <= most and len(letters.difference(theirs)) <= most:
            slips = _slips(mine, theirs) if len(set(theirs) - letters) <= most else most + 1
            if slips <= most:
                best, least = other, slips
    return best


def _fold(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")


def _most_slips(word: str) -> int:
    """How many slips leave a word recognisable: none in two letters, one in five, two in eleven."""
    length = len(word)
    return 0 if length < 3 else 1 if length < 6 else 2 if length < 12 else 3


def _slips(one: str, two: str) -> int:
    """How many characters were left out, added, replaced or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for at, mine in enumerate(one, start=1):
        before, last, row = row, before, [at]
        for there, theirs in enumerate(two, start=1):
            least = min(before[there] + 1, row[-1] + 1, before[there - 1] + (mine != theirs))
            if at > 1 and there > 1 and mine == two[there - 2] and one[at - 2] == theirs:
                least = min(least, last[there - 2] + 1)
            row.append(least)
    return row[-1]

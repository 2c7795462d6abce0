"""The order in which variants are tried that nothing tells apart for sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

Rejects: TypeAlias = Callable[[int, int], bool]
"""Whether decoding as the first variant fails for the values of the second."""

_MAX_COMPARED = 200
"""How many variants of a union are compared with each other; more are tried in the order of the document."""
_MAX_PAIRS = 200_000
"""How many pairs are compared in one document. Some dozens are, in documents that mean no harm."""


class Ordering:
    """Orders variants. What would take too many comparisons stays in the order of the document."""

    def __init__(self) -> None:
        self._left = _MAX_PAIRS

    def in_order(self, indexes: Sequence[int], rejects: Rejects) -> tuple[list[int], tuple[int, int] | None]:
        """The order of the document, except that a variant which takes the values of another comes after it. The pair
        is a variant that takes values of a later one all the same (or may do so), and that one."""
        self._left -= len(indexes) ** 2
        if len(indexes) > _MAX_COMPARED or self._left < 0:
            return list(indexes), (indexes[0], indexes[1])
        return _in_order(indexes, rejects)


def _in_order(indexes: Sequence[int], rejects: Rejects) -> tuple[list[int], tuple[int, int] | None]:
    # Variants → those that they take values of, among the variants which are still to be placed.
    takes = {one: {two for two in indexes if two != one and not rejects(one, two)} for one in indexes}
    takers: dict[int, list[int]] = {index: [] for index in indexes}
    for one, others in takes.items():
        for two in others:
            takers[two].append(one)
    order: list[int] = []
    overlapping: int | None = None
    while takes:
        chosen = min(takes, key=lambda index: len(takes[index]))
        if takes.pop(chosen) and overlapping is None:
            overlapping = chosen
        for taker in takers[chosen]:
            if taker in takes:
                takes[taker].discard(chosen)
        order.append(chosen)
    if overlapping is None:
        return order, None
    later = order[order.index(overlapping) + 1 :]
    return order, (overlapping, next(other for other in later if not rejects(overlapping, other)))

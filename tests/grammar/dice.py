"""Dice, and what every part of a random document is thrown with."""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from typing import Any, TypeAlias, TypeGuard, TypeVar

from tests.grammar.words import NUMBERS, TEXTS

JSON: TypeAlias = Any
Schema: TypeAlias = Any

T = TypeVar("T")


def is_object(value: JSON) -> TypeGuard[dict[str, JSON]]:
    return isinstance(value, dict)


def is_array(value: JSON) -> TypeGuard[list[JSON]]:
    return isinstance(value, list)


class Dice:
    """Throws. With hypothesis' own generator it finds simpler throws for what it has found."""

    def __init__(self, random: random.Random) -> None:
        self._random = random

    def chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def below(self, count: int) -> int:
        return self._random.randrange(count)

    def between(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def one(self, values: Sequence[T]) -> T:
        return self._random.choice(values)

    def some(self, values: Sequence[T], most: int) -> list[T]:
        """One to `most` different ones."""
        return self._random.sample(list(values), self.between(1, min(most, len(values))))

    def plain(self) -> JSON:
        """Any JSON value."""
        few: list[JSON] = [None, True, False, [], [1, "a"], {}, {"a": None}, {"a": [{"b": 1}]}]
        return copy.deepcopy(self.one([*few, *NUMBERS, *TEXTS]))

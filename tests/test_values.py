"""Values are what frozen dataclasses would be."""

from __future__ import annotations

from dataclasses import field, replace

from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    names: tuple[str, ...] = ()
    known: int = field(init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Quiet:
    secret: str

    def __repr__(self) -> str:
        return "<quiet>"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    inner: Point


def test_equal_values_are_equal_and_hash_alike() -> None:
    assert Point(1, ("a",)) == replace(Point(2, ("a",)), x=1) != Point(1)
    assert len({Point(1), Point(1), Point(2)}) == 2
    assert Node(Point(1)) != Node(Point(1))


def test_a_repr_shows_the_fields_that_are_to_be_shown() -> None:
    assert repr(Node(Point(1, ("a",)))) == "Node(inner=Point(x=1, names=('a',)))"
    assert repr(Quiet("s")) == "<quiet>"

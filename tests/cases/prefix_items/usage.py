from __future__ import annotations

from typing import assert_type

from . import codec, models, testing


def test_tuples_have_their_length() -> None:
    place = models.Place(at=(1.5, 2))
    assert_type(place.at, tuple[float, float] | None)
    assert_type(place.path, list[tuple[float, float]] | None)
    assert place.to_dict() == {"at": [1.5, 2]}


def test_a_rest_follows() -> None:
    row = codec.decode_row(["a", 1, 2])
    assert_type(row, tuple[str, *tuple[int, ...]])
    assert row == ("a", 1, 2)


def test_a_tuple_for_each_length() -> None:
    span = models.Place(span=((1, 2),)).span
    assert_type(span, tuple[models.Point] | tuple[models.Point, models.Point] | None)
    match span:
        case (start, end):
            assert_type(end, tuple[float, float])
        case (start,):
            assert start == (1, 2)
        case _:
            raise AssertionError


def test_lengths_add_up_to_any_length() -> None:
    flags = codec.decode_flags([True, "a"])
    assert_type(flags, tuple[bool | str | None, ...])
    assert flags == (True, "a")


def test_examples_have_the_length_that_is_asked_for() -> None:
    place = testing.example(models.Place)
    assert place.span == ((1, 2), (1, 2))
    assert testing.minimal(models.Place).to_dict() == {}
    assert codec.encode_tree(("a", ("b",), ("c",))) == ["a", ["b"], ["c"]]

from __future__ import annotations

from typing import assert_type

from . import codec, models


def test_tuples_have_their_length() -> None:
    place = models.Place(at=(1.5, 2))
    assert_type(place.at, tuple[float, float] | None)
    assert_type(place.path, list[tuple[float, float]] | None)
    assert place.to_dict() == {"at": [1.5, 2]}


def test_a_rest_follows() -> None:
    row = codec.decode_row(["a", 1, 2])
    assert_type(row, tuple[str, *tuple[int, ...]])
    assert row == ("a", 1, 2)

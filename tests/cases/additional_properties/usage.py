from __future__ import annotations

from typing import Any, assert_type

from . import codec, models


def test_extra_fields_are_typed() -> None:
    book = models.Book.from_dict({"title": "x", "first": {"page": 1}})
    assert_type(book.extra_fields, dict[str, models.Mark])
    assert book.extra_fields["first"].page == 1
    scores = models.Scores(taken="now")
    assert_type(scores.extra_fields, dict[str, int])
    scores.extra_fields["ann"] = 3
    assert scores.to_dict() == {"taken": "now", "ann": 3}


def test_maps_have_functions() -> None:
    marks = codec.decode_marks({"a": {"page": 1}})
    assert_type(marks, dict[str, models.Mark])
    assert codec.encode_marks(marks) == {"a": {"page": 1}}


def test_free_form_is_anything() -> None:
    holder = models.Holder.from_dict({"anything": {"a": 1}, "free": [1]})
    assert_type(holder.anything, dict[str, Any] | None)
    assert_type(holder.lists, dict[str, list[float]] | None)
    assert holder.free == [1]

from __future__ import annotations

from typing import assert_type

from . import models


def test_what_was_given_is_what_is_sent() -> None:
    patch = models.Patch(id="a", title=None)
    assert_type(patch.title, str | None)
    assert_type(patch.inner, models.PatchInner | None)
    assert patch.fields_set == {"id", "title"}
    assert patch.to_dict() == {"id": "a", "title": None}
    del patch.title
    patch.count = 0
    assert patch.to_dict() == {"id": "a", "count": 0}
    assert patch.title is None


def test_absent_and_null_are_equal_values() -> None:
    assert models.Patch(id="a") == models.Patch(id="a", title=None)

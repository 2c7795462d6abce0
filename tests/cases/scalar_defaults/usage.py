from __future__ import annotations

from typing import assert_type

from . import models


def test_absent_fields_read_as_their_defaults_and_are_not_sent() -> None:
    options = models.Options(name="a")
    assert (options.limit, options.share, options.whole, options.deep) == (20, 0.5, 1, False)
    assert (options.sort, options.mode, options.maybe, options.wrong) == ("desc\nending", models.Mode.FAST, None, None)
    assert options.to_dict() == {"name": "a"}


def test_null_is_null_and_not_the_default() -> None:
    options = models.Options.from_dict({"name": "a", "limit": None})
    assert_type(options.limit, int | None)
    assert options.limit is None
    assert options.to_dict() == {"name": "a", "limit": None}


def test_a_default_that_was_given_is_sent() -> None:
    assert models.Options(name="a", limit=20).to_dict() == {"name": "a", "limit": 20}

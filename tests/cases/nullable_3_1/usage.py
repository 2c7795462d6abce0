from __future__ import annotations

from typing import assert_type

from . import models


def test_types_say_what_may_be_null() -> None:
    person = models.Person(name="Ann", nickname=None, color=models.PersonColor.RED, home=None)
    assert_type(person.name, str)
    assert_type(person.nickname, str | None)
    assert_type(person.color, models.PersonColor | None)
    assert_type(person.home, models.Address | None)
    assert_type(person.work, models.Address | None)
    assert_type(person.tags, list[str | None] | None)
    assert person.to_dict() == {"name": "Ann", "nickname": None, "color": "red", "home": None}

from __future__ import annotations

from datetime import date, datetime
from typing import assert_type

from . import models


def test_types_are_those_of_the_formats_alone() -> None:
    stamped = models.Stamped.from_dict({"at": "2024-02-29T12:00:00Z", "days": ["2024-02-29"]})
    assert_type(stamped.at, datetime | None)
    assert_type(stamped.id, str | None)
    assert_type(stamped.days, list[datetime | date] | None)
    assert stamped.days == [date(2024, 2, 29)]

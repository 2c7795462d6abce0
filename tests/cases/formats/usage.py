from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import assert_type
from uuid import UUID

from . import models


def test_values_are_of_the_standard_library() -> None:
    stamped = models.Stamped.from_dict(
        {"at": "2024-02-29T12:00:00.5Z", "day": "2024-02-29", "data": "aGk=", "price": "1.50", "id": "6F9619FF-8B86-D011-B42D-00C04FC964FF"}
    )
    assert_type(stamped.at, datetime | None)
    assert_type(stamped.clock, time | None)
    assert_type(stamped.times, list[datetime] | None)
    assert_type(stamped.by_day, dict[str, date] | None)
    assert_type(stamped.length, str | None)
    assert stamped.at == datetime(2024, 2, 29, 12, 0, 0, 500_000, UTC)
    assert stamped.day == date(2024, 2, 29)
    assert stamped.data == b"hi"
    assert stamped.price == Decimal("1.5")
    assert stamped.id == UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")


def test_a_changed_value_is_written_anew_and_the_others_as_they_came() -> None:
    stamped = models.Stamped.from_dict({"at": "2024-02-29t12:00:00z", "day": "2024-02-29", "price": "1.50"})
    changed = stamped.replace(at=datetime(2024, 3, 1, tzinfo=UTC))
    assert changed.to_dict() == {"at": "2024-03-01T00:00:00Z", "day": "2024-02-29", "price": "1.50"}
    assert stamped.to_dict()["at"] == "2024-02-29t12:00:00z"

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, assert_type, get_type_hints
from uuid import UUID

import pytest

from . import models
from ._runtime.model import PlainText


def test_values_are_of_the_standard_library() -> None:
    stamped = models.Stamped.from_dict(
        {"at": "2024-02-29T12:00:00.5Z", "day": "2024-02-29", "data": "aGk=", "price": "1.50", "id": "6F9619FF-8B86-D011-B42D-00C04FC964FF"}
    )
    assert_type(stamped.at, datetime | PlainText | None)
    assert_type(stamped.clock, time | PlainText | None)
    assert_type(stamped.times, list[datetime | PlainText] | None)
    assert_type(stamped.by_day, dict[str, date | PlainText] | None)
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


def test_a_value_can_be_used_as_what_it_usually_is() -> None:
    stamped = models.Stamped.from_dict({"at": "2024-02-29T12:00:00Z"})
    assert stamped.at is not None
    assert stamped.at.year == 2024
    assert get_type_hints(models.Stamped)["at"] == datetime | str | None


def test_text_that_is_not_in_its_format_stays_text() -> None:
    stamped = models.Stamped.from_dict({"id": "req_12345", "at": "2016-12-31T23:59:60Z", "day": ""})
    assert (stamped.id, stamped.at, stamped.day) == ("req_12345", "2016-12-31T23:59:60Z", "")


def test_a_day_is_a_day_in_either_order() -> None:
    for value, kind in (("2024-02-29", date), ("2024-02-29T00:00:00Z", datetime)):
        stamped = models.Stamped.from_dict({"either": value, "or": value, "days": [value]})
        assert stamped.days is not None
        assert {type(each) for each in (stamped.either, stamped.or_, stamped.days[0])} == {kind}


def test_what_is_no_decimal_number_stays_text() -> None:
    for text in ("NaN", "Infinity", "1_000", " 1", "1 ", "\u0661", "0x1", ""):
        assert models.Stamped.from_dict({"price": text}).price == text


def test_values_are_written_in_one_way() -> None:
    def written(**fields: Any) -> Any:
        ((_, text),) = models.Stamped(**fields).to_dict().items()
        return text

    assert written(at=datetime(2024, 2, 29, 12, tzinfo=UTC)) == "2024-02-29T12:00:00Z"
    assert written(at=datetime(2024, 2, 29, 12)) == "2024-02-29T12:00:00"
    assert written(at="tomorrow") == "tomorrow"
    assert written(day=datetime(2024, 2, 29, 12, tzinfo=UTC)) == "2024-02-29"
    assert written(price=Decimal("1E+2")) == "100"
    assert written(price=Decimal("1E-7")) == "0.0000001"
    assert written(price=Decimal("1E+999999999")) == "1E+999999999"
    for mistake in ({"at": date(2024, 2, 29)}, {"day": time(12)}, {"id": 5}):
        with pytest.raises(TypeError, match="can't be encoded"):
            written(**mistake)
    with pytest.raises(ValueError, match="NaN is not a JSON value"):
        written(price=Decimal("NaN"))

from __future__ import annotations

from typing import Any

import pytest

from . import models


def test_plain_data_in_the_place_of_models_and_members_is_encoded_as_it_stands() -> None:
    plain: dict[str, Any] = {
        "customer": {"address": {"street": "High Street"}, "since": 1999},
        "lines": [{"quantity": 1, "statuses": ["new", "odd"]}],
        "byCode": {"x": {"a": "b"}},
        "payment": {"kind": "bank_transfer", "iban": "1"},
        "matrix": [[{"cell": 1.5}]],
    }
    given = {"by_code" if key == "byCode" else key: value for key, value in plain.items()}
    order = models.Order(**given)
    assert order.to_dict() == plain
    assert models.Order.from_json(order.to_json()) == models.Order.from_dict(plain)
    assert order.to_dict()["customer"] is not given["customer"]


def test_other_plain_data_is_refused() -> None:
    mistakes: list[dict[str, Any]] = [{"customer": "x"}, {"lines": ["x"]}, {"lines": [[]]}]
    for mistake in mistakes:
        with pytest.raises(TypeError, match=r"Order can't be encoded: (customer|lines\[0\]) is"):
            models.Order(**mistake).to_dict()

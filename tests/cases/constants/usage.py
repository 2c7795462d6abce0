from __future__ import annotations

from typing import Literal, assert_type

from . import models


def test_a_required_constant_is_its_own_default() -> None:
    made = models.Envelope()
    assert_type(made.object, Literal["envelope"])
    assert_type(made.version, Literal[2])
    assert made.to_dict() == {"object": "envelope", "version": 2, "flag": True}


def test_an_optional_constant_is_absent_until_given() -> None:
    made = models.Envelope()
    assert made.note is None
    made.note = "handle with care"
    assert made.to_dict()["note"] == "handle with care"

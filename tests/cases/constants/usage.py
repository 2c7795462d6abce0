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


def test_an_optional_constant_that_identifies_is_sent_unless_it_was_absent() -> None:
    letter = models.Letter()
    sent = {"type": "letter", "style": "air", "seal": "wax", "stamp": "paid", "reply": None}
    assert letter.to_dict() == sent
    assert models.Parcel(grams=5).to_dict() == {"type": "parcel", "grams": 5}
    assert models.Letter(type=None).to_dict() == {**sent, "type": None}
    received = {"stamp": "paid", "reply": None}
    assert models.Letter.from_dict(received).to_dict() == received
    assert models.Letter.from_dict(sent) == letter


def test_names_of_components_decide_nothing() -> None:
    assert "stamp" not in models.Envelope().to_dict()
    assert models.Letter().stamp == "paid"

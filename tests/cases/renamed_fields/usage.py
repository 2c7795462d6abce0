from __future__ import annotations

from . import models


def test_keys_are_spelled_as_the_document_spells_them() -> None:
    odd = models.Odd(class_="a", field_401k=1, ref="r", additional_properties=True)
    assert odd.to_dict() == {"class": "a", "401k": 1, "$ref": "r", "additionalProperties": True}

from __future__ import annotations

from . import models


def test_schemas_keep_their_names() -> None:
    model = models.Model(date=models.Date(year=2024))
    assert model.to_dict() == {"date": {"year": 2024}}
    assert models.Client(name="a").to_dict() == {"name": "a"}
    assert models.Datetime.NOW.value == "now"

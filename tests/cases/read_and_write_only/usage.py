from __future__ import annotations

from . import models


def test_what_the_server_gives_is_not_asked_for() -> None:
    account = models.Account(name="n", password="p")
    assert account.to_dict() == {"name": "n", "password": "p"}

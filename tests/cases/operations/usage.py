from __future__ import annotations

from typing import assert_type

from . import AsyncClient, Client, models


def calls(client: Client) -> None:
    """Read by the type checkers only."""
    assert_type(client.pets.list_pets(limit=3, kinds=[models.Kind.CAT]), list[models.Pet])
    assert_type(client.pets.create_pet(models.Pet(name="Rex")), models.Pet)
    assert_type(client.status.get_status(), str)
    client.pets.delete_pet(7)


async def async_calls(client: AsyncClient) -> None:
    """Read by the type checkers only."""
    assert_type(await client.pets.list_pets(class_="x"), list[models.Pet])
    assert_type(await client.pets.create_pet(models.Pet(name="Rex")), models.Pet)


def test_both_clients_have_the_same_methods() -> None:
    with Client(api_key="k", base_url="https://example.com") as client:
        assert callable(client.pets.list_pets)
    assert callable(AsyncClient(api_key="k").pets.list_pets)

from __future__ import annotations

from typing import Literal, assert_never, assert_type

from . import codec, models


def name(pet: models.Pet) -> str:
    match pet:
        case models.Cat(lives=lives):
            return f"a cat with {lives} lives"
        case models.Dog(name=name):
            return name
        case models.UnknownVariant(tag=tag):
            return f"something called {tag}"
        case _:
            assert_never(pet)


def test_variants_are_told_apart_by_class() -> None:
    shop = models.Shop.from_dict({"pets": [{"kind": "kitten", "lives": 9}, {"kind": "dog", "name": "Rex"}, {"kind": "fish"}]})
    assert_type(shop.pets, list[models.Cat | models.Dog | models.UnknownVariant])
    assert_type(shop.star, models.Cat | models.Dog | models.UnknownVariant | None)
    assert [name(pet) for pet in shop.pets] == ["a cat with 9 lives", "Rex", "something called fish"]


def test_an_unknown_variant_can_be_read() -> None:
    pet = codec.decode_pet({"kind": "fish", "scales": {"color": "red"}})
    assert isinstance(pet, models.UnknownVariant)
    assert pet.scales == {"color": "red"}
    assert pet.raw == {"kind": "fish", "scales": {"color": "red"}}


def test_made_variants_are_encoded_with_the_value_that_the_mapping_has_for_them() -> None:
    dog = models.Dog(name="Rex")
    assert_type(dog.kind, Literal["dog"])
    shop = models.Shop(pets=[dog])
    assert shop.to_dict() == {"pets": [{"kind": "dog", "name": "Rex"}]}


def test_two_values_of_a_mapping_stay_apart() -> None:
    assert models.Cat.from_dict({"kind": "kitten"}).replace(lives=9).to_dict() == {"kind": "kitten", "lives": 9}

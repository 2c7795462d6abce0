"""Inline unions and error bodies that the document repeats are said once, under a name that says so."""

from __future__ import annotations

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python.names import minting, sharing
from tests.lowering import lower_text


def names(text: str, pins: dict[str, str] | None = None) -> dict[str, str]:
    """Pointer → name, also of what another declaration stands for."""
    shared = sharing.share(lower_text(text).api, pins or {})
    problems = Problems()
    minted = minting.mint(shared.api, pins or {}, problems).types
    assert not problems.found
    return {str(id): str(minted[shared.ids.get(id, id)]) for id in (*minted, *shared.ids)}


PETS = """
components:
  schemas:
    Cat: {type: object, required: [meow], properties: {meow: {type: string}}}
    Dog: {type: object, required: [bark], properties: {bark: {type: string}}}
    Shop: {type: object, properties: {best: {description: The best., oneOf: &pets [{$ref: "#/components/schemas/Cat"},
      {$ref: "#/components/schemas/Dog"}, {type: string}, {type: "null"}]}}}
    Home: {type: object, properties: {all: {type: array, items: {oneOf: *pets}}}}
"""
BEST, ALL = "#/components/schemas/Shop/properties/best", "#/components/schemas/Home/properties/all/items"


def test_a_union_of_several_places_is_one_alias() -> None:
    found = names(PETS)
    assert found[BEST] == found[ALL] == "CatOrDogOrString"


def test_a_union_of_one_place_is_called_after_it() -> None:
    text = PETS.replace("{oneOf: *pets}", "{type: string}")
    assert names(text)[BEST] == "ShopBest"


def test_what_is_said_of_one_place_is_not_said_of_the_others() -> None:
    api = sharing.share(lower_text(PETS).api, {}).api
    (union,) = [declaration for declaration in api.declarations if declaration.hint.component is None]
    assert union.doc.description == ""


def test_unions_of_other_variants_or_tags_are_not_the_same() -> None:
    text = PETS.replace(
        "{oneOf: *pets}", "{oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]}"
    )
    found = names(text)
    assert (found[BEST], found[ALL]) == ("ShopBest", "HomeAll")


def test_a_union_of_many_is_called_after_the_words_they_end_in() -> None:
    kinds = ("Land", "Water", "Winter", "Summer")
    schemas = "".join(
        f"    {kind}SportEvent: {{type: object, required: [{kind}], properties: {{{kind}: {{type: string}}}}}}\n"
        for kind in kinds
    )
    union = ", ".join(f"{{$ref: '#/components/schemas/{kind}SportEvent'}}" for kind in kinds)
    places = "".join(f"    {key}: {{type: object, properties: {{e: {{oneOf: [{union}]}}}}}}\n" for key in ("A", "B"))
    found = names(f"components:\n  schemas:\n{schemas}{places}")
    assert (
        found["#/components/schemas/A/properties/e"] == found["#/components/schemas/B/properties/e"] == "AnySportEvent"
    )
    taken = names(f"components:\n  schemas:\n    AnySportEvent: {{type: string}}\n{schemas}{places}")
    assert taken["#/components/schemas/A/properties/e"] == taken["#/components/schemas/B/properties/e"] == "AE"


def test_a_pinned_union_has_its_own_name() -> None:
    found = names(PETS, {ALL: "Pet"})
    assert (found[BEST], found[ALL]) == ("ShopBest", "Pet")


def operations(*bodies: str) -> str:
    """Operations a0, a1 … whose answer 422 has a body each."""
    return "paths:\n" + "".join(f"""  /a{number}:
    get:
      operationId: a{number}
      responses:
        "422": {{description: no, content: {{application/json: {{schema: {body}}}}}}}
""" for number, body in enumerate(bodies))


def error(number: int, inside: str = "") -> str:
    return f"#/paths/~1a{number}/get/responses/422/content/application~1json/schema{inside}"


FIELDS = (
    "{type: object, properties: {fields: {type: array, items: {type: object, properties: {name: {type: string}}}}}}"
)
WHY = "{type: object, properties: {why: {type: string}}}"
ONE = "{type: object, properties: {one: {type: string}}}"


def test_equal_error_bodies_are_one_class_with_what_is_inside() -> None:
    found = names(operations(FIELDS, FIELDS, FIELDS))
    assert {found[error(number)] for number in range(3)} == {"UnprocessableResponse"}
    inside = {found[error(number, "/properties/fields/items")] for number in range(3)}
    assert inside == {"UnprocessableResponseField"}


def test_an_error_body_that_differs_keeps_the_others_as_they_are() -> None:
    found = names(operations(FIELDS, FIELDS, ONE))
    assert [found[error(number)] for number in range(3)] == [*["UnprocessableResponse"] * 2, "A2UnprocessableResponse"]


def test_several_bodies_of_one_status_are_told_apart_by_a_key() -> None:
    found = names(operations(FIELDS, WHY, FIELDS, WHY, ONE))
    assert [found[error(number)] for number in range(5)] == [
        "UnprocessableResponse",
        "UnprocessableResponseWithWhy",
        "UnprocessableResponse",
        "UnprocessableResponseWithWhy",
        "A4UnprocessableResponse",
    ]


def test_a_component_keeps_the_name_that_shared_bodies_would_have() -> None:
    component = "components: {schemas: {UnprocessableResponse: {type: string, enum: [a, b]}}}\n"
    found = names(component + operations(WHY, WHY))
    assert [found[error(0)], found[error(1)]] == ["A0UnprocessableResponse", "A1UnprocessableResponse"]


def test_a_response_of_components_keeps_the_name_that_shared_bodies_would_have() -> None:
    response = f"{{description: no, content: {{application/json: {{schema: {ONE}}}}}}}"
    shared = f"components: {{responses: {{'422': {response}}}}}\n"
    reference = "  /b: {get: {operationId: b, responses: {'422': {$ref: '#/components/responses/422'}}}}\n"
    found = names(shared + operations(WHY, WHY) + reference)
    assert found["#/components/responses/422/content/application~1json/schema"] == "UnprocessableResponse"
    assert [found[error(0)], found[error(1)]] == ["A0UnprocessableResponse", "A1UnprocessableResponse"]


def test_a_pinned_error_body_has_its_own_name() -> None:
    found = names(operations(WHY, WHY, WHY), {error(1): "Refusal"})
    assert [found[error(number)] for number in range(3)] == [
        "UnprocessableResponse",
        "Refusal",
        "UnprocessableResponse",
    ]


def test_bodies_that_differ_in_prose_are_one_without_that_prose() -> None:
    told = "{description: D%d., type: object, properties: {why: {type: string, description: W%d.}, at: {type: string, description: At.}}}"
    api = sharing.share(lower_text(operations(told % (1, 1), told % (1, 2))).api, {}).api
    (body,) = api.declarations
    assert isinstance(body, ir.Record)
    assert [body.doc.description, *(field.doc.description for field in body.fields)] == ["D1.", "", "At."]


def test_bodies_that_differ_in_a_default_or_a_limit_stay_apart() -> None:
    given = "{type: object, properties: {why: {type: string, default: x}}}"
    limited = "{type: object, properties: {why: {type: string, maxLength: 3}}}"
    found = names(operations(WHY, given, limited))
    assert [found[error(number)] for number in range(3)] == [f"A{number}UnprocessableResponse" for number in range(3)]


def test_answers_of_success_are_not_shared() -> None:
    found = names(operations(WHY, WHY).replace('"422"', '"200"'))
    assert len(set(found.values())) == 2

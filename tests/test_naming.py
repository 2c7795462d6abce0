"""Names of types, fields and members: what they say, what renames them and what never does, pins, and names that meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from codegen import ir
from codegen.diagnostics import Problem, Problems
from codegen.lower import Options
from codegen.python.names import minting as naming
from tests.lowering import lower_text


@dataclass(frozen=True)
class Minted:
    names: naming.Names
    problems: tuple[Problem, ...]
    api: ir.Api

    def type(self, pointer: str) -> str:
        return self.names.types[pointer]

    def component(self, key: str) -> str:
        return self.type(f"#/components/schemas/{key}")

    @property
    def types(self) -> list[str]:
        return [self.names.types[declaration.id] for declaration in self.api.declarations]

    def attributes(self, key: str) -> tuple[str, ...]:
        return self.names.attributes[f"#/components/schemas/{key}"]

    def problem(self, code: str) -> Problem:
        (found,) = [problem for problem in self.problems if problem.code == code]
        return found


def mint(text: str, pins: Mapping[str, str] | None = None, options: Options | None = None) -> Minted:
    api = lower_text(text, options=options).api
    problems = Problems()
    return Minted(naming.mint(api, pins or {}, problems), tuple(problems), api)


def schemas(text: str, pins: Mapping[str, str] | None = None) -> Minted:
    indented = "".join(f"    {line}\n" for line in text.strip("\n").splitlines())
    return mint(f"components:\n  schemas:\n{indented}", pins)


RESPONSE = """
Response:
  type: object
  properties:
    error: {type: object, properties: {code: {type: string, enum: [a, b]}}}
    tools: {type: array, items: {type: object, properties: {id: {type: string}}}}
    response_format: {type: object, properties: {x: {type: string}}}
"""


def test_an_inline_schema_is_named_from_where_it_stands() -> None:
    minted = schemas(RESPONSE)
    assert minted.types == [
        "Response",
        "ResponseError",
        "ResponseErrorCode",
        "ResponseTool",
        "ResponseFormat",
    ]
    assert minted.names.numbered == []
    assert minted.problems == ()


def test_items_of_a_component_are_its_singular() -> None:
    minted = schemas("""
Categories: {type: array, items: {type: object, properties: {id: {type: string}}}}
Data: {type: array, items: {type: object, properties: {id: {type: string}}}}
""")
    assert minted.types == ["Categories", "Category", "Data", "DataItem"]


def test_a_title_names_a_class_unless_it_says_nothing_new() -> None:
    minted = schemas("""
Thing:
  type: object
  properties:
    choice: {title: Tool choice, type: object, properties: {a: {type: string}}}
    created_by: {title: Created By, type: object, properties: {a: {type: string}}}
    prose: {title: What the user sees when all of this is done, type: object, properties: {a: {type: string}}}
""")
    assert minted.types == ["Thing", "ToolChoice", "ThingCreatedBy", "ThingProse"]


def test_a_title_of_many_names_none_of_them() -> None:
    minted = schemas("""
One: {type: object, properties: {a: {title: Param, type: object, properties: {x: {type: string}}}}}
Two: {type: object, properties: {b: {title: Param, type: object, properties: {x: {type: string}}}}}
""")
    assert minted.types == ["One", "OneA", "Two", "TwoB"]


def test_a_title_says_more_than_a_tag_that_is_no_text() -> None:
    minted = schemas("""
Outcome:
  oneOf:
    - {title: Outcome of success, type: object, required: [ok], properties: {ok: {const: true}}}
    - {type: object, required: [ok], properties: {ok: {const: false}}}
""")
    assert minted.types == ["Outcome", "OutcomeOfSuccess", "OutcomeFalse"]


def test_variants_are_named_by_tag_title_or_key() -> None:
    minted = schemas("""
Tagged:
  oneOf:
    - {type: object, required: [kind], properties: {kind: {const: ON_CLICK}}}
    - {type: object, required: [kind], properties: {kind: {const: scroll.end}}}
Keyed:
  oneOf:
    - {type: object, required: [cancelled], properties: {cancelled: {type: string}}}
    - {type: object, required: [error], properties: {error: {type: string}}}
Wide:
  oneOf:
    - {type: object, required: [node, url], properties: {node: {type: string}, url: {type: string}}}
    - {type: object, required: [node, file], properties: {node: {type: string}, file: {type: string}}}
    - {type: string}
    - {type: boolean}
Titled:
  oneOf:
    - {title: Small dog, type: object, required: [a], properties: {a: {type: string}, c: {type: string}}}
    - {title: Big dog, type: object, required: [b], properties: {b: {type: string}, c: {type: string}}}
""")
    assert minted.types == [
        *("Tagged", "TaggedOnClick", "TaggedScrollEnd"),
        *("Keyed", "KeyedCancelled", "KeyedError"),
        *("Wide", "WideWithUrl", "WideWithFile"),
        *("Titled", "SmallDog", "BigDog"),
    ]
    assert minted.names.numbered == []
    assert "name-pushed" not in [problem.code for problem in minted.problems]


def test_a_variant_that_adds_to_one_component_is_named_after_it() -> None:
    minted = schemas("""
Chunk: {type: object, properties: {text: {type: string}, at: {type: string}}}
Whole: {type: object, properties: {text: {type: string}, at: {type: string}}}
Answer:
  oneOf:
    - allOf: [{$ref: "#/components/schemas/Chunk"}, {type: object, required: [at]}]
    - allOf: [{$ref: "#/components/schemas/Whole"}, {type: object, required: [text]}]
    - allOf: [{$ref: "#/components/schemas/Chunk"}, {$ref: "#/components/schemas/Whole"}]
""")
    assert minted.types == ["Chunk", "Whole", "Answer", "AnswerChunk", "AnswerWhole", "AnswerObject"]


def test_variants_that_add_to_the_same_component_are_named_by_what_they_require() -> None:
    minted = schemas("""
Part: {type: object, properties: {x: {type: string}, y: {type: string}}}
Whole:
  oneOf:
    - allOf: [{$ref: "#/components/schemas/Part"}, {type: object, required: [x]}]
    - allOf: [{$ref: "#/components/schemas/Part"}, {type: object, required: [y]}]
""")
    assert minted.types == ["Part", "Whole", "WholeWithX", "WholeWithY"]


def test_variants_are_named_by_what_they_require() -> None:
    minted = schemas("""
Address:
  properties: {street: {type: string}, box: {type: string}, city: {type: string}}
  required: [city]
  anyOf:
    - {properties: {street: {type: string}}, required: [street]}
    - {properties: {box: {type: string}}, required: [box]}
Search:
  oneOf:
    - {type: object, required: [text], properties: &all {text: {type: string}, image: {type: string}, n: {type: string}}}
    - {type: object, required: [image], properties: *all}
    - {type: object, required: [image, text], properties: *all}
    - {type: object, properties: *all}
""")
    assert minted.types == [
        *("Address", "AddressWithStreet", "AddressWithBox"),
        *("Search", "SearchWithText", "SearchWithImage", "SearchWithTextAndImage", "SearchObject"),
    ]
    assert minted.names.numbered == []


def test_responses_shared_by_status_are_named_by_its_words() -> None:
    body = "content: {application/json: {schema: {type: object, properties: {why: {type: string}}}}}"
    minted = mint(f"""
components:
  responses:
    "404": {{description: none, {body}}}
    "409": {{description: no, {body}}}
    4xx: {{description: no, {body}}}
    "499": {{description: no, {body}}}
    Gone: {{description: no, {body}}}
paths:
  /a:
    get:
      operationId: a
      responses:
        "404": {{$ref: "#/components/responses/404"}}
        "409": {{$ref: "#/components/responses/409"}}
        "410": {{$ref: "#/components/responses/Gone"}}
        "499": {{$ref: "#/components/responses/499"}}
        4XX: {{$ref: "#/components/responses/4xx"}}
""")
    names = ["NotFoundResponse", "ConflictResponse", "GoneResponse", "Response499", "ClientErrorResponse"]
    assert minted.types == names
    assert minted.names.numbered == []


REFERENCES = """
components:
  schemas:
    Report:
      type: object
      properties:
        a: {$ref: "#/components/parameters/Span/schema"}
        b: {$ref: "#/components/headers/Budget/schema"}
        c: {$ref: "#/components/requestBodies/Draft/content/application~1json/schema"}
        d: {$ref: "#/components/responses/404/content/application~1json/schema/properties/why"}
        e: {$ref: "#/paths/~1a/get/parameters/0/schema"}
        f: {$ref: "#/paths/~1a/get/responses/201/content/application~1json/schema"}
  parameters:
    Span: {name: span, in: query, schema: {type: object, properties: {unit: {enum: [day, week]}}}}
  headers:
    Budget: {schema: {enum: [low, high]}}
  requestBodies:
    Draft: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
  responses:
    "404":
      description: none
      content: {application/json: {schema: {type: object, properties: {why: {enum: [lost, hidden]}}}}}
paths:
  /a:
    get:
      operationId: readA
      tags: [A]
      parameters: [{name: order, in: query, schema: {enum: [up, down]}}]
      responses:
        "201": {description: ok, content: {application/json: {schema: {type: object, properties: {a: {}}}}}}
"""


def test_what_a_reference_finds_in_an_operation_is_named_as_the_operation_names_it() -> None:
    minted = mint(REFERENCES)
    names = ["Report", "Span", "SpanUnit", "BudgetHeader", "DraftRequest", "NotFoundResponseWhy"]
    assert minted.types == [*names, "ReadAOrder", "ReadAResponse"]
    assert minted.names.numbered == []


def test_a_number_is_the_last_resort_and_said() -> None:
    minted = schemas("""
Answer:
  oneOf:
    - {type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}
    - {type: object, required: [a], properties: {a: {type: string}, b: {type: integer}}}
    - {type: object, required: [a], properties: {a: {type: integer}, b: {type: string}}}
""")
    assert minted.names.numbered == ["AnswerObject2", "AnswerObject3"]
    warnings = [problem for problem in minted.problems if problem.code == "numbered-name"]
    assert [problem.message.rpartition(" ")[2] for problem in warnings] == minted.names.numbered
    assert all("names = {" in (problem.hint or "") for problem in warnings)


def test_the_only_class_in_a_union_that_nobody_reads_has_its_name() -> None:
    minted = schemas("""
Thing:
  type: object
  properties:
    account: {anyOf: [{type: string}, {type: object, properties: {id: {type: string}, x: {type: string}}}]}
""")
    assert minted.type("#/components/schemas/Thing/properties/account/anyOf/1") == "ThingAccount"


OPERATION = """
paths:
  /files:
    get:
      operationId: list_files
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: object, properties: {data: {type: string}}}}}
    post:
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: object, properties: {data: {type: string}}}}}
  /files/{fileId}:
    get:
      operationId: list_files
      parameters: [{name: fileId, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: object, properties: {data: {type: string}}}}}
"""


def test_bodies_are_named_by_their_operation() -> None:
    minted = mint(OPERATION)
    assert minted.types == ["ListFilesResponse", "PostFilesResponse", "ListFilesResponseBody"]


def test_a_body_beside_a_component_of_its_name_gets_a_longer_one() -> None:
    component = "components: {schemas: {ListFilesResponse: {type: object, properties: {a: {type: string}}}}}\n"
    minted = mint(component + OPERATION.partition("    post:")[0])
    assert minted.types == ["ListFilesResponse", "ListFilesResponseBody"]
    pushed = minted.problem("name-pushed")
    assert "called ListFilesResponseBody" in pushed.message
    assert pushed.hint is not None
    assert "names = {" in pushed.hint
    assert len(pushed.related) == 1


def test_adding_an_operation_renames_nothing_of_a_component() -> None:
    title = "Tool choice"
    component = f"""
components:
  schemas:
    Thing:
      type: object
      properties:
        choice: {{title: {title}, type: object, properties: {{aB: {{type: string}}, mode: {{enum: [x, y]}}}}}}
"""
    more = f"""
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                choice: {{title: {title}, type: object, properties: {{aB: {{type: string}}}}}}
                kind: {{title: Thing choice, type: object, properties: {{aB: {{type: string}}}}}}
      responses: {{"204": {{description: done}}}}
"""
    before, after = mint(component), mint(component + more)
    assert before.names.types.items() <= after.names.types.items()
    assert before.names.attributes.items() <= after.names.attributes.items()
    assert len(after.types) > len(before.types)


def test_adding_a_component_pushes_an_inline_class_and_says_so() -> None:
    before = schemas(RESPONSE)
    after = schemas(RESPONSE + "ResponseError: {type: object, properties: {message: {type: string}}}\n")
    inline = "#/components/schemas/Response/properties/error"
    assert before.type(inline) == "ResponseError"
    assert after.component("ResponseError") == "ResponseError"
    assert after.type(inline) == "ResponseErrorObject"
    pushed = after.problem("name-pushed")
    assert pushed.hint == f'pin a name: names = {{ "{inline}" = "…" }}'
    kept = schemas(
        RESPONSE + "ResponseError: {type: object, properties: {message: {type: string}}}\n", {inline: "ResponseFailure"}
    )
    assert kept.type(inline) == "ResponseFailure"
    assert kept.problems == ()


def test_components_that_meet_are_told_apart_and_reported() -> None:
    minted = schemas("""
foo_bar: {type: object, properties: {a: {type: string}}}
FooBar: {type: object, properties: {a: {type: string}}}
foo-bar: {type: string, enum: [a, b]}
""")
    assert minted.types == ["FooUnderscoreBar", "FooBar", "FooDashBar"]
    assert minted.names.numbered == []
    first, second = minted.problems
    assert first.code == second.code == "name-collision"
    assert first.span is not None
    assert (first.span.line, first.related[0][0].line) == (5, 6)


def test_a_number_is_the_last_resort_of_components() -> None:
    some = "{type: object, properties: {a: {type: string}}}"
    minted = schemas(
        f"FooBar: {some}\nfooBar: {some}\nFooBarCamel: {some}\nFOOBar: {some}\nfoobar: {some}\nFoo^Bar: {some}\n"
    )
    assert minted.types == ["FooBar", "FooBar2", "FooBarCamel", "FOOBar", "Foobar", "FooCaretBar"]
    assert minted.names.numbered == ["FooBar2"]


@pytest.mark.parametrize(
    "key", ["Model", "Client", "AsyncClient", "datetime", "Any", "UUID", "UnknownVariant", "Literal", "models", "codec"]
)
def test_a_component_keeps_a_name_that_generated_code_uses(key: str) -> None:
    assert schemas(f"{key}: {{type: object, properties: {{a: {{type: string}}}}}}").types == [key[0].upper() + key[1:]]


def test_fields_that_meet_are_told_apart_by_how_they_are_written() -> None:
    keys = ["a_b", "aB", "AB", "a-b", "a.b", "a b", "Foo", "foo", "FOO", "_x", "x", "__x__"]
    text = "Thing:\n  type: object\n  properties:\n" + "".join(f"    {key}: {{type: string}}\n" for key in keys)
    assert schemas(text).attributes("Thing") == (
        *("a_b", "aB", "ab", "a_dash_b", "a_dot_b", "a_space_b"),
        *("foo_pascal", "foo", "foo_upper", "underscore_x", "x", "underscore_x_underscore"),
    )


def test_fields_keep_their_spelling_where_python_has_it() -> None:
    minted = schemas("""
Thing:
  type: object
  properties:
    fooBar: {type: string}
    foo_bar: {type: string}
    self: {type: string}
    list: {type: string}
    class: {type: string}
    to_dict: {type: string}
""")
    assert minted.attributes("Thing") == ("fooBar", "foo_bar", "self_", "list", "class_", "to_dict_")
    collision = minted.problem("name-collision")
    assert collision.hint == 'pin a name: names = { "#/components/schemas/Thing/properties/fooBar" = "…" }'
    assert len(collision.related) == 1


def test_members_that_meet_are_told_apart_by_their_case_or_symbols() -> None:
    minted = schemas("""
Case: {type: string, enum: [asc, ASC, Asc]}
Sign: {type: string, enum: ["+1", "-1", "1"]}
Dots: {type: string, enum: [a.b, a-b, a_b, "", mro, name, _arabic_, __dd.conversion]}
Sort: {type: string, enum: [name, "-name"]}
Symbols: {type: string, enum: ["/", "..", "☃"]}
Number: {type: integer, enum: [1, -1]}
""")
    assert minted.attributes("Case") == ("ASC_LOWER", "ASC", "ASC_TITLE")
    assert minted.attributes("Sign") == ("PLUS_1", "MINUS_1", "VALUE_1")
    assert minted.attributes("Dots")[:5] == ("A_B", "A_B_DASH", "A_B_UNDERSCORE", "EMPTY", "MRO")
    assert minted.attributes("Dots")[5:] == ("NAME", "ARABIC", "DD_CONVERSION")
    assert minted.attributes("Sort") == ("NAME", "NAME_DASH")
    assert minted.attributes("Symbols") == ("SLASH", "DOT_DOT", "U2603")
    assert minted.attributes("Number") == ("VALUE_1", "MINUS_1")


def test_leaving_out_a_component_renames_nothing_inside_it() -> None:
    text = """
paths:
  /a: {get: {operationId: a, tags: [A], responses: {"200": {content: {application/json: {schema:
    {$ref: "#/components/schemas/item-list/properties/first"}}}}}}}
components:
  schemas:
    item-list: {type: object, properties: {first: {type: object, properties: {kind: {enum: [x, y]}}}}}
"""
    whole, chosen = mint(text), mint(text, options=Options(include_tags=("A",)))
    assert whole.types == ["ItemList", "ItemListFirst", "ItemListFirstKind"]
    assert chosen.types == ["ItemListFirst", "ItemListFirstKind"]


def test_members_are_pinned_by_where_their_value_stands() -> None:
    text = """
Color: {type: string, enum: [r, r, g, b]}
Size: {oneOf: [{const: s}, {const: m}]}
Both: {allOf: [{$ref: "#/components/schemas/Color"}, {enum: [g, b]}]}
"""
    pins = {
        "#/components/schemas/Color/enum/2": "GREEN",
        "#/components/schemas/Color/enum/3": "Blue",
        "#/components/schemas/Size/oneOf/1/const": "MEDIUM",
    }
    minted = schemas(text, pins)
    assert minted.attributes("Color") == ("R", "GREEN", "Blue")
    assert minted.attributes("Size") == ("S", "MEDIUM")
    assert minted.attributes("Both") == ("GREEN", "Blue")
    assert [problem.code for problem in minted.problems] == []


@pytest.mark.parametrize("pin", ["title", "_RED", "RED_", "no name", "SAME"])
def test_a_member_that_cannot_have_its_pin_is_an_error(pin: str) -> None:
    pointer = "#/components/schemas/Color/enum/"
    minted = schemas("Color: {type: string, enum: [r, g]}", {f"{pointer}0": "SAME", f"{pointer}1": pin})
    problem = minted.problem("bad-name")
    assert problem.message == f"{pin!r} can't be the name of this member"
    assert problem.span is not None
    assert problem.span.source.line(problem.span.line)[problem.span.column - 1] == "g"


def test_pins_win() -> None:
    minted = schemas(
        RESPONSE,
        {
            "#/components/schemas/Response": "Answer",
            "#/components/schemas/Response/properties/tools/items": "Tool",
            "#/components/schemas/Response/properties/tools": "instruments",
        },
    )
    assert minted.types == ["Answer", "AnswerError", "AnswerErrorCode", "Tool", "AnswerResponseFormat"]
    assert minted.attributes("Response") == ("error", "instruments", "response_format")
    assert minted.problems == ()


def test_a_pin_at_a_property_with_a_class_of_its_own_is_for_what_its_case_says() -> None:
    pointer = "#/components/schemas/Response/properties/error"
    by_class, by_field = schemas(RESPONSE, {pointer: "Failure"}), schemas(RESPONSE, {pointer: "failure"})
    assert (by_class.type(pointer), by_class.attributes("Response")[0]) == ("Failure", "error")
    assert (by_field.type(pointer), by_field.attributes("Response")[0]) == ("ResponseError", "failure")


def test_the_document_pins_too() -> None:
    minted = schemas("""
Thing:
  x-python-name: Item
  type: object
  properties:
    a: {x-python-name: first, type: string}
    home: {x-python-name: Residence, type: object, properties: {street: {type: string}}}
""")
    assert minted.types == ["Item", "Residence"]
    assert minted.attributes("Thing") == ("first", "home")


@pytest.mark.parametrize(
    ("pointer", "hint"),
    [
        ("#/components/schemas/Respone", "did you mean '#/components/schemas/Response'?"),
        (
            "#/components/schemas/Responses/properties/error",
            "did you mean '#/components/schemas/Response/properties/error'?",
        ),
        ("#/x", "take the pointer from `names` in _manifest.json"),
    ],
)
def test_a_pin_that_names_nothing_is_reported(pointer: str, hint: str) -> None:
    minted = schemas(RESPONSE, {pointer: "Anything"})
    problem = minted.problem("unused-pin")
    assert repr(pointer) in problem.message
    assert problem.hint == hint
    assert minted.types == schemas(RESPONSE).types


@pytest.mark.parametrize("pin", ["class", "1a", "_Hidden", "Other"])
def test_a_pin_that_cannot_be_had_is_an_error(pin: str) -> None:
    text = (
        "Thing: {type: object, properties: {a: {type: string}}}\nOther: {type: object, properties: {a: {type: string}}}"
    )
    pins = {"#/components/schemas/Thing": pin, "#/components/schemas/Other": "Other"}
    assert [problem.code for problem in schemas(text, pins).problems] == ["bad-name"]


def test_names_do_not_depend_on_the_order_of_pins() -> None:
    pins = {
        "#/components/schemas/Response": "Answer",
        "#/components/schemas/Response/properties/tools/items": "Tool",
    }
    backwards = dict(reversed(pins.items()))
    assert schemas(RESPONSE, pins).names == schemas(RESPONSE, backwards).names


LEVELS = """
paths:
  /shipments/{shipment}/parcels:
    post:
      operationId: PostShipmentsShipmentParcels
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                delivery_preferences: {type: object, properties: {fallback_recipients: &recipients {type: array, items:
                  {type: object, properties: {identity_verification: {type: object, properties: {method: {enum: [a, b]}}}}}}}}
      responses: {"204": {description: done}}
"""


def test_a_long_name_keeps_its_ends_and_loses_levels_between() -> None:
    minted = mint(LEVELS)
    assert minted.types == [
        "PostShipmentParcelsRequest",
        "PostShipmentParcelsRequestDeliveryPreferences",
        "PostShipmentParcelsRequestPreferencesFallbackRecipient",
        "PostShipmentParcelsRequestRecipientIdentityVerification",
        "PostShipmentParcelsRequestIdentityVerificationMethod",
    ]


def test_a_short_name_depends_on_nothing_beside_it() -> None:
    beside = "                return_preferences: {type: object, properties: {fallback_recipients: *recipients}}\n"
    before, after = mint(LEVELS), mint(LEVELS.replace("      responses", f"{beside}      responses"))
    assert before.names.types.items() < after.names.types.items()
    assert after.names.numbered == []
    assert after.types[-2:] == [
        "PostShipmentParcelsRequestFallbackRecipientIdentityVerification",
        "PostShipmentParcelsRequestFallbackRecipientIdentityVerificationMethod",
    ]


def test_a_name_that_is_still_too_long_says_no_word_twice() -> None:
    minted = schemas("""
ReadingRoomReservationReadingRoomOptionsForAllVisitors:
  properties: {visitor_reservation_kind: {enum: [a, b]}}
""")
    assert minted.types[1] == "ReadingRoomReservationOptionsForAllVisitorsReservationKind"


def test_a_long_variant_is_not_called_by_words_of_its_union_again() -> None:
    minted = schemas("""
LibraryCatalogueStreamEvent:
  oneOf:
    - {type: object, required: [t], properties: {t: {const: library_catalogue.entry_withdrawn_event}}}
    - {type: object, required: [t], properties: {t: {const: library.event}}}
""")
    assert minted.types[1:] == [
        "LibraryCatalogueStreamEventLibraryCatalogueEntryWithdrawn",
        "LibraryCatalogueStreamEventLibraryEvent",
    ]

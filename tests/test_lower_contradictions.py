"""Documents that contradict themselves: a warning, and a type that takes what either side says."""

from __future__ import annotations

import pytest

from codegen import ir
from codegen.diagnostics import Severity
from codegen.ir.queries import types_in
from tests.ir_text import declaration_text
from tests.lowering import Lowered
from tests.test_lower_schemas import schemas

OBJECTS = """
Shop: {type: object, required: [id], properties: {id: {type: string}}}
Stall: {type: object, required: [row], properties: {row: {type: integer}}}
"""


def texts(found: Lowered) -> dict[str, str]:
    """Name → what the declaration is, on one line and without plans."""
    lines = [declaration_text(declaration).splitlines() for declaration in found.api.declarations]
    return {line[0].partition(" = ")[0]: line[0].partition(" = ")[2] or "; ".join(line[1:]) for line in lines}


@pytest.mark.parametrize(
    ("schema", "type_", "codes"),
    [
        # types
        ("{allOf: [{type: string}, {type: integer}]}", "string | integer", ["impossible"]),
        ('{allOf: [{type: [string, "null"]}, {type: [integer, "null"]}]}', "string | integer", ["impossible"]),
        ('{allOf: [{type: [string, "null"]}, {type: "null"}]}', "None", []),
        ('{allOf: [{type: string}, {$ref: "#/components/schemas/Shop"}]}', "string | Shop", ["impossible"]),
        ('{$ref: "#/components/schemas/Shop", type: array, items: {}}', "[any] | Shop", ["impossible"]),
        ('{type: string, oneOf: [{$ref: "#/components/schemas/Shop"}]}', "string | Shop", ["impossible"]),
        (
            '{type: string, oneOf: [{$ref: "#/components/schemas/Shop"}, {$ref: "#/components/schemas/Stall"}]}',
            "string | Shop | Stall",
            ["impossible"],
        ),
        (
            '{type: object, anyOf: [{$ref: "#/components/schemas/Shop"}, {type: boolean}]}',
            "Shop | boolean",
            ["impossible"],
        ),
        # a union that is narrowed on purpose, in an allOf
        ('{allOf: [{anyOf: [{$ref: "#/components/schemas/Shop"}, {type: boolean}]}, {type: boolean}]}', "boolean", []),
        # values
        ("{allOf: [{enum: [a, b]}, {enum: [c]}]}", "enum 'a' | 'b' | 'c'", ["impossible"]),
        ("{const: z, enum: [a, b]}", "enum 'z' | 'a' | 'b'", ["impossible"]),
        ("{allOf: [{const: 1}, {const: 2}]}", "enum 1 | 2", ["impossible"]),
        ("{allOf: [{const: true}, {type: string}]}", "True | string", ["impossible"]),
        ('{type: integer, enum: [low, "2"]}', "2 | string", ["enum-type", "loose-type"]),
        ("{type: integer, enum: [low]}", "'low'|… | integer", ["enum-type"]),
        ("{type: string, const: {a: 1}}", "A#enum | string", ["enum-type"]),
        ("{type: string, enum: [3]}", "'3'|… | integer", ["loose-type"]),
        ('{type: integer, const: "5"}', "5 | string", ["loose-type"]),
        ('{type: boolean, enum: ["true"]}', "True | string", ["loose-type"]),
        ('{type: number, enum: ["1.5"]}', "1.5 | string", ["loose-type"]),
        ("{type: string, enum: [null]}", "string", ["enum-type"]),
        # arrays
        ("{type: array, items: false, minItems: 1}", "[any]", ["impossible"]),
        ("{type: array, items: false}", "[never]", []),
    ],
)
def test_either_side_is_accepted(schema: str, type_: str, codes: list[str]) -> None:
    found = schemas(OBJECTS + f"A: {schema}")
    assert sorted(found.codes) == sorted(codes)
    assert {problem.severity for problem in found.problems} <= {Severity.WARNING}
    assert texts(found)["A"] == type_


def test_scalars_among_strings_are_read_as_they_are_written() -> None:
    found = schemas("A: {type: string, enum: [yes, true, 1.0, 0x10, &two 2, '3', !!int 4, 4_1]}")
    assert found.codes == ["loose-type"] * 5
    assert texts(found) == {
        "A": "A#enum | boolean | integer",
        "A#enum": "enum 'yes' | 'true' | '1.0' | '0x10' | '2' | '3' | '4' | '4_1'",
    }
    assert found.problems[1].message == "`type` is string: read as the text `1.0`"


def test_a_nullable_enum_of_numbers_among_strings_keeps_its_null() -> None:
    found = schemas("A: {properties: {v: {type: [string, 'null'], enum: [7, null]}}}")
    assert found.codes == ["loose-type"]
    record, _ = found.api.declarations
    assert declaration_text(record) == "A\n  v?: A/properties/v?"


def test_a_property_that_is_declared_anew_takes_both_types() -> None:
    found = schemas("""
        Base: {properties: {tags: {type: object, additionalProperties: {type: string}}}}
        Heir: {allOf: [{$ref: "#/components/schemas/Base"}, {properties: {tags: {type: array, items: {type: integer}}}}]}
        """)
    assert found.codes == ["impossible"]
    assert texts(found)["Heir/properties/tags"] == "{string} | [integer]"


def test_a_contradiction_is_reported_where_the_heir_makes_it() -> None:
    found = schemas("""
        Id: {type: string}
        Base: {properties: {id: {$ref: "#/components/schemas/Id"}, at: {type: string}, of: {type: string}}}
        Heir: {allOf: [{$ref: "#/components/schemas/Base"}, {properties: {id: {type: integer}}}]}
        First: {allOf: [{properties: {at: {type: integer}}}, {$ref: "#/components/schemas/Base"}]}
        Beside: {properties: {of: {$ref: "#/components/schemas/Whole"}}, allOf: [{$ref: "#/components/schemas/Base"}]}
        Whole: {type: integer}
        Heir2: {allOf: [{$ref: "#/components/schemas/Heir"}, {properties: {more: {type: string}}}]}
        """)
    assert found.codes == ["impossible"] * 3
    lines = [problem.span.line for problem in found.problems if problem.span is not None]
    first = found.declaration("#/components/schemas/Base").span.line
    assert sorted(line - first for line in lines) == [1, 2, 3]


def test_objects_with_different_tags_or_keys_of_their_own_are_not_merged() -> None:
    found = schemas("""
        Note: {type: object, required: [type, text], properties: {type: {const: note}, text: {type: string}}}
        Photo: {type: object, required: [type, url], properties: {type: {const: photo}, url: {type: string}}}
        Row: {type: object, required: [row], additionalProperties: false, properties: {row: {type: integer}}}
        Seat: {type: object, required: [seat], additionalProperties: false, properties: {seat: {type: integer}}}
        Size: {type: object, required: [width], properties: {width: {type: integer}}}
        Base:
          properties:
            part: {$ref: "#/components/schemas/Note"}
            parts: {type: array, items: {$ref: "#/components/schemas/Note"}}
            place: {$ref: "#/components/schemas/Row"}
            size: {$ref: "#/components/schemas/Size"}
            tag: {$ref: "#/components/schemas/Note"}
        Heir:
          allOf:
            - $ref: "#/components/schemas/Base"
            - properties:
                part: {description: Which., allOf: [{$ref: "#/components/schemas/Photo"}]}
                parts: {type: array, items: {$ref: "#/components/schemas/Photo"}}
                place: {$ref: "#/components/schemas/Seat"}
                size: {type: object, required: [height], properties: {height: {type: integer}}}
                tag: {type: object, properties: {type: {const: memo}}}
        Heir2: {allOf: [{$ref: "#/components/schemas/Heir"}, {properties: {part: {$ref: "#/components/schemas/Photo"}}}]}
        """)
    assert set(found.codes) == {"impossible"}
    said = texts(found)
    assert said["Heir/properties/part"] == said["Heir2/properties/part"] == "Note | Photo"
    assert said["Heir/properties/parts/items"] == "Note | Photo"
    assert said["Heir/properties/place"] == "Row | Seat"
    assert said["Heir/properties/size"] == "  width: integer;   height: integer"
    assert said["Heir/properties/tag"] == "  type: 'memo'|…;   text: string"


def test_a_tag_that_the_base_does_not_know_is_the_tag_of_the_heir() -> None:
    found = schemas("""
        Plant: {required: [kind], discriminator: {propertyName: kind}, properties: {kind: {type: string, enum: [Moss]}}}
        Fern: {allOf: [{$ref: "#/components/schemas/Plant"}, {properties: {kind: {enum: [Fern]}}}]}
        Tree: {allOf: [{$ref: "#/components/schemas/Plant"}, {properties: {kind: {const: Tree}}}]}
        """)
    assert found.codes == ["impossible", "impossible"]
    union = found.declaration("#/components/schemas/Plant")
    assert declaration_text(union) == (
        "Plant = Fern | Tree | Plant#self\n  object: kind('Fern': 0, 'Tree': 1, 'Moss': 2, else -)"
    )
    assert (texts(found)["Fern"], texts(found)["Tree"]) == ("  kind: 'Fern'", "  kind: 'Tree'")


def test_heirs_of_an_heir_have_its_tag() -> None:
    found = schemas("""
        Plant: {required: [kind], discriminator: {propertyName: kind}, properties: {kind: {type: string, enum: [Moss]}}}
        Tree: {allOf: [{$ref: "#/components/schemas/Plant"}, {required: [leaf], discriminator: {propertyName: leaf}, properties: {kind: {enum: [Tree]}, leaf: {type: string}}}]}
        Oak: {allOf: [{$ref: "#/components/schemas/Tree"}, {properties: {leaf: {enum: [Oak]}, acorns: {type: integer}}}]}
        """)
    assert set(found.codes) == {"impossible"}
    assert texts(found)["Oak"] == "  kind: 'Tree';   leaf: 'Oak';   acorns?: integer"


def test_outside_unions_the_values_of_a_base_are_accepted_as_well() -> None:
    found = schemas("""
        Base: {required: [level], properties: {level: {enum: [a, b]}, step: {const: x}, size: {enum: [1, 2]}}}
        Heir: {allOf: [{$ref: "#/components/schemas/Base"}, {properties: {level: {enum: [c, d]}, step: {const: y}, size: {enum: [3]}}}]}
        """)
    assert found.codes == ["impossible"] * 3
    assert texts(found)["Heir"] == "  level: Heir/properties/level;   step?: 'y'|…;   size?: Heir/properties/size"
    assert texts(found)["Heir/properties/level"] == "enum 'c' | 'd'"
    assert texts(found)["Heir/properties/size"] == "enum 1 | 2 | 3"


def test_a_variant_that_contradicts_what_stands_beside_its_choice_is_kept() -> None:
    found = schemas("""
        Plus: {type: object, required: [op], properties: {op: {const: plus}}}
        Minus: {type: object, required: [op], properties: {op: {const: minus}}}
        A: {type: object, required: [op], properties: {op: {enum: [plus, times]}}, oneOf: [{$ref: "#/components/schemas/Plus"}, {$ref: "#/components/schemas/Minus"}]}
        """)
    assert found.codes == ["impossible"]
    assert found.problems[0].related
    assert texts(found)["A"] == "Plus | Minus"


def test_a_mapping_that_contradicts_the_constant_of_a_variant() -> None:
    found = schemas("""
        Plus: {type: object, required: [op], properties: {op: {const: plus}}}
        One: {type: object, required: [op], properties: {op: {const: 1}}}
        A:
          oneOf: [{$ref: "#/components/schemas/Plus"}, {$ref: "#/components/schemas/One"}]
          discriminator: {propertyName: op, mapping: {add: "#/components/schemas/Plus", "1": "#/components/schemas/One"}}
        """)
    problem = found.problem("discriminator-mapping")
    assert "`add` is mapped to `#/components/schemas/Plus`, whose `op` is another constant" in problem.message
    assert texts(found)["Plus"] == "  op: 'plus'|…"
    assert texts(found)["One"] == "  op: 1"


def test_a_required_property_that_cannot_be_is_any_value() -> None:
    found = schemas("""
        Nothing: false
        A: {type: object, required: [a, b], properties: {a: false, b: {$ref: "#/components/schemas/Nothing"}, c: false}}
        """)
    assert found.codes == ["impossible", "impossible"]
    assert texts(found)["A"] == "  a: any;   b: any;   c?: never"


def test_choices_that_hold_together_leave_the_variants_that_they_share() -> None:
    found = schemas("""
        Note: {type: object, required: [type], properties: {type: {enum: [note]}}}
        Photo: {type: object, required: [type], properties: {type: {enum: [photo]}}}
        Audio: {type: object, required: [type], properties: {type: {enum: [audio]}}}
        Base: {properties: {part: {oneOf: [{$ref: "#/components/schemas/Note"}, {$ref: "#/components/schemas/Photo"}]}}}
        Event:
          allOf:
            - $ref: "#/components/schemas/Base"
            - properties:
                part: {anyOf: [{$ref: "#/components/schemas/Audio"}, {$ref: "#/components/schemas/Photo"}, {$ref: "#/components/schemas/Note"}]}
        Overlap:
          allOf:
            - anyOf: [{$ref: "#/components/schemas/Note"}, {$ref: "#/components/schemas/Photo"}]
            - anyOf: [{$ref: "#/components/schemas/Photo"}, {$ref: "#/components/schemas/Audio"}]
        Copies:
          allOf:
            - anyOf: [{type: object, properties: {a: {}}}, {type: object, properties: {b: {}}}]
            - anyOf: [{type: object, properties: {b: {}}}, {type: object, properties: {a: {}}}]
        """)
    assert [code for code in found.codes if code != "overlapping-union"] == []
    assert texts(found)["Event/properties/part"] == "Note | Photo"
    assert texts(found)["Overlap"] == "Photo"
    assert texts(found)["Copies"] == "Copies/allOf/0/anyOf/0 | Copies/allOf/0/anyOf/1"
    assert not any(ir.Never() in types_in(declaration) for declaration in found.api.declarations)


def test_combinations_that_no_value_fits_do_not_count_for_the_bound() -> None:
    def parts(names: range, key: str) -> str:
        each = (
            f"{{type: object, required: [t], properties: {{t: {{const: k{n}}}, {key}: {{type: string}}}}}}"
            for n in names
        )
        return ", ".join(each)

    found = schemas(f"A: {{allOf: [{{anyOf: [{parts(range(20), 'a')}]}}, {{anyOf: [{parts(range(10, 30), 'b')}]}}]}}")
    assert found.codes == []
    union = found.declaration("#/components/schemas/A")
    assert isinstance(union, ir.Union)
    assert len(union.variants) == 10

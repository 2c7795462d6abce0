"""Unions: which variants there are, and how a decoder tells them apart."""

from __future__ import annotations

from textwrap import dedent

import pytest

from codegen import ir
from tests.ir_decoder import Decoder
from tests.ir_text import declaration_text
from tests.lowering import Lowered
from tests.test_lower_schemas import check, schemas

THREE = """
    A: {type: object, required: [t], properties: {t: {type: string, enum: [a]}}}
    B: {type: object, required: [t], properties: {t: {const: b}, x: {type: string}}}
    C: {type: object, properties: {t: {type: string, enum: [c]}}}
"""


def union(text: str, name: str = "U", codes: list[str] | None = None) -> str:
    """The text of one declaration."""
    found = schemas(text)
    assert found.codes == (codes or [])
    return declaration_text(found.declaration(f"#/components/schemas/{name}"))


def refs(*names: str) -> str:
    return "[" + ", ".join(f'{{$ref: "#/components/schemas/{name}"}}' for name in names) + "]"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("anyOf: [{type: string}, {type: integer}]", "U = string | integer\n  integer: 1\n  string: 0"),
        ("type: [string, integer]", "U = string | integer\n  integer: 1\n  string: 0"),
        (
            "anyOf: [{enum: [1, 2]}, {type: number}, {type: boolean}]",
            "U = U/anyOf/0 | number | boolean\n  boolean: 2\n  integer: is(1: 0, 2: 0, else 1)\n  number: 1",
        ),
        (
            # 1.0 is an integer, and a float where it arrives.
            "anyOf: [{type: number, enum: [0.5]}, {type: integer}]",
            "U = 0.5 | integer\n  integer: 1\n  number: is(0.5: 0, else try 1)",
        ),
        (
            "oneOf: [{const: true}, {const: 1}, {const: 1.0}]",
            "U = True | 1\n  boolean: 0\n  integer: 1",
        ),
        (
            "type: [integer, string]\noneOf: [{type: number, minimum: 0}, {type: string, maxLength: 3}]",
            "U = integer | string\n  integer: 0\n  string: 1",
        ),
        (
            "anyOf: [{enum: [a, b]}, {enum: [c, d]}, {type: string}]",
            "U = U/anyOf/0 | U/anyOf/1 | string\n  string: is('a': 0, 'b': 0, 'c': 1, 'd': 1, else 2)",
        ),
        (
            "anyOf: [{enum: [a, b]}, {enum: [c, d]}]",
            "U = U/anyOf/0 | U/anyOf/1\n  string: is('a': 0, 'b': 0, 'c': 1, 'd': 1, else 0)",
        ),
        (
            "oneOf: [{type: string}, {type: string, format: date}, {type: string, format: uuid}]",
            "U = string | string:date | string:uuid\n  string: try 1 2 0",
        ),
        (
            "oneOf: [{const: a}, {type: array, items: {type: string}}, {type: array, items: {type: integer}}]",
            "U = 'a' | [string] | [integer]\n  string: 0\n  array: try 1 2",
        ),
        (
            "type: [array, object]\nitems: {type: string}\nproperties: {a: {}}",
            "U = [string] | U#object\n  array: 0\n  object: 1",
        ),
        (
            "oneOf: [{type: string, maxLength: 3}, {type: string, pattern: a}, {type: integer}]",
            "U = string | integer\n  integer: 1\n  string: 0",
        ),
    ],
)
def test_by_json_type_and_by_value(schema: str, expected: str) -> None:
    indented = "".join(f"  {line}\n" for line in schema.splitlines())
    assert union(f"U:\n{indented}") == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("anyOf: [{type: string}, {type: string, enum: [a, b]}]", "U = enum 'a' | 'b'"),
        ('anyOf: [{type: string}, {$ref: "#/components/schemas/E"}]', "U = E"),
        ("anyOf: [{enum: [1, 2]}, {type: integer}]", "U = enum 1 | 2"),
        ("anyOf: [{const: a}, {const: b}, {type: string}]", "U = enum 'a' | 'b'"),
        ("anyOf: [{const: a, title: The A}, {const: b}]", "U = enum 'a' The A | 'b'"),
    ],
)
def test_a_string_or_an_enum_is_the_open_enum(schema: str, expected: str) -> None:
    assert union(f"E: {{enum: [x, y]}}\nU: {{{schema}}}") == expected


def test_an_enum_in_a_property_is_named_after_the_property() -> None:
    found = schemas("A: {properties: {size: {anyOf: [{type: string}, {type: string, enum: [a, b]}, {type: 'null'}]}}}")
    record, enum = found.api.declarations
    assert declaration_text(record) == "A\n  size?: A/properties/size/anyOf/1?"
    assert enum.hint == ir.Hint(parent="#/components/schemas/A", words=("size",), kind="enum")


def test_by_constants_without_a_discriminator() -> None:
    assert union(THREE + f"    U: {{oneOf: {refs('A', 'B')}}}") == "U = A | B\n  object: t('a': 0, 'b': 1, else -)"


def test_an_optional_tag_may_be_absent() -> None:
    text = THREE + f"    U: {{oneOf: {refs('A', 'B', 'C')}}}"
    assert union(text) == "U = A | B | C\n  object: t('a': 0, 'b': 1, 'c': 2, else has(t: -, else try 2))"


def test_a_one_valued_enum_is_closed_only_where_it_tags() -> None:
    text = THREE + f"    U: {{oneOf: {refs('A', 'B')}}}\n"
    found = schemas(text)
    assert declaration_text(found.declaration("#/components/schemas/A")) == "A\n  t: 'a'"
    assert declaration_text(found.declaration("#/components/schemas/C")) == "C\n  t?: 'c'|…"


def test_a_tag_that_is_a_component_is_closed_there() -> None:
    text = """
        Kind: {type: string, enum: [a]}
        A: {type: object, required: [t], properties: {t: {$ref: "#/components/schemas/Kind"}}}
        B: {type: object, required: [t], properties: {t: {const: b}}}
        U: {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]}
        """
    assert union(text) == "U = A | B\n  object: t('a': 0, 'b': 1, else -)"
    assert union(text, "Kind") == "Kind = 'a'"


@pytest.mark.parametrize("tags", [("true", "false"), ("1", "2")])
def test_tags_that_are_no_strings(tags: tuple[str, str]) -> None:
    one, two = tags
    text = f"U: {{oneOf: [{{required: [t], properties: {{t: {{const: {one}}}}}}}, {{required: [t], properties: {{t: {{const: {two}}}}}}}]}}"
    expected = f"t({one.capitalize()}: 0, {two.capitalize()}: 1, else -)"
    assert union(text).endswith(expected)


def test_enums_as_tags() -> None:
    text = """
        U:
          oneOf:
            - {type: object, required: [t], properties: {t: {enum: [a, b]}}}
            - {type: object, required: [t], properties: {t: {enum: [c, d]}}}
        """
    assert union(text) == "U = U/oneOf/0 | U/oneOf/1\n  object: t('a': 0, 'b': 0, 'c': 1, 'd': 1, else -)"


def mapped(discriminator: str, more: str = "") -> Lowered:
    text = f"""
        A: {{type: object, required: [t], properties: {{t: {{type: string}}}}}}
        B: {{type: object, required: [t], properties: {{t: {{type: string}}}}}}
        U: {{oneOf: {refs('A', 'B')}, discriminator: {discriminator}}}
        """
    return schemas(dedent(text) + dedent(more))


@pytest.mark.parametrize(
    ("discriminator", "plan"),
    [
        ("{propertyName: t}", "t('A': 0, 'B': 1, else -)"),
        ("{propertyName: t, mapping: {a: A, b: '#/components/schemas/B'}}", "t('a': 0, 'b': 1, else -)"),
        ("{propertyName: t, mapping: {a: A, b: B, c: B}}", "t('a': 0, 'b': 1, 'c': 1, else -)"),
        ("{propertyName: t, mapping: {a: A}}", "t('a': 0, 'B': 1, else -)"),
        ("{propertyName: t, mapping: {a: A, b: B}, defaultMapping: B}", "t('a': 0, 'b': 1, else 1)"),
    ],
)
def test_discriminators(discriminator: str, plan: str) -> None:
    found = mapped(discriminator)
    assert found.codes == []
    declaration = found.declaration("#/components/schemas/U")
    assert declaration_text(declaration) == f"U = A | B\n  object: {plan}"
    assert isinstance(declaration, ir.Union)
    assert declaration.open


def test_tags_of_variants() -> None:
    declaration = mapped("{propertyName: t, mapping: {a: A, b: B, c: B}}").declaration("#/components/schemas/U")
    assert isinstance(declaration, ir.Union)
    assert [variant.tag for variant in declaration.variants] == ["a", None]


def test_a_mapping_that_leads_nowhere() -> None:
    found = mapped("{propertyName: t, mapping: {a: A, b: B, x: Missing}}")
    assert found.problem("discriminator-mapping").message == "`Missing` names no schema"


def test_a_mapping_to_what_is_no_variant() -> None:
    found = mapped("{propertyName: t, mapping: {a: A, b: B, y: Other}}", 'Other: {$ref: "#/components/schemas/A"}')
    assert found.codes == []
    found = mapped("{propertyName: t, mapping: {a: A, b: B, x: C}}", "C: {type: object}")
    problem = found.problem("discriminator-mapping")
    assert problem.message == "`x` is mapped to a schema that is no variant here"
    assert problem.span is not None
    assert problem.span.source.line(problem.span.line)[problem.span.column - 1 :].startswith("C}")


def test_a_discriminator_without_variants() -> None:
    found = schemas("A: {type: object, properties: {t: {type: string}}, discriminator: {propertyName: t}}")
    assert found.codes == ["unused-discriminator"]
    assert declaration_text(found.api.declarations[0]) == "A\n  t?: string"


def test_tags_that_several_variants_share_are_told_apart_further() -> None:
    text = """
        U:
          oneOf:
            - {type: object, required: [t, x], properties: {t: {const: a}, x: {type: string}}}
            - {type: object, required: [t, y], properties: {t: {const: a}, y: {type: string}}}
            - {type: object, required: [t], properties: {t: {const: b}}}
        """
    assert union(text).endswith("object: t('a': has(x: 0, y: 1, else -), 'b': 2, else -)")


def test_free_text_may_be_any_tag() -> None:
    text = """
        U:
          oneOf:
            - {type: object, required: [t, x], properties: {t: {const: a}, x: {type: string}}}
            - {type: object, required: [t, y], properties: {t: {const: b}, y: {type: string}}}
            - {type: object, required: [t, z], properties: {t: {type: string}, z: {type: string}}}
        """
    plan = "t('a': has(x: 0, z: 2, else -), 'b': has(y: 1, z: 2, else -), else try 2)"
    assert union(text).endswith(f"object: {plan}")


def test_by_required_keys() -> None:
    text = """
        U:
          anyOf:
            - {type: object, required: [a, b], properties: {a: {}, b: {}}}
            - {type: object, required: [a, c], properties: {a: {}, c: {}}}
            - {type: object, properties: {a: {}}}
        """
    assert union(text).endswith("object: has(b: 0, c: 1, else try 2)")


def test_by_the_types_of_properties() -> None:
    text = """
        U:
          anyOf:
            - {type: object, required: [v], properties: {v: {type: string}}}
            - {type: object, required: [v], properties: {v: {type: integer}}}
            - {type: object, additionalProperties: {type: array, items: {}}}
        """
    assert union(text).endswith("object: try 0 1 2")


def test_what_takes_everything_is_tried_last() -> None:
    text = """
        U:
          anyOf:
            - {type: object}
            - {type: object, required: [v], properties: {v: {type: integer}}}
        """
    assert union(text).endswith("object: has(v: try 1 0, else try 0)")


def test_what_does_not_fit_a_variant_may_still_be_a_map() -> None:
    """`{"type": "a"}` alone is valid: as the map."""
    tagged = "{type: object, required: [type, v], properties: {type: {const: a}, v: {type: integer}}}"
    text = "U: {anyOf: [%s, {type: object, additionalProperties: {type: %s}}]}"
    assert union(text % (tagged, "string")).endswith("object: has(type+v: try 0 1, else try 1)")
    assert union(text % (tagged, "integer")).endswith("object: type('a': 0, else try 1)")


def test_a_record_whose_further_keys_have_a_type_may_have_the_key_of_another() -> None:
    """`{"b": null}` is valid, as the first."""
    text = """
        U:
          oneOf:
            - {type: object, properties: {a: {type: string}}, additionalProperties: {type: "null"}}
            - {type: object, required: [b, c], properties: {b: {type: integer}, c: {type: integer}}}
        """
    assert union(text).endswith("object: has(b+c: try 1 0, else try 0)")


def test_overlap_is_reported_with_both_positions() -> None:
    found = schemas("""
        U:
          anyOf:
            - {type: object, properties: {a: {type: string}}}
            - {type: object, properties: {b: {type: string}}}
        """)
    problem = found.problem("overlapping-union")
    assert problem.span is not None
    assert (problem.span.line, problem.related[0][0].line) == (8, 9)
    plan = declaration_text(found.declaration("#/components/schemas/U"))
    assert plan.endswith("object: has(b: try 1 0, else try 0 1)")


@pytest.mark.parametrize(
    ("one", "two", "hint"),
    [
        (
            "kind: {const: a}",
            "kind: {const: b}",
            "list `kind` as required in both: its values differ, but it may be absent",
        ),
        ("kind: {enum: [a, b]}", "kind: {enum: [c]}", "list `kind` as required in both"),
        ("kind: {enum: [a, b]}", "kind: {enum: [b]}", "give both a property with different constants"),
        ("kind: {const: a}", "other: {const: b}", "give both a property with different constants"),
    ],
)
def test_the_way_out_of_an_overlap_fits_what_is_there(one: str, two: str, hint: str) -> None:
    found = schemas(f"""
        U:
          oneOf:
            - {{type: object, properties: {{x: {{}}, {one}}}}}
            - {{type: object, properties: {{x: {{}}, {two}}}}}
        """)
    assert str(found.problem("overlapping-union").hint).startswith(hint)


def test_nested_unions_are_flattened() -> None:
    text = """
        A: {type: object, required: [a], properties: {a: {}}}
        Inner: {oneOf: [{$ref: "#/components/schemas/A"}, {type: object, required: [b], properties: {b: {}}}]}
        Alias: {$ref: "#/components/schemas/Inner"}
        U: {anyOf: [{$ref: "#/components/schemas/Alias"}, {$ref: "#/components/schemas/A"}, {oneOf: [{type: string}, {type: "null"}, {$ref: "#/components/schemas/U"}]}]}
        R: {properties: {u: {$ref: "#/components/schemas/U"}}}
        """
    assert union(text) == "U = A | Inner/oneOf/1 | string\n  string: 2\n  object: has(a: 0, b: 1, else -)"
    assert union(text, "R") == "R\n  u?: U?"


def test_discriminators_of_nested_unions() -> None:
    text = THREE + """
    D: {type: object, required: [t], properties: {t: {type: string}}}
    Inner: {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/D"}], discriminator: {propertyName: t, mapping: {dee: D, a: A}}}
    U: {oneOf: [{$ref: "#/components/schemas/Inner"}, {$ref: "#/components/schemas/B"}]}
    """
    assert union(text).endswith("object: t('a': 0, 'dee': 1, 'b': 2, else -)")


def test_unions_that_refer_to_each_other() -> None:
    text = """
        A: {anyOf: [{$ref: "#/components/schemas/B"}, {type: string}]}
        B: {anyOf: [{$ref: "#/components/schemas/C"}, {type: integer}]}
        C: {anyOf: [{$ref: "#/components/schemas/A"}, {type: boolean}]}
        """
    for name in "ABC":
        lines = union(text, name).splitlines()
        assert sorted(lines[0].partition(" = ")[2].split(" | ")) == ["boolean", "integer", "string"]
        assert len(lines) == 4


def test_properties_beside_a_choice_are_merged_into_each_variant() -> None:
    check(
        """
        R: {type: object, required: [r], properties: {r: {type: string}}}
        U:
          type: object
          required: [id]
          properties: {id: {type: string}, meta: {properties: {m: {}}}}
          oneOf: [{$ref: "#/components/schemas/R"}, {title: Other, required: [o], properties: {o: {type: string}}}]
        """,
        """
        R
          r: string
        U = U/oneOf/0 | U/oneOf/1
          object: has(r: 0, o: 1, else -)
        U/oneOf/0
          id: string
          meta?: U/properties/meta
          r: string
        U/properties/meta
          m?: any
        U/oneOf/1
          id: string
          meta?: U/properties/meta
          o: string
        """,
    )


def test_what_a_variant_says_itself_makes_no_new_class() -> None:
    text = (
        THREE + f"    U: {{type: object, required: [t], properties: {{t: {{type: string}}}}, oneOf: {refs('A', 'B')}}}"
    )
    assert union(text).splitlines()[0] == "U = A | B"


def test_variants_that_only_list_required_keys() -> None:
    found = schemas("A: {properties: {a: {}, b: {}}, anyOf: [{required: [a]}, {required: [b, c]}]}")
    assert [declaration_text(declaration) for declaration in found.api.declarations] == ["A\n  a?: any\n  b?: any"]
    assert found.api.declarations[0].doc.constraints == ("requires a or b and c",)


def test_choices_that_multiply_are_bounded() -> None:
    variants = ", ".join(f"{{required: [k{{0}}], properties: {{k{{0}}: {{const: {n}}}}}}}" for n in range(9))
    groups = ", ".join(f"{{oneOf: [{variants.replace('{0}', str(group))}]}}" for group in range(3))
    found = schemas(f"U: {{allOf: [{groups}]}}")
    assert found.codes == ["too-many-combinations"]
    declaration = found.declaration("#/components/schemas/U")
    assert isinstance(declaration, ir.Union)
    assert len(declaration.variants) == 9


def test_numbers_of_variants_do_not_multiply_through_names() -> None:
    lines = ["U0: {type: string}"]
    for n in range(1, 60):
        twice = refs(f"U{n - 1}", f"U{n - 1}")
        lines.append(
            f"U{n}: {{anyOf: [{{anyOf: {twice}}}, {{$ref: '#/components/schemas/U{n - 1}'}}, {{type: integer}}]}}"
        )
    assert union("\n".join(lines), "U59") == "U59 = U0 | integer\n  integer: 1\n  string: 0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"t": "a"}, "#/components/schemas/A"),
        ({"t": "b", "x": "y"}, "#/components/schemas/B"),
        ({}, "#/components/schemas/C"),
        ({"t": None}, None),
        ({"t": "new", "x": 1}, None),
        ({"t": 1}, None),
    ],
)
def test_what_decoders_make_of_the_plan(value: dict[str, ir.JSONValue], expected: str | None) -> None:
    found = schemas(THREE + f"    U: {{oneOf: {refs('A', 'B', 'C')}}}")
    assert Decoder(found.api.declarations).named("#/components/schemas/U", value) == expected


def test_a_tag_that_only_a_mapping_knows() -> None:
    found = schemas("""
        U:
          oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}, {$ref: "#/components/schemas/C"}, {$ref: "#/components/schemas/D"}]
          discriminator: {propertyName: t, mapping: {a: A, b: B, b2: B, c: C, d: D}}
        A: {type: object, required: [t], properties: {t: {type: string}}}
        B: {type: object, required: [t], properties: {t: {type: string}}}
        C: {type: object, properties: {t: {$ref: "#/components/schemas/T"}}}
        D: {type: object, required: [t], properties: {t: {type: string, enum: [d, e]}}}
        T: {type: [string, "null"]}
        """)
    fields = {}
    for name in "ABCD":
        record = found.declaration(f"#/components/schemas/{name}")
        assert isinstance(record, ir.Record)
        (field,) = record.fields
        fields[name] = (field.type, field.default, field.tag)
    assert fields == {
        "A": (ir.Constant(("a",), mapped=True), None, "a"),
        "B": (ir.Primitive(ir.Scalar.STRING), None, None),
        "C": (ir.Nullable(ir.Constant(("c",), mapped=True)), "c", "c"),
        "D": (ir.Named("#/components/schemas/D/properties/t"), None, "d"),
    }


def test_a_tag_that_several_values_lead_to_is_any_string() -> None:
    """Another union knows A by its name, and any value that is not listed leads to B."""
    found = schemas(
        """
        U:
          oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}, {$ref: "#/components/schemas/C"}]
          discriminator: {propertyName: t, mapping: {a: A, b: B, c: C}, defaultMapping: B}
        V:
          oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/D"}]
          discriminator: {propertyName: t}
        A: {type: object, required: [t], properties: {t: {type: string}}}
        B: {type: object, required: [t], properties: {t: {type: string}}}
        C: {type: object, required: [t], properties: {t: {type: string}}}
        D: {type: object, required: [t], properties: {t: {type: string}}}
        """,
        version="3.2.0",
    )
    kinds: dict[str, tuple[ir.Type, ir.JSONScalar]] = {}
    for name in "ABCD":
        record = found.declaration(f"#/components/schemas/{name}")
        assert isinstance(record, ir.Record)
        kinds[name] = (record.fields[0].type, record.fields[0].tag)
    plain = (ir.Primitive(ir.Scalar.STRING), None)
    assert kinds == {"A": plain, "B": plain, "C": (ir.Constant(("c",), mapped=True), "c"), "D": plain}

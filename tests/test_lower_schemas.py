"""Schemas of every kind → declarations."""

from __future__ import annotations

from textwrap import dedent

import pytest

from codegen import ir
from codegen.diagnostics import Problems, Severity
from codegen.lower import Options, lower
from codegen.resolve import Workspace
from codegen.source import read_document
from tests.ir_text import declaration_text
from tests.lowering import Lowered, lower_text


def schemas(text: str, version: str = "3.1.0", others: dict[str, str] | None = None) -> Lowered:
    """Lowers a document that has these component schemas."""
    return lower_text(components(text), others, version=version)


def components(text: str) -> str:
    indented = "".join(f"    {line}\n" for line in dedent(text).strip().splitlines())
    return f"paths: {{}}\ncomponents:\n  schemas:\n{indented}"


def shown(text: str, version: str = "3.1.0") -> str:
    """The declarations as text; there must be no problems."""
    found = schemas(text, version)
    assert [problem.message for problem in found.problems] == []
    return "\n".join(map(declaration_text, found.api.declarations))


def check(text: str, expected: str, version: str = "3.1.0") -> None:
    assert shown(text, version) == dedent(expected).strip()


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{}", "any"),
        ("true", "any"),
        ("false", "never"),
        ("{description: Anything.}", "any"),
        ("{minimum: 3}", "any"),
        ("{format: date-time}", "any"),
        ("{type: string}", "string"),
        ("{type: string, format: uuid}", "string:uuid"),
        ("{type: string, contentEncoding: base64}", "string"),
        ("{type: [integer, number]}", "number"),
        ("{type: [string, boolean, number, array, object]}", "any"),
        ("{type: 'null'}", "None"),
        ("{const: 3}", "3"),
        ("{const: null}", "None"),
        ("{const: a}", "'a'"),
        ("{type: string, enum: [a]}", "'a'|…"),
        ("{enum: [1, a, true]}", "1|'a'|True"),
        ("{enum: [0.5, 1]}", "0.5|1"),
        ("{enum: [7]}", "7"),
        ("{enum: [true, false]}", "boolean"),
        ("{type: boolean, enum: [true]}", "True"),
        ("{type: object}", "{any}"),
        ("{type: object, additionalProperties: true}", "{any}"),
        ("{type: object, additionalProperties: {type: integer}}", "{integer}"),
        ("{type: object, unevaluatedProperties: {type: integer}}", "{integer}"),
        ("{additionalProperties: {type: [integer, 'null']}}", "{integer?}"),
        ("{patternProperties: {^x-: {type: string}}}", "{any}"),
        ("{patternProperties: {^x-: {type: string}}, additionalProperties: false}", "{string}"),
        ("{type: array}", "[any]"),
        ("{items: {type: string}}", "[string]"),
        ("{type: array, items: false}", "[never]"),
        ("{type: array, items: {type: array, items: {type: string}}}", "[[string]]"),
        ("{prefixItems: [{type: string}, {type: integer}]}", "(string=, integer=, *any)"),
        ("{prefixItems: [{type: string}, {type: integer}], minItems: 1}", "(string, integer=, *any)"),
        ("{prefixItems: [{type: string}, {type: integer}], minItems: 2, maxItems: 2}", "(string, integer)"),
        ("{prefixItems: [{type: string}, {type: integer}], minItems: 5}", "(string, integer, *any)"),
        ("{prefixItems: [{type: string}, {type: integer}], maxItems: 1}", "(string=)"),
        ("{prefixItems: [{type: string}, {type: integer}], maxItems: 0}", "[never]"),
        ("{prefixItems: [{type: string}, true], minItems: 1}", "(string, *any)"),
        ("{prefixItems: [{type: string}, false, {type: string}], minItems: 1}", "(string)"),
        ("{prefixItems: [{type: string}], items: {type: string}}", "(*string)"),
        ("{type: array, prefixItems: [{type: string}], items: {type: integer}}", "(string=, *integer)"),
        ("{type: array, prefixItems: [{type: string}], items: false}", "(string=)"),
        ("{type: array, prefixItems: [{type: string}], unevaluatedItems: false}", "(string=)"),
        ("{allOf: [{prefixItems: [{type: string}]}], unevaluatedItems: {type: integer}}", "(string=, *integer)"),
        (
            "{allOf: [{prefixItems: [{type: string}]}, {prefixItems: [true, {type: integer}], items: false, minItems: 2}]}",
            "(string, integer)",
        ),
        (
            "{allOf: [{prefixItems: [{type: [string, integer]}]}, {items: {type: string}, minItems: 1}]}",
            "(string, *string)",
        ),
        ("{anyOf: [{type: string}, {}]}", "any"),
        ("{anyOf: [{type: integer}, {type: number}]}", "number"),
        ("{oneOf: [{type: boolean}, {const: true}]}", "boolean"),
        ("{anyOf: [{type: string}, {const: auto}]}", "'auto'|…"),
        ("{oneOf: [{type: string}]}", "string"),
        ("{allOf: [{type: string}, {maxLength: 3}]}", "string"),
        ("{allOf: [{type: number}, {type: integer}]}", "integer"),
        ("{allOf: [{type: [string, integer]}, {type: [integer, boolean]}]}", "integer"),
        ("{allOf: [true, {type: string}]}", "string"),
        ("{allOf: [false, {type: string}]}", "never"),
    ],
)
def test_names_for_what_is_no_class(schema: str, expected: str) -> None:
    check(f"A: {schema}", f"A = {expected}")


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: [string, 'null']}", "string?"),
        ("{type: string, nullable: true}", "string?"),
        ("{anyOf: [{type: string}, {type: 'null'}]}", "string?"),
        ("{oneOf: [{type: string}, {const: null}]}", "string?"),
        ("{oneOf: [{type: string}, {enum: [null]}]}", "string?"),
        ("{enum: [1, a, null]}", "1|'a'?"),
        ("{type: string, enum: [a, null]}", "'a'|…?"),
        ("{type: [string, 'null'], enum: [a]}", "'a'|…?"),
        ("{$ref: '#/components/schemas/N'}", "N#object?"),
        ("{allOf: [{$ref: '#/components/schemas/N'}]}", "N#object?"),
        ("{anyOf: [{$ref: '#/components/schemas/N'}, {type: 'null'}]}", "N#object?"),
        ("{$ref: '#/components/schemas/Via'}", "N#object?"),
        ("{type: array, items: {$ref: '#/components/schemas/N'}}", "[N#object?]"),
        ("{anyOf: [{type: 'null'}, {}]}", "any"),
        ("{anyOf: [{type: string}, {$ref: '#/components/schemas/Nothing'}]}", "string?"),
        ("{$ref: '#/components/schemas/Nothing'}", "Nothing"),
        ("{$ref: '#/components/schemas/Any', nullable: true}", "Any"),
        ("{type: object, additionalProperties: {type: 'null'}}", "{None}"),
        ("{allOf: [{$ref: '#/components/schemas/Box'}, {nullable: true}]}", "Box?"),
        ("{allOf: [{$ref: '#/components/schemas/Bare'}], nullable: true}", "Bare?"),
        ("{allOf: [{$ref: '#/components/schemas/Bare'}, {nullable: true}]}", "R/properties/x?"),
        ("{allOf: [{$ref: '#/components/schemas/Loose'}, {nullable: true}]}", "Loose?"),
    ],
)
def test_null_by_any_spelling(schema: str, expected: str) -> None:
    text = f"""
        N: {{type: [object, "null"], properties: {{a: {{type: string}}}}}}
        Via: {{$ref: "#/components/schemas/N"}}
        Any: {{}}
        Nothing: {{type: "null"}}
        Box: {{type: object, properties: {{a: {{type: string}}}}}}
        Bare: {{properties: {{a: {{type: string}}}}}}
        Loose: {{allOf: [{{$ref: "#/components/schemas/Bare"}}, {{nullable: true}}]}}
        R: {{type: object, properties: {{x: {schema}}}}}
        """
    found = schemas(text)
    assert set(found.codes) <= {"mixed-versions"}
    record = found.declaration("#/components/schemas/R")
    assert declaration_text(record).splitlines()[1] == f"  x?: {expected}"
    assert declaration_text(found.declaration("#/components/schemas/Via")) == "Via = N#object?"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{nullable: true, allOf: [{type: string}]}", "string?"),
        ("{nullable: true, allOf: [{type: object}]}", "{any}?"),
        ("{nullable: true, allOf: [{enum: [a, b]}]}", "R/properties/x?"),
        ("{nullable: true, allOf: [{allOf: [{type: array, items: {type: string}}]}]}", "[string]?"),
        ("{allOf: [{nullable: true, allOf: [{type: string}]}]}", "string?"),
    ],
)
def test_a_nullable_wrapper_wins_over_what_it_wraps(schema: str, expected: str) -> None:
    """OpenAPI 3.0 has no other way to say it of an allOf; by the letter of JSON Schema none of these would admit null."""
    found = lower_text(f"paths: {{}}\ncomponents: {{schemas: {{R: {{properties: {{x: {schema}}}}}}}}}", version="3.0.3")
    record = found.declaration("#/components/schemas/R")
    assert declaration_text(record).splitlines()[1] == f"  x?: {expected}"


def test_null_is_left_where_nothing_else_is() -> None:
    check("A: {oneOf: [false, {type: 'null'}]}", "A = None")
    check("A: {allOf: [false, {oneOf: [false, {type: 'null'}]}]}", "A = never")


def test_another_name_for_a_class_or_null_says_so() -> None:
    """Null has no place in a class, and the other name would be that class."""
    check(
        """
        A: {type: object, properties: {a: {type: string}}}
        B: {allOf: [{$ref: "#/components/schemas/A"}]}
        C: {anyOf: [{$ref: "#/components/schemas/B"}, {type: "null"}]}
        D: {anyOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}, {type: "null"}]}
        R: {type: object, properties: {c: {$ref: "#/components/schemas/C"}, d: {$ref: "#/components/schemas/D"}}}
        """,
        """
        A
          a?: string
        B = A
        C = B?
        D = A?
        R
          c?: B?
          d?: A?
        """,
    )


def test_a_record() -> None:
    check(
        """
        Pet:
          type: object
          required: [name, id]
          properties:
            id: {type: integer, format: int64, readOnly: true, minimum: 1}
            name: {type: string, minLength: 1, default: Rex}
            age: {type: integer, default: 3, maximum: 30}
            secret: {type: string, writeOnly: true}
            tags: {type: array, default: [], maxItems: 9, items: {type: string, pattern: ^a$}}
            odd: {type: integer, default: text}
            owner:
              type: object
              properties: {name: {type: string}, home: {properties: {street: {}}}}
          additionalProperties: {type: string}
        """,
        """
        Pet
          id: integer:int64 (read)  # minimum 1, read-only
          name: string  # minimum length 1, default Rex
          age?: integer = 3  # maximum 30
          secret?: string (write)  # write-only
          tags?: [string]  # maximum items 9, default [], items: pattern ^a$
          odd?: integer  # default text
          owner?: Pet/properties/owner
          *: string
        Pet/properties/owner
          name?: string
          home?: Pet/properties/owner/properties/home
        Pet/properties/owner/properties/home
          street?: any
        """,
    )


def test_hints_say_where_a_schema_stands() -> None:
    found = schemas("""
        Pet:
          type: object
          properties:
            owner: {title: The owner, type: object, properties: {kind: {enum: [a, b]}}}
            toys: {type: array, items: {type: object, properties: {x: {}}}}
            map: {type: object, additionalProperties: {type: array, items: {type: object, properties: {x: {}}}}}
            pinned: {type: string, x-python-name: fixed}
          additionalProperties: {type: object, properties: {x: {}}}
        List: {type: array, items: {type: object, x-python-name: Row, properties: {x: {}}}}
        Choice: {oneOf: [{title: Cat, type: object, required: [t], properties: {t: {const: cat}}}, {type: string}]}
        """)
    hints = {
        declaration.id.removeprefix("#/components/schemas/"): declaration.hint for declaration in found.api.declarations
    }
    pet = "#/components/schemas/Pet"
    assert hints == {
        "Pet": ir.Hint(component="Pet"),
        "Pet/properties/owner": ir.Hint(parent=pet, words=("owner",), title="The owner"),
        "Pet/properties/owner/properties/kind": ir.Hint(parent=f"{pet}/properties/owner", words=("kind",), kind="enum"),
        "Pet/properties/toys/items": ir.Hint(parent=pet, words=("toys",), item=True),
        "Pet/properties/map/additionalProperties/items": ir.Hint(parent=pet, words=("map",), item=True),
        "Pet/additionalProperties": ir.Hint(parent=pet, words=("extra",), item=True),
        "List": ir.Hint(component="List"),
        "List/items": ir.Hint(parent="#/components/schemas/List", item=True, pinned="Row"),
        "Choice": ir.Hint(component="Choice"),
        "Choice/oneOf/0": ir.Hint(parent="#/components/schemas/Choice", title="Cat", kind="object"),
    }
    record = found.declaration(pet)
    assert isinstance(record, ir.Record)
    assert record.fields[3].pinned == "fixed"


def test_enums() -> None:
    check(
        """
        S: {type: string, enum: [a, "", +1], x-enum-varnames: [First, Empty, Plus], x-enum-descriptions: [One., Two.]}
        I: {enum: [1, 2, 3.0]}
        C: {oneOf: [{const: x, title: The X, description: It is x.}, {const: y}]}
        N: {oneOf: [{const: 1, title: ONE}, {const: 2, title: TWO}], type: integer}
        Mixed: {oneOf: [{const: x}, {const: y}, {type: object, properties: {a: {}}}]}
        """.replace("+1", '"+1"'),
        """
        S = enum 'a' First | '' Empty | '+1' Plus
        I = enum 1 | 2 | 3
        C = enum 'x' The X | 'y'
        N = enum 1 ONE | 2 TWO
        Mixed = Mixed#enum | Mixed/oneOf/2
          string: 0
          object: 1
        Mixed#enum = enum 'x' | 'y'
        Mixed/oneOf/2
          a?: any
        """,
    )
    found = schemas("S: {type: string, enum: [a, b], x-enum-descriptions: {b: The second.}}")
    enum = found.declaration("#/components/schemas/S")
    assert isinstance(enum, ir.Enum)
    assert [member.doc.description for member in enum.members] == ["", "The second."]


def test_enums_that_contradict_themselves() -> None:
    found = schemas("""
        Twice: {enum: [a, b, a]}
        Empty: {type: string, enum: []}
        """)
    assert found.codes == ["duplicate-enum-value", "empty-enum"]
    assert {problem.severity for problem in found.problems} == {Severity.WARNING}
    assert [declaration_text(declaration) for declaration in found.api.declarations] == [
        "Twice = enum 'a' | 'b'",
        "Empty = string",
    ]


def test_constants_that_are_objects_and_arrays_are_their_only_values() -> None:
    found = schemas("""
        A: {properties: {o: {const: {a: 1, b: [x, {c: true}], d: null}}, l: {const: [1, x]}, none: {const: []}, hollow: {const: {}}}}
        B: {enum: [{a: 1}, {a: 2}]}
        """)
    assert found.codes == ["uncompared-values"]
    assert [declaration_text(declaration) for declaration in found.api.declarations] == [
        "A\n  o?: A/properties/o\n  l?: (1, 'x')\n  none?: [never]\n  hollow?: {never}",
        "A/properties/o\n  a: 1\n  b: ('x', A/properties/o#const/b#const/1)\n  d: None\n  closed",
        "A/properties/o#const/b#const/1\n  c: True\n  closed",
        "B = {any}",
    ]
    hint = found.declaration("#/components/schemas/A/properties/o#const/b#const/1").hint
    assert hint == ir.Hint(parent="#/components/schemas/A/properties/o", words=("b",), item=True)


def test_references_to_components_keep_their_names() -> None:
    check(
        """
        A: {type: object, properties: {b: {$ref: "#/components/schemas/B"}, c: {$ref: "#/components/schemas/C"}}}
        B: {$ref: "#/components/schemas/C"}
        C: {type: array, items: {$ref: "#/components/schemas/A"}}
        """,
        """
        A
          b?: B
          c?: C
        B = C
        C = [A]
        """,
    )


def test_what_stands_beside_a_reference_belongs_to_the_field() -> None:
    found = schemas("""
        T: {type: string, description: A token., default: t, deprecated: true, maxLength: 9}
        R:
          properties:
            a: {$ref: "#/components/schemas/T", description: The token of a., minLength: 1}
            b: {$ref: "#/components/schemas/T"}
            c: {allOf: [{$ref: "#/components/schemas/T"}], description: Wrapped., readOnly: true}
            d: {allOf: [{$ref: "#/components/schemas/T"}, {description: Inside., deprecated: true}]}
        """)
    record = found.declaration("#/components/schemas/R")
    assert isinstance(record, ir.Record)
    assert all(field.type == ir.Named("#/components/schemas/T") for field in record.fields)
    assert [field.doc.description for field in record.fields] == ["The token of a.", "", "Wrapped.", "Inside."]
    assert [field.doc.deprecated for field in record.fields] == [False, False, False, True]
    assert [field.default for field in record.fields] == ["t", "t", "t", "t"]
    assert record.fields[0].doc.constraints == ("minimum length 1",)
    assert record.fields[2].access is ir.Access.READ


def test_siblings_of_a_reference_say_more_in_3_1_and_nothing_in_3_0() -> None:
    text = """
        A: {type: object, properties: {a: {type: string}}}
        B: {$ref: "#/components/schemas/A", properties: {b: {type: string}}}
        """
    check(text, "A\n  a?: string\nB\n  a?: string\n  b?: string")
    found = schemas(text, "3.0.3")
    assert found.problem("ref-siblings").message == "`properties` beside `$ref` says nothing in OpenAPI 3.0"
    assert declaration_text(found.declaration("#/components/schemas/B")) == "B = A"


def test_recursion() -> None:
    check(
        """
        JSON: {anyOf: [{type: "null"}, {type: boolean}, {type: number}, {type: string}, {type: array, items: {$ref: "#/components/schemas/JSON"}}, {type: object, additionalProperties: {$ref: "#/components/schemas/JSON"}}]}
        A: {oneOf: [{type: string}, {type: array, items: {$ref: "#/components/schemas/A"}}]}
        L: {type: array, items: {$ref: "#/components/schemas/L"}}
        M: {type: object, additionalProperties: {$ref: "#/components/schemas/M"}}
        N: {type: [object, "null"], properties: {n: {$ref: "#/components/schemas/N"}}, required: [n]}
        I: {type: object, properties: {l: {type: array, items: {$ref: "#/components/schemas/I/properties/l"}}}}
        """,
        """
        JSON = boolean | number | string | [JSON?] | {JSON?}
          boolean: 0
          number: 1
          string: 2
          array: 3
          object: 4
        A = string | [A]
          string: 0
          array: 1
        L = [L]
        M = {M}
        N = N#object?
        N#object
          n: N#object?
        I
          l?: I/properties/l
        I/properties/l = [I/properties/l]
        """,
    )


def test_long_cycles_and_chains() -> None:
    size = 600
    lines = [f'C{n}: {{properties: {{next: {{$ref: "#/components/schemas/C{(n + 1) % size}"}}}}}}' for n in range(size)]
    lines += [f'A{n}: {{$ref: "#/components/schemas/A{n + 1}"}}' for n in range(size)]
    lines += [f"A{size}: {{type: string}}"]
    lines += [f'U{n}: {{anyOf: [{{type: integer}}, {{$ref: "#/components/schemas/U{n + 1}"}}]}}' for n in range(size)]
    lines += [f"U{size}: {{type: string}}"]
    found = schemas("\n".join(lines))
    assert found.codes == []
    assert len(found.api.declarations) == 3 * size + 2
    assert (
        declaration_text(found.declaration("#/components/schemas/U0"))
        == f"U0 = integer | U{size}\n  integer: 0\n  string: 1"
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('A: {$ref: "#/components/schemas/B"}\nB: {$ref: "#/components/schemas/A"}', [6, 7]),
        ('A: {anyOf: [{$ref: "#/components/schemas/A"}]}', [6]),
        ('A: {anyOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/A"}]}', [6]),
        ('A: {allOf: [{$ref: "#/components/schemas/B"}]}\nB: {$ref: "#/components/schemas/A"}', [6, 7]),
        (
            """A: {properties: {x: {$ref: "#/components/schemas/B/properties/y"}}}
B: {properties: {y: {$ref: "#/components/schemas/A/properties/x"}}}""",
            [6],
        ),
    ],
)
def test_loops_with_nothing_in_them(text: str, lines: list[int]) -> None:
    found = schemas(text)
    problem = found.problem("reference-loop")
    assert problem.severity is Severity.ERROR
    assert problem.span is not None
    assert [problem.span.line, *(span.line for span, _ in problem.related)] == lines


def test_inline_schemas_may_refer_to_each_other_in_a_long_chain() -> None:
    links = [f'x{n}: {{$ref: "#/components/schemas/A/properties/x{n + 1}"}}' for n in range(3_000)]
    found = schemas(f"A: {{properties: {{{', '.join(links)}, x3000: {{type: boolean}}}}}}")
    assert found.codes == []
    (record,) = found.api.declarations
    assert isinstance(record, ir.Record)
    assert {field.type for field in record.fields} == {ir.Primitive(ir.Scalar.BOOLEAN)}


def test_a_schema_found_by_a_deep_pointer_is_the_one_that_stands_there() -> None:
    check(
        """
        B: {properties: {x: {$ref: "#/components/schemas/A/properties/list/items"}}}
        A: {properties: {list: {type: array, items: {properties: {y: {type: string}}}}}}
        """,
        """
        B
          x?: A/properties/list/items
        A
          list?: [A/properties/list/items]
        A/properties/list/items
          y?: string
        """,
    )


def test_schemas_of_other_files() -> None:
    found = schemas(
        """
        A: {properties: {p: {$ref: "parts/pets.yaml#/Pet"}, w: {$ref: "parts/whole.yaml"}, n: {$ref: "parts/pets.yaml#/Nullable"}}}
        """,
        others={
            "parts/pets.yaml": """
                Pet: {type: object, properties: {self: {$ref: "#/Pet"}, back: {$ref: "../api.yaml#/components/schemas/A"}, in: {properties: {x: {}}}}}
                Nullable: {type: [string, "null"]}
                """,
            "parts/whole.yaml": "type: object\nproperties: {id: {type: string}}",
        },
    )
    assert found.codes == []
    assert "\n".join(map(declaration_text, found.api.declarations)) == dedent("""
        A
          p?: parts/pets.yaml#/Pet
          w?: parts/whole.yaml#
          n?: parts/pets.yaml#/Nullable?
        parts/pets.yaml#/Pet
          self?: parts/pets.yaml#/Pet
          back?: A
          in?: parts/pets.yaml#/Pet/properties/in
        parts/pets.yaml#/Pet/properties/in
          x?: any
        parts/whole.yaml#
          id?: string
        parts/pets.yaml#/Nullable = string
        """).strip()
    assert [declaration.hint.component for declaration in found.api.declarations] == [
        "A",
        "Pet",
        None,
        "whole",
        "Nullable",
    ]


def test_dangling_is_an_error_and_any_value_when_lenient() -> None:
    text = """
        A:
          properties:
            x: {$ref: "#/components/schemas/B"}
            y: {allOf: [{$ref: "#/components/schemas/C"}, {properties: {z: {type: string}}}]}
            u: {oneOf: [{$ref: "#/components/schemas/D"}, {type: string}]}
        """
    assert schemas(text).codes == ["dangling-ref", "dangling-ref", "dangling-ref"]
    problems = Problems()
    entry = read_document("api.yaml", f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{components(text)}".encode())
    workspace = Workspace("api.yaml", entry, lambda name: entry, problems, lenient=True)
    record, inner = lower(workspace, problems, Options()).declarations
    found = [(problem.code, problem.severity) for problem in problems]
    assert found == [("dangling-ref", Severity.WARNING)] * 3
    assert declaration_text(record) == "A\n  x?: any\n  y?: A/properties/y\n  u?: any"
    assert declaration_text(inner) == "A/properties/y\n  z?: string"


def test_wrong_types_are_all_reported_where_they_stand() -> None:
    found = schemas("""
        A:
          type: 3
          required: {a: 1}
          properties: [1]
          description: [2]
          deprecated: "yes"
          enum: a
          allOf: {a: 1}
          items: text
          discriminator: {mapping: {}}
          format: [1]
        B: text
        C: {type: words, $ref: 3}
        """)
    errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    messages = [
        problem.message for problem in sorted(errors, key=lambda problem: problem.span.line if problem.span else 0)
    ]
    assert messages == [
        "`type` must be a string or an array of strings, not an integer",
        "`required` must be an array of strings, not a mapping",
        "`properties` must be a mapping of schemas, not an array",
        "`description` must be a string, not an array",
        "`deprecated` must be a boolean, not a string",
        "`enum` must be an array, not a string",
        "`allOf` must be an array of schemas, not a mapping",
        "a schema must be a mapping or a boolean, not a string",
        "a discriminator needs `propertyName`",
        "`format` must be a string, not an array",
        "a schema must be a mapping or a boolean, not a string",
        "`type` must be one of `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`, not `words`",
        "`$ref` must be a string, not an integer",
    ]


def test_slips_whose_meaning_is_clear_are_warnings() -> None:
    found = schemas("""
        A:
          type: object
          properties:
            any: {type: String, required: true, minLength: "1", pattern: 3}
            when: {type: date, uniqueItems: 1}
            count: {type: int, minimum: low, title: 7}
            file: {type: file}
            empty:
            old: {type: Boolean, deprecated: "true", not: 3, description: 1.0}
        """)
    assert declaration_text(found.api.declarations[0]) == (
        "A\n  any?: string\n  when?: string\n  count?: integer\n  file?: string:binary\n  empty?: any\n  old?: boolean"
    )
    (record,) = found.api.declarations
    assert isinstance(record, ir.Record)
    old = record.fields[-1].doc
    assert (old.description, old.deprecated, old.constraints) == ("1.0", True, ())
    assert {(problem.code, problem.severity) for problem in found.problems} == {("loose-type", Severity.WARNING)}
    messages = {problem.message for problem in found.problems}
    assert "JSON Schema has no type `date`: read as `string`" in messages
    assert "`required` must be an array of the names of properties, not a boolean: it is ignored" in messages
    assert "`minLength` must be a whole number of at least 0, not a string: it is ignored" in messages
    assert "a schema must be a mapping or a boolean, not null: read as `{}`" in messages


def test_required_keys_that_no_data_has_may_be_absent() -> None:
    found = schemas("""
        Slip: {type: object, required: [nmae, owner_id], properties: {name: {}, ownerId: {}}}
        Shut: {type: object, required: [a], properties: {b: {}}, additionalProperties: false}
        Open: {type: object, required: [x-a], patternProperties: {"^x-": {}}, properties: {b: {}}, additionalProperties: false}
        """)
    assert found.codes == ["required-without-property"] * 4
    assert [problem.hint for problem in found.problems] == [
        "did you mean `name`?",
        "did you mean `ownerId`?",
        None,
        None,
    ]
    assert [problem.message.endswith(": it may be absent") for problem in found.problems] == [True, True, True, False]
    assert [declaration_text(declaration) for declaration in found.api.declarations] == [
        "Slip\n  name?: any\n  ownerId?: any\n  nmae?: any\n  owner_id?: any",
        "Shut\n  b?: any\n  a?: any\n  closed",
        "Open\n  b?: any\n  x-a: any\n  closed",
    ]


@pytest.mark.parametrize("type_", ["any", "mixed", "[any]", "[string, any]"])
def test_a_type_that_means_any_type(type_: str) -> None:
    found = schemas(f"A: {{type: object, properties: {{a: {{type: {type_}, description: D.}}}}}}")
    assert found.codes == ["loose-type"]
    assert [declaration_text(declaration) for declaration in found.api.declarations] == ["A\n  a?: any"]


def test_required_that_names_no_property() -> None:
    found = schemas(
        "A: {type: object, required: [a, b], properties: {a: {}}}\nB: {type: object, required: [x], additionalProperties: {type: string}}"
    )
    assert found.codes == ["required-without-property", "required-without-property"]
    assert found.problems[0].severity is Severity.WARNING
    assert [declaration_text(declaration) for declaration in found.api.declarations] == [
        "A\n  a: any\n  b: any",
        "B\n  x: string\n  *: string",
    ]


def test_3_0_is_read_as_what_it_means() -> None:
    check(
        """
        A:
          properties:
            n: {type: integer, minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false, nullable: true}
            e: {type: string, nullable: true, enum: [a, b]}
            r: {allOf: [{$ref: "#/components/schemas/B"}], nullable: true}
            s: {nullable: true, oneOf: [{$ref: "#/components/schemas/B"}, {type: string}]}
        B: {type: object, properties: {x: {type: string, example: abc}}}
        """,
        """
        A
          n?: integer?  # exclusive minimum 0, maximum 9
          e?: A/properties/e?
          r?: B?
          s?: A/properties/s?
        A/properties/e = enum 'a' | 'b'
        A/properties/s = B | string
          string: 1
          object: 0
        B
          x?: string
        """,
        "3.0.3",
    )


def test_spellings_of_the_other_version_are_reported_once() -> None:
    found = schemas("""
        A: {type: string, nullable: true}
        B: {type: integer, nullable: true, exclusiveMinimum: true, minimum: 1}
        """)
    assert found.codes == ["mixed-versions", "mixed-versions"]
    assert found.problems[0].message == (
        '`nullable` is a keyword of OpenAPI 3.0, `type: [..., "null"]` says it since 3.1; this document is 3.1: '
        "read as it is meant"
    )
    assert [(span.line, text) for span, text in found.problems[0].related] == [(7, "here too")]
    assert schemas("A: {type: [string, 'null']}", "3.0.0").codes == ["mixed-versions"]
    assert schemas("A: {type: [string, null]}").codes == ["bare-null"]


def test_dynamic_references_are_read_as_ordinary_ones() -> None:
    found = schemas("""
        F: {type: object, properties: {all: {type: array, items: {oneOf: [{type: string}, {$recursiveRef: "#"}]}}}}
        D: {$dynamicAnchor: node, type: object, properties: {kids: {type: array, items: {$dynamicRef: "#node"}}}}
        """)
    assert found.codes == ["dynamic-ref", "dynamic-ref"]
    assert "F/properties/all/items = string | F" in declaration_text(
        found.declaration("#/components/schemas/F/properties/all/items")
    )
    assert declaration_text(found.declaration("#/components/schemas/D")) == "D\n  kids?: [D]"


def test_docs() -> None:
    found = schemas(
        """
        A:
          title: The thing itself
          deprecated: true
          examples: [{x: 1}]
          type: object
          properties: {x: {description: The x., type: integer, example: 5}}
          not: {required: [y]}
          if: {required: [z]}
          propertyNames: {maxLength: 3}
        """,
        "3.1.0",
    )
    record = found.declaration("#/components/schemas/A")
    assert isinstance(record, ir.Record)
    assert record.doc.summary == "The thing itself"
    assert record.doc.deprecated
    assert record.doc.examples == ({"x": 1},)
    assert record.doc.constraints == ('not {"required": ["y"]}', 'if {"required": ["z"]}', 'keys are {"maxLength": 3}')
    assert record.fields[0].doc == ir.Doc(description="The x.", examples=(5,))


def test_odd_keys() -> None:
    found = schemas(
        '"a/b~c d%": {properties: {"$ref": {type: string}, "x/y": {properties: {q: {}}}, "": {}}}\nU: {$ref: "#/components/schemas/a~1b~0c%20d%25"}'
    )
    assert found.codes == []
    assert [declaration_text(declaration) for declaration in found.api.declarations] == [
        "a~1b~0c d%\n  $ref?: string\n  x/y?: a~1b~0c d%/properties/x~1y\n  ?: any",
        "a~1b~0c d%/properties/x~1y\n  q?: any",
        "U = a~1b~0c d%",
    ]
    assert found.api.declarations[0].hint.component == "a/b~c d%"

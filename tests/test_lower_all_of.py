"""allOf: merged by meaning."""

from __future__ import annotations

import pytest

from codegen import ir
from codegen.diagnostics import Severity
from tests.ir_text import declaration_text
from tests.steps import counted
from tests.test_lower_schemas import check, schemas

BASE = """
    Base: {description: The base., type: object, required: [id], properties: {id: {type: string}, in: {properties: {x: {}}}}}
"""


def test_an_heir_that_describes_a_property_anew_keeps_its_type() -> None:
    found = schemas("""
        Seat: {type: object, properties: {row: {type: integer}}}
        Class: {type: string, enum: [first, second]}
        Ticket: {properties: {seat: {$ref: "#/components/schemas/Seat"}, class: {$ref: "#/components/schemas/Class"}, seats: {type: array, items: {$ref: "#/components/schemas/Seat"}}}}
        Wrapped: {allOf: [{$ref: "#/components/schemas/Ticket"}, {properties: {seat: {description: Where., allOf: [{$ref: "#/components/schemas/Seat"}]}, class: {allOf: [{$ref: "#/components/schemas/Class"}]}, seats: {description: All., type: array, items: {allOf: [{$ref: "#/components/schemas/Seat"}]}}}}]}
        Typed: {allOf: [{$ref: "#/components/schemas/Ticket"}, {properties: {seat: {type: object, description: Where.}, class: {type: string}, seats: {type: array}}}]}
        Narrowed: {allOf: [{$ref: "#/components/schemas/Ticket"}, {properties: {seat: {type: object, required: [row]}, class: {type: string, enum: [first]}}}]}
        """)
    assert found.codes == []
    said = {one.id.rpartition("/")[2]: declaration_text(one) for one in found.api.declarations}
    fields = "\n  seat?: Seat\n  class?: Class\n  seats?: [Seat]"
    assert (said["Wrapped"], said["Typed"]) == (f"Wrapped{fields}", f"Typed{fields}")
    assert said["Narrowed"] == "Narrowed\n  seat?: Narrowed/properties/seat\n  class?: 'first'|…\n  seats?: [Seat]"
    assert len(found.api.declarations) == 7


def test_properties_and_required_are_united() -> None:
    check(
        BASE + """
    A:
      allOf:
        - $ref: "#/components/schemas/Base"
        - {type: object, required: [a, in], properties: {a: {type: integer}, o: {properties: {y: {}}}}}
      properties: {z: {type: string}}
    """,
        """
        Base
          id: string
          in?: Base/properties/in
        Base/properties/in
          x?: any
        A
          id: string
          in: Base/properties/in
          a: integer
          o?: A/allOf/1/properties/o
          z?: string
        A/allOf/1/properties/o
          y?: any
        """,
    )


def test_own_properties_come_first_where_they_stand_first() -> None:
    found = schemas(BASE + '    A: {properties: {z: {}}, allOf: [{$ref: "#/components/schemas/Base"}]}')
    assert (
        declaration_text(found.declaration("#/components/schemas/A"))
        == "A\n  z?: any\n  id: string\n  in?: Base/properties/in"
    )


def test_hints_of_inherited_and_own_inline_schemas() -> None:
    found = schemas(
        "    A: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {o: {properties: {y: {}}}}}]}" + BASE
    )
    hints = {
        declaration.id.removeprefix("#/components/schemas/"): declaration.hint for declaration in found.api.declarations
    }
    assert hints["Base/properties/in"] == ir.Hint(parent="#/components/schemas/Base", words=("in",))
    assert hints["A/allOf/1/properties/o"] == ir.Hint(parent="#/components/schemas/A", words=("o",))


def test_the_nearest_description_is_taken_and_none_of_a_base() -> None:
    found = schemas(BASE + """
    A: {allOf: [{$ref: "#/components/schemas/Base"}, {description: Inner., properties: {a: {}}}], description: Outer.}
    B: {allOf: [{$ref: "#/components/schemas/Base"}, {description: Inner., properties: {a: {}}}]}
    C: {allOf: [{$ref: "#/components/schemas/Base"}, {properties: {a: {}}}]}
    """)
    docs = [declaration.doc.description for declaration in found.api.declarations]
    assert docs == ["The base.", "", "Outer.", "Inner.", ""]


def test_one_property_in_two_parts_is_tightened() -> None:
    check(
        """
        A:
          allOf:
            - properties:
                p: {type: [string, integer, "null"]}
                q: {enum: [a, b, c]}
                r: {type: object, required: [x], properties: {x: {type: number}}}
                s: {type: string}
                t: {type: array, items: {type: number}}
            - required: [p]
              properties:
                p: {type: string}
                q: {enum: [b, c, d]}
                r: {type: object, properties: {x: {type: integer}, y: {type: string}}}
                s: {const: only}
                t: {items: {type: integer}}
        """,
        """
        A
          p: string
          q?: A/properties/q
          r?: A/properties/r
          s?: 'only'
          t?: [integer]
        A/properties/q = enum 'b' | 'c'
        A/properties/r
          x: integer
          y?: string
        """,
    )


def test_a_subset_of_an_enum_of_constants() -> None:
    check(
        """
        Kind: {type: integer, oneOf: [{const: 1, title: ONE}, {const: 2, title: TWO}, {const: 3, title: THREE}]}
        A: {properties: {one: {enum: [2], allOf: [{$ref: "#/components/schemas/Kind"}]}, two: {enum: [3, 2], allOf: [{$ref: "#/components/schemas/Kind"}]}}}
        """,
        """
        Kind = enum 1 ONE | 2 TWO | 3 THREE
        A
          one?: 2
          two?: A/properties/two
        A/properties/two = enum 2 TWO | 3 THREE
        """,
    )


def test_required_may_name_properties_of_another_part() -> None:
    found = schemas(BASE + '    A: {allOf: [{$ref: "#/components/schemas/Base"}, {required: [in]}]}')
    assert found.codes == []
    assert declaration_text(found.declaration("#/components/schemas/A")) == "A\n  id: string\n  in: Base/properties/in"


def test_extra_properties() -> None:
    check(
        """
        A: {allOf: [{properties: {a: {}}, additionalProperties: {type: string}}, {properties: {b: {}}}]}
        B: {allOf: [{properties: {a: {}}}, {properties: {b: {}}}], unevaluatedProperties: false}
        C: {allOf: [{type: object, additionalProperties: {type: [string, integer]}}, {additionalProperties: {type: string}}]}
        """,
        """
        A
          a?: any
          b?: any
          *: string
        B
          a?: any
          b?: any
          closed
        C = {string}
        """,
    )


def test_a_base_with_a_discriminator_means_what_extends_it() -> None:
    check(
        """
        Pet: {type: object, required: [kind], properties: {kind: {type: string}, meta: {properties: {m: {}}}}, discriminator: {propertyName: kind, mapping: {dog: Dog}}}
        Cat: {allOf: [{$ref: "#/components/schemas/Pet"}, {type: object, properties: {claws: {type: integer}}}]}
        Dog: {allOf: [{$ref: "#/components/schemas/Pet"}]}
        Kitten: {allOf: [{$ref: "#/components/schemas/Cat"}, {properties: {age: {type: integer}}}]}
        Owner: {properties: {pet: {$ref: "#/components/schemas/Pet"}, maybe: {oneOf: [{$ref: "#/components/schemas/Pet"}, {type: "null"}]}}}
        """,
        """
        Pet = Cat | Kitten | Dog | Pet#self
          object: kind('Cat': 0, 'Kitten': 1, 'dog': 2, 'Pet': 3, else -)
        Pet#self
          kind: string
          meta?: Pet/properties/meta
        Pet/properties/meta
          m?: any
        Cat
          kind: string
          meta?: Pet/properties/meta
          claws?: integer
        Dog
          kind: 'dog'|…
          meta?: Pet/properties/meta
        Kitten
          kind: string
          meta?: Pet/properties/meta
          claws?: integer
          age?: integer
        Owner
          pet?: Pet
          maybe?: Pet?
        """,
    )


def test_a_cycle_of_parts_is_an_error_with_positions() -> None:
    found = schemas("""
        A: {allOf: [{$ref: "#/components/schemas/B"}, {properties: {a: {}}}]}
        B: {allOf: [{$ref: "#/components/schemas/A"}, {properties: {b: {}}}]}
        """)
    problem = found.problem("allof-cycle")
    assert problem.severity is Severity.ERROR
    assert problem.message == "`#/components/schemas/A` is a part of itself"
    assert problem.span is not None
    assert [problem.span.line, *(span.line for span, _ in problem.related)] == [6, 6, 7]


@pytest.mark.parametrize(
    "shape",
    [
        "{properties: {p0: {type: string}}}",
        "{oneOf: [{required: [a], properties: {a: {}}}, {required: [b], properties: {b: {}}}]}",
    ],
)
def test_chains_that_double_at_every_step_stay_small(shape: str) -> None:
    lines = [f"A0: {shape}"]
    for n in range(1, 60):
        twice = f'{{$ref: "#/components/schemas/A{n - 1}"}}'
        lines.append(f"A{n}: {{allOf: [{twice}, {twice}, {{properties: {{p{n}: {{allOf: [{twice}, {twice}]}}}}}}]}}")
    found, calls = counted(lambda: schemas("\n".join(lines)))
    assert calls < 3_000_000
    assert found.codes == []
    assert len(found.api.declarations) < 60 * 4


def test_a_reference_and_a_type_that_says_no_more() -> None:
    found = schemas(BASE + '    A: {properties: {b: {type: object, allOf: [{$ref: "#/components/schemas/Base"}]}}}')
    assert declaration_text(found.declaration("#/components/schemas/A")) == "A\n  b?: Base"


def test_a_type_that_leaves_less_of_a_reference() -> None:
    check(
        """
        Either: {type: [string, integer]}
        A: {properties: {s: {$ref: "#/components/schemas/Either", type: string}}}
        """,
        """
        Either = string | integer
          integer: 1
          string: 0
        A
          s?: string
        """,
    )

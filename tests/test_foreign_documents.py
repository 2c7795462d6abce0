"""What other tools write into documents: their own meaning of extensions, and references where OpenAPI has none."""

from __future__ import annotations

import pytest

from codegen import ir
from codegen.diagnostics import Severity
from tests.lowering import Lowered, lower_text


def said(lowered: Lowered) -> list[tuple[str, int]]:
    """Code of each problem, none of which is an error, and how many further places it shows."""
    assert all(problem.severity is not Severity.ERROR for problem in lowered.problems)
    return [(problem.code, len(problem.related)) for problem in lowered.problems]


@pytest.mark.parametrize(
    "extension",
    [
        "x-enum-varnames: {a: A}",
        "x-enum-varnames: A",
        "x-enumNames: [1, 2]",
        "x-enum-names: true",
        "x-enum-descriptions: 3",
        "x-enum-descriptions: [[a]]",
        "x-python-name: {a: b}",
        "x-python-name: 7",
    ],
)
def test_extensions_of_a_schema_that_mean_something_else_are_ignored(extension: str) -> None:
    lowered = lower_text(f"""
        components:
          schemas:
            A: {{type: string, enum: [a, b], {extension}}}
            B: {{type: string, enum: [a, b], {extension}}}
        """)
    assert said(lowered) == [("foreign-extension", 1)]
    assert extension.partition(":")[0] in lowered.problems[0].message
    assert [declaration.hint.pinned for declaration in lowered.api.declarations] == [None, None]
    first = lowered.declaration("#/components/schemas/A")
    assert isinstance(first, ir.Enum)
    assert [(member.hint, member.doc) for member in first.members] == [(None, ir.Doc()), (None, ir.Doc())]


def test_extensions_of_operations_and_parameters_that_mean_something_else_are_ignored() -> None:
    lowered = lower_text("""
        paths:
          /{a}:
            get:
              operationId: op
              x-python-name: [a]
              x-pagination: true
              parameters:
              - {name: a, in: path, required: true, schema: {}, x-multi-segment: "yes", x-python-name: {}}
              responses: {}
        """)
    assert sorted(said(lowered)) == [("foreign-extension", 0), ("foreign-extension", 0), ("foreign-extension", 1)]
    found = lowered.operation("op")
    assert (found.pinned, found.pagination, found.parameters[0].pinned) == (None, None, None)


def test_notes_of_tools_among_media_types_and_schemas_are_neither() -> None:
    lowered = lower_text("""
        paths:
          /a:
            get:
              operationId: op
              responses:
                "200":
                  description: ok
                  content:
                    x-note: {checked: true}
                    x-world/x-vrml: {schema: {type: string}}
                    application/json: {schema: {$ref: "#/components/schemas/x-row"}}
        components:
          schemas:
            x-note: checked
            x-row: {type: object, properties: {a: {type: string}}}
        """)
    assert said(lowered) == []
    assert [content.media_type for content in lowered.operation("op").responses[0].contents] == [
        "x-world/x-vrml",
        "application/json",
    ]
    assert [declaration.id for declaration in lowered.api.declarations] == ["#/components/schemas/x-row"]


def test_extensions_that_the_generator_knows_are_read() -> None:
    lowered = lower_text("""
        components:
          schemas:
            A: {type: string, enum: [a, b], x-enum-varnames: [X, Y], x-enum-descriptions: {a: one}, x-python-name: Z}
        """)
    assert said(lowered) == []
    (found,) = lowered.api.declarations
    assert isinstance(found, ir.Enum)
    assert [(member.hint, member.doc.description) for member in found.members] == [("X", "one"), ("Y", "")]
    assert found.hint.pinned == "Z"


DOCUMENT = """
paths: {"/a/{id}": {get: {operationId: op, parameters: <parameters>, responses: <responses>}}}
components: {schemas: <schemas>}
"""
PARTS = {
    "responses": '{"200": {description: ok, headers: <headers>, content: <content>}}',
    "schemas": "{A: {type: object, properties: <properties>, allOf: <allOf>}, B: {type: string, enum: [x, y]}}",
    "parameters": "[{name: id, in: path, required: true, schema: {type: string}}]",
    "headers": "{X-Left: {schema: {type: integer}}}",
    "content": '{application/json: {schema: {$ref: "#/components/schemas/A"}}}',
    "properties": '{item: {type: integer}, b: {$ref: "#/components/schemas/B"}}',
    "allOf": "[{type: object, required: <required>}]",
    "required": "[item]",
}


def written(moved: str | None = None) -> str:
    """The document with all its parts; a reference stands in place of the one that is `moved`."""
    text = DOCUMENT + ("" if moved is None else f"x-moved: {PARTS[moved]}\n")
    for key, part in PARTS.items():
        text = text.replace(f"<{key}>", '{$ref: "#/x-moved"}' if key == moved else part)
    return text


@pytest.mark.parametrize("key", [None, *PARTS])
def test_a_reference_in_place_of_a_map_or_an_array_is_followed(key: str | None) -> None:
    lowered = lower_text(written(key))
    assert said(lowered) == ([] if key is None else [("misplaced-reference", 0)])
    assert key is None or f"`{key}`" in lowered.problems[0].message
    found = lowered.operation("op")
    assert [(parameter.wire, parameter.type) for parameter in found.parameters] == [
        ("id", ir.Primitive(ir.Scalar.STRING))
    ]
    assert [(r.status, len(r.headers), len(r.contents)) for r in found.responses] == [("200", 1, 1)]
    record = _named(lowered, "A")
    assert isinstance(record, ir.Record)
    assert [(field.wire, field.presence) for field in record.fields] == [
        ("item", ir.Presence.REQUIRED),
        ("b", ir.Presence.OPTIONAL),
    ]
    assert isinstance(_named(lowered, "B"), ir.Enum)


def _named(lowered: Lowered, name: str) -> ir.Declaration:
    (found,) = [one for one in lowered.api.declarations if one.id.endswith(f"/{name}")]
    return found


def test_one_cause_is_one_warning() -> None:
    answers = "\n".join(
        f'  /{n}: {{get: {{responses: {{"200": {{description: ok, content: {{$ref: "#/x-all"}}}}}}}}}}'
        for n in range(9)
    )
    lowered = lower_text(f"paths:\n{answers}\nx-all: {{application/json: {{schema: {{type: string}}}}}}")
    assert said(lowered) == [("misplaced-reference", 8)]


def test_what_stands_beside_such_a_reference_counts_and_comes_first() -> None:
    lowered = lower_text("""
        components:
          schemas:
            A:
              type: object
              properties: {$ref: "#/x-more", a: {type: string}}
        x-more: {a: {type: integer}, b: {type: integer}}
        """)
    assert said(lowered) == [("misplaced-reference", 0)]
    found = lowered.declaration("#/components/schemas/A")
    assert isinstance(found, ir.Record)
    kinds = [(field.wire, field.type.kind) for field in found.fields if isinstance(field.type, ir.Primitive)]
    assert kinds == [("a", ir.Scalar.STRING), ("b", ir.Scalar.INTEGER)]


def test_a_property_called_ref_is_a_property() -> None:
    lowered = lower_text("components: {schemas: {A: {type: object, properties: {$ref: {type: string}}}}}")
    assert said(lowered) == []


def test_such_references_may_lead_to_other_files_and_must_lead_somewhere() -> None:
    text = "components: {schemas: {$ref: schemas.yaml}}"
    lowered = lower_text(
        text,
        {
            "schemas.yaml": "A: {type: object, properties: {a: {$ref: 'api.yaml#/components/schemas/B'}}}\nB: {type: string}"
        },
    )
    assert said(lowered) == [("misplaced-reference", 0)]
    assert [declaration.id for declaration in lowered.api.declarations] == ["schemas.yaml#/A", "schemas.yaml#/B"]
    assert "dangling-ref" in lower_text('components: {schemas: {$ref: "#/nowhere"}}').codes

"""Parameters of operations: where they go, how they are written, and what is done about those that contradict the path."""

from __future__ import annotations

import pytest

from codegen import ir
from codegen.lower.operations.path_templates import parse_path
from tests.lowering import Lowered, lower_text, operation

STRING = ir.Primitive(ir.Scalar.STRING)


def parameters(lowered: Lowered) -> tuple[ir.Parameter, ...]:
    return lowered.operation("op").parameters


def one(text: str, path: str = "/things") -> tuple[ir.Parameter, Lowered]:
    """The only parameter of an operation, given as the inside of a YAML flow mapping."""
    lowered = operation(f"parameters: [{{{text}}}]", path)
    (parameter,) = parameters(lowered)
    return parameter, lowered


@pytest.mark.parametrize(
    ("location", "style", "explode"),
    [
        ("path", ir.Style.SIMPLE, False),
        ("query", ir.Style.FORM, True),
        ("header", ir.Style.SIMPLE, False),
        ("cookie", ir.Style.FORM, True),
    ],
)
def test_style_and_explode_default_by_location(location: str, style: ir.Style, explode: bool) -> None:
    parameter, lowered = one(
        f"name: a, in: {location}, required: true, schema: {{type: string}}", "/x/{a}" if location == "path" else "/x"
    )
    assert (parameter.style, parameter.explode, parameter.location.value) == (style, explode, location)
    assert lowered.codes == []


@pytest.mark.parametrize(
    ("given", "style", "explode"),
    [
        ("style: form, explode: false", ir.Style.FORM, False),
        ("style: spaceDelimited", ir.Style.SPACE, False),
        ("style: pipeDelimited, explode: true", ir.Style.PIPE, True),
        ("style: deepObject", ir.Style.DEEP_OBJECT, True),
    ],
)
def test_styles_of_query_parameters(given: str, style: ir.Style, explode: bool) -> None:
    parameter, lowered = one(f"name: a, in: query, {given}, schema: {{type: array, items: {{type: string}}}}")
    assert (parameter.style, parameter.explode) == (style, explode)
    assert lowered.codes == []


@pytest.mark.parametrize(("given", "style"), [("label", ir.Style.LABEL), ("matrix", ir.Style.MATRIX)])
def test_styles_of_path_parameters(given: str, style: ir.Style) -> None:
    parameter, _ = one(f"name: a, in: path, required: true, style: {given}, schema: {{type: string}}", "/x/{a}")
    assert (parameter.style, parameter.explode) == (style, False)


def test_a_style_that_the_location_does_not_allow_is_a_warning() -> None:
    parameter, lowered = one("name: a, in: query, style: matrix, schema: {type: string}")
    assert parameter.style is ir.Style.FORM
    assert lowered.codes == ["bad-style"]


def test_required_default_and_documentation() -> None:
    lowered = operation(
        """
        parameters:
          - {name: a, in: query, schema: {type: integer, default: 20}, description: How many., deprecated: true, example: 3}
          - {name: b, in: query, required: true, schema: {type: integer, default: 20}}
          - {name: c, in: query, schema: {type: integer, default: many}}
          - {name: d, in: query, schema: {$ref: "#/components/schemas/Order"}, allowReserved: true, x-python-name: order}
          - {name: e, in: query, schema: {type: array, items: {type: string}, default: [x]}}
        """,
        components="schemas: {Order: {type: string, enum: [up, down], default: up}}",
    )
    a, b, c, d, e = parameters(lowered)
    assert (a.required, a.default, b.required, b.default) == (False, 20, True, None)
    assert (a.doc.description, a.doc.deprecated, a.doc.examples) == ("How many.", True, (3,))
    assert (c.default, e.default) == (None, None)
    assert (d.default, d.allow_reserved, d.pinned) == ("up", True, "order")
    assert d.type == ir.Named("#/components/schemas/Order")


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        ("{type: string, enum: [red, blue], default: blue}", "blue"),
        ("{type: string, enum: [red, blue], default: green}", None),
        ("{type: integer, default: none}", None),
        ("{anyOf: [{type: string, enum: [red, blue]}, {nullable: true}], default: green}", "green"),
    ],
)
def test_a_default_is_kept_where_the_final_type_admits_it(schema: str, default: str | None) -> None:
    parameter, _ = one(f"name: p, in: query, schema: {schema}")
    assert parameter.default == default


def test_default_of_a_union_that_contains_itself() -> None:
    lowered = operation(
        """
        parameters:
          - {name: a, in: query, schema: {$ref: "#/components/schemas/Tree"}}
          - {name: b, in: query, schema: {allOf: [{$ref: "#/components/schemas/Tree"}], default: leaf}}
        """,
        components="""
        schemas:
          Tree: {default: 1.5, anyOf: [{type: array, items: {$ref: "#/components/schemas/Tree"}}, {$ref: "#/components/schemas/Node"}]}
          Node: {anyOf: [{type: string}, {$ref: "#/components/schemas/Tree"}]}
        """,
    )
    assert [parameter.default for parameter in parameters(lowered)] == [None, "leaf"]


def test_the_schema_of_a_parameter_documents_it() -> None:
    parameter, _ = one("name: a, in: query, schema: {type: integer, minimum: 1, description: Inner., example: 3}")
    assert parameter.doc == ir.Doc(description="Inner.", constraints=("minimum 1",), examples=(3,))


def test_examples_come_from_example_objects_through_references() -> None:
    lowered = operation(
        """
        parameters:
          - name: a
            in: query
            schema: {type: string}
            examples: {one: {value: x}, two: {$ref: "#/components/examples/Two"}}
        """,
        components="examples: {Two: {value: y}}",
    )
    assert parameters(lowered)[0].doc.examples == ("x", "y")


def test_content_typed_parameter_is_json() -> None:
    parameter, lowered = one(
        "name: filter, in: query, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}"
    )
    assert parameter.style is ir.Style.JSON
    assert isinstance(parameter.type, ir.Named)
    record = lowered.declaration(parameter.type.id)
    assert isinstance(record, ir.Record)
    assert record.hint.parent == "#/paths/~1things/get"
    assert record.hint.words == ("filter",)
    assert lowered.codes == []


def test_parameter_without_schema_is_anything() -> None:
    parameter, lowered = one("name: a, in: query")
    assert parameter.type == ir.AnyValue()
    assert lowered.codes == ["missing-schema"]


@pytest.mark.parametrize("name", ["Accept", "content-type", "AUTHORIZATION"])
def test_header_parameters_that_shall_be_ignored(name: str) -> None:
    lowered = operation(f"parameters: [{{name: {name}, in: header, schema: {{type: string}}}}]")
    assert parameters(lowered) == ()
    assert lowered.codes == []


@pytest.mark.parametrize(
    ("content", "style"),
    [
        ("application/json: {}", ir.Style.JSON),
        ("application/x-www-form-urlencoded: {schema: {type: object}}", ir.Style.FORM),
        ("application/jsonpath: {schema: {type: string}}", ir.Style.TEXT),
    ],
)
def test_query_as_a_whole(content: str, style: ir.Style) -> None:
    parameter, lowered = one(f"name: a, in: querystring, content: {{{content}}}")
    assert (parameter.location, parameter.style) == (ir.Location.QUERY_STRING, style)
    assert lowered.codes == []


def test_cookies_of_style_cookie() -> None:
    parameter, lowered = one("name: a, in: cookie, style: cookie, schema: {type: array, items: {type: string}}")
    assert (parameter.style, parameter.explode) == (ir.Style.COOKIE, True)
    assert lowered.codes == []


@pytest.mark.parametrize(("version", "allowed"), [("3.1.0", False), ("3.2.0", True)])
def test_reserved_characters_in_a_path_came_with_3_2(version: str, allowed: bool) -> None:
    text = """
        paths:
          /x/{a}:
            parameters: [{name: a, in: path, required: true, allowReserved: true, schema: {type: string}}]
            get: {operationId: op, responses: {"200": {description: ok}}}
        """
    (parameter,) = lower_text(text, version=version).operation("op").parameters
    assert parameter.allow_reserved is allowed


def test_content_of_a_parameter_through_references_and_enums() -> None:
    lowered = operation(
        """
        parameters:
          - {name: a, in: query, content: {application/json: {$ref: "#/components/mediaTypes/Any"}}}
          - {name: b, in: query, content: {text/plain: {schema: {type: string, enum: [up, down]}}}}
        """,
        components="mediaTypes: {Any: {schema: {type: integer}}}",
    )
    a, b = parameters(lowered)
    assert (a.type, a.style) == (ir.Primitive(ir.Scalar.INTEGER), ir.Style.JSON)
    assert isinstance(b.type, ir.Named)
    assert lowered.codes == []


def test_path_item_parameters_are_shared_and_overridden_by_name_and_location() -> None:
    lowered = lower_text("""
        paths:
          /things/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: string}}
              - {name: x, in: query, schema: {type: string}}
              - {name: X-Trace, in: header, schema: {type: string}}
            get:
              operationId: op
              parameters:
                - {name: x, in: query, schema: {type: integer}}
                - {name: x, in: cookie, schema: {type: boolean}}
                - {name: x-trace, in: header, schema: {type: integer}}
            put:
              operationId: other
        """)
    found = [
        (p.wire, p.location.value, p.type.kind.value) for p in parameters(lowered) if isinstance(p.type, ir.Primitive)
    ]
    assert found == [
        ("id", "path", "string"),
        ("x", "query", "integer"),
        ("x-trace", "header", "integer"),
        ("x", "cookie", "boolean"),
    ]
    assert [p.wire for p in lowered.operation("other").parameters] == ["id", "x", "X-Trace"]
    assert lowered.codes == []


def test_duplicate_parameter_in_one_list() -> None:
    lowered = operation("""
        parameters:
          - {name: a, in: query, schema: {type: string}}
          - {name: a, in: query, schema: {type: integer}}
        """)
    assert [p.type for p in parameters(lowered)] == [STRING]
    problem = lowered.problem("duplicate-parameter")
    assert problem.span is not None
    assert problem.related[0][0].line == problem.span.line - 1


def test_path_parameters_come_in_the_order_of_the_template() -> None:
    lowered = operation(
        """
        parameters:
          - {name: q, in: query, schema: {type: string}}
          - {name: b, in: path, required: true, schema: {type: string}}
          - {name: a, in: path, required: true, schema: {type: string}}
        """,
        "/x/{a}/y/{b}/{a}",
    )
    assert [p.wire for p in parameters(lowered)] == ["a", "b", "q"]


def test_parameters_that_contradict_the_path() -> None:
    lowered = operation(
        """
        parameters:
          - {name: optional, in: path, schema: {type: integer}}
          - {name: unused, in: path, required: true, schema: {type: string}}
        """,
        "/x/{optional}/{undeclared}",
    )
    optional, undeclared = parameters(lowered)
    assert (optional.wire, optional.required) == ("optional", True)
    assert (undeclared.wire, undeclared.type, undeclared.required) == ("undeclared", STRING, True)
    assert sorted(lowered.codes) == ["optional-path-parameter", "undeclared-path-parameter", "unused-path-parameter"]
    assert lowered.problem("unused-path-parameter").related[0][1] == "this is the path"


def test_multi_segment_extension_is_for_path_parameters() -> None:
    lowered = operation(
        """
        parameters:
          - {name: p, in: path, required: true, x-multi-segment: true, schema: {type: string}}
          - {name: q, in: query, x-multi-segment: true, schema: {type: string}}
        """,
        "/x/{p}",
    )
    assert [p.multi_segment for p in parameters(lowered)] == [True, False]


def test_referenced_parameters_name_their_schemas_by_component() -> None:
    text = """
        paths:
          /things:
            get: {operationId: op, parameters: [{$ref: "#/components/parameters/Sort"}]}
            put: {operationId: put, parameters: [{$ref: "#/components/parameters/Sort"}]}
          /other/{id}:
            get: {operationId: deep, parameters: [{$ref: "shared.yaml#/parameters/id"}, {$ref: "#/paths/~1deep/get/parameters/0"}]}
          /deep:
            get: {operationId: source, parameters: [{name: mode, in: query, schema: {enum: [x, y]}}]}
        components:
          parameters:
            Sort: {name: sort, in: query, schema: {type: string, enum: [up, down]}}
        """
    lowered = lower_text(
        text, {"shared.yaml": "parameters: {id: {name: id, in: path, required: true, schema: {enum: [1, 2]}}}"}
    )
    (sort,) = parameters(lowered)
    assert (sort,) == lowered.operation("put").parameters
    assert isinstance(sort.type, ir.Named)
    assert lowered.declaration(sort.type.id).hint.words == ("Sort",)
    key, mode = lowered.operation("deep").parameters
    assert key.type == ir.Named("shared.yaml#/parameters/id/schema")
    assert (mode,) == lowered.operation("source").parameters
    assert lowered.declaration("#/paths/~1deep/get/parameters/0/schema").hint.parent == "#/paths/~1deep/get"
    assert lowered.codes == []


def test_a_broken_shared_parameter_is_reported_once() -> None:
    lowered = lower_text("""
        paths:
          /a: {get: {parameters: [{$ref: "#/components/parameters/P"}]}, put: {parameters: [{$ref: "#/components/parameters/P"}]}}
        components:
          parameters: {P: {name: p, in: query, required: 1, style: odd, schema: {type: string}}}
        """)
    assert sorted(lowered.codes) == ["bad-style", "wrong-type"]


def test_query_and_fragment_in_the_path_key() -> None:
    template = parse_path("/responses/{id}?beta=true&v={version}#copy")
    assert (template.path, template.query) == ("/responses/{id}", "beta=true")
    assert (template.variables, template.query_variables) == (("id",), (("v", "version"),))
    lowered = operation(
        "parameters: [{name: version, in: path, required: true, schema: {type: integer}}]",
        "'/x?beta=true&v={version}#copy'",
    )
    found = lowered.operation("op")
    assert (found.path, found.fixed_query) == ("/x", "beta=true")
    assert found.id == "#/paths/~1x?beta=true&v={version}#copy/get"
    assert [(p.wire, p.location, p.style) for p in found.parameters] == [("v", ir.Location.QUERY, ir.Style.FORM)]


@pytest.mark.parametrize(
    ("key", "path"), [("no-slash", "/no-slash"), ("/a/{b", "/a/{b"), ("/a/b}", "/a/b}"), ("/a?b=c{d}", "/a")]
)
def test_odd_paths_are_reported(key: str, path: str) -> None:
    lowered = operation("responses: {}", f"'{key}'")
    assert lowered.operation("op").path == path
    assert lowered.codes == ["bad-path"]

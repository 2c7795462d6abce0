"""What resources, methods and arguments are called, and what their signatures look like."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from codegen import python
from codegen.diagnostics import Problems
from codegen.python.client.credentials import Credentials
from codegen.python.client.views import ClientPackageView, MethodView
from tests.lowering import Lowered, lower_text, operation


def built(
    lowered: Lowered, problems: Problems | None = None, names: Mapping[str, str] | None = None
) -> ClientPackageView:
    options = python.Options("pkg", "api.yaml", names or {}, {}, "httpx2", "KEY", "1")
    view = python.build(lowered.api, options, problems if problems is not None else Problems()).client
    assert view is not None
    return view


def paths(*operations: tuple[str, str, str]) -> Lowered:
    """A document of operations, each `method`, `path` and further keywords as a YAML flow mapping."""
    by_path: dict[str, list[str]] = {}
    for method, path, keywords in operations:
        by_path.setdefault(path, []).append(f"    {method}: {keywords}")
    return lower_text("paths:\n" + "".join(f"  '{path}':\n" + "\n".join(ms) + "\n" for path, ms in by_path.items()))


OK = 'responses: {"200": {description: ok}}'


def names(lowered: Lowered, problems: Problems | None = None, pins: Mapping[str, str] | None = None) -> list[str]:
    return list(built(lowered, problems, pins).names.values())


def method(view: ClientPackageView) -> MethodView:
    """The method that a document with one operation has, the first one where it has others for other media types."""
    (resource,) = view.client().resources
    return resource.methods[0]


def parameters(view: MethodView) -> list[str]:
    """The parameters between `self` and `request_options`."""
    signature = view.signature
    return [*(each.line for each in signature.positional), "*", *(each.line for each in signature.keywords)]


class TestMethods:
    @pytest.mark.parametrize(
        ("keywords", "name"),
        [
            ("operationId: getPet, tags: [Pets]", "pets.get_pet"),
            ("operationId: meta/root, tags: [Meta]", "meta.root"),
            ("operationId: class, tags: [import]", "import_.class_"),
            ("operationId: '2fa', tags: ['3d']", "resource_3d.call_2fa"),
            ("operationId: self, tags: [close]", "close_.self_"),
            ("operationId: with_raw_response, tags: [withOptions]", "with_options_.with_raw_response_"),
            ("operationId: request, tags: [Request]", "request_.request"),
            ("operationId: getPet, x-python-name: get, tags: [Pets]", "pets.get"),
            ("tags: ['']", "pets.get_v1_pets_by_pet_id"),
            ("operationId: '...'", "pets.get_v1_pets_by_pet_id"),
            ("operationId: a, tags: [Two, One]", "two.a"),
        ],
    )
    def test_one(self, keywords: str, name: str) -> None:
        found = names(paths(("get", "/v1/pets/{petId}", f"{{{keywords}, {OK}}}")))
        assert found == [name]

    @pytest.mark.parametrize(
        ("path", "resource"),
        [
            ("/api/v2/things/{id}", "things"),
            ("/2024-01/x", "resource_2024_01"),
            ("/v1beta1/x", "x"),
            ("/v1.2/x", "x"),
            ("/{a}/b", "b"),
            ("/{a}", "default"),
            ("/", "default"),
            ("/things:batch", "things"),
        ],
    )
    def test_an_operation_without_tag_stands_under_its_path(self, path: str, resource: str) -> None:
        assert names(paths(("get", path, f"{{operationId: go, {OK}}}"))) == [f"{resource}.go"]

    def test_two_that_meet(self) -> None:
        problems = Problems()
        lowered = paths(
            ("get", "/a", f"{{operationId: getPet, tags: [p], {OK}}}"),
            ("get", "/b/{x}", f"{{operationId: get_pet, tags: [p], {OK}}}"),
        )
        assert names(lowered, problems) == ["p.get_a", "p.get_pet"]
        (problem,) = [problem for problem in problems if problem.code == "name-collision"]
        assert "get_pet" in problem.message
        assert problem.hint is not None
        assert "names" in problem.hint
        assert len(problem.related) == 1

    def test_the_same_operation_id_twice_is_told_once(self) -> None:
        problems = Problems()
        lowered = paths(
            ("get", "/a", f"{{operationId: getPet, tags: [p], {OK}}}"),
            ("get", "/b", f"{{operationId: getPet, tags: [p], {OK}}}"),
        )
        assert names(lowered, problems) == ["p.get_pet", "p.get_b"]
        assert lowered.codes == ["duplicate-operation-id"]
        assert [problem.code for problem in problems] == []

    def test_a_pin_wins(self) -> None:
        lowered = paths(("get", "/a", f"{{operationId: one, x-python-name: two, tags: [p], {OK}}}"))
        assert names(lowered, pins={"#/paths/~1a/get": "three"}) == ["p.three"]

    @pytest.mark.parametrize("pin", ["not a name", "class", "_private", "self"])
    def test_a_bad_pin_is_an_error(self, pin: str) -> None:
        problems = Problems()
        names(paths(("get", "/a", f"{{operationId: one, {OK}}}")), problems, {"#/paths/~1a/get": pin})
        assert [problem.code for problem in problems] == ["bad-name"]

    def test_adding_an_operation_renames_none(self) -> None:
        first = ("get", "/a", f"{{operationId: get_pet, tags: [p], {OK}}}")
        added = ("get", "/0", f"{{operationId: getPet, tags: [p], {OK}}}")
        assert names(paths(first)) == ["p.get_pet"]
        assert "p.get_pet" in names(paths(added, first))
        assert built(paths(added, first)).names["#/paths/~1a/get"] == "p.get_pet"

    def test_tags_that_differ_in_case_share_a_resource(self) -> None:
        lowered = paths(
            ("get", "/a", f"{{operationId: x, tags: [Pets], {OK}}}"),
            ("get", "/b", f"{{operationId: y, tags: [pets], {OK}}}"),
        )
        assert names(lowered) == ["pets.x", "pets.y"]
        assert len(built(lowered).client().resources) == 1

    def test_classes_yield_to_the_clients_and_to_each_other(self) -> None:
        lowered = paths(
            ("get", "/a", f"{{operationId: x, tags: [Client], {OK}}}"),
            ("get", "/b", f"{{operationId: y, tags: [Async Pets], {OK}}}"),
            ("get", "/c", f"{{operationId: z, tags: [Pets], {OK}}}"),
            ("get", "/d", f"{{operationId: z, tags: [Transport], {OK}}}"),
        )
        view = built(lowered).client()
        assert [(str(r.name), str(r.async_name)) for r in view.resources] == [
            ("ClientResource", "AsyncClientResource"),
            ("AsyncPets", "AsyncAsyncPets"),
            ("PetsResource", "AsyncPetsResource"),
            ("Transport", "AsyncTransport"),
        ]
        assert view.spelled["Transport"] == "_Transport"

    def test_no_operations_no_resources(self) -> None:
        options = python.Options("pkg", "api.yaml", {}, {}, "httpx2", None, "1")
        client = python.build(lower_text("components: {}").api, options, Problems()).client
        assert client is not None
        assert client.client().resources == ()

    def test_models_alone(self) -> None:
        options = python.Options("pkg", "api.yaml", {}, {}, "httpx2", None, "1", client=False)
        package = python.build(lower_text("components: {}").api, options, Problems())
        assert package.client is None
        assert package.init.names == ("DecodeError", "codec", "errors", "models", "testing")


class TestCredentialsOfUndocumentedCalls:
    SCHEMES = """
components:
  securitySchemes:
    a: {type: http, scheme: bearer}
    b: {type: http, scheme: basic}
    c: {type: apiKey, in: header, name: X-C}
"""

    def security(self, text: str) -> tuple[tuple[str, ...], ...]:
        alternatives = built(lower_text(self.SCHEMES + text)).operations.security
        return tuple(tuple(scheme.text for scheme in alternative) for alternative in alternatives)

    def test_those_that_most_operations_want_come_first(self) -> None:
        found = self.security("""
security: [{a: []}]
paths:
  /1: {get: {security: [{b: []}, {}], responses: {"200": {description: ok}}}}
  /2: {get: {responses: {"200": {description: ok}}}}
  /3: {get: {security: [{a: []}, {a: [], b: []}, {nobody: []}], responses: {"200": {description: ok}}}}
  /4: {get: {servers: [{url: "https://other.test"}], security: [{c: []}], responses: {"200": {description: ok}}}}
""")
        assert found == (("a",), ("b",), ("a", "b"))

    def test_none_where_no_operation_wants_any(self) -> None:
        assert self.security("""
paths:
  /1: {get: {responses: {"200": {description: ok}}}}
""") == ()


class TestArguments:
    def parameters(self, text: str, path: str = "/things", verb: str = "get", **rest: str) -> list[str]:
        lowered = operation(text, path, verb, **rest)
        assert not [problem for problem in lowered.problems if problem.severity.value == "error"]
        return parameters(method(built(lowered)))

    def test_path_parameters_come_first_in_the_order_of_the_path(self) -> None:
        found = self.parameters(
            """
            parameters:
              - {name: b, in: path, required: true, schema: {type: integer}}
              - {name: q, in: query, required: true, schema: {type: string}}
              - {name: r, in: query, schema: {type: boolean}}
              - {name: a, in: path, required: true, schema: {type: string}}
            responses: {"200": {description: ok}}
            """,
            "/{a}/{b}",
        )
        assert found == ["a: str", "b: int", "*", "q: str", "r: bool | None = None"]

    def test_null_has_no_form_in_parameters(self) -> None:
        found = self.parameters(
            """
            parameters:
              - {name: a, in: query, schema: {type: [string, "null"]}}
              - {name: b, in: query, required: true, schema: {type: [string, "null"]}}
              - {name: c, in: query, schema: {}}
              - {name: d, in: path, required: true, schema: {type: [string, "null"]}}
            responses: {"200": {description: ok}}
            """,
            path="/{d}",
        )
        assert found == ["d: str", "*", "b: str | None", "a: str | None = None", "c: Any | None = None"]

    def test_arguments_take_more_than_answers_hold(self) -> None:
        found = self.parameters(
            """
            parameters:
              - {name: list, in: query, schema: {type: array, items: {$ref: "#/components/schemas/Kind"}}}
              - {name: filter, in: query, style: deepObject, schema: {$ref: "#/components/schemas/Pet"}}
              - {name: when, in: query, schema: {type: string, format: date-time}}
              - {name: map, in: query, schema: {type: object, additionalProperties: {type: integer}}}
              - {name: names, in: query, schema: {$ref: "#/components/schemas/Names"}}
            responses: {"200": {description: ok}}
            """,
            components="""
            schemas:
              Kind: {type: string, enum: [a, b]}
              Pet: {type: object, properties: {name: {type: string}}}
              Names: {type: array, items: {type: string}}
            """,
        )
        assert found == [
            "*",
            "list: Sequence[models.Kind | str] | None = None",
            "filter: models.Pet | Mapping[str, Any] | None = None",
            "when: datetime | str | None = None",
            "map: Mapping[str, int] | None = None",
            "names: Sequence[str] | None = None",
        ]

    def test_unions_take_more_too(self) -> None:
        found = self.parameters(
            """
            parameters:
              - {name: spelled, in: query, schema: {anyOf: [{type: string}, {type: array, items: {type: string}}]}}
              - {name: named, in: query, schema: {$ref: "#/components/schemas/Input"}}
              - {name: pets, in: query, schema: {type: array, items: {$ref: "#/components/schemas/Animal"}}}
              - {name: tree, in: query, schema: {$ref: "#/components/schemas/Tree"}}
              - {name: open, in: query, schema: {$ref: "#/components/schemas/Open"}}
            responses: {"200": {description: ok}}
            """,
            components="""
            schemas:
              Cat: {type: object, required: [kind], properties: {kind: {const: cat}}}
              Dog: {type: object, required: [kind], properties: {kind: {const: dog}}}
              Animal: {oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}
              Input: {oneOf: [{type: string}, {type: array, items: {$ref: "#/components/schemas/Animal"}}]}
              Tree: {oneOf: [{type: string}, {type: array, items: {$ref: "#/components/schemas/Tree"}}]}
              Open: {oneOf: [{$ref: "#/components/schemas/Cat"}, {type: array, items: {type: string}}]}
            """,
        )
        animals = "Sequence[models.Animal | Mapping[str, Any]] | None = None"
        assert found == [
            "*",
            "spelled: str | Sequence[str] | None = None",
            f"named: models.Input | {animals}",
            f"pets: {animals}",
            "tree: models.Tree | Sequence[models.Tree] | None = None",
            "open: models.Open | Mapping[str, Any] | Sequence[str] | None = None",
        ]

    def test_a_union_that_goes_by_its_name_imports_nothing(self) -> None:
        lowered = operation(
            """
            parameters: [{name: id, in: query, schema: {$ref: "#/components/schemas/Id"}}]
            responses: {"200": {description: ok}}
            """,
            components="""
            schemas:
              Id: {oneOf: [{type: integer}, {type: string, format: uuid}, {type: array, items: {type: integer}}]}
            """,
        )
        client = built(lowered).client()
        ((only,),) = (resource.methods for resource in client.resources)
        assert "id: models.Id | Sequence[int] | None = None" in parameters(only)
        assert "Sequence" in repr(client.imports)
        assert "UUID" not in repr(client.imports)

    def test_a_union_of_classes_imports_no_containers(self) -> None:
        lowered = operation(
            """
            requestBody:
              required: true
              content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
            responses: {"200": {description: ok}}
            """,
            components="""
            schemas:
              Pet: {oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}
              Cat: {type: object, required: [meow], properties: {meow: {type: string}}}
              Dog: {type: object, required: [bark], properties: {bark: {type: string}}}
            """,
        )
        client = built(lowered).client()
        ((only,),) = (resource.methods for resource in client.resources)
        assert "body: models.Pet | Mapping[str, Any]" in parameters(only)
        assert "Sequence" not in repr(client.imports)

    def test_names_that_meet(self) -> None:
        problems = Problems()
        lowered = operation(
            """
            parameters:
              - {name: id, in: query, schema: {type: string}}
              - {name: ID, in: header, schema: {type: string}}
              - {name: id, in: path, required: true, schema: {type: string}}
              - {name: request_options, in: query, schema: {type: string}}
              - {name: self, in: query, schema: {type: string}}
              - {name: timeout, in: query, schema: {type: string}}
              - {name: body, in: query, schema: {type: string}}
              - {name: "a[]", in: query, x-python-name: many, schema: {type: string}}
            requestBody: {required: true, content: {text/plain: {}}}
            responses: {"200": {description: ok}}
            """,
            "/things/{id}",
            "post",
        )
        found = [str(p).partition(":")[0] for p in parameters(method(built(lowered, problems)))]
        assert found == [
            "id",
            "request_body",
            "*",
            "id_query",
            "id_header",
            "request_options_",
            "self_",
            "timeout",
            "body",
            "many",
        ]
        assert [problem.code for problem in problems] == ["name-collision", "name-collision"]

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            (
                "{required: true, content: {application/json: {schema: {type: array, items: {type: integer}}}}}",
                "body: Sequence[int]",
            ),
            ("{content: {application/json: {schema: {type: string}}}}", "body: str | None = None"),
            (
                "{content: {application/json: {schema: {type: [string, 'null']}}}}",
                "body: str | None | Omit = OMIT",
            ),
            ("{required: true, content: {application/json: {}}}", "body: Any"),
            ("{required: true, content: {application/octet-stream: {}}}", "body: FileSource"),
            ("{required: true, content: {text/csv: {schema: {type: string}}}}", "body: str"),
            ("{required: true, content: {text/csv: {}, application/json: {schema: {type: integer}}}}", "body: int"),
        ],
    )
    def test_bodies(self, body: str, found: str) -> None:
        """A body is positional, also where it may be left out."""
        parameters = self.parameters(f'requestBody: {body}\nresponses: {{"200": {{description: ok}}}}', verb="post")
        assert parameters == [found, "*"]

    @pytest.mark.parametrize("media_type", ["multipart/form-data", "application/x-www-form-urlencoded"])
    def test_the_fields_of_a_form_are_arguments(self, media_type: str) -> None:
        found = self.parameters(
            f"""
            requestBody:
              required: true
              content:
                {media_type}:
                  schema:
                    type: object
                    required: [purpose]
                    properties:
                      id: {{type: string, readOnly: true}}
                      purpose: {{type: string}}
                      file: {{type: string, format: binary}}
                      files: {{type: array, items: {{type: string, format: binary}}}}
            responses: {{"200": {{description: ok}}}}
            """,
            verb="post",
        )
        file = "FileContent" if media_type.startswith("multipart") else "str"
        assert found == ["*", "purpose: str", f"file: {file} | None = None", f"files: Sequence[{file}] | None = None"]

    def test_a_method_that_hides_a_builtin(self) -> None:
        lowered = paths(
            ("get", "/a", f"{{operationId: list, tags: [p], {OK}}}"),
            (
                "get",
                "/b",
                f"{{operationId: str, tags: [p], {OK}, parameters: [{{name: q, in: query, schema: {{type: string}}}}]}}",
            ),
            ("get", "/c", f"{{operationId: models, tags: [p], {OK}}}"),
        )
        (resource,) = built(lowered).client().resources
        assert "q: _builtins.str | None = None" in parameters(resource.methods[1])


class TestResults:
    @pytest.mark.parametrize(
        ("responses", "result"),
        [
            ('{"204": {description: none}}', "None"),
            ('{"404": {description: none}}', "None"),
            ("{default: {description: x, content: {application/json: {schema: {type: integer}}}}}", "int"),
            ('{"200": {description: x, content: {application/json: {}}}}', "Any"),
            ('{"200": {description: x, content: {text/html: {}}}}', "str"),
            (
                """{"200": {description: x, content: {application/json: {schema: {type: integer}}}}, "204": {description: none},
                    "2XX": {description: x, content: {application/json: {schema: {type: string}}}}}""",
                "int | str | None",
            ),
            (
                """{"200": {description: x, content: {text/plain: {}, application/json: {schema: {type: boolean}}}},
                    default: {description: error, content: {application/json: {schema: {type: integer}}}}}""",
                "bool",
            ),
        ],
    )
    def test_types(self, responses: str, result: str) -> None:
        assert method(built(operation(f"responses: {responses}"))).result == result

    def test_bytes_may_go_to_a_file(self) -> None:
        lowered = operation('responses: {"200": {description: x, content: {image/png: {}}}}')
        (resource,) = built(lowered).client().resources
        assert [(str(one.name), str(one.result)) for one in resource.methods] == [
            ("op", "bytes"),
            ("op_to_file", "int"),
        ]

    def test_streams_have_a_method_of_their_own(self) -> None:
        text = """responses: {"200": {description: x, content: {
            application/json: {schema: {type: integer}}, text/event-stream: {schema: {type: number}}}}}"""
        (resource,) = built(operation(text)).client().resources
        found = [(str(one.name), str(one.result), str(one.async_result)) for one in resource.methods]
        assert found == [("op", "int", "int"), ("op_stream", "Stream[float]", "AsyncStream[float]")]

    def test_head_has_no_body(self) -> None:
        responses = 'responses: {"200": {description: x, content: {application/json: {schema: {type: integer}}}}}'
        assert method(built(operation(responses, method="head"))).result == "None"


class TestCredentials:
    def credentials(self, schemes: str) -> Credentials:
        return Credentials(lower_text(f"components: {{securitySchemes: {{{schemes}}}}}").api.security_schemes, "KEY")

    def test_names(self) -> None:
        found = self.credentials(
            "a: {type: http, scheme: bearer}, b: {type: apiKey, in: header, name: X-B}, c: {type: http, scheme: basic},"
            " d: {type: oauth2, flows: {}}, e: {type: mutualTLS}, base_url: {type: apiKey, in: query, name: k}"
        )
        names = [str(argument.name) for argument in found.arguments]
        assert names == ["api_key", "b", "username", "password", "access_token", "base_url_"]
        assert [argument.environment for argument in found.arguments if argument.environment] == ["KEY"]

    def test_a_scheme_more_renames_none(self) -> None:
        first = "a: {type: oauth2, flows: {}}"
        alone = [str(argument.name) for argument in self.credentials(first).arguments]
        more = [str(a.name) for a in self.credentials(f"{first}, b: {{type: oauth2, flows: {{}}}}").arguments]
        assert (alone, more) == (["access_token"], ["access_token", "b"])
        assert self.credentials(first).arguments[0].environment == "KEY"


class TestServers:
    @pytest.mark.parametrize(
        ("servers", "url"),
        [
            ("[{url: 'https://api.example.com/v1'}]", "https://api.example.com/v1"),
            ("[{url: 'https://{t}.example.com', variables: {t: {default: demo}}}]", "https://demo.example.com"),
            ("[{url: 'https://one.example'}, {url: 'https://two.example'}]", "https://one.example"),
            ("[{url: /v1}]", None),
            ("[]", None),
            ("[{url: 'https://{t}.example.com'}]", None),
            ("[{url: 'https://user:pw@example.com'}]", None),
            ("[{url: 'https://example.com/?key=1'}]", None),
            ("[{url: 'https://example.com/#x'}]", None),
            ("[{url: 'file:///etc'}]", None),
            ("[{url: 'wss://example.com'}]", None),
        ],
    )
    def test_the_default(self, servers: str, url: str | None) -> None:
        lowered = lower_text(f"servers: {servers}\npaths: {{/a: {{get: {{{OK}}}}}}}")
        found = built(lowered).operations.base_url
        assert (None if found is None else found.text) == url


class TestDocumentation:
    def test_all_that_the_document_says(self) -> None:
        lowered = operation(
            """
            summary: Lists the things
            deprecated: true
            parameters:
              - {name: limit, in: query, description: How many, deprecated: true, schema: {type: integer, default: 5, maximum: 9}}
              - {name: q, in: query, schema: {type: boolean, default: false}}
            responses:
              "200": {description: The things}
              "403": {description: "Forbidden, in words enough to need another line, which is indented as all others"}
              "404": {description: Gone, content: {application/json: {schema: {$ref: "#/components/schemas/Problem"}}}}
              "503": {description: ""}
              default: {description: Anything else}
            """,
            components="schemas: {Problem: {type: object}}",
        )
        assert method(built(lowered)).doc.text.splitlines() == [
            "Lists the things",
            "",
            "Deprecated.",
            "",
            "Args:",
            "    limit: How many. Default: `5`. At most 9. Deprecated.",
            "    q: Query parameter. Default: `false`.",
            "",
            "Returns:",
            "    The things.",
            "",
            "Raises:",
            "    PermissionDeniedError: 403. Forbidden, in words enough to need another line,",
            "        which is indented as all others.",
            "    NotFoundError: 404. Gone. `body` is `models.Problem`.",
            "    InternalServerError: 503.",
            "    APIStatusError: Any other status. Anything else.",
        ]

    def test_defaults_that_are_no_scalars(self) -> None:
        lowered = operation(
            """
            parameters:
              - {name: a, in: query, description: "The a.", schema: {type: array, items: {type: string}, default: [x, y]}}
              - {name: o, in: query, schema: {type: object, default: {k: 1}}}
              - {name: r, in: query, schema: {$ref: "#/components/schemas/R"}}
              - {name: needed, in: query, required: true, schema: {type: array, items: {}, default: [1]}}
            responses: {"200": {description: ok}}
            """,
            components="schemas: {R: {type: array, items: {type: integer}, default: [1]}}",
        )
        lines = [line.strip() for line in method(built(lowered)).doc.text.splitlines()]
        assert lines[3:7] == [
            "needed: Query parameter.",
            'a: The a. Default: `["x", "y"]`.',
            'o: Query parameter. Default: `{"k": 1}`.',
            "r: Query parameter. Default: `[1]`.",
        ]

    def test_lists_and_html_keep_their_shape(self) -> None:
        lowered = operation("""
            description: <p>Lists <code>things</code>.</p>
            parameters:
              - name: sort
                in: query
                description: |
                  How to sort. One of:
                  - `asc`, from the smallest to the largest, which is what most people want to have when they ask
                  - `desc`
                schema: {type: string, default: asc}
              - {name: X-Trace, in: header, schema: {type: string}}
            responses:
              "200": {description: "<b>Things</b>,\\n\\nall of them"}
            """)
        assert method(built(lowered)).doc.text.splitlines() == [
            "Lists `things`.",
            "",
            "Args:",
            "    sort: How to sort. One of:",
            "        - `asc`, from the smallest to the largest, which is what most people",
            "          want to have when they ask",
            "        - `desc`",
            "",
            "        Default: `asc`.",
            "    x_trace: Header `X-Trace`.",
            "",
            "Returns:",
            "    **Things**,",
            "",
            "    all of them.",
        ]

    @pytest.mark.parametrize(
        "description", ["OK", "Successful operation.", "200 response for get_thing", "", "Success!"]
    )
    def test_of_an_answer_of_which_nothing_is_said_the_signature_says_enough(self, description: str) -> None:
        answer = f'{{description: "{description}", content: {{application/json: {{schema: {{type: integer}}}}}}}}'
        view = method(built(operation(f'responses: {{"200": {answer}}}')))
        assert "Returns:" not in view.doc.text
        assert (view.result, view.async_result) == ("int", "int")
        nothing = f'responses: {{"204": {{description: "{description}"}}}}'
        assert "Returns:" not in method(built(operation(nothing))).doc.text

    def test_bodies_and_examples(self) -> None:
        lowered = operation(
            """
            parameters: [{name: day, in: query, schema: {type: string, format: date}, example: "2024-02-29"}]
            requestBody:
              content: {application/json: {schema: {oneOf: [{$ref: "#/components/schemas/A"}, {type: array, items: {}}]}}}
              required: true
            responses: {"204": {description: ""}}
            """,
            method="post",
            components="schemas: {A: {type: object, properties: {a: {type: string}}}}",
        )
        assert method(built(lowered)).doc.text.splitlines()[2:5] == [
            "Args:",
            "    body: The body, as a model or as JSON data.",
            "    day: Query parameter. Example: `2024-02-29`.",
        ]

    def test_an_operation_without_words(self) -> None:
        text = method(built(operation(OK, "/a/b", "post"))).doc.text
        assert text == "POST /a/b"

    def test_what_holds_for_every_method_is_said_of_the_client(self) -> None:
        assert "`request_options`" in built(operation(OK)).client().doc.text
        assert "`APIError`" in built(operation(OK)).client().doc.text
        assert "`request_options`" not in built(lower_text("paths: {}")).client().doc.text

    def test_an_async_method_says_what_it_is_for_and_where_the_rest_is(self) -> None:
        short = operation(f"summary: Lists them\ntags: [Pets]\n{OK}", "/pets")
        assert method(built(short)).async_doc.text == "Lists them. See `Pets.op`."
        lowered = operation(f"summary: Lists them\ndeprecated: true\ntags: [Pets]\n{OK}")
        assert method(built(lowered)).async_doc.text.splitlines() == [
            "Lists them",
            "",
            "Deprecated.",
            "",
            "See `Pets.op` for arguments and errors.",
        ]

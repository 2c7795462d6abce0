"""Operations as a whole: path items, identity, servers, security, tags, webhooks and callbacks, and what wrong documents get."""

from __future__ import annotations

import pytest

from codegen import ir
from codegen.diagnostics import Severity
from codegen.lower import Options
from codegen.python.client.servers import base_url
from tests.lowering import lower_text, operation


def test_everything_about_an_operation() -> None:
    lowered = operation(
        """
        summary: Short.
        description: Long.
        deprecated: true
        tags: [A, B]
        x-python-name: short
        responses: {}
        """,
        path="/v1/things/{path}",
    )
    found = lowered.operation("op")
    assert found.id == "#/paths/~1v1~1things~1{path}/get"
    assert (found.method, found.path, found.fixed_query) == ("GET", "/v1/things/{path}", "")
    assert (found.pinned, found.tags, found.doc) == ("short", ("A", "B"), ir.Doc("Short.", "Long.", True))
    assert (found.body, found.responses, found.security, found.servers) == (None, (), (), ())


def test_all_methods() -> None:
    methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"]
    lowered = lower_text(
        "paths:\n  /a:\n"
        + "".join(f"    {method}: {{responses: {{}}}}\n" for method in methods)
        + "    additionalOperations: {COPY: {responses: {}}, Link: {responses: {}}}\n",
        version="3.2.0",
    )
    assert [found.method for found in lowered.api.operations] == [
        *(method.upper() for method in methods),
        "COPY",
        "Link",
    ]
    assert lowered.api.operations[-1].id == "#/paths/~1a/additionalOperations/Link"
    assert lowered.codes == []


def test_path_item_in_another_file_with_siblings() -> None:
    lowered = lower_text(
        """
        paths:
          /a/{id}:
            $ref: paths/a.yaml
            put: {operationId: local, responses: {}}
          /b/{id}: {$ref: "paths/a.yaml"}
        """,
        {
            "paths/a.yaml": """
                parameters: [{$ref: "../parameters.yaml#/id"}]
                servers: [{url: /files}]
                get:
                  responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/definitions/Thing"}}}}}
                put: {operationId: hidden}
                definitions: {Thing: {type: object, properties: {a: {type: string}}}}
                """,
            "parameters.yaml": "id: {name: id, in: path, required: true, schema: {type: string}}",
        },
    )
    assert [(found.id, found.operation_id) for found in lowered.api.operations] == [
        ("#/paths/~1a~1{id}/get", None),
        ("#/paths/~1a~1{id}/put", "local"),
        ("#/paths/~1b~1{id}/get", None),
        ("#/paths/~1b~1{id}/put", "hidden"),
    ]
    for found in lowered.api.operations:
        assert [p.wire for p in found.parameters] == ["id"]
        assert [server.url for server in found.servers] == ["/files"]
    assert [declaration.id for declaration in lowered.api.declarations] == ["paths/a.yaml#/definitions/Thing"]
    assert lowered.codes == []


def test_duplicate_operation_id_is_a_warning_with_both_places() -> None:
    lowered = lower_text("""
        paths:
          /a: {get: {operationId: same}, put: {operationId: same}}
        """)
    problem = lowered.problem("duplicate-operation-id")
    assert problem.severity is Severity.WARNING
    assert problem.span is not None
    assert problem.span.column > problem.related[0][0].column
    assert [found.operation_id for found in lowered.api.operations] == ["same", "same"]


def test_servers_with_variables_at_each_level() -> None:
    lowered = lower_text("""
        servers:
          - url: https://{region}.example.com:{port}/{base}
            description: Main
            variables:
              region: {default: eu, enum: [eu, us], description: Where.}
              port: {default: 443}
              base: {enum: [v1, v2]}
          - url: https://{unknown}.example.com
        paths:
          /a:
            servers: [{url: https://path.example.com}]
            get: {operationId: path}
            put: {operationId: own, servers: [{url: https://own.example.com}]}
          /b:
            get: {operationId: root}
        """)
    first, second = lowered.api.servers
    assert first.doc.description == "Main"
    assert [(v.name, v.default, v.choices) for v in first.variables] == [
        ("region", "eu", ("eu", "us")),
        ("port", "443", ()),
        ("base", "v1", ("v1", "v2")),
    ]
    assert first.variables[0].doc.description == "Where."
    assert second.variables == ()
    assert lowered.codes == ["loose-type", "missing-server-default", "undeclared-server-variable"]
    urls = {key: [server.url for server in lowered.operation(key).servers] for key in ("path", "own", "root")}
    assert urls == {"path": ["https://path.example.com"], "own": ["https://own.example.com"], "root": []}


def test_what_is_said_of_servers() -> None:
    lowered = lower_text("""
        servers:
          - url: https://{region}.x.test/{base}
            variables:
              region: {default: eu, enum: [eu, us], description: Where data stays.}
              base: {default: v1}
          - {url: https://sandbox.x.test, description: The sandbox.}
        """)
    assert base_url(lowered.api.servers) == (
        "Where the API is. Default: `https://eu.x.test/v1`, of `https://{region}.x.test/{base}` where `region` is `eu` or `us` (Where"
        " data stays). The document also names `https://sandbox.x.test` (The sandbox). It overrides every server that the document"
        " names."
    )
    assert "names `/v1`, which is no whole URL." in base_url(lower_text("servers: [{url: /v1}]").api.servers)
    assert "names no server." in base_url(())


@pytest.mark.parametrize("url", ["v2/", "../v2", "api.example.com/v1", "//example.com", "ws://example.com"])
def test_servers_that_no_client_can_call_are_reported(url: str) -> None:
    assert lower_text(f'servers: [{{url: "{url}"}}]\npaths: {{}}\n').codes == ["unusable-server"]


def test_security_schemes_of_every_kind() -> None:
    lowered = lower_text("""
        components:
          securitySchemes:
            bearer: {type: http, scheme: Bearer, description: A token.}
            basic: {type: http, scheme: basic}
            digest: {type: http, scheme: Digest}
            header: {type: apiKey, in: header, name: X-Key}
            query: {type: apiKey, in: query, name: key}
            cookie: {$ref: "#/components/securitySchemes/other"}
            other: {type: apiKey, in: cookie, name: session}
            oauth: {type: oauth2, flows: {}}
            oidc: {type: openIdConnect, openIdConnectUrl: https://example.com}
            tls: {type: mutualTLS}
            magic: {type: magic}
        paths: {}
        """)
    kind = ir.SecurityKind
    assert [(s.key, s.kind, s.location, s.wire, s.http_scheme) for s in lowered.api.security_schemes] == [
        ("bearer", kind.BEARER, None, None, None),
        ("basic", kind.BASIC, None, None, None),
        ("digest", kind.OTHER_HTTP, None, None, "Digest"),
        ("header", kind.API_KEY, ir.Location.HEADER, "X-Key", None),
        ("query", kind.API_KEY, ir.Location.QUERY, "key", None),
        ("cookie", kind.API_KEY, ir.Location.COOKIE, "session", None),
        ("other", kind.API_KEY, ir.Location.COOKIE, "session", None),
        ("oauth", kind.OAUTH2, None, None, None),
        ("oidc", kind.OPEN_ID_CONNECT, None, None, None),
        ("tls", kind.MUTUAL_TLS, None, None, None),
    ]
    assert lowered.api.security_schemes[0].doc.description == "A token."
    assert lowered.codes == ["unknown-security-scheme"]


def test_security_of_the_document_and_of_operations() -> None:
    lowered = lower_text("""
        security: [{a: []}]
        paths:
          /x:
            get: {operationId: inherited}
            put: {operationId: none, security: []}
            post: {operationId: optional, security: [{a: [], b: [read]}, {b: []}, {}]}
            patch: {operationId: undeclared, security: [{c: []}, {a: [], d: []}]}
        components: {securitySchemes: {a: {type: http, scheme: bearer}, b: {type: oauth2}}}
        """)
    security = {found.operation_id: found.security for found in lowered.api.operations}
    assert security == {
        "inherited": (("a",),),
        "none": (),
        "optional": (("a", "b"), ("b",), ()),
        "undeclared": (("a",),),
    }
    assert lowered.codes == ["undeclared-security-scheme"] * 2


TAGGED = """
    tags: [{name: B, description: Bees.}, {name: Unused}]
    paths:
      /a:
        get:
          operationId: a
          tags: [A]
          responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/OfA"}}}}}
        put:
          operationId: b
          tags: [B, A]
          parameters: [{name: x, in: query, schema: {type: array, items: {$ref: "#/components/schemas/OfB"}}}]
        post:
          operationId: untagged
    webhooks:
      event:
        post:
          tags: [A]
          requestBody: {content: {application/json: {schema: {type: object, properties: {w: {$ref: "#/components/schemas/OfHook"}}}}}}
    components:
      schemas:
        OfA: {type: object, properties: {inner: {$ref: "#/components/schemas/Inner"}}}
        Inner: {type: object, properties: {outer: {$ref: "#/components/schemas/OfA"}, kind: {type: string, enum: [x, y]}}}
        OfB: {type: string, enum: [p, q]}
        OfHook: {type: object, properties: {a: {type: string}}}
        Nobody: {type: object, properties: {a: {type: string}}}
    """


def test_tags_in_the_order_of_the_document_then_by_appearance() -> None:
    lowered = lower_text(TAGGED)
    assert lowered.api.tags == (("B", ir.Doc("", "Bees.")), ("Unused", ir.Doc()), ("A", ir.Doc()))
    assert len(lowered.api.operations) == 3
    assert "#/components/schemas/Nobody" in [declaration.id for declaration in lowered.api.declarations]


@pytest.mark.parametrize(
    ("options", "operations", "tags", "declarations"),
    [
        (
            Options(include_tags=("A",), exclude_tags=("B",)),
            ["a"],
            ["A"],
            [
                "OfA",
                "Inner",
                "Inner/properties/kind",
                "OfHook",
                "#/webhooks/event/post/requestBody/content/application~1json/schema",
            ],
        ),
        (Options(include_tags=("B",)), ["b"], ["B", "A"], ["OfB"]),
        (Options(exclude_tags=("A",)), ["untagged"], [], []),
    ],
)
def test_operations_chosen_by_tag_take_their_schemas_with_them(
    options: Options, operations: list[str], tags: list[str], declarations: list[str]
) -> None:
    lowered = lower_text(TAGGED, options=options)
    assert [found.operation_id for found in lowered.api.operations] == operations
    assert [name for name, _ in lowered.api.tags] == tags
    ids = [declaration.id.removeprefix("#/components/schemas/") for declaration in lowered.api.declarations]
    assert ids == declarations


def test_a_tag_that_the_document_does_not_have_is_a_warning() -> None:
    lowered = lower_text(TAGGED, options=Options(include_tags=("A", "Unused"), exclude_tags=("Typo",)))
    assert "`Typo`" in lowered.problem("unknown-tag").message


def test_webhooks_and_callbacks_become_declarations_only() -> None:
    thing = "{content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}"
    lowered = lower_text(f"""
        paths:
          /subscribe:
            post:
              operationId: subscribe
              callbacks:
                onData:
                  "{{$request.body#/url}}":
                    post: {{requestBody: {thing}, responses: {{"200": {{description: ok}}}}}}
                shared: {{$ref: "#/components/callbacks/Shared"}}
        webhooks:
          newPet: {{post: {{requestBody: {thing}}}}}
          named: {{post: {{operationId: petGone, requestBody: {thing}}}}}
          both: {{put: {{requestBody: {thing}}}, post: {{requestBody: {thing}}}}}
          referenced: {{$ref: "#/components/pathItems/Hook"}}
        components:
          callbacks:
            Shared: {{"{{$url}}": {{post: {{requestBody: {thing}, callbacks: {{again: {{$ref: "#/components/callbacks/Shared"}}}}}}}}}}
          pathItems:
            Hook: {{post: {{responses: {{"200": {{description: ok, {thing[1:-1]}}}}}}}}}
        """)
    assert [found.operation_id for found in lowered.api.operations] == ["subscribe"]
    assert [(declaration.hint.parent, *declaration.hint.words) for declaration in lowered.api.declarations] == [
        ("#/paths/~1subscribe/post", "onData", "request"),
        (None, "Shared", "request"),
        (None, "newPet", "request"),
        (None, "petGone", "request"),
        (None, "both", "put", "request"),
        (None, "both", "post", "request"),
        (None, "referenced", "response"),
    ]
    assert lowered.codes == []


def test_references_that_lead_nowhere_are_errors_everywhere() -> None:
    lowered = lower_text("""
        paths:
          /a: {$ref: "#/components/pathItems/No"}
          /b:
            parameters: [{$ref: "#/components/parameters/No"}]
            get:
              parameters: [{$ref: "#/components/parameters/No"}]
              requestBody: {$ref: "#/components/requestBodies/No"}
              responses:
                "200": {$ref: "#/components/responses/No"}
                "201": {description: ok, headers: {X: {$ref: "#/components/headers/No"}}}
              callbacks: {c: {$ref: "#/components/callbacks/No"}}
        webhooks: {w: {$ref: "#/components/pathItems/No"}}
        components: {securitySchemes: {s: {$ref: "#/components/securitySchemes/No"}}}
        """)
    assert lowered.codes == ["dangling-ref"] * 9
    assert len({problem.span.line for problem in lowered.problems if problem.span}) == 9


@pytest.mark.parametrize(
    "text",
    [
        "paths: []",
        "paths: {/a: get}",
        "servers: [{url: [3]}]",
        "servers: [x]",
        "security: {a: []}",
        "tags: [3]",
        "paths: {/a: {get: {operationId: [a]}}}",
        "paths: {/a: {get: {tags: {a: 1}}}}",
        "paths: {/a: {get: {tags: [[1]]}}}",
        "paths: {/a: {get: {parameters: {}}}}",
        "paths: {/a: {get: {parameters: [3]}}}",
        "paths: {/a: {get: {parameters: [{name: a, in: query, content: 3}]}}}",
        "paths: {/a: {get: {parameters: [{name: a, in: query, schema: {}, explode: 'no'}]}}}",
        "paths: {/a: {get: {requestBody: []}}}",
        "paths: {/a: {get: {requestBody: {content: {application/json: 3}}}}}",
        "paths: {/a: {get: {requestBody: {content: {multipart/form-data: {encoding: {a: 3}}}}}}}",
        "paths: {/a: {get: {responses: []}}}",
        "paths: {/a: {get: {responses: {'200': ok}}}}",
        "paths: {/a: {get: {responses: {'200': {headers: {a: 3}}}}}}",
        "paths: {/a: {get: {callbacks: {a: 3}}}}",
        "webhooks: {a: {post: 3}}",
        "components: {securitySchemes: {a: 3}}",
        "components: {securitySchemes: {a: {type: [3]}}}",
    ],
)
def test_wrong_types_are_errors_with_a_position(text: str) -> None:
    lowered = lower_text(text)
    (problem,) = [found for found in lowered.problems if found.severity is Severity.ERROR]
    assert problem.code == "wrong-type"
    assert problem.span is not None
    assert problem.span.line == 3


@pytest.mark.parametrize(
    "text",
    [
        "servers: [{}]",
        "tags: [{}]",
        "paths: {/a: {get: {parameters: [{name: a}]}}}",
        "paths: {/a: {get: {parameters: [{in: query}]}}}",
        "components: {securitySchemes: {a: {}}}",
        "components: {securitySchemes: {a: {type: http}}}",
        "components: {securitySchemes: {a: {type: apiKey, name: x}}}",
    ],
)
def test_what_is_missing_is_an_error(text: str) -> None:
    lowered = lower_text(text)
    assert [found.code for found in lowered.problems if found.severity is Severity.ERROR] == ["missing-key"]


def test_a_missing_key_that_is_misspelled_is_shown_where_it_stands() -> None:
    lowered = lower_text("components: {securitySchemes: {a: {type: apiKey, in: query, nmae: x}}}")
    problem = lowered.problem("missing-key")
    assert problem.hint == "`nmae` misspells it"
    assert problem.span is not None
    assert problem.span.width == len("nmae")


def test_every_problem_is_collected() -> None:
    lowered = lower_text("""
        paths:
          /a: {get: {tags: {}, deprecated: 1, parameters: [{name: [3], in: query, required: maybe}], responses: []}}
        """)
    assert lowered.codes == ["wrong-type"] * 5


def test_documents_without_paths() -> None:
    assert lower_text("components: {}").api.operations == ()
    assert lower_text("paths:").api.operations == ()


def test_keys_without_a_value_are_absent() -> None:
    lowered = lower_text("""
        security: [{key: []}]
        tags:
        paths:
          /a:
            parameters:
            get:
              operationId: op
              tags:
              security:
              parameters:
              servers:
              callbacks:
              responses: {"200": , "204": {description: , content: , headers: }}
        components:
          parameters:
          securitySchemes: {key: {type: http, scheme: bearer}}
        """)
    assert lowered.problems == ()
    operation = lowered.operation("op")
    assert (operation.security, operation.tags, operation.parameters) == ((("key",),), (), ())
    assert [response.status for response in operation.responses] == ["200", "204"]

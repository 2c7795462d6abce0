"""Request bodies and responses: media types, files and encodings, statuses, headers, and the names of schemas inside."""

from __future__ import annotations

import pytest

from codegen import ir
from codegen.lower.operations.media_types import essence, media_of
from tests.lowering import Lowered, lower_text, operation

STRING = ir.Primitive(ir.Scalar.STRING)


def contents(lowered: Lowered) -> tuple[ir.Content, ...]:
    body = lowered.operation("op").body
    assert body is not None
    return body.contents


def body(media_type: str, rest: str, **more: str) -> Lowered:
    return operation(f"requestBody: {{content: {{'{media_type}': {{{rest}}}}}}}", method="post", **more)


def answer(media_type: str, rest: str, **more: str) -> tuple[ir.Content, Lowered]:
    lowered = operation(f"responses: {{'200': {{description: ok, content: {{'{media_type}': {{{rest}}}}}}}}}", **more)
    (response,) = lowered.operation("op").responses
    return response.contents[0], lowered


@pytest.mark.parametrize(
    ("media_type", "media"),
    [
        ("application/json", ir.Media.JSON),
        ("Application/JSON; charset=utf-8", ir.Media.JSON),
        ("application/problem+json", ir.Media.JSON),
        ("*/*", ir.Media.JSON),
        ("text/json", ir.Media.JSON),
        ("application/x-www-form-urlencoded", ir.Media.FORM),
        ("multipart/form-data", ir.Media.MULTIPART),
        ("multipart/mixed", ir.Media.MULTIPART),
        ("text/plain", ir.Media.TEXT),
        ("text/csv", ir.Media.TEXT),
        ("application/xml", ir.Media.TEXT),
        ("application/atom+xml", ir.Media.TEXT),
        ("application/yaml", ir.Media.TEXT),
        ("text/event-stream", ir.Media.EVENT_STREAM),
        ("application/x-ndjson", ir.Media.JSON_LINES),
        ("application/jsonl", ir.Media.JSON_LINES),
        ("application/json-seq", ir.Media.JSON_LINES),
        ("application/geo+json-seq", ir.Media.JSON_LINES),
        ("application/octet-stream", ir.Media.BINARY),
        ("image/*", ir.Media.BINARY),
        ("application/pdf", ir.Media.BINARY),
    ],
)
def test_media_types(media_type: str, media: ir.Media) -> None:
    assert media_of(essence(media_type) or "") is media


@pytest.mark.parametrize("text", ["json", "", "text/csv, text/plain", "application/", "a/b/c"])
def test_what_is_no_media_type(text: str) -> None:
    assert essence(text) is None


def test_json_body_is_named_after_the_operation() -> None:
    lowered = operation(
        """
        requestBody:
          description: The thing.
          required: true
          content:
            application/json:
              schema: {type: object, properties: {a: {type: string}}}
        """,
        method="post",
    )
    found = lowered.operation("op").body
    assert found is not None
    assert (found.required, found.doc.description, found.contents[0].media) == (True, "The thing.", ir.Media.JSON)
    assert isinstance(found.contents[0].type, ir.Named)
    hint = lowered.declaration(found.contents[0].type.id).hint
    assert (hint.parent, hint.words) == ("#/paths/~1things/post", ("request",))


def test_a_body_is_optional_unless_it_says_so_and_none_without_media_types() -> None:
    found = body("application/json", "schema: {type: string}").operation("op").body
    assert found is not None
    assert not found.required
    assert operation("requestBody: {content: {}}", method="post").operation("op").body is None


def test_several_media_types_keep_their_order_and_tell_their_schemas_apart() -> None:
    lowered = operation(
        """
        requestBody:
          content:
            application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}
            application/json: {schema: {type: object, properties: {b: {type: string}}}}
            application/vnd.api+json: {schema: {type: object, properties: {c: {type: string}}}}
            multipart/form-data: {schema: {type: object, properties: {d: {type: string}}}}
        """,
        method="post",
    )
    types = [content.type for content in contents(lowered)]
    hints = [lowered.declaration(type_.id).hint.words for type_ in types if isinstance(type_, ir.Named)]
    assert hints == [("form", "request"), ("request",), ("vnd.api+json", "request"), ("multipart", "request")]
    assert [content.media_type for content in contents(lowered)] == [
        "application/x-www-form-urlencoded",
        "application/json",
        "application/vnd.api+json",
        "multipart/form-data",
    ]


@pytest.mark.parametrize(
    ("media_type", "schema", "sent", "media"),
    [
        ("*/*", "schema: {type: object, properties: {a: {type: string}}}", "application/json", ir.Media.JSON),
        ("*/*", "schema: {type: string, format: binary}", "application/octet-stream", ir.Media.BINARY),
        ("*/*", "", "application/octet-stream", ir.Media.BINARY),
        ("text/*", "schema: {type: string}", "text/plain", ir.Media.TEXT),
        ("image/*", "schema: {type: string}", "image/*", ir.Media.BINARY),
    ],
)
def test_a_range_is_sent_as_a_media_type(media_type: str, schema: str, sent: str, media: ir.Media) -> None:
    (content,) = contents(body(media_type, schema))
    assert (content.media_type, content.media) == (sent, media)


@pytest.mark.parametrize(("media_type", "what"), [("application/xml", "text"), ("application/x-protobuf", "bytes")])
def test_a_schema_without_a_codec_is_reported(media_type: str, what: str) -> None:
    lowered = body(media_type, "schema: {type: object, properties: {a: {type: string}}}")
    (content,) = contents(lowered)
    assert content.type is None
    assert f"handed over as {what}" in lowered.problem("unsupported-media-type").message
    assert lowered.api.declarations == ()


def test_a_schema_without_a_codec_is_no_loss_beside_json() -> None:
    lowered = operation(
        """
        requestBody: {content: {application/json: {schema: &s {type: object}}, application/xml: {schema: *s}}}
        responses: {"200": {description: ok, content: {text/plain: {schema: {type: string}}}}}
        """,
        method="post",
    )
    assert lowered.codes == []


def test_a_media_type_list_is_read_as_its_first() -> None:
    content, lowered = answer("text/csv, text/plain", "schema: {type: string}")
    assert (content.media_type, content.media) == ("text/csv", ir.Media.TEXT)
    assert lowered.codes == ["bad-media-type"]


def test_forms_have_encodings() -> None:
    lowered = operation(
        """
        requestBody:
          content:
            application/x-www-form-urlencoded:
              schema:
                allOf:
                  - {type: object, properties: {a: {type: array, items: {type: string}}, b: {type: object}}}
                  - {type: object, properties: {c: {type: string}, d: {type: string}}}
              encoding:
                a: {style: spaceDelimited, explode: false}
                b: {style: deepObject}
                c: {contentType: application/json}
                d: {contentType: text/plain, allowReserved: true}
                e: {style: form}
        """,
        method="post",
    )
    assert contents(lowered)[0].parts == (
        ir.Part("a", None, ir.Style.SPACE, False, False),
        ir.Part("b", None, ir.Style.DEEP_OBJECT, True, False),
        ir.Part("c", "application/json"),
        ir.Part("d", None, ir.Style.FORM, True, True),
    )
    assert lowered.codes == ["unused-encoding"]


@pytest.mark.parametrize(
    ("version", "part"),
    [("3.0.3", ir.Part("a", "text/csv")), ("3.1.0", ir.Part("a", None, ir.Style.FORM, False, False))],
)
def test_parts_of_multipart_bodies_have_a_style_since_3_1(version: str, part: ir.Part) -> None:
    text = """
        paths:
          /x:
            post:
              operationId: op
              requestBody:
                content:
                  multipart/form-data:
                    schema: {type: object, properties: {a: {type: array, items: {type: string}}}}
                    encoding: {a: {contentType: text/csv, explode: false}}
              responses: {"200": {description: ok}}
        """
    assert contents(lower_text(text, version=version))[0].parts == (part,)


def test_objects_in_a_content_type_without_a_codec_are_text() -> None:
    lowered = operation(
        """
        requestBody:
          content:
            multipart/form-data:
              schema:
                type: object
                properties: {a: {type: object}, b: {type: array, items: {type: object}}, c: {type: object}, d: {type: string}}
              encoding:
                a: {contentType: application/xml}
                b: {contentType: application/xml; charset=utf-8}
                c: {contentType: "application/xml, application/json"}
                d: {contentType: application/xml}
        """,
        method="post",
    )
    assert contents(lowered)[0].text_fields == ("a", "b")
    assert lowered.codes == ["unsupported-media-type", "unsupported-media-type"]


def test_headers_of_parts_are_reported() -> None:
    lowered = operation(
        """
        requestBody:
          content:
            multipart/form-data:
              schema: {type: object, properties: {a: {type: string}}}
              encoding: {a: {headers: {Content-Disposition: {}, Content-Type: {}, X-Custom: {schema: {type: string}}}}}
        """,
        method="post",
    )
    assert lowered.codes == ["unsupported-header"]


@pytest.mark.parametrize("rest", ["schema: {type: array, prefixItems: [{type: object}]}", "itemSchema: {type: string}"])
def test_parts_without_names_are_reported(rest: str) -> None:
    lowered = body("multipart/mixed", rest)
    assert contents(lowered)[0].media is ir.Media.BINARY
    assert lowered.codes == ["unsupported-media-type"]


def test_files_of_multipart_bodies() -> None:
    lowered = operation(
        """
        requestBody:
          content:
            multipart/form-data:
              schema:
                allOf:
                  - $ref: "#/components/schemas/Base"
                  - type: object
                    properties:
                      text: {type: string}
                      image: {type: string}
                      pages: {type: array, items: {type: string, format: binary}}
                      either: {anyOf: [{type: "null"}, {$ref: "#/components/schemas/File"}]}
                      typed: {type: string, contentMediaType: image/png}
                      encoded: {type: string, contentMediaType: image/png, contentEncoding: base64}
                      unencoded: {type: string, contentEncoding: binary}
                      note: {type: string, contentMediaType: text/markdown}
                      mixed: {anyOf: [{$ref: "#/components/schemas/File"}, {type: string}]}
                      anything: {}
                      json: {}
              encoding:
                image: {contentType: "image/png, image/jpeg"}
                json: {contentType: application/json}
        """,
        method="post",
        components="""
        schemas:
          File: {type: string, format: binary}
          Base: {type: object, properties: {file: {$ref: "#/components/schemas/File"}}}
        """,
    )
    assert set(contents(lowered)[0].binary_fields) == {
        "file",
        "image",
        "pages",
        "either",
        "typed",
        "unencoded",
    }
    assert contents(lowered)[0].open_fields == ("mixed", "anything")
    assert lowered.codes == []


@pytest.mark.parametrize(
    ("media_type", "rest", "type_"),
    [
        ("text/event-stream", "schema: {$ref: '#/components/schemas/Event'}", ir.Named("#/components/schemas/Event")),
        (
            "application/x-ndjson",
            "schema: {$ref: '#/components/schemas/Event'}",
            ir.Named("#/components/schemas/Event"),
        ),
        ("application/jsonl", "schema: {type: array, items: {type: string}}", STRING),
        ("application/jsonl", "schema: {$ref: '#/components/schemas/Events'}", ir.Named("#/components/schemas/Event")),
        ("application/jsonl", "itemSchema: {type: string}", STRING),
        ("text/event-stream", "", None),
        (
            "text/event-stream",
            "itemSchema: {type: object, properties: {event: {type: string}, data: {type: string, contentSchema: {type: string}}}}",
            STRING,
        ),
        ("text/event-stream", "itemSchema: {type: object, properties: {data: {type: string}}}", None),
    ],
)
def test_streams_have_the_type_of_one_item(media_type: str, rest: str, type_: ir.Type | None) -> None:
    content, lowered = answer(
        media_type,
        rest,
        components="""
        schemas:
          Event: {type: object, properties: {a: {type: string}}}
          Events: {type: array, items: {$ref: "#/components/schemas/Event"}}
        """,
    )
    assert content.type == type_
    assert lowered.codes == []


def test_composed_events_are_reported() -> None:
    content, lowered = answer("text/event-stream", "itemSchema: {oneOf: [{type: object}, {type: object}]}")
    assert content.type is None
    assert lowered.codes == ["unsupported-event-schema"]


def test_statuses() -> None:
    lowered = operation("""
        responses:
          200: {description: fine}
          "4xx": {description: client}
          5XX: {description: server}
          default: {description: other}
          "999": {description: no}
          ok: {description: no}
          x-note: 3
        """)
    assert [response.status for response in lowered.operation("op").responses] == ["200", "4XX", "5XX", "default"]
    assert lowered.codes == ["bad-status"] * 3
    spans = [problem.span for problem in lowered.problems]
    assert [(span.column, span.width) for span in spans if span] == [(9, 5), (9, 5), (9, 2)]


def test_responses_are_named_after_their_status() -> None:
    schema = "content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}"
    lowered = operation(f"""
        responses:
          "404": {{description: no, {schema}}}
          "418": {{description: no, {schema}}}
          "201": {{description: ok, {schema}}}
          "202": {{description: ok, {schema}}}
          default: {{description: no, {schema}}}
        """)
    assert [declaration.hint.words for declaration in lowered.api.declarations] == [
        ("Not Found", "response"),
        ("response", "418"),
        ("response",),
        ("Accepted", "response"),
        ("Error", "response"),
    ]


def test_default_stands_for_success_when_there_is_no_other() -> None:
    lowered = operation("""
        responses: {default: {description: ok, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}}
        """)
    assert lowered.api.declarations[0].hint.words == ("response",)


def test_stream_beside_json_is_named_after_its_items() -> None:
    schema = "{schema: {type: object, properties: {a: {type: string}}}}"
    lowered = operation(f"""
        responses: {{"200": {{description: ok, content: {{application/json: {schema}, text/event-stream: {schema}}}}}}}
        """)
    assert [declaration.hint.words for declaration in lowered.api.declarations] == [("response",), ("event",)]


def test_headers_of_responses() -> None:
    lowered = operation(
        """
        responses:
          "200":
            description: ok
            headers:
              X-Limit: {schema: {type: integer}, required: true, description: How many.}
              X-Mode: {$ref: "#/components/headers/Mode"}
              Content-Type: {schema: {type: string}}
        """,
        components="headers: {Mode: {schema: {type: string, enum: [a, b]}}}",
    )
    limit, mode = lowered.operation("op").responses[0].headers
    assert (limit.wire, limit.type, limit.required) == ("X-Limit", ir.Primitive(ir.Scalar.INTEGER), True)
    assert limit.doc.description == "How many."
    assert (mode.wire, mode.type) == ("X-Mode", ir.Named("#/components/headers/Mode/schema"))
    assert lowered.declaration("#/components/headers/Mode/schema").hint.words == ("Mode", "header")


def test_shared_responses_and_bodies_are_named_by_their_component() -> None:
    lowered = lower_text("""
        paths:
          /a:
            get: &op
              requestBody: {$ref: "#/components/requestBodies/Thing"}
              responses: {"404": {$ref: "#/components/responses/NotFound"}, "410": {$ref: "#/components/responses/NotFound"}}
            put: *op
        components:
          requestBodies:
            Thing: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
          responses:
            NotFound: {description: no, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
        """)
    assert [declaration.hint.words for declaration in lowered.api.declarations] == [
        ("Thing", "request"),
        ("NotFound", "response"),
    ]
    get, put = lowered.api.operations
    assert get.body == put.body is not None
    assert [response.status for response in get.responses] == ["404", "410"]
    assert get.responses[0].contents == get.responses[1].contents != ()
    assert lowered.codes == []


def test_response_without_content() -> None:
    lowered = operation("responses: {'204': {description: gone}}")
    (response,) = lowered.operation("op").responses
    assert (response.contents, response.headers, response.doc.description) == ((), (), "gone")


@pytest.mark.parametrize(
    ("media_type", "media"),
    [("multipart/mixed", ir.Media.BINARY), ("application/x-www-form-urlencoded", ir.Media.TEXT)],
)
def test_forms_that_are_received_are_handed_over(media_type: str, media: ir.Media) -> None:
    content, _ = answer(media_type, "schema: {type: string}")
    assert (content.media, content.type) == (media, None)

"""Keys and words that OpenAPI does not know: those that are misspelled are warnings, all others are one note."""

from __future__ import annotations

import pytest

from codegen.diagnostics import Problem, Problems, Severity
from codegen.document import unknown_keys
from codegen.document.access import Place
from codegen.document.spelling import nearest
from codegen.document.unknown_keys import report_unknown_keys
from codegen.document.vocabulary import KINDS
from codegen.source import read_document
from tests.lowering import Lowered, lower_text

# Every kind of object of the grammar with a misspelled key in it. `???` is replaced.
OBJECTS = {
    "OpenAPI": "???: 1",
    "Info": "info: {title: t, version: '1', ???: 1}",
    "Contact": "info: {contact: {name: n, ???: 1}}",
    "License": "info: {license: {name: n, ???: 1}}",
    "Server": "servers: [{url: /, ???: 1}]",
    "ServerVariable": "servers: [{url: '/{a}', variables: {a: {default: b, ???: 1}}}]",
    "Components": "components: {???: {}}",
    "PathItem": "paths: {/a: {???: {}}}",
    "Operation": "paths: {/a: {get: {responses: {}, ???: 1}}}",
    "ExternalDocs": "externalDocs: {url: /, ???: 1}",
    "Parameter": "components: {parameters: {A: {name: a, in: query, schema: {}, ???: 1}}}",
    "Header": "components: {headers: {A: {schema: {}, ???: 1}}}",
    "RequestBody": "components: {requestBodies: {A: {content: {}, ???: 1}}}",
    "MediaType": "components: {mediaTypes: {A: {schema: {}, ???: 1}}}",
    "Encoding": "components: {mediaTypes: {A: {encoding: {a: {???: 1}}}}}",
    "Response": "components: {responses: {A: {description: a, ???: 1}}}",
    "Example": "components: {examples: {A: {value: 1, ???: 1}}}",
    "Link": "components: {links: {A: {operationId: a, ???: 1}}}",
    "Tag": "tags: [{name: a, ???: 1}]",
    "SecurityScheme": "components: {securitySchemes: {A: {type: http, scheme: basic, ???: 1}}}",
    "OAuthFlows": "components: {securitySchemes: {A: {type: oauth2, flows: {???: {}}}}}",
    "OAuthFlow": "components: {securitySchemes: {A: {type: oauth2, flows: {implicit: {scopes: {}, ???: 1}}}}}",
    "Schema": "components: {schemas: {A: {type: object, ???: 1}}}",
    "Discriminator": "components: {schemas: {A: {oneOf: [{}], discriminator: {propertyName: a, ???: 1}}}}",
    "XML": "components: {schemas: {A: {xml: {name: a, ???: 1}}}}",
}
WITH_FREE_KEYS = {"Paths", "Responses", "Callback"}


def searched(text: str, version: str = "3.1.0") -> list[Problem]:
    """What a search of a document without paths finds."""
    problems = Problems()
    root = Place("", "", read_document("api.yaml", text.encode()))
    major, minor, _ = version.split(".")
    report_unknown_keys(root, (int(major), int(minor)), lambda _: None, problems)
    return problems.found


def unknown(lowered: Lowered) -> list[tuple[str, str | None]]:
    """What is said of unknown keys: messages and hints."""
    return [(problem.message, problem.hint) for problem in lowered.problems if problem.code.startswith("unknown-")]


def test_every_kind_of_object_is_tried() -> None:
    assert OBJECTS.keys() | WITH_FREE_KEYS == KINDS.keys()


@pytest.mark.parametrize(("kind", "text"), OBJECTS.items())
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_misspelled_key_of_any_object_is_found(kind: str, text: str, version: str) -> None:
    known = KINDS[kind].known - {"$ref"}
    longest = max((word for word in known if f"{word}:" not in text), key=lambda word: (len(word), word))
    slip = longest[:-3] + longest[-2:]
    (problem,) = searched(text.replace("???", slip), version)
    assert (problem.severity, problem.code) == (Severity.WARNING, "unknown-key")
    assert problem.message == f"`{slip}` is no key of {KINDS[kind].article}: it is ignored"
    assert problem.hint == f"did you mean `{longest}`?"
    assert problem.span is not None
    assert problem.span.width == len(slip)
    assert searched(text.replace("???", longest), version) == []


@pytest.mark.parametrize("kind", OBJECTS)
def test_no_key_of_openapi_is_called_a_misspelling(kind: str) -> None:
    """A key of another object is in the wrong place. Singular and plural of a key are what people mix up."""
    text = OBJECTS[kind]
    for word in sorted(set[str]().union(*(other.known for other in KINDS.values()))):
        if word == "$ref" or {f"{word}s", word.removesuffix("s"), f"{word[:-1]}ies"} & KINDS[kind].known:
            continue
        if f"{word}:" not in text and word not in ("schema", "scheme"):
            assert [one.hint for one in searched(text.replace("???", word)) if one.code == "unknown-key"] == []


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("propertys", "properties"),
        ("property", "properties"),
        ("requird", "required"),
        ("enums", "enum"),
        ("item", "items"),
        ("nulable", "nullable"),
        ("$reff", "$ref"),
        ("$refs", "$ref"),
        ("ref", "$ref"),
        ("max_length", "maxLength"),
        ("minLenght", "minLength"),
        ("oneof", "oneOf"),
        ("read-only", "readOnly"),
        ("nott", "not"),
    ],
)
def test_slips_in_schemas(slip: str, meant: str) -> None:
    lowered = lower_text(f'components: {{schemas: {{A: {{type: object, "{slip}": 1}}}}}}')
    assert unknown(lowered) == [(f"`{slip}` is no key of a Schema Object: it is ignored", f"did you mean `{meant}`?")]


@pytest.mark.parametrize(
    ("kind", "slip", "meant"),
    [
        ("MediaType", "scheme", "schema"),
        ("Parameter", "scheme", "schema"),
        ("Parameter", "schemas", "schema"),
        ("SecurityScheme", "schema", "scheme"),
        ("Components", "schema", "schemas"),
    ],
)
def test_schema_and_scheme_are_mixed_up(kind: str, slip: str, meant: str) -> None:
    text = OBJECTS[kind].replace("scheme: basic, ", "").replace("schema: {}, ", "").replace("???", slip)
    assert [one.hint for one in searched(text)] == [f"did you mean `{meant}`?"]


@pytest.mark.parametrize(
    "word", ["note", "notes", "name", "label", "unit", "ids", "comment", "in", "content", "kind", ""]
)
def test_words_of_others_in_schemas_are_no_slips(word: str) -> None:
    text = f'components: {{schemas: {{A: {{type: object, "{word}": 1}}}}}}'
    assert unknown(lower_text(text)) == []  # since 3.1 a schema may have any key
    ((message, hint),) = unknown(lower_text(text, version="3.0.3"))
    assert (message, hint) == (f"OpenAPI does not know `{word}` where they stand; they are ignored", None)


def test_other_keys_are_one_note() -> None:
    lowered = lower_text("""
        host: example.com
        paths:
          /a:
            get: {consumes: [a], responses: {}}
            copy: {}
        components:
          parameters:
            A: {name: a, in: query, type: string, schema: {}}
        """)
    note = lowered.problem("unknown-keys")
    assert note.severity is Severity.NOTE
    assert note.message == "OpenAPI does not know `consumes`, `copy`, `host`, `type` where they stand; they are ignored"
    assert [span.line for span, _ in note.related] == [7, 8, 11]


def test_free_keys_are_never_looked_at() -> None:
    lowered = lower_text("""
        paths:
          /sumary: {x-propertys: 1}
          x-get: {gett: 1}
        components:
          schemas:
            propertys:
              type: object
              properties: {requird: {type: string, example: {propertys: 1}}, propertys: {enum: [{itms: 1}]}}
              default: {requird: a, propertys: b}
              x-more: {propertys: 1}
            Tagged:
              oneOf: [{$ref: "#/components/schemas/propertys"}]
              discriminator: {propertyName: requird, mapping: {maping: "#/components/schemas/propertys"}}
          examples: {vallue: {value: {summry: 1}}}
          headers: {x-Schma: {schema: {}}}
        """)
    assert unknown(lowered) == []


def test_what_references_lead_to_is_searched_in_other_files_and_odd_places() -> None:
    lowered = lower_text(
        """
        components:
          schemas:
            A: {$ref: "shared.yaml#/stock/B"}
            C: {$ref: "#/x-stock/D"}
        x-stock:
          D: {type: object, propertys: {}}
          E: {type: object, propertys: {}}
        """,
        {"shared.yaml": "stock: {B: {type: object, requird: [a]}}"},
    )
    found = [problem for problem in lowered.problems if problem.code == "unknown-key"]
    assert sorted(str(problem.hint) for problem in found) == ["did you mean `properties`?", "did you mean `required`?"]


def test_words_that_are_misspelled_are_read_as_they_are_meant() -> None:
    lowered = lower_text("""
        paths:
          /a:
            get:
              operationId: op
              parameters:
              - {name: q, in: qurey, style: fom, schema: {type: integr}}
              responses: {20O: {description: ok}, defalt: {description: other}}
              security: [{K: []}]
        components:
          securitySchemes:
            K: {type: apiKy, in: heder, name: k}
            B: {type: http, scheme: beaerr}
        """)
    assert [problem.hint for problem in lowered.problems if problem.code == "unknown-value"] == [
        "did you mean `apiKey`?",
        "did you mean `header`?",
        "did you mean `bearer`?",
        "did you mean `query`?",
        "did you mean `integer`?",
        "did you mean `form`?",
    ]
    assert [response.status for response in lowered.operation("op").responses] == ["200", "default"]
    assert [problem.message for problem in lowered.problems if problem.code == "bad-status"] == [
        "`20O` must be spelled `200`; it is read so",
        "`defalt` must be spelled `default`; it is read so",
    ]


def test_a_required_key_that_misspells_a_property_says_so() -> None:
    lowered = lower_text("components: {schemas: {A: {type: object, required: [nmae, b], properties: {name: {}}}}}")
    assert [problem.hint for problem in lowered.problems] == ["did you mean `name`?", None]


def test_formats_are_open() -> None:
    assert unknown(lower_text("components: {schemas: {A: {type: string, format: uuuid}}}")) == []


def test_a_document_full_of_keys_of_its_own_is_no_document_full_of_slips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing words takes time, so it is bounded."""
    compared: list[str] = []

    def compare(key: str, _: object) -> None:
        compared.append(key)

    monkeypatch.setattr(unknown_keys, "_suggestion", compare)
    keys = ", ".join(f"key{n}: 1" for n in range(5_000))
    (note,) = searched(f"components: {{schemas: {{A: {{{keys}}}, B: {{{keys}}}}}}}", "3.0.3")
    assert len(compared) == len(set(compared)) == 1_000
    assert len(note.related) == 9_999


def test_long_words_are_near_to_nothing() -> None:
    assert nearest("a" * 1_000_000, ["a" * 1_000_000]) is None

"""References: where they lead, and what is refused with which words."""

from __future__ import annotations

from textwrap import dedent

import pytest

from codegen.diagnostics import Problems, Severity, SpecError
from codegen.document.access import Place
from codegen.resolve import Workspace
from codegen.source import Node, read_document


class Documents:
    """Files by name; the first is the entry document, in the folder `spec`."""

    def __init__(self, lenient: bool = False, **files: str) -> None:
        self.texts = {name.replace("__", "/").replace("_", ".", 1): dedent(text) for name, text in files.items()}
        self.problems = Problems()
        self.read_names: list[str] = []
        self.workspace = Workspace("spec/api.yaml", self.read("api.yaml"), self.read, self.problems, lenient=lenient)

    def read(self, name: str) -> Node:
        self.read_names.append(name)
        if name not in self.texts:
            raise SpecError(())
        return read_document(f"spec/{name}", self.texts[name].encode())

    def at(self, pointer: str) -> Place:
        place = self.workspace.root
        for token in pointer.split("/"):
            value = place.node.value
            assert isinstance(value, dict)
            place = place.child(token, value[token])
        return place

    def target(self, pointer: str) -> str | None:
        found = self.workspace.target(self.at(pointer))
        return None if found is None else found.id

    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]


def test_pointers_are_decoded() -> None:
    documents = Documents(api_yaml="""
        a: {$ref: "#/x~1y/m~0n"}
        b: {$ref: "#/with%20blank/0"}
        c: {$ref: "#/100%25/k"}
        d: {$ref: "#/100%/k"}
        x/y: {m~n: 1}
        with blank: [7]
        100%: {k: 2}
        """)
    assert documents.target("a") == "#/x~1y/m~0n"
    assert documents.target("b") == "#/with blank/0"
    assert documents.target("c") == "#/100%/k"
    assert documents.target("d") == "#/100%/k"
    assert documents.codes() == []


def test_pointers_lead_through_references() -> None:
    documents = Documents(
        api_yaml="""
        a: {$ref: "#/b/inner/leaf"}
        b: {$ref: "#/c"}
        c: {inner: {$ref: "other.yaml#/deep"}}
        """,
        other_yaml="deep: {leaf: 1}",
    )
    assert documents.target("a") == "other.yaml#/deep/leaf"
    assert documents.workspace.inputs == ("spec/api.yaml", "spec/other.yaml")


def test_files_refer_to_each_other_from_their_own_folders() -> None:
    documents = Documents(
        api_yaml="a: {$ref: 'parts/one.yaml#/x'}",
        parts__one_yaml="x: {$ref: 'two.yaml'}",
        parts__two_yaml="$ref: '../api.yaml#/a/../a'",
    )
    one = documents.workspace.target(documents.at("a"))
    assert one is not None
    assert one.id == "parts/one.yaml#/x"
    two = documents.workspace.target(one)
    assert two is not None
    assert two.id == "parts/two.yaml#"
    assert documents.read_names == ["api.yaml", "parts/one.yaml", "parts/two.yaml"]


def test_the_entry_document_by_its_own_name_is_not_read_twice() -> None:
    documents = Documents(api_yaml="{a: {$ref: 'api.yaml#/b'}, b: 1}")
    assert documents.target("a") == "#/b"
    assert documents.workspace.inputs == ("spec/api.yaml",)


def test_follow_goes_to_the_end_of_the_chain() -> None:
    documents = Documents(api_yaml="{a: {$ref: '#/b'}, b: {$ref: '#/c'}, c: {x: 1}}")
    found = documents.workspace.follow(documents.at("a"))
    assert found is not None
    assert found.id == "#/c"


def test_a_loop_with_nothing_in_it() -> None:
    documents = Documents(api_yaml="""
        a: {$ref: "#/b"}
        b: {$ref: "#/c"}
        c: {$ref: "#/b"}
        """)
    assert documents.workspace.follow(documents.at("a")) is None
    (problem,) = documents.problems
    assert problem.code == "reference-loop"
    assert problem.severity is Severity.ERROR
    assert problem.span is not None
    assert [problem.span.line, *(span.line for span, _ in problem.related)] == [2, 3, 4]


def test_dangling_names_what_was_probably_meant() -> None:
    documents = Documents(api_yaml="{a: {$ref: '#/schemas/Responze'}, schemas: {Response: {}, Request: {}}}")
    assert documents.target("a") is None
    assert documents.target("a") is None
    (problem,) = documents.problems
    assert (problem.code, problem.severity) == ("dangling-ref", Severity.ERROR)
    assert problem.hint == "did you mean `#/schemas/Response`?"
    assert problem.span is not None
    assert problem.span.column == 12


def test_dangling_is_a_warning_when_lenient() -> None:
    documents = Documents(lenient=True, api_yaml="{a: {$ref: '#/nothing'}}")
    assert documents.target("a") is None
    (problem,) = documents.problems
    assert (problem.code, problem.severity) == ("dangling-ref", Severity.WARNING)


def test_a_missing_file_is_dangling() -> None:
    documents = Documents(api_yaml="{a: {$ref: 'gone.yaml#/x'}, b: {$ref: 'gone.yaml#/y'}}")
    assert documents.target("a") is None
    assert documents.target("b") is None
    assert documents.codes() == ["dangling-ref", "dangling-ref"]
    assert documents.read_names == ["api.yaml", "gone.yaml"]


def test_a_broken_file_speaks_for_itself() -> None:
    documents = Documents(api_yaml="{a: {$ref: 'bad.yaml#/x'}, b: {$ref: 'bad.yaml#/y'}}", bad_yaml="a: [")
    assert documents.target("a") is None
    assert documents.target("b") is None
    assert "dangling-ref" not in documents.codes()
    assert len(documents.codes()) == 1
    assert documents.problems.has_errors


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("http://example.com/api.yaml#/a", "remote-ref"),
        ("https://example.com/api.yaml", "remote-ref"),
        ("//example.com/api.yaml", "remote-ref"),
        ("file:///etc/passwd", "remote-ref"),
        ("C:/windows/x.yaml", "remote-ref"),
        ("/etc/passwd", "out-of-root-ref"),
        ("../secret.yaml", "out-of-root-ref"),
        ("parts/../../secret.yaml", "out-of-root-ref"),
        ("%2e%2e/secret.yaml", "out-of-root-ref"),
        ("%2Fetc/passwd", "out-of-root-ref"),
        ("..\\\\secret.yaml", "out-of-root-ref"),
        ("a%00.yaml", "out-of-root-ref"),
    ],
)
def test_only_files_below_the_root_are_read(reference: str, code: str) -> None:
    documents = Documents(api_yaml=f'a: {{$ref: "{reference}"}}')
    assert documents.target("a") is None
    (problem,) = documents.problems
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert problem.span is not None
    assert problem.span.line == 1
    assert documents.read_names == ["api.yaml"]


def test_a_reference_must_be_a_string() -> None:
    documents = Documents(api_yaml="{a: {$ref: 3}}")
    assert documents.target("a") is None
    (problem,) = documents.problems
    assert problem.message == "`$ref` must be a string, not an integer"


def test_a_document_by_its_own_address() -> None:
    documents = Documents(
        api_yaml="""
        openapi: 3.2.0
        $self: https://x.example/api
        a: {$ref: "https://x.example/api#/b"}
        b: {$ref: "parts.yaml#/c"}
        d: {$ref: "https://x.example/other#/b"}
        """,
        parts_yaml="""
        c: {$ref: "https://x.example/api#/d"}
        """,
    )
    assert documents.target("a") == "#/b"
    assert documents.target("b") == "parts.yaml#/c"
    assert documents.codes() == []
    found = documents.workspace.target(documents.at("b"))
    assert found is not None
    assert documents.workspace.target(found) == documents.at("d")
    assert documents.target("d") is None
    assert documents.codes() == ["remote-ref"]


def test_anchors() -> None:
    documents = Documents(
        api_yaml="""
        a: {$ref: "#here"}
        b: {$ref: "other.yaml#there"}
        schemas: {X: {$anchor: here}}
        """,
        other_yaml="defs: [{$anchor: there}]",
    )
    assert documents.target("a") == "#/schemas/X"
    assert documents.target("b") == "other.yaml#/defs/0"


def test_ids_name_schemas_and_are_the_base_of_what_is_inside() -> None:
    documents = Documents(api_yaml="""
        a: {$ref: "https://example.com/pets/cat"}
        b: {$ref: "https://example.com/pets/cat#/properties/tail"}
        c: {$ref: "https://example.com/pets/cat#claw"}
        schemas:
          Cat:
            $id: https://example.com/pets/cat
            properties:
              tail: {$ref: "#/$defs/Tail"}
              friend: {$ref: dog}
              root: {$ref: "#/schemas/Dog"}
            $defs: {Tail: {$anchor: claw}}
          Dog: {$id: https://example.com/pets/dog}
        examples: {example: {$id: "https://example.com/pets/cat"}}
        """)
    assert documents.target("a") == "#/schemas/Cat"
    assert documents.target("b") == "#/schemas/Cat/properties/tail"
    assert documents.target("c") == "#/schemas/Cat/$defs/Tail"
    assert documents.target("schemas/Cat/properties/tail") == "#/schemas/Cat/$defs/Tail"
    assert documents.target("schemas/Cat/properties/friend") == "#/schemas/Dog"
    assert documents.target("schemas/Cat/properties/root") == "#/schemas/Dog"
    assert documents.codes() == []

"""The document as a whole, and typed access to its nodes."""

from __future__ import annotations

import pytest

from codegen.diagnostics import Problems, Severity
from codegen.document.access import Access, Place, escape_pointer, unescape_pointer
from codegen.document.root import read_info, read_version
from codegen.source import read_document


def document(text: str) -> tuple[Place, Access]:
    return Place("", "", read_document("api.yaml", text.encode())), Access(Problems())


def messages(access: Access) -> list[str]:
    return [problem.message for problem in access.problems]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("openapi: 3.0.3", (3, 0)),
        ("openapi: 3.1.0", (3, 1)),
        ("openapi: 3.2.0", (3, 2)),
        ('openapi: "3.1"', (3, 1)),
        ("openapi: 3.1.0-rc1", (3, 1)),
    ],
)
def test_versions(text: str, version: tuple[int, int]) -> None:
    root, access = document(text)
    assert read_version(root, access.problems) == version
    assert messages(access) == []


def test_a_version_that_is_a_number_is_meant_as_text() -> None:
    root, access = document("openapi: 3.1")
    assert read_version(root, access.problems) == (3, 1)
    assert [problem.code for problem in access.problems] == ["bad-version"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("swagger: '2.0'", "swagger-2"),
        ("info: {}", "not-openapi"),
        ("[1]", "not-openapi"),
        ("openapi: 4.0.0", "unsupported-version"),
        ("openapi: 2.0", "unsupported-version"),
        ("openapi: [3]", "unsupported-version"),
        ("openapi: 3.3.0", "unsupported-version"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    root, access = document(text)
    assert read_version(root, access.problems) is None
    (problem,) = access.problems
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert problem.span is not None


@pytest.mark.parametrize(
    ("text", "expected", "codes"),
    [
        ("info: {title: T, version: '1', description: D}", ("T", "1", "D"), []),
        ("info: {title: T, version: 1.5, summary: S}", ("T", "1.5", "S"), ["bad-version"]),
        ("info: {title: T}", ("T", "", ""), ["missing-info"]),
        ("info: {}", ("", "", ""), ["missing-info", "missing-info"]),
        ("paths: {}", ("", "", ""), ["missing-info"]),
        ("info: {title: [1], version: '1'}", ("", "1", ""), ["wrong-type"]),
    ],
)
def test_info(text: str, expected: tuple[str, str, str], codes: list[str]) -> None:
    root, access = document(text)
    assert read_info(root, access) == expected
    assert [problem.code for problem in access.problems] == codes


def test_places_know_their_pointers() -> None:
    root, access = document("a: {b/c~: [{x: 1}]}")
    (member,) = access.members(root, "a")
    (element,) = access.elements(access.object(root, "a") or root, "b/c~")
    assert member[1].id == "#/a/b~1c~0"
    assert element.id == "#/a/b~1c~0/0"
    assert Place("x.yaml", "/a", root.node).id == "x.yaml#/a"
    assert unescape_pointer(escape_pointer("~1/~0")) == "~1/~0"


def test_wrong_types_count_as_absent_and_are_reported_where_they_stand() -> None:
    root, access = document(
        "\n".join(
            [
                "string: {a: 1}",
                "text: [a]",
                "flag: 'yes'",
                "members: [1]",
                "elements: {a: 1}",
                "strings: [a, {b: 1}]",
                "object: 1.5",
                "choice: c",
            ]
        )
    )
    assert access.string(root, "string") is None
    assert access.text(root, "text") == ""
    assert access.flag(root, "flag") is False
    assert access.members(root, "members") == ()
    assert access.elements(root, "elements") == ()
    assert [text for text, _ in access.strings(root, "strings")] == ["a"]
    assert access.object(root, "object") is None
    assert access.choice(root, "choice", ("a", "b")) is None
    assert messages(access) == [
        "`string` must be a string, not a mapping",
        "`text` must be a string, not an array",
        "`flag` must be a boolean, not a string",
        "`members` must be a mapping, not an array",
        "`elements` must be an array, not a mapping",
        "every item of `strings` must be a string, not a mapping",
        "`object` must be a mapping, not a number",
        "`choice` must be one of `a`, `b`, not `c`",
    ]
    lines = [problem.span.line for problem in access.problems if problem.span is not None]
    assert lines == [1, 2, 3, 4, 5, 6, 7, 8]


def test_what_is_meant_is_clear_all_the_same() -> None:
    root, access = document(
        "\n".join(
            [
                "string: 1.10",
                "text: 0x1F",
                "flag: 'True'",
                "strings: [a, 1, true, null]",
                "one: a",
            ]
        )
    )
    assert access.string(root, "string") == "1.10"
    assert access.text(root, "text") == "0x1F"
    assert access.flag(root, "flag") is True
    assert [text for text, _ in access.strings(root, "strings")] == ["a", "1", "true"]
    assert [text for text, _ in access.strings(root, "one")] == ["a"]
    assert messages(access) == [
        "`string` must be a string, not a number: read as `1.10`",
        "`text` must be a string, not an integer: read as `0x1F`",
        "`flag` must be a boolean, not a string: read as `true`",
        "every item of `strings` must be a string, not an integer: read as `1`",
        "every item of `strings` must be a string, not a boolean: read as `true`",
        "every item of `strings` must be a string, not null: it is ignored",
        "`one` must be an array of strings, not a string: read as `[a]`",
    ]
    assert {(problem.code, problem.severity.value) for problem in access.problems} == {("loose-type", "warning")}


def test_a_key_without_a_value_is_absent() -> None:
    root, access = document("a:\nb: {c: }")
    assert (access.string(root, "a"), access.flag(root, "a"), access.object(root, "a")) == (None, False, None)
    assert (access.strings(root, "a"), access.elements(root, "a")) == ((), ())
    inner = access.object(root, "b")
    assert inner is not None
    place = access.get(inner, "c")
    assert place is not None
    assert access.mapping(place, "a thing") == {}
    assert messages(access) == []


def test_what_is_absent_is_no_problem() -> None:
    root, access = document("a:")
    assert access.string(root, "b") is None
    assert access.text(root, "a") == ""
    assert access.members(root, "a") == ()
    assert access.elements(root, "b") == ()
    assert access.strings(root, "b") == ()
    assert access.boolean(root, "b") is None
    assert access.object(root, "b") is None
    assert messages(access) == []
    assert not access.required(root, "b", "the document")
    assert messages(access) == ["the document needs `b`"]

"""Reading JSON: exact values, and what each mistake is told."""

from __future__ import annotations

import pytest

from codegen.source import JSONValue, read_document
from tests.test_source import covered, place, problems_of, shown


def read(text: str) -> JSONValue:
    return read_document("a.json", text.encode()).plain()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-0", 0),
        ("1.0", 1.0),
        ("1e2", 100.0),
        ("-1.5E-3", -0.0015),
        (str(2**70), 2**70),
        ("true", True),
        ("null", None),
        ('""', ""),
        ('"\\u00e9\\n\\/\\"\\\\"', 'é\n/"\\'),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ('"\\ud83d x \\ude00"', "\ud83d x \ude00"),
        ('"\\ude00\\ud83d"', "\ude00\ud83d"),
        ('"\x7f\u2028\ufeff"', "\x7f\u2028\ufeff"),
        ("{}", {}),
        ("[ ]", []),
    ],
)
def test_values(text: str, value: JSONValue) -> None:
    assert repr(read(f"[{text}]")) == repr([value])
    assert repr(read(f'\n{{ "k" :\t{text} }}\r\n')) == repr({"k": value})


def test_keys_with_escapes() -> None:
    root = read_document("a.json", b'{"\\u0061\\ud83d\\ude00": 1, "\\ud800": 2}')
    assert root.plain() == {"a\U0001f600": 1, "\ud800": 2}
    assert covered(root.key_span("a\U0001f600")) == '"\\u0061\\ud83d\\ude00"'


def test_duplicate_keys_are_all_reported_with_the_first_place() -> None:
    found = problems_of('{"a": 1,\n "a": {"b": 1, "\\u0062": 2}}', "a.json")
    assert [shown(problem.span) for problem in found] == [((2, 2), '"a"'), ((2, 16), '"\\u0062"')]
    assert [[shown(span) for span, _ in problem.related] for problem in found] == [[((1, 2), '"a"')], [((2, 8), '"b"')]]


MISTAKES = [
    ('{"a": 1,}', (1, 8), ",", "a comma after the last entry is not JSON"),
    ('{"a": 1,\n}', (1, 8), ",", "a comma after the last entry is not JSON"),
    ("[1,]", (1, 3), ",", "a comma after the last entry is not JSON"),
    ('{"a": 1 "b": 2}', (1, 9), '"', "a comma or the end of the object must stand here"),
    ('{"a": 1\n "b": 2}', (2, 2), '"', "a comma or the end of the object must stand here"),
    ("[1 2]", (1, 4), "2", "a comma or the end of the array must stand here"),
    ("[1,,2]", (1, 4), ",", "a value must stand here, not ,"),
    ("[:]", (1, 2), ":", "a value must stand here, not :"),
    ("{'a': 1}", (1, 2), "'", "JSON strings stand in double quotes"),
    ("{a: 1}", (1, 2), "a", "a key must stand in double quotes"),
    ("{1: 1}", (1, 2), "1", "a key must stand in double quotes"),
    ("{[]: 1}", (1, 2), "[", "a key in double quotes must stand here, not ["),
    ('{"a" 1}', (1, 6), "1", "a colon and a value must follow the key"),
    ('{"a"}', (1, 5), "}", "a colon and a value must follow the key"),
    ('{"a":}', (1, 6), "}", "a value must stand here, not }"),
    ('{"a": 01}', (1, 7), "01", "01 is not a JSON number"),
    ('{"a": +1}', (1, 7), "+1", "+1 is not a JSON number"),
    ('{"a": .5}', (1, 7), ".5", ".5 is not a JSON number"),
    ('{"a": 1.}', (1, 7), "1.", "1. is not a JSON number"),
    ('{"a": 0x1F}', (1, 7), "0x1F", "0x1F is not a JSON number"),
    ('{"a": -}', (1, 7), "-", "- is not a JSON number"),
    ('{"a": True}', (1, 7), "True", "True is not a JSON value"),
    ('{"a": truest}', (1, 7), "truest", "truest is not a JSON value"),
    ('{"a": text}', (1, 7), "text", "text is not a JSON value"),
    ('{"a": "\\x"}', (1, 8), "\\x", "\\x is no escape of JSON"),
    ('{"a": "é\\u12g4"}', (1, 9), "\\u12", "\\u12 is no escape of JSON"),
    ('{"\\q": 1}', (1, 3), "\\q", "\\q is no escape of JSON"),
    ('{"a": "x\ny"}', (1, 7), '"x', "the string does not end on its line"),
    ('{"a": "x', (1, 7), '"x', "the string does not end on its line"),
    ('{"a": "x\\', (1, 7), '"x', "the string does not end on its line"),
    ('{"a": "x\ty"}', (1, 9), "\t", "a tab stands in a string"),
    ('{"a": [1, 2}', (1, 12), "}", "} does not close this array"),
    ('{"a": 1]', (1, 8), "]", "] does not close this object"),
    ("[1, 2", (1, 6), "", "the text ends inside this array"),
    ('{"a": 1,\n', (2, 1), "", "the text ends inside this object"),
    ("{", (1, 2), "", "the text ends inside this object"),
    ('{"a": 1} x', (1, 10), "x", "something follows the end of the JSON value"),
    ('{"a": 1}}', (1, 9), "}", "something follows the end of the JSON value"),
    ('{"a": 1 // x\n}', (1, 9), "/", "JSON has no comments"),
    ('{ /* x */ "a": 1}', (1, 3), "/", "JSON has no comments"),
    ("[# x\n]", (1, 2), "#", "JSON has no comments"),
]


@pytest.mark.parametrize(("text", "where", "underlined", "message"), MISTAKES, ids=[text for text, *_ in MISTAKES])
def test_mistakes(text: str, where: tuple[int, int], underlined: str, message: str) -> None:
    (problem,) = problems_of(text, "a.json")
    assert (problem.code, problem.message) == ("json-syntax", message)
    assert shown(problem.span) == (where, underlined)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5000])
def test_what_json_has_no_value_for(text: str) -> None:
    (problem,) = problems_of(f'{{"a":\n[{text}]}}', "a.json")
    assert (problem.code, shown(problem.span)) == ("not-json", ((2, 2), text))


def test_the_open_bracket_is_shown_too() -> None:
    (problem,) = problems_of('{"a":\n  [1, 2}', "a.json")
    assert [(place(span), words) for span, words in problem.related] == [((2, 3), "the array begins here")]


def test_problems_before_a_syntax_error_are_kept() -> None:
    assert [problem.code for problem in problems_of('{"a": 1, "a": 2, b}', "a.json")] == [
        "duplicate-key",
        "json-syntax",
    ]

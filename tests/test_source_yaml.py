"""Reading YAML: what scalars of the core schema mean, aliases, merge keys, tags, and what each mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from codegen.diagnostics import SpecError
from codegen.source import MAX_DEPTH, JSONValue, read_document
from codegen.source.findings import MOST_FOUND
from codegen.source.scalars import MAX_DIGITS
from codegen.source.yaml_anchors import MAX_ALIASED
from tests.test_source import child, covered, place, problems_of, shown

ROOT = Path(__file__).parent.parent


def read(text: str) -> JSONValue:
    return read_document("a.yaml", text.encode()).plain()


# Scalars

SCALARS: dict[str, JSONValue] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "0": 0,
    "-0": 0,
    "+12": 12,
    "-12": -12,
    "010": 10,
    "0o17": 15,
    "0x1F": 31,
    "0xfF": 255,
    str(2**70): 2**70,
    "1e3": 1000.0,
    "1.": 1.0,
    ".5": 0.5,
    "+.5": 0.5,
    "-1.50": -1.5,
    "6.02E+23": 6.02e23,
    "1e-400": 0.0,
}

TEXTS = """
yes no on OFF y N nULL tRUE None 2020-01-01 2001-12-14t21:59:43.10-05:00 12:30:45 = -a ~/home << --
1_000 0b1 0o8 0x -0x1 +0o7 0O17 1e e3 . + .. 1.2.3 0.1-beta ١٢ １ .in inf nan NaN ~x nul truest
"""


@pytest.mark.parametrize("text", SCALARS)
def test_scalars_of_the_core_schema(text: str) -> None:
    assert repr(read(f"- {text}\n")) == repr([SCALARS[text]])
    assert repr(read(f"[a, {text} ]" if text else "[a, ~]")) == repr(["a", SCALARS[text]])


@pytest.mark.parametrize("text", ["12 34", *TEXTS.split()])
def test_other_plain_scalars_are_text(text: str) -> None:
    assert read(f"- {text}\n") == [text]


def test_quoted_and_block_scalars_are_always_text() -> None:
    assert read("['1', \"null\", '', \"true\"]") == ["1", "null", "", "true"]
    assert read("- |\n  12\n- >-\n  null\n") == ["12\n", "null"]


def test_keys_are_the_text_of_their_scalars() -> None:
    assert read("200: a\ntrue: b\nnull: c\n1.0: d\n~: e\n0x1: f\n'': g\n2020-01-01: h\n") == {
        "200": "a",
        "true": "b",
        "null": "c",
        "1.0": "d",
        "~": "e",
        "0x1": "f",
        "": "g",
        "2020-01-01": "h",
    }


@pytest.mark.parametrize("text", [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1e999", "-1e999", "9" * (MAX_DIGITS + 1)])
def test_what_json_has_no_value_for(text: str) -> None:
    (problem,) = problems_of(f"a:\n  - {text}\n")
    assert (problem.code, shown(problem.span)) == ("not-json", ((2, 5), text))


def test_the_longest_integers() -> None:
    assert read("9" * MAX_DIGITS) == int("9" * MAX_DIGITS)
    longest = MAX_DIGITS * 4 // 5
    assert read("0x" + "f" * longest) == int("f" * longest, 16)
    assert len(str(read("0x" + "f" * longest))) <= MAX_DIGITS
    assert problems_of("0x" + "f" * (longest + 1))[0].code == "not-json"


def test_the_same_mistake_is_reported_at_each_place() -> None:
    assert [place(problem.span) for problem in problems_of("- .nan\n- a\n- 1e999\n")] == [(1, 3), (3, 3)]


# YAML 1.2 rather than 1.1


def test_characters_that_end_a_line_in_yaml_1_1_are_ordinary_text() -> None:
    odd = "a\u2028b\u2029c\x85d\ufeffe"
    text = f"plain: {odd}\nquoted: '{odd}'\nblock: |\n  {odd}\n  next\n{odd}: key\nlast: x\n"
    root = read_document("a.yaml", text.encode())
    assert root.plain() == {"plain": odd, "quoted": odd, "block": f"{odd}\nnext\n", odd: "key", "last": "x"}
    assert place(root.key_span("last")) == (7, 1)
    assert shown(child(root, "quoted").span) == ((2, 9), f"'{odd}'")


def test_stand_ins_never_meet_characters_of_the_document() -> None:
    text = "\U0010fffd\u2028\U0010fffc\u2029"
    assert read(f"a: '{text}'") == {"a": text}


def test_versions_and_directives() -> None:
    assert read("%YAML 1.2\n---\na: no\n") == {"a": "no"}
    assert read("%YAML 1.1\n---\na: no\n...\n") == {"a": "no"}
    assert problems_of("%YAML 2.0\n---\na: 1\n")[0].code == "yaml-syntax"


# Aliases and merge keys


def test_aliases_share_content_and_have_keys_of_their_own() -> None:
    root = read_document("a.yaml", b"a: &x {k: [1, 2]}\nb: *x\nc: [*x, &s text, *s]\n*s : key\n")
    assert root.plain() == {
        "a": {"k": [1, 2]},
        "b": {"k": [1, 2]},
        "c": [{"k": [1, 2]}, "text", "text"],
        "text": "key",
    }
    assert place(root.key_span("b")) == (2, 1)
    assert place(root.key_span("a")) == (1, 1)
    assert child(root, "b").value is child(root, "a").value


def test_an_anchor_may_be_used_again() -> None:
    assert read("[&x 1, *x, &x [2], *x, &x 3, *x]") == [1, 1, [2], [2], 3, 3]


@pytest.mark.parametrize(
    ("text", "code", "underlined"),
    [
        ("a: *x\n", "unknown-alias", "*x"),
        ("a: *x\nb: &x 1\n", "unknown-alias", "*x"),
        ("a: &x [*x]\n", "recursive-alias", "*x"),
        ("a: &x {b: {c: *x}}\n", "recursive-alias", "*x"),
        ("a: &x\n  <<: *x\n", "recursive-alias", "*x"),
        ("a: &x [1]\n*x : b\n", "complex-key", "*x"),
        ("a: &x 1\n*x : b\n", "complex-key", "*x"),
    ],
)
def test_wrong_aliases(text: str, code: str, underlined: str) -> None:
    (problem,) = problems_of(text)
    assert (problem.code, covered(problem.span)) == (code, underlined)


def bomb(levels: int, width: int) -> str:
    lines = ["a0: &a0 [" + ", ".join(["x"] * width) + "]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * width) + "]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


def test_aliases_can_grow_a_document_up_to_a_limit() -> None:
    root = read_document("a.yaml", bomb(5, 10).encode())
    assert repr(root.plain()).count("'x'") == 111_110
    (problem,) = problems_of(bomb(30, 10))
    assert (problem.code, f"{MAX_ALIASED:,}" in problem.message) == ("alias-limit", True)
    assert problem.span is not None
    assert problem.span.line == 6


def test_many_small_aliases_count_together() -> None:
    text = "a: &a [" + "x, " * 999 + "x]\nb: [" + "*a, " * 999 + "*a]\n"
    assert problems_of(text)[0].code == "alias-limit"


def test_aliases_can_not_get_around_the_depth_limit() -> None:
    half = MAX_DEPTH // 2
    deep = "a: &a " + "[" * half + "x" + "]" * half + "\nb: &b " + "[" * half + "*a" + "]" * half + "\n"
    (problem,) = problems_of(deep)
    assert (problem.code, covered(problem.span)) == ("too-deep", "*a")
    less = deep.replace("[" * half + "*a" + "]" * half, "[" * (half - 1) + "*a" + "]" * (half - 1))
    read(less)


def test_merge_keys() -> None:
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  y: own\n  <<: *a\nd: {<<: [*b, *a], w: 0}\ne: {<<: {i: n}}\n"
    root = read_document("a.yaml", text.encode())
    whole = root.plain()
    assert isinstance(whole, dict)
    assert whole["c"] == {"x": 1, "y": "own"}
    assert whole["d"] == {"y": 3, "z": 4, "x": 1, "w": 0}
    assert whole["e"] == {"i": "n"}
    assert place(child(root, "c").key_span("x")) == (1, 8)
    assert place(child(root, "c").key_span("y")) == (4, 3)
    assert read("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n") == {
        "a": {"x": 1},
        "b": {"x": 1, "y": 2},
        "c": {"x": 1, "y": 2},
    }


def test_a_quoted_merge_key_is_an_ordinary_one() -> None:
    assert read("'<<': {a: 1}") == {"<<": {"a": 1}}


@pytest.mark.parametrize("value", ["text", "[{a: 1}, 2]", "null"])
def test_a_merge_key_takes_mappings(value: str) -> None:
    (problem,) = problems_of(f"a:\n  <<: {value}\n")
    assert (problem.code, place(problem.span)) == ("bad-merge", (2, 7))


# Tags


def test_tags_of_the_core_schema() -> None:
    text = (
        "[!!str 12, !!int '12', !!float 1, !!bool 'true', !!null '', !!map {a: !!seq [b]}, !!str , ! 12, !!float 0x10]"
    )
    assert repr(read(text)) == repr(["12", 12, 1.0, True, None, {"a": ["b"]}, "", "12", 16.0])


@pytest.mark.parametrize(
    ("text", "code", "underlined"),
    [
        ("a: !custom x\n", "unknown-tag", "!custom"),
        ("a: &b !custom x\n", "unknown-tag", "!custom"),
        ("a: !!python/object/apply:os.system [x]\n", "unknown-tag", "!!python/object/apply:os.system"),
        ("a: !!timestamp 2020-01-01\n", "unknown-tag", "!!timestamp"),
        ("a: !<tag:x.org,2000:y> x\n", "unknown-tag", "!<tag:x.org,2000:y>"),
        ("!key a: x\n", "unknown-tag", "!key"),
        ("a: !!set {x}\n", "unknown-tag", "!!set"),
        ("a: !!int x\n", "bad-tag", "!!int x"),
        ("a: !!bool 1\n", "bad-tag", "!!bool 1"),
        ("a: !!float .inf\n", "bad-tag", "!!float .inf"),
        ("a: !!map [x]\n", "bad-tag", "!"),
        ("a: !!seq x\n", "bad-tag", "!!seq x"),
    ],
)
def test_other_tags_are_refused(text: str, code: str, underlined: str) -> None:
    (problem,) = problems_of(text)
    assert (problem.code, covered(problem.span)) == (code, underlined)


# Mistakes


def test_duplicate_keys_are_all_reported_with_the_first_place() -> None:
    found = problems_of("a: 1\nb: {c: 1, c: 2}\n'a': 3\n200: x\n\"200\": y\n")
    assert [(problem.code, shown(problem.span)) for problem in found] == [
        ("duplicate-key", ((2, 11), "c")),
        ("duplicate-key", ((3, 1), "'a'")),
        ("duplicate-key", ((5, 1), '"200"')),
    ]
    assert [[shown(span) for span, _ in problem.related] for problem in found] == [
        [((2, 5), "c")],
        [((1, 1), "a")],
        [((4, 1), "200")],
    ]


def test_reading_stops_after_a_thousand_problems() -> None:
    assert len(problems_of("a: 1\n" * 3_000)) == MOST_FOUND


MISTAKES = [
    ("a:\n\tb: 1\n", "tab-indentation", (2, 1), "spaces"),
    ("a:\n  b: 1\n\tc: 1\n", "tab-indentation", (3, 1), "spaces"),
    ("- a\n-\tb: 1\n\tc: 2\n", "tab-indentation", (2, 2), "spaces"),
    ("a: b: c\n", "yaml-syntax", (1, 5), "quote"),
    ("a: 'x\nb: 1\n", "yaml-syntax", (1, 4), "doubled"),
    ('a: "x\n---\n', "yaml-syntax", (1, 4), "doubled"),
    ('a: "\\q"\n', "yaml-syntax", (1, 5), "backslash"),
    ('a: "\\ud83d\\ude00"\n', "yaml-syntax", (1, 7), "\\U"),
    ('a: "\\UFFFFFFFF"\n', "yaml-syntax", (1, 7), "\\U"),
    ("a: [1, 2\nb: 3\n", "yaml-syntax", (2, 2), "comma"),
    ("a: @b\n", "yaml-syntax", (1, 4), "quote"),
    ("a: {{ b }}\n", "complex-key", (1, 5), "quote"),
    ("? [a]\n: b\n", "complex-key", (1, 3), "quote"),
    ("a: 1\n---\nb: 2\n", "multiple-documents", (2, 1), "one document"),
    ("a:\n  - b\n c: d\n", "yaml-syntax", (3, 2), "indentation"),
    ("a: 1\nb\n", "yaml-syntax", (3, 1), "key"),
]


@pytest.mark.parametrize("loader", ["C", "Python"])
@pytest.mark.parametrize(("text", "code", "where", "hint"), MISTAKES)
def test_mistakes(
    text: str, code: str, where: tuple[int, int], hint: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if loader == "Python":
        monkeypatch.delattr(yaml, "CSafeLoader")
    (problem,) = problems_of(text)
    assert problem.code == code
    if loader == "C":  # the two parsers notice some mistakes at different places and use other words
        assert place(problem.span) == where
        assert hint in (problem.hint or "")


def test_where_the_broken_thing_began_is_shown_too() -> None:
    (problem,) = problems_of("a: [1,\n  2\nb: 3\n")
    assert [(shown(span), words) for span, words in problem.related] == [
        (((1, 4), "["), "while parsing a flow sequence")
    ]


def test_without_libyaml_the_tree_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_bytes() for path in sorted((ROOT / "tests" / "cases").glob("*/document.yaml"))]
    fast = [outcome(text) for text in texts]
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert len(texts) > 20
    assert [outcome(text) for text in texts] == fast


def outcome(data: bytes) -> object:
    """Every value and place of a document, or the codes of what is wrong with it."""
    try:
        root = read_document("a.yaml", data)
    except SpecError as error:
        return [problem.code for problem in error.problems]
    found: list[object] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        found.append((node.start, node.end if node.end == node.start else covered(node.span), node.key_start))
        if isinstance(node.value, dict):
            found.append(list(node.value))
            waiting += node.value.values()
        elif isinstance(node.value, list):
            waiting += node.value
        else:
            found.append(node.value)
    return found

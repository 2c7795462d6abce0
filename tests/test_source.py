"""Reading documents: what YAML and JSON share. Encoding, positions, limits, and that nothing but a SpecError ever comes out."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.diagnostics import Problem, Span, SpecError, render_problems
from codegen.source import MAX_DEPTH, JSONValue, Node, read_document
from codegen.source.text import MAX_BYTES

ROOT = Path(__file__).parent.parent


def problems_of(text: str | bytes, name: str = "a.yaml") -> tuple[Problem, ...]:
    """What is wrong with a text that can't be read."""
    with pytest.raises(SpecError) as caught:
        read_document(name, text if isinstance(text, bytes) else text.encode())
    return caught.value.problems


def covered(span: Span | None) -> str:
    """The characters that a span underlines."""
    assert span is not None
    return span.source.line(span.line)[span.column - 1 :][: span.width]


def place(span: Span | None) -> tuple[int, int]:
    assert span is not None
    return (span.line, span.column)


def shown(span: Span | None) -> tuple[tuple[int, int], str]:
    return (place(span), covered(span))


def child(node: Node, *path: str | int) -> Node:
    for step in path:
        if isinstance(node.value, dict):
            node = node.value[str(step)]
        else:
            assert isinstance(node.value, list)
            node = node.value[int(step)]
    return node


# Positions


def test_positions_in_yaml() -> None:
    text = 'info:\n  title: "Größe 中"  # a comment\n  "quoted key": 12\nlist:\n- a: [x, {y: z}]\n- |\n  text\n'
    root = read_document("a.yaml", text.encode())
    assert shown(root.span) == ((1, 1), "info")
    assert shown(root.key_span("list")) == ((4, 1), "list")
    title = child(root, "info", "title")
    assert shown(title.span) == ((2, 10), '"Größe 中"')
    assert covered(child(root, "info").key_span("quoted key")) == '"quoted key"'
    assert shown(child(root, "info").span) == ((2, 3), "title")
    assert shown(child(root, "list").span) == ((5, 1), "-")
    assert covered(child(root, "list", 0, "a").span) == "[x, {y: z}]"
    assert shown(child(root, "list", 0, "a", 1, "y").span) == ((5, 14), "z")
    assert shown(child(root, "list", 1).span) == ((6, 3), "|")


def test_positions_in_json() -> None:
    text = '{\n  "info": {"title": "\\u00e9 \\" x", "n": -1.5e3},\n  "a": [true,\n null ]\n}\n'
    root = read_document("a.json", text.encode())
    assert shown(root.span) == ((1, 1), "{")
    assert shown(root.key_span("info")) == ((2, 3), '"info"')
    assert covered(child(root, "info").span) == '{"title": "\\u00e9 \\" x", "n": -1.5e3}'
    assert covered(child(root, "info", "title").span) == '"\\u00e9 \\" x"'
    assert covered(child(root, "info", "n").span) == "-1.5e3"
    assert shown(child(root, "a", 1).span) == ((4, 2), "null")


def test_a_key_that_is_not_there_has_the_place_of_the_mapping() -> None:
    root = read_document("a.yaml", b"x: {a: 1}\n")
    assert root.key_span("b") == root.span
    assert child(root, "x").key_span("b") == child(root, "x").span


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_line_ends(name: str, line_end: str) -> None:
    text = '{"a": 1,\n"b":\n[1,\n  "here"]}\n'.replace("\n", line_end)
    here = child(read_document(name, text.encode()), "b", 1)
    assert shown(here.span) == ((4, 3), '"here"')


def test_a_byte_order_mark_is_no_character() -> None:
    root = read_document("a.yaml", b"\xef\xbb\xbfa: 1\n")
    assert (place(root.key_span("a")), root.plain()) == ((1, 1), {"a": 1})
    assert read_document("a.json", b'\xef\xbb\xbf{"a": 1}').plain() == {"a": 1}


# Which language


def test_json_is_told_by_its_content_unless_the_name_says_yaml() -> None:
    assert problems_of("{a: 1}", "a.json")[0].code == "json-syntax"
    assert problems_of("[a]", "no-suffix")[0].code == "json-syntax"
    assert read_document("a.yml", b"{a: 1}").plain() == {"a": 1}
    assert read_document("a.json", b"a: 1").plain() == {"a": 1}
    assert problems_of('// text\n{"a": 1}', "a.json")[0].message == "JSON has no comments"


def test_json_in_a_yaml_file_joins_surrogate_pairs() -> None:
    assert read_document("a.yaml", b'{"a": "\\ud83d\\ude00"}').plain() == {"a": "\U0001f600"}


# Bytes


@pytest.mark.parametrize(
    ("data", "code", "where", "hint"),
    [
        (b"a: b\nc: \xe9", "encoding", (2, 4), "UTF-8"),
        ("a: é".encode("utf-16"), "encoding", (1, 1), "UTF-16"),
        ("a: b".encode("utf-16-le"), "encoding", (1, 1), "UTF-16"),
        ("a: b".encode("utf-16-be"), "encoding", (1, 1), "UTF-16"),
        (b"a: \xed\xa0\x80", "encoding", (1, 4), "UTF-8"),
        ("é: 'x\x1b'".encode(), "control-character", (1, 6), "\\u001b"),
        ("a: x\x85\x7f".encode(), "control-character", (1, 6), "\\u007f"),
        (b"", "empty-document", (1, 1), None),
        (b"# only a comment\n", "empty-document", (1, 1), None),
    ],
)
def test_bytes_that_are_no_text(data: bytes, code: str, where: tuple[int, int], hint: str | None) -> None:
    (problem,) = problems_of(data)
    assert (problem.code, place(problem.span)) == (code, where)
    assert hint is None or hint in (problem.hint or "")


def test_every_control_character_is_reported() -> None:
    assert [place(problem.span) for problem in problems_of("a: \x00\nb: \x07\n")] == [(1, 4), (2, 4)]


def test_a_file_beyond_the_size_limit() -> None:
    (problem,) = problems_of(b"a" * (MAX_BYTES + 1))
    assert problem.code == "too-large"
    assert f"{MAX_BYTES:,}" in problem.message


# Depth

NESTED = {
    "sequences": ("a.yaml", "[", "]"),
    "mappings": ("a.yaml", "{a: ", "}"),
    "block sequences": ("a.yaml", "- ", ""),
    "complex keys": ("a.yaml", "? ", ""),
    "arrays": ("a.json", "[", "]"),
    "objects": ("a.json", '{"a":', "}"),
}


@pytest.mark.parametrize("kind", NESTED)
def test_deep_nesting_is_refused_and_crashes_nothing(kind: str, tmp_path: Path) -> None:
    name, opening, closing = NESTED[kind]
    (tmp_path / name).write_text(opening * 50_000 + closing * 50_000)
    program = (
        "import sys\nfrom codegen.source import read_document\nfrom codegen.diagnostics import SpecError\n"
        "try:\n    read_document(sys.argv[1], open(sys.argv[1], 'rb').read())\n"
        "except SpecError as error:\n    print(error.problems[0].code)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / name)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == ("complex-key" if kind == "complex keys" else "too-deep"), done.stderr


@pytest.mark.parametrize("kind", ["sequences", "mappings", "block sequences", "arrays", "objects"])
def test_the_depth_limit_is_exact(kind: str) -> None:
    name, opening, closing = NESTED[kind]
    read_document(name, (opening * MAX_DEPTH + "1" + closing * MAX_DEPTH).encode()).plain()
    (problem,) = problems_of(opening * (MAX_DEPTH + 1) + "1" + closing * (MAX_DEPTH + 1), name)
    assert place(problem.span) == (1, MAX_DEPTH * len(opening) + 1)


# Anything at all

SIGNS = "a b : [ ] { } , \" ' *a << > # 1 0x1F .inf 1e999 null true NaN \\ \\ud800 @ ` é 中 // -"
SPACED = [": ", "- ", "\n", "  ", "\t", "&a ", "!x ", "!!int ", "|\n", "? ", "---\n", "...\n", "%YAML 1.2\n"]
PIECES = [*SIGNS.split(), *SPACED, "\u2028", "\x85", "\ufeff", "\x00"]


def outcome(name: str, data: bytes) -> Node | tuple[Problem, ...]:
    try:
        return read_document(name, data)
    except SpecError as error:
        return error.problems


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.sampled_from(["a.yaml", "a.json", "a"]))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_or_refused_with_a_place(text: str, name: str) -> None:
    result = outcome(name, text.encode())
    if isinstance(result, Node):
        json.dumps(result.plain(), allow_nan=False)
    else:
        assert all(problem.span is not None for problem in result)
        assert render_problems(result).startswith(f"{name}:")


@given(st.binary(max_size=40), st.sampled_from(["a.yaml", "a.json"]))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    result = outcome(name, data)
    assert isinstance(result, Node) or render_problems(result)


def values(keys: st.SearchStrategy[str], texts: st.SearchStrategy[str]) -> st.SearchStrategy[JSONValue]:
    leaves: st.SearchStrategy[JSONValue] = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts
    )
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20
    )


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=12)


@given(values(ANY_TEXT, ANY_TEXT).map(lambda value: [value]), st.sampled_from([None, 2]), st.booleans())
@settings(deadline=None)
def test_json_comes_back_as_the_standard_library_reads_it(
    value: JSONValue, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate, which only an escape can carry
        data = json.dumps(value, indent=indent).encode()
    root = read_document("a.json", data)
    assert repr(root.plain()) == repr(json.loads(data))
    check_spans(root)


def check_spans(node: Node) -> None:
    """Each key and scalar stands where its span says."""
    if isinstance(node.value, dict):
        for key, inner in node.value.items():
            assert json.loads(covered(node.key_span(key))) == key
            check_spans(inner)
    elif isinstance(node.value, list):
        for inner in node.value:
            check_spans(inner)
    else:
        assert json.loads(covered(node.span)) == node.value


# Letters only: other texts mean different things in YAML 1.1, which the library writes, and 1.2, which is read here.
WORDS = st.text(st.sampled_from("abxyzABnoN :#-,[]{}&*!|>'\"%@`\n\\?~é中"), max_size=15).filter(
    lambda text: text != "="
)


@given(values(WORDS, WORDS), st.booleans())
@settings(deadline=None)
def test_yaml_comes_back_as_the_library_wrote_it(value: JSONValue, flow: bool) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    assert repr(read_document("a.yaml", text.encode()).plain()) == repr(value)


@given(
    st.lists(WORDS | st.sampled_from(["12", "null", "true", "0x1F", "1e3", ".inf"])),
    st.sampled_from(["'", '"', "|", ">"]),
)
@settings(deadline=None)
def test_quoted_and_block_scalars_are_text(texts: list[str], style: str) -> None:
    written = yaml.safe_dump(texts, allow_unicode=True, default_style=style)
    assert read_document("a.yaml", written.encode()).plain() == texts


def test_the_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    read_document("a.yaml", b"a: 1")
    assert gc.isenabled()
    problems_of("a: [")
    assert gc.isenabled()
    gc.disable()
    try:
        read_document("a.json", b"{}")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_plain_values_share_nothing_with_the_tree() -> None:
    root = read_document("a.yaml", b"a: &x [1]\nb: *x\n")
    plain = root.plain()
    assert plain == {"a": [1], "b": [1]}
    assert isinstance(plain, dict)
    assert plain["a"] is not plain["b"]
    assert read_document("a.yaml", (ROOT / "spec" / "responses.yaml").read_bytes()).plain()


def test_spans_of_one_long_line_cost_little() -> None:
    text = json.dumps([{"key": number} for number in range(100_000)])
    root = read_document("a.json", text.encode())
    assert isinstance(root.value, list)
    begun = time.process_time()
    assert root.value[-1].key_span("key").column == len(text) - 13
    assert len({inner.span.column for inner in root.value}) == 100_000
    assert time.process_time() - begun < 20  # copying the line for each would take minutes

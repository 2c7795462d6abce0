"""Showing problems: excerpt and caret, order, limits, the formats for machines, and that no document can forge output."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.diagnostics import (
    Problem,
    Problems,
    Severity,
    Source,
    Span,
    SpecError,
    arrange,
    escape_for_display,
    render_problems,
    summary,
)
from codegen.diagnostics.display import excerpt

SOURCE = Source("spec/api.yaml", "openapi: 3.1.1\npaths: 12\nname: {$ref: '#/nothing'}\n")
PATHS = Span(SOURCE, 2, 8, 2)
REFERENCE = Span(SOURCE, 3, 14, 12)


def error(message: str = "wrong", span: Span | None = PATHS, code: str = "a-code", hint: str | None = None) -> Problem:
    return Problem(Severity.ERROR, code, message, span, hint)


def warning(message: str = "odd", span: Span | None = PATHS, code: str = "a-code") -> Problem:
    return Problem(Severity.WARNING, code, message, span)


# Text


def test_text() -> None:
    problem = Problem(
        Severity.ERROR,
        "dangling-ref",
        "nothing stands at '#/nothing'",
        REFERENCE,
        "write another",
        ((PATHS, "not here"),),
    )
    assert render_problems([problem]) == (
        "spec/api.yaml:3:14: error[dangling-ref]: nothing stands at '#/nothing'\n"
        "    3 | name: {$ref: '#/nothing'}\n"
        "      |              ^^^^^^^^^^^^\n"
        "  hint: write another\n"
        "spec/api.yaml:2:8: note: not here\n"
        "    2 | paths: 12\n"
        "      |        ^^"
    )


def test_a_problem_without_a_place() -> None:
    assert render_problems([error("no such file", None, "missing-file")]) == "error[missing-file]: no such file"


def test_nothing_to_show() -> None:
    assert [render_problems([], style) for style in ("text", "json", "github")] == ["", "", ""]


def test_a_blank_line_is_not_shown() -> None:
    assert render_problems([error(span=Span(Source("a", "x\n  \n"), 2, 3))]) == "a:2:3: error[a-code]: wrong"
    assert render_problems([error(span=Span(Source("a", ""), 9, 9))]) == "a:9:9: error[a-code]: wrong"


def test_many_related_places_are_cut() -> None:
    problem = Problem(
        Severity.WARNING, "x", "many", None, None, tuple((Span(SOURCE, 1, n), "here") for n in range(1, 9))
    )
    shown = render_problems([problem])
    assert shown.count("note: here") == 5
    assert shown.endswith("\n  ... and 3 more places")


def test_a_very_long_message_is_cut() -> None:
    assert len(render_problems([error("x" * 100_000, None)])) < 1_100


# The line and the carets


def marked(text: str, column: int, width: int = 1, limit: int = 120) -> tuple[str, str]:
    """The line shown, and the part of it above the carets, both counted in columns of ASCII."""
    line, carets = excerpt(Span(Source("a", text), 1, column, width), limit)
    assert set(carets) <= {" ", "^"}
    return line, line[carets.index("^") : len(carets)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\tab: X", "    ab: X"),
        ("a\t\tX", "a        X"),
        ("a\x1b[31mX", "a\\x1b[31mX"),
        ("\u202eabX", "\\u202eabX"),
        ("\U0010ffff\ud800X", "\\U0010ffff\\ud800X"),
        ("##[error]X", "\\x23#[error]X"),
    ],
)
def test_carets_stand_below_what_they_mean(text: str, shown: str) -> None:
    assert marked(text, text.index("X") + 1) == (shown, "X")


@pytest.mark.parametrize(
    ("before", "columns"), [("中文", 4), ("😀", 2), ("e\u0301", 1), ("👍🏽", 2), ("ｆ", 2), ("한", 2), ("é", 1)]
)
def test_carets_know_how_wide_characters_are(before: str, columns: int) -> None:
    line, carets = excerpt(Span(Source("a", f"{before}X"), 1, len(before) + 1))
    assert (line, carets) == (f"{before}X", " " * columns + "^")
    assert excerpt(Span(Source("a", before), 1, 1, len(before)))[1] == "^" * columns


def test_a_span_beyond_its_line_still_has_a_caret() -> None:
    assert excerpt(Span(Source("a", "abc"), 1, 4, 9)) == ("abc", "   ^")
    assert excerpt(Span(Source("a", "abc"), 1, 40)) == ("abc", "   ^")
    assert excerpt(Span(Source("a", "abc"), 1, 2, 99)) == ("abc", " ^^")


@pytest.mark.parametrize("column", [1, 50, 500, 971, 999])
def test_long_lines_are_cut_around_the_carets(column: int) -> None:
    text = "".join(chr(97 + n % 26) for n in range(999))
    line, above = marked(text, column, 3)
    assert len(line) == 120 if 100 < column < 900 else len(line) <= 120
    assert above == text[column - 1 :][:3]
    assert line.startswith("…") == (column >= 100)
    assert line.endswith("…") == (column < 900)


def test_a_long_span_is_cut_too() -> None:
    line, above = marked("x" * 10 + "y" * 5000 + "z", 11, 5000)
    assert (len(line), line[-1], set(above)) == (120, "…", {"y"})


def test_a_line_of_megabytes_is_no_burden() -> None:
    source = Source("a.json", '{"a": "' + "x" * 5_000_000 + '"}')
    shown = render_problems([error(span=source.span(start, start + 7)) for start in range(0, 5_000_000, 100_000)])
    assert max(map(len, shown.splitlines())) < 140


# Order, repetition, counts


def test_order() -> None:
    other = Source("spec/a.yaml", "x: 1\n")
    problems = [
        error("4", Span(SOURCE, 3, 1)),
        error("6", Span(other, 1, 4)),
        error("2", Span(SOURCE, 1, 2)),
        warning("3", Span(SOURCE, 2, 1)),
        error("1", None),
        error("5", Span(other, 1, 1)),
    ]
    assert [problem.message for problem in arrange(problems, "spec/api.yaml")] == ["1", "2", "3", "4", "5", "6"]
    assert [problem.message for problem in arrange(problems)] == ["1", "5", "6", "2", "3", "4"]


def test_equal_places_keep_their_order() -> None:
    assert [problem.message for problem in arrange([error("b"), warning("c"), error("a")])] == ["b", "c", "a"]


def test_repetitions_are_shown_once() -> None:
    again = Source(SOURCE.name, SOURCE.text)
    problems = [
        error(),
        error(),
        error(span=Span(again, 2, 8, 2)),
        error(span=Span(SOURCE, 2, 9)),
        error(code="b"),
        warning(),
    ]
    assert len(arrange(problems)) == 4
    assert summary(problems) == "3 errors, 1 warning"


def test_summary() -> None:
    assert summary([]) == "no problems"
    assert summary([error()]) == "1 error"
    assert summary([warning("a"), warning("b")]) == "2 warnings"


def test_after_a_hundred_errors_of_a_code_the_rest_is_counted() -> None:
    problems = [error(str(n), None, "often") for n in range(350)] + [error("x", None, "once")]
    lines = render_problems(problems, brief=True).splitlines()
    assert len(lines) == 102
    assert lines[-1] == "... and 250 more errors[often]"
    assert "error[once]: x" in lines
    for style in ("text", "json", "github"):
        assert len(render_problems(problems, style).splitlines()) == 351


def test_few_warnings_are_shown_with_their_lines() -> None:
    few = [warning(f"odd {n}") for n in range(3)]
    assert render_problems(few, brief=True) == render_problems(few)
    assert render_problems([*few, error("wrong")], brief=True) == render_problems([*few, error("wrong")])


def test_more_warnings_are_a_line_each() -> None:
    some = [error("wrong"), *(Problem(Severity.WARNING, "often", f"odd {n}", PATHS, "mend it") for n in range(8))]
    assert render_problems(some, brief=True).splitlines() == [
        *render_problems(some[:1]).splitlines(),
        *(f"spec/api.yaml:2:8: warning[often]: odd {n}; mend it" for n in range(8)),
        "-v shows each of these with its line in the document",
    ]


def test_many_warnings_are_a_line_a_code() -> None:
    elsewhere = Source("spec/more.yaml", "x: 1\n")
    many = [warning(f"odd {n}", Span(SOURCE, 1, n), "often") for n in range(1, 13)]
    many += [warning(f"no `key` is `k{n}`", Span(SOURCE, 2, n), "words") for n in range(1, 4)]
    many += [warning("odd 5", Span(elsewhere, 1, 4), "others"), warning("odd 6", Span(SOURCE, 3, 5), "others")]
    many += [warning("rare", REFERENCE, "rare"), warning("placeless", None, "none"), error("wrong")]
    many.append(Problem(Severity.NOTE, "by-the-way", "noted", PATHS, "a hint", ((REFERENCE, "and here"),)))
    assert render_problems(many, brief=True, entry="spec/api.yaml").splitlines() == [
        "spec/api.yaml:2:8: error[a-code]: wrong",
        "    2 | paths: 12",
        "      |        ^^",
        "warning[none]: placeless",
        "spec/api.yaml:1:1: warning[often]: odd 1 (and 11 more: 1:2, 1:3, 1:4, 1:5, 1:6, 1:7, 1:8, 1:9 …)",
        "spec/api.yaml:2:1: warning[words]: no `key` is `k1` (and 2 more: `k2` 2:2, `k3` 2:3)",
        "spec/api.yaml:2:8: note[by-the-way]: noted; a hint",
        "spec/api.yaml:3:5: warning[others]: odd 6 (and 1 more: spec/more.yaml:1:4)",
        "spec/api.yaml:3:14: warning[rare]: rare",
        "-v shows each of these with its line in the document",
    ]
    assert render_problems(many).count("warning[often]") == 12
    for style in ("json", "github"):
        assert render_problems(many, style, brief=True) == render_problems(many, style)
        assert len(render_problems(many, style).splitlines()) == len(many)


def test_notes() -> None:
    note = Problem(Severity.NOTE, "by-the-way", "noted", PATHS)
    assert render_problems([note]).splitlines()[0] == "spec/api.yaml:2:8: note[by-the-way]: noted"
    assert render_problems([note], "github") == "::notice file=spec/api.yaml,line=2,col=8,title=by-the-way::noted"
    assert json.loads(render_problems([note], "json"))["severity"] == "note"
    assert summary([note, error(), note]) == "1 error, 1 note"


# Formats for machines


def test_json() -> None:
    problem = Problem(Severity.WARNING, "a-code", 'odd "\u202e\ud800', REFERENCE, "do", ((PATHS, "there"),))
    first, second = render_problems([problem, error(span=None)], "json").splitlines()
    assert json.loads(first) == {
        "severity": "error",
        "code": "a-code",
        "message": "wrong",
        "hint": None,
        "related": [],
    } | dict.fromkeys(("file", "line", "column", "end_column"))
    assert second.isascii()
    assert json.loads(second) == {
        "severity": "warning",
        "code": "a-code",
        "message": 'odd "\u202e\ud800',
        "file": "spec/api.yaml",
        "line": 3,
        "column": 14,
        "end_column": 26,
        "hint": "do",
        "related": [{"message": "there", "file": "spec/api.yaml", "line": 2, "column": 8, "end_column": 10}],
    }


def test_github() -> None:
    problem = Problem(Severity.ERROR, "a-code", "50% wrong", REFERENCE, "do: this, or that", ((PATHS, "there"),))
    assert render_problems([problem], "github") == (
        "::error file=spec/api.yaml,line=3,col=14,title=a-code::50%25 wrong%0Ahint: do: this, or that%0Aspec/api.yaml:2:8: there"
    )
    odd = Source("a,b:c%\n.yaml", "x")
    assert render_problems([warning("odd", Span(odd, 1, 1))], "github") == (
        "::warning file=a%2Cb%3Ac%25\\n.yaml,line=1,col=1,title=a-code::odd"
    )
    assert render_problems([error("x", None)], "github") == "::error title=a-code::x"


# Nothing can be forged

HOSTILE = "\n::error file=x::forged\r\x1b[2K\u2028\u2029\x85\x0b\x0c\u202e\u2066\u200f\u061c\ud800\ue000\U000f0000\ufeff%0A##[error]x"


def test_escape_for_display() -> None:
    assert escape_for_display("plain text: ok") == "plain text: ok"
    assert escape_for_display("Größe 中 😀 👩\u200d💻") == "Größe 中 😀 👩\u200d💻"
    assert escape_for_display("a\tb\nc\rd\0\x7f\x9f") == "a\\tb\\nc\\rd\\x00\\x7f\\x9f"
    assert (
        escape_for_display("\u202a\u202e\u2066\u2069\u200e\u200f\u061c")
        == "\\u202a\\u202e\\u2066\\u2069\\u200e\\u200f\\u061c"
    )
    assert escape_for_display("\ud83d\ude00") == "\\ud83d\\ude00"
    assert escape_for_display("\ue000\U0010fffd\U000e0041\ufdd0") == "\\ue000\\U0010fffd\\U000e0041\\ufdd0"
    assert escape_for_display("::error::x") == "\\x3a:error::x"
    assert escape_for_display("  ::error::x") == "  \\x3a:error::x"
    assert escape_for_display("a::b") == "a::b"
    assert escape_for_display("x ##[error]y") == "x \\x23#[error]y"


@given(st.text(st.characters(exclude_categories=())))
@settings(deadline=None)
def test_what_is_displayed_is_one_line_that_can_be_printed(text: str) -> None:
    shown = escape_for_display(text)
    assert len(f"{shown}x".splitlines()) == 1
    assert not re.search(
        "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029\ue000-\uf8ff]", shown
    )
    assert not shown.lstrip().startswith("::")
    assert "##[" not in shown
    shown.encode()


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_no_part_of_a_problem_can_forge_output(style: str) -> None:
    source = Source(HOSTILE, f"{HOSTILE}\nsecond {HOSTILE}\n")
    spans = [Span(source, line, 1, 99) for line in range(1, 6)]
    for span in spans:
        shown = render_problems(
            [
                Problem(Severity.ERROR, HOSTILE, HOSTILE, span, HOSTILE, ((span, HOSTILE),)),
                error(HOSTILE, None, "b", HOSTILE),
            ],
            style,
        )
        lines = re.split("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", shown)
        assert len(lines) == shown.count("\n") + 1
        assert sum(line.lstrip().startswith("::") for line in lines) == (2 if style == "github" else 0)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200f\u061c\ue000]", shown)
        assert style == "json" or "##[" not in shown
        if style == "github":
            assert all(line.startswith("::error ") and "\\n::error" not in line.split("::")[1] for line in lines)
        shown.encode()


def test_printing_never_fails() -> None:
    program = (
        "from codegen.diagnostics import *\n"
        "source = Source('a\\ud800', 'x\\ud800\\u4e2d')\n"
        "print(render_problems([Problem(Severity.ERROR, 'c', 'm\\udfff', Span(source, 1, 1, 9), 'h\\ud800')]))\n"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", program], capture_output=True, check=True)
    assert b"\\ud800" in done.stdout


# The values


def test_sources_find_lines_and_columns() -> None:
    source = Source("a", "ab\r\ncd\re\n\nlast")
    assert [source.line(number) for number in range(7)] == ["", "ab", "cd", "e", "", "last", ""]
    assert source.span(0, 2) == Span(source, 1, 1, 2)
    assert source.span(1, 9) == Span(source, 1, 2, 1)
    assert source.span(4, 4) == Span(source, 2, 1, 1)
    assert source.span(10, 14) == Span(source, 5, 1, 4)
    assert source.span(0, 99) == Span(source, 1, 1, 2)
    assert source.span(99, 99) == Span(source, 5, 5, 1)


def test_problems_stop_on_errors_only() -> None:
    problems = Problems()
    problems.warning("w", "odd", None)
    problems.raise_errors()
    problems.error("e", "wrong", PATHS)
    with pytest.raises(SpecError, match="odd") as caught:
        problems.raise_errors()
    assert [problem.code for problem in caught.value.problems] == ["w", "e"]


def test_the_fast_path_loads_little() -> None:
    program = "import sys, codegen.diagnostics; print({'json', 'unicodedata', 'yaml', 'jinja2'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'); {program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "set()"

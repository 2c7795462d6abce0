"""Docstrings: what prose of a document becomes, as black would lay it out, and wrapped so that lists, tables and code stay whole."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import black
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import ir
from codegen.files import WIDTH
from codegen.python.code.text import SpecText
from codegen.python.docs import docstrings as documentation
from codegen.python.docs import remarks
from codegen.python.docs.markup import markdown
from codegen.python.docs.prose import wrap
from codegen.render import CompiledTemplates, docstring, environment
from codegen.render import markdown as plain_markdown

LONG = "word " * 30

pieces = st.sampled_from(
    [*'"\\a \n\t`é\u2028\x1b|#>', '"""', "word ", "  ", "\n\n", "- ", "1. ", "```\n", "x" * 30, "y" * 79, LONG]
)


def module(text: str, indent: int) -> str:
    printed = docstring(SpecText(text), indent)
    return {
        0: f"{printed}\n",
        4: f"class A:\n    {printed}\n",
        8: f"class A:\n    def f(self) -> None:\n        {printed}\n",
    }[indent]


@settings(max_examples=120, deadline=None)
@given(st.lists(pieces, max_size=12).map("".join).filter(str.strip), st.sampled_from([0, 4, 8]))
def test_black_changes_no_docstring(text: str, indent: int) -> None:
    source = module(text, indent)
    assert docstring(SpecText(text), indent) in black.format_str(source, mode=black.Mode(line_length=WIDTH))


@settings(max_examples=120, deadline=None)
@given(st.lists(pieces, max_size=12).map("".join).filter(str.strip))
def test_a_docstring_says_what_the_text_says(text: str) -> None:
    found = ast.parse(module(text, 4)).body[0]
    assert isinstance(found, ast.ClassDef)
    said = ast.get_docstring(found) or ""
    assert said.split() == text.split()


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.sampled_from(["word ", "a", '"', "\\", "\n", "- ", "1. ", "  ", "# ", "> "]), max_size=60).map("".join)
)
def test_no_line_is_too_long(text: str) -> None:
    if not text.strip():
        return
    for line in module(text, 8).splitlines():
        assert len(line) <= WIDTH


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Plain.", '"""Plain."""'),
        ('Ends with "quotes"', '"""Ends with "quotes" """'),
        ('"Quotes" first', '""" "Quotes" first"""'),
        ("back\\slash", 'r"""back\\slash"""'),
        ("back\\slash and bell\x07", '"""back\\\\slash and bell\\x07"""'),
        ("back\\", '"""back\\\\"""'),
        ('three """, \\', '"""three ""\\", \\\\"""'),
        ('six """"""', '"""six ""\\"""\\" """'),
        ("One.\n\n\n\nTwo.\n", '"""One.\n\n    Two.\n    """'),
        ("bell\x07", '"""bell\\x07"""'),
        ("x" * 75 + " end", f'"""{"x" * 75}\n    end\n    """'),
    ],
)
def test_docstrings(text: str, printed: str) -> None:
    assert docstring(SpecText(text)) == printed


def test_wrapping() -> None:
    text = """\
A paragraph that is much too long for one line,
in two lines.

- an item that is too long
  and goes on
- short
1. a numbered item, too long too

| a table | that is | far too long |
```
code that is far too long for it
```
short
lines"""
    assert wrap(text, 24) == [
        "A paragraph that is much",
        "too long for one line,",
        "in two lines.",
        "",
        "- an item that is too",
        "  long and goes on",
        "- short",
        "1. a numbered item, too",
        "   long too",
        "",
        "| a table | that is | far too long |",
        "```",
        "code that is far too long for it",
        "```",
        "short",
        "lines",
    ]


def test_a_fence_that_nothing_closes_is_prose() -> None:
    assert wrap("``` one two three four\nfive six seven", 24) == ["``` one two three four", "five six seven"]
    assert wrap("``` one two three four five\nsix", 24) == ["``` one two three four", "five six"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五六七八九十一二三四。", ["一二三四五六七八九十", "一二三四。"]),
        ("一二三四五六七八九十。一「二三」四", ["一二三四五六七八九", "十。一「二三」四"]),
        ("有 `max_length` 参数的话就用它", ["有 `max_length` 参数", "的话就用它"]),
        ("가나다 라마바 사아자 차카타", ["가나다 라마바 사아자", "차카타"]),
        ("- 一二三四五六七八九十一二", ["- 一二三四五六七八九", "  十一二"]),
    ],
)
def test_wide_characters_take_two_columns(text: str, lines: list[str]) -> None:
    assert wrap(text, 20) == lines
    assert wrap("\n".join(lines), 20) == lines


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Gets it.</p>\n<p>All &amp; everything.</p>", "Gets it.\n\nAll & everything."),
        ("Set <code>a &lt; b</code> to <b>1</b>.", "Set `a < b` to **1**."),
        ('See <a class="x" href="/docs">the\n<code>docs</code></a>', "See [the `docs`](/docs)"),
        ('See <a href="/docs"><strong>the docs</strong></a>', "See [**the docs**](/docs)"),
        ('<strong>See <a href="/docs">the docs</a></strong>', "**See [the docs](/docs)**"),
        ("<em><b>both</b></em> and <b><em>both</em></b>", "***both*** and ***both***"),
        ("Either:<ul><li>one</li> <li>two</li></ul>Done.", "Either:\n\n- one\n- two\n\nDone."),
        ("a<br/>b<br><br>c", "a\nb\n\nc"),
        ("An Array<b> of &amp; <id>", "An Array<b> of &amp; <id>"),
        ("Write `<b>x</b>` or\n```\n<p>a</p>\n```", "Write `<b>x</b>` or\n```\n<p>a</p>\n```"),
        ("| <b>cell</b> |\n|--|", "| <b>cell</b> |\n|--|"),
        ("<Danger>hot</Danger> <b>!</b>", "<Danger>hot</Danger> **!**"),
        ("https://x/?a=1&copy=2 <em>now</em>", "https://x/?a=1&copy=2 *now*"),
    ],
)
def test_html_is_read_as_text(html: str, text: str) -> None:
    assert markdown(html) == text


@pytest.mark.parametrize("part", ["<b>", "<a ", "<code>" + " " * 99, "<p ", "<li>" + " " * 99, "\n", "`", "```", "&"])
def test_no_html_takes_long(part: str) -> None:
    started = time.process_time()
    markdown(part * (400_000 // len(part)) + "</p></li><br>")
    assert time.process_time() - started < 20  # starting anew at each character would take minutes


@pytest.mark.parametrize(
    ("doc", "text"),
    [
        (ir.Doc(), ""),
        (ir.Doc("Summary", "Summary"), "Summary"),
        (ir.Doc("Short", "Long."), "Short\n\nLong."),
        (ir.Doc("Creates a pet", "Creates a pet, and says its name."), "Creates a pet, and says its name."),
        (ir.Doc(description="The id.", constraints=("maximum length 9",)), "The id. At most 9 characters."),
        (ir.Doc(description="The id", constraints=("minimum 0",)), "The id\n\nAt least 0."),
        (ir.Doc(constraints=("default eq", "minimum 1")), "At least 1.\nDefault: `eq`."),
        (ir.Doc(description="Like `gpt-4o`.", examples=("gpt-4o",)), "Like `gpt-4o`."),
        (ir.Doc(description="A model.", examples=("gpt-4o", "o1")), "A model. Examples: `gpt-4o`, `o1`."),
        (ir.Doc(description="Deprecated: use b.", deprecated=True), "Deprecated: use b."),
        (ir.Doc(deprecated=True), "Deprecated."),
    ],
)
def test_what_the_document_says(doc: ir.Doc, text: str) -> None:
    assert documentation.docstring(doc).text == text


@pytest.mark.parametrize(
    ("phrases", "said"),
    [
        (("minimum 0", "maximum 2"), ["From 0 to 2."]),
        (("exclusive minimum 0", "exclusive maximum 1"), ["More than 0, less than 1."]),
        (("minimum length 1", "maximum length 1"), ["1 character."]),
        (("minimum length 0", "maximum length 20"), ["At most 20 characters."]),
        (("minimum items 1", "maximum items 3", "unique items"), ["1 to 3 items. Unique items."]),
        (("maximum properties 16",), ["At most 16 keys."]),
        (("pattern ^a b$", "multiple of 2"), ["Matches `^a b$`. Multiple of 2."]),
        (
            ("maximum items 2", "items: minimum length 3", "items: pattern ^x$"),
            ["At most 2 items.", "Each item: at least 3 characters; matches `^x$`."],
        ),
        (("read-only", "items: read-only", "default x"), []),
    ],
)
def test_limits_are_sentences(phrases: tuple[str, ...], said: list[str]) -> None:
    assert list(remarks.limits(phrases)) == said


@pytest.mark.parametrize(
    ("phrases", "prose", "said"),
    [
        (("maximum length 256",), "The name. The maximum length is 256 characters.", []),
        (("maximum length 256000",), "At most 256,000 characters.", []),
        (("maximum length 256",), "Like 1256 or 256.5.", ["At most 256 characters."]),
        (("minimum 0", "maximum 2"), "A temperature between 0 and 2.", []),
        (("maximum 2",), "Version 2 of it.", ["At most 2."]),
    ],
)
def test_limits_are_not_said_twice(phrases: tuple[str, ...], prose: str, said: list[str]) -> None:
    assert list(remarks.limits(phrases, prose)) == said


@pytest.mark.parametrize(
    ("text", "prose", "said"),
    [
        ("20", "How many. The default is 20.", []),
        ("auto", "Defaults to `auto`.", []),
        ("2", "The default is 20.", ["Default: `2`."]),
        ("x", "Any text.", ["Default: `x`."]),
        ("", "Any text.", ['Default: `""`.']),
    ],
)
def test_defaults_are_not_said_twice(text: str, prose: str, said: list[str]) -> None:
    assert list(remarks.default(text, prose)) == said


def test_examples_are_json_and_say_something() -> None:
    doc = ir.Doc(examples=(False, 1.5, "list"))
    assert list(remarks.sentences(doc)) == ["Example: `1.5`."]
    assert list(remarks.sentences(doc, told=(1.5,))) == []
    assert list(remarks.sentences(ir.Doc(examples=("auto", "none")), told=("auto",))) == ["Example: `none`."]


@pytest.mark.parametrize("mark", ["-", "*", "+", "1.", "12)"])
def test_wrapping_begins_no_list(mark: str) -> None:
    """What stands in the middle of a sentence is no item of a list, wherever the line ends."""
    text = f"one two three {mark} four five six"
    for width in range(20, 30):
        lines = wrap(text, width)
        assert " ".join(lines) == text
        assert not any(line.startswith(mark) for line in lines)
        assert wrap("\n".join(lines), width) == lines
    assert wrap(f"{mark} one two three four five six", 20)[0].startswith(f"{mark} one")


class TestCompiledTemplates:
    """Templates are compiled once; what was kept is never used for another text."""

    @staticmethod
    def rendered(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[str, int]:
        """What the template `a.j2` renders to in a fresh environment, and how often Jinja compiled it."""
        (folder / "a.j2").write_text(text)
        compiled = 0

        def compile_(self: jinja2.Environment, *arguments: Any, **keywords: Any) -> Any:
            nonlocal compiled
            compiled += 1
            return original(self, *arguments, **keywords)

        original: Callable[..., Any] = jinja2.Environment.compile
        monkeypatch.setattr(jinja2.Environment, "compile", compile_)
        made = (
            environment(jinja2.FileSystemLoader(folder), CompiledTemplates(str(folder))).get_template("a.j2").render()
        )
        monkeypatch.undo()
        return made, compiled

    def test_a_template_is_compiled_when_it_changes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        texts = ["one", "one", "two", "one"]
        found = [self.rendered(tmp_path, monkeypatch, text) for text in texts]
        assert found == [("one", 1), ("one", 0), ("two", 1), ("one", 1)]

    def test_what_is_cut_short_is_compiled_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rendered(tmp_path, monkeypatch, "one")
        (kept,) = (tmp_path / "__pycache__").iterdir()
        kept.write_bytes(kept.read_bytes()[:-9])
        assert self.rendered(tmp_path, monkeypatch, "one") == ("one", 1)

    def test_where_nothing_can_be_written_nothing_is_kept(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "__pycache__").write_text("in the way")
        assert self.rendered(tmp_path, monkeypatch, "one") == ("one", 1)
        assert self.rendered(tmp_path, monkeypatch, "one") == ("one", 1)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("~~~ not code", "\\~\\~\\~ not code"),
        ("this is ~~gone~~ here", "this is \\~\\~gone\\~\\~ here"),
        ("- no item", "\\- no item"),
        ("+ no item", "\\+ no item"),
        ("* no item", "\\* no item"),
        ("1. no item", "1\\. no item"),
        ("12) no item", "12\\) no item"),
        ("---", "\\---"),
        ("=== no heading", "\\=== no heading"),
        ("# no heading", "\\# no heading"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
        ("-5 to +5, 1.5 or 2 - 3, Q&A, a=b", "-5 to +5, 1.5 or 2 - 3, Q&A, a=b"),
    ],
)
def test_prose_in_the_readme_is_no_markup(text: str, printed: str) -> None:
    assert plain_markdown(SpecText(text)) == printed

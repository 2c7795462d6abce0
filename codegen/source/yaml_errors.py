"""Explains why a text is not YAML, from what PyYAML says about it."""

from __future__ import annotations

import re

from yaml import MarkedYAMLError, YAMLError

from codegen.diagnostics import Problem, Severity, Source, Span

_TAB_INDENT = re.compile(r"[ \-?:]*\t")

_HINTS = (
    ("mapping values are not allowed", 'quote a value that contains ": ", and check the indentation'),
    (
        "could not find expected ':'",
        'a key needs ": " after it; quote a text that goes over several lines, or check the indentation',
    ),
    ("did not find expected key", "check the indentation, and quotes inside a quoted text"),
    ("expected <block end>", "check the indentation, and quotes inside a quoted text"),
    (
        "did not find expected '-' indicator",
        'check the indentation: the items of a sequence line up, each with its "- "',
    ),
    ("did not find expected node content", "a value is missing here, or a bracket or brace is never closed"),
    ("did not find expected ',' or", "a comma, bracket or brace is missing"),
    ("found unexpected end of stream", "a quote, bracket or brace is never closed"),
    ("incompatible YAML document", "write %YAML 1.2, or leave that line out"),
    ("invalid Unicode character escape code", "write characters beyond U+FFFF as \\U and eight digits"),
    ("unknown escape character", "write a backslash as \\\\ in double quotes, or use single quotes"),
    ("cannot start any token", "quote a text that begins with @, ` or %"),
    ("undefined tag handle", "quote a text that begins with !"),
    ("unknown anchor", "an alias needs an anchor before it; quote a text that begins with *"),
)


def syntax_problem(source: Source, error: YAMLError) -> Problem:
    """What PyYAML says about `source`, with the place, the place where the broken thing began, and a hint."""
    if not isinstance(error, MarkedYAMLError) or (error.problem_mark is None and error.context_mark is None):
        return Problem(Severity.ERROR, "yaml-syntax", " ".join(str(error).split()), source.span(0, 1))
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, len(source.text)) if mark is not None else 0
    span = source.span(offset, offset + 1)
    message = error.problem or error.context or "this is not YAML"
    code, hint = "yaml-syntax", next((hint for words, hint in _HINTS if words in message), None)
    scanning = error.context in ("while scanning a quoted scalar", "while parsing a quoted scalar")
    if scanning and "found unexpected" in message and error.context_mark is not None:
        begun = source.span(error.context_mark.index, error.context_mark.index + 1)
        hint = "the same quote must stand at its end; inside, ' is doubled and \" is written with a backslash"
        return Problem(Severity.ERROR, code, "the quoted text that begins here is never closed", begun, hint)
    if tab := _tab_before(source, span):
        code, hint, span = "tab-indentation", "indent with spaces; YAML allows no tabs there", tab
        message = "a tab is used for indentation"
    related: tuple[tuple[Span, str], ...] = ()
    if error.context and error.context_mark is not None:
        begun = source.span(error.context_mark.index, error.context_mark.index + 1)
        if (begun.line, begun.column) != (span.line, span.column):
            related = ((begun, error.context),)
    return Problem(Severity.ERROR, code, message, span, hint, related)


def _tab_before(source: Source, span: Span) -> Span | None:
    """A tab in the indentation of the line where the parser stopped, or of the line before it."""
    for line in (span.line, span.line - 1):
        if found := _TAB_INDENT.match(source.line(line)):
            return Span(source, line, found.end())
    return None

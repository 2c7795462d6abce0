"""Renders problems as one text, for people or for a machine.

Every renderer sorts (entry document first, then by file, line and column) and drops repetitions. For people who did not ask for more,
text is brief: warnings that would fill more than a few lines become one line a code, and of each kind of error the first hundred are shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum

from codegen.diagnostics.display import escape_for_display, excerpt
from codegen.diagnostics.problems import Problem, Severity, Span

SHOWN_PER_CODE = 100
_SHOWN_RELATED = 5
_FEW_LINES = 9
"""How much space warnings may take before they are grouped."""
_SHOWN_PLACES = 8
_QUOTED = re.compile("`[^`]{1,40}`")
"""A word of the document in a message."""
_LONGEST_MESSAGE = 1000


class ErrorFormat(Enum):
    """How problems are written: the values of `--error-format`."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def arrange(problems: Iterable[Problem], entry: str | None = None) -> tuple[Problem, ...]:
    """The problems in the order to show them, each once: those without a place, then `entry` (a source's name), then other files."""
    unique: dict[object, Problem] = {}
    for problem in problems:
        places = (_place(problem.span), *((_place(span), text) for span, text in problem.related))
        unique.setdefault((problem.severity, problem.code, problem.message, problem.hint, places), problem)

    def order(problem: Problem) -> tuple[bool, bool, str, int, int]:
        span = problem.span
        if span is None:
            return (False, False, "", 0, 0)
        return (True, span.source.name != entry, span.source.name, span.line, span.column)

    return tuple(sorted(unique.values(), key=order))


def summary(problems: Iterable[Problem]) -> str:
    """`2 errors, 1 warning`: how many different problems there are."""
    counts = Counter(problem.severity for problem in arrange(problems))
    parts = [_count(counts[severity], severity.value) for severity in Severity if counts[severity]]
    return ", ".join(parts) or "no problems"


def render_problems(
    problems: Iterable[Problem],
    style: ErrorFormat | str = ErrorFormat.TEXT,
    entry: str | None = None,
    *,
    brief: bool = False,
) -> str:
    """The problems in one text, without a line feed at its end: all of them, unless it is `brief` and for people. `style` is an
    `ErrorFormat` or its value; `entry` as in `arrange`."""
    arranged = arrange(problems, entry)
    match ErrorFormat(style):
        case ErrorFormat.TEXT:
            return "\n".join(_brief(arranged) if brief else map(_text, arranged))
        case ErrorFormat.JSON:
            return "\n".join(_json_lines(arranged))
        case ErrorFormat.GITHUB:
            return "\n".join(map(_annotation, arranged))


# For people


def _brief(problems: tuple[Problem, ...]) -> Iterator[str]:
    """The first hundred errors of each code, and the warnings: with their lines, each on one line, or a line for each code; the
    first of these that is short enough."""
    errors, others = _by_code(problems, errors=True), _by_code(problems, errors=False)
    few = [problem for same in others for problem in same]
    hidden = {id(problem) for same in errors for problem in same[SHOWN_PER_CODE:]}
    in_full = len(few) <= _FEW_LINES and sum(_text(problem).count("\n") + 1 for problem in few) <= _FEW_LINES
    for problem in problems:
        if id(problem) not in hidden and (in_full or problem.severity is Severity.ERROR):
            yield _text(problem)
    for same in errors:
        if len(same) > SHOWN_PER_CODE:
            more = _count(len(same) - SHOWN_PER_CODE, "more error")
            yield f"... and {more}[{escape_for_display(same[0].code)}]"
    if not in_full:
        each = [[problem] for problem in problems if problem.severity is not Severity.ERROR]
        yield from map(_line, each if len(each) < _FEW_LINES else others)
        yield "-v shows each of these with its line in the document"


def _by_code(problems: tuple[Problem, ...], *, errors: bool) -> list[list[Problem]]:
    found: dict[tuple[Severity, str], list[Problem]] = {}
    for problem in problems:
        if (problem.severity is Severity.ERROR) is errors:
            found.setdefault((problem.severity, problem.code), []).append(problem)
    return list(found.values())


def _line(same: list[Problem]) -> str:
    """Problems of one code: the first, how many more there are, and where the next of them stand."""
    first, *more = same
    line = _title(first)
    if first.hint:
        line += f"; {_message(first.hint)}"
    if not more:
        return line
    places: list[str] = []
    words = _QUOTED.findall(first.message)
    for problem in more[:_SHOWN_PLACES]:
        if problem.span is not None:
            span = problem.span
            same_file = first.span is not None and span.source is first.span.source
            pairs = zip(_QUOTED.findall(problem.message), words, strict=False)
            what = next((f"{escape_for_display(word)} " for word, other in pairs if word != other), "")
            places.append(f"{what}{span.line}:{span.column}" if same_file else f"{what}{_where(span)[:-2]}")
    at = f": {', '.join(places)}{' …' if len(more) > _SHOWN_PLACES else ''}" if places else ""
    return f"{line} (and {len(more)} more{at})"


def _title(problem: Problem) -> str:
    code = escape_for_display(problem.code)
    return f"{_where(problem.span)}{problem.severity.value}[{code}]: {_message(problem.message)}"


def _text(problem: Problem) -> str:
    lines = [_title(problem), *_excerpt_lines(problem.span)]
    if problem.hint:
        lines.append(f"  hint: {_message(problem.hint)}")
    for span, text in problem.related[:_SHOWN_RELATED]:
        lines.append(f"{_where(span)}note: {_message(text)}")
        lines += _excerpt_lines(span)
    if len(problem.related) > _SHOWN_RELATED:
        lines.append(f"  ... and {_count(len(problem.related) - _SHOWN_RELATED, 'more place')}")
    return "\n".join(lines)


def _excerpt_lines(span: Span | None) -> list[str]:
    if span is None or not span.source.line(span.line).strip():
        return []
    line, carets = excerpt(span)
    number = f"{span.line:5}"
    return [f"{number} | {line}".rstrip(), f"{'':{len(number)}} | {carets}"]


def _where(span: Span | None) -> str:
    return f"{escape_for_display(span.source.name)}:{span.line}:{span.column}: " if span else ""


def _message(text: str) -> str:
    return escape_for_display(text if len(text) <= _LONGEST_MESSAGE else f"{text[:_LONGEST_MESSAGE]}…")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


# For machines


def _json_lines(problems: tuple[Problem, ...]) -> Iterator[str]:
    # Only here: `codegen check` imports this module on its fast path and seldom has anything to say.
    import json

    for problem in problems:
        related = [{"message": text, **_json_place(span)} for span, text in problem.related]
        fields = {"severity": problem.severity.value, "code": problem.code, "message": problem.message}
        yield json.dumps({**fields, **_json_place(problem.span), "hint": problem.hint, "related": related})


def _json_place(span: Span | None) -> dict[str, str | int | None]:
    """`end_column` is the column after the last character."""
    if span is None:
        return {"file": None, "line": None, "column": None, "end_column": None}
    return {"file": span.source.name, "line": span.line, "column": span.column, "end_column": span.column + span.width}


def _annotation(problem: Problem) -> str:
    """A workflow command of GitHub Actions (docs.github.com, "Workflow commands": setting an error message)."""
    properties = [f"title={_property(problem.code)}"]
    if span := problem.span:
        properties[:0] = [f"file={_property(span.source.name)}", f"line={span.line}", f"col={span.column}"]
    lines = [_message(problem.message)]
    if problem.hint:
        lines.append(f"hint: {_message(problem.hint)}")
    lines += [f"{_where(span)}{_message(text)}" for span, text in problem.related[:_SHOWN_RELATED]]
    command = "notice" if problem.severity is Severity.NOTE else problem.severity.value
    return f"::{command} {','.join(properties)}::{_data(*lines)}"


def _data(*lines: str) -> str:
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return escape_for_display(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def _place(span: Span | None) -> tuple[str, int, int, int] | None:
    return (span.source.name, span.line, span.column, span.width) if span else None

"""Renders problems as one text, for people or for a machine.

Every renderer sorts (entry document first, then by file, line and column) and drops repetitions. For people, only the first hundred
problems of each code are shown; machines that read JSON get all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum

from codegen.diagnostics.display import escape_for_display, excerpt
from codegen.diagnostics.problems import Problem, Severity, Span

SHOWN_PER_CODE = 100
_SHOWN_RELATED = 5
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
    problems: Iterable[Problem], style: ErrorFormat | str = ErrorFormat.TEXT, entry: str | None = None
) -> str:
    """All problems in one text, without a line feed at its end. `style` is an `ErrorFormat` or its value; `entry` as in `arrange`."""
    arranged = arrange(problems, entry)
    match ErrorFormat(style):
        case ErrorFormat.TEXT:
            return "\n".join(_text(part) if isinstance(part, Problem) else part[0] for part in _limited(arranged))
        case ErrorFormat.JSON:
            return "\n".join(_json_lines(arranged))
        case ErrorFormat.GITHUB:
            return "\n".join(_annotation(part) if isinstance(part, Problem) else part[1] for part in _limited(arranged))


def _limited(problems: tuple[Problem, ...]) -> Iterator[Problem | tuple[str, str]]:
    """The problems to show and, last, how many of which kind are left out: as a line of text and as an annotation."""
    counts: Counter[tuple[Severity, str]] = Counter()
    for problem in problems:
        kind = (problem.severity, problem.code)
        counts[kind] += 1
        if counts[kind] <= SHOWN_PER_CODE:
            yield problem
    for (severity, code), count in counts.items():
        if count > SHOWN_PER_CODE:
            more = f"{_count(count - SHOWN_PER_CODE, f'more {severity.value}')}[{escape_for_display(code)}]"
            yield f"... and {more}", f"::notice title={_property(code)}::{_data(f'{more} not shown')}"


# For people


def _text(problem: Problem) -> str:
    lines = [
        f"{_where(problem.span)}{problem.severity.value}[{escape_for_display(problem.code)}]: {_message(problem.message)}"
    ]
    lines += _excerpt_lines(problem.span)
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

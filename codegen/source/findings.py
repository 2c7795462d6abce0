"""Collects what is wrong with a text while it is read: offsets become the spans of `Problem`s."""

from __future__ import annotations

from typing import NoReturn

from codegen.diagnostics import Problem, Severity, Source, Span, SpecError

MOST_FOUND = 1_000


class Findings:
    """Collects the problems of one source; all of them are errors."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def add(
        self,
        code: str,
        message: str,
        start: int,
        end: int,
        hint: str | None = None,
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """A problem of the text between two offsets. Reading goes on, until there are more problems than anybody would read."""
        span = self.source.span(start, max(end, start + 1))
        self.problems.append(Problem(Severity.ERROR, code, message, span, hint, related))
        if len(self.problems) == MOST_FOUND:
            self.raise_found()

    def stop(self, code: str, message: str, start: int, end: int, hint: str | None = None) -> NoReturn:
        """A problem after which reading can't go on. Raises SpecError with everything found."""
        self.add(code, message, start, end, hint)
        raise SpecError(tuple(self.problems))

    def raise_found(self) -> None:
        """Raise SpecError if anything was found."""
        if self.problems:
            raise SpecError(tuple(self.problems))

"""Problems and their positions, as every stage reports them.

`Source` is a text with a name, `Span` a place in it, `Problem` something to say about that place. Stages add problems to a
`Problems` collection; `SpecError` carries them out when a stage can't go on.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import field
from enum import Enum
from itertools import accumulate

from codegen.values import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text that was read. `name` is shown to the user: the path as the configuration or the command line gives it."""

    name: str
    text: str
    _starts: list[int] = field(default_factory=list[int], init=False, repr=False)
    """Offset of the first character of each line; filled when first needed."""

    def _line_starts(self) -> list[int]:
        starts = self._starts
        if not starts:
            starts.append(0)
            if "\r" in self.text:
                starts.extend(found.end() for found in _LINE_END.finditer(self.text))
            else:
                starts.extend(accumulate([len(line) + 1 for line in self.text.split("\n")[:-1]]))
        return starts

    def span(self, start: int, end: int) -> Span:
        """The place between two offsets into the text; what goes on beyond the first line is left out."""
        starts = self._line_starts()
        start, end = max(0, min(start, len(self.text))), min(end, len(self.text))
        line = bisect_right(starts, start)
        if line < len(starts) and end >= starts[line]:
            end = start + len(self.text[start : starts[line]].rstrip())
        return Span(self, line, start - starts[line - 1] + 1, max(1, end - start))

    def line(self, number: int) -> str:
        """Line `number` (from 1) without its line end; empty when there is no such line."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source: 1-based line and column (in characters), and how many characters it covers on that line."""

    source: Source
    line: int
    column: int
    width: int = 1


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    """Nothing to mend; `--strict` lets it pass."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `code` is kebab-case and stable (`dangling-ref`); `related` are further places with a few words each."""

    severity: Severity
    code: str
    message: str
    span: Span | None = None
    hint: str | None = None
    related: tuple[tuple[Span, str], ...] = ()


@dataclasses.dataclass(slots=True)
class Problems:
    """Collects problems while a stage runs."""

    found: list[Problem] = field(default_factory=list[Problem])

    def error(
        self,
        code: str,
        message: str,
        span: Span | None,
        hint: str | None = None,
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        self.found.append(Problem(Severity.ERROR, code, message, span, hint, related))

    def warning(
        self,
        code: str,
        message: str,
        span: Span | None,
        hint: str | None = None,
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        self.found.append(Problem(Severity.WARNING, code, message, span, hint, related))

    def note(self, code: str, message: str, span: Span | None, related: tuple[tuple[Span, str], ...] = ()) -> None:
        self.found.append(Problem(Severity.NOTE, code, message, span, None, related))

    def merge(self, code: str) -> None:
        """Makes one problem of all those with a code that say the same: the first, with the places of the others beside it."""
        kept: list[Problem] = []
        places: dict[int, list[tuple[Span, str]]] = {}
        firsts: dict[str, int] = {}
        for problem in self.found:
            at = firsts.setdefault(problem.message, len(kept)) if problem.code == code else len(kept)
            if at == len(kept):
                kept.append(problem)
            elif problem.span is not None:
                places.setdefault(at, []).append((problem.span, "here too"))
        for at, more in places.items():
            kept[at] = dataclasses.replace(kept[at], related=(*kept[at].related, *more))
        self.found[:] = kept

    @property
    def has_errors(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.found)

    def raise_errors(self) -> None:
        """Raise `SpecError` with everything found so far if any of it is an error."""
        if self.has_errors:
            raise SpecError(tuple(self.found))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)


class SpecError(Exception):
    """The document, the configuration or an argument is wrong: `problems` say how and where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].message if problems else "unknown problem")
        self.problems = problems

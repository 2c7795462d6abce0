"""The only module that prints: diagnostics and progress on stderr, results on stdout."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from codegen.configuration import Target
from codegen.diagnostics import (
    ErrorFormat,
    Problem,
    Severity,
    Source,
    Span,
    escape_for_display,
    render_problems,
    summary,
)

if TYPE_CHECKING:
    from codegen.output.compare import Drift


class Terminal:
    """Prints; shows the present stage on a terminal while it is entered."""

    def __init__(self, error_format: str, *, quiet: bool, verbose: bool) -> None:
        self._format = ErrorFormat(error_format)
        self._quiet = quiet
        self._verbose = verbose
        self._begun = self._stage_begun = time.perf_counter()
        self._stage: str | None = "starting"
        self._live = not quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> Terminal:
        # An encoding that lacks a character, as in the C locale, must not end the run.
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="backslashreplace")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def stage(self, what: str | None) -> None:
        """What is being done now; shown live on a terminal, with the time it took when verbose."""
        now = time.perf_counter()
        if self._verbose and self._stage is not None:
            self._clear()
            _write(sys.stderr, f"{self._stage}: {now - self._stage_begun:.2f} s\n")
        self._stage, self._stage_begun = what, now
        if self._live and what is not None:
            _write(sys.stderr, f"\r\x1b[K{what} …")

    def stages_of(self, target: Target) -> Callable[[str], None]:
        """What shows the stages of generating one target."""
        return lambda what: self.stage(f"{target.package_shown}: {what}")

    def done(self) -> None:
        """The last stage ended."""
        self.stage(None)
        if self._verbose:
            _write(sys.stderr, f"in all: {time.perf_counter() - self._begun:.2f} s\n")

    def say(self, text: str) -> None:
        """A line about what was done, on stdout."""
        if not self._quiet:
            self.finding(text)

    def detail(self, text: str) -> None:
        """A line for who wants to know more, on stderr."""
        if self._verbose:
            self._clear()
            _write(sys.stderr, f"{text}\n")

    def finding(self, text: str) -> None:
        """Text that the command was asked for, on stdout."""
        self._clear()
        _write(sys.stdout, f"{text}\n")

    def problems(self, problems: Iterable[Problem], entry: str | None = None) -> None:
        """Diagnostics on stderr, those of the document `entry` first; errors alone when quiet."""
        shown = [problem for problem in problems if not self._quiet or problem.severity is Severity.ERROR]
        if shown:
            self._clear()
            text = render_problems(shown, self._format, entry, brief=not self._verbose)
            if self._format is ErrorFormat.TEXT and not self._quiet:
                text += f"\n{summary(shown)}"
            if self._format is ErrorFormat.TEXT and _has_colours(sys.stderr):
                from codegen.diagnostics.colours import coloured_problems  # late: seldom is there anything to colour

                text = coloured_problems(text)
            _write(sys.stderr, f"{text}\n")

    def drift(self, target: Target, drift: Drift) -> None:
        """What differs and why: as text on stdout, else as one problem a file."""
        if self._format is ErrorFormat.TEXT:
            from codegen.output.diff import drift_text  # late: a check that finds nothing shows no difference

            text = drift_text(target.package_shown, drift, target.command, escape_for_display, brief=self._quiet)
            if _has_colours(sys.stdout):
                from codegen.diagnostics.colours import coloured_diff  # late, too

                text = coloured_diff(text)
            self.finding(text)
            return
        why = "; ".join(drift.reasons)
        for file in drift.files:
            path = f"{target.package_shown}/{file.path}"
            message = f"{path} is {file.state.value}: {why}"
            span = Span(Source(path, file.there), 1, 1)
            self.problems(
                [Problem(Severity.ERROR, "drift", message, span, f"run `{target.command}` and commit the result")]
            )

    def usage(self, usage: str, command: str, message: str) -> None:
        """What is wrong with the arguments of a command."""
        if self._format is ErrorFormat.TEXT:
            _write(sys.stderr, f"{usage}{command}: error: {escape_for_display(message)}\n")
        else:
            self.failure("bad-argument", message)

    def failure(self, code: str, message: str) -> None:
        self.problems([Problem(Severity.ERROR, code, message)])

    def _clear(self) -> None:
        if self._live and self._stage is not None:
            _write(sys.stderr, "\r\x1b[K")


def _has_colours(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose user wants colours (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # Whoever read this has seen enough. What comes later, Python's own flush at exit too, goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

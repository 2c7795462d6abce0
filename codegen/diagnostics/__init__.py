"""Problems with their positions, and the renderers that show them.

    problems.py   Source, Span, Severity, Problem, Problems, SpecError: what stages make
    display.py    escaping for a screen, and the excerpt of a source line with its caret
    colours.py    the same in colours, for a terminal (imported where it is needed)
    report.py     sorted, counted and rendered as text, JSON lines or GitHub annotations

Rendering is pure: it returns text and prints nothing.
"""

from codegen.diagnostics.display import escape_for_display
from codegen.diagnostics.problems import Problem, Problems, Severity, Source, Span, SpecError
from codegen.diagnostics.report import ErrorFormat, arrange, render_problems, summary

__all__ = [
    "ErrorFormat",
    "Problem",
    "Problems",
    "Severity",
    "Source",
    "Span",
    "SpecError",
    "arrange",
    "escape_for_display",
    "render_problems",
    "summary",
]

"""For tests of code that uses this package: made-up values of its types, and a server in memory. Needs the standard library alone.

    example(models.Pet, name="Rex")     a complete value          minimal(models.Pet)       required fields alone
    examples(models.Pet)                one for each variant      tomorrow(models.Pet)      with what no document knows yet
"""

from __future__ import annotations

from ._examples import Tomorrow, example, examples, minimal, tomorrow

__all__ = ["Tomorrow", "example", "examples", "minimal", "tomorrow"]

"""The exception that says what is wrong with received data, and where."""

from __future__ import annotations

from typing import Any, NamedTuple

_SHOWN = 20
"""How many problems the text of an error shows; `problems` has all of them."""


class DecodeProblem(NamedTuple):
    """One place that does not fit: `path` is like `$.output[3].type`."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class DecodeError(ValueError):
    """Data is not what the document says.

    `problems` lists every place; `type_name` is what was being decoded.
    """

    def __init__(self, type_name: str, problems: tuple[DecodeProblem, ...]) -> None:
        super().__init__(type_name, problems)
        self.type_name = type_name
        self.problems = problems

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return f"{self.type_name}: {self.problems[0]}"
        lines = [f"  {problem}" for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            lines.append(f"  and {len(self.problems) - _SHOWN} more")
        return "\n".join([f"{self.type_name}: {len(self.problems)} problems", *lines])

    def __reduce__(self) -> tuple[Any, ...]:
        return DecodeError, (self.type_name, self.problems)

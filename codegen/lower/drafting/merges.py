"""Several schemas as one type: which of them have to be merged, and how many merges one document may have."""

from __future__ import annotations

from codegen.diagnostics import Problems
from codegen.document.schema_reader import SchemaReader
from codegen.lower.schemas import Part

_MAX_NESTED = 4
_MOST, _MOST_EACH = 1000, 5
"""How many types may come from merging several schemas: in any document, and for each of its components."""


def without_repetitions(reader: SchemaReader, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Without the parts that repeat another part or have no keyword, as long as one is left."""
    if len(parts) == 1:
        return parts
    kept: list[Part] = []
    for part in parts:
        schema = reader.read(part.place)
        if schema.keywords or schema.boolean is False:
            node = part.place.node
            if not any(part.bare == other.bare and node.has_equal_value(other.place.node) for other in kept):
                kept.append(part)
    return tuple(kept) or parts[:1]


class MergeBudget:
    """Counts merges. Schemas that refer to each other in circles and merge on the way could otherwise make any number
    of combinations; real documents merge a few dozen times, and never within a merge."""

    def __init__(self, problems: Problems, components: int) -> None:
        self._problems = problems
        self._left = _MOST + _MOST_EACH * components
        self._is_reported = False
        self.nested = 0
        """Merged types that are being built, one inside the other."""

    def allows(self, parts: tuple[Part, ...]) -> bool:
        """Whether these parts may be merged. The first that may not are reported."""
        self._left -= 1
        if self.nested < _MAX_NESTED and self._left >= 0:
            return True
        if not self._is_reported:
            self._is_reported = True
            self._problems.warning(
                "too-many-combinations",
                "schemas that refer to each other are merged here in too many ways; from here on one part of each merge is kept",
                parts[0].place.span,
            )
        return False

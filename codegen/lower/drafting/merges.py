"""Several schemas as one type: which of them have to be merged, and how many merges one document may have."""

from __future__ import annotations

from codegen.diagnostics import Problems
from codegen.document.types import JSONType
from codegen.lower.schemas import Part, SchemaLookup

_MAX_NESTED = 4
_MOST, _MOST_EACH = 1000, 5
"""How many types may come from merging several schemas: in any document, and for each of its components."""


def without_repetitions(schemas: SchemaLookup, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Without the parts that repeat another part or have no keyword, as long as one is left: an heir that declares a
    property anew often only describes it anew."""
    if len(parts) == 1:
        return parts
    kept: list[Part] = []
    targets: dict[tuple[str, bool], Part] = {}
    for part in parts:
        schema = schemas.reader.read(part.place)
        reference = None if part.bare else schemas.references.reference(part.place)
        if reference is not None and reference.target is not None:
            if targets.setdefault((reference.target.id, reference.nullable), part) is part:
                kept.append(part)
        elif schema.keywords or schema.boolean is False:
            node = part.place.node
            if not any(part.bare == other.bare and node.has_equal_value(other.place.node) for other in kept):
                kept.append(part)
    types = [_types(schemas, part) for part in targets.values()]
    needed = [part for part in kept if not types or not _says_only(schemas, part, types)]
    return tuple(needed) or parts[:1]


def _types(schemas: SchemaLookup, part: Part) -> frozenset[JSONType]:
    """The JSON types that a part admits, with null; none where it does not restrict them."""
    null = (JSONType.NULL,) if schemas.expander.expand((part,)).admits_null else ()
    return frozenset((*(schemas.admitted.of((part,)) or ()), *null))


def _says_only(schemas: SchemaLookup, part: Part, types: list[frozenset[JSONType]]) -> bool:
    """Whether a part says nothing but one of these sets of JSON types."""
    schema = schemas.reader.read(part.place)
    return schema.keywords == frozenset(("type",)) and frozenset(schema.types or ()) in types


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

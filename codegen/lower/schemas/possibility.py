"""Whether any value can fit schemas that hold together."""

from __future__ import annotations

from codegen.document.types import JSONType
from codegen.lower.schemas.conjunction import Key, Part, key_of
from codegen.lower.schemas.expansion import Expander
from codegen.lower.schemas.json_types import AdmittedTypes
from codegen.lower.schemas.merging import Property, SchemaMerger

_DEPTH = 3
"""How deep required properties are looked into."""


class Possibility:
    """Finds schemas that contradict each other; every answer is remembered."""

    def __init__(self, expander: Expander, admitted: AdmittedTypes, merger: SchemaMerger) -> None:
        self._expander = expander
        self._admitted = admitted
        self._merger = merger
        self._known: dict[tuple[Key, int], bool] = {}

    def none_fits(self, parts: tuple[Part, ...], depth: int = _DEPTH) -> bool:
        """Whether no value but null fits: no JSON type is left, no value of an enum, or a required property is one
        that no value fits."""
        key = (key_of(parts), depth)
        if key not in self._known:
            self._known[key] = self._none_fits(parts, depth)
        return self._known[key]

    def are_apart(self, one: tuple[Part, ...], other: tuple[Part, ...]) -> bool:
        """Whether two objects that each require keys are different things: no value fits both, as their tags differ, or
        as one admits no key that the other requires. What says a tag anew in place, with the same keys, is no other thing.
        """
        found = [self._expander.expand(parts) for parts in (one, other)]
        merged = [self._merger.merge(conjunction) for conjunction in found]
        first, second = (each.required.keys() for each in merged)
        if any(each.kinds != (JSONType.OBJECT,) for each in merged) or not first or not second:
            return False
        if first == second and not all(atom.outside for each in found for atom in each.atoms if atom.schema.properties):
            return False
        pairs = zip(merged, (second, first), strict=True)
        if any(each.closed and not needed <= each.properties.keys() for each, needed in pairs):
            return True
        return self.none_fits((*one, *other)) and not self.none_fits(one) and not self.none_fits(other)

    def _none_fits(self, parts: tuple[Part, ...], depth: int) -> bool:
        conjunction = self._expander.expand(parts)
        if conjunction.unknown:
            return False
        if self._admitted.of(parts) == ():
            return True
        merged = self._merger.merge(conjunction)
        if merged.values == ():
            return True
        if merged.kinds != (JSONType.OBJECT,) or depth == 0:
            return False
        needed = (merged.properties.get(name) for name in merged.required)
        return any(property_ is not None and self._is_impossible(property_, depth - 1) for property_ in needed)

    def _is_impossible(self, property_: Property, depth: int) -> bool:
        if len(property_.places) == 1:
            return property_.places[0].node.value is False
        parts = tuple(map(Part, property_.places))
        return not self._expander.expand(parts).admits_null and self.none_fits(parts, depth)

"""The JSON types that schemas admit when their choices are looked into: schemas that hold together go in, JSON types come out.

A choice may lead back to the schema that it stands in, so the answers of all schemas on the way are found together.
"""

from __future__ import annotations

from collections.abc import Callable

from codegen.document.types import JSONType
from codegen.lower.schemas.conjunction import Conjunction, Key, Part, key_of
from codegen.lower.schemas.json_types import intersect, kinds_of_atoms
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class _Choices:
    """The JSON types that a schema's own keywords leave, and the variants to choose from besides."""

    kinds: tuple[JSONType, ...] | None
    groups: list[list[Key]]


class AdmittedKinds:
    """Remembers every answer. `expand` gives all that schemas say together."""

    def __init__(self, expand: Callable[[tuple[Part, ...]], Conjunction]) -> None:
        self._expand = expand
        self._kinds: dict[Key, tuple[JSONType, ...] | None] = {}

    def of(self, parts: tuple[Part, ...]) -> tuple[JSONType, ...] | None:
        """The JSON types, null aside, that a schema admits; None when it says nothing about them."""
        start = key_of(parts)
        if start not in self._kinds:
            self._kinds.update(self._settle(self._choices(parts)))
        return self._kinds[start]

    def _choices(self, parts: tuple[Part, ...]) -> dict[Key, _Choices]:
        """A schema and all variants that lead on from it."""
        found: dict[Key, _Choices] = {}
        waiting = [parts]
        while waiting:
            each = waiting.pop()
            key = key_of(each)
            if key in found or key in self._kinds:
                continue
            conjunction = self._expand(each)
            groups = () if conjunction.unknown else conjunction.groups
            variants = [[(Part(variant),) for variant in group.variants] for group in groups]
            kinds = None if conjunction.unknown else kinds_of_atoms(conjunction.atoms)
            found[key] = _Choices(kinds, [[key_of(variant) for variant in group] for group in variants])
            waiting += [variant for group in variants for variant in group]
        return found

    def _settle(self, graph: dict[Key, _Choices]) -> dict[Key, tuple[JSONType, ...] | None]:
        """The JSON types of each; one that is a variant of itself adds nothing by that."""
        known: dict[Key, tuple[JSONType, ...] | None] = dict.fromkeys(graph, ())
        changed = True
        while changed:
            changed = False
            for key, choices in reversed(graph.items()):
                kinds = choices.kinds
                for group in choices.groups:
                    inner = [known[each] if each in known else self._kinds[each] for each in group]
                    admitted = [kind for each in inner if each is not None for kind in each]
                    if None not in inner:
                        kinds = intersect(kinds, tuple(dict.fromkeys(admitted)))
                if kinds is None or set(kinds) != set(known[key] or ()):
                    changed = changed or known[key] is not None
                    known[key] = kinds
        return known

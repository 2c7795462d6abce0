"""Several choices that hold at once, as one choice among combinations of their variants.

A value of `(A or B) and (A or C)` is an A, or a B and a C: a variant that stands in both choices needs no other beside
it. Combinations that no value fits are left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

from codegen.document.access import Place
from codegen.lower.schemas.conjunction import Group, Part
from codegen.lower.schemas.possibility import Possibility
from codegen.lower.schemas.references import ReferenceReader

MAX_COMBINATIONS = 64
"""How many combinations of several choices are written out."""
MAX_TRIED = 1024
"""How many combinations are looked at to find those that a value can fit."""

Combination: TypeAlias = tuple[Place, ...]


def combinations_of(
    groups: tuple[Group, ...], references: ReferenceReader, possibility: Possibility
) -> tuple[list[Combination], Group | None]:
    """The combinations, and the first choice that is left out because there would be too many."""
    if len(groups) == 1:
        return [(variant,) for variant in groups[0].variants], None
    found: dict[frozenset[str], Combination] = {frozenset(): ()}
    for index, group in enumerate(groups):
        variants = {_identity(variant, references): variant for variant in reversed(group.variants)}
        next_ = _combined(found, dict(reversed(variants.items())), possibility, bounded=index > 0)
        if next_ is None:
            return list(found.values()), group
        found = next_
    return list(found.values()), None


def _combined(
    known: Mapping[frozenset[str], Combination],
    variants: Mapping[str, Place],
    possibility: Possibility,
    *,
    bounded: bool,
) -> dict[frozenset[str], Combination] | None:
    """Combinations and the variants of one more choice; None where there are too many."""
    complete = {ids for ids in known if not ids.isdisjoint(variants)}
    if bounded and (len(known) - len(complete)) * len(variants) > MAX_TRIED:
        return None
    found: dict[frozenset[str], Combination] = {}
    for ids, places in known.items():
        if ids in complete:
            found[ids] = places
            continue
        for id, variant in variants.items():
            both = ids | {id}
            if any(each <= both for each in complete) or both in found:
                continue
            if not places or not possibility.none_fits(tuple(map(Part, (*places, variant)))):
                found[both] = (*places, variant)
    return None if bounded and len(found) - len(complete) > MAX_COMBINATIONS else found


def _identity(variant: Place, references: ReferenceReader) -> str:
    """The same for variants that are the same schema."""
    reference = references.reference(variant)
    if reference is not None and reference.target is not None and not reference.nullable:
        return reference.target.id
    return json.dumps(variant.node.plain(), sort_keys=True)

"""How decoders tell the variants of a union apart.

`Planner.plan` takes the draft of a union (`lower.declarations` has spliced nested unions into it) and gives its
`UnionPlan`. `comparison` knows which types admit the same values, `tag_properties` finds the property that tells
variants apart."""

from __future__ import annotations

from codegen.lower.unions.plans import Planner, UnionPlan

__all__ = ["Planner", "UnionPlan"]

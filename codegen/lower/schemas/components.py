"""Inheritance: which components extend a base that has a discriminator, so that a reference to the base means any of them.

A base is a schema with a `discriminator` and neither oneOf nor anyOf; its children are the components whose allOf refers to it,
directly or by way of other children, and the targets of its mapping (OpenAPI 3.1, 4.8.25).
"""

from __future__ import annotations

from codegen.document.access import Place
from codegen.document.schema import Discriminator, Schema
from codegen.document.schema_reader import SchemaReader
from codegen.lower.schemas.expansion import Merger


class Inheritance:
    """The bases among components and what extends them."""

    def __init__(self, components: tuple[Place, ...], reader: SchemaReader, merger: Merger) -> None:
        self._reader = reader
        self._merger = merger
        self._children: dict[str, list[Place]] = {}
        self._bases: dict[str, Discriminator] = {}
        self._parents: dict[str, list[str]] = {}
        for place in components:
            schema = reader.read(place)
            discriminator = self.own_discriminator(schema)
            if discriminator is not None:
                self._bases[place.id] = discriminator
        if self._bases:
            for place in components:
                self._find_parents(place, reader.read(place), place)

    def _find_parents(self, child: Place, schema: Schema, at: Place) -> None:
        for part in schema.all_of:
            inner = self._reader.read(part)
            if inner.ref is not None:
                target = self._merger.referred(inner)
                if target is not None and target.id != child.id:
                    self._children.setdefault(target.id, []).append(child)
                    self._parents.setdefault(child.id, []).append(target.id)
            elif inner.all_of:
                self._find_parents(child, inner, at)

    def own_discriminator(self, schema: Schema) -> Discriminator | None:
        """The discriminator that a schema itself (or an inline part of its allOf) has, when there are no variants beside it."""
        if schema.one_of or schema.any_of:
            return None
        if schema.discriminator is not None:
            return schema.discriminator
        for part in schema.all_of:
            inner = self._reader.read(part)
            if inner.ref is None and (found := self.own_discriminator(inner)) is not None:
                return found
        return None

    def base(self, place: Place) -> tuple[Discriminator, tuple[Place, ...]] | None:
        """The discriminator of a base and the components that extend it; None for what is no base."""
        discriminator = self._bases.get(place.id)
        if discriminator is None:
            return None
        found: dict[str, Place] = {}
        waiting = list(self._children.get(place.id, ()))
        while waiting:
            child = waiting.pop(0)
            if child.id not in found and child.id != place.id:
                found[child.id] = child
                waiting = list(self._children.get(child.id, ())) + waiting
        return (discriminator, tuple(found.values()))

    def extends_base(self, place: Place) -> bool:
        """Whether a component has a base above it, so that it is a record even when it adds nothing."""
        return bool(self.discriminators_above(place.id))

    def discriminators_above(self, id: str) -> tuple[Discriminator, ...]:
        """Those of the bases that a component extends, the nearest first."""
        found: dict[str, Discriminator] = {}
        waiting, seen = list(self._parents.get(id, ())), {id}
        while waiting:
            parent = waiting.pop(0)
            if parent in self._bases:
                found.setdefault(parent, self._bases[parent])
            if parent not in seen:
                seen.add(parent)
                waiting += self._parents.get(parent, ())
        return tuple(found.values())

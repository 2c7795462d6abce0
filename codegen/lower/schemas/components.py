"""The components of the entry document: which of them are a schema of another file, and which extend a base with a
discriminator.

A component that is nothing but a reference into another file is that schema under its own name: `Pet: {$ref:
"pet.yaml"}` makes a class `Pet`, and other references to `pet.yaml` mean that class too."""

from __future__ import annotations

from codegen.document.access import Place
from codegen.document.schema import Discriminator, Schema
from codegen.document.schema_reader import SchemaReader
from codegen.lower.schemas.targets import ReferenceTargets


class Adoption:
    """Which component a schema of another file is. The first component that refers to it becomes it; further ones are
    aliases."""

    def __init__(self, components: tuple[Place, ...], reader: SchemaReader, targets: ReferenceTargets) -> None:
        self._reader, self._targets = reader, targets
        self._components: dict[str, Place] = {}
        self._schemas: dict[str, Place] = {}
        own = {component.id for component in components}
        for component in components:
            chain = self._chain(component, own)
            if chain and chain[-1].file != component.file:
                self._schemas[component.id] = chain[-1]
                self._components.update((place.id, component) for place in chain)

    def component(self, schema: Place) -> Place:
        """The component that adopted a schema, or the place of the schema itself."""
        return self._components.get(schema.id, schema)

    def schema(self, component: Place) -> Place:
        """The schema that a component adopted, or the place of the component itself."""
        return self._schemas.get(component.id, component)

    @property
    def names(self) -> dict[str, str]:
        """Ids of adopted schemas → ids of the components."""
        return {id: component.id for id, component in self._components.items()}

    def _chain(self, component: Place, own: set[str]) -> list[Place]:
        """The places that a reference leads to, one after the other; empty where it leads nowhere, back, to one of the
        document's `own` components, or to a schema that a component became."""
        chain: list[Place] = []
        seen = {component.id}
        place = component
        while isinstance(place.node.value, dict) and place.node.value.keys() == {"$ref"}:
            target = self._targets.target(self._reader.read(place))
            if target is None or target.id in seen or target.id in own or target.id in self._components:
                return []
            seen.add(target.id)
            chain.append(target)
            place = target
        return chain


class Inheritance:
    """The components that have a discriminator but no oneOf or anyOf (bases), and the components that extend them
    with allOf."""

    def __init__(self, components: tuple[Place, ...], reader: SchemaReader, targets: ReferenceTargets) -> None:
        self._reader = reader
        self._targets = targets
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
                target = self._targets.target(inner)
                if target is not None and target.id != child.id:
                    self._children.setdefault(target.id, []).append(child)
                    self._parents.setdefault(child.id, []).append(target.id)
            elif inner.all_of:
                self._find_parents(child, inner, at)

    def own_discriminator(self, schema: Schema) -> Discriminator | None:
        """The discriminator that a schema itself (or an inline part of its allOf) has, when there are no variants
        beside it."""
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
        """The discriminator of a base and the components that extend it; None when the component is no base."""
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
        """Whether a component extends a base. Then it is a record even when it adds no property."""
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

"""Components that are nothing but a reference into another file: they are that schema, under their own name.

So `Pet: {$ref: "pet.yaml"}` makes a class `Pet`, and what refers to `pet.yaml` means that class too.
"""

from __future__ import annotations

from codegen.document.access import Place
from codegen.document.schema_reader import SchemaReader
from codegen.lower.schemas.expansion import Merger


class Adoption:
    """Which component a schema of another file goes by. The first component that refers to it has it; others are other names."""

    def __init__(self, components: tuple[Place, ...], reader: SchemaReader, merger: Merger) -> None:
        self._reader, self._merger = reader, merger
        self._components: dict[str, Place] = {}
        self._schemas: dict[str, Place] = {}
        own = {component.id for component in components}
        for component in components:
            chain = self._chain(component)
            if (
                chain
                and chain[-1].file != component.file
                and not any(place.id in own or place.id in self._components for place in chain)
            ):
                self._schemas[component.id] = chain[-1]
                self._components.update((place.id, component) for place in chain)

    def component(self, schema: Place) -> Place:
        """The component that a schema is, or its own place."""
        return self._components.get(schema.id, schema)

    def schema(self, component: Place) -> Place:
        """The schema that a component is, mostly its own place."""
        return self._schemas.get(component.id, component)

    @property
    def names(self) -> dict[str, str]:
        """The ids of schemas with those of the components that they are."""
        return {id: component.id for id, component in self._components.items()}

    def _chain(self, component: Place) -> list[Place]:
        """The places that a reference leads to, one after the other; empty where it leads nowhere."""
        chain: list[Place] = []
        place = component
        while isinstance(place.node.value, dict) and place.node.value.keys() == {"$ref"}:
            target = self._merger.referred(self._reader.read(place))
            if target is None or target.id == component.id or any(target.id == known.id for known in chain):
                return []
            chain.append(target)
            place = target
        return chain

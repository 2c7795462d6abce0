"""What `merge` finds out about a schema: the values that later stages of lowering read."""

from __future__ import annotations

from typing import TypeAlias

from codegen.document.access import Place
from codegen.document.schema import Schema
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One schema of a conjunction. `bare`: only its own keywords, without `$ref`, allOf, oneOf and anyOf, as beside a choice."""

    place: Place
    bare: bool = False

    @property
    def key(self) -> tuple[str, str, bool]:
        return (self.place.file, self.place.pointer, self.bare)


Key: TypeAlias = tuple[tuple[str, str, bool], ...]
"""What identifies schemas that hold together."""


def key_of(parts: tuple[Part, ...]) -> Key:
    return tuple(part.key for part in parts)


@dataclass(frozen=True, slots=True)
class Atom:
    """A schema whose own keywords hold. `outside`: reached through a reference. `admits_null`: a null beside it in a oneOf.
    `bare`: it stands beside a choice, of which one variant is here too."""

    schema: Schema
    outside: bool
    depth: int
    admits_null: bool
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """oneOf or anyOf with at least two variants that are not null alone."""

    holder: Schema
    variants: tuple[Place, ...]
    null: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class Conjunction:
    """Everything that holds at once. `atoms` stand in the order of their properties; `unknown`: a part could not be resolved."""

    atoms: tuple[Atom, ...]
    groups: tuple[Group, ...]
    phrases: tuple[str, ...] = ()
    unknown: bool = False
    only_null: bool = False

    @property
    def speaks_of_objects_alone(self) -> bool:
        """Whether nothing here says what else a value may be: an object has these properties, and by the letter of JSON Schema anything
        that is no object is valid too. It is read as an object, unless a part says otherwise."""
        schemas = [atom.schema for atom in self.atoms]
        return not self.groups and not any(
            schema.types is not None
            or schema.boolean is not None
            or schema.discriminator is not None
            or not schema.keywords.isdisjoint(("enum", "const", "items", "prefixItems"))
            for schema in schemas
        )

    @property
    def own(self) -> tuple[Schema, ...]:
        """The schemas that stand here, not behind a reference, the outermost first: whose descriptions apply."""
        inside = [atom for atom in self.atoms if not atom.outside and not atom.bare]
        return tuple(atom.schema for atom in sorted(inside, key=lambda atom: atom.depth))


@dataclass(frozen=True, slots=True)
class Reference:
    """Another name for one schema. `wrappers` hold what is said about it, the outermost first. No target: reported as dangling."""

    target: Place | None
    wrappers: tuple[Schema, ...]
    nullable: bool

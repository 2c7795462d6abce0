"""What schemas that hold together say: `Conjunction` and its parts, which later steps of lowering read."""

from __future__ import annotations

from typing import TypeAlias

from codegen.document.access import Place
from codegen.document.schema import Schema
from codegen.document.types import JSONType
from codegen.lower.schemas.targets import HARMLESS
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One schema of a conjunction. `bare`: only its own keywords, without `$ref`, allOf, oneOf and anyOf, as beside a
    oneOf or anyOf."""

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
    `bare`: it stands beside a oneOf or anyOf, of which one variant is here too."""

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
    """Everything that holds at once. `atoms` stand in the order of their properties; `unknown`: a part could not be
    resolved."""

    atoms: tuple[Atom, ...]
    groups: tuple[Group, ...]
    phrases: tuple[str, ...] = ()
    unknown: bool = False
    only_null: bool = False

    @property
    def describes_objects_alone(self) -> bool:
        """Whether no keyword restricts values that are no objects: there are `properties`, but no `type`. JSON Schema
        then admits every value that is no object; it is read as an object all the same, unless a part admits anything
        beside objects."""
        schemas = [atom.schema for atom in self.atoms]
        return not self.groups and not any(
            schema.types is not None
            or schema.boolean is not None
            or schema.discriminator is not None
            or not schema.keywords.isdisjoint(("enum", "const", "items", "prefixItems"))
            for schema in schemas
        )

    @property
    def admits_null(self) -> bool:
        """Whether null is valid: a part admits it, and every other part that restricts the value does too. A part
        behind a reference does not take away the null that stands beside the reference."""
        if self.only_null:
            return True
        said = False
        for atom in self.atoms:
            schema = atom.schema
            if schema.nullable and not atom.outside:
                return True
            if atom.admits_null or (schema.nullable and schema.types is None) or _lists_null(schema):
                said = True
            elif schema.types is not None or schema.enum is not None or schema.const is not None:
                return False
        return said or any(group.null for group in self.groups)

    @property
    def admits_anything_beside_objects(self) -> bool:
        """Whether a part is `{nullable: true}` without a `type`, and no other part has one. `nullable` changes a
        `type` and says nothing where there is none (OpenAPI 3.0.3, Schema Object): null is as valid as every other
        value that is no object."""
        hollow = [atom for atom in self.atoms if atom.schema.nullable and atom.schema.keywords.issubset(HARMLESS)]
        return bool(hollow) and self.describes_objects_alone and not any(atom.outside for atom in hollow)

    @property
    def own(self) -> tuple[Schema, ...]:
        """The schemas that stand here, not behind a reference, the outermost first: whose descriptions apply."""
        inside = [atom for atom in self.atoms if not atom.outside and not atom.bare]
        return tuple(atom.schema for atom in sorted(inside, key=lambda atom: atom.depth))


@dataclass(frozen=True, slots=True)
class Reference:
    """A schema that only refers to another, the target; None when that is missing, which is reported. `wrappers`: the
    schemas on the way to the target, the outermost first, which may describe it."""

    target: Place | None
    wrappers: tuple[Schema, ...]
    nullable: bool


def _lists_null(schema: Schema) -> bool:
    """Whether `type`, `enum` or `const` names null."""
    return (
        (schema.types is not None and JSONType.NULL in schema.types)
        or (schema.enum is not None and any(node.value is None for node in schema.enum))
        or (schema.const is not None and schema.const.value is None)
    )

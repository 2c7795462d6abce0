"""How builders of types ask for the types inside: they yield a `TypeRequest` and are sent the type.

Builders don't call the lowerer, which calls them: it runs them, and keeps the unfinished ones on a stack of its own.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TypeAlias, TypeVar

from codegen import ir
from codegen.diagnostics import Span
from codegen.document.schema import Schema
from codegen.lower.schemas import Conjunction, Part, doc_of
from codegen.values import dataclass

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class TypeRequest:
    """Asks for the type of schemas that hold together. If it takes a declaration, that gets the id and the hint."""

    parts: tuple[Part, ...]
    hint: ir.Hint
    id: str


Building: TypeAlias = Generator[TypeRequest, ir.Type, _Result]
"""A result that is being built, and asks for types on the way."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a type is built: the id and hint that a declaration would get, what is said there, its position, and the
    schemas that hold together."""

    id: str
    hint: ir.Hint
    conjunction: Conjunction
    span: Span
    parts: tuple[Part, ...] = ()

    def doc(self, *phrases: str) -> ir.Doc:
        """The docs of the schemas that stand here, with the constraints of those behind references."""
        outside = self._outside()
        said = tuple(phrase for schema in outside for phrase in schema.constraints)
        return doc_of(self.conjunction.own, (*self.conjunction.phrases, *said, *phrases), outside)

    def _outside(self) -> tuple[Schema, ...]:
        return tuple(atom.schema for atom in self.conjunction.atoms if atom.outside)

    def inside(self, word: str, hint: ir.Hint) -> Site:
        """A part of this type that has no place of its own in the document."""
        return replace(self, id=f"{self.id}#{word}", hint=hint)

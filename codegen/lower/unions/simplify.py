"""Variants that are not told apart: of equal or wider types next to each other one is left.

`string | enum` is the (open) enum, `number | integer` is number, `boolean | true` is boolean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from codegen import ir
from codegen.lower.declarations.aliases import Aliases
from codegen.lower.drafting.drafts import Note
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class FlatVariant:
    """A variant with its note; the type is neither null, Never, nor a union."""

    type: ir.Type
    doc: ir.Doc
    note: Note


class Simplifier:
    """Leaves out variants of which another takes every value."""

    def __init__(self, declarations: Mapping[str, ir.Declaration], aliases: Aliases) -> None:
        self._declarations = declarations
        self._target = aliases.target

    def simplified(self, variants: list[FlatVariant]) -> list[FlatVariant]:
        """The variants that are left, in their order."""
        types = [self._target(variant.type) for variant in variants]
        if any(_is_plain(type_, ir.Scalar.NUMBER) for type_ in types):
            kept = [variant for variant in variants if not _is_primitive(self._target(variant.type), ir.Scalar.INTEGER)]
            variants, types = kept, [self._target(variant.type) for variant in kept]
        for scalar in (ir.Scalar.STRING, ir.Scalar.INTEGER):
            plain = [index for index, type_ in enumerate(types) if _is_plain(type_, scalar)]
            alike = [index for index, type_ in enumerate(types) if self._is_of(type_, scalar) and index not in plain]
            if not plain or len(alike) != 1:
                continue
            open_ = self._opened(types[alike[0]])
            if open_ is not None:
                if isinstance(open_, ir.Constant):
                    variants[alike[0]] = replace(variants[alike[0]], type=open_)
                variants = [variant for index, variant in enumerate(variants) if index not in plain]
                types = [self._target(variant.type) for variant in variants]
        if any(_is_primitive(type_, ir.Scalar.BOOLEAN) for type_ in types):
            variants = [variant for variant in variants if not _is_boolean_constant(self._target(variant.type))]
        return variants

    def _is_of(self, type_: ir.Type, scalar: ir.Scalar) -> bool:
        """Whether some values of a type are of this scalar kind."""
        match type_:
            case ir.Primitive(kind=kind):
                return kind is scalar
            case ir.Constant(values=values):
                wanted = str if scalar is ir.Scalar.STRING else int
                return any(isinstance(value, wanted) and not isinstance(value, bool) for value in values)
            case ir.Named(id=id):
                declaration = self._declarations.get(id)
                return isinstance(declaration, ir.Enum) and declaration.kind is scalar
            case _:
                return False

    def _opened(self, type_: ir.Type) -> ir.Type | None:
        """The type that also takes every other value of its scalar kind, if there is one: enums are open anyway."""
        match type_:
            case ir.Named():
                return type_
            case ir.Constant(values=values) if all(isinstance(value, str) for value in values):
                return ir.Constant(values, open=True)
            case _:
                return None


def _is_plain(type_: ir.Type, scalar: ir.Scalar) -> bool:
    return isinstance(type_, ir.Primitive) and type_.kind is scalar and type_.format is None


def _is_primitive(type_: ir.Type, scalar: ir.Scalar) -> bool:
    return isinstance(type_, ir.Primitive) and type_.kind is scalar


def _is_boolean_constant(type_: ir.Type) -> bool:
    return isinstance(type_, ir.Constant) and all(isinstance(value, bool) for value in type_.values)

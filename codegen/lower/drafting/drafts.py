"""What lowering has made so far: declarations whose unions are not planned yet, with the notes that planning needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import field

from codegen import ir
from codegen.diagnostics import Span
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Tagging:
    """A discriminator whose mapping is resolved: values with the ids they lead to, and where each stands. `default` is 3.2's
    `defaultMapping`."""

    key: str
    mapping: tuple[tuple[str, str], ...]
    default: str | None
    span: Span
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Where a union variant stands, the ids it goes by (of the references that lead to it, the outermost first), and the
    discriminators that hold for it."""

    span: Span
    targets: tuple[str, ...] = ()
    taggings: tuple[Tagging, ...] = ()


@dataclasses.dataclass(slots=True)
class Drafts:
    """Grows while schemas are lowered. `nullable`: ids whose every use admits null. `unions`: a note for each
    variant of each union. `components`: ids in the order of the document. `roots`: types asked for from outside components, in order.
    `adopted`: ids of schemas in other files with those of the components that they are.
    """

    declarations: dict[str, ir.Declaration] = field(default_factory=dict[str, ir.Declaration])
    unions: dict[str, tuple[Note, ...]] = field(default_factory=dict[str, tuple[Note, ...]])
    nullable: set[str] = field(default_factory=set[str])
    components: dict[str, None] = field(default_factory=dict[str, None])
    roots: list[ir.Type] = field(default_factory=list[ir.Type])
    adopted: dict[str, str] = field(default_factory=dict[str, str])


def nullable(type_: ir.Type, null: bool = True) -> ir.Type:
    """The type with null added, where that changes anything."""
    if not null:
        return type_
    match type_:
        case ir.Nullable() | ir.AnyValue():
            return type_
        case ir.Never():
            return ir.Constant((None,))
        case ir.Constant(values=values) if None in values:
            return type_
        case _:
            return ir.Nullable(type_)


def behind(declarations: Mapping[str, ir.Declaration], type_: ir.Type) -> ir.Type:
    """A type without null and without the names of aliases."""
    while True:
        match type_:
            case ir.Nullable(inner=inner):
                type_ = inner
            case ir.Named(id=id) if isinstance(alias := declarations.get(id), ir.Alias):
                type_ = alias.type
            case _:
                return type_

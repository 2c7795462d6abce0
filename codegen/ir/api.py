"""`Api`: a whole document."""

from __future__ import annotations

from codegen.ir.declarations import Declaration
from codegen.ir.operations import Operation, SecurityScheme, Server
from codegen.ir.types import Doc
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Api:
    """Everything that was read, in the order of the document. Declarations come from `components.schemas` first, in
    document order, each followed by the inline declarations inside it; then those inside operations, webhooks and
    callbacks."""

    title: str
    version: str
    doc: Doc
    servers: tuple[Server, ...]
    security_schemes: tuple[SecurityScheme, ...]
    declarations: tuple[Declaration, ...]
    operations: tuple[Operation, ...]
    tags: tuple[tuple[str, Doc], ...]
    nullable: frozenset[str] = frozenset()
    """Ids of enums, unions and aliases whose component admits null itself. Uses of them are Nullable already."""

"""What templates print: frozen dataclasses of `Code` and `SpecText`, in the order in which they are printed."""

from __future__ import annotations

from codegen.python.code.imports import ImportView
from codegen.python.code.text import Code, SpecText
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class MemberView:
    statement: Code
    doc: SpecText


@dataclass(frozen=True, slots=True)
class EnumView:
    name: Code
    header: Code
    doc: SpecText
    members: tuple[MemberView, ...]
    unlisted: Code
    """A value of the enum's kind for the member that only type checkers see."""
    kind: Code = Code("enum")


@dataclass(frozen=True, slots=True)
class FieldView:
    statement: Code
    doc: SpecText


@dataclass(frozen=True, slots=True)
class ClassView:
    name: Code
    header: Code
    doc: SpecText
    fields: tuple[FieldView, ...]
    extra: Code | None
    """What makes `extra_fields` typed, where the document types unknown keys."""
    kind: Code = Code("class")


@dataclass(frozen=True, slots=True)
class AliasView:
    name: Code
    statement: Code
    doc: SpecText
    kind: Code = Code("alias")


@dataclass(frozen=True, slots=True)
class ModelsView:
    doc: SpecText
    imports: tuple[tuple[ImportView, ...], ...]
    declarations: tuple[EnumView | ClassView | AliasView, ...]
    publish: Code


@dataclass(frozen=True, slots=True)
class SchemaEntry:
    """An entry of a table of `_schema.py`, laid out."""

    text: Code


@dataclass(frozen=True, slots=True)
class SchemaView:
    imports: tuple[tuple[ImportView, ...], ...]
    classes: tuple[SchemaEntry, ...]
    named: tuple[SchemaEntry, ...]


@dataclass(frozen=True, slots=True)
class CodecEntry:
    """The public functions of a named type that is no model class."""

    statements: tuple[Code, ...]
    """What defines them, laid out."""


@dataclass(frozen=True, slots=True)
class CodecView:
    imports: tuple[tuple[ImportView, ...], ...]
    types: tuple[CodecEntry, ...]


@dataclass(frozen=True, slots=True)
class SamplesView:
    """What `testing.py` says: entries of the table of samples, laid out."""

    imports: tuple[tuple[ImportView, ...], ...]
    samples: tuple[Code, ...]
    has_client: bool
    """Whether there is a client, and so a server in memory to test it with."""
    has_streams: bool
    """Whether this server streams."""

"""What templates print: frozen dataclasses of `Code` and `SpecText`, in the order in which they are printed."""

from __future__ import annotations

from codegen.files import WIDTH
from codegen.python.text import Code, SpecText
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class ImportView:
    """`from module import names`, or `import module` where there are no names."""

    module: Code
    names: tuple[Code, ...]

    @property
    def statement(self) -> Code:
        """The statement, laid out."""
        if not self.names:
            return Code(f"import {self.module}")
        line = f"from {self.module} import {', '.join(self.names)}"
        if len(line) <= WIDTH:
            return Code(line)
        return Code("\n".join([f"from {self.module} import (", *(f"    {name}," for name in self.names), ")"]))


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
    exports: tuple[Code, ...]
    declarations: tuple[EnumView | ClassView | AliasView, ...]


@dataclass(frozen=True, slots=True)
class OptionalView:
    """An optional field: its wire name as a literal, and the lines that check and convert it where it is there."""

    key: Code
    step: Code | None


@dataclass(frozen=True, slots=True)
class RecordCodecView:
    """The pair of functions of a class, statements laid out."""

    keys: Code | None
    """The wire names, where attributes have others."""
    decoder: Code
    """The first line of the decode function."""
    decoded: Code | None
    """The declaration of its variable `value`, where a type checker needs one."""
    known: Code | None
    """The line that begins to count the optional fields that are there; None without any."""
    new: Code
    """The line that makes the instance."""
    required: tuple[Code, ...]
    """Lines for each required field; a missing key is a KeyError or refused."""
    optional: tuple[OptionalView, ...]
    extra: tuple[Code, ...]
    """Lines for the keys that are no fields."""
    renames: tuple[Code, ...]
    """Lines that give fields the names of their attributes."""
    renamed_at_once: Code | None
    """Instead of `extra` and `renames`, where an attribute is called as another field's key."""
    encoder: Code | None
    """The first line of the encode function; None where that of the runtime does."""
    encoded: Code | None
    """The declaration of its variable `value`, where a type checker needs one."""
    encodes: tuple[Code, ...]
    back: tuple[Code, ...]
    """Lines that give fields their wire names again."""
    back_at_once: Code | None
    """Instead of `back`, as `renamed_at_once`."""
    entry: Code
    """The class's entry in the table of codecs, and what makes empty instances."""
    kind: Code = Code("record")


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A function of one block of lines: the first, and the body."""

    signature: Code
    lines: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class FunctionsView:
    """The functions of a union or an alias."""

    functions: tuple[FunctionView, ...]
    kind: Code = Code("functions")


@dataclass(frozen=True, slots=True)
class PublicCodecView:
    """The public pair of a named type that is no model class, or of a type that an operation sends or receives."""

    definition: Code
    """The constant that holds the codec."""
    decoder: Code
    decodes: Code
    encoder: Code
    encodes: Code


@dataclass(frozen=True, slots=True)
class CodecView:
    imports: tuple[tuple[ImportView, ...], ...]
    enums: tuple[Code, ...]
    """The tables of enum members."""
    functions: tuple[RecordCodecView | FunctionsView, ...]
    public: tuple[PublicCodecView, ...]
    has_records: bool


@dataclass(frozen=True, slots=True)
class ShapeView:
    """An entry of the table, laid out."""

    entry: Code


@dataclass(frozen=True, slots=True)
class ShapesView:
    imports: tuple[tuple[ImportView, ...], ...]
    shapes: tuple[ShapeView, ...]


@dataclass(frozen=True, slots=True)
class SamplesView:
    """Entries of the table of samples, laid out."""

    imports: tuple[tuple[ImportView, ...], ...]
    samples: tuple[Code, ...]

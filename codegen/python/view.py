"""What templates print: frozen dataclasses of `Code` and `SpecText`, in the order in which they are printed."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.python.layout import WIDTH
from codegen.python.text import Code, SpecText


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
    name: Code
    value: Code
    doc: SpecText


@dataclass(frozen=True, slots=True)
class EnumView:
    name: Code
    base: Code
    doc: SpecText
    members: tuple[MemberView, ...]
    unlisted: Code
    """A value of the enum's kind for the member that only type checkers see."""
    kind: Code = Code("enum")


@dataclass(frozen=True, slots=True)
class FieldView:
    name: Code
    annotation: Code
    default: Code | None
    doc: SpecText


@dataclass(frozen=True, slots=True)
class ClassView:
    name: Code
    base: Code
    doc: SpecText
    fields: tuple[FieldView, ...]
    extra: Code | None
    """What makes `extra_fields` typed, where the document types unknown keys."""
    kind: Code = Code("class")


@dataclass(frozen=True, slots=True)
class AliasView:
    name: Code
    annotation: Code
    type_alias: Code
    doc: SpecText
    kind: Code = Code("alias")


@dataclass(frozen=True, slots=True)
class ModelsView:
    title: SpecText
    imports: tuple[tuple[ImportView, ...], ...]
    exports: tuple[Code, ...]
    declarations: tuple[EnumView | ClassView | AliasView, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a codec function, guarded by a condition where there is one."""

    statement: Code
    condition: Code | None = None


@dataclass(frozen=True, slots=True)
class OptionalView:
    """An optional field: its wire name as a literal, and what is done where it is there."""

    key: Code
    step: Step | None


@dataclass(frozen=True, slots=True)
class RecordCodecView:
    """The pair of functions of a class. `keys` are the wire names; `renames` pairs of literals (key, attribute)."""

    function: Code
    model: Code
    shape: Code
    encode: Code
    """The encode function: the class's own where something is to be done, else that of the runtime."""
    keys_name: Code
    new_name: Code
    keys: Code
    """The statement that defines `keys_name`, laid out."""
    required: tuple[Step, ...]
    """One for each required field; a missing key is a KeyError or a step of its own."""
    optional: tuple[OptionalView, ...]
    typed_extra: Code | None
    renames: tuple[tuple[Code, Code], ...]
    encodes: tuple[Step, ...]
    kind: Code = Code("record")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a function body; `depth` counts indents below the function's own."""

    depth: int
    code: Code

    @property
    def text(self) -> Code:
        """The line with its indent, in the body of a module-level function."""
        return Code("    " * (self.depth + 1) + self.code)


@dataclass(frozen=True, slots=True)
class FunctionCodecView:
    """The decode function of a union or an alias, and how its values are encoded."""

    function: Code
    decode: tuple[Line, ...]
    encode: Code | None
    """None: by the class of the value."""
    kind: Code = Code("function")


@dataclass(frozen=True, slots=True)
class PublicCodecView:
    """The public pair of a named type that is no model class, or of a type that an operation sends or receives."""

    function: Code
    annotation: Code
    shape: Code
    decode: Code
    encode: Code
    constant: Code


@dataclass(frozen=True, slots=True)
class EnumCodecView:
    constant: Code
    table: Code
    enum: Code


@dataclass(frozen=True, slots=True)
class CodecView:
    imports: tuple[tuple[ImportView, ...], ...]
    enums: tuple[EnumCodecView, ...]
    functions: tuple[RecordCodecView | FunctionCodecView, ...]
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

"""The docstrings of models: a declaration or a field goes in, what the document says about it comes out.

An inline schema and the field that holds it say the same. A long text stands below the field, where it is looked for; the class
then has its first sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codegen import ir
from codegen.python.code.text import SpecText
from codegen.python.docs import docstrings as documentation
from codegen.python.docs import remarks
from codegen.python.index import Index
from codegen.python.names.minting import Names

_TWO_LINES = 150
_FEW = 4

_CAMEL_CASE = "The JSON key of a field is its name in camelCase (`created_at` is `createdAt`), unless its docstring names another."


class ModelDocs:
    """Docstrings of the models of one document."""

    def __init__(self, index: Index, names: Names) -> None:
        self._index, self._names = index, names
        self._keys_are_camel_case = self._most_keys_are_camel_case()
        self._holders = {
            inline.id: (record, number)
            for record in index.declarations.values()
            if isinstance(record, ir.Record)
            for number, field in enumerate(record.fields)
            for inline in self._inline(record, field)
        }

    def of_module(self, title: str) -> SpecText:
        """The docstring of the module."""
        text = f"Models of {' '.join(title.split())}."
        return SpecText(f"{text}\n\n{_CAMEL_CASE}" if self._keys_are_camel_case else text)

    def of(self, declaration: ir.Declaration) -> SpecText:
        """The docstring of a class or an alias."""
        whole = documentation.docstring(declaration.doc)
        holder = self._holders.get(declaration.id)
        if holder is None or documentation.fits_one_line(whole.text):
            return whole
        record, number = holder
        prose = documentation.prose(declaration.doc)
        if not prose or documentation.prose(record.fields[number].doc) != prose:
            return whole
        short = documentation.first_sentence(prose[0])
        if not short and len(whole.text) <= _TWO_LINES and "\n" not in whole.text:
            return whole
        field = f"{self._names.types[record.id]}.{self._names.attributes[record.id][number]}"
        short = short or f"See `{field}`."
        return documentation.docstring(ir.Doc(description=short, deprecated=declaration.doc.deprecated))

    def of_member(self, member: ir.EnumMember) -> SpecText:
        """The docstring of a member of an enum."""
        return documentation.docstring(member.doc, told=(member.value,))

    def of_field(self, field: ir.Field, name: str) -> SpecText:
        """The docstring of a field that Python knows by `name`."""
        usual = _camel_case(name) if self._keys_are_camel_case else name
        notes = [f"JSON key: `{field.wire}`."] if field.wire != usual else []
        if field.access is not ir.Access.BOTH:
            notes.append("Read-only." if field.access is ir.Access.READ else "Write-only.")
        values = self._values(field.type)
        return documentation.docstring(_without_default(field.doc, values), *notes, told=(field.default, *values))

    def _inline(self, record: ir.Record, field: ir.Field) -> Iterator[ir.Declaration]:
        """The declaration that a field holds, if it stands inside the schema of the field."""
        kind = field.type.inner if isinstance(field.type, ir.Nullable) else field.type
        if isinstance(kind, ir.Named):
            declaration = self._index[kind.id]
            if declaration.hint.component is None and declaration.hint.parent == record.id:
                yield declaration

    def _values(self, kind: ir.Type) -> tuple[ir.JSONScalar, ...]:
        """The values that a type lists."""
        match self._index.target(kind):
            case ir.Constant(values):
                return values
            case ir.Nullable(inner):
                return self._values(inner)
            case ir.Named(identifier):
                declaration = self._index[identifier]
                return tuple(member.value for member in declaration.members) if isinstance(declaration, ir.Enum) else ()
            case _:
                return ()

    def _most_keys_are_camel_case(self) -> bool:
        """Whether more keys of several words are in camelCase than in snake_case, and enough for a rule."""
        camel = snake = 0
        for record in self._index.declarations.values():
            if isinstance(record, ir.Record):
                for field, name in zip(record.fields, self._names.attributes[record.id], strict=True):
                    if "_" in name:
                        camel += field.wire == _camel_case(name)
                        snake += field.wire == name
        return camel > max(snake, _FEW)


def _without_default(doc: ir.Doc, values: tuple[ir.JSONScalar, ...]) -> ir.Doc:
    """What a document says of a field, but not that the one value that there is is its default."""
    if len(values) != 1:
        return doc
    said = f"default {remarks.json_text(values[0])}"
    return replace(doc, constraints=tuple(phrase for phrase in doc.constraints if phrase != said))


def _camel_case(name: str) -> str:
    """The camelCase spelling of a Python name: `created_at` → createdAt."""
    if name.endswith("_"):  # not a word of the key, but what tells the name from a keyword
        return name
    first, *others = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)

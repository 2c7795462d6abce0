"""Named types that are no model classes → the public functions of `codec.py`: `decode_<name>` and `encode_<name>`."""

from __future__ import annotations

from collections.abc import Iterator

from codegen import ir
from codegen.python.code.imports import Imports
from codegen.python.code.layout import Expression, call, constant, fits, items, statement
from codegen.python.code.text import Code
from codegen.python.formats import Formats
from codegen.python.index import Index
from codegen.python.models.annotations import Annotations
from codegen.python.models.schema import Shapes
from codegen.python.models.views import CodecEntry, CodecView
from codegen.python.names.minting import Names


class PublicCodec:
    """Builds the view of `codec.py`."""

    def __init__(self, api: ir.Api, index: Index, names: Names, formats: Formats) -> None:
        self._api, self._index, self._names = api, index, names
        self._imports = Imports()
        self._annotations = Annotations(index, names, formats, self._imports, prefix="models.")
        self._shapes = Shapes(index, names, formats, self._imports, "models")

    def view(self) -> CodecView:
        types = tuple(self._types())
        return CodecView(self._imports.views(), types)

    def _types(self) -> Iterator[CodecEntry]:
        for declaration in self._api.declarations:
            if not self._is_served(declaration):
                continue
            kind: ir.Type = ir.Named(declaration.id)
            shape = self._shapes.of(kind) if isinstance(declaration, ir.Enum) else self._shapes.named(declaration.id)
            if declaration.id in self._api.nullable:
                kind = ir.Nullable(kind)
                shape = call(self._shapes.use("Maybe"), shape)
            # To type checkers, what is said to return Never must not return.
            annotated = ir.AnyValue() if self._index.target(kind) == ir.Never() else kind
            stem = self._names.functions[declaration.id]
            yield CodecEntry(self._statements(stem, annotated, shape))

    def _statements(self, stem: Code, kind: ir.Type, shape: Expression) -> tuple[Code, ...]:
        """One statement for both functions of a class, whose type says what they are for; else one for each."""
        both = statement(f"decode_{stem}, encode_{stem} = ", call("functions", shape))
        if isinstance(kind, ir.Named) and isinstance(self._index[kind.id], ir.Enum) and fits(both):
            self._use("functions")
            return (Code(both),)
        self._use("Decode", "Encode", "decoder", "encoder")
        annotation = self._annotations.tree(kind)
        return (
            Code(constant(f"decode_{stem}", items("Decode[", [annotation], "]"), call("decoder", shape))),
            Code(constant(f"encode_{stem}", items("Encode[", [annotation], "]"), call("encoder", shape))),
        )

    def _use(self, *names: str) -> None:
        for name in names:
            self._imports.name("._runtime.codec", name)

    def _is_served(self, declaration: ir.Declaration) -> bool:
        """Unions, arrays, maps and scalars that have a name, and enums that are components."""
        if isinstance(declaration, ir.Enum):
            return declaration.hint.component is not None
        return not isinstance(declaration, ir.Record) and not self._index.is_expanded(declaration.id)

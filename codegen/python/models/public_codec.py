"""Named types that are no model classes → the public functions of `codec.py`: `decode_<name>` and `encode_<name>`."""

from __future__ import annotations

from collections.abc import Iterator

from codegen import ir
from codegen.python.code.imports import Imports
from codegen.python.code.layout import call
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
        for each in types:
            for name in ("functions",) if each.annotation is None else ("Decode", "Encode", "decoder", "encoder"):
                self._imports.name("._runtime.codec", name)
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
            is_class = isinstance(declaration, ir.Enum) and kind == ir.Named(declaration.id)
            yield CodecEntry(
                self._names.functions[declaration.id],
                None if is_class else self._annotations.of(annotated),
                Code(str(shape)),
            )

    def _is_served(self, declaration: ir.Declaration) -> bool:
        """Unions, arrays, maps and scalars that have a name, and enums that are components."""
        if isinstance(declaration, ir.Enum):
            return declaration.hint.component is not None
        return not isinstance(declaration, ir.Record) and not self._index.is_expanded(declaration.id)

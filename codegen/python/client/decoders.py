"""How `_operations.py` spells what reads a body: the content of a response → an expression of the runtime's type `Reader`."""

from __future__ import annotations

from codegen import ir
from codegen.python.client.answers import STREAMS
from codegen.python.client.dates import Dates
from codegen.python.client.project import Project
from codegen.python.code.imports import Imports
from codegen.python.code.text import Code
from codegen.python.models.schema import Shapes


class Decoders:
    """Spells the readers of bodies, and of the items of streams, in one module; their imports are registered."""

    def __init__(self, project: Project, imports: Imports) -> None:
        self._index, self._imports = project.index, imports
        self._dates = Dates(project.index, project.formats)
        self._shapes = Shapes(project.index, project.names, project.formats, imports, "models")

    def body(self, content: ir.Content | None) -> Code:
        """The reader of a body."""
        if content is None:
            return self._request("no_body")
        match content.media:
            case ir.Media.JSON:
                reader = self._json(content.type if content.type is not None else ir.AnyValue())
                if "*" in content.media_type and content.type == ir.Primitive(ir.Scalar.STRING):
                    return Code(f"{self._bodies('string_body')}({reader})")
                return reader
            case ir.Media.EVENT_STREAM | ir.Media.JSON_LINES:
                return self._item_reader(content)
            case ir.Media.TEXT:
                return self._bodies("text_body")
            case ir.Media.FORM | ir.Media.MULTIPART | ir.Media.BINARY:
                return self._bodies("bytes_body")

    def dated(self, kind: ir.Type | None) -> Code | None:
        """The shape of a type that holds dates without a time; None of others."""
        return Code(f"{self._shapes.of(kind)}") if kind is not None and self._dates.are_in(kind) else None

    def tells_type(self, content: ir.Content | None) -> bool:
        """Whether type checkers know from the reader which type it reads."""
        if content is None or content.type is None or content.media not in (ir.Media.JSON, *STREAMS):
            return content is None or content.media not in STREAMS
        target = self._index.target(content.type)
        is_class = isinstance(target, ir.Named) and isinstance(self._index[target.id], ir.Record | ir.Enum)
        return content.media is ir.Media.JSON and (is_class or isinstance(target, ir.AnyValue))

    def _json(self, kind: ir.Type) -> Code:
        target = self._index.target(kind)
        if isinstance(target, ir.AnyValue):
            return Code(f"{self._request('json_body')}({self._bodies('any_json')})")
        return Code(f"{self._request('json_of')}({self._shapes.of(kind)})")

    def _item_reader(self, content: ir.Content) -> Code:
        """The reader of the items of a stream."""
        is_events = content.media is ir.Media.EVENT_STREAM
        framing = "events" if is_events else "records" if "json-seq" in content.media_type else "lines"
        return Code(f'{self._items("ItemReader")}("{framing}", {self._item(content.type, is_events)})')

    def _item(self, kind: ir.Type | None, is_events: bool) -> str:
        if kind is None:
            return self._items("event_item" if is_events else "any_item")
        target = self._index.target(kind)
        if isinstance(target, ir.AnyValue):
            return self._items("any_item")
        if is_events and target == ir.Primitive(ir.Scalar.STRING):
            return self._items("text_item")
        return f"{self._items('json_item')}({self._shapes.of(kind)})"

    def _request(self, name: str) -> Code:
        return self._imports.name("._runtime.request", name)

    def _bodies(self, name: str) -> Code:
        return self._imports.name("._runtime.bodies", name)

    def _items(self, name: str) -> Code:
        return self._imports.name("._runtime.items", name)

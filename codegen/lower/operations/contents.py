"""The `content` of a body or response → one `ir.Content` for each media type, with the type of what is inside.

Nothing is guessed: a media type without a codec is handed over as text or bytes, and where that leaves a schema
unused although no JSON stands beside it, a warning says so."""

from __future__ import annotations

from dataclasses import replace

from codegen import ir
from codegen.document.access import Place
from codegen.document.parameters import MediaType, read_media_type
from codegen.lower.operations.context import Context
from codegen.lower.operations.encodings import file_fields, lower_parts, text_fields
from codegen.lower.operations.media_types import concrete, essence, media_of
from codegen.lower.schemas import Owner
from codegen.values import dataclass

_STREAM_WORDS = {ir.Media.EVENT_STREAM: "event", ir.Media.JSON_LINES: "item"}
_FORM_WORDS = {ir.Media.FORM: "form", ir.Media.MULTIPART: "multipart"}
_TYPED = (ir.Media.JSON, ir.Media.FORM, ir.Media.MULTIPART)
_STRUCTURE = {"properties", "additionalProperties", "items", "prefixItems", "allOf", "oneOf", "anyOf"}


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    """The media type that goes into the IR."""
    media: ir.Media
    place: Place


class ContentLowerer:
    def __init__(self, context: Context) -> None:
        self.context = context

    def lower(
        self, content: tuple[tuple[str, Place], ...], owner: Owner, words: tuple[str, ...], *, sent: bool
    ) -> tuple[ir.Content, ...]:
        """The contents of a body (`sent`) or a response, in the order of the document. `owner` and `words` name
        inline schemas."""
        named: dict[str, _Named] = {}
        for key, place in content:
            known = self._name(key, place, sent=sent)
            if known is not None:
                named.setdefault(known.name, known)
        typed = [one.media for one in named.values() if one.media in _TYPED]
        alike = self._alike(tuple(named.values()))
        found: list[ir.Content] = []
        used: set[tuple[str, ...]] = set()
        for one in named.values():
            own = _words(words, one.media, has_json=ir.Media.JSON in typed)
            if own in used:
                own = (one.name.partition("/")[2], *own)
            used.add(own)
            lowered = self._content(one, owner.hint(*own), is_told=one.name in alike)
            found.append(replace(lowered, like=alike.get(one.name)))
        return tuple(found)

    def _alike(self, contents: tuple[_Named, ...]) -> dict[str, str]:
        """The contents that hold the same value as others, by the first of these: their schemas are equal, and more than a string,
        which is another one in CSV and in HTML."""
        found: dict[str, str] = {}
        schemas: list[tuple[str, object]] = []
        for one in contents if len(contents) > 1 else ():
            schema = self.context.access.get(one.place, "schema")
            is_any_text = one.media is ir.Media.JSON or essence(one.name) == "text/plain"
            if schema is None or not (is_any_text or self._is_structured(schema)):
                continue
            plain = schema.node.plain()
            first = next((name for name, other in schemas if other == plain), None)
            schemas.append((one.name, plain))
            if first is not None:
                found[first] = found[one.name] = first
        return found

    def _name(self, key: str, place: Place, *, sent: bool) -> _Named | None:
        target = None if key.startswith("x-") and "/" not in key else self.context.workspace.follow(place)
        if target is None:
            return None
        name, bare = key.strip(), essence(key)
        if bare is None:
            name = key.partition(",")[0].strip()
            bare = essence(name)
            taken = f"; `{name}` is taken" if bare is not None else "; it is handed over as bytes"
            self.context.problems.warning(
                "bad-media-type", f"`{key}` is no media type{taken}", self.context.key_span(place)
            )
        media = media_of(bare or "")
        if sent:
            name = concrete(name, media)
        elif media is ir.Media.FORM:
            media = ir.Media.TEXT
        elif media is ir.Media.MULTIPART:
            media = ir.Media.BINARY
        if sent and media is ir.Media.MULTIPART and self._is_positional(target):
            media = ir.Media.BINARY
        if bare == "text/plain" and self._is_number(target):
            media = ir.Media.JSON  # which the text of a number or a boolean is
        if media is ir.Media.JSON and bare == "*/*" and self._is_bytes(target):
            media = ir.Media.BINARY
            name = "application/octet-stream" if sent else name
        return _Named(name, media, target)

    def _is_bytes(self, place: Place) -> bool:
        """No schema, or one of plain bytes: nothing that could be JSON."""
        schema = self.context.access.get(place, "schema")
        target = None if schema is None else self.context.resolved(schema)
        if target is None:
            return schema is None
        value = target.node.value
        node = value.get("format") if isinstance(value, dict) else None
        return node is not None and node.value == "binary"

    def _is_positional(self, place: Place) -> bool:
        """The parts have places instead of names (3.2, 4.15.5.2): the schema is one of an array, or of each part."""
        schema = self.context.access.get(place, "schema")
        if schema is None:
            return self.context.access.get(place, "itemSchema") is not None
        target = self.context.resolved(schema)
        value = None if target is None else target.node.value
        kind = value.get("type") if isinstance(value, dict) else None
        return kind is not None and kind.value == "array"

    def _is_number(self, place: Place) -> bool:
        """The schema is one of numbers or of booleans."""
        schema = self.context.access.get(place, "schema")
        target = None if schema is None else self.context.resolved(schema)
        value = None if target is None else target.node.value
        kind = value.get("type") if isinstance(value, dict) else None
        return kind is not None and kind.value in ("integer", "number", "boolean")

    def _content(self, one: _Named, hint: ir.Hint, *, is_told: bool) -> ir.Content:
        """`is_told`: the same value is there in another media type."""
        read = read_media_type(self.context.access, one.place)
        match one.media:
            case ir.Media.JSON:
                type_ = None if read.schema is None else self.context.schemas.type_of(read.schema, hint)
                return ir.Content(one.name, one.media, type_)
            case ir.Media.FORM | ir.Media.MULTIPART:
                type_ = None if read.schema is None else self.context.schemas.type_of(read.schema, hint)
                is_multipart = one.media is ir.Media.MULTIPART
                files, either = file_fields(self.context, read) if is_multipart else ((), ())
                parts = lower_parts(self.context, read, one.media)
                texts = text_fields(self.context, read, parts)
                return ir.Content(one.name, one.media, type_, parts, files, either, texts)
            case ir.Media.EVENT_STREAM | ir.Media.JSON_LINES:
                return ir.Content(one.name, one.media, self._item_type(read, one.media, hint))
            case ir.Media.TEXT | ir.Media.BINARY:
                if not is_told and (
                    read.item_schema is not None or (read.schema is not None and self._is_structured(read.schema))
                ):
                    what = "text" if one.media is ir.Media.TEXT else "bytes"
                    self.context.problems.warning(
                        "unsupported-media-type",
                        f"`{one.name}` is handed over as {what}: there is no codec for it, so its schema is not used",
                        self.context.key_span(one.place),
                    )
                return ir.Content(one.name, one.media, None)

    def _item_type(self, read: MediaType, media: ir.Media, hint: ir.Hint) -> ir.Type | None:
        """The type of one item of a stream: 3.2's `itemSchema`, or `schema`, which older documents write for the item
        or for the array of all items."""
        if read.item_schema is not None:
            if media is ir.Media.EVENT_STREAM:
                return self._event_type(read.item_schema, hint)
            return self.context.schemas.type_of(read.item_schema, hint)
        if read.schema is None:
            return None
        type_ = self.context.schemas.type_of(read.schema, hint)
        match self.context.underlying(type_):
            case ir.ListOf(item):
                return item
            case _:
                return type_

    def _event_type(self, place: Place, hint: ir.Hint) -> ir.Type | None:
        """What the `data` of a server-sent event holds. 3.2 describes the whole event (3.2, 4.14.4): an object whose
        property `data` is a string with a `contentSchema`."""
        access = self.context.access
        target = self.context.workspace.follow(place)
        if target is None:
            return ir.AnyValue()
        properties = access.object(target, "properties")
        data = None if properties is None else access.get(properties, "data")
        if data is not None:
            inside = self.context.workspace.follow(data)
            content = None if inside is None else access.get(inside, "contentSchema")
            return None if content is None else self.context.schemas.type_of(content, hint)
        if any(access.get(target, keyword) is not None for keyword in ("oneOf", "anyOf", "allOf")):
            self.context.problems.warning(
                "unsupported-event-schema",
                "the events of this stream are composed of several schemas; their data is handed over as it is",
                place.span,
            )
            return None
        return self.context.schemas.type_of(place, hint)

    def _is_structured(self, schema: Place) -> bool:
        """The schema asks for more than a string."""
        target = self.context.resolved(schema)
        if target is None or not isinstance(target.node.value, dict):
            return False
        keywords = target.node.value
        kind = keywords.get("type")
        return bool(_STRUCTURE & keywords.keys()) or (kind is not None and kind.value in ("object", "array"))


def _words(words: tuple[str, ...], media: ir.Media, *, has_json: bool) -> tuple[str, ...]:
    """The words for the schema of a content: those of the body, told apart from the JSON body's where there is one."""
    if media in _STREAM_WORDS:
        stem = words[:-1] if words and words[-1] == "response" else words
        return (*stem, _STREAM_WORDS[media])
    if media in _FORM_WORDS and has_json:
        return (_FORM_WORDS[media], *words)
    return words

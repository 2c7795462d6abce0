"""An OpenAPI document as the tests read it, apart from the generator: its operations, and values that its schemas allow.

Prism mocks a copy of the document that works around two limits of its own:

- It can't answer with streams, having no serializer for them. In the copy each stream is text, given as the example; the items in
  this text are made from the schema here.
- The bodies that it samples lack required members that may be null (`anyOf` with `type: "null"`), and then it refuses them itself. In
  the copy those responses (`UNSAMPLED`) have an example, made here as well.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

JSON: TypeAlias = Any
_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
UNSAMPLED: Final = frozenset(("#/paths/~1responses/post",))
"""Operations of openresponses.json."""
_STREAMS: Final = ("text/event-stream", "application/x-ndjson")
_FORMATS: Final = {
    "date": "2024-02-29",
    "date-time": "2024-02-29T12:30:00Z",
    "email": "someone@example.com",
    "uri": "https://example.com/a",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
}
_DEPTH: Final = 6
"""Optional members further down are left out: schemas may be recursive."""


@dataclass(frozen=True)
class Operation:
    """One operation, references followed. `body` is the schema and whether it must be sent; `errors` are the documented statuses that are
    no success, each with whether its body is a JSON object; `items` are those of the stream that it answers."""

    pointer: str
    parameters: tuple[Mapping[str, JSON], ...]
    body: tuple[JSON, bool] | None
    errors: Mapping[str, bool]
    items: tuple[JSON, ...]


class Document:
    """One document in one file."""

    def __init__(self, path: Path) -> None:
        text = path.read_text("utf-8")
        # YAML 1.1 makes dates of what is text in YAML 1.2.
        self.root: JSON = json.loads(text if path.suffix == ".json" else json.dumps(yaml.safe_load(text), default=_iso))

    def operations(self) -> list[Operation]:
        return [self._operation(pointer, operation) for pointer, operation in self._each()]

    def _each(self) -> Iterator[tuple[str, JSON]]:
        """Pointer and object of each operation, with the parameters of its path."""
        for path, item in self.root["paths"].items():
            place = path.replace("~", "~0").replace("/", "~1")
            for method in _METHODS:
                if method in item:
                    parameters = [*item.get("parameters", ()), *item[method].get("parameters", ())]
                    yield f"#/paths/{place}/{method}", {**item[method], "parameters": parameters}

    def _operation(self, pointer: str, operation: JSON) -> Operation:
        found = [self.follow(one) for one in operation["parameters"]]
        parameters = {(one["in"], one["name"]): one for one in found}
        body = self.follow(operation.get("requestBody", {}))
        content = next(iter(body.get("content", {}).values()), None)
        return Operation(
            pointer,
            tuple(parameters.values()),
            None if content is None else (content.get("schema", {}), body.get("required", False)),
            {status: self._is_object(one) for status, one in operation["responses"].items() if status[0] in "45d"},
            tuple(
                item
                for kind, media in self._contents(operation)
                if kind in _STREAMS
                for item in self._items(media["schema"])
            ),
        )

    def _is_object(self, response: JSON) -> bool:
        media = self.follow(response).get("content", {}).get("application/json", {})
        return self._type(self._one(media.get("schema", {}))) == "object"

    def mocked(self, folder: Path) -> Path:
        """A file with the copy that Prism mocks."""
        copied = Document.__new__(Document)
        copied.root = copy.deepcopy(self.root)
        for pointer, operation in copied._each():
            for kind, media in copied._contents(operation):
                if kind in _STREAMS:
                    text = self._stream(kind, media["schema"])
                    media |= {"schema": {"type": "string", "enum": [text]}, "example": text}
                elif pointer in UNSAMPLED:
                    media["example"] = self.value(media["schema"], least=False)
        path = folder / "mocked.json"
        path.write_text(json.dumps(copied.root), "utf-8")
        return path

    def _contents(self, operation: JSON) -> Iterator[tuple[str, JSON]]:
        for response in operation["responses"].values():
            yield from self.follow(response).get("content", {}).items()

    def _stream(self, kind: str, schema: JSON) -> str:
        texts = [json.dumps(one) for one in self._items(schema)]
        if kind == "text/event-stream":
            texts = [f"data: {text}\n" for text in texts] + ["data: [DONE]\n"]
        return "".join(f"{text}\n" for text in texts)

    def _items(self, schema: JSON) -> list[JSON]:
        """Each variant of an item, as small and as large as it may be."""
        schema = self.follow(schema)
        variants = schema.get("oneOf") or schema.get("anyOf") or [schema]
        return [self.value(variant, least=least) for variant in variants for least in (True, False)]

    def follow(self, node: JSON) -> JSON:
        """What a reference stands for; anything else as it is."""
        while "$ref" in node:
            target = self.root
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def value(self, schema: JSON, *, least: bool, depth: int = 0) -> JSON:
        """A value for a request: with everything that the schema names, or with the `least` that it demands."""
        schema = self._one(schema)
        for key in ("const", "example", "default"):
            # Written for the whole schema, it may hold members that are read-only or left out here.
            if key in schema and not isinstance(schema[key], dict):
                return schema[key]
        if schema.get("enum"):
            return schema["enum"][0]
        match self._type(schema):
            case "object":
                return self._object(schema, least, depth)
            case "array":
                count = max(schema.get("minItems", 0), 0 if least or depth > _DEPTH else 1)
                return [self.value(schema.get("items", {}), least=least, depth=depth + 1) for _ in range(count)]
            case "string":
                return self._text(schema)
            case "integer" | "number" as kind:
                number = schema.get("minimum", schema.get("maximum", 1))
                return int(number) if kind == "integer" else number
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return "anything"

    def _one(self, schema: JSON) -> JSON:
        """The schema with `allOf` merged and the first variant of a union that is not null."""
        schema = self.follow(schema)
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                variants = [self.follow(variant) for variant in schema[keyword]]
                chosen = next((variant for variant in variants if variant.get("type") != "null"), variants[0])
                rest = {key: value for key, value in schema.items() if key not in (keyword, "discriminator")}
                schema = self._merged([rest, self._one(chosen)])
        if "allOf" in schema:
            rest = {key: value for key, value in schema.items() if key != "allOf"}
            schema = self._merged([self._one(part) for part in (*schema["allOf"], rest)])
        return schema

    def _merged(self, parts: list[JSON]) -> JSON:
        merged: dict[str, JSON] = {}
        for part in parts:
            properties = {**merged.get("properties", {}), **part.get("properties", {})}
            required = [*merged.get("required", ()), *part.get("required", ())]
            merged = {**merged, **part, "properties": properties, "required": required}
        return merged

    def _type(self, schema: JSON) -> str | None:
        kinds = schema.get("type", [])
        if not kinds and (schema.get("properties") or "additionalProperties" in schema):
            return "object"
        named: list[str] = [kinds] if isinstance(kinds, str) else kinds
        return next((one for one in named if one != "null"), named[0] if named else None)

    def _object(self, schema: JSON, least: bool, depth: int) -> JSON:
        made: dict[str, JSON] = {}
        for name, member in schema.get("properties", {}).items():
            wanted = name in schema.get("required", ()) or not (least or depth > _DEPTH)
            if wanted and not self.follow(member).get("readOnly"):
                made[name] = self.value(member, least=least, depth=depth + 1)
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict) and not least and depth <= _DEPTH:
            made["further"] = self.value(extra, least=least, depth=depth + 1)
        return made

    def _text(self, schema: JSON) -> str:
        text = _FORMATS.get(schema.get("format", ""), "text")
        text = text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength")]
        assert re.search(schema.get("pattern", ""), text), f"an example is missing beside {schema['pattern']}"
        return text


def _iso(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()

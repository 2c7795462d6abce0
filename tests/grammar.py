"""Random documents and random values: dice go in, an OpenAPI document or a JSON value of one of its schemas comes out.

    document = components (a schema each, some of them families of tagged variants or an allOf tree) + operations
    schema   = scalar | enum | const | object | map | array | tuple | reference | union | conjunction | anything

Dice are a `random.Random`; hypothesis' own, from `st.randoms()`, let it shrink what it found. Values are built from the
schema without regard to every keyword: whoever wants valid ones asks a validator.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

JSON: TypeAlias = Any
Schema: TypeAlias = Any

COMPONENT_NAMES = (
    *("Pet", "pet", "PET", "Dog", "Order", "OrderItem", "order_item", "order-item", "Order.Item", "User", "Node", "Tree"),
    *("Model", "Client", "AsyncClient", "datetime", "Any", "UUID", "Literal", "list", "object", "str", "type", "int"),
    *("Decimal", "models", "codec", "DecodeError", "UnknownVariant", "ExtraFields", "OpenStrEnum", "TypeAlias", "Error"),
    *("None", "class", "import", "self", "401k", "3", "_", "__", "-", ".", "a.b", "über", "名前", "x__y", "Response", "T"),
    *("APIError", "NotFoundError", "errors", "decode_pet", "Pet1", "Pet2", "TYPE_CHECKING", "dict", "bool", "Codec"),
)
ODD_COMPONENT_NAMES = ("", "a/b", "a~b", "a b", "100%", "#", "a#b", "%41", "a\u2028b", "{x}", "$ref", "\U0001f600", '"""', "\\")
KEYS = (
    *("id", "name", "type", "kind", "value", "items", "date", "list", "str", "int", "object", "bool", "dict", "float"),
    *("class", "def", "import", "None", "True", "self", "cls", "match", "type_", "class_", "class__", "_class", "async"),
    *("401k", "$ref", "$", "@type", "", " ", "a b", "a-b", "a_b", "a.b", "aB", "AB", "ab", "Ab", "a__b", "_", "__", "-"),
    *("to_dict", "from_dict", "to_json", "from_json", "replace", "fields_set", "extra_fields", "extraFields", "copy"),
    *("__class__", "__dict__", "__init__", "__slots__", "__annotations__", "_x", "x_", "model", "data", "extra", "raw"),
    *("datetime", "UUID", "Any", "Literal", "Decimal", "Model", "T", "key", "item", "known", "über", "ﬁ", "K", "名前"),
    *("property", "additionalProperties", "createdAt", "created_at", "vars", "getattr", "is_known", "tag", "mro", "status"),
)
TEXTS = ("", "a", "b", "A", "text", "naïve ☃", "line\nbreak", "0", "1", "true", "null", "x" * 40, '"', "\\", "\x00", "\u2028", "\U0001f600")
ENUM_TEXTS = (
    *("", "a", "A", "b", "+1", "-1", "1", "1.0", "name", "value", "mro", "_arabic_", "__dd.conversion", "title", "NAME"),
    *("None", "true", "class", "a b", "a-b", "a_b", "é", "日本", "__init__", "_", "__", "is_known", "*", "$", "lower", "x\ny"),
)
FORMATS: Mapping[str, tuple[str, ...]] = {
    "date-time": ("2024-02-29T12:00:00Z", "2024-01-01T00:00:00.000Z", "1999-12-31T23:59:59.123456+05:30", "2024-01-01t00:00:00z"),
    "date": ("2024-02-29", "0001-01-01"),
    "time": ("12:00:00Z", "23:59:59.5+01:00"),
    "uuid": ("6f9619ff-8b86-d011-b42d-00c04fc964ff", "6F9619FF-8B86-D011-B42D-00C04FC964FF"),
    "byte": ("aGVsbG8=", "", "AA=="),
    "decimal": ("1.50", "-0", "1E+3"),
    "duration": ("P1DT2H",),
    "binary": ("abc",),
    "uri": ("https://example.com/a?b=c",),
    "email": ("a@example.com",),
    "password": ("secret",),
    "made-up": ("whatever",),
}
PROSE = ("Said of it.", "", "Two\nlines.", 'Quotes """ and \\ and {{ braces }}.', "`code` *stars* <b>", "# coding: x\r\n\u2028end", "\\")
VERSIONS = ("3.0.3", "3.1.0", "3.1.1", "3.2.0")
NUMBERS = (0, 1, -1, 7, 2**53 + 1, 2**70, 0.0, 1.0, -0.5, 1e300, 1e-7, 3.25)


def pointer(name: str) -> str:
    """The JSON pointer of a component schema, as names in a manifest have it."""
    return "#/components/schemas/" + name.replace("~", "~0").replace("/", "~1")


def reference(name: str) -> str:
    """The pointer as a URI fragment, which is what a `$ref` holds."""
    return "#" + quote(pointer(name)[1:], safe="/~$")


def document(dice: random.Random) -> dict[str, JSON]:
    """A document of a few components and operations."""
    return _Author(dice).document()


@dataclass(slots=True)
class _Author:
    dice: random.Random
    version: str = "3.1.0"
    names: list[str] = field(default_factory=list[str])
    components: dict[str, Schema] = field(default_factory=dict[str, Schema])

    # Dice

    def chance(self, percent: int) -> bool:
        return self.dice.randrange(100) < percent

    def some(self, values: Sequence[Any], most: int) -> list[Any]:
        """Up to `most` different ones."""
        count = self.dice.randint(1, min(most, len(values)))
        return self.dice.sample(list(values), count)

    @property
    def modern(self) -> bool:
        return not self.version.startswith("3.0")

    # The document

    def document(self) -> dict[str, JSON]:
        self.version = self.dice.choice(VERSIONS)
        self.names = self.some(COMPONENT_NAMES, 6)
        if self.chance(10):
            self.names.append(self.dice.choice(ODD_COMPONENT_NAMES))
        for name in list(self.names):
            self.components[name] = self.component(name)
        made: dict[str, JSON] = {
            "openapi": self.version,
            "info": {"title": self.dice.choice(["Test", "", 'A "b"']), "version": "1"},
            "paths": self.paths() if self.chance(40) else {},
            "components": {"schemas": self.components},
        }
        if self.chance(10) and self.modern:
            made["webhooks"] = {"event": {"post": {"requestBody": self.body(), "responses": self.responses()}}}
        return made

    def component(self, name: str) -> Schema:
        roll = self.dice.randrange(100)
        if roll < 12:
            return self.family(name, "oneOf" if self.chance(70) else "anyOf")
        if roll < 20:
            return self.tree(name)
        if roll < 55:
            return self.object(3)
        return self.schema(3)

    def fresh(self, base: str) -> str:
        name = base
        while name in self.names:
            name += self.dice.choice("XYZ")
        self.names.append(name)
        return name

    def family(self, name: str, word: str) -> Schema:
        """A union of tagged variants, with or without a discriminator."""
        tag = self.dice.choice(["type", "kind", "$type", "class", "event.type", "to_dict"])
        tags = self.some(ENUM_TEXTS if self.chance(30) else ["cat", "dog", "bird", "fish"], 3)
        mapping: dict[str, str] = {}
        variants: list[Schema] = []
        for value in tags:
            variant = self.object(2)
            variant.setdefault("properties", {})[tag] = self.tag_schema(value)
            if self.chance(85):
                variant["required"] = [*variant.get("required", ()), *([tag] if tag not in variant.get("required", ()) else ())]
            if self.chance(80):
                variant_name = self.fresh(self.dice.choice([f"{name}{value.title()}", value, "Variant"]))
                self.components[variant_name] = variant
                variants.append({"$ref": reference(variant_name)})
                mapping[value] = reference(variant_name) if self.chance(80) else variant_name
            else:
                variants.append(variant)
        if self.chance(15):
            variants.append(self.schema(2))
        union: dict[str, Schema] = {word: variants}
        if self.chance(70):
            union["discriminator"] = {"propertyName": tag, **({"mapping": mapping} if self.chance(60) else {})}
        return self.dressed(union)

    def tag_schema(self, value: str) -> Schema:
        roll = self.dice.randrange(10)
        if roll < 5 and self.modern:
            return {"const": value} if roll < 2 else {"type": "string", "const": value}
        if roll < 8:
            return {"type": "string", "enum": [value]}
        return {"type": "string"} if roll == 8 else {"type": "string", "enum": [value, "other"]}

    def tree(self, name: str) -> Schema:
        """A base with a discriminator and children that refer to it by allOf."""
        base = self.object(2)
        base.setdefault("properties", {})["kind"] = {"type": "string"}
        base["required"] = [*base.get("required", ()), *(["kind"] if "kind" not in base.get("required", ()) else ())]
        mapping: dict[str, str] = {}
        for value in self.some(["cat", "dog", "Bird"], 3):
            child = self.fresh(value if self.chance(50) else f"{name}{value}")
            mapping[value] = reference(child)
            self.components[child] = {"allOf": [{"$ref": reference(name)}, self.object(2)]}
        base["discriminator"] = {"propertyName": "kind", **({"mapping": mapping} if self.chance(60) else {})}
        return base

    # Schemas

    def schema(self, depth: int) -> Schema:
        makers: list[tuple[int, Callable[[int], Schema]]] = [
            (30, self.scalar),
            (10, self.enumeration),
            (6, self.constant),
            (14, self.refer),
            (3, self.anything),
        ]
        if depth > 0:
            makers += [(14, self.object), (7, self.map), (10, self.array), (10, self.union), (8, self.conjunction)]
            makers += [(4, self.nullable)]
        total = sum(weight for weight, _ in makers)
        roll = self.dice.randrange(total)
        for weight, make in makers:
            if roll < weight:
                return self.dressed(make(depth - 1))
            roll -= weight
        raise AssertionError("the weights add up to the total")

    def dressed(self, schema: Schema) -> Schema:
        """The schema with descriptions and other words that leave its values alone, mostly."""
        if not isinstance(schema, dict) or ("$ref" in schema and self.chance(90)):
            return schema
        extra: dict[str, JSON] = {}
        if self.chance(20):
            extra["description"] = self.dice.choice(PROSE)
        if self.chance(8):
            extra["title"] = self.dice.choice(["Thing", "A thing", "class", "", "Pet", "not an: identifier!", "x" * 80, "Response"])
        if self.chance(4):
            extra["deprecated"] = True
        if self.chance(5):
            extra[self.dice.choice(["readOnly", "writeOnly"])] = True
        if self.chance(6):
            extra["default"] = self.plain()
        if self.chance(4):
            extra["example"] = self.plain()
        if self.chance(3) and self.modern:
            extra["examples"] = [self.plain()]
        return {**schema, **extra}

    def plain(self) -> JSON:
        """Any JSON value."""
        return copy.deepcopy(self.dice.choice([None, True, False, *NUMBERS, *TEXTS, [], [1, "a"], {}, {"a": None}, {"a": [{"b": 1}]}]))

    def scalar(self, depth: int) -> Schema:
        kind = self.dice.choice(["string", "string", "string", "integer", "number", "boolean", *(["null"] if self.modern else [])])
        made: dict[str, JSON] = {"type": kind}
        if kind == "string" and self.chance(40):
            made["format"] = self.dice.choice(list(FORMATS))
        elif kind == "string" and self.chance(10):
            made |= self.dice.choice([{"minLength": 2}, {"maxLength": 3}, {"pattern": "^a"}])
        elif kind in ("integer", "number") and self.chance(30):
            made |= self.dice.choice([{"minimum": 0}, {"maximum": 1e6}, {"multipleOf": 1}, {"format": "int64"}, {"format": "decimal"}])
        return made

    def enumeration(self, depth: int) -> Schema:
        roll = self.dice.randrange(10)
        if roll < 5:
            made: dict[str, JSON] = {"type": "string", "enum": self.some(ENUM_TEXTS, 5)}
        elif roll < 7:
            made = {"type": "integer", "enum": self.some([0, 1, 2, -1, 100, 2**40], 4)}
        elif roll < 8:
            made = {"enum": self.some(["a", "b", "", 1, 2.5, True, False, None], 5)}
        elif roll < 9:
            made = {"type": ["string", "null"] if self.modern else "string", "enum": [*self.some(ENUM_TEXTS, 3), None]}
            if not self.modern:
                made["nullable"] = True
        else:
            made = {"type": self.dice.choice(["number", "boolean"]), "enum": self.some([1.5, 2, True, False], 3)}
        if self.chance(15):
            made["x-enum-varnames"] = [f"Name {number}" if self.chance(50) else "same" for number, _ in enumerate(made["enum"])]
        return made

    def constant(self, depth: int) -> Schema:
        if not self.modern:
            return {"type": "string", "enum": [self.dice.choice(ENUM_TEXTS)]}
        value = self.dice.choice([*ENUM_TEXTS, 0, 1, 2.5, True, None, [], [1], {}, {"a": 1}])
        return {"const": copy.deepcopy(value)}

    def refer(self, depth: int) -> Schema:
        made: dict[str, JSON] = {"$ref": reference(self.dice.choice(self.names))}
        if self.modern and self.chance(12):
            made |= self.dice.choice([{"description": "Beside."}, {"default": None}, {"type": "object"}, {"required": ["id"]}])
        return made

    def anything(self, depth: int) -> Schema:
        return self.dice.choice([{}, {}, True, False, {"not": {"type": "string"}}]) if self.modern else {}

    def object(self, depth: int) -> dict[str, Schema]:
        keys = self.some(KEYS, 5)
        made: dict[str, JSON] = {"type": "object", "properties": {key: self.schema(depth - 1) for key in keys}}
        if self.chance(50):
            made["required"] = self.some(keys, 3)
            if self.chance(4):
                made["required"].append("missing")
        if self.chance(30):
            made["additionalProperties"] = self.additional(depth - 1)
        if self.chance(4) and self.modern:
            made["patternProperties"] = {"^x-": self.schema(depth - 1)}
        if self.chance(3) and self.modern:
            made["unevaluatedProperties"] = self.additional(depth - 1)
        if self.chance(10):
            del made["type"]
        return made

    def additional(self, depth: int) -> Schema:
        return self.dice.choice([True, False, {}]) if self.chance(50) else self.schema(depth)

    def map(self, depth: int) -> Schema:
        made: dict[str, JSON] = {"type": "object"}
        if self.chance(85):
            made["additionalProperties"] = self.additional(depth)
        if self.chance(10) and self.modern:
            made |= self.dice.choice([{"patternProperties": {"^a": self.schema(depth)}}, {"propertyNames": {"pattern": "^[a-z]"}}])
        if self.chance(10):
            made["required"] = ["a"]
        return made

    def array(self, depth: int) -> Schema:
        made: dict[str, JSON] = {"type": "array"}
        if self.chance(90):
            made["items"] = self.schema(depth)
        if self.modern and self.chance(25):
            made["prefixItems"] = [self.schema(depth) for _ in range(self.dice.randint(1, 3))]
            if self.chance(40):
                made["items"] = False
        if self.chance(20):
            made |= self.dice.choice([{"minItems": 1}, {"maxItems": 2}, {"uniqueItems": True}, {"minItems": 2, "maxItems": 2}])
        return made

    def union(self, depth: int) -> Schema:
        word = self.dice.choice(["oneOf", "anyOf"])
        if self.modern and self.chance(20):
            made: dict[str, JSON] = {"type": self.some(["string", "integer", "number", "boolean", "array", "object", "null"], 3)}
            if self.chance(40):
                made |= {"items": self.schema(depth)}
            if self.chance(40):
                made |= {"properties": {"a": self.schema(depth)}}
            return made
        if self.modern and self.chance(12):
            return {word: [{"const": value, "title": value} for value in self.some(ENUM_TEXTS, 4)]}
        variants = [self.schema(depth) for _ in range(self.dice.randint(1, 4))]
        if self.modern and self.chance(20):
            variants.append({"type": "null"})
        made = {word: variants}
        if self.chance(10):
            made |= {"type": "object", "properties": {self.dice.choice(KEYS): self.schema(depth)}}
        if self.chance(6):
            made["discriminator"] = {"propertyName": self.dice.choice(["type", "kind"])}
        return made

    def conjunction(self, depth: int) -> Schema:
        parts = [self.refer(0) if self.chance(50) else self.object(depth) for _ in range(self.dice.randint(1, 3))]
        if self.chance(20):
            parts.append(self.schema(depth))
        made: dict[str, JSON] = {"allOf": parts}
        if self.chance(30):
            made |= self.object(depth)
        if self.chance(8):
            made["required"] = ["id"]
        return made

    def nullable(self, depth: int) -> Schema:
        schema = self.schema(depth)
        if not self.modern:
            return {**schema, "nullable": True} if self.chance(60) else {"nullable": True, "allOf": [schema]}
        return {self.dice.choice(["oneOf", "anyOf"]): [schema, {"type": "null"}]}

    # Operations

    def paths(self) -> dict[str, JSON]:
        made: dict[str, JSON] = {}
        for number in range(self.dice.randint(1, 3)):
            wire = self.dice.choice(["id", "self", "class", "a-b", "timeout", "client"])
            path = self.dice.choice([f"/things/{number}", f"/things/{number}/{{{wire}}}", f"/v1/{number}?beta=true", f"/{number}#copy", "/"])
            methods = self.some(["get", "post", "put", "delete", "patch"], 2)
            made[path] = {method: self.operation(path, wire, method) for method in methods}
        return made

    def operation(self, path: str, wire: str, method: str) -> JSON:
        made: dict[str, JSON] = {"responses": self.responses()}
        if self.chance(80):
            made["operationId"] = self.dice.choice(["getThing", "meta/root", "get thing", "class", "close", "with_raw", "1st", "", "list", "self"])
        if self.chance(60):
            made["tags"] = self.some(["Things", "things", "class", "a b", "close", "base_url", "models"], 2)
        parameters = [self.parameter(name) for name in self.some(["limit", "self", "timeout", "headers", "a-b", "a_b", "X-Key", "from", "body"], 3)]
        if f"{{{wire}}}" in path:
            parameters.append({"name": wire, "in": "path", "required": True, "schema": self.schema(1)})
        if self.chance(70):
            made["parameters"] = parameters
        if method in ("post", "put", "patch") and self.chance(70):
            made["requestBody"] = self.body()
        return made

    def parameter(self, name: str) -> JSON:
        made: dict[str, JSON] = {"name": name, "in": self.dice.choice(["query", "query", "header", "cookie"])}
        if self.chance(15):
            return {**made, "content": {"application/json": {"schema": self.schema(2)}}}
        made["schema"] = self.schema(1)
        if made["in"] == "query" and self.chance(30):
            made |= {"style": self.dice.choice(["form", "spaceDelimited", "pipeDelimited", "deepObject"]), "explode": self.chance(50)}
        if self.chance(30):
            made["required"] = True
        return made

    def body(self) -> JSON:
        media = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "application/octet-stream", "text/plain"]
        kinds = self.some([*media, "application/vnd.api+json", "application/x-ndjson", "*/*", "image/png"], 2)
        made: dict[str, JSON] = {"content": {kind: {"schema": self.schema(2)} if self.chance(90) else {} for kind in kinds}}
        return {**made, "required": True} if self.chance(60) else made

    def responses(self) -> JSON:
        made: dict[str, JSON] = {}
        for status in self.some(["200", "201", "204", "2XX", "4XX", "404", "default"], 3):
            made[status] = {"description": "Said."}
            if self.chance(75):
                made[status]["content"] = self.body()["content"]
            if self.chance(15):
                made[status]["headers"] = {"X-Rate": {"schema": self.schema(0)}}
        return made


# Values


class Values:
    """Builds JSON values of the schemas of one document in JSON Schema 2020-12 (see `as_json_schema`)."""

    def __init__(self, document: Mapping[str, JSON], dice: random.Random) -> None:
        self._schemas: Mapping[str, Schema] = document["components"]["schemas"]
        self._by_reference = {reference(name): schema for name, schema in self._schemas.items()}
        self._dice = dice

    def of(self, name: str) -> JSON:
        """A value of a component; RecursionError where its schema leads nowhere but to itself."""
        return self._value(self._schemas[name], 0)

    def anything(self, depth: int = 0) -> JSON:
        dice = self._dice
        roll = dice.randrange(10 if depth < 3 else 7)
        if roll < 3:
            return dice.choice(TEXTS)
        if roll < 5:
            return dice.choice(NUMBERS)
        if roll < 7:
            return dice.choice([None, True, False])
        if roll == 7:
            return [self.anything(depth + 1) for _ in range(dice.randrange(3))]
        return {dice.choice(KEYS): self.anything(depth + 1) for _ in range(dice.randrange(4))}

    def _value(self, schema: Schema, depth: int) -> JSON:
        dice = self._dice
        if depth > 40:
            raise RecursionError
        if not isinstance(schema, dict):
            return self.anything(depth)
        if "const" in schema:
            return copy.deepcopy(schema["const"])
        if schema.get("enum"):
            return copy.deepcopy(dice.choice(schema["enum"]))
        parts: list[Schema] = list(schema.get("allOf", ()))
        if "$ref" in schema:
            parts.append(self._by_reference[schema["$ref"]])
        for word in ("oneOf", "anyOf"):
            if schema.get(word):
                options = schema[word]
                parts.append(min(options, key=lambda each: len(json.dumps(each))) if depth > 6 else dice.choice(options))
        rest = {key: value for key, value in schema.items() if key in _SHAPING}
        if not parts:
            return self._own(rest, depth)
        made = [self._value(part, depth + 1) for part in parts]
        if rest.keys() - {"required"}:
            made.append(self._own(rest, depth))
        whole: dict[str, JSON] = {}
        for each in reversed(made):
            if not isinstance(each, dict):
                return each
            whole.update(each)
        return whole

    def _own(self, schema: dict[str, JSON], depth: int) -> JSON:
        dice = self._dice
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = dice.choice(kind)
        if kind is None:
            is_object = {"properties", "additionalProperties", "patternProperties", "required"} & schema.keys()
            kind = "object" if is_object else "array" if {"items", "prefixItems"} & schema.keys() else None
        match kind:
            case "null":
                return None
            case "boolean":
                return dice.random() < 0.5
            case "integer" | "number":
                return self._number(schema, kind)
            case "string":
                text = dice.choice(FORMATS.get(schema.get("format", ""), TEXTS))
                return dice.choice(["a", "ab", "abc", text]) if schema.keys() & {"minLength", "maxLength", "pattern"} else text
            case "array":
                return self._array(schema, depth)
            case "object":
                return self._object(schema, depth)
            case _:
                return self.anything(depth)

    def _number(self, schema: dict[str, JSON], kind: str) -> int | float:
        whole = [number for number in NUMBERS if float(number).is_integer()]
        return self._dice.choice(whole if kind == "integer" else NUMBERS)

    def _array(self, schema: dict[str, JSON], depth: int) -> list[JSON]:
        prefix = [self._value(item, depth + 1) for item in schema.get("prefixItems", ())]
        prefix = prefix[: self._dice.randint(0, len(prefix))] if self._dice.random() < 0.2 else prefix
        least = schema.get("minItems", 0)
        count = least if depth > 5 else max(least, self._dice.randrange(3))
        items = schema.get("items", True)
        more = [] if items is False else [self._value(items, depth + 1) for _ in range(count - len(prefix))]
        return (prefix + more)[: schema.get("maxItems", 99)]

    def _object(self, schema: dict[str, JSON], depth: int) -> dict[str, JSON]:
        dice = self._dice
        made: dict[str, JSON] = {}
        required: Sequence[str] = schema.get("required", ())
        properties: Mapping[str, Schema] = schema.get("properties", {})
        for key, inner in properties.items():
            if key in required or dice.random() < (0.6 if depth < 3 else 0.2 if depth < 6 else 0):
                made[key] = self._value(inner, depth + 1)
        additional = schema.get("additionalProperties", schema.get("unevaluatedProperties", True))
        for key in required:
            if key not in made:
                made[key] = self._value(additional, depth + 1)
        for pattern, inner in schema.get("patternProperties", {}).items():
            if dice.random() < 0.5 and depth < 6:
                made[pattern.removeprefix("^") + "1"] = self._value(inner, depth + 1)
        if additional is not False and depth < 6 and dice.random() < 0.5:
            for _ in range(dice.randint(1, 2)):
                made.setdefault(dice.choice(KEYS), self._value(additional, depth + 2))
        if dice.random() < 0.2:
            made = dict(dice.sample(list(made.items()), len(made)))
        return made


_SHAPING = frozenset(
    [
        *("type", "format", "minLength", "maxLength", "pattern", "minimum", "properties", "required", "additionalProperties"),
        *("patternProperties", "unevaluatedProperties", "items", "prefixItems", "minItems", "maxItems"),
    ]
)


def as_json_schema(node: JSON, version: str) -> JSON:
    """Schemas of any OpenAPI version in the words of JSON Schema 2020-12. `node` is a mapping of component schemas."""
    return {name: _as_json_schema(schema, version.startswith("3.0")) for name, schema in node.items()}


def _as_json_schema(schema: Schema, before_31: bool) -> Schema:
    if not isinstance(schema, dict):
        return schema
    if before_31 and "$ref" in schema:
        return {"$ref": schema["$ref"]}
    made: dict[str, JSON] = {}
    for key, value in schema.items():
        match key:
            case "properties" | "patternProperties":
                made[key] = {name: _as_json_schema(inner, before_31) for name, inner in value.items()}
            case "allOf" | "oneOf" | "anyOf" | "prefixItems":
                made[key] = [_as_json_schema(inner, before_31) for inner in value]
            case "items" | "additionalProperties" | "unevaluatedProperties" | "not" | "propertyNames":
                made[key] = _as_json_schema(value, before_31)
            case _:
                made[key] = value
    if "type" not in made and made.keys() & {"properties", "additionalProperties", "patternProperties"}:
        made["type"] = "object"  # what everybody means who writes these
    if "prefixItems" in made:
        made["minItems"] = max(made.get("minItems", 0), len(made["prefixItems"]))
    if "discriminator" in made:
        made["allOf"] = [*made.get("allOf", ()), *_by_tag(made.pop("discriminator"), made)]
    if made.pop("nullable", False) is True:
        if "enum" in made and None not in made["enum"]:
            made["enum"] = [*made["enum"], None]
        if isinstance(made.get("type"), str):
            made["type"] = [made["type"], "null"]
        elif "allOf" in made or "oneOf" in made or "anyOf" in made:
            return {"anyOf": [made, {"type": "null"}]}
    return made


def _by_tag(discriminator: Mapping[str, JSON], schema: Schema) -> list[Schema]:
    """What a discriminator beside oneOf or anyOf means: a tag leads to one schema, which then has to hold."""
    key, mapping = discriminator["propertyName"], dict(discriminator.get("mapping", {}))
    variants = [each["$ref"] for word in ("oneOf", "anyOf") for each in schema.get(word, ()) if isinstance(each, dict) and "$ref" in each]
    targets = {unquote(each.rpartition("/")[2]).replace("~1", "/").replace("~0", "~"): each for each in variants}
    targets |= {tag: target if "#" in target else reference(target) for tag, target in mapping.items()}
    return [
        {"if": {"type": "object", "properties": {key: {"const": tag}}, "required": [key]}, "then": {"$ref": target}}
        for tag, target in targets.items()
        if target in variants
    ]

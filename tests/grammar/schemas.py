"""Random schemas: scalar | enum | const | object | map | array | tuple | reference | union | conjunction | anything."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial

from tests.grammar.dice import JSON, Dice, Schema, is_object
from tests.grammar.pointers import reference
from tests.grammar.words import ENUM_TEXTS, FORMATS, KEYS, PROSE, TITLES


class Schemas:
    """Makes schemas that refer to the components of one document."""

    def __init__(self, dice: Dice, version: str, names: list[str], *, wild: bool) -> None:
        self.dice = dice
        self.modern = not version.startswith("3.0")
        self.wild = wild
        self.names = names
        """The components, in order; more may come."""
        self.components: dict[str, Schema] = {}
        self.current = ""
        """The component being made."""
        self._inside = 0
        """How many properties or items stand between the component and the schema being made."""

    def schema(self, depth: int) -> Schema:
        makers: list[tuple[int, Callable[[], Schema]]] = [
            (30, self.scalar),
            (10, self.enumeration),
            (6, self.constant),
            (14, self.refer),
            (3, self.anything),
        ]
        if depth > 0:
            deeper = [(14, self.object), (7, self.map), (10, self.array), (10, self.union), (8, self.conjunction)]
            makers += [(weight, partial(make, depth - 1)) for weight, make in (*deeper, (4, self.nullable))]
        make = self.dice.one([make for weight, make in makers for _ in range(weight)])
        return self.dressed(make())

    def inner(self, depth: int) -> Schema:
        """A schema of a property or an item."""
        self._inside += 1
        made = self.schema(depth)
        self._inside -= 1
        return made

    def dressed(self, schema: Schema) -> Schema:
        """The schema with descriptions and other words that leave its values alone, mostly."""
        if not is_object(schema) or ("$ref" in schema and self.dice.chance(90)):
            return schema
        extra: dict[str, JSON] = {}
        if self.dice.chance(20):
            extra["description"] = self.dice.one(PROSE)
        if self.dice.chance(8):
            extra["title"] = self.dice.one(TITLES)
        if self.dice.chance(4):
            extra["deprecated"] = True
        if self.dice.chance(5):
            extra[self.dice.one(["readOnly", "writeOnly"])] = True
        if self.dice.chance(6):
            extra["default"] = self.dice.plain()
        if self.dice.chance(4):
            extra["example"] = self.dice.plain()
        if self.dice.chance(3) and self.modern:
            extra["examples"] = [self.dice.plain()]
        return {**schema, **extra}

    def scalar(self) -> Schema:
        kind = self.dice.one(
            ["string", "string", "string", "integer", "number", "boolean", *(["null"] if self.modern else [])]
        )
        made: dict[str, JSON] = {"type": kind}
        if kind == "string" and self.dice.chance(40):
            made["format"] = self.dice.one(list(FORMATS))
        elif kind == "string" and self.dice.chance(10):
            made |= self.dice.one([{"minLength": 2}, {"maxLength": 3}, {"pattern": "^a"}])
        elif kind in ("integer", "number") and self.dice.chance(30):
            made |= self.dice.one(
                [{"minimum": 0}, {"maximum": 1e6}, {"multipleOf": 1}, {"format": "int64"}, {"format": "decimal"}]
            )
        return made

    def enumeration(self) -> Schema:
        roll = self.dice.below(10)
        if roll < 5:
            made: dict[str, JSON] = {"type": "string", "enum": self.dice.some(ENUM_TEXTS, 5)}
        elif roll < 7:
            made = {"type": "integer", "enum": self.dice.some([0, 1, 2, -1, 100, 2**40], 4)}
        elif roll < 8:
            made = {"enum": self.dice.some(["a", "b", "", 1, 2.5, True, False, None], 5)}
        elif roll < 9:
            made = {
                "type": ["string", "null"] if self.modern else "string",
                "enum": [*self.dice.some(ENUM_TEXTS, 3), None],
            }
            if not self.modern:
                made["nullable"] = True
        else:
            made = {"type": self.dice.one(["number", "boolean"]), "enum": self.dice.some([1.5, 2, True, False], 3)}
        if self.dice.chance(15):
            made["x-enum-varnames"] = [
                f"Name {number}" if self.dice.chance(50) else "same" for number, _ in enumerate(made["enum"])
            ]
        return made

    def constant(self) -> Schema:
        if not self.modern:
            return {"type": "string", "enum": [self.dice.one(ENUM_TEXTS)]}
        value = self.dice.one([*ENUM_TEXTS, 0, 1, 2.5, True, None, [], [1], {}, {"a": 1}])
        return {"const": copy.deepcopy(value)}

    def refer(self) -> Schema:
        names = self.names
        if not self.wild and not self._inside:  # no schema is a part of itself
            names = names[names.index(self.current) + 1 :] if self.current in names else []
        if not names:
            return self.scalar()
        made: dict[str, JSON] = {"$ref": reference(self.dice.one(names))}
        if self.modern and self.dice.chance(12):
            made |= self.dice.one(
                [{"description": "Beside."}, {"default": None}, {"type": "object"}, {"required": ["id"]}]
            )
        return made

    def anything(self) -> Schema:
        modern: list[Schema] = [{}, True, False, {"not": {"type": "string"}}]
        chosen: Schema = self.dice.one(modern) if self.modern else {}
        return chosen

    def object(self, depth: int) -> dict[str, Schema]:
        keys = self.dice.some(KEYS, 5)
        made: dict[str, JSON] = {"type": "object", "properties": {key: self.inner(depth - 1) for key in keys}}
        if self.dice.chance(50):
            made["required"] = self.dice.some(keys, 3)
            if self.dice.chance(4):
                made["required"].append("missing")
        if self.dice.chance(30):
            made["additionalProperties"] = self.additional(depth - 1)
        if self.dice.chance(4) and self.modern:
            made["patternProperties"] = {"^x-": self.inner(depth - 1)}
        if self.dice.chance(3) and self.modern:
            made["unevaluatedProperties"] = self.additional(depth - 1)
        if self.dice.chance(10):
            del made["type"]
        return made

    def additional(self, depth: int) -> Schema:
        plain: list[Schema] = [True, False, {}]
        return self.dice.one(plain) if self.dice.chance(50) else self.inner(depth)

    def map(self, depth: int) -> Schema:
        made: dict[str, JSON] = {"type": "object"}
        if self.dice.chance(85):
            made["additionalProperties"] = self.additional(depth)
        if self.dice.chance(10) and self.modern:
            made |= self.dice.one(
                [{"patternProperties": {"^a": self.inner(depth)}}, {"propertyNames": {"pattern": "^[a-z]"}}]
            )
        if self.dice.chance(10):
            made["required"] = ["a"]
        return made

    def array(self, depth: int) -> Schema:
        made: dict[str, JSON] = {"type": "array"}
        if self.dice.chance(90):
            made["items"] = self.inner(depth)
        if self.modern and self.dice.chance(25):
            made["prefixItems"] = [self.inner(depth) for _ in range(self.dice.between(1, 3))]
            if self.dice.chance(40):
                made["items"] = False
        if self.dice.chance(20):
            made |= self.dice.one(
                [{"minItems": 1}, {"maxItems": 2}, {"uniqueItems": True}, {"minItems": 2, "maxItems": 2}]
            )
        return made

    def union(self, depth: int) -> Schema:
        word = self.dice.one(["oneOf", "anyOf"])
        if self.modern and self.dice.chance(20):
            made: dict[str, JSON] = {
                "type": self.dice.some(["string", "integer", "number", "boolean", "array", "object", "null"], 3)
            }
            if self.dice.chance(40):
                made |= {"items": self.inner(depth)}
            if self.dice.chance(40):
                made |= {"properties": {"a": self.inner(depth)}}
            return made
        if self.modern and self.dice.chance(12):
            return {word: [{"const": value, "title": value} for value in self.dice.some(ENUM_TEXTS, 4)]}
        alike: list[Callable[[], Schema]] = [self.scalar, self.enumeration, self.constant]
        if self.wild:
            alike = [partial(self.schema, depth)]
        variants = [self.dice.one(alike)() for _ in range(self.dice.between(0, 3))]
        variants.insert(self.dice.between(0, len(variants)), self.dice.one([self.schema, self.object])(depth))
        if self.modern and self.dice.chance(20):
            variants.append({"type": "null"})
        made = {word: variants}
        if self.dice.chance(10):
            made |= {"type": "object", "properties": {self.dice.one(KEYS): self.inner(depth)}}
        if self.dice.chance(6):
            made["discriminator"] = {"propertyName": self.dice.one(["type", "kind"])}
        return made

    def conjunction(self, depth: int) -> Schema:
        parts = [self.refer() if self.dice.chance(50) else self.object(depth) for _ in range(self.dice.between(1, 3))]
        if self.dice.chance(20):
            parts.append(self.schema(depth))
        made: dict[str, JSON] = {"allOf": parts}
        if self.dice.chance(30):
            made |= self.object(depth)
        if self.dice.chance(8):
            made["required"] = ["id"]
        return made

    def nullable(self, depth: int) -> Schema:
        schema = self.schema(depth)
        if not self.modern:
            return {**schema, "nullable": True} if self.dice.chance(60) else {"nullable": True, "allOf": [schema]}
        return {self.dice.one(["oneOf", "anyOf"]): [schema, {"type": "null"}]}

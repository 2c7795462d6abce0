"""Random JSON values of a schema. They are built without regard to every keyword: whoever wants valid ones asks a validator."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Mapping, Sequence

from tests.grammar.dice import JSON, Schema, is_array, is_object
from tests.grammar.pointers import reference
from tests.grammar.words import FORMATS, KEYS, NUMBERS, TEXTS


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
        if not is_object(schema):
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
                parts.append(
                    min(options, key=lambda each: len(json.dumps(each))) if depth > 6 else dice.choice(options)
                )
        rest = {key: value for key, value in schema.items() if key in _SHAPING}
        if not parts:
            return self._own(rest, depth)
        made = [self._value(part, depth + 1) for part in parts]
        if rest.keys() - {"required"}:
            made.append(self._own(rest, depth))
        whole: dict[str, JSON] = {}
        for each in reversed(made):
            if not is_object(each):
                return each
            whole.update(each)
        return whole

    def _own(self, schema: dict[str, JSON], depth: int) -> JSON:
        dice = self._dice
        kind = schema.get("type")
        if is_array(kind):
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
                return self._number(kind)
            case "string":
                text = dice.choice(FORMATS.get(schema.get("format", ""), TEXTS))
                return (
                    dice.choice(["a", "ab", "abc", text])
                    if schema.keys() & {"minLength", "maxLength", "pattern"}
                    else text
                )
            case "array":
                return self._array(schema, depth)
            case "object":
                return self._object(schema, depth)
            case _:
                return self.anything(depth)

    def _number(self, kind: str) -> int | float:
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
        *(
            "type",
            "format",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "properties",
            "required",
            "additionalProperties",
        ),
        *("patternProperties", "unevaluatedProperties", "items", "prefixItems", "minItems", "maxItems"),
    ]
)

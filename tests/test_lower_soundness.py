"""Whatever the schemas, each value that they admit decodes by what they were lowered to. An independent validator is the judge."""

from __future__ import annotations

import json
import random

import jsonschema_rs
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from codegen.diagnostics import Problems, Severity, SpecError
from codegen.lower import Options, lower
from codegen.resolve import Workspace
from codegen.source import read_document
from tests.ir_decoder import JSON, Decoder, NoValue

Schema = dict[str, JSON]

NAMES = ("A", "B", "C")
KEYS = ("t", "x", "y")
SCALARS: list[Schema] = [
    {"type": "string"},
    {"type": "integer"},
    {"type": "number"},
    {"type": "boolean"},
    {"type": "null"},
    {"type": ["string", "null"]},
    {"type": ["integer", "string"]},
    {"const": "a"},
    {"const": 1},
    {"const": True},
    {"enum": ["a", "b"]},
    {"enum": ["a", "b", None]},
    {"enum": [1, 2]},
    {"enum": ["a", 1, True]},
    {"type": "string", "enum": ["b"]},
    {},
]


EXTRAS: list[JSON] = [None, True, {"type": "integer"}]
ANYTHING: list[JSON] = ["a", 1, None, True, {"z": 1}, [1]]


def refs() -> st.SearchStrategy[Schema]:
    return st.sampled_from(NAMES).map(lambda name: {"$ref": f"#/components/schemas/{name}"})


def objects(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    @st.composite
    def build(draw: st.DrawFn) -> Schema:
        properties = draw(st.dictionaries(st.sampled_from(KEYS), inner, max_size=3))
        required = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=2)) if properties else []
        schema: Schema = {"type": "object", "properties": {**properties}}
        needed = [key for key in required if key in properties]
        if needed:
            schema["required"] = [*needed]
        extra: JSON = draw(st.sampled_from(EXTRAS))
        if extra is not None:
            schema["additionalProperties"] = extra
        return schema

    return build()


def compositions(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    @st.composite
    def build(draw: st.DrawFn) -> Schema:
        word = draw(st.sampled_from(["anyOf", "anyOf", "oneOf", "allOf"]))
        parts: list[JSON] = [*draw(st.lists(inner, min_size=1, max_size=3))]
        schema: Schema = {word: parts}
        if draw(st.integers(0, 3)) == 0:
            schema.update(draw(objects(inner)))
        return schema

    return build()


def grow(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    lists = inner.map(lambda item: Schema({"type": "array", "items": item}))
    maps = inner.map(lambda value: Schema({"type": "object", "additionalProperties": value}))
    return st.one_of(objects(inner), compositions(inner), lists, maps)


documents = st.fixed_dictionaries(
    {name: st.recursive(st.one_of(st.sampled_from(SCALARS), refs()), grow, max_leaves=8) for name in NAMES}
)


def stands_for(schema: JSON) -> set[str]:
    """The components that a schema is or may be at the same place, not further inside."""
    if not isinstance(schema, dict):
        return set()
    ref = schema.get("$ref")
    found = {ref.rpartition("/")[2]} if isinstance(ref, str) else set[str]()
    for word in ("allOf", "anyOf", "oneOf"):
        parts = schema.get(word)
        for part in parts if isinstance(parts, list) else ():
            found |= stands_for(part)
    return found


def is_in_itself(components: dict[str, Schema]) -> bool:
    """Whether a component is a variant or a part of itself: validators take anything for such a schema."""
    reach = {name: stands_for(schema) for name, schema in components.items()}
    for _ in reach:
        for name in reach:
            reach[name] |= {further for each in reach[name] for further in reach[each]}
    return any(name in found for name, found in reach.items())


class Misfit(Exception):
    """A value that is not valid for the variant it was made for. Valid for another by accident, it leaves open what it is."""


class Guess:
    """Values that are probably valid, and valid for the variants of unions that they were made for. Keys that no schema knows are
    `z` alone."""

    def __init__(self, components: dict[str, Schema], seed: int) -> None:
        self.components = components
        self.dice = random.Random(seed)
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def fits(self, schema: JSON, value: JSON) -> bool:
        key = json.dumps(schema)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                {"allOf": [schema], "components": {"schemas": self.components}}
            )
        return self._validators[key].is_valid(value)

    def value(self, schema: JSON, depth: int = 0) -> JSON:
        dice = self.dice
        if not isinstance(schema, dict) or depth > 6 or not schema:
            return dice.choice(ANYTHING) if depth < 7 else None
        match schema:
            case {"$ref": str(ref)}:
                return self.value(self.components[ref.rpartition("/")[2]], depth + 1)
            case {"const": constant}:
                return constant
            case {"enum": list(values)}:
                return dice.choice(values)
            case {"allOf": list(parts)} | {"anyOf": list(parts)} | {"oneOf": list(parts)}:
                chosen = parts if "allOf" in schema else [dice.choice(parts)]
                beside = {key: inner for key, inner in schema.items() if key not in ("allOf", "anyOf", "oneOf")}
                made = [self.value(part, depth + 1) for part in [*([beside] if beside else []), *chosen]]
                if "allOf" not in schema and not self.fits(chosen[0], made[-1]):
                    raise Misfit
                whole: dict[str, JSON] = {}
                for each in made:
                    if not isinstance(each, dict):
                        return each
                    whole.update(each)
                return whole
            case {"type": list(types)}:
                return self.value({**schema, "type": dice.choice(types)}, depth)
            case {"type": "object"}:
                return self.object(schema, depth)
            case {"type": "array"}:
                return [self.value(schema.get("items", {}), depth + 1) for _ in range(dice.choice([0, 1, 2]))]
            case {"type": "string"}:
                return dice.choice(["a", "b", "text"])
            case {"type": "integer"}:
                return dice.choice([1, 2, 2.0, 10**18])
            case {"type": "number"}:
                return dice.choice([1, 0.5])
            case {"type": "boolean"}:
                return dice.choice([True, False])
            case _:
                return None

    def object(self, schema: Schema, depth: int) -> JSON:
        properties, required = schema.get("properties"), schema.get("required")
        known: dict[str, JSON] = {}
        for key, inner in properties.items() if isinstance(properties, dict) else ():
            if (isinstance(required, list) and key in required) or self.dice.random() < 0.6:
                known[key] = self.value(inner, depth + 1)
        if self.dice.random() < 0.3:
            known["z"] = self.value(schema.get("additionalProperties", {}), depth + 1)
        return known


@settings(
    max_examples=300,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(documents, st.integers(0, 2**32))
def test_every_valid_value_decodes(components: dict[str, Schema], seed: int) -> None:
    assume(not is_in_itself(components))
    document: JSON = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "components": {"schemas": {**components}},
    }
    problems = Problems()
    node = read_document("api.json", json.dumps(document).encode())
    try:
        api = lower(Workspace("api.json", node, lambda name: node, problems), problems, Options())
    except SpecError as error:
        codes = {problem.code for problem in error.problems if problem.severity is Severity.ERROR}
        assert codes <= {"reference-loop", "allof-cycle"}
        return
    decoder, guess = Decoder(api.declarations), Guess(components, seed)
    everything = {"components": {"schemas": components}}
    for name in NAMES:
        pointer = f"#/components/schemas/{name}"
        validator = jsonschema_rs.Draft202012Validator({"$ref": pointer, **everything})
        for _ in range(10):
            try:
                value = guess.value(components[name])
            except Misfit:
                continue
            if value is None or not validator.is_valid(value):
                continue  # a name that admits null is declared without it: its uses are nullable
            event("valid values")
            try:
                decoder.named(pointer, value)
            except NoValue as error:
                raise AssertionError(
                    f"{json.dumps(value)} is valid against {name} of {json.dumps(components)}: {error}"
                ) from None

"""Schemas of OpenAPI in the words of JSON Schema 2020-12: `nullable`, the discriminator, and what authors leave unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from tests.grammar.dice import JSON, Schema, is_object
from tests.grammar.pointers import reference


def as_json_schema(node: JSON, version: str) -> JSON:
    """Schemas of any OpenAPI version in the words of JSON Schema 2020-12. `node` is a mapping of component schemas."""
    return {name: _as_json_schema(schema, version.startswith("3.0")) for name, schema in node.items()}


def _as_json_schema(schema: Schema, before_31: bool) -> Schema:
    if not is_object(schema):
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
    variants = [
        each["$ref"]
        for word in ("oneOf", "anyOf")
        for each in schema.get(word, ())
        if is_object(each) and "$ref" in each
    ]
    targets = {unquote(each.rpartition("/")[2]).replace("~1", "/").replace("~0", "~"): each for each in variants}
    targets |= {tag: target if "#" in target else reference(target) for tag, target in mapping.items()}
    return [
        {"if": {"type": "object", "properties": {key: {"const": tag}}, "required": [key]}, "then": then}
        for tag, then in (
            *_constants(key, schema),
            *((tag, {"$ref": target}) for tag, target in targets.items() if target in variants),
        )
    ]


def _constants(key: str, schema: Schema) -> list[tuple[JSON, Schema]]:
    """The tags of variants that stand inline, each with its variant: those that the property is limited to."""
    found: list[tuple[JSON, Schema]] = []
    for variant in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        properties: dict[str, Schema] = variant.get("properties", {}) if is_object(variant) else {}
        tag: Schema = properties.get(key, {})
        values: list[JSON] = [tag["const"]] if "const" in tag else tag.get("enum", [])
        found += [(value, variant) for value in values] if len(values) == 1 else []
    return found

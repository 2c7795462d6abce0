"""Reads the Schema Object at a place, each once.

What OpenAPI 3.0 spells differently is translated here: `nullable`, boolean `exclusiveMinimum`/`exclusiveMaximum`, `example`. A keyword of the
wrong type is an error at its position and counts as absent; spellings of the other version whose meaning is clear are accepted and
reported once for the whole document.
"""

from __future__ import annotations

from collections.abc import Callable

from codegen.diagnostics import Problems, Span
from codegen.document.access import Access, Place, describe
from codegen.document.keywords import CHECKS, number_text
from codegen.document.schema import Discriminator, Schema
from codegen.document.types import ANYTHING, FILES, TYPE_NAMES, JSONType, named
from codegen.source import Node

_KEYWORDS = frozenset(CHECKS) | frozenset(
    [
        "$ref",
        "$dynamicRef",
        "$recursiveRef",
        "type",
        "enum",
        "const",
        "properties",
        "patternProperties",
        "required",
        "additionalProperties",
        "unevaluatedProperties",
        "unevaluatedItems",
        "items",
        "prefixItems",
        "allOf",
        "oneOf",
        "anyOf",
        "discriminator",
        "format",
    ]
)
"""The keywords that restrict values."""
_COMPOSING = frozenset({"$ref", "$dynamicRef", "$recursiveRef", "allOf", "oneOf", "anyOf"})


class SchemaReader:
    """Reads schemas, each place once."""

    def __init__(
        self, problems: Problems, version: tuple[int, int], follow: Callable[[Place], Place | None] = lambda _: None
    ) -> None:
        """`version` is that of the entry document, such as (3, 1); `follow` as in `Access`."""
        self.problems = problems
        self.access = Access(problems, follow)
        self._before_31 = version < (3, 1)
        self._known: dict[tuple[str, str], Schema] = {}
        self._mixed: dict[str, list[Span]] = {}

    def read(self, place: Place) -> Schema:
        """The schema at a place."""
        key = (place.file, place.pointer)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._read(place)
        return known

    def report_mixed_versions(self) -> None:
        """Warns, once for each keyword, about spellings of another OpenAPI version; to be called when everything was read."""
        own = "3.0" if self._before_31 else "3.1"
        for what, spans in self._mixed.items():
            more = tuple((span, "here too") for span in spans[1:])
            message = f"{what}; this document is {own}: read as it is meant"
            self.problems.warning("mixed-versions", message, spans[0], None, more)
        self._mixed.clear()

    def _read(self, place: Place) -> Schema:
        schema = Schema(place)
        value = place.node.value
        if isinstance(value, bool):
            schema.boolean = value
            return schema
        if not isinstance(value, dict):
            if value is None:
                self.access.read_as(place.node, "a schema", "a mapping or a boolean", "{}")
            else:
                self.access.wrong_type(place.node, "a schema", "a mapping or a boolean")
            return schema
        phrases: list[str] = []
        schema.keywords = _KEYWORDS.intersection(value)
        schema.is_composed = not _COMPOSING.isdisjoint(value)
        for key, node in value.items():
            check = CHECKS.get(key)
            if check is not None:
                phrase = check(node, self.access)
                if phrase is not None:
                    phrases.append(phrase)
            else:
                self._keyword(schema, key, node)
        if "exclusiveMinimum" in value or "exclusiveMaximum" in value:
            phrases = self._exclusive_bounds(value, phrases)
        self._finish(schema, phrases)
        return schema

    def _keyword(self, schema: Schema, key: str, node: Node) -> None:
        place, access = schema.place, self.access
        match key:
            case "type":
                schema.types = self._types(node)
                if node.value in FILES:
                    schema.format = schema.format or "binary"
            case "description":
                schema.description = access.text(place, key)
            case "title":
                schema.title = access.text(place, key)
            case "$ref":
                if isinstance(node.value, str):
                    schema.ref = node.value
                else:
                    access.wrong_type(node, "`$ref`", "a string")
            case "$dynamicRef" | "$recursiveRef":
                schema.dynamic_ref = access.string(place, key)
            case "nullable":
                schema.nullable = access.flag(place, key)
                if schema.nullable and not self._before_31:
                    self._mix(
                        '`nullable` is a keyword of OpenAPI 3.0, `type: [..., "null"]` says it since 3.1',
                        place.key_span(key),
                    )
            case "enum":
                schema.enum = tuple(element.node for element in access.elements(place, key)) or None
                if node.value == []:
                    self.problems.warning("empty-enum", "an enum without values is ignored", place.key_span(key))
                if schema.enum is None:
                    schema.keywords -= {"enum"}
            case "const":
                schema.const = node
            case "properties":
                schema.properties = access.members(place, key, "a mapping of schemas")
            case "patternProperties":
                schema.pattern_properties = access.members(place, key, "a mapping of schemas")
            case "required":
                if isinstance(node.value, bool):  # older drafts said it so, beside the type of a property
                    access.ignored(node, "`required`", "an array of the names of properties")
                else:
                    schema.required = access.strings(place, key)
            case "additionalProperties":
                schema.additional = place.child(key, node)
            case "unevaluatedProperties":
                schema.unevaluated_properties = place.child(key, node)
            case "unevaluatedItems":
                schema.unevaluated_items = place.child(key, node)
            case "items":
                self._items(schema, node)
            case "additionalItems":
                pass  # older drafts: `items` below reads it together with an array of schemas
            case "prefixItems":
                schema.prefix_items = access.elements(place, key, "an array of schemas")
            case "allOf":
                schema.all_of = self._parts(place, key)
            case "oneOf":
                schema.one_of = self._parts(place, key)
            case "anyOf":
                schema.any_of = self._parts(place, key)
            case "discriminator":
                schema.discriminator = None if node.value is None else self._discriminator(place.child(key, node))
            case "format":
                schema.format = access.string(place, key)
            case "deprecated":
                schema.deprecated = access.flag(place, key)
            case "readOnly":
                schema.read_only = access.flag(place, key)
            case "writeOnly":
                schema.write_only = access.flag(place, key)
            case "default":
                schema.default = node
            case "example":
                schema.examples += (node,)
            case "examples":
                self._examples(schema, node)
            case "x-python-name":
                schema.pinned = access.own_string(place, key)
            case "x-enum-varnames" | "x-enumNames" | "x-enum-names":
                if (listed := _texts(node)) is not None:
                    schema.enum_names = listed
                else:
                    access.foreign(place, key, "an array of the names of the values")
            case "x-enum-descriptions" | "x-enumDescriptions":
                if isinstance(node.value, dict):
                    texts = ((name, member.value) for name, member in node.value.items())
                    schema.enum_descriptions = {name: text for name, text in texts if isinstance(text, str)}
                elif (listed := _texts(node)) is not None:
                    schema.enum_descriptions = listed
                else:
                    access.foreign(place, key, "texts about the values, by value or in their order")
            case "xml" | "externalDocs" | "$defs" | "definitions" | "$vocabulary":
                access.object(place, key)
            case "$id" | "$anchor" | "$dynamicAnchor" | "$schema" | "$comment":
                access.string(place, key)
            case _:
                pass

    def _types(self, node: Node) -> tuple[JSONType, ...] | None:
        """The value of `type`: one name or an array of names."""
        value = node.value
        if isinstance(value, list) and self._before_31:
            self._mix("`type` is an array since OpenAPI 3.1", node.span)
        kinds: list[JSONType] = []
        is_any = False
        for element in value if isinstance(value, list) else [node]:
            if element.value in ANYTHING:
                is_any = True
                message = f"JSON Schema has no type `{element.value}`: read as no `type`, which admits any value"
                self.problems.warning("loose-type", message, element.span)
            elif (kind := self._type(element)) is not None and kind not in kinds:
                kinds.append(kind)
        return None if is_any else tuple(kinds) or None

    def _type(self, node: Node) -> JSONType | None:
        name = node.value
        if isinstance(name, str):
            kind = named(name)
            if kind is None:
                meant = self.access.meant(node, "JSON Schema has no type", TYPE_NAMES)
                if meant is not None:
                    return JSONType(meant)
                words = ", ".join(f"`{word.value}`" for word in JSONType)
                self.problems.error("bad-value", f"`type` must be one of {words}, not `{name}`", node.span)
            elif kind.value != name:
                message = f"JSON Schema has no type `{name}`: read as `{kind.value}`"
                self.problems.warning("loose-type", message, node.span)
            return kind
        if name is None:
            self.problems.warning(
                "bare-null", 'a bare null under `type` is read as "null"', node.span, 'write "null" in quotes'
            )
            return JSONType.NULL
        self.access.wrong_type(node, "`type`", "a string or an array of strings")
        return None

    def _parts(self, place: Place, key: str) -> tuple[Place, ...]:
        parts = self.access.elements(place, key, "an array of schemas")
        if not parts and isinstance(place.node.value, dict) and place.node.value[key].value == []:
            self.problems.warning("empty-composition", f"`{key}` without schemas says nothing", place.key_span(key))
        return parts

    def _items(self, schema: Schema, node: Node) -> None:
        """`items`; an array of schemas is what older drafts call today's `prefixItems`."""
        place = schema.place
        if isinstance(node.value, list):
            self._mix(
                "`items` with an array of schemas is called `prefixItems` in JSON Schema 2020-12",
                place.key_span("items"),
            )
            schema.prefix_items = self.access.elements(place, "items")
            schema.items = self.access.get(place, "additionalItems")
        else:
            schema.items = place.child("items", node)

    def _discriminator(self, place: Place) -> Discriminator | None:
        access = self.access
        if not access.mapping(place, "`discriminator`") or not access.required(
            place, "propertyName", "a discriminator"
        ):
            return None
        name = access.string(place, "propertyName")
        mapping: list[tuple[str, Place]] = []
        for value, target in access.members(place, "mapping"):
            if isinstance(target.node.value, str):
                mapping.append((value, target))
            else:
                access.wrong_type(target.node, "every value of `mapping`", "a string")
        default = access.get(place, "defaultMapping")
        if default is not None and not isinstance(default.node.value, str):
            access.wrong_type(default.node, "`defaultMapping`", "a string")
            default = None
        return None if name is None else Discriminator(name, tuple(mapping), default, place.span)

    def _examples(self, schema: Schema, node: Node) -> None:
        value = node.value
        if isinstance(value, list):
            schema.examples += tuple(value)
        elif isinstance(value, dict):
            named = [member.value.get("value") if isinstance(member.value, dict) else None for member in value.values()]
            schema.examples += tuple(example for example in named if example is not None)
            self._mix("`examples` of a schema is an array, not a mapping as beside a schema", node.span)
        else:
            schema.examples += (node,)
            self._mix(f"`examples` of a schema is an array, not {describe(node)}", node.span)

    def _exclusive_bounds(self, value: dict[str, Node], phrases: list[str]) -> list[str]:
        """3.0's booleans turn `minimum` and `maximum` into exclusive bounds."""
        for keyword, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            node = value.get(keyword)
            if node is None or not isinstance(node.value, bool):
                continue
            if not self._before_31:
                self._mix(f"`{keyword}` is a boolean in OpenAPI 3.0 and a number since 3.1", node.span)
            limit = number_text(value[bound]) if bound in value else None
            if node.value and limit is not None:
                phrases = [f"exclusive {phrase}" if phrase == f"{bound} {limit}" else phrase for phrase in phrases]
        return phrases

    def _finish(self, schema: Schema, phrases: list[str]) -> None:
        if schema.nullable and schema.types is not None and JSONType.NULL not in schema.types:
            schema.types += (JSONType.NULL,)
        for name, _ in schema.pattern_properties:
            phrases.append(f"keys may match {name}")
        if schema.read_only:
            phrases.append("read-only")
        if schema.write_only:
            phrases.append("write-only")
        schema.constraints = tuple(phrases)

    def _mix(self, what: str, span: Span) -> None:
        self._mixed.setdefault(what, []).append(span)


def _texts(node: Node) -> tuple[str, ...] | None:
    """The items of an array of strings; None when the node is none."""
    values = [item.value for item in node.value] if isinstance(node.value, list) else [None]
    texts = tuple(value for value in values if isinstance(value, str))
    return texts if len(texts) == len(values) else None

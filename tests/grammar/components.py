"""Random components: families of tagged variants, allOf trees, objects and whatever else a schema may be."""

from __future__ import annotations

from tests.grammar.dice import Dice, Schema
from tests.grammar.pointers import reference
from tests.grammar.schemas import Schemas
from tests.grammar.words import ENUM_TEXTS


class Components:
    """Makes components; a family or a tree adds those that it consists of."""

    def __init__(self, dice: Dice, schemas: Schemas) -> None:
        self.dice = dice
        self._schemas = schemas

    def component(self, name: str) -> Schema:
        self._schemas.current = name
        roll = self.dice.below(100)
        if roll < 12:
            return self.family(name, "oneOf" if self.dice.chance(70) else "anyOf")
        if roll < 20:
            return self.tree(name)
        if roll < 55:
            return self._schemas.object(3)
        return self._schemas.schema(3)

    def fresh(self, base: str) -> str:
        name = base
        while name in self._schemas.names:
            name += self.dice.one("XYZ")
        self._schemas.names.append(name)
        return name

    def family(self, name: str, word: str) -> Schema:
        """A union of tagged variants, with or without a discriminator."""
        tag = self.dice.one(["type", "kind", "$type", "class", "event.type", "to_dict"])
        discriminated = self.dice.chance(70)
        vague = discriminated or self._schemas.wild
        tags = self.dice.some(ENUM_TEXTS if self.dice.chance(30) else ["cat", "dog", "bird", "fish"], 3)
        mapping: dict[str, str] = {}
        variants: list[Schema] = []
        for value in tags:
            variant = self._schemas.object(2)
            variant.setdefault("properties", {})[tag] = self.tag_schema(value, vague)
            if not vague or self.dice.chance(85):
                variant["required"] = [
                    *variant.get("required", ()),
                    *([tag] if tag not in variant.get("required", ()) else ()),
                ]
            if self.dice.chance(80):
                variant_name = self.fresh(self.dice.one([f"{name}{value.title()}", value, "Variant"]))
                self._schemas.components[variant_name] = variant
                variants.append({"$ref": reference(variant_name)})
                mapping[value] = reference(variant_name) if self.dice.chance(80) else variant_name
            else:
                variants.append(variant)
        if self.dice.chance(15):
            variants.append(self._schemas.schema(2) if self._schemas.wild else self._schemas.scalar())
        union: dict[str, Schema] = {word: variants}
        if discriminated:
            union["discriminator"] = {"propertyName": tag, **({"mapping": mapping} if self.dice.chance(60) else {})}
        return self._schemas.dressed(union)

    def tag_schema(self, value: str, vague: bool) -> Schema:
        roll = self.dice.below(10 if vague else 8)
        if roll < 5 and self._schemas.modern:
            return {"const": value} if roll < 2 else {"type": "string", "const": value}
        if roll < 8:
            return {"type": "string", "enum": [value]}
        return {"type": "string"} if roll == 8 else {"type": "string", "enum": [value, "other"]}

    def tree(self, name: str) -> Schema:
        """A base with a discriminator and children that refer to it by allOf."""
        base = self._schemas.object(2)
        base.setdefault("properties", {})["kind"] = {"type": "string"}
        base["required"] = [*base.get("required", ()), *(["kind"] if "kind" not in base.get("required", ()) else ())]
        mapping: dict[str, str] = {}
        for value in self.dice.some(["cat", "dog", "Bird"], 3):
            child = self.fresh(value if self.dice.chance(50) else f"{name}{value}")
            mapping[value] = reference(child)
            own = self._schemas.object(2)
            own["properties"].pop("kind", None)  # another tag than the base says would leave open what a value is
            own["required"] = [key for key in own.get("required", ()) if key != "kind"]
            self._schemas.components[child] = {"allOf": [{"$ref": reference(name)}, own]}
        base["discriminator"] = {"propertyName": "kind", **({"mapping": mapping} if self.dice.chance(60) else {})}
        return base

"""Random documents and random values: dice go in, an OpenAPI document or a JSON value of one of its schemas comes out.

    document = components + operations + webhooks
    component = family of tagged variants | allOf tree | object | schema
    schema = scalar | enum | const | object | map | array | tuple | reference | union | conjunction | anything

Dice are a `random.Random`; those of hypothesis' own strategy let it look for simpler documents.
"""

from __future__ import annotations

import random

from tests.grammar.components import Components
from tests.grammar.dice import JSON, Dice
from tests.grammar.json_schema import as_json_schema
from tests.grammar.operations import Operations
from tests.grammar.pointers import pointer, reference
from tests.grammar.schemas import Schemas
from tests.grammar.values import Values
from tests.grammar.words import COMPONENT_NAMES, FORMATS, ODD_COMPONENT_NAMES, VERSIONS

__all__ = ["FORMATS", "Values", "as_json_schema", "document", "pointer", "reference"]


def document(random: random.Random, *, wild: bool = False) -> dict[str, JSON]:
    """A document of a few components and operations.

    With `wild`, unions may have several object variants that nothing tells apart but trying, and a schema may be a variant of
    itself: what a value then is, the document leaves open, so a decoder may refuse one that a validator takes.
    """
    dice = Dice(random)
    version = dice.one(VERSIONS)
    names = dice.some(COMPONENT_NAMES, 6)
    if dice.chance(10):
        names.append(dice.one(ODD_COMPONENT_NAMES))
    schemas = Schemas(dice, version, names, wild=wild)
    components, operations = Components(dice, schemas), Operations(dice, schemas)
    for name in list(names):
        schemas.components[name] = components.component(name)
    made: dict[str, JSON] = {
        "openapi": version,
        "info": {"title": dice.one(["Test", "", 'A "b"']), "version": "1"},
        "paths": operations.paths() if dice.chance(40) else {},
        "components": {"schemas": schemas.components},
    }
    if dice.chance(10) and schemas.modern:
        made["webhooks"] = {"event": {"post": {"requestBody": operations.body(), "responses": operations.responses()}}}
    return made

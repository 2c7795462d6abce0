"""What the schemas of the documents say, before any type is made of them.

    a place ─ reader ─→ Schema (its keywords)
            ├ references ─→ Reference, if it is only another name for one schema
            └ expander ─→ Conjunction (references and allOf followed) ─┬ merger ──→ MergedSchema (one schema without allOf)
                                                                      └ CandidateFinder ─→ Candidate (variants of oneOf and anyOf)

`SchemaLookup` holds all of these and is where to begin. `doc_of` and `hint_of` give the prose and the words for names. Nothing here makes
types or declarations: `lower.drafting` does.
"""

from __future__ import annotations

from codegen.lower.schemas.array_items import Items
from codegen.lower.schemas.choices import Candidate, CandidateFinder, unique_tags
from codegen.lower.schemas.conjunction import Conjunction, Key, Part, Reference, key_of
from codegen.lower.schemas.discriminators import TagMapping
from codegen.lower.schemas.docs import default_of, doc_of, scalar_text
from codegen.lower.schemas.hints import component_id, component_key, hint_of
from codegen.lower.schemas.json_types import kinds_of_atoms, type_of_value, values_of
from codegen.lower.schemas.lookup import SchemaLookup
from codegen.lower.schemas.merging import MergedSchema, Property
from codegen.lower.schemas.owners import Owner, main_status, response_words, shared_owner
from codegen.lower.schemas.sides import sides_of
from codegen.lower.schemas.targets import HARMLESS
from codegen.lower.schemas.values import Value

__all__ = [
    "HARMLESS",
    "Candidate",
    "CandidateFinder",
    "Conjunction",
    "Items",
    "Key",
    "MergedSchema",
    "Owner",
    "Part",
    "Property",
    "Reference",
    "SchemaLookup",
    "TagMapping",
    "Value",
    "component_id",
    "component_key",
    "default_of",
    "doc_of",
    "hint_of",
    "key_of",
    "kinds_of_atoms",
    "main_status",
    "response_words",
    "scalar_text",
    "shared_owner",
    "sides_of",
    "type_of_value",
    "unique_tags",
    "values_of",
]

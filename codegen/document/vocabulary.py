"""The objects of OpenAPI 3.0, 3.1 and 3.2 and the keys that each knows, as one grammar.

    Object  key  key:Object  key:{Object}  *:Object

`key:Object` is an object or an array of objects, `key:{Object}` a map with free keys, and `*` stands for the free keys of an object
that may have extensions beside them. What a key without an object holds is data, or is read elsewhere. The versions count
together: what one of them knows is read, or left alone, in all. Every object may be a Reference Object.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from codegen.values import dataclass

_GRAMMAR = """
OpenAPI         openapi $self $schema jsonSchemaDialect info:Info servers:Server paths:Paths webhooks:{PathItem}
                components:Components security tags:Tag externalDocs:ExternalDocs
Info            title summary description termsOfService contact:Contact license:License version
Contact         name url email
License         name identifier url
Server          url description name variables:{ServerVariable}
ServerVariable  enum default description
Components      schemas:{Schema} responses:{Response} parameters:{Parameter} examples:{Example} requestBodies:{RequestBody}
                headers:{Header} securitySchemes:{SecurityScheme} links:{Link} callbacks:{Callback} pathItems:{PathItem}
                mediaTypes:{MediaType}
Paths           *:PathItem
PathItem        summary description get:Operation put:Operation post:Operation delete:Operation options:Operation head:Operation
                patch:Operation trace:Operation query:Operation additionalOperations:{Operation} servers:Server
                parameters:Parameter
Operation       tags summary description externalDocs:ExternalDocs operationId parameters:Parameter requestBody:RequestBody
                responses:Responses callbacks:{Callback} deprecated security servers:Server
ExternalDocs    description url
Parameter       name in description required deprecated allowEmptyValue style explode allowReserved schema:Schema example
                examples:{Example} content:{MediaType}
Header          description required deprecated allowEmptyValue style explode allowReserved schema:Schema example
                examples:{Example} content:{MediaType}
RequestBody     description content:{MediaType} required
MediaType       description schema:Schema itemSchema:Schema example examples:{Example} encoding:{Encoding}
                prefixEncoding:Encoding itemEncoding:Encoding
Encoding        contentType headers:{Header} style explode allowReserved encoding:{Encoding} prefixEncoding:Encoding
                itemEncoding:Encoding
Responses       *:Response
Response        summary description headers:{Header} content:{MediaType} links:{Link}
Callback        *:PathItem
Example         summary description value dataValue serializedValue externalValue
Link            operationRef operationId parameters requestBody description server:Server
Tag             name summary description externalDocs:ExternalDocs parent kind
SecurityScheme  type description name in scheme bearerFormat flows:OAuthFlows openIdConnectUrl oauth2MetadataUrl deprecated
OAuthFlows      implicit:OAuthFlow password:OAuthFlow clientCredentials:OAuthFlow authorizationCode:OAuthFlow
                deviceAuthorization:OAuthFlow
OAuthFlow       authorizationUrl deviceAuthorizationUrl tokenUrl refreshUrl scopes
Schema          $id $schema $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary $comment $defs:{Schema}
                allOf:Schema anyOf:Schema oneOf:Schema not:Schema if:Schema then:Schema else:Schema dependentSchemas:{Schema}
                prefixItems:Schema items:Schema contains:Schema properties:{Schema} patternProperties:{Schema}
                additionalProperties:Schema propertyNames:Schema unevaluatedItems:Schema unevaluatedProperties:Schema
                type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems
                minItems uniqueItems maxContains minContains maxProperties minProperties required dependentRequired
                format contentEncoding contentMediaType contentSchema:Schema title description default deprecated readOnly
                writeOnly example examples nullable discriminator:Discriminator xml:XML externalDocs:ExternalDocs
                id definitions:{Schema} dependencies additionalItems:Schema
Discriminator   propertyName mapping defaultMapping
XML             nodeType name namespace prefix attribute wrapped
"""


_WORDS = re.compile("(?<=[a-z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of object. `known` are its keys, `nested` those that hold objects: `objects` one or an array, `maps` one a key."""

    name: str
    known: set[str] = field(default_factory=lambda: {"$ref"})
    objects: dict[str, Kind] = field(default_factory=dict[str, "Kind"])
    maps: dict[str, Kind] = field(default_factory=dict[str, "Kind"])
    members: list[Kind] = field(default_factory=list["Kind"])
    """What stands under the free keys of an object that has them; else empty."""
    nested: set[str] = field(default_factory=lambda: {"$ref"})

    @property
    def article(self) -> str:
        """`a Schema Object`, `an OAuth Flow Object`: what a message calls it."""
        return f"{'an' if self.name[0] in 'AEIOX' else 'a'} {_WORDS.sub(' ', self.name)} Object"


def _read(grammar: str) -> Mapping[str, Kind]:
    lines: dict[str, list[str]] = {}
    name = ""
    for line in grammar.strip().splitlines():
        words = line.split()
        if not line.startswith(" "):
            name, *words = words
        lines.setdefault(name, []).extend(words)
    kinds = {name: Kind(name) for name in lines}
    for name, words in lines.items():
        kind = kinds[name]
        for word in words:
            key, _, value = word.partition(":")
            if key == "*":
                kind.members.append(kinds[value])
                continue
            kind.known.add(key)
            if value:
                kind.nested.add(key)
            if value.startswith("{"):
                kind.maps[key] = kinds[value[1:-1]]
            elif value:
                kind.objects[key] = kinds[value]
    return kinds


KINDS = _read(_GRAMMAR)
ALL_KEYS = frozenset[str]().union(*(kind.known for kind in KINDS.values()))

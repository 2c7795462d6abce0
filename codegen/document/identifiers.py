"""Finds the schemas of a document that have an `$id` or an `$anchor` (JSON Schema 2020-12 core, section 8.2).

The `$self` of the document itself counts as an `$id` (OpenAPI 3.2, section 4.1.1).
"""

from __future__ import annotations

from urllib.parse import urljoin

from codegen.document.access import Place
from codegen.values import dataclass

_DATA_KEYS = frozenset({"example", "examples", "default", "enum", "const", "value"})
"""Keys whose values are data: an `$id` in there is no keyword."""


_KEYWORDS = ("$id", "$anchor", "$dynamicAnchor")


@dataclass(frozen=True, slots=True)
class Resource:
    """A schema with an `$id`, and everything below it up to the next one."""

    uri: str
    pointer: str


def join(base: str, address: str) -> str:
    """A reference resolved against a base URI; the empty fragment is dropped. Address text that is no URI stands for itself."""
    try:
        return urljoin(base, address).removesuffix("#")
    except ValueError:
        return address


class Identifiers:
    """The schemas of one file that have an `$id`, `$anchor` or `$dynamicAnchor`. A file without these words is not searched."""

    def __init__(self, whole: Place) -> None:
        self.resources: dict[str, Place] = {}
        """URI → the schema that has it as its `$id`."""
        self._scopes: list[Resource] = []
        self._anchors: dict[tuple[str, str], Place] = {}
        self._whole = Resource(whole.file, "")
        root = whole.node.value
        own = root["$self"].value if isinstance(root, dict) and "$self" in root else None
        if isinstance(own, str):
            self.resources[join("", own)] = whole
        if any(word in whole.span.source.text for word in _KEYWORDS):
            self._search(whole)

    @property
    def has_ids(self) -> bool:
        return bool(self.resources)

    def scope(self, pointer: str) -> Resource:
        """The innermost schema with an `$id` around a pointer, or the whole file."""
        found = self._whole
        for scope in self._scopes:
            if pointer == scope.pointer or pointer.startswith(scope.pointer + "/"):
                found = scope
        return found

    def anchor(self, pointer: str, name: str) -> Place | None:
        """The schema with this anchor, in the schema resource around a pointer."""
        return self._anchors.get((self.scope(pointer).uri, name)) or self._anchors.get((self._whole.uri, name))

    def _search(self, whole: Place) -> None:
        waiting: list[tuple[Place, str]] = [(whole, self._whole.uri)]
        while waiting:
            place, uri = waiting.pop()
            value = place.node.value
            if isinstance(value, list):
                waiting += [(place.child(str(index), node), uri) for index, node in reversed(list(enumerate(value)))]
            elif isinstance(value, dict):
                name = value["$id"].value if "$id" in value else None
                if isinstance(name, str) and name.startswith("#"):
                    self._anchors.setdefault((uri, name[1:]), place)
                elif isinstance(name, str) and place.pointer:
                    uri = join(uri, name)
                    self.resources.setdefault(uri, place)
                    self._scopes.append(Resource(uri, place.pointer))
                for keyword in _KEYWORDS[1:]:
                    name = value[keyword].value if keyword in value else None
                    if isinstance(name, str):
                        self._anchors.setdefault((uri, name), place)
                inner = [(place.child(key, node), uri) for key, node in value.items() if key not in _DATA_KEYS]
                waiting += reversed(inner)

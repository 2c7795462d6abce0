"""Looks through whole documents for keys that the objects of OpenAPI don't know.

A key that misspells one that its object knows is the warning `unknown-key`. All other unknown keys are one note together, for
they may be meant for other tools; in schemas since 3.1 they are no matter at all, for JSON Schema allows any (2020-12 core, 6.5).
Extensions (`x-…`) and maps with free keys are left alone. A key of another object is in the wrong place, not misspelled.
"""

from __future__ import annotations

from collections.abc import Callable

from codegen.diagnostics import Problems, Span
from codegen.document.access import Place
from codegen.document.spelling import nearest
from codegen.document.vocabulary import ALL_KEYS, KINDS, Kind
from codegen.source import Node

_NAMED = 5
"""How many keys the note names."""
_MOST_SLIPS = 1_000
"""Different unknown keys that are compared with known ones: a document with more of them has keys of its own, not slips."""
_SCHEMA = KINDS["Schema"]
_SHORT_WORDS = frozenset({"if", "not", "then", "else", "id"})
"""Keywords of a schema that ordinary words resemble: `note` is no misspelled `not`."""
_ALIKE = frozenset({"schema", "scheme"})
"""Keys of different objects that are one slip apart, which authors mix up."""


def report_unknown_keys(
    root: Place, version: tuple[int, int], target: Callable[[Place], Place | None], problems: Problems
) -> None:
    """`target` finds what the `$ref` of the object at a place leads to; None for what no file read so far has."""
    _Search(version, target, problems).run(root)


class _Search:
    def __init__(self, version: tuple[int, int], target: Callable[[Place], Place | None], problems: Problems) -> None:
        self._schemas_are_open = version >= (3, 1)
        self._target = target
        self._problems = problems
        self._strange: list[tuple[Node, Kind]] = []
        """Objects with keys that their kind does not know."""
        self._maps: set[int] = set()
        """Maps that references lead to: they have free keys, whatever object stands at such a place elsewhere."""
        self._files: set[int] = set()
        """Whole files that are one object: beside its keys they keep what it refers to, under any key."""

    def run(self, root: Place) -> None:
        waiting: list[tuple[str, Node, Kind]] = [(root.file, root.node, KINDS["OpenAPI"])]
        seen: set[int] = set()
        while waiting:
            file, node, kind = waiting.pop()
            value = node.value
            if isinstance(value, list):
                waiting += [(file, element, kind) for element in value]
            if not isinstance(value, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            if kind.members:
                member = kind.members[0]
                waiting += [(file, one, member) for key, one in value.items() if not key.startswith("x-")]
            elif not value.keys() <= kind.known:
                self._strange.append((node, kind))
            for key, inside in value.items():
                if key not in kind.nested:
                    continue
                if key == "$ref":
                    waiting += self._referred(file, node, inside.value, kind)
                elif key in kind.objects:
                    waiting.append((file, inside, kind.objects[key]))
                elif isinstance(inside.value, dict):
                    waiting += self._members(file, inside, inside.value, kind.maps[key])
        self._report()

    def _referred(self, file: str, node: Node, reference: object, kind: Kind) -> list[tuple[str, Node, Kind]]:
        """What the object at `node` refers to, unless that is a component of the entry document, which is searched anyway."""
        if not isinstance(reference, str) or (file == "" and reference.startswith("#/components/")):
            return []
        place = self._target(Place(file, "", node))
        if place is None:
            return []
        if not place.pointer:
            self._files.add(id(place.node))
        return [(place.file, place.node, kind)]

    def _members(self, file: str, node: Node, value: dict[str, Node], kind: Kind) -> list[tuple[str, Node, Kind]]:
        """The objects of a map, and of the map that it refers to."""
        is_content = kind is KINDS["MediaType"]
        found = [(file, one, kind) for key, one in value.items() if not (is_content and key.startswith("x-"))]
        place = self._target(Place(file, "", node)) if "$ref" in value else None
        if place is not None and isinstance(place.node.value, dict):
            self._maps.add(id(place.node))
            found += [(place.file, one, kind) for one in place.node.value.values()]
        return found

    def _report(self) -> None:
        suggestions: dict[tuple[str, str], str | None] = {}
        others: dict[str, list[Span]] = {}
        for node, kind in self._strange:
            if not isinstance(node.value, dict) or id(node) in self._maps:
                continue
            is_open = id(node) in self._files or (kind is _SCHEMA and self._schemas_are_open)
            for key in node.value:
                if key in kind.known or key.lower().startswith("x-"):
                    continue
                at = (kind.name, key)
                if at not in suggestions and len(suggestions) < _MOST_SLIPS:
                    suggestions[at] = _suggestion(key, kind)
                if (meant := suggestions.get(at)) is not None:
                    message = f"`{key}` is no key of {kind.article}: it is ignored"
                    hint = f"did you mean `{meant}`?"
                    self._problems.warning("unknown-key", message, node.key_span(key), hint)
                elif not is_open:
                    others.setdefault(key, []).append(node.key_span(key))
        if others:
            self._report_others(others)

    def _report_others(self, others: dict[str, list[Span]]) -> None:
        named = [f"`{key}`" for key in sorted(others)[:_NAMED]]
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        spans = [span for found in others.values() for span in found]
        first, *rest = sorted(spans, key=lambda span: (span.source.name, span.line, span.column))
        self._problems.note(
            "unknown-keys",
            f"OpenAPI does not know {', '.join(named)}{more} where they stand; they are ignored",
            first,
            tuple((span, "also ignored") for span in rest),
        )


def _suggestion(key: str, kind: Kind) -> str | None:
    for word in (f"{key}s", key.removesuffix("s"), f"{key[:-1]}ies"):
        if word != key and word in kind.known and word not in _SHORT_WORDS:
            return word
    if key in ALL_KEYS and key not in _ALIKE:
        return None
    words = sorted(kind.known - {"$ref"} - _like_others(key, kind))
    return nearest(key, ("$ref", *(word for word in words if word[0] != "$" or key[0] == "$")) if key else ())


def _like_others(key: str, kind: Kind) -> frozenset[str]:
    """The keywords that don't count as near, unless `key` has the same letters (`nott`)."""
    return frozenset(word for word in _SHORT_WORDS if set(word) != set(key)) if kind is _SCHEMA else frozenset()

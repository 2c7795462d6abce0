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
_SCHEMA = KINDS["Schema"]
_SHORT_WORDS = frozenset({"if", "not", "then", "else", "id"})
"""Keywords of a schema that ordinary words resemble: `note` is no misspelled `not`."""


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
        self._suggestions: dict[tuple[str, str], str | None] = {}
        self._files: set[int] = set()
        """Whole files that are one object: beside its keys they keep what it refers to, under any key."""
        self._others: dict[str, list[Span]] = {}

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
                self._unknown(node, value, kind)
            for key, inside in value.items():
                if key not in kind.nested:
                    continue
                if key == "$ref":
                    place = self._referred(file, node, inside.value)
                    if place is not None:
                        waiting.append((place.file, place.node, kind))
                elif key in kind.objects:
                    waiting.append((file, inside, kind.objects[key]))
                elif isinstance(inside.value, dict):
                    waiting += [(file, one, kind.maps[key]) for one in inside.value.values()]
        self._report_others()

    def _referred(self, file: str, node: Node, reference: object) -> Place | None:
        """What the object at `node` refers to, unless that is a component of the entry document, which is searched anyway."""
        if not isinstance(reference, str) or (file == "" and reference.startswith("#/components/")):
            return None
        place = self._target(Place(file, "", node))
        if place is not None and not place.pointer:
            self._files.add(id(place.node))
        return place

    def _unknown(self, node: Node, value: dict[str, Node], kind: Kind) -> None:
        for key in value:
            if key in kind.known or key.lower().startswith("x-"):
                continue
            meant = self._meant(key, kind)
            if meant is not None:
                self._problems.warning(
                    "unknown-key",
                    f"`{key}` is no key of {kind.article}: it is ignored",
                    node.key_span(key),
                    f"did you mean `{meant}`?",
                )
            elif id(node) not in self._files and (kind is not _SCHEMA or not self._schemas_are_open):
                self._others.setdefault(key, []).append(node.key_span(key))

    def _meant(self, key: str, kind: Kind) -> str | None:
        """The key that this one misspells."""
        at = (kind.name, key)
        if at not in self._suggestions:
            self._suggestions[at] = _suggestion(key, kind)
        return self._suggestions[at]

    def _report_others(self) -> None:
        if not self._others:
            return
        named = [f"`{key}`" for key in sorted(self._others)[:_NAMED]]
        more = f" and {len(self._others) - _NAMED} more" if len(self._others) > _NAMED else ""
        spans = [span for found in self._others.values() for span in found]
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
    if key in ALL_KEYS:
        return None
    words = sorted(kind.known - {"$ref"} - _like_others(key, kind))
    return nearest(key, ("$ref", *(word for word in words if word[0] != "$" or key[0] == "$")) if key else ())


def _like_others(key: str, kind: Kind) -> frozenset[str]:
    """The keywords that don't count as near, unless `key` has the same letters (`nott`)."""
    return frozenset(word for word in _SHORT_WORDS if set(word) != set(key)) if kind is _SCHEMA else frozenset()

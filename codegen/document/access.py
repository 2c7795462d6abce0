"""Reads the keys of the objects of a document, and checks the types of their values.

A `Place` is a node with its file and JSON pointer, so that every object has an id. `Access` reads keys of the object at a place. A
value of the wrong type is the error `wrong-type` and counts as absent, so that reading goes on. So does a key without a value, as
YAML has it (`tags:`). A value whose meaning is clear all the same (`operationId: 7`, `required: "true"`) is the warning `loose-type`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from codegen.diagnostics import Problems, Span
from codegen.document.spelling import nearest
from codegen.source import Node
from codegen.values import dataclass


def escape_pointer(key: str) -> str:
    """One token of a JSON pointer (RFC 6901, section 3)."""
    if "~" in key or "/" in key:
        return key.replace("~", "~0").replace("/", "~1")
    return key


def unescape_pointer(token: str) -> str:
    """The key that a token of a JSON pointer stands for."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


@dataclass(frozen=True, slots=True)
class Place:
    """A node with its file and JSON pointer. `file` is relative to the folder of the entry document, empty for that document itself."""

    file: str
    pointer: str
    node: Node

    @property
    def id(self) -> str:
        """`#/components/schemas/Pet`, or `common/pets.yaml#/Pet` in another file."""
        return f"{self.file}#{self.pointer}"

    @property
    def span(self) -> Span:
        return self.node.span

    def child(self, key: str, node: Node) -> Place:
        return Place(self.file, f"{self.pointer}/{escape_pointer(key)}", node)

    def key_span(self, key: str) -> Span:
        """Position of a key of the mapping that stands here."""
        return self.node.key_span(key)


def describe(node: Node) -> str:
    """What a node is, for a message: `a mapping`, `an array`, `a string` …"""
    value = node.value
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, str):
        return "a string"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    return "an integer" if isinstance(value, int) else "a number"


class Access:
    """Reads keys of the objects of a document. `None`, `()` or the given default means: not there, or there with the wrong type."""

    __slots__ = ("_follow", "problems")

    def __init__(self, problems: Problems, follow: Callable[[Place], Place | None] = lambda _: None) -> None:
        """`follow` finds what a Reference Object stands for."""
        self.problems = problems
        self._follow = follow

    def wrong_type(self, node: Node, what: str, expected: str) -> None:
        """Reports that `what` (a keyword in backquotes, or words) should be `expected` (`a string`)."""
        self.problems.error("wrong-type", f"{what} must be {expected}, not {describe(node)}", node.span)

    def ignored(self, node: Node, what: str, expected: str) -> None:
        """Warns of a keyword that has the wrong type and no part in the type of a value: it counts as absent."""
        self.problems.warning(
            "loose-type", f"{what} must be {expected}, not {describe(node)}: it is ignored", node.span
        )

    def read_as(self, node: Node, what: str, expected: str, shown: str) -> None:
        """Warns of a value of the wrong type whose meaning is clear."""
        self.problems.warning(
            "loose-type", f"{what} must be {expected}, not {describe(node)}: read as `{shown}`", node.span
        )

    def meant(self, node: Node, what: str, words: Iterable[str]) -> str | None:
        """The one of `words` that a string misspells, with a warning that begins with `what`; None where none is near."""
        near = nearest(node.value, words) if isinstance(node.value, str) else None
        if near is not None:
            message = f"{what} `{node.value}`: read as `{near}`"
            self.problems.warning("unknown-value", message, node.span, f"did you mean `{near}`?")
        return near

    def foreign(self, place: Place, key: str, expected: str) -> None:
        """Warns of an extension whose value is not what this generator means by it: other tools may, so it counts as absent."""
        self.problems.warning(
            "foreign-extension",
            f"this `{key}` is ignored: the one that the generator reads is {expected}",
            place.key_span(key),
        )

    def own_string(self, place: Place, key: str) -> str | None:
        """The string of an extension of this generator."""
        found = self.get(place, key)
        if found is None or isinstance(found.node.value, str):
            return None if found is None else str(found.node.value)
        self.foreign(place, key, "a string")
        return None

    def own_flag(self, place: Place, key: str) -> bool:
        """The boolean of an extension of this generator."""
        found = self.get(place, key)
        if found is not None and not isinstance(found.node.value, bool):
            self.foreign(place, key, "a boolean")
        return found is not None and found.node.value is True

    def mapping(self, place: Place, what: str) -> dict[str, Node]:
        """The mapping that stands at a place; `what` names the object in a message (`a parameter`)."""
        value = place.node.value
        if isinstance(value, dict):
            return value
        if value is not None:
            self.wrong_type(place.node, what, "a mapping")
        return {}

    def get(self, place: Place, key: str) -> Place | None:
        """The value of a key, whatever it is."""
        value = place.node.value
        if isinstance(value, dict):
            node = value.get(key)
            if node is not None:
                return place.child(key, node)
        return None

    def string(self, place: Place, key: str) -> str | None:
        value = place.node.value
        node = value.get(key) if isinstance(value, dict) else None
        return None if node is None else self._string(node, f"`{key}`")

    def _string(self, node: Node, what: str) -> str | None:
        """A string, or a scalar as the document spells it."""
        value = node.value
        if isinstance(value, str) or value is None:
            return value
        if isinstance(value, (dict, list)):
            self.wrong_type(node, what, "a string")
            return None
        spelled = node.source.text[node.start : node.end]
        self.read_as(node, what, "a string", spelled)
        return spelled

    def text(self, place: Place, key: str) -> str:
        """Prose (`title`, `description`, `summary`): an empty value, as YAML's bare `description:`, is empty text."""
        value = place.node.value
        node = value.get(key) if isinstance(value, dict) else None
        return "" if node is None else self._string(node, f"`{key}`") or ""

    def boolean(self, place: Place, key: str) -> bool | None:
        value = place.node.value
        node = value.get(key) if isinstance(value, dict) else None
        if node is None or node.value is None:
            return None
        if isinstance(node.value, bool):
            return node.value
        spelled = node.value.lower() if isinstance(node.value, str) else ""
        if spelled in ("true", "false"):
            self.read_as(node, f"`{key}`", "a boolean", spelled)
            return spelled == "true"
        self.wrong_type(node, f"`{key}`", "a boolean")
        return None

    def flag(self, place: Place, key: str) -> bool:
        """A boolean that is false when it is not there."""
        return self.boolean(place, key) is True

    def members(self, place: Place, key: str, what: str = "a mapping") -> tuple[tuple[str, Place], ...]:
        """Key and place of each member of the mapping under `key`, in the order of the document."""
        value = place.node.value
        node = value.get(key) if isinstance(value, dict) else None
        if node is None or node.value is None:
            return ()
        here, inner = place.child(key, node), node.value
        if not isinstance(inner, dict):
            self.wrong_type(node, f"`{key}`", what)
            return ()
        found = tuple((name, here.child(name, member)) for name, member in inner.items())
        if (reference := inner.get("$ref")) is not None and isinstance(reference.value, str):
            target = self._referred(here, key)
            others = target.node.value if target is not None else None
            if target is not None and isinstance(others, dict):
                own = {name: member for name, member in found if name != "$ref"}
                return tuple(({name: target.child(name, member) for name, member in others.items()} | own).items())
        return found

    def _referred(self, place: Place, key: str) -> Place | None:
        """The target of a `$ref` that stands in place of a map or an array, where OpenAPI has no references; a warning says so."""
        self.problems.warning(
            "misplaced-reference",
            f"`{key}` can't be a reference in OpenAPI: what it refers to is read all the same",
            place.key_span("$ref"),
            "bundle the document, or write out what stands there",
        )
        return self._follow(place)

    def elements(self, place: Place, key: str, what: str = "an array") -> tuple[Place, ...]:
        """The places of the elements of the array under `key`."""
        value = place.node.value
        node = value.get(key) if isinstance(value, dict) else None
        if node is None or node.value is None:
            return ()
        here = place.child(key, node)
        if isinstance(node.value, dict) and "$ref" in node.value:
            here = self._referred(here, key) or here
        inner = here.node.value
        if not isinstance(inner, list):
            self.wrong_type(node, f"`{key}`", what)
            return ()
        return tuple(here.child(str(index), element) for index, element in enumerate(inner))

    def strings(self, place: Place, key: str) -> tuple[tuple[str, Node], ...]:
        """The strings of the array under `key`, each with its node."""
        value = place.node.value
        node = value.get(key) if isinstance(value, dict) else None
        if node is None or node.value is None:
            return ()
        if isinstance(node.value, dict) and "$ref" in node.value:
            here = place.child(key, node)
            node = (self._referred(here, key) or here).node
        inner = node.value
        if isinstance(inner, str):
            self.read_as(node, f"`{key}`", "an array of strings", f"[{inner}]")
            return ((inner, node),)
        if not isinstance(inner, list):
            self.wrong_type(node, f"`{key}`", "an array of strings")
            return ()
        found: list[tuple[str, Node]] = []
        for element in inner:
            if element.value is None:
                self.ignored(element, f"every item of `{key}`", "a string")
            elif (text := self._string(element, f"every item of `{key}`")) is not None:
                found.append((text, element))
        return tuple(found)

    def object(self, place: Place, key: str) -> Place | None:
        """The place of the mapping under `key`."""
        value = place.node.value
        node = value.get(key) if isinstance(value, dict) else None
        if node is None or node.value is None:
            return None
        if isinstance(node.value, dict):
            here = place.child(key, node)
            return (self._referred(here, key) or here) if node.value.keys() == {"$ref"} else here
        self.wrong_type(node, f"`{key}`", "a mapping")
        return None

    def choice(self, place: Place, key: str, allowed: tuple[str, ...]) -> str | None:
        """A string that is one of a few words; another one is the error `bad-value`."""
        found = self.string(place, key)
        if found is None or found in allowed:
            return found
        node = self.get(place, key)
        if node is not None and (meant := self.meant(node.node, f"`{key}` can't be", allowed)) is not None:
            return meant
        words = ", ".join(f"`{word}`" for word in allowed)
        self.problems.error("bad-value", f"`{key}` must be one of {words}, not `{found}`", node.span if node else None)
        return None

    def required(self, place: Place, key: str, what: str) -> bool:
        """Whether a key is there; the error `missing-key` when it is not, at the key that misspells it or else at the object,
        which `what` names."""
        value = place.node.value
        if isinstance(value, dict) and key in value:
            return True
        slip = next((word for word in value if nearest(word, (key,))), None) if isinstance(value, dict) else None
        span, hint = (place.span, None) if slip is None else (place.key_span(slip), f"`{slip}` misspells it")
        self.problems.error("missing-key", f"{what} needs `{key}`", span, hint)
        return False

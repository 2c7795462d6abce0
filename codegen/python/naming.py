"""Mints the Python names of declarations, their fields and members: `ir.Api` → `Names`.

Components first, in document order, then inline declarations, so that adding an inline schema never renames a component. Names
depend on the document and the pins alone. Where two spec names meet, a warning says which gave way and how to pin it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from codegen import ir
from codegen.diagnostics import Problems, Span
from codegen.python import identifiers, words
from codegen.python.identifiers import Scope
from codegen.python.text import Code

_TITLE_WORDS = 5
_TITLE_LENGTH = 48


@dataclass(slots=True)
class Names:
    """Every name that was minted, by the id of what it names."""

    types: dict[str, Code] = field(default_factory=dict[str, Code])
    """Declaration id → name of its class or alias."""
    functions: dict[str, Code] = field(default_factory=dict[str, Code])
    """Declaration id → stem of its codec functions (`response` in `decode_response`)."""
    attributes: dict[str, tuple[Code, ...]] = field(default_factory=dict[str, tuple[Code, ...]])
    """Record id → a name for each field, enum id → a name for each member, in order."""
    numbered: int = 0
    """How many type names fell back to a number."""


def mint(api: ir.Api, pins: Mapping[str, str], problems: Problems) -> Names:
    """Names for all declarations of `api`; `pins` maps JSON pointers to names and wins over everything."""
    return _Mint(api, pins, problems).run()


class _Mint:
    def __init__(self, api: ir.Api, pins: Mapping[str, str], problems: Problems) -> None:
        self.api, self.pins, self.problems = api, pins, problems
        self.names = Names()
        self.types = Scope()
        self.functions = Scope()
        self.by_id = {declaration.id: declaration for declaration in api.declarations}
        self.operations = {operation.id: operation for operation in api.operations}
        self.component_names: dict[str, Span] = {}

    def run(self) -> Names:
        for declaration in self.api.declarations:
            pin = self.pins.get(declaration.id) or declaration.hint.pinned
            if pin is not None:
                self._assign_pin(declaration, pin)
        components = [d for d in self.api.declarations if d.hint.component is not None and d.id not in self.names.types]
        # A component whose key is its Python name comes before others that only arrive at the same name.
        for exact in (True, False):
            for declaration in components:
                key = declaration.hint.component or ""
                wanted = identifiers.type_name(key)
                if (wanted == key) is exact:
                    self._assign_component(declaration, wanted)
        for declaration in self.api.declarations:
            if declaration.id not in self.names.types:
                self._assign_inline(declaration)
        for declaration in self.api.declarations:
            stem = words.snake(words.split(self.names.types[declaration.id]))
            self.names.functions[declaration.id] = self.functions.first_free([stem])
            if isinstance(declaration, ir.Record):
                self.names.attributes[declaration.id] = self._fields(declaration)
            elif isinstance(declaration, ir.Enum):
                self.names.attributes[declaration.id] = self._members(declaration)
        return self.names

    # Types

    def _assign_pin(self, declaration: ir.Declaration, pin: str) -> None:
        if not words.is_identifier(pin):
            self.problems.error("bad-name", f"{pin!r} is no Python identifier", declaration.span)
        elif pin in self.types:
            self.problems.error("bad-name", f"{pin!r} is pinned to two schemas", declaration.span)
        else:
            self.names.types[declaration.id] = self.types.take(pin)
            return
        self.names.types[declaration.id] = self.types.first_free([Code("Unnamed")])

    def _assign_component(self, declaration: ir.Declaration, wanted: Code) -> None:
        if wanted in self.types:
            name = self.types.first_free([wanted])
            self.names.numbered += 1
            first = self.component_names.get(wanted)
            self.problems.warning(
                "name-collision",
                f"two schemas would be called {wanted}; this one is called {name}",
                declaration.span,
                hint=f'pin a name: names = {{ "{declaration.id}" = "…" }}, or `x-python-name` in the document',
                related=((first, f"this one keeps {wanted}"),) if first else (),
            )
        else:
            name = self.types.take(wanted)
            self.component_names[name] = declaration.span
        self.names.types[declaration.id] = name

    def _assign_inline(self, declaration: ir.Declaration) -> None:
        candidates: list[str] = []
        for candidate in self._inline_candidates(declaration):
            if candidate not in candidates:
                candidates.append(candidate)
            if candidate not in self.types:
                break
        name = self.types.first_free(candidates)
        if name not in candidates:
            self.names.numbered += 1
        self.names.types[declaration.id] = name
        pushed = candidates[0]
        if name != pushed and pushed in self.component_names:
            self.problems.warning(
                "name-pushed",
                f"the schema {pushed} takes the name that this inline schema would have; it is called {name}",
                declaration.span,
                hint=f'pin a name: names = {{ "{declaration.id}" = "…" }}',
                related=((self.component_names[pushed], f"{pushed} is here"),),
            )

    def _inline_candidates(self, declaration: ir.Declaration) -> Iterator[str]:
        """Names an inline declaration would like, best first; each but the last resort is made of words of the document."""
        hint = declaration.hint
        place = self._place(hint)
        title = _title_words(hint.title)
        parent = self._parent_words(hint)
        if hint.tag is not None and words.split(hint.tag):
            yield _type_name((*place, *words.split(hint.tag)))
        if title:
            yield _type_name(title)
            yield _type_name((*parent, *title))
        yield _type_name(place)
        if hint.kind:
            yield _type_name((*place, *words.split(hint.kind)))
        if title:
            yield _type_name((*place, *title))

    def _place(self, hint: ir.Hint) -> tuple[str, ...]:
        """Words for where an inline schema stands: its parent's name and the path inside."""
        own = [word for part in hint.words for word in words.split(part)]
        if hint.item and own:
            own[-1] = words.singular(own[-1])
        elif hint.item:
            own = ["item"]
        parent = self._parent_words(hint)
        # `Tool` + `tool_choice` would stutter; `ToolChoice` + `choice` too.
        while own and parent and len(own) > 1 and own[0].lower() == parent[-1].lower():
            own = own[1:]
        return (*parent, *own)

    def _parent_words(self, hint: ir.Hint) -> tuple[str, ...]:
        if hint.component is not None:
            return words.split(hint.component)
        if hint.parent is None:
            return ()
        if hint.parent in self.names.types:
            return (self.names.types[hint.parent],)
        operation = self.operations.get(hint.parent)
        if operation is not None:
            return words.split(operation.operation_id or f"{operation.method.lower()} {operation.path}")
        parent = self.by_id.get(hint.parent)
        return self._place(parent.hint) if parent is not None else _pointer_words(hint.parent)

    # Fields and members

    def _fields(self, record: ir.Record) -> tuple[Code, ...]:
        scope = Scope(identifiers.MODEL_ATTRIBUTES)
        chosen: dict[str, Code] = {}
        wanted: dict[str, Code] = {}
        holders: dict[str, ir.Field] = {}
        for item in record.fields:
            pin = self.pins.get(f"{record.id}/properties/{_escape(item.wire)}") or item.pinned
            if pin is not None and words.is_identifier(pin) and pin not in scope:
                chosen[item.wire] = scope.take(pin)
                holders[pin] = item
            elif pin is not None:
                self.problems.error("bad-name", f"{pin!r} can't be the name of this field", item.span)
            wanted[item.wire] = identifiers.attribute(item.wire)
        for exact in (True, False):
            for item in record.fields:
                name = wanted[item.wire]
                if item.wire in chosen or (name == item.wire) is not exact:
                    continue
                if name not in scope:
                    holders[name] = item
                    chosen[item.wire] = scope.take(name)
                    continue
                chosen[item.wire] = scope.first_free([name])
                self.problems.warning(
                    "name-collision",
                    f"two properties would be called {name}; this one is called {chosen[item.wire]}",
                    item.span,
                    hint=f'pin a name: names = {{ "{record.id}/properties/{_escape(item.wire)}" = "…" }}',
                    related=((holders[name].span, f"this one keeps {name}"),) if name in holders else (),
                )
        return tuple(chosen[item.wire] for item in record.fields)

    def _members(self, enum: ir.Enum) -> tuple[Code, ...]:
        scope = Scope()
        chosen: dict[int, Code] = {}
        wanted = [identifiers.member(item.hint or str(item.value)) for item in enum.members]
        for exact in (True, False):
            for index, item in enumerate(enum.members):
                name = wanted[index]
                if index in chosen or (name == item.value) is not exact:
                    continue
                chosen[index] = scope.first_free(_member_candidates(name, item))
        return tuple(chosen[index] for index in range(len(enum.members)))


def _member_candidates(name: Code, item: ir.EnumMember) -> Iterator[str]:
    """What else a member may be called when its name is taken: the case of its value, or its value spelled out."""
    yield name
    if isinstance(item.value, str):
        if item.hint is not None:
            yield identifiers.member(item.value)
        if item.value.islower():
            yield f"{name}_LOWER"
        elif item.value.isupper():
            yield f"{name}_UPPER"
        elif item.value.istitle():
            yield f"{name}_TITLE"
        yield f"{name}_" + "_".join(_SYMBOLS.get(c, c.upper()) for c in item.value if c in _SYMBOLS)
        return
    yield f"{name}_{str(item.value).replace('-', 'MINUS_')}"


_SYMBOLS = {
    "-": "DASH",
    "_": "UNDERSCORE",
    ".": "DOT",
    "/": "SLASH",
    ":": "COLON",
    " ": "SPACE",
    "$": "DOLLAR",
    "#": "HASH",
}


def _type_name(spelled: tuple[str, ...]) -> str:
    return identifiers.type_name(words.pascal(spelled))


def _escape(wire: str) -> str:
    return wire.replace("~", "~0").replace("/", "~1")


def _title_words(title: str | None) -> tuple[str, ...]:
    """The words of a title that reads like a name: short, letters and digits."""
    if title is None or len(title) > _TITLE_LENGTH:
        return ()
    if not all(character.isalnum() or character in " _-" for character in title) or not title[:1].isalpha():
        return ()
    spelled = words.split(title)
    return spelled if len(spelled) <= _TITLE_WORDS else ()


def _pointer_words(pointer: str) -> tuple[str, ...]:
    """Words for a place that no declaration or operation stands for: the last literal parts of its pointer."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.partition("#")[2].split("/") if part]
    return tuple(word for part in parts[-2:] for word in words.split(part))

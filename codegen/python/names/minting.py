"""Mints the Python names of declarations, their fields and members: `ir.Api` → `Names`.

Pinned names come first, then components in document order, then inline declarations, so that adding an inline schema never renames
a component. Names depend on the document and the pins alone. Where two spec names meet, a warning says which gave way and how to
pin it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from codegen import ir
from codegen.diagnostics import Problems, Span
from codegen.python.code.text import Code
from codegen.python.index import Index
from codegen.python.names import identifiers, operation_ids, words
from codegen.python.names.attributes import fields, members
from codegen.python.names.identifiers import Scope
from codegen.python.names.inline import InlineNames
from codegen.python.names.pins import Pins


@dataclass(slots=True)
class Names:
    """Every name that was minted, by the id of what it names."""

    types: dict[str, Code] = field(default_factory=dict[str, Code])
    """Declaration id → name of its class or alias."""
    functions: dict[str, Code] = field(default_factory=dict[str, Code])
    """Declaration id → stem of its codec functions (`response` in `decode_response`)."""
    attributes: dict[str, tuple[Code, ...]] = field(default_factory=dict[str, tuple[Code, ...]])
    """Record id → a name for each field, enum id → a name for each member, in order."""
    numbered: list[Code] = field(default_factory=list[Code])
    """The type names that fell back to a number."""


def mint(
    api: ir.Api,
    pins: Mapping[str, str],
    problems: Problems,
    pin_place: Callable[[str], Span | None] = lambda _: None,
    *,
    clean_ids: bool = True,
) -> Names:
    """Names for all declarations of `api`; `pins` maps JSON pointers to names and wins over everything, `pin_place` says where one
    was written. A pin that names nothing is a warning, one that can't be had an error. `clean_ids`: types in operations are called after
    their operationIds without what frameworks add to these."""
    stems = operation_ids.type_stems(api.operations, clean=clean_ids)
    return _Mint(api, Pins(api, pins, pin_place), problems, stems).run()


class _Mint:
    def __init__(self, api: ir.Api, pins: Pins, problems: Problems, stems: Mapping[str, str]) -> None:
        self.api, self.pins, self.problems, self.stems = api, pins, problems, stems
        self.names = Names()
        self.types = Scope()
        self.component_names: dict[str, Span] = {}

    def run(self) -> Names:
        self.pins.report_unknown(self.problems)
        for declaration in self.api.declarations:
            pin = self.pins.of_type(declaration)
            if pin is not None:
                self._assign_pin(declaration, pin)
        self._assign_components()
        self._assign_inlines()
        functions = Scope()
        for declaration in self.api.declarations:
            stem = words.snake(words.split(self.names.types[declaration.id]))
            self.names.functions[declaration.id] = functions.first_free([stem])
            if isinstance(declaration, ir.Record):
                self.names.attributes[declaration.id] = fields(declaration, self.pins, self.problems)
            elif isinstance(declaration, ir.Enum):
                self.names.attributes[declaration.id] = members(declaration, self.pins, self.problems)
        return self.names

    def _assign_pin(self, declaration: ir.Declaration, pin: str) -> None:
        if not words.is_identifier(pin) or pin.startswith("_"):
            self.problems.error("bad-name", f"{pin!r} can't be the name of a class", declaration.span)
        elif pin in self.types:
            self.problems.error("bad-name", f"{pin!r} is pinned to two schemas", declaration.span)
        else:
            self.names.types[declaration.id] = self.types.take(pin)
            return
        self.names.types[declaration.id] = self.types.first_free([Code("Unnamed")])

    def _assign_components(self) -> None:
        """A component whose key is its Python name comes before others that only arrive at the same name."""
        waiting = [d for d in self.api.declarations if d.hint.component is not None and d.id not in self.names.types]
        wanted = {declaration.id: identifiers.type_name(declaration.hint.component or "") for declaration in waiting}
        for exact in (True, False):
            for declaration in waiting:
                if (wanted[declaration.id] == declaration.hint.component) is exact:
                    self._assign_component(declaration, wanted[declaration.id])

    def _assign_component(self, declaration: ir.Declaration, wanted: Code) -> None:
        candidates = [wanted, *map(identifiers.type_name, identifiers.told_apart(declaration.hint.component or ""))]
        name = self.types.first_free(candidates)
        self.names.types[declaration.id] = name
        self.component_names[name] = declaration.span
        if name == wanted:
            return
        if name not in candidates:
            self.names.numbered.append(name)
        first = self.component_names.get(wanted)
        self.problems.warning(
            "name-collision",
            f"two schemas would be called {wanted}; this one is called {name}",
            declaration.span,
            hint=f'pin a name: names = {{ "{declaration.id}" = "…" }}, or `x-python-name` in the document',
            related=((first, f"this one keeps {wanted}"),) if first else (),
        )

    def _assign_inlines(self) -> None:
        """Unions that are printed where they are used come last: no reader meets their names."""
        index = Index(self.api)
        inline = InlineNames(self.api, index, self.names.types, self.stems)
        waiting = [declaration for declaration in self.api.declarations if declaration.id not in self.names.types]
        for expanded in (False, True):
            for declaration in waiting:
                if index.is_expanded(declaration.id) is expanded:
                    self._assign_inline(declaration, inline, silent=expanded)

    def _assign_inline(self, declaration: ir.Declaration, inline: InlineNames, *, silent: bool) -> None:
        candidates: list[str] = []
        for candidate in inline.candidates(declaration):
            candidates.append(candidate)
            if candidate not in self.types:
                break
        name = self.types.first_free(candidates)
        self.names.types[declaration.id] = name
        if silent:
            return
        if name not in candidates:
            self.names.numbered.append(name)
            self.problems.warning(
                "numbered-name",
                f"nothing in the document tells this inline schema from others of its name but a number: it is called {name}",
                declaration.span,
                hint=f'pin a name: names = {{ "{declaration.id}" = "…" }}, or give it a `title`',
            )
        pushed = candidates[0]
        if name != pushed and pushed in self.component_names:
            self.problems.warning(
                "name-pushed",
                f"the schema {pushed} takes the name that this inline schema would have; it is called {name}",
                declaration.span,
                hint=f'pin a name: names = {{ "{declaration.id}" = "…" }}',
                related=((self.component_names[pushed], f"{pushed} is here"),),
            )

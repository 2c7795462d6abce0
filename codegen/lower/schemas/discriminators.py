"""Discriminator Objects (OpenAPI 3.1, 4.8.25): the schemas that the values of a mapping lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codegen.diagnostics import Span
from codegen.document.access import Place
from codegen.document.schema import Discriminator
from codegen.lower.schemas.components import Adoption
from codegen.lower.schemas.conjunction import Conjunction
from codegen.resolve import Workspace
from codegen.values import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class TagMapping:
    """A discriminator whose mapping is resolved. `key` is its property; `mapping` pairs values with the ids of the
    schemas that they lead to, and `spans` says where each value stands. `default` is the id that 3.2's
    `defaultMapping` leads to. There is one for each discriminator."""

    key: str
    mapping: tuple[tuple[str, str], ...]
    default: str | None
    span: Span
    spans: tuple[Span, ...]
    by_target: Mapping[str, tuple[tuple[str, Span, int], ...]]
    """Ids → the values that lead there, each with its place in the mapping."""

    def values_of(self, targets: Iterable[str]) -> list[tuple[str, Span]]:
        """The values that lead to any of these ids, in the order of the mapping."""
        found = [entry for target in dict.fromkeys(targets) for entry in self.by_target.get(target, ())]
        return [(value, span) for value, span, _ in sorted(found, key=lambda entry: entry[2])]


class MappingReader:
    """Resolves discriminators, each once."""

    def __init__(self, workspace: Workspace, adoption: Adoption) -> None:
        self._workspace = workspace
        self._adoption = adoption
        self._known: dict[int, TagMapping] = {}

    def of(self, discriminator: Discriminator) -> TagMapping:
        """A discriminator with its mapping resolved to ids; what leads nowhere is reported and left out."""
        known = self._known.get(id(discriminator))
        if known is not None:
            return known
        mapping: list[tuple[str, str]] = []
        spans: list[Span] = []
        for value, place in discriminator.mapping:
            target = self.mapped(place)
            if target is not None:
                mapping.append((value, target.id))
                spans.append(place.span)
        default = self.mapped(discriminator.default) if discriminator.default is not None else None
        by_target: dict[str, tuple[tuple[str, Span, int], ...]] = {}
        for index, ((value, id_), span) in enumerate(zip(mapping, spans, strict=True)):
            by_target[id_] = (*by_target.get(id_, ()), (value, span, index))
        found = TagMapping(
            discriminator.property,
            tuple(mapping),
            default.id if default else None,
            discriminator.span,
            tuple(spans),
            by_target,
        )
        self._known[id(discriminator)] = found
        return found

    def all_in(self, conjunction: Conjunction) -> tuple[TagMapping, ...]:
        """The discriminators that hold for all variants of a conjunction."""
        holders = [group.holder for group in conjunction.groups] + [atom.schema for atom in conjunction.atoms]
        found = {holder.id: self.of(holder.discriminator) for holder in holders if holder.discriminator is not None}
        return tuple(found.values())

    def mapped(self, place: Place) -> Place | None:
        """What a value of a mapping names: a component by its key, or a schema by reference (OpenAPI 3.1, 4.8.25.3)."""
        text = place.node.value
        if not isinstance(text, str):
            return None
        target: Place | None = None
        if "#" not in text and "/" not in text:
            pointer = "#/components/schemas/" + text.replace("~", "~0").replace("/", "~1").replace("%", "%25")
            target = self._workspace.locate(pointer, place, place.node, required=False)
        target = (
            target or self._workspace.locate(text, place, place.node, required=False) if _is_address(text) else target
        )
        if target is None:
            self._workspace.problems.warning("discriminator-mapping", f"`{text}` names no schema", place.span)
            return None
        return self._adoption.component(target)


def _is_address(text: str) -> bool:
    return "#" in text or "/" in text or text.endswith((".yaml", ".yml", ".json"))

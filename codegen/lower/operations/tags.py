"""Tags: which operations a package keeps, and the tags of `ir.Api` in the order of the document."""

from __future__ import annotations

from collections.abc import Container

from codegen import ir
from codegen.document.access import Place
from codegen.lower.operations.context import Context
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class TagFilter:
    """With `include`, only operations that have one of these tags are kept; those with a tag of `exclude` never are."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]

    @property
    def is_active(self) -> bool:
        return bool(self.include or self.exclude)

    def keeps(self, tags: tuple[str, ...]) -> bool:
        return (not self.include or any(tag in self.include for tag in tags)) and not any(
            tag in self.exclude for tag in tags
        )


def lower_tags(
    context: Context, root: Place, operations: tuple[ir.Operation, ...], chosen: TagFilter, seen: Container[str]
) -> tuple[tuple[str, ir.Doc], ...]:
    """The tags that the document declares, then those that only operations name, by appearance. With a filter, only
    those of operations that were kept; `seen` holds the tags of all operations, so that a slip in the configuration
    is noticed."""
    access = context.access
    found: dict[str, ir.Doc] = {}
    for place in access.elements(root, "tags"):
        if isinstance(place.node.value, str):
            access.read_as(place.node, "a tag", "a mapping", f"{{name: {place.node.value}}}")
            found.setdefault(place.node.value, ir.Doc())
            continue
        access.mapping(place, "a tag")
        if not isinstance(place.node.value, dict) or not access.required(place, "name", "a tag"):
            continue
        name = access.string(place, "name")
        if name is not None:
            found.setdefault(name, ir.Doc(access.text(place, "summary"), access.text(place, "description")))
    for tag in (*chosen.include, *chosen.exclude):
        if tag not in found and tag not in seen:
            context.problems.warning(
                "unknown-tag", f"the document has no tag `{tag}` that operations could be chosen by", None
            )
    used = {tag: ir.Doc() for operation in operations for tag in operation.tags}
    if chosen.is_active:
        found = {name: doc for name, doc in found.items() if name in used}
    return (*found.items(), *((name, doc) for name, doc in used.items() if name not in found))

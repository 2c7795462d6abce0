"""Unions made flat: drafts go in, the variants that are really there come out, for each union.

Nested unions are spliced in, whether they stand inline or have a name; equal variants become one, and so do those of which one takes
all values (`simplify`). A union with one variant left is no union: it collapses to that type.
"""

from __future__ import annotations

from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Problems
from codegen.lower.declarations.aliases import Aliases
from codegen.lower.drafting.drafts import Drafts, Note, Tagging
from codegen.lower.unions.simplify import FlatVariant, Simplifier


class UnionFlattener:
    """Flattens every union of the drafts; `collapsed` maps those that are no unions to the types that they are."""

    def __init__(self, drafts: Drafts, problems: Problems) -> None:
        self._drafts = drafts
        self._declarations = drafts.declarations
        self._problems = problems
        self.aliases = Aliases(drafts, problems)
        self._simplifier = Simplifier(drafts.declarations, self.aliases)
        self.variants: dict[str, tuple[FlatVariant, ...]] = {}
        self.collapsed: dict[str, ir.Type] = {}
        self.loose: set[str] = set()
        """Unions that admit any value beside their variants."""
        self._flat: dict[str, tuple[FlatVariant, ...]] = {}
        self.promoted: dict[str, str] = {}
        """Inline declarations that are all there is to a component, with the id of the component."""

    def run(self) -> None:
        for id, declaration in self._declarations.items():
            if isinstance(declaration, ir.Union) and id not in self.aliases.anything:
                self._flatten(id, declaration)
        for id in self.aliases.anything:
            if isinstance(self._declarations[id], ir.Union):
                self.collapsed[id] = ir.AnyValue()
        for id in self._drafts.components:
            only = self.collapsed.get(id)
            inner = self._declarations.get(only.id) if isinstance(only, ir.Named) else None
            if inner is not None and inner.hint.parent == id and not isinstance(inner, ir.Union | ir.Alias):
                self.promoted[inner.id] = id
        self._report_mappings()

    def _flatten(self, id: str, union: ir.Union) -> None:
        found, _ = self._collect(union, {})
        self._flat[id] = found
        variants = self._simplifier.simplified(
            [variant for variant in found if not self.aliases.is_anything(variant.type)]
        )
        if len(variants) < len(found) and any(self.aliases.is_anything(variant.type) for variant in found):
            self.loose.add(id)
        if len(variants) > 1 or (variants and id in self.loose):
            self.variants[id] = tuple(variants)
        elif variants:
            self.collapsed[id] = variants[0].type
        elif any(isinstance(variant.type, ir.Named) for variant in union.variants):
            self.aliases.report_loop([union])
            self.collapsed[id] = ir.AnyValue()
        else:
            self.collapsed[id] = ir.Never()

    def _collect(self, union: ir.Union, seen: dict[str, bool]) -> tuple[tuple[FlatVariant, ...], bool]:
        """The variants of a union and of the unions among them, each once. `seen`: the unions on the way here, false when done with. A
        union inside itself adds nothing; the second value is false when there was one, so that this is not the whole answer for it.
        """
        if union.id in self._flat:
            return self._flat[union.id], True
        seen[union.id] = whole = True
        found: dict[ir.Type, FlatVariant] = {}
        notes = self._drafts.unions.get(union.id, ())
        for variant, own in zip(union.variants, notes, strict=True):
            type_ = variant.type.inner if isinstance(variant.type, ir.Nullable) else variant.type
            target = self.aliases.target(type_)
            if isinstance(target, ir.Never) or self.aliases.is_null(target):
                continue
            note = replace(own, targets=tuple(dict.fromkeys((*own.targets, *self.aliases.names(type_)))))
            inner = self._declarations.get(target.id) if isinstance(target, ir.Named) else None
            if not isinstance(inner, ir.Union):
                _add(found, target, FlatVariant(type_, variant.doc, note))
            elif inner.id in seen:
                whole = whole and not seen[inner.id]
            else:
                spliced, complete = self._collect(inner, seen)
                whole = whole and complete
                for each in spliced:
                    _add(found, self.aliases.target(each.type), replace(each, note=_onward(note, each.note)))
        seen[union.id] = False
        variants = tuple(found.values())
        if whole:
            self._flat[union.id] = variants
        return variants, whole

    def _report_mappings(self) -> None:
        """Warns of values that a discriminator maps to schemas which are no variant of any union that it holds for."""
        reached: dict[Tagging, set[str]] = {}
        for variants in self._flat.values():
            for variant in variants:
                for tagging in variant.note.taggings:
                    reached.setdefault(tagging, set()).update(variant.note.targets)
        for tagging, targets in reached.items():
            for (value, target), span in zip(tagging.mapping, tagging.spans, strict=True):
                if targets.isdisjoint(self.aliases.names(ir.Named(target))):
                    self._problems.warning(
                        "discriminator-mapping",
                        f"`{value}` is mapped to a schema that is no variant here",
                        span,
                        "add the schema to the variants, or take the value out of the mapping",
                    )


def _add(found: dict[ir.Type, FlatVariant], target: ir.Type, variant: FlatVariant) -> None:
    """Adds a variant, or what it goes by to one of the same type behind its names (`target`)."""
    known = found.get(target)
    if known is None:
        found[target] = variant
    else:
        targets = tuple(dict.fromkeys((*known.note.targets, *variant.note.targets)))
        taggings = tuple(dict.fromkeys((*known.note.taggings, *variant.note.taggings)))
        found[target] = replace(known, note=Note(known.note.span, targets, taggings))


def _onward(outer: Note, inner: Note) -> Note:
    """The note of a variant that a nested union brought: positions are shown where the outer union stands."""
    targets = tuple(dict.fromkeys((*outer.targets, *inner.targets)))
    return Note(outer.span, targets, tuple(dict.fromkeys((*outer.taggings, *inner.taggings))))

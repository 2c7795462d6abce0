"""Unions made flat: drafts go in, the variants that are really there come out, for each union.

Nested unions are spliced in, whether they stand inline or have a name; equal variants become one; `string | enum` is the (open) enum
itself and `number | integer` is number. A union with one variant left is no union: it collapses to that type.
"""

from __future__ import annotations

from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Problems
from codegen.lower.drafts import Drafts, Note, Tagging
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class FlatVariant:
    """A variant with its note; the type is neither null, Never, nor a union."""

    type: ir.Type
    doc: ir.Doc
    note: Note


class UnionFlattener:
    """Flattens every union of the drafts; `collapsed` maps those that are no unions to the types that they are."""

    def __init__(self, drafts: Drafts, problems: Problems) -> None:
        self._drafts = drafts
        self._declarations = drafts.declarations
        self._problems = problems
        self.nullable: set[str] = set(drafts.nullable)
        """Ids whose every use admits null."""
        self.anything: set[str] = set()
        """Ids of names for any value."""
        self.variants: dict[str, tuple[FlatVariant, ...]] = {}
        self.collapsed: dict[str, ir.Type] = {}
        self.loose: set[str] = set()
        """Unions that admit any value beside their variants."""
        self._flat: dict[str, tuple[FlatVariant, ...]] = {}
        self.promoted: dict[str, str] = {}
        """Inline declarations that are all there is to a component, with the id of the component."""

    def run(self) -> None:
        self._break_loops()
        self._spread()
        for id, declaration in self._declarations.items():
            if isinstance(declaration, ir.Union) and id not in self.anything:
                self._flatten(id, declaration)
        for id in self.anything:
            if isinstance(self._declarations[id], ir.Union):
                self.collapsed[id] = ir.AnyValue()
        for id in self._drafts.components:
            only = self.collapsed.get(id)
            inner = self._declarations.get(only.id) if isinstance(only, ir.Named) else None
            if inner is not None and inner.hint.parent == id and not isinstance(inner, ir.Union | ir.Alias):
                self.promoted[inner.id] = id
        self._report_mappings()

    def target(self, type_: ir.Type) -> ir.Type:
        """A type behind the names of aliases, null aside."""
        while True:
            match type_:
                case ir.Nullable(inner=inner):
                    type_ = inner
                case ir.Named(id=id) if isinstance(alias := self._declarations.get(id), ir.Alias):
                    type_ = alias.type
                case _:
                    return type_

    # Loops of aliases

    def _break_loops(self) -> None:
        """Names that stand for each other and nothing else are an error; one of them becomes any value, so that the rest goes on."""
        settled: set[str] = set()
        for start in list(self._declarations):
            path: dict[str, ir.Declaration] = {}
            id: str | None = start
            while id is not None and id not in settled and id not in path:
                declaration = self._declarations.get(id)
                if declaration is None:
                    break
                path[id] = declaration
                id = _only_name(declaration)
            if id is not None and id in path:
                self._report_loop([path[key] for key in list(path)[list(path).index(id) :]])
            settled.update(path)

    def _report_loop(self, loop: list[ir.Declaration]) -> None:
        head, *others = loop
        related = tuple((other.span, "which refers on from here") for other in others)
        self._problems.error(
            "reference-loop", f"`{head.id}` refers to itself and to nothing else", head.span, None, related
        )
        for declaration in loop:
            self._drafts.unions.pop(declaration.id, None)
            self._declarations[declaration.id] = ir.Alias(
                declaration.id, declaration.hint, declaration.doc, declaration.span, ir.AnyValue()
            )

    # Null and anything

    def _spread(self) -> None:
        """Follows null and any value through aliases and unions until nothing changes."""
        users: dict[str, list[str]] = {}
        bodies: dict[str, tuple[ir.Type, ...]] = {}
        for id, declaration in self._declarations.items():
            if isinstance(declaration, ir.Alias):
                bodies[id] = (declaration.type,)
            elif isinstance(declaration, ir.Union):
                bodies[id] = tuple(variant.type for variant in declaration.variants)
        for id, types in bodies.items():
            for type_ in types:
                inner = type_.inner if isinstance(type_, ir.Nullable) else type_
                if isinstance(inner, ir.Named):
                    users.setdefault(inner.id, []).append(id)
        waiting = list(bodies)
        waiting += [user for id in self.nullable for user in users.get(id, ())]
        while waiting:
            id = waiting.pop()
            types = bodies[id]
            loose = any(self.is_anything(type_) for type_ in types)
            is_union = isinstance(self._declarations[id], ir.Union)
            anything = loose and not (is_union and self._has_names(types))
            null = loose or any(self._admits_null(type_) or (is_union and self._is_null(type_)) for type_ in types)
            null = null and not anything
            if (anything and id not in self.anything) or (null and id not in self.nullable):
                (self.anything if anything else self.nullable).add(id)
                waiting += users.get(id, ())
        self.nullable -= self.anything

    def is_anything(self, type_: ir.Type) -> bool:
        if isinstance(type_, ir.Nullable):
            return self.is_anything(type_.inner)
        return isinstance(type_, ir.AnyValue) or (isinstance(type_, ir.Named) and type_.id in self.anything)

    def _has_names(self, types: tuple[ir.Type, ...]) -> bool:
        """Whether beside any value there are only enums and classes, which are worth keeping (`anyOf: [{$ref: Color}, {nullable: true}]`,
        where 3.0's `nullable` without a `type` says nothing): what else comes is an unknown variant."""
        listed = [self.target(type_) for type_ in types if not self.is_anything(type_)]
        named = [self._declarations.get(type_.id) for type_ in listed if isinstance(type_, ir.Named)]
        return (
            bool(named) and len(named) == len(listed) and all(isinstance(each, ir.Enum | ir.Record) for each in named)
        )

    def _admits_null(self, type_: ir.Type) -> bool:
        match type_:
            case ir.Nullable():
                return True
            case ir.Named(id=id):
                return id in self.nullable
            case ir.Constant(values=values):
                return None in values and len(values) > 1
            case _:
                return False

    def _is_null(self, type_: ir.Type) -> bool:
        return self.target(type_) == ir.Constant((None,))

    # Variants

    def _flatten(self, id: str, union: ir.Union) -> None:
        found, _ = self._collect(union, {})
        self._flat[id] = found
        variants = self._simplified([variant for variant in found if not self.is_anything(variant.type)])
        if len(variants) < len(found) and any(self.is_anything(variant.type) for variant in found):
            self.loose.add(id)
        if len(variants) > 1 or (variants and id in self.loose):
            self.variants[id] = tuple(variants)
        elif variants:
            self.collapsed[id] = variants[0].type
        elif any(isinstance(variant.type, ir.Named) for variant in union.variants):
            self._report_loop([union])
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
            target = self.target(type_)
            if isinstance(target, ir.Never) or self._is_null(target):
                continue
            note = replace(own, targets=tuple(dict.fromkeys((*own.targets, *self._names(type_)))))
            inner = self._declarations.get(target.id) if isinstance(target, ir.Named) else None
            if not isinstance(inner, ir.Union):
                _add(found, target, FlatVariant(type_, variant.doc, note))
            elif inner.id in seen:
                whole = whole and not seen[inner.id]
            else:
                spliced, complete = self._collect(inner, seen)
                whole = whole and complete
                for each in spliced:
                    _add(found, self.target(each.type), replace(each, note=_onward(note, each.note)))
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
                if targets.isdisjoint(self._names(ir.Named(target))):
                    self._problems.warning(
                        "discriminator-mapping",
                        f"`{value}` is mapped to a schema that is no variant here",
                        span,
                        "add the schema to the variants, or take the value out of the mapping",
                    )

    def _names(self, type_: ir.Type) -> tuple[str, ...]:
        """The ids that a type goes by, through aliases."""
        names: list[str] = []
        while isinstance(type_, ir.Named | ir.Nullable):
            if isinstance(type_, ir.Nullable):
                type_ = type_.inner
                continue
            names.append(type_.id)
            declaration = self._declarations.get(type_.id)
            if not isinstance(declaration, ir.Alias):
                break
            type_ = declaration.type
        return tuple(names)

    def _simplified(self, variants: list[FlatVariant]) -> list[FlatVariant]:
        types = [self.target(variant.type) for variant in variants]
        if any(_is_plain(type_, ir.Scalar.NUMBER) for type_ in types):
            kept = [variant for variant in variants if not _is_primitive(self.target(variant.type), ir.Scalar.INTEGER)]
            variants, types = kept, [self.target(variant.type) for variant in kept]
        for scalar in (ir.Scalar.STRING, ir.Scalar.INTEGER):
            plain = [index for index, type_ in enumerate(types) if _is_plain(type_, scalar)]
            alike = [index for index, type_ in enumerate(types) if self._is_of(type_, scalar) and index not in plain]
            if not plain or len(alike) != 1:
                continue
            open_ = self._opened(types[alike[0]])
            if open_ is not None:
                if isinstance(open_, ir.Constant):
                    variants[alike[0]] = replace(variants[alike[0]], type=open_)
                variants = [variant for index, variant in enumerate(variants) if index not in plain]
                types = [self.target(variant.type) for variant in variants]
        if any(_is_primitive(type_, ir.Scalar.BOOLEAN) for type_ in types):
            variants = [variant for variant in variants if not _is_boolean_constant(self.target(variant.type))]
        return variants

    def _is_of(self, type_: ir.Type, scalar: ir.Scalar) -> bool:
        """Whether some values of a type are of this scalar kind."""
        match type_:
            case ir.Primitive(kind=kind):
                return kind is scalar
            case ir.Constant(values=values):
                wanted = str if scalar is ir.Scalar.STRING else int
                return any(isinstance(value, wanted) and not isinstance(value, bool) for value in values)
            case ir.Named(id=id):
                declaration = self._declarations.get(id)
                return isinstance(declaration, ir.Enum) and declaration.kind is scalar
            case _:
                return False

    def _opened(self, type_: ir.Type) -> ir.Type | None:
        """The type that also takes every other value of its scalar kind, if there is one: enums are open anyway."""
        match type_:
            case ir.Named():
                return type_
            case ir.Constant(values=values) if all(isinstance(value, str) for value in values):
                return ir.Constant(values, open=True)
            case _:
                return None


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


def _only_name(declaration: ir.Declaration) -> str | None:
    """The id that a declaration is nothing but another name for."""
    match declaration:
        case ir.Alias(type=ir.Named(id=id)) | ir.Alias(type=ir.Nullable(inner=ir.Named(id=id))):
            return id
        case _:
            return None


def _is_plain(type_: ir.Type, scalar: ir.Scalar) -> bool:
    return isinstance(type_, ir.Primitive) and type_.kind is scalar and type_.format is None


def _is_primitive(type_: ir.Type, scalar: ir.Scalar) -> bool:
    return isinstance(type_, ir.Primitive) and type_.kind is scalar


def _is_boolean_constant(type_: ir.Type) -> bool:
    return isinstance(type_, ir.Constant) and all(isinstance(value, bool) for value in type_.values)

"""Schemas → types, and drafts of the declarations that these name.

    components, type_of ─→ TypeRequest ─ only a reference? ─→ the name of its target, which waits in a queue
                                       └ else `_build` ─┬ oneOf, anyOf ─→ UnionBuilder
                                                        └ else ─────────→ TypeBuilder

Builders yield requests for the types inside them, and `_run` answers these before it goes on. Every type is made once; a request for a
type that is being made gets its name.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Problems
from codegen.document.access import Place
from codegen.document.schema import Schema
from codegen.ir.queries import with_null, without_null
from codegen.lower.drafting.bases import Extensions, extensions_of
from codegen.lower.drafting.drafts import AliasDraft, Draft, Drafts, UnionDraft, VariantDraft
from codegen.lower.drafting.merges import MergeBudget, without_repetitions
from codegen.lower.drafting.requests import Building, Site, TypeRequest
from codegen.lower.drafting.scalars import scalar_type
from codegen.lower.drafting.type_builder import TypeBuilder
from codegen.lower.drafting.union_builder import UnionBuilder
from codegen.lower.schemas import HARMLESS, Key, Part, Reference, SchemaLookup, component_key, doc_of, hint_of, key_of
from codegen.resolve import Workspace


class SchemaLowerer:
    """Lowers schemas on demand; each declaration is made once, however many references lead to it."""

    def __init__(self, workspace: Workspace, problems: Problems, version: tuple[int, int]) -> None:
        self.drafts = Drafts()
        self._problems = problems
        self._schemas = SchemaLookup(workspace, problems, version)
        self._types_of_merged = TypeBuilder(self._schemas, self.drafts)
        self._unions = UnionBuilder(self._schemas, self.drafts, self._types_of_merged)
        self._adoption = self._schemas.adoption
        self.drafts.adopted.update(self._adoption.names)
        self._types: dict[Key, ir.Type] = {}
        self._active: dict[Key, str] = {}
        self._recursive: set[str] = set()
        self._followed: dict[Key, Place] = {}
        self._queue: deque[Place] = deque()
        self._budget = MergeBudget(problems, len(self._schemas.components))

    # What operations use

    def components(self) -> None:
        """Lowers every schema of `components.schemas`, in the order of the document."""
        for place in self._schemas.components:
            self._name(place)
        self._lower_queue()

    def type_of(self, place: Place, hint: ir.Hint) -> ir.Type:
        """The type of the schema at a place (of a parameter, body, header …). `hint` names it when it stands inline."""
        type_ = self._run(self._type(TypeRequest((Part(place),), hint, place.id)))
        self._lower_queue()
        known = self.drafts.by_id.get(place.id)
        if known is not None and known.hint.component is None:
            # A reference may have led here before, from where less can be seen.
            named = replace(known.hint, parent=hint.parent, words=hint.words, item=hint.item)
            self.drafts.by_id[place.id] = replace(known, hint=named)
        self.drafts.roots.append(type_)
        return type_

    def draft(self, id: str) -> Draft | None:
        """The draft of the declaration that a `Named` type names."""
        return self.drafts.by_id.get(id)

    def schema(self, place: Place) -> Schema:
        """The keywords of a schema, for looking at more than its type."""
        return self._schemas.reader.read(place)

    def report_mixed_versions(self) -> None:
        """Reports keywords of another version of OpenAPI, once for all schemas that were read."""
        self._schemas.reader.report_mixed_versions()

    # Requests

    def _run(self, building: Building[ir.Type]) -> ir.Type:
        """The result of a building; what it asks for is built first."""
        stack = [building]
        answer: ir.Type | None = None
        while stack:
            try:
                request = next(stack[-1]) if answer is None else stack[-1].send(answer)
            except StopIteration as finished:
                stack.pop()
                answer = finished.value
            else:
                answer = self._types.get(key_of(request.parts))
                if answer is None:
                    stack.append(self._type(request))
        assert answer is not None
        return answer

    def _type(self, request: TypeRequest) -> Building[ir.Type]:
        """The type of schemas that hold together."""
        key = key_of(request.parts)
        if key not in self._types:
            active = self._active.get(key)
            if active is not None:
                self._recursive.add(active)
                return ir.Named(active)
            self._types[key] = yield from self._new_type(key, request)
        return self._types[key]

    def _new_type(self, key: Key, request: TypeRequest) -> Building[ir.Type]:
        parts, hint, id = without_repetitions(self._schemas, request.parts), request.hint, request.id
        place = parts[0].place
        if len(parts) == 1 and not parts[0].bare:
            scalar = scalar_type(self._schemas.reader.read(place))
            if scalar is not None:
                return scalar
            reference = self._schemas.references.reference(place)
            if reference is not None:
                return (yield from self._follow(key, parts, reference, hint, id))
            if component_key(place) is not None:
                return self._name(self._adoption.component(place))
        if len(parts) > 1 and not self._budget.allows(parts):
            # What fits all parts fits one of them, so that the type of one turns no valid value away.
            part = next((part for part in parts if not part.bare), parts[0])
            return (yield TypeRequest((part,), hint, part.place.id))
        id = self._free_id(id)
        self._active[key] = id
        self._budget.nested += len(parts) > 1
        type_ = yield from self._build(parts, hint, id)
        self._budget.nested -= len(parts) > 1
        del self._active[key]
        return self._named_recursion(type_, hint, id, place) if id in self._recursive else type_

    def _follow(
        self, key: Key, parts: tuple[Part, ...], reference: Reference, hint: ir.Hint, id: str
    ) -> Building[ir.Type]:
        """The type of a reference. Inline schemas that refer to each other in a circle are an error."""
        if key in self._followed:
            self._report_itself(self._followed[key])
            return ir.AnyValue()
        self._followed[key] = parts[0].place
        type_ = yield from self._referred(parts, reference, hint, id)
        del self._followed[key]
        return type_

    def _build(self, parts: tuple[Part, ...], hint: ir.Hint, id: str) -> Building[ir.Type]:
        """Makes the type, and the declaration `id` where it needs one."""
        conjunction = self._schemas.expander.expand(parts)
        atoms = conjunction.atoms
        if conjunction.only_null:
            return ir.Constant((None,))
        if conjunction.unknown and not any(atom.schema.keywords & {"type", "properties"} for atom in atoms):
            return ir.AnyValue()
        if any(atom.schema.boolean is False and not atom.admits_null for atom in atoms):
            return ir.Never()
        if any(atom.schema.boolean is False for atom in atoms):
            return with_null(ir.Never(), conjunction.admits_null)
        site = Site(id, hint, conjunction, parts[0].place.span, parts)
        merged = self._schemas.merger.merge(conjunction)
        if merged.null and merged.kinds and conjunction.admits_anything_beside_objects:
            inner = site.inside("object", ir.Hint(parent=id, kind="object"))
            type_ = yield from self._types_of_merged.build(merged, inner)
            return with_null(self._or_anything(type_, site))
        builder = self._unions.build(site) if conjunction.groups else self._types_of_merged.build(merged, site)
        return with_null((yield from builder), merged.null)

    def _referred(self, parts: tuple[Part, ...], reference: Reference, hint: ir.Hint, id: str) -> Building[ir.Type]:
        """The type of what is only a reference, perhaps with null, or with any value that is no object."""
        type_: ir.Type = ir.AnyValue()
        if reference.target is not None:
            type_ = yield from self._named(reference.target)
        # Expanding follows the whole chain, so it is left to the few references that may need it.
        if reference.nullable and any(each.nullable and each.keywords <= HARMLESS for each in reference.wrappers):
            conjunction = self._schemas.expander.expand(parts)
            if conjunction.admits_anything_beside_objects:
                site = Site(self._free_id(id), hint, conjunction, parts[0].place.span)
                return with_null(self._or_anything(type_, site))
        return with_null(type_, reference.nullable)

    def _named(self, target: Place) -> Building[ir.Type]:
        """The type of the schema that a reference leads to."""
        target = self._adoption.component(target)
        if component_key(target) is not None:
            return self._name(target)
        return (yield TypeRequest((Part(target),), hint_of(target, self.schema(target)), target.id))

    def _or_anything(self, type_: ir.Type, site: Site) -> ir.Type:
        """The union of a type and any other value."""
        variants = (VariantDraft(type_, site.span), VariantDraft(ir.AnyValue(), site.span))
        return self.drafts.declare(UnionDraft(site.id, site.hint, site.doc(), site.span, variants))

    def _named_recursion(self, type_: ir.Type, hint: ir.Hint, id: str, place: Place) -> ir.Type:
        """The name of an inline schema that refers to itself: it needs one, whatever it is."""
        if without_null(type_) == ir.Named(id) and id not in self.drafts.by_id:
            self._report_itself(place)
            type_ = ir.AnyValue()
        if type_ == ir.Nullable(ir.Named(id)):
            self.drafts.nullable.add(id)
        elif type_ != ir.Named(id):
            self.drafts.declare(AliasDraft(id, hint, ir.Doc(), place.span, type_))
        return ir.Named(id)

    def _report_itself(self, place: Place) -> None:
        """The error for a schema of which nothing is left but a reference to itself."""
        self._problems.error("reference-loop", f"`{place.id}` refers to itself and to nothing else", place.span)

    def _free_id(self, id: str) -> str:
        """The id, or one with a number when another declaration took it: two merges may belong to one pointer."""
        free, number = id, 2
        while free in self.drafts.by_id or free in self._active.values():
            free, number = f"{id}#{number}", number + 1
        return free

    # Components

    def _name(self, place: Place) -> ir.Type:
        """The name of a component, or of a schema that is named like one; it is lowered when its turn comes."""
        if place.id not in self.drafts.components:
            self.drafts.components[place.id] = None
            self._queue.append(place)
        return ir.Named(place.id)

    def _lower_queue(self) -> None:
        while self._queue:
            place = self._queue.popleft()
            schema = self._adoption.schema(place)
            self._run(self._component(schema, place.id, hint_of(place, self.schema(schema))))

    def _component(self, place: Place, id: str, hint: ir.Hint) -> Building[ir.Type]:
        """Makes the declaration of the component `id`, whose schema stands at a place."""
        extensions = extensions_of(self._schemas, place, id)
        if extensions is not None:
            return (yield from self._base(place, id, hint, extensions))
        parts = (Part(place),)
        if not self._schemas.inheritance.extends_base(place):
            reference = self._schemas.references.reference(place)
            if reference is not None:
                type_ = yield from self._referred(parts, reference, hint, id)
                if id in self.drafts.by_id:
                    self.drafts.nullable.add(id)
                    return ir.Named(id)
                return self.drafts.declare(AliasDraft(id, hint, doc_of(reference.wrappers), place.span, type_))
        key = key_of(parts)
        self._active[key] = id
        type_ = yield from self._build(parts, hint, id)
        del self._active[key]
        if without_null(type_) == ir.Named(id) and id not in self.drafts.by_id:
            self._report_itself(place)
            type_ = ir.AnyValue()
        if type_ == ir.Nullable(ir.Named(id)):
            self.drafts.nullable.add(id)
        elif type_ != ir.Named(id):
            doc = Site(id, hint, self._schemas.expander.expand(parts), place.span).doc()
            self.drafts.declare(AliasDraft(id, hint, doc, place.span, type_))
        return ir.Named(id)

    def _base(self, place: Place, id: str, hint: ir.Hint, extensions: Extensions) -> Building[ir.Type]:
        """The union `id` of the schemas that extend a base and of the base itself, whose own declaration is `id#self`."""
        parts = (Part(place),)
        itself = yield from self._build(parts, ir.Hint(parent=id, words=("base",)), f"{id}#self")
        variants: list[VariantDraft] = []
        for child in extensions.children:
            type_ = yield from self._named(child)
            targets = (self._adoption.component(child).id,)
            variants.append(VariantDraft(type_, child.span, targets=targets, tags=(extensions.tag,)))
        variants.append(VariantDraft(without_null(itself), place.span, targets=(id,), tags=(extensions.tag,)))
        doc = Site(id, hint, self._schemas.expander.expand(parts), place.span).doc()
        if isinstance(itself, ir.Nullable):
            self.drafts.nullable.add(id)
        return self.drafts.declare(UnionDraft(id, hint, doc, place.span, tuple(variants)))

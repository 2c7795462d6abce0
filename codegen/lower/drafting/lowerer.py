"""Schemas → types and declarations: the place of a schema anywhere in the documents goes in, an `ir.Type` comes out.

    type_of ─ reference? ─→ Named(id), its target waits in a queue
            └ expand ─→ groups? ─→ variants (a union) │ flatten ─→ shapes (record, enum, list …)

What comes out is a draft: unions are not planned, and a `Named` may still turn out to be nullable or another type's second name.
`finish` settles that when everything was lowered; `lower.lower` then rewrites every type, those inside operations too.
"""

from __future__ import annotations

from collections import deque

from codegen import ir
from codegen.diagnostics import Problems
from codegen.document.access import Place
from codegen.document.keywords import CHECKS
from codegen.document.schema import Discriminator, Schema
from codegen.document.schema_reader import SchemaReader
from codegen.document.types import JSONType
from codegen.lower.schemas.adoption import Adoption
from codegen.lower.schemas.conjunction import Part, Reference
from codegen.lower.schemas.docs import doc_of
from codegen.lower.drafting.drafts import Drafts, Note, nullable
from codegen.lower.schemas.merging import Flattener, admits_null
from codegen.lower.schemas.hints import component_key, hint_of
from codegen.lower.schemas.components import Inheritance
from codegen.lower.schemas.discriminators import MappingReader
from codegen.lower.schemas.expansion import Merger
from codegen.lower.drafting.type_builder import SCALARS, Shaper, Site
from codegen.lower.drafting.union_builder import VariantMaker
from codegen.resolve import Workspace

_PLAIN = frozenset(CHECKS) | {"type", "format"}
_MAX_NESTED_MERGES = 4
_MERGES, _MERGES_EACH = 1000, 5
"""How many types may come from merging several schemas: in any document, and for each of its components."""


class SchemaLowerer:
    """Lowers schemas on demand; each declaration is made once, however many references lead to it."""

    def __init__(self, workspace: Workspace, problems: Problems, version: tuple[int, int]) -> None:
        self.problems = problems
        self.drafts = Drafts()
        self.reader = SchemaReader(problems, version)
        self.merger = Merger(workspace, self.reader, version)
        self._flattener = Flattener(problems)
        self._shaper = Shaper(self)
        self._components = self._find_components(workspace)
        self._adoption = Adoption(self._components, self.reader, self.merger)
        self.drafts.adopted.update(self._adoption.names)
        self._mappings = MappingReader(workspace, self._adoption)
        schemas = tuple(map(self._adoption.schema, self._components))
        self._inheritance = Inheritance(schemas, self.reader, self.merger)
        self._variants = VariantMaker(self, self._mappings, self._inheritance, self._shaper, self._flattener)
        self._types: dict[tuple[tuple[str, str, bool], ...], ir.Type] = {}
        self._active: dict[tuple[tuple[str, str, bool], ...], str] = {}
        self._recursive: set[str] = set()
        self._queue: deque[Place] = deque()
        self._merges = 0
        self._merging = 0
        self._told = False

    # What operations use

    def components(self) -> None:
        """Lowers every schema of `components.schemas`, in the order of the document."""
        for place in self._components:
            self._declare(place)
        self._drain()

    def type_of(self, place: Place, hint: ir.Hint) -> ir.Type:
        """The type of the schema at a place (of a parameter, body, header …), a draft. `hint` names it when it stands inline."""
        type_ = self.type_of_parts((Part(place),), hint, place.id)
        self._drain()
        self.drafts.roots.append(type_)
        return type_

    def declaration(self, id: str) -> ir.Declaration | None:
        """The draft of a declaration that a `Named` type names."""
        return self.drafts.declarations.get(id)

    def schema(self, place: Place) -> Schema:
        """The keywords of a schema, for looking at more than its type."""
        return self.reader.read(place)

    # Declarations

    def _find_components(self, workspace: Workspace) -> tuple[Place, ...]:
        access = self.reader.access
        components = access.object(workspace.root, "components")
        return () if components is None else tuple(place for _, place in access.members(components, "schemas"))

    def _declare(self, place: Place) -> ir.Type:
        """A component (or what is like one) by its name; it is lowered when its turn comes."""
        if place.id not in self.drafts.components:
            self.drafts.components[place.id] = None
            self._queue.append(place)
        return ir.Named(place.id)

    def _drain(self) -> None:
        while self._queue:
            self._lower_component(self._queue.popleft())

    def _lower_component(self, place: Place) -> None:
        id, name = place.id, place
        place = self._adoption.schema(place)
        hint = hint_of(name, self.reader.read(place))
        base = self._inheritance.base(place)
        if base is not None and self._lower_base(place, id, hint, *base):
            return
        if not self._inheritance.extends_base(place):
            reference = self.merger.reference(place)
            if reference is not None:
                type_ = self._another_name((Part(place),), reference, hint, id)
                if id in self.drafts.declarations:
                    self.drafts.nullable.add(id)
                else:
                    self.drafts.declarations[id] = ir.Alias(id, hint, doc_of(reference.wrappers), place.span, type_)
                return
        parts = (Part(place),)
        self._active[(parts[0].key,)] = id
        type_ = self._build(parts, hint, id)
        del self._active[(parts[0].key,)]
        if type_ in (ir.Named(id), ir.Nullable(ir.Named(id))) and id not in self.drafts.declarations:
            self._report_itself(place)
            type_ = ir.AnyValue()
        if type_ == ir.Named(id):
            return
        if type_ == ir.Nullable(ir.Named(id)):
            self.drafts.nullable.add(id)
            return
        site = Site(id, hint, self.merger.expand(parts), place.span)
        self.drafts.declarations[id] = ir.Alias(id, hint, site.doc(), place.span, type_)

    def _lower_base(
        self, place: Place, id: str, hint: ir.Hint, discriminator: Discriminator, children: tuple[Place, ...]
    ) -> bool:
        """A base with a discriminator: `id` names the union of what extends it and of itself (`#self`). False: nothing does."""
        tagging = self._mappings.tagging(discriminator)
        found = {child.id: child for child in children}
        for _, value in discriminator.mapping:
            target = self._mappings.mapped(value)
            if target is not None and target.id != id:
                child = self._adoption.schema(target)
                found.setdefault(child.id, child)
        if not found:
            self.problems.warning(
                "unused-discriminator",
                "a discriminator without variants says nothing: no oneOf or anyOf stands beside it and no allOf extends this schema",
                discriminator.span,
            )
            return False
        itself = self._build((Part(place),), ir.Hint(parent=id, words=("base",)), f"{id}#self")
        null = isinstance(itself, ir.Nullable)
        variants = [ir.Variant(self._named(child)) for child in found.values()]
        notes = [Note(child.span, (self._adoption.component(child).id,), (tagging,)) for child in found.values()]
        variants.append(ir.Variant(itself.inner if isinstance(itself, ir.Nullable) else itself))
        notes.append(Note(place.span, (id,), (tagging,)))
        doc = Site(id, hint, self.merger.expand((Part(place),)), place.span).doc()
        self.drafts.declarations[id] = ir.Union(id, hint, doc, place.span, tuple(variants), ())
        self.drafts.unions[id] = tuple(notes)
        if null:
            self.drafts.nullable.add(id)
        return True

    # Types

    def _named(self, target: Place) -> ir.Type:
        """The type of what a reference leads to."""
        target = self._adoption.component(target)
        if component_key(target) is not None:
            return self._declare(target)
        return self.type_of_parts((Part(target),), hint_of(target, self.reader.read(target)), target.id)

    def type_of_parts(self, parts: tuple[Part, ...], hint: ir.Hint, id: str) -> ir.Type:
        """The type of schemas that hold together; `id` names a declaration if it takes one."""
        key = tuple(part.key for part in parts)
        known = self._types.get(key)
        if known is not None:
            return known
        active = self._active.get(key)
        if active is not None:
            self._recursive.add(active)
            return ir.Named(active)
        parts = self._telling(parts)
        if len(parts) == 1 and not parts[0].bare:
            scalar = self.scalar(self.reader.read(parts[0].place))
            if scalar is not None:
                self._types[key] = scalar
                return scalar
            reference = self.merger.reference(parts[0].place)
            if reference is not None:
                self._types[key] = self._another_name(parts, reference, hint, id)
                return self._types[key]
        if len(parts) > 1 and not self._may_merge(parts):
            # What fits all parts fits one of them, so that the type of one turns no valid value away.
            part = next((part for part in parts if not part.bare), parts[0])
            self._types[key] = self.type_of_parts((part,), hint, part.place.id)
            return self._types[key]
        id = self._free_id(id)
        self._active[key] = id
        self._merging += len(parts) > 1
        type_ = self._build(parts, hint, id)
        self._merging -= len(parts) > 1
        del self._active[key]
        if id in self._recursive:
            type_ = self._named_recursion(type_, hint, id, parts)
        self._types[key] = type_
        return type_

    def scalar(self, schema: Schema) -> ir.Type | None:
        """The type of most schemas, in short: one scalar `type`, perhaps null, and nothing that needs a declaration."""
        types = schema.types
        if types is None or len(types) > 2 or not schema.keywords <= _PLAIN:
            return None
        kinds = [kind for kind in types if kind is not JSONType.NULL]
        if len(kinds) != 1 or kinds[0] not in SCALARS:
            return None
        return nullable(ir.Primitive(SCALARS[kinds[0]], schema.format), len(types) == 2)

    def _may_merge(self, parts: tuple[Part, ...]) -> bool:
        """Whether there is room for another merged type. Schemas that refer to each other in circles and merge on the way could
        otherwise make any number of combinations; real documents merge a few dozen times, and never within a merge."""
        self._merges += 1
        if self._merging < _MAX_NESTED_MERGES and self._merges <= _MERGES + _MERGES_EACH * len(self._components):
            return True
        if not self._told:
            self._told = True
            self.problems.warning(
                "too-many-combinations",
                "schemas that refer to each other are merged here in too many ways; from here on one part of each merge is kept",
                parts[0].place.span,
            )
        return False

    def _telling(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Without the parts that repeat another or say nothing at all, as long as one is left."""
        if len(parts) == 1:
            return parts
        kept: list[Part] = []
        for part in parts:
            schema = self.reader.read(part.place)
            if schema.keywords or schema.boolean is False:
                same = (part.bare == other.bare and part.place.node.says_the_same(other.place.node) for other in kept)
                if not any(same):
                    kept.append(part)
        return tuple(kept) or parts[:1]

    def _free_id(self, id: str) -> str:
        """The id, or one with a number when another declaration took it: two merges may belong to one pointer."""
        free, number = id, 2
        while free in self.drafts.declarations or free in self._active.values():
            free, number = f"{id}#{number}", number + 1
        return free

    def _report_itself(self, place: Place) -> None:
        """The error for a schema of which nothing is left but a reference to itself."""
        self.problems.error("reference-loop", f"`{place.id}` refers to itself and to nothing else", place.span)

    def _named_recursion(self, type_: ir.Type, hint: ir.Hint, id: str, parts: tuple[Part, ...]) -> ir.Type:
        """An inline schema that refers to itself needs a name, whatever it is."""
        place = parts[0].place
        if type_ in (ir.Named(id), ir.Nullable(ir.Named(id))) and id not in self.drafts.declarations:
            self._report_itself(place)
            type_ = ir.AnyValue()
        if type_ == ir.Nullable(ir.Named(id)):
            self.drafts.nullable.add(id)
        elif type_ != ir.Named(id):
            self.drafts.declarations[id] = ir.Alias(id, hint, ir.Doc(), place.span, type_)
        return ir.Named(id)

    def _build(self, parts: tuple[Part, ...], hint: ir.Hint, id: str) -> ir.Type:
        """Makes the type, and the declaration `id` where it needs one."""
        conjunction = self.merger.expand(parts)
        if conjunction.only_null:
            return ir.Constant((None,))
        if conjunction.unknown and not any(atom.schema.keywords & {"type", "properties"} for atom in conjunction.atoms):
            return ir.AnyValue()
        if any(atom.schema.boolean is False and not atom.admits_null for atom in conjunction.atoms):
            return ir.Never()
        if any(atom.schema.boolean is False for atom in conjunction.atoms):
            return nullable(ir.Never(), admits_null(conjunction))
        site = Site(id, hint, conjunction, parts[0].place.span)
        merged = self._flattener.merge(conjunction)
        if merged.null and merged.kinds and self.merger.admits_anything(parts):
            inner = site.inside("object", ir.Hint(parent=id, kind="object"))
            return nullable(self._or_anything(self._shaper.shape(merged, inner), parts, hint, id))
        type_ = self._variants.union(site) if conjunction.groups else self._shaper.shape(merged, site)
        return nullable(type_, merged.null)

    def _another_name(self, parts: tuple[Part, ...], reference: Reference, hint: ir.Hint, id: str) -> ir.Type:
        """The type of what is only a reference, perhaps with null, or with anything."""
        type_ = ir.AnyValue() if reference.target is None else self._named(reference.target)
        if reference.nullable and self.merger.admits_anything(parts):
            return nullable(self._or_anything(type_, parts, hint, self._free_id(id)))
        return nullable(type_, reference.nullable)

    def _or_anything(self, type_: ir.Type, parts: tuple[Part, ...], hint: ir.Hint, id: str) -> ir.Type:
        """The union `id` of a type and whatever else comes."""
        place = parts[0].place
        doc = Site(id, hint, self.merger.expand(parts), place.span).doc()
        variants = (ir.Variant(type_), ir.Variant(ir.AnyValue()))
        self.drafts.declarations[id] = ir.Union(id, hint, doc, place.span, variants, ())
        self.drafts.unions[id] = (Note(place.span), Note(place.span))
        return ir.Named(id)

"""Names of other types: what they are aliases of, which of them admit null, and which admit any value.

Names that refer to each other and to nothing else are an error; they then mean any value, so that further problems
are found."""

from __future__ import annotations

from codegen import ir
from codegen.diagnostics import Problems
from codegen.ir.queries import without_null
from codegen.lower.drafting import AliasDraft, Draft, Drafts, EnumDraft, RecordDraft, UnionDraft


class Aliases:
    """What the names of drafts stand for. Making it breaks loops of aliases and finds every name that admits null."""

    def __init__(self, drafts: Drafts, problems: Problems) -> None:
        self._drafts = drafts
        self._by_id = drafts.by_id
        self._problems = problems
        self.nullable: set[str] = set(drafts.nullable)
        """Ids whose every use admits null."""
        self.anything: set[str] = set()
        """Ids of names for any value."""
        self._break_loops()
        self._spread()

    def target(self, type_: ir.Type) -> ir.Type:
        """The type behind the names of aliases, without null."""
        return self._drafts.underlying(type_)

    def names(self, type_: ir.Type) -> tuple[str, ...]:
        """The ids that lead to a type: its own name, the name that this is an alias of, and so on."""
        names: list[str] = []
        while isinstance(type_, ir.Named | ir.Nullable):
            if isinstance(type_, ir.Nullable):
                type_ = type_.inner
                continue
            names.append(type_.id)
            declaration = self._by_id.get(type_.id)
            if not isinstance(declaration, AliasDraft):
                break
            type_ = declaration.type
        return tuple(names)

    # Loops of aliases

    def _break_loops(self) -> None:
        """Reports aliases that refer to each other in a circle, and makes them aliases of any value, so that further
        problems are found."""
        settled: set[str] = set()
        for start in list(self._by_id):
            path: dict[str, Draft] = {}
            id: str | None = start
            while id is not None and id not in settled and id not in path:
                declaration = self._by_id.get(id)
                if declaration is None:
                    break
                path[id] = declaration
                id = _only_name(declaration)
            if id is not None and id in path:
                self.report_loop([path[key] for key in list(path)[list(path).index(id) :]])
            settled.update(path)

    def report_loop(self, loop: list[Draft]) -> None:
        """Reports declarations that refer to each other and to nothing else, and makes them aliases of any value."""
        head, *others = loop
        related = tuple((other.span, "which refers on from here") for other in others)
        self._problems.error(
            "reference-loop", f"`{head.id}` refers to itself and to nothing else", head.span, None, related
        )
        for declaration in loop:
            self._drafts.declare(
                AliasDraft(declaration.id, declaration.hint, declaration.doc, declaration.span, ir.AnyValue())
            )

    # Null and any value

    def _spread(self) -> None:
        """Finds every alias and union that admits null, or any value, because a type inside it does."""
        users: dict[str, list[str]] = {}
        bodies: dict[str, tuple[ir.Type, ...]] = {}
        for id, declaration in self._by_id.items():
            if isinstance(declaration, AliasDraft):
                bodies[id] = (declaration.type,)
            elif isinstance(declaration, UnionDraft):
                bodies[id] = tuple(variant.type for variant in declaration.variants)
        for id, types in bodies.items():
            for type_ in types:
                inner = without_null(type_)
                if isinstance(inner, ir.Named):
                    users.setdefault(inner.id, []).append(id)
        waiting = list(bodies)
        waiting += [user for id in self.nullable for user in users.get(id, ())]
        while waiting:
            id = waiting.pop()
            types = bodies[id]
            loose = any(self.is_anything(type_) for type_ in types)
            is_union = isinstance(self._by_id[id], UnionDraft)
            anything = loose and not (is_union and self._keeps_names(types))
            null = loose or any(self._admits_null(type_) or (is_union and self.is_null(type_)) for type_ in types)
            null = null and not anything
            if (anything and id not in self.anything) or (null and id not in self.nullable):
                (self.anything if anything else self.nullable).add(id)
                waiting += users.get(id, ())
        self.nullable -= self.anything

    def is_anything(self, type_: ir.Type) -> bool:
        """Whether a type admits any value."""
        if isinstance(type_, ir.Nullable):
            return self.is_anything(type_.inner)
        return isinstance(type_, ir.AnyValue) or (isinstance(type_, ir.Named) and type_.id in self.anything)

    def _keeps_names(self, types: tuple[ir.Type, ...]) -> bool:
        """Whether all variants that don't admit any value are enums and classes. Such a union is kept, and other
        values are unknown variants: `anyOf: [{$ref: Color}, {nullable: true}]`, where 3.0's `nullable` without a
        `type` says nothing."""
        listed = [self.target(type_) for type_ in types if not self.is_anything(type_)]
        named = [self._by_id.get(type_.id) for type_ in listed if isinstance(type_, ir.Named)]
        return (
            bool(named)
            and len(named) == len(listed)
            and all(isinstance(each, EnumDraft | RecordDraft) for each in named)
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

    def is_null(self, type_: ir.Type) -> bool:
        """Whether null is the only value of a type."""
        return self.target(type_) == ir.Constant((None,))


def _only_name(declaration: Draft) -> str | None:
    """The id that a declaration is an alias of, with or without null."""
    match declaration:
        case AliasDraft(type=ir.Named(id=id)) | AliasDraft(type=ir.Nullable(inner=ir.Named(id=id))):
            return id
        case _:
            return None

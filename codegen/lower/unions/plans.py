"""How a decoder tells the variants of a union apart: the plan of each union.

By JSON type first. Objects then by a discriminator or a property whose constants differ, by required keys that one
variant alone has, and only then by trying variants in order. Every step keeps all variants that could be meant, so
that no valid value is refused."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Set
from dataclasses import field

from codegen import ir
from codegen.diagnostics import Problems
from codegen.ir import JSONKind
from codegen.ir.queries import is_scalar_of, json_key
from codegen.lower.drafting import DraftsById, UnionDraft
from codegen.lower.schemas import scalar_text
from codegen.lower.unions.comparison import Comparison, ObjectView
from codegen.lower.unions.ordering import Ordering
from codegen.lower.unions.tag_properties import TagKey, TagReader
from codegen.values import dataclass

_MAX_TAGS = 5
"""How many properties are looked at, one after the other, to tell variants apart."""
_MAX_KEYS = 3
"""How many required keys are looked at to recognise a variant."""
_MAX_MAPS = 40
"""How many variants may be maps, which may have the keys of every other variant, where required keys decide."""
_MAX_OPTIONAL_CASES = 12
"""How many optional keys may decide which variant is tried first."""
_KINDS = (
    JSONKind.BOOLEAN,
    JSONKind.INTEGER,
    JSONKind.NUMBER,
    JSONKind.STRING,
    JSONKind.ARRAY,
    JSONKind.OBJECT,
)


@dataclass(frozen=True, slots=True)
class UnionPlan:
    """How a decoder tells the variants of a union apart. `tags`: for each variant, the value of a property that leads
    to it alone, if one value does."""

    choices: tuple[tuple[JSONKind, ir.Choice], ...]
    tags: tuple[ir.JSONScalar, ...]
    open: bool


@dataclasses.dataclass(slots=True)
class _Work:
    """One union being planned."""

    union: UnionDraft
    views: dict[int, ObjectView] = field(default_factory=dict[int, ObjectView])
    values: dict[int, list[ir.JSONScalar]] = field(default_factory=dict[int, list[ir.JSONScalar]])
    warned: bool = False


class Planner:
    """Plans unions without nested unions, and collects what the plans say about the declarations of their variants."""

    def __init__(self, drafts: DraftsById, problems: Problems) -> None:
        self._problems = problems
        self._comparison = Comparison(drafts)
        self._tags = TagReader(self._comparison)
        self._ordering = Ordering()
        self.tags: dict[str, str] = {}
        """Ids of inline declarations → the tag value that leads to them."""
        self.tag_values: dict[str, dict[str, set[ir.JSONScalar]]] = {}
        """Ids of records → the properties that tag them in some union → the values that lead there; None: any other."""

    @property
    def contradicted_tags(self) -> Set[tuple[str, str]]:
        """Records and their properties whose constants lack a value that a mapping has for the record."""
        return self._tags.contradictions.keys()

    def report_contradictions(self) -> None:
        """Warns of values of mappings that the constants of their variants rule out."""
        for (id, key), (value, span) in self._tags.contradictions.items():
            self._problems.warning(
                "discriminator-mapping",
                f"`{value}` is mapped to `{id}`, whose `{key}` is another constant: both values are accepted",
                span,
            )

    def plan(self, union: UnionDraft, *, admits_anything: bool) -> UnionPlan:
        """The plan of a union. One that admits any other value tries its variants, because each may refuse a value."""
        work = _Work(union)
        admitted = [self._comparison.kinds(variant.type) for variant in union.variants]
        choices: dict[JSONKind, ir.Choice] = {}
        for kind in _KINDS:
            indexes = [index for index, kinds in enumerate(admitted) if kind in kinds]
            if not indexes:
                continue
            if kind is JSONKind.INTEGER:
                # A float variant takes integers too; on its own it is listed under NUMBER alone.
                indexes = [index for index, kinds in enumerate(admitted) if kind in kinds or JSONKind.NUMBER in kinds]
            if kind is JSONKind.NUMBER and all(self._is_limited(union.variants[index].type) for index in indexes):
                # Floats without a fraction are integers, which no listed number is.
                indexes = [index for index, kinds in enumerate(admitted) if kind in kinds or JSONKind.INTEGER in kinds]
            choices[kind] = ir.TryInOrder(tuple(indexes)) if admits_anything else self._choice(work, kind, indexes)
        values = (work.values.get(index, ()) for index in range(len(union.variants)))
        tags = tuple(found[0] if len(found) == 1 else None for found in values)
        return UnionPlan(tuple(choices.items()), tags, admits_anything or JSONKind.OBJECT in choices)

    def _is_limited(self, type_: ir.Type) -> bool:
        return self._comparison.values(type_) is not None

    def _choice(self, work: _Work, kind: JSONKind, indexes: list[int]) -> ir.Choice:
        if len(indexes) == 1:
            return ir.Take(indexes[0])
        if kind is JSONKind.OBJECT:
            work.views = {index: self._comparison.object(work.union.variants[index].type) for index in indexes}
            return self._objects(work, indexes, ())
        if kind is JSONKind.ARRAY:
            return self._arrays(work, indexes)
        return self._scalars(work, kind, indexes)

    # Scalars and arrays

    def _scalars(self, work: _Work, kind: JSONKind, indexes: list[int]) -> ir.Choice:
        cases: list[tuple[ir.JSONScalar, ir.Choice]] = []
        seen: set[tuple[type, ir.JSONScalar]] = set()
        formatted: list[int] = []
        plain: list[int] = []
        opened: list[int] = []
        for index in indexes:
            type_ = work.union.variants[index].type
            values = self._comparison.values(type_)
            if values is None:
                behind = self._comparison.underlying(type_)
                is_formatted = isinstance(behind, ir.Primitive) and behind.format is not None
                (formatted if is_formatted else plain).append(index)
                continue
            if self._comparison.is_open(type_):
                opened.append(index)
            for value in values:
                key = (value.__class__, value)
                if key not in seen and _is_of(value, kind):
                    seen.add(key)
                    cases.append((value, ir.Take(index)))
        rest = [*formatted, *plain] or opened[:1]
        otherwise: ir.Choice = ir.Unclaimed()
        if rest:
            # Among floats only those without a fraction are integers.
            surely = kind is not JSONKind.NUMBER or kind in self._comparison.kinds(work.union.variants[rest[0]].type)
            otherwise = ir.Take(rest[0]) if len(rest) == 1 and surely else ir.TryInOrder(tuple(rest))
        return ir.ByValue(tuple(cases), otherwise) if cases else otherwise

    def _arrays(self, work: _Work, indexes: list[int]) -> ir.Choice:
        types = {index: work.union.variants[index].type for index in indexes}
        order, overlap = self._ordering.in_order(
            indexes, lambda one, two: self._comparison.rejects(types[one], types[two])
        )
        self._warn_overlap(work, overlap)
        return ir.TryInOrder(tuple(order))

    # Objects

    def _objects(self, work: _Work, indexes: list[int], used: tuple[str, ...]) -> ir.Choice:
        """How to tell object variants apart when `used` properties have been looked at."""
        if len(indexes) == 1:
            return ir.Take(indexes[0])
        found = {index: (work.views[index], work.union.variants[index]) for index in indexes}
        key = self._tags.best(found, used) if len(used) < _MAX_TAGS else None
        return self._by_keys(work, indexes) if key is None else self._by_tag(work, key, used)

    def _by_tag(self, work: _Work, key: TagKey, used: tuple[str, ...]) -> ir.Choice:
        cases: list[tuple[ir.JSONScalar, ir.Choice]] = []
        for value, members in key.cases:
            if len(members) == 1:
                work.values.setdefault(members[0], []).append(value)
                self._note_tag(work.union.variants[members[0]].type, value)
            cases.append((value, self._objects(work, list(members), (*used, key.name))))
        self._note_tagged(work, key)
        return ir.ByTag(key.name, tuple(cases), self._otherwise(work, key, used))

    def _note_tagged(self, work: _Work, key: TagKey) -> None:
        """Notes the values that lead to the records of variants."""
        leading: dict[int, set[ir.JSONScalar]] = {index: set() for index in key.tagged}
        for value, members in key.cases:
            for index in leading.keys() & members:
                leading[index].add(value)
        if key.default in leading:
            leading[key.default].add(None)
        for index, values in leading.items():
            id = work.views[index].id
            if id is not None:
                self.tag_values.setdefault(id, {}).setdefault(key.name, set()).update(values)

    def _otherwise(self, work: _Work, key: TagKey, used: tuple[str, ...]) -> ir.Choice:
        """The choice for objects whose tag is absent, null or not listed."""
        if key.default is not None:
            return ir.Take(key.default)
        if not key.without and not key.other:
            return ir.Unclaimed()
        documented = any(tag.key == key.name for variant in work.union.variants for tag in variant.tags)
        before = work.warned
        # With a discriminator its property is there, whatever `required` says (OpenAPI 3.1, 4.8.25).
        work.warned = before or documented
        choice = self._untagged(work, key, used)
        if documented:
            work.warned = before
        return choice

    def _untagged(self, work: _Work, key: TagKey, used: tuple[str, ...]) -> ir.Choice:
        absent, unlisted = list(key.without), list(key.other)
        if unlisted:
            both = sorted({*absent, *unlisted})
            return self._attempt(work, both, (*used, key.name))
        if key.nullable:
            return self._attempt(work, absent, (*used, key.name))
        return ir.ByKeys((((key.name,), ir.Unclaimed()),), self._attempt(work, absent, (*used, key.name)))

    def _attempt(self, work: _Work, indexes: list[int], used: tuple[str, ...]) -> ir.Choice:
        """Like `_objects`, but a single variant is tried instead of taken: the object may be of none."""
        return ir.TryInOrder(tuple(indexes)) if len(indexes) == 1 else self._objects(work, indexes, used)

    def _by_keys(self, work: _Work, indexes: list[int]) -> ir.Choice:
        views = {index: work.views[index] for index in indexes}
        known = Counter(key for view in views.values() for key in view.fields)
        maps = [index for index, view in views.items() if view.is_map]
        if len(maps) > _MAX_MAPS:
            return self._try(work, indexes)
        cases: list[tuple[tuple[str, ...], ir.Choice]] = []
        rest: list[int] = []
        for index, view in views.items():
            unique = [key for key in view.required if known[key] == 1]
            if unique:
                # A map may have any key, so that an object with these keys may still be the map.
                others = [other for other in maps if other != index]
                found: ir.Choice = ir.TryInOrder((index, *others)) if others else ir.Take(index)
                cases.append((tuple(unique[:_MAX_KEYS]), found))
            else:
                rest.append(index)
        if not rest:
            return ir.ByKeys(tuple(cases), ir.Unclaimed())
        otherwise = self._try(work, rest)
        if isinstance(otherwise, ir.ByKeys):
            return ir.ByKeys((*cases, *otherwise.cases), otherwise.otherwise)
        return ir.ByKeys(tuple(cases), otherwise) if cases else otherwise

    def _try(self, work: _Work, indexes: list[int]) -> ir.Choice:
        """Tries variants in order; one with an optional key that no other variant has comes first for objects with
        that key."""
        views = work.views
        order, overlap = self._ordering.in_order(
            indexes, lambda one, two: self._comparison.rejects_object(views[one], views[two])
        )
        self._warn_overlap(work, overlap)
        plain = ir.TryInOrder(tuple(order))
        known = Counter(key for index in order for key in views[index].fields)
        unique = [(index, key) for index in order[1:] for key in views[index].fields if known[key] == 1]
        if not 0 < len(unique) <= _MAX_OPTIONAL_CASES:
            return plain
        return ir.ByKeys(
            tuple(
                ((key,), ir.TryInOrder((index, *(other for other in order if other != index)))) for index, key in unique
            ),
            plain,
        )

    def _warn_overlap(self, work: _Work, overlap: tuple[int, int] | None) -> None:
        """A warning, once for a union, when a variant takes values that are meant for a later one."""
        if work.warned or overlap is None:
            return
        work.warned = True
        first, second = (work.union.variants[index].span for index in overlap)
        self._problems.warning(
            "overlapping-union",
            f"nothing tells these two variants of `{work.union.id}` apart for sure: the first that fits is taken",
            first,
            self._advice(*(work.union.variants[index].type for index in overlap)),
            ((second, "the other variant"),),
        )

    def _advice(self, one: ir.Type, two: ir.Type) -> str:
        """How an author can tell two variants apart: by a tag that they have and that only may be absent, or by a new one."""
        theirs = self._comparison.object(two).fields
        for key, known in self._comparison.object(one).fields.items():
            counterpart = theirs.get(key)
            if counterpart is None or ir.Presence.OPTIONAL not in (known.presence, counterpart.presence):
                continue
            mine, other = (self._comparison.values(found.type) or () for found in (known, counterpart))
            if mine and other and not set(map(json_key, mine)) & set(map(json_key, other)):
                return f"list `{key}` as required in both: its values differ, but it may be absent"
        return "give both a property with different constants, or required properties of their own"

    def _note_tag(self, type_: ir.Type, value: ir.JSONScalar) -> None:
        declaration = self._comparison.declaration(type_)
        if declaration is None or not isinstance(type_, ir.Named):
            return
        if isinstance(value, str) or declaration.hint.title is None:  # a title says more than `true` or `1`
            self.tags.setdefault(declaration.id, scalar_text(value))


def _is_of(value: ir.JSONScalar, kind: JSONKind) -> bool:
    return is_scalar_of(value, ir.Scalar(kind.value))

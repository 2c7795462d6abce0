"""Tags: the property whose value tells most of a union's object variants apart, and the variants that each value
leads to.

A discriminator of the document comes first: its mapping, then the constants of its property in the variants, then
their component names (OpenAPI 3.1, 4.8.25), which count beside a mapping even where the enum of the property leaves
them out. Without one, any property will do whose constants differ from variant to variant."""

from __future__ import annotations

from collections.abc import Mapping

from codegen import ir
from codegen.diagnostics import Span
from codegen.document.access import unescape_pointer
from codegen.ir.queries import json_key
from codegen.lower.drafting import EnumDraft, VariantDraft
from codegen.lower.schemas import TagMapping, scalar_text
from codegen.lower.unions.comparison import Comparison, ObjectView
from codegen.values import dataclass

_MANY = 16
"""Of so many variants, a tag that tells few of them apart is not looked at."""
Found = Mapping[int, tuple[ObjectView, VariantDraft]]
"""The variants to tell apart: index in the union → its fields and its draft."""


@dataclass(frozen=True, slots=True)
class TagKey:
    """A property that tells variants apart. `cases`: its values with the variants that may have them; `tagged`:
    variants with values of their own; `without` and `other`: the variants that an object may be when the property is
    absent, or has another value; `nullable`: it may be null in a variant; `default`: the variant of 3.2's
    `defaultMapping`."""

    name: str
    cases: tuple[tuple[ir.JSONScalar, tuple[int, ...]], ...]
    tagged: tuple[int, ...]
    without: tuple[int, ...]
    other: tuple[int, ...]
    nullable: bool
    default: int | None = None

    @property
    def largest(self) -> int:
        return max((len(members) for _, members in self.cases), default=len(self.tagged) + len(self.other) + 1)


class TagReader:
    """Finds tags among the properties of variants."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self.contradictions: dict[tuple[str, str], tuple[str, Span]] = {}
        """Records and properties whose constants lack the value that a mapping has for the record → that value, and
        where it stands."""

    def best(self, found: Found, used: tuple[str, ...]) -> TagKey | None:
        """The property to look at first; None when none tells any two variants apart."""
        explicit: dict[str, None] = {}
        for _, variant in found.values():
            explicit.update(dict.fromkeys(tag.key for tag in variant.tags))
        for name in explicit:
            if name not in used:
                tag = self._explicit(name, found)
                if tag.cases and tag.largest < len(found):
                    return tag
        tagged: dict[str, list[int]] = {}
        for index, (view, _) in found.items():
            for name, field in view.fields.items():
                if name not in used and self._comparison.values(field.type) is not None:
                    tagged.setdefault(name, []).append(index)
        if len(found) > _MANY:  # each tag that is looked at leaves a fair part of the variants to the next
            tagged = {name: indexes for name, indexes in tagged.items() if len(indexes) * 4 >= len(found)}
        keys = [key for name in tagged if (key := self._implicit(name, found)) is not None and key.largest < len(found)]
        return min(keys, key=lambda key: (key.largest, len(key.other), len(key.without)), default=None)

    def _explicit(self, name: str, found: Found) -> TagKey:
        """The property as a tag, by the discriminators of the document."""
        own = {index: self._constants(view, name) for index, (view, _) in found.items()}
        listed = [tuple(map(json_key, values)) for values in own.values() if values]
        shared = len(listed) > 1 and len(set(listed)) == 1
        tags = dict.fromkeys(tag for _, variant in found.values() for tag in variant.tags)
        mapped_keys = {value for tag in tags for value, _ in tag.mapping}
        mapped_ids = {target for tag in tags for _, target in tag.mapping}
        is_mapped = any(not mapped_ids.isdisjoint(variant.targets) for _, variant in found.values())
        names = {value for _, variant in found.values() for value in self._names(variant)}
        cases: dict[object, tuple[ir.JSONScalar, list[int]]] = {}
        tagged: list[int] = []
        other: list[int] = []
        without: list[int] = []
        default: int | None = None
        for index, (view, variant) in found.items():
            here = [tag for tag in variant.tags if tag.key == name]
            if default is None and any(tag.default in variant.targets for tag in here if tag.default):
                default = index
            mapped = self._mapped(here, variant, view, own[index])
            constants = (
                [] if shared else [value for value in own[index] or () if value not in mapped_keys or not mapped]
            )
            values: list[ir.JSONScalar] = [*mapped, *constants]
            if not values and here:
                values = [value for value in self._names(variant) if value not in mapped_keys]
                if is_mapped:
                    values += self._base_values(variant, own[index], mapped_keys | names)
                elif own[index] is not None:
                    values = [value for value in values if value in (own[index] or ())]
            for value in dict.fromkeys(values):
                cases.setdefault(json_key(value), (value, []))[1].append(index)
            field = view.fields.get(name)
            if values:
                tagged.append(index)
            if field is None or not values:
                other.append(index)
            if field is None or not values or field.presence is ir.Presence.OPTIONAL:
                without.append(index)
        nullable = self._nullable(found, tagged, name)
        members = tuple((value, tuple(dict.fromkeys(indexes))) for value, indexes in cases.values())
        return TagKey(name, members, tuple(tagged), tuple(without), tuple(other), nullable, default)

    def _mapped(
        self, tags: list[TagMapping], variant: VariantDraft, view: ObjectView, own: tuple[ir.JSONScalar, ...] | None
    ) -> list[str]:
        """The values that mappings have for a variant. One that its own constants lack is noted."""
        found: list[str] = []
        listed = {scalar_text(value) for value in own or ()}
        for tag in tags:
            for value, span in tag.values_of(variant.targets):
                found.append(value)
                if listed and value not in listed and view.id is not None:
                    self.contradictions.setdefault((view.id, tag.key), (value, span))
        return found

    def _implicit(self, name: str, found: Found) -> TagKey | None:
        """The property as a tag, by its constants, where the document has no discriminator."""
        cases: dict[object, tuple[ir.JSONScalar, list[int]]] = {}
        tagged: list[int] = []
        for index, (view, _) in found.items():
            values = self._constants(view, name)
            for value in values or ():
                cases.setdefault(json_key(value), (value, []))[1].append(index)
            if values:
                tagged.append(index)
        for index in tagged:
            # A new value of an enum leads to no variant, so that an enum tags a variant only if its values are that variant's alone.
            is_enum = isinstance(self._comparison.declaration(found[index][0].fields[name].type), EnumDraft)
            if is_enum and any(index in members and len(members) > 1 for _, members in cases.values()):
                return None
        wild = [index for index in found if index not in tagged]
        if len(tagged) == 1:
            only = found[tagged[0]][0].fields[name]
            if only.presence is ir.Presence.OPTIONAL or isinstance(self._comparison.declaration(only.type), EnumDraft):
                return None
        loose = [index for index in wild if self._knows(found[index][0], name)]
        if len(loose) * len(cases) > _MANY * len(found):
            return None
        for value, members in cases.values():
            # A variant that knows the property as free text may have this value too, and so may a map.
            members += [index for index in loose if self._may_be(found[index][0], name, value)]
        other = tuple(wild)
        without = tuple(
            index
            for index, (view, _) in found.items()
            if (field := view.fields.get(name)) is None or field.presence is ir.Presence.OPTIONAL
        )
        listed = tuple((value, tuple(indexes)) for value, indexes in cases.values())
        return TagKey(name, listed, tuple(tagged), without, other, self._nullable(found, tagged, name))

    def _constants(self, view: ObjectView, name: str) -> tuple[ir.JSONScalar, ...] | None:
        field = view.fields.get(name)
        return None if field is None else self._comparison.values(field.type)

    def _knows(self, view: ObjectView, name: str) -> bool:
        return view.is_map or name in view.fields

    def _may_be(self, view: ObjectView, name: str, value: ir.JSONScalar) -> bool:
        field = view.fields.get(name)
        if field is None:
            return view.is_map and not self._comparison.rejects(view.extra, ir.Constant((value,)))
        return not self._comparison.rejects(field.type, ir.Constant((value,)))

    def _nullable(self, found: Found, tagged: list[int], name: str) -> bool:
        fields = [found[index][0].fields.get(name) for index in tagged]
        return any(field is not None and isinstance(field.type, ir.Nullable) for field in fields)

    def _base_values(
        self, variant: VariantDraft, own: tuple[ir.JSONScalar, ...] | None, taken: set[str]
    ) -> list[ir.JSONScalar]:
        """The values of the tag that mean a base itself: its constants that no mapping and no name of an extending
        component takes."""
        is_base = any(target.endswith("#self") for target in variant.targets)
        return [value for value in own or () if value not in taken] if is_base else []

    def _names(self, variant: VariantDraft) -> list[str]:
        """The key of the component that a variant refers to, the innermost where there are several."""
        return [unescape_pointer(target.rpartition("/")[2].removesuffix("#self")) for target in variant.targets[-1:]]

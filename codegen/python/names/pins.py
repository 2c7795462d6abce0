"""Names that the configuration (`names`) or the document (`x-python-name`) decides: looking them up, and reporting those that
name nothing.

A property and the inline class under it stand at one place. There a capitalised name is for the class, any other for the field.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping

from codegen import ir
from codegen.diagnostics import Problems, Span


def field_pointer(record: ir.Record, field: ir.Field) -> str:
    """Where the property of a record stands: its id and the path inside."""
    return f"{record.id}/properties/{field.wire.replace('~', '~0').replace('/', '~1')}"


class Pins:
    """The pins of one document; the configuration's win over the document's own."""

    def __init__(self, api: ir.Api, configured: Mapping[str, str], place: Callable[[str], Span | None]) -> None:
        self._configured, self._place = configured, place
        self._types = {declaration.id for declaration in api.declarations}
        self._fields: dict[str, str | None] = {}
        for record in api.declarations:
            if isinstance(record, ir.Record):
                for field in record.fields:
                    self._fields[field_pointer(record, field)] = field.pinned
        self._members = {
            member.pointer for enum in api.declarations if isinstance(enum, ir.Enum) for member in enum.members
        }
        self._operations = {operation.id for operation in api.operations}

    def of_type(self, declaration: ir.Declaration) -> str | None:
        """The name that a declaration is pinned to."""
        shared = declaration.id in self._fields
        for pin in (
            self._configured.get(declaration.id),
            declaration.hint.pinned,
            self._fields.get(declaration.id),
        ):
            if pin is not None and (not shared or _is_for_class(pin)):
                return pin
        return None

    def of_field(self, record: ir.Record, field: ir.Field) -> str | None:
        """The name that a field is pinned to."""
        pointer = field_pointer(record, field)
        shared = pointer in self._types
        for pin in (self._configured.get(pointer), field.pinned):
            if pin is not None and not (shared and _is_for_class(pin)):
                return pin
        return None

    def of_member(self, member: ir.EnumMember) -> str | None:
        """The name that a member of an enum is pinned to."""
        return self._configured.get(member.pointer)

    def report_unknown(self, problems: Problems) -> None:
        """Warns of pins at whose pointer nothing has a name: a typing error, or a schema that is no more."""
        known = self._types | self._fields.keys() | self._members | self._operations
        for pointer, name in self._configured.items():
            if pointer in known:
                continue
            problems.warning(
                "unused-pin",
                f"the configuration pins {name!r} to {pointer!r}, where nothing has a name",
                self._place(pointer),
                hint=self._suggestion(pointer),
            )

    def _suggestion(self, pointer: str) -> str:
        known = [*sorted(self._types | self._operations), *self._fields]
        last = pointer.rpartition("/")[2].lower()
        same_end = [other for other in known if other.rpartition("/")[2].lower() == last]
        close = difflib.get_close_matches(pointer, same_end, 1) or difflib.get_close_matches(
            pointer, [other for other in known if abs(len(other) - len(pointer)) < 4], 1, 0.8
        )
        return f"did you mean {close[0]!r}?" if close else "take the pointer from `names` in _manifest.json"


def _is_for_class(pin: str) -> bool:
    return pin[:1].isupper()

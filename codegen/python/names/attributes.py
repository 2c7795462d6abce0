"""The names inside one class: a record gives a name for each field, an enum one for each member, in order.

What is spelled in Python as in the document keeps its spelling; of what only arrives at the same name, the first comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python.code.text import Code
from codegen.python.names import identifiers, words
from codegen.python.names.identifiers import Scope
from codegen.python.names.pins import Pins, field_pointer


def fields(record: ir.Record, pins: Pins, problems: Problems) -> tuple[Code, ...]:
    """A name for each field of a record."""
    scope = Scope(identifiers.MODEL_ATTRIBUTES)
    chosen: dict[str, Code] = {}
    holders: dict[str, ir.Field] = {}
    for item in record.fields:
        pin = pins.of_field(record, item)
        if pin is None:
            continue
        if words.is_identifier(pin) and not pin.startswith("_") and pin not in scope:
            chosen[item.wire] = scope.take(pin)
            holders[pin] = item
        else:
            problems.error("bad-name", f"{pin!r} can't be the name of this field", item.span)
    wanted = {item.wire: identifiers.attribute(item.wire) for item in record.fields}
    for exact in (True, False):
        for item in record.fields:
            name = wanted[item.wire]
            if item.wire in chosen or (name == item.wire) is not exact:
                continue
            if name not in scope:
                holders[name] = item
                chosen[item.wire] = scope.take(name)
                continue
            chosen[item.wire] = scope.first_free(identifiers.attributes(item.wire))
            problems.warning(
                "name-collision",
                f"two properties would be called {name}; this one is called {chosen[item.wire]}",
                item.span,
                hint=f'pin a name: names = {{ "{field_pointer(record, item)}" = "…" }}',
                related=((holders[name].span, f"this one keeps {name}"),) if name in holders else (),
            )
    return tuple(chosen[item.wire] for item in record.fields)


def members(enum: ir.Enum, pins: Pins, problems: Problems) -> tuple[Code, ...]:
    """A name for each member of an enum."""
    scope = Scope()
    chosen: dict[int, Code] = {}
    for index, item in enumerate(enum.members):
        pin = pins.of_member(item)
        if pin is None:
            continue
        if _is_member_name(pin) and pin not in scope:
            chosen[index] = scope.take(pin)
        else:
            problems.error("bad-name", f"{pin!r} can't be the name of this member", item.span or enum.span)
    wanted = [identifiers.member(item.hint or str(item.value)) for item in enum.members]
    folded = Counter(str(item.value).lower() for item in enum.members)
    for exact in (True, False):
        for index, item in enumerate(enum.members):
            name = wanted[index]
            if index not in chosen and (name == item.value) is exact:
                chosen[index] = scope.first_free(_member_candidates(name, item, folded[str(item.value).lower()] > 1))
    return tuple(chosen[index] for index in range(len(enum.members)))


def _is_member_name(pin: str) -> bool:
    """What enums, strings and integers define is in lower case, or begins and ends with `_`."""
    return words.is_identifier(pin) and not pin.islower() and pin.strip("_") == pin


def _member_candidates(name: Code, item: ir.EnumMember, case_only: bool) -> Iterator[str]:
    """What else a member may be called when its name is taken: the case of its value, first if another differs in that alone, or
    its value spelled out."""
    yield name
    if not isinstance(item.value, str):
        yield f"{name}_{str(item.value).replace('-', 'MINUS_')}"
        return
    if item.hint is not None:
        yield identifiers.member(item.value)
    cased = f"{name}_LOWER" if item.value.islower() else f"{name}_UPPER" if item.value.isupper() else f"{name}_TITLE"
    symbols = [words.SYMBOL_NAMES[character] for character in item.value if character in words.SYMBOL_NAMES]
    spelled = "_".join([name, *symbols]) if symbols else cased
    yield from (cased, spelled) if case_only else (spelled, cased)

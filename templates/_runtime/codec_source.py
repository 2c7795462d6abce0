"""Writes the source of codec functions: straight-line Python that checks and converts
one type, from its shape in `_schema`.

Keys and constants stand in the source as literals; classes, tables and functions are
objects of its namespace, under names that are made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

from .coding import (
    Integers,
    Strings,
    as_row,
    attempt,
    attempt_or_keep,
    merge_extra,
    plain_data,
    rename_fields,
    restore_keys,
    split_extra,
    unclaimed,
)
from .enums import OpenIntEnum, OpenStrEnum
from .schema import (
    ANY,
    AnyOf,
    As,
    ByKeys,
    ByTag,
    ByValue,
    Choice,
    Fields,
    Is,
    Items,
    JSONScalar,
    Maybe,
    OneOf,
    Ref,
    Row,
    Shape,
    Text,
    Unclaimed,
    Union,
    Values,
    attribute_of,
    cases_of,
    key_of,
)
from .values import (
    Mismatch,
    as_boolean,
    as_constant,
    as_integer,
    as_list,
    as_number,
    as_object,
    as_string,
    never,
)

_RUNTIME: Final[dict[str, Any]] = {
    each.__name__: each
    for each in (
        Mismatch,
        as_boolean,
        as_constant,
        as_integer,
        as_list,
        as_number,
        as_object,
        as_row,
        as_string,
        attempt,
        attempt_or_keep,
        merge_extra,
        never,
        plain_data,
        rename_fields,
        restore_keys,
        split_extra,
        unclaimed,
    )
}
_SCALARS: Final[dict[tuple[str, ...], tuple[str, str]]] = {
    ("string",): ("str", "as_string"),
    ("integer",): ("int", "as_integer"),
    ("integer", "number"): ("float", "as_number"),
    ("boolean",): ("bool", "as_boolean"),
}
"""JSON types → the class of most values of theirs, and the function that checks any."""
_CLASSES: Final = {
    "object": "dict",
    "array": "list",
    "string": "str",
    "boolean": "bool",
    "integer": "int",
    "number": "float",
}
_MOST_COMPARISONS: Final = 4
"""Tags that are compared one after the other; more are looked up in a table."""


class Source:
    """Functions as text, and what their names stand for. `calls` are the functions of
    other types: where they are kept, of what shape, and whether they decode or encode.
    """

    def __init__(self, named: Callable[[str], Shape]) -> None:
        self.names: dict[str, Any] = dict(_RUNTIME)
        self.calls: list[tuple[dict[str, Any], str, Shape, str]] = []
        self._named = named
        self._lines: list[str] = []
        self._known: dict[object, str] = {}

    @property
    def text(self) -> str:
        """The lines of the functions."""
        return "\n".join(self._lines) + "\n"

    def add(self, depth: int, *lines: str) -> None:
        """Adds lines, indented by `depth` levels."""
        self._lines += ["    " * depth + line for line in lines]

    def bind(self, stem: str, value: object) -> str:
        """A name for an object."""
        name = self._known.get((stem, id(value)))
        if name is None:
            name = self._known[stem, id(value)] = f"{stem}_{len(self._known)}"
            self.names[name] = value
        return name

    def call(self, verb: str, shape: Shape) -> str:
        """A name for the function that decodes or encodes another type."""
        name = self._known.get((verb, key_of(shape)))
        if name is None:
            name = f"{verb}_{len(self._known)}"
            self._known[verb, key_of(shape)] = name
            self.calls.append((self.names, name, shape, verb))
        return name

    def settled(self, shape: Shape) -> Shape:
        """What a name stands for, where that is written out where it is used: all but
        unions and what may lead back to itself.
        """
        while isinstance(shape, Ref):
            found = self._named(shape.name)
            if isinstance(found, Union) or any(map(_has_name, _inner(found))):
                break
            shape = found
        return shape

    # Expressions

    def decode(self, shape: Shape, value: str, depth: int = 0) -> str:
        """An expression that checks and converts a value; it raises Mismatch. `value`
        is a name, or cheap to repeat.
        """
        shape = self.settled(shape)
        item = f"item{depth or ''}"
        match shape:
            case Is():
                if shape is ANY:
                    return value
                return (
                    f"{_SCALARS[shape.kinds][1] if shape.kinds else 'never'}({value})"
                )
            case Text(_, parse, _):
                return f"{self.bind('parse', parse)}({value})"
            case OneOf(constants):
                return f"as_constant({', '.join((value, *map(literal, constants)))})"
            case Maybe(inner):
                return (
                    f"None if {value} is None else {self.decode(inner, value, depth)}"
                )
            case Items(inner):
                each = self.decode(inner, item, depth + 1)
                checked = f"as_list({value})"
                return checked if each == item else f"[{each} for {item} in {checked}]"
            case Values(inner):
                each = self.decode(inner, item, depth + 1)
                checked = f"as_object({value})"
                if each == item:
                    return checked
                return f"{{key: {each} for key, {item} in {checked}.items()}}"
            case Row():
                return self._decode_row(shape, value, depth)
            case type() if issubclass(shape, OpenStrEnum | OpenIntEnum):
                return f"{self.bind('members', _members(shape))}[{value}]"
            case _:
                return f"{self.call('decode', shape)}({value})"

    def _decode_row(self, row: Row, value: str, depth: int) -> str:
        name, item = f"row{depth}", f"item{depth or ''}"
        limits = [str(row.least)] + (
            [] if row.rest is not None else [str(len(row.items))]
        )
        parts = [
            self.decode(each, f"{name}[{number}]", depth + 1)
            for number, each in enumerate(row.items[: row.least])
        ]
        # Items that may be absent are decoded in slices, one for each.
        for number, each in enumerate(row.items[row.least :], row.least):
            decoded = self.decode(each, item, depth + 1)
            parts.append(f"*[{decoded} for {item} in {name}[{number}:{number + 1}]]")
        if row.rest is not None:
            decoded = self.decode(row.rest, item, depth + 1)
            parts.append(f"*[{decoded} for {item} in {name}[{len(row.items)}:]]")
        # The row is bound first, in a tuple that is thrown away.
        bound = f"({name} := as_row({', '.join((value, *limits))}))"
        return f"({bound}, ({''.join(f'{part}, ' for part in parts)}))[1]"

    def encode(self, shape: Shape, value: str, depth: int = 0) -> str:
        """An expression for the JSON data of a value; the value itself where that is
        JSON as it is.
        """
        shape = self.settled(shape)
        item = f"item{depth or ''}"
        match shape:
            case Is():
                return f"plain_data({value})" if shape is ANY else value
            case OneOf():
                return value
            case Text(_, _, write):
                return f"{self.bind('write', write)}({value})"
            case Maybe(inner):
                encoded = self.encode(inner, value, depth)
                if encoded == value:
                    return value
                return f"None if {value} is None else {encoded}"
            case Items(inner):
                each = self.encode(inner, item, depth + 1)
                return (
                    f"[*{value}]" if each == item else f"[{each} for {item} in {value}]"
                )
            case Values(inner):
                each = self.encode(inner, item, depth + 1)
                if each == item:
                    return f"{{**{value}}}"
                return f"{{key: {each} for key, {item} in {value}.items()}}"
            case Row():
                return f"[plain_data({item}) for {item} in {value}]"
            case Union():
                return f"plain_data({value})"
            case Ref(name) if isinstance(self._named(name), Union):
                return f"plain_data({value})"
            case type() if issubclass(shape, OpenStrEnum):
                enum = self.bind("enum", shape)
                usual = f"{value}._value_ if {value}.__class__ is {enum}"
                return f"({usual} else str({value}))"
            case type() if issubclass(shape, OpenIntEnum):
                return f"int({value})"
            case _:
                return f"{self.call('encode', shape)}({value})"

    # Fields of a class

    def decode_field(
        self, shape: Shape, place: str, depth: int, *, required: bool
    ) -> None:
        """Adds what is done with a field that is there."""
        shape = self.settled(shape)
        nullable = not required
        if isinstance(shape, Maybe):
            shape, nullable = self.settled(shape.inner), True
        but_null = " and value is not None" if nullable else ""
        kinds = shape.kinds if isinstance(shape, Is) else ()
        refused = self._refusal(shape, "value" if nullable else place)
        if shape is ANY:
            return
        if refused is not None:
            self.add(depth, *([f"value = {place}"] if nullable else []))
            self.add(depth, f"if {refused}{but_null}:", "    raise Mismatch")
        elif kinds in _SCALARS:  # numbers: one comparison for most
            usual, check = _SCALARS[kinds]
            self.add(depth, f"value = {place}")
            self.add(
                depth,
                f"if value.__class__ is not {usual}{but_null}:",
                f"    {check}(value)",
            )
        elif isinstance(shape, OneOf) or (kinds == () and isinstance(shape, Is)):
            self.add(depth, f"value = {place}")
            self.add(depth, *(["if value is not None:"] if nullable else []))
            self.add(depth + nullable, self.decode(shape, "value"))
        elif isinstance(shape, Items):
            self.add(depth, f"value = {place}")
            self.add(depth, *(["if value is not None:"] if nullable else []))
            self._decode_items(shape, depth + nullable)
        elif nullable:
            self.add(depth, f"value = {place}", "if value is not None:")
            self.add(depth + 1, f"{place} = {self.decode(shape, 'value')}")
        else:
            self.add(depth, f"{place} = {self.decode(shape, place)}")

    def _decode_items(self, array: Items, depth: int) -> None:
        """Adds a loop that decodes the items of an array, `value`, in their place: that
        is faster than making another list.
        """
        each = self.decode(array.item, "item")
        self.add(depth, "if value.__class__ is not list:", "    raise Mismatch")
        if each != "item":
            self.add(depth, "index = 0", "for item in value:")
            self.add(depth + 1, f"value[index] = {each}", "index += 1")

    def _refusal(self, shape: Shape, value: str) -> str | None:
        """A condition that holds where a value does not fit, for shapes whose values
        stay as they are; None for others, and where a condition is not enough.
        """
        match shape:
            case Is(("string",)) | Is(("boolean",)):
                return f"{value}.__class__ is not {_SCALARS[shape.kinds][0]}"
            case OneOf((str() as only,)):
                return f"{value} != {literal(only)}"
            case Items(inner) if inner is ANY:
                return f"{value}.__class__ is not list"
            case Values(inner) if inner is ANY:
                return f"{value}.__class__ is not dict"
            case _:
                return None

    # Unions

    def decode_union(self, union: Union) -> None:
        """Adds the body of the function that decodes a union."""
        for kind, choice in union.kinds.items():
            tests = [f"data.__class__ is {_CLASSES[kind]}"]
            if kind == "number" and "integer" not in union.kinds:
                tests.append("data.__class__ is int")
            if kind == "integer" and "number" not in union.kinds:
                # An open union keeps a number with a fraction, which the variant would
                # refuse.
                whole = " and data.is_integer()" if union.open else ""
                tests.append(f"(data.__class__ is float{whole})")
            self.add(1, f"if {' or '.join(tests)}:")
            self._choose(choice, union, kind, 2, "")
        self._choose(Unclaimed(), union, "", 1, "")

    def _choose(
        self, choice: Choice, union: Union, kind: str, depth: int, tag: str
    ) -> None:
        match choice:
            case ByTag(key):
                name = f"tag{depth}"
                self.add(depth, f"{name} = data.get({literal(key)})")
                self._compare(choice, name, union, kind, depth, name)
            case ByValue():
                self._compare(choice, "data", union, kind, depth, tag)
            case ByKeys(cases, otherwise):
                for keys, branch in cases:
                    tests = " and ".join(f"{literal(key)} in data" for key in keys)
                    self.add(depth, f"if {tests or 'True'}:")
                    self._choose(branch, union, kind, depth + 1, tag)
                self._choose(otherwise, union, kind, depth, tag)
            case AnyOf(shapes):
                function = "attempt_or_keep" if union.open else "attempt"
                tried = ", ".join(self.call("decode", each) for each in shapes)
                self.add(depth, f"return {function}(data, {tried})")
            case Unclaimed():
                kept = f"return unclaimed(data{tag and f', {tag}'})"
                self.add(depth, kept if union.open else "raise Mismatch")
            case Is((only,)) if only == kind != "integer":
                self.add(depth, "return data")
            case Is(("integer", "number")) if kind == "number":
                self.add(depth, "return data")
            case _:
                self.add(depth, f"return {self.decode(choice, 'data')}")

    def _compare(
        self,
        choice: ByTag | ByValue,
        name: str,
        union: Union,
        kind: str,
        depth: int,
        tag: str,
    ) -> None:
        """Adds what follows for each constant that `name` may be."""
        grouped: dict[int, tuple[Choice, list[JSONScalar]]] = {}
        cases = cases_of(choice)
        for value, branch in cases:
            grouped.setdefault(id(branch), (branch, []))[1].append(value)
        if len(cases) > _MOST_COMPARISONS and all(
            isinstance(value, str) and isinstance(branch, type | Ref)
            for value, branch in cases
        ):
            table: dict[str, Any] = {}
            for value, branch in cases:
                if isinstance(branch, type | Ref):
                    self.calls.append((table, str(value), branch, "decode"))
            found = f"{self.bind('variants', table)}.get({name})"
            self.add(depth, f"if {name}.__class__ is str and (variant := {found}):")
            self.add(depth + 1, "return variant(data)")
        else:
            for branch, values in grouped.values():
                self.add(depth, f"if {_equals(name, values)}:")
                self._choose(branch, union, kind, depth + 1, tag)
        self._choose(choice.otherwise, union, kind, depth, tag)


def class_source(cls: type, fields: Fields, named: Callable[[str], Shape]) -> Source:
    """The functions of a model class: `decode` and `encode`."""
    source = Source(named)
    wires = frozenset((*fields.required, *fields.optional))
    pairs = [
        (key, attribute_of(key, field)[0])
        for group in (fields.required, fields.optional)
        for key, field in group.items()
        if isinstance(field, As)
    ]
    # An attribute that is called like another field's key can't be renamed by itself.
    at_once = not wires.isdisjoint((*(name for _, name in pairs), "extra_fields"))
    _decode_class(source, cls, fields, wires, pairs if at_once else None, pairs)
    _encode_class(source, fields, at_once, [(name, key) for key, name in pairs])
    return source


def _decode_class(
    source: Source,
    cls: type,
    fields: Fields,
    wires: frozenset[str],
    at_once: list[tuple[str, str]] | None,
    pairs: list[tuple[str, str]],
) -> None:
    add = source.add
    add(
        0,
        "def decode(data):",
        "    if data.__class__ is not dict:",
        "        raise Mismatch",
    )
    for key, field in fields.required.items():
        place = f"data[{literal(key)}]"
        shape = attribute_of(key, field)[1]
        if source.settled(shape) is ANY:
            add(1, f"if {literal(key)} not in data:", "    raise Mismatch")
        else:
            source.decode_field(shape, place, 1, required=True)
    known = str(len(fields.required))
    if fields.optional:
        add(1, f"known = {known}")
        known = "known"
    for key, field in fields.optional.items():
        add(1, f"if {literal(key)} in data:", "    known += 1")
        shape = attribute_of(key, field)[1]
        source.decode_field(shape, f"data[{literal(key)}]", 2, required=False)
    extra = source.decode(fields.extra, "item")
    keys = source.bind("keys", wires)
    typed = f"{{key: {extra} for key, item in data['extra_fields'].items()}}"
    if at_once is not None:
        add(1, f"rename_fields(data, {keys}, {tuple(at_once)!a})")
        if extra != "item":
            add(1, "if 'extra_fields' in data:", f"    data['extra_fields'] = {typed}")
    else:
        add(1, f"if len(data) != {known}:", f"    split_extra(data, {keys})")
        if extra != "item":
            add(2, f"data['extra_fields'] = {typed}")
        for key, name in pairs:
            add(
                1,
                f"if {literal(key)} in data:",
                f"    data[{name!r}] = data.pop({literal(key)})",
            )
    # Faster than `object.__new__` called with the class.
    source.names["new"] = partial(object.__new__, cls)
    add(1, "model = new()", "model.__dict__ = data", "return model", "")


def _encode_class(
    source: Source, fields: Fields, at_once: bool, back: list[tuple[str, str]]
) -> None:
    add = source.add
    add(0, "def encode(model):", "    data = model.__dict__.copy()")
    for group in (fields.required, fields.optional):
        for key, field in group.items():
            name, shape = attribute_of(key, field)
            shape = source.settled(shape)
            encoded = source.encode(
                shape.inner if isinstance(shape, Maybe) else shape, "value"
            )
            if encoded != "value":
                add(1, f"value = data.get({literal(name)})", "if value is not None:")
                add(2, f"data[{literal(name)}] = {encoded}")
    if at_once:
        add(1, f"restore_keys(data, {tuple(back)!a})")
    elif back:
        add(1, "extra = data.pop('extra_fields', None)")
        for name, key in back:
            add(
                1,
                f"if {literal(name)} in data:",
                f"    data[{literal(key)}] = data.pop({literal(name)})",
            )
        add(1, "if extra:", "    merge_extra(data, extra)")
    else:
        add(
            1,
            "if 'extra_fields' in data:",
            "    merge_extra(data, data.pop('extra_fields'))",
        )
    add(1, "return data")


def shape_source(shape: Shape, named: Callable[[str], Shape]) -> Source:
    """The functions of a type that is no class; a union has no function to encode, as
    the class of a value tells how.
    """
    source = Source(named)
    source.add(0, "def decode(data):")
    if isinstance(shape, Union):
        source.decode_union(shape)
        return source
    source.add(1, f"return {source.decode(shape, 'data')}", "")
    source.add(0, "def encode(value):", f"    return {source.encode(shape, 'value')}")
    return source


def literal(value: JSONScalar) -> str:
    """A JSON scalar as Python source, in ASCII."""
    return ascii(value)


def _equals(name: str, values: Iterable[JSONScalar]) -> str:
    """The condition that a name is one of the values; true is not 1."""
    tests = [
        (
            f"{name} is {value}"
            if value is None or isinstance(value, bool)
            else f"{name} == {literal(value)}"
            + ("" if isinstance(value, str) else f" and {name}.__class__ is not bool")
        )
        for value in values
    ]
    return " or ".join(f"({test})" if " and " in test else test for test in tests)


def _inner(shape: Shape) -> Iterator[Shape]:
    """The shapes that a shape is made of."""
    match shape:
        case Items(inner) | Values(inner) | Maybe(inner):
            yield inner
        case Row(items, rest):
            yield from items if rest is None else (*items, rest)
        case _:
            return


def _has_name(shape: Shape) -> bool:
    """Whether a shape is a named one that is no class, or is made of such."""
    return isinstance(shape, Ref) or any(map(_has_name, _inner(shape)))


_tables: Final[dict[type, Strings | Integers]] = {}


def _members(enum: type[OpenStrEnum | OpenIntEnum]) -> Strings | Integers:
    """The table of an enum's members, one for each enum."""
    table = _tables.get(enum)
    if table is None:
        table = Strings(enum) if issubclass(enum, OpenStrEnum) else Integers(enum)
    return _tables.setdefault(enum, table)

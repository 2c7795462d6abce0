"""Writes the source of codec functions: straight-line Python that checks and converts
one type, from its shape in `_schema`.

Keys and constants stand in the source as literals in ASCII; classes, tables and
functions are objects of its namespace, under names that are made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from . import coding, schema
from .model import OpenIntEnum, OpenStrEnum
from .schema import Choice, Field, JSONScalar, Shape

_CALLABLE: Final = {name: each for name, each in vars(coding).items() if callable(each)}
_SCALARS: Final[dict[tuple[str, ...], tuple[str, str]]] = {
    ("string",): ("str", "as_string"),
    ("integer",): ("int", "as_integer"),
    ("integer", "number"): ("float", "as_number"),
    ("boolean",): ("bool", "as_boolean"),
    (): ("never", "never"),
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
        self.names: dict[str, Any] = dict(_CALLABLE)
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
        name = self._known.setdefault((stem, id(value)), f"{stem}_{len(self._known)}")
        self.names[name] = value
        return name

    def call(self, verb: str, shape: Shape) -> str:
        """A name for the function that decodes or encodes another type."""
        key = (verb, schema.key_of(shape))
        if key not in self._known:
            self._known[key] = f"{verb}_{len(self._known)}"
            self.calls.append((self.names, self._known[key], shape, verb))
        return self._known[key]

    def settled(self, shape: Shape) -> Shape:
        """What a name stands for, where that is written out where it is used: all but
        unions and what may lead back to itself.
        """
        while isinstance(shape, schema.Ref):
            found = self._named(shape.name)
            if isinstance(found, schema.Union) or _refers(found):
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
            case schema.Is(kinds):
                return (
                    value if shape is schema.ANY else f"{_SCALARS[kinds][1]}({value})"
                )
            case schema.Text(_, parse):
                return f"{self.bind('parse', parse)}({value})"
            case schema.OneOf(constants):
                return f"as_constant({', '.join((value, *map(ascii, constants)))})"
            case schema.Maybe(inner):
                return (
                    f"None if {value} is None else {self.decode(inner, value, depth)}"
                )
            case schema.Items(inner):
                each = self.decode(inner, item, depth + 1)
                checked = f"as_list({value})"
                return checked if each == item else f"[{each} for {item} in {checked}]"
            case schema.Values(inner):
                each = self.decode(inner, item, depth + 1)
                checked = f"as_object({value})"
                if each == item:
                    return checked
                return f"{{key: {each} for key, {item} in {checked}.items()}}"
            case schema.Row():
                return self._decode_row(shape, value, depth)
            case type() if issubclass(shape, OpenStrEnum | OpenIntEnum):
                return f"{self.bind('members', coding.members(shape))}[{value}]"
            case _:
                return f"{self.call('decode', shape)}({value})"

    def _decode_row(self, row: schema.Row, value: str, depth: int) -> str:
        items, rest, least = row
        name, item = f"row{depth}", f"item{depth or ''}"
        parts = [
            self.decode(each, f"{name}[{number}]", depth + 1)
            for number, each in enumerate(items[:least])
        ]
        # Items that may be absent are decoded in slices, one for each.
        slices = [
            (each, f"{number}:{number + 1}")
            for number, each in enumerate(items[least:], least)
        ]
        slices += [] if rest is None else [(rest, f"{len(items)}:")]
        for each, limits in slices:
            decoded = self.decode(each, item, depth + 1)
            parts.append(f"*[{decoded} for {item} in {name}[{limits}]]")
        # The row is bound first, in a tuple that is thrown away.
        most = None if rest is not None else len(items)
        bound = f"({name} := as_row({value}, {least}, {most}))"
        return f"({bound}, ({''.join(f'{part}, ' for part in parts)}))[1]"

    def encode(self, shape: Shape, value: str, depth: int = 0) -> str:
        """An expression for the JSON data of a value; the value itself where that is
        JSON as it is.
        """
        shape = self.settled(shape)
        item = f"item{depth or ''}"
        match shape:
            case schema.OneOf() | schema.Is() if shape is not schema.ANY:
                return value
            case schema.Is() | schema.Union():
                return f"plain_data({value})"
            case schema.Ref(name) if isinstance(self._named(name), schema.Union):
                return f"plain_data({value})"
            case schema.Text(_, _, write):
                return f"{self.bind('write', write)}({value})"
            case schema.Maybe(inner):
                encoded = self.encode(inner, value, depth)
                usual = f"None if {value} is None else {encoded}"
                return value if encoded == value else usual
            case schema.Items(inner):
                each = self.encode(inner, item, depth + 1)
                usual = f"[{each} for {item} in {value}]"
                return f"[*{value}]" if each == item else usual
            case schema.Values(inner):
                each = self.encode(inner, item, depth + 1)
                usual = f"{{key: {each} for key, {item} in {value}.items()}}"
                return f"{{**{value}}}" if each == item else usual
            case schema.Row():
                return f"[plain_data({item}) for {item} in {value}]"
            case type() if issubclass(shape, OpenStrEnum):
                usual = f"{value}.__class__ is {self.bind('enum', shape)}"
                return f"({value}._value_ if {usual} else str({value}))"
            case type() if issubclass(shape, OpenIntEnum):
                return f"int({value})"
            case _:
                return f"{self.call('encode', shape)}({value})"

    # Fields of a class

    def decode_field(self, field: Field, depth: int) -> None:
        """Adds what is done with a field that is there."""
        shape, nullable = self.settled(field.shape), not field.is_required
        if isinstance(shape, schema.Maybe):
            shape, nullable = self.settled(shape.inner), True
        place = f"data[{field.key!a}]"
        value = "value" if nullable else place
        but_null = " and value is not None" if nullable else ""
        refused = _refusal(shape)
        match shape:
            case schema.Is() if shape is schema.ANY:
                if field.is_required:
                    self.add(
                        depth, f"if {field.key!a} not in data:", "    raise Mismatch"
                    )
            case _ if refused:
                self.add(depth, *([f"value = {place}"] if nullable else []))
                self.add(depth, f"if {value}{refused}{but_null}:", "    raise Mismatch")
            case schema.Is(kinds) if kinds:  # numbers: one comparison for most
                usual, check = _SCALARS[kinds]
                self.add(depth, f"value = {place}")
                self.add(depth, f"if value.__class__ is not {usual}{but_null}:")
                self.add(depth + 1, f"{check}(value)")
            case schema.Is() | schema.OneOf() | schema.Items():
                self.add(depth, f"value = {place}")
                self.add(depth, *(["if value is not None:"] if nullable else []))
                self._check_value(shape, depth + nullable)
            case _:
                self.add(depth, *([f"value = {place}"] if nullable else []))
                self.add(depth, *(["if value is not None:"] if nullable else []))
                self.add(depth + nullable, f"{place} = {self.decode(shape, value)}")

    def _check_value(self, shape: Shape, depth: int) -> None:
        """Adds a check of `value`, which stays what it is; the items of an array are
        decoded in their place, which is faster than making another list.
        """
        if not isinstance(shape, schema.Items):
            return self.add(depth, self.decode(shape, "value"))
        self.add(depth, "if value.__class__ is not list:", "    raise Mismatch")
        each = self.decode(shape.item, "item")
        if each != "item":
            self.add(depth, "index = 0", "for item in value:")
            self.add(depth + 1, f"value[index] = {each}", "index += 1")
        return None

    # Unions

    def decode_union(self, union: schema.Union) -> None:
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
            self._choose(choice, union.open, kind, 2)
        self._choose(schema.UNCLAIMED, union.open, "", 1)

    def _choose(
        self, choice: Choice, is_open: bool, kind: str, depth: int, tag: str = ""
    ) -> None:
        """Adds what a choice for a JSON type says; `tag` is the name of its tag."""
        match choice:
            case schema.ByTag(key):
                tag = f"tag{depth}"
                self.add(depth, f"{tag} = data.get({key!a})")
                self._compare(choice, tag, is_open, kind, depth, tag)
            case schema.ByValue():
                self._compare(choice, "data", is_open, kind, depth, tag)
            case schema.ByKeys(cases, otherwise):
                for keys, branch in cases:
                    tests = " and ".join(f"{key!a} in data" for key in keys)
                    self.add(depth, f"if {tests or 'True'}:")
                    self._choose(branch, is_open, kind, depth + 1, tag)
                self._choose(otherwise, is_open, kind, depth, tag)
            case schema.AnyOf(()):
                kept = f"return unclaimed(data{tag and f', {tag}'})"
                self.add(depth, kept if is_open else "raise Mismatch")
            case schema.AnyOf(shapes):
                function = "attempt_or_keep" if is_open else "attempt"
                tried = ", ".join(self.call("decode", each) for each in shapes)
                self.add(depth, f"return {function}(data, {tried})")
            case schema.Is((only,)) if only == kind != "integer":
                self.add(depth, "return data")
            case schema.Is(("integer", "number")) if kind == "number":
                self.add(depth, "return data")
            case _:
                self.add(depth, f"return {self.decode(choice, 'data')}")

    def _compare(
        self,
        choice: schema.ByTag | schema.ByValue,
        name: str,
        is_open: bool,
        kind: str,
        depth: int,
        tag: str,
    ) -> None:
        """Adds what follows for each constant that `name` may be."""
        cases = schema.cases_of(choice)
        table: dict[str, Any] = {}
        lookups = [
            (table, value, branch, "decode")
            for value, branch in cases
            if isinstance(value, str) and isinstance(branch, type | schema.Ref)
        ]
        if len(cases) == len(lookups) > _MOST_COMPARISONS:
            self.calls += lookups
            found = f"{self.bind('variants', table)}.get({name})"
            self.add(depth, f"if {name}.__class__ is str and (variant := {found}):")
            self.add(depth + 1, "return variant(data)")
        else:
            grouped: dict[int, tuple[Choice, list[JSONScalar]]] = {}
            for value, branch in cases:
                grouped.setdefault(id(branch), (branch, []))[1].append(value)
            for branch, values in grouped.values():
                self.add(depth, f"if {_equals(name, values)}:")
                self._choose(branch, is_open, kind, depth + 1, tag)
        self._choose(choice.otherwise, is_open, kind, depth, tag)


def class_source(
    cls: type, fields: schema.Fields, named: Callable[[str], Shape]
) -> Source:
    """The functions of a model class: `decode` and `encode`."""
    source = Source(named)
    pairs = [(each.key, each.attribute) for each in fields.fields.values()]
    pairs = [(key, name) for key, name in pairs if key != name]
    # An attribute that is called like another field's key can't be renamed by itself.
    names = {"extra_fields", *(name for _, name in pairs)}
    at_once = not names.isdisjoint(fields.fields)
    # Faster than `object.__new__` called with the class.
    source.names["new"] = partial(object.__new__, cls)
    _decode_class(source, fields, pairs, at_once)
    _encode_class(source, fields, [(name, key) for key, name in pairs], at_once)
    return source


def _decode_class(
    source: Source, fields: schema.Fields, pairs: list[tuple[str, str]], at_once: bool
) -> None:
    add = source.add
    add(0, "def decode(data):", "    if data.__class__ is not dict:")
    add(2, "raise Mismatch")
    required = [each for each in fields.fields.values() if each.is_required]
    for field in required:
        source.decode_field(field, 1)
    known = f"{len(required)}"
    if len(fields.fields) > len(required):
        add(1, f"known = {known}")
        known = "known"
    for field in fields.fields.values():
        if not field.is_required:
            add(1, f"if {field.key!a} in data:", "    known += 1")
            source.decode_field(field, 2)
    extra = source.decode(fields.extra, "item")
    keys = source.bind("keys", frozenset(fields.fields))
    if at_once:
        add(1, f"rename_fields(data, {keys}, {tuple(pairs)!a})")
        add(1, *(["if 'extra_fields' in data:"] if extra != "item" else []))
    else:
        add(1, f"if len(data) != {known}:", f"    split_extra(data, {keys})")
    if extra != "item":
        typed = f"{{key: {extra} for key, item in data['extra_fields'].items()}}"
        add(2, f"data['extra_fields'] = {typed}")
    _rename(source, [] if at_once else pairs)
    add(1, "model = new()", "model.__dict__ = data", "return model", "")


def _encode_class(
    source: Source, fields: schema.Fields, pairs: list[tuple[str, str]], at_once: bool
) -> None:
    add = source.add
    add(0, "def encode(model):", "    data = model.__dict__.copy()")
    for _, name, shape, _ in fields.fields.values():
        shape = source.settled(shape)
        inner = shape.inner if isinstance(shape, schema.Maybe) else shape
        encoded = source.encode(inner, "value")
        if encoded != "value":
            add(1, f"value = data.get({name!a})", "if value is not None:")
            add(2, f"data[{name!a}] = {encoded}")
    if at_once:
        add(1, f"restore_keys(data, {tuple(pairs)!a})")
    elif pairs:
        add(1, "extra = data.pop('extra_fields', None)")
        _rename(source, pairs)
        add(1, "if extra:", "    merge_extra(data, extra)")
    else:
        add(1, "if 'extra_fields' in data:")
        add(2, "merge_extra(data, data.pop('extra_fields'))")
    add(1, "return data")


def _rename(source: Source, pairs: Iterable[tuple[str, str]]) -> None:
    for old, new in pairs:
        source.add(1, f"if {old!a} in data:", f"    data[{new!a}] = data.pop({old!a})")


def shape_source(shape: Shape, named: Callable[[str], Shape]) -> Source:
    """The functions of a type that is no class; a union has no function to encode, as
    the class of a value tells how.
    """
    source = Source(named)
    source.add(0, "def decode(data):")
    if isinstance(shape, schema.Union):
        source.decode_union(shape)
        return source
    source.add(1, f"return {source.decode(shape, 'data')}", "")
    source.add(0, "def encode(value):", f"    return {source.encode(shape, 'value')}")
    return source


def _refusal(shape: Shape) -> str | None:
    """What holds of a value that does not fit, for shapes whose values stay as they
    are; None for others, and where one comparison is not enough.
    """
    match shape:
        case schema.Is(("string",) | ("boolean",) as kinds):
            return f".__class__ is not {_SCALARS[kinds][0]}"
        case schema.OneOf((str() as only,)):
            return f" != {only!a}"
        case schema.Items(inner) if inner is schema.ANY:
            return ".__class__ is not list"
        case schema.Values(inner) if inner is schema.ANY:
            return ".__class__ is not dict"
        case _:
            return None


def _equals(name: str, values: Iterable[JSONScalar]) -> str:
    """The condition that a name is one of the values; true is not 1."""
    tests: list[str] = []
    for value in values:
        if value is None or isinstance(value, bool):
            tests.append(f"{name} is {value}")
        elif isinstance(value, str):
            tests.append(f"{name} == {value!a}")
        else:
            tests.append(f"({name} == {value!a} and {name}.__class__ is not bool)")
    return " or ".join(tests)


def _refers(shape: Shape) -> bool:
    """Whether a shape is made of named ones that are no classes."""
    match shape:
        case schema.Items(inner) | schema.Values(inner) | schema.Maybe(inner):
            inside: tuple[Shape, ...] = (inner,)
        case schema.Row(items, rest):
            inside = items if rest is None else (*items, rest)
        case _:
            return False
    return any(isinstance(each, schema.Ref) or _refers(each) for each in inside)

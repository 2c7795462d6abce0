"""Writes the source of codec functions: straight-line Python that checks and converts
one type, from its shape in `_schema`.

Keys and constants stand in the source as literals in ASCII; classes, tables and
functions are objects of its namespace, under names that are made here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Final, TypeAlias

from . import schema, values
from .model import OpenIntEnum, OpenStrEnum
from .schema import Choice, Field, JSONScalar, Shape

Names: TypeAlias = "list[tuple[str, str]]"

_CALLABLE: Final = {name: each for name, each in vars(values).items() if callable(each)}
_MOST_COMPARISONS: Final = 4
"""Tags that are compared one after the other; more are looked up in a table."""


class Source:
    """A function as text, and what its names stand for. `calls` are the functions of
    other types: where they are kept, which, and of what shape. `given` are the
    parameters of a function that decodes, `refusal` what it does with data that no
    variant takes, `no_kind` with data of a JSON type that no variant has.
    """

    verb, given = "decode", "data"
    refusal = no_kind = "raise Mismatch"
    attempt = "attempt(data"

    def __init__(self) -> None:
        self.names: dict[str, Any] = dict(_CALLABLE)
        self.calls: list[tuple[dict[str, Any], str, str, Shape]] = []
        self._lines: list[str] = []
        self._known: dict[object, str] = {}
        self.is_open = True

    @property
    def text(self) -> str:
        """The lines of the function."""
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
            self.calls.append((self.names, self._known[key], verb, shape))
        return self._known[key]

    def settled(self, shape: Shape) -> Shape:
        """What a name stands for, where that is written out where it is used: all but
        unions and what may lead back to itself.
        """
        while isinstance(shape, schema.Ref):
            found = schema.meaning(shape)
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
                check = f"as_{kinds[-1]}" if kinds else "never"
                return value if shape is schema.ANY else f"{check}({value})"
            case schema.Text(_, parse):
                return f"{self.bind('parse', parse)}({value})"
            case schema.OneOf(constants):
                return f"as_constant({', '.join((value, *map(ascii, constants)))})"
            case schema.Maybe(inner):
                decoded = self.decode(inner, value, depth)
                return f"None if {value} is None else {decoded}"
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
                return f"as_row({self.row(shape, 'decode', value)})"
            case type() if issubclass(shape, OpenStrEnum | OpenIntEnum):
                return f"{self.bind('members', values.members(shape))}[{value}]"
            case _:
                return f"{self.call('decode', shape)}({value})"

    def row(self, shape: schema.Row, verb: str, *given: str) -> str:
        """The arguments of what decodes an array, a function for each item last."""
        items, rest, _ = shape
        each = [self.call(verb, item) for item in (*items, rest or schema.ANY)]
        return ", ".join([*given, self.bind("row", shape), *each])

    def encode(self, shape: Shape, value: str, depth: int = 0) -> str:
        """An expression for the JSON data of a value; the value itself where that is
        JSON as it is.
        """
        shape = self.settled(shape)
        item = f"item{depth or ''}"
        match shape:
            case schema.OneOf() | schema.Is() if shape is not schema.ANY:
                return value
            case schema.Is():
                return f"plain_data({value})"
            case schema.Union():
                return f"plain_data({value})"
            case schema.Ref() if isinstance(schema.meaning(shape), schema.Union):
                if not values.preparations:
                    return f"plain_data({value})"
                ready = f"given({self.bind('union', shape)}, {value})"
                return f"plain_data({ready} if {value}.__class__ is dict else {value})"
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
                return f"plain_data(given({self.bind('row', shape)}, {value}))"
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
        bound = [f"value = {place}"] if nullable else []
        present = ["if value is not None:"] if nullable else []
        refused = _refusal(shape)
        match shape:
            case schema.Is() if shape is schema.ANY:
                if field.is_required:
                    self.add(depth, f"if {field.key!a} not in data:")
                    self.add(depth + 1, "raise Mismatch")
            case _ if refused:
                self.add(depth, *bound)
                self.add(depth, f"if {value}{refused}{but_null}:", "    raise Mismatch")
            case schema.Is(kinds) if kinds:  # numbers: one comparison for most
                usual = schema.KINDS[kinds[-1]].__name__
                self.add(depth, f"value = {place}")
                self.add(depth, f"if value.__class__ is not {usual}{but_null}:")
                self.add(depth + 1, self.decode(shape, "value"))
            case schema.Is() | schema.OneOf():
                self.add(depth, f"value = {place}", *present)
                self.add(depth + nullable, self.decode(shape, "value"))
            case schema.Items(item):
                # Items are decoded in their place: faster than making another list.
                self.add(depth, f"value = {place}", *present)
                depth += nullable
                self.add(depth, "if value.__class__ is not list:", "    raise Mismatch")
                self.add(depth, "index = 0", "for item in value:")
                self.add(depth + 1, f"value[index] = {self.decode(item, 'item')}")
                self.add(depth + 1, "index += 1")
            case _:
                self.add(depth, *bound, *present)
                self.add(depth + nullable, f"{place} = {self.decode(shape, value)}")

    # Unions

    def decode_union(self, union: schema.Union) -> None:
        """Adds the body of the function that decodes a union."""
        self.is_open = union.open
        for kind, choice in union.kinds.items():
            tests = [f"data.__class__ is {schema.KINDS[kind].__name__}"]
            if kind == "number" and "integer" not in union.kinds:
                tests.append("data.__class__ is int")
            if kind == "integer" and "number" not in union.kinds:
                tests.append("(data.__class__ is float and data.is_integer())")
            self.add(1, f"if {' or '.join(tests)}:")
            self._choose(choice, kind, 2)
        if union.open:  # what may be null is a Maybe
            self.add(1, "if data is not None:", "    return unclaimed(data)")
        self.add(1, self.no_kind)

    def chosen(self, shape: Shape) -> str:
        """An expression that decodes the data as a variant."""
        return self.decode(shape, "data")

    def _choose(self, choice: Choice, kind: str, depth: int, tag: str = "") -> None:
        """Adds what a choice for a JSON type says; `tag` is the name of its tag."""
        match choice:
            case schema.ByTag(key):
                tag = f"tag{depth}"
                self.add(depth, f"{tag} = data.get({key!a})")
                self._compare(choice, tag, kind, depth, tag)
            case schema.ByValue():
                self._compare(choice, "data", kind, depth, tag)
            case schema.ByKeys(cases, otherwise):
                for keys, branch in cases:
                    tests = " and ".join(f"{key!a} in data" for key in keys)
                    self.add(depth, f"if {tests or 'True'}:")
                    self._choose(branch, kind, depth + 1, tag)
                self._choose(otherwise, kind, depth, tag)
            case schema.AnyOf(()) if self.is_open:
                self.add(depth, f"return unclaimed(data{tag and f', {tag}'})")
            case schema.AnyOf(()):
                self.add(depth, self.refusal)
            case schema.AnyOf(shapes):
                tried = ", ".join(self.call("examine", each) for each in shapes)
                self.add(depth, f"return {self.attempt}, {self.is_open}, {tried})")
            case schema.Is((only,)) if only == kind != "integer":
                self.add(depth, "return data")
            case schema.Is(("integer", "number")) if kind == "number":
                self.add(depth, "return data")
            case _:
                self.add(depth, f"return {self.chosen(choice)}")

    def _compare(
        self, choice: schema.Cases, name: str, kind: str, depth: int, tag: str
    ) -> None:
        """Adds what follows for each constant that `name` may be."""
        table: dict[str, Any] = {}
        branches: dict[int, Choice] = {}
        constants: dict[int, list[JSONScalar]] = {}
        lookups: list[tuple[dict[str, Any], str, str, Shape]] = []
        for value, branch in schema.cases_of(choice):
            branches[id(branch)] = branch
            constants.setdefault(id(branch), []).append(value)
            if isinstance(value, str) and isinstance(branch, type | schema.Ref):
                lookups.append((table, value, self.verb, branch))
        if len(choice.cases) == len(lookups) > _MOST_COMPARISONS:
            self.calls += lookups
            found = f"{self.bind('variants', table)}.get({name})"
            self.add(depth, f"if {name}.__class__ is str and (variant := {found}):")
            self.add(depth + 1, f"return variant({self.given})")
        else:
            for key, branch in branches.items():
                self.add(depth, f"if {_equals(name, constants[key])}:")
                self._choose(branch, kind, depth + 1, tag)
        self._choose(choice.otherwise, kind, depth, tag)


def source_of(shape: Shape, verb: str) -> Source:
    """The function `decode` or `encode` of a type."""
    source = Source()
    meant = described(shape)
    source.add(0, f"def {verb}(data):")
    match meant:
        case schema.Fields() if isinstance(shape, type):
            fields = [*meant.fields.values()]
            if verb == "decode":
                known = _decode_fields(source, fields)
                make_model(
                    source, shape, fields, known, source.decode(meant.extra, "item")
                )
            else:
                _encode_class(source, shape, fields)
        case schema.Union() if verb == "decode":
            source.decode_union(meant)
        case schema.Union():  # the class of a value tells how
            source.add(1, f"return {source.encode(shape, 'data')}")
        case _:
            written = source.decode if verb == "decode" else source.encode
            source.add(1, f"return {written(meant, 'data')}")
    return source


def described(shape: Shape) -> Shape:
    """What `_schema` says of a type that has a name; other shapes as they are."""
    is_enum = isinstance(shape, type) and issubclass(shape, OpenStrEnum | OpenIntEnum)
    if is_enum or not isinstance(shape, schema.Ref | type):
        return shape
    return schema.meaning(shape)


def _decode_fields(source: Source, fields: list[Field]) -> str:
    """Adds what is done with each field; what is returned says how many were there."""
    add = source.add
    add(1, "if data.__class__ is not dict:", "    raise Mismatch")
    required = sum(each.is_required for each in fields)
    for field in fields[:required]:
        source.decode_field(field, 1)
    add(1, *([f"known = {required}"] if fields[required:] else []))
    for field in fields[required:]:
        add(1, f"if {field.key!a} in data:", "    known += 1")
        source.decode_field(field, 2)
    return "known" if fields[required:] else f"{required}"


def make_model(
    source: Source, shape: type, fields: list[Field], known: str, extra: str
) -> None:
    """Adds what makes an instance of fields that are decoded. `known` is the number of
    them, `extra` decodes the `item` at another key.
    """
    add, names = source.add, _renamed(fields)
    keys = source.bind("keys", frozenset(each.key for each in fields))
    found = f"split_extra(data, {keys})"
    if extra != "item":
        found = f"{{key: {extra} for key, item in {found}.items()}}"
    kept = "extra" if names else "data['extra_fields']"
    add(1, *(["extra = None"] if names else []))
    add(1, f"if len(data) != {known}:", f"    {kept} = {found}")
    _rename(source, fields, names)
    add(1, *(["if extra:", "    data['extra_fields'] = extra"] if names else []))
    # Faster than `object.__new__` called with the class.
    source.names["new"] = partial(object.__new__, shape)
    add(1, "model = new()", "model.__dict__ = data", "return model")


def _encode_class(source: Source, shape: type, fields: list[Field]) -> None:
    add, names = source.add, _renamed(fields)
    add(1, "try:", "    data = data.__dict__.copy()")
    add(1, "except AttributeError:", "    return plain_object(data, cls)")
    add(1, "extra = None")
    source.names["cls"] = shape
    add(1, "if 'extra_fields' in data:", "    extra = take_extra(data)")
    for _, name, said, *_ in fields:
        said = source.settled(said)
        inner = said.inner if isinstance(said, schema.Maybe) else said
        encoded = source.encode(inner, "value")
        if encoded != "value":
            add(1, f"value = data.get({name!a})", "if value is not None:")
            add(2, f"data[{name!a}] = {encoded}")
    _rename(source, fields, [(new, old) for old, new in names])
    add(1, "if extra:", "    merge_extra(data, extra)", "return data")


def _renamed(fields: list[Field]) -> Names:
    return [(each.key, each.attribute) for each in fields if each.key != each.attribute]


def _rename(source: Source, fields: list[Field], names: Names) -> None:
    # An attribute called like another field's key can't be renamed by itself.
    attributes = {each.attribute for each in fields if each.key != each.attribute}
    if not {"extra_fields", *attributes}.isdisjoint(each.key for each in fields):
        source.add(1, f"rename(data, {tuple(names)!a})")
        return
    for old, new in names:
        source.add(1, f"if {old!a} in data:", f"    data[{new!a}] = data.pop({old!a})")


def _refusal(shape: Shape) -> str | None:
    """What holds of a value that does not fit, for shapes whose values stay as they
    are; None for others, and where one comparison is not enough.
    """
    match shape:
        case schema.Is(("string" | "boolean" | "integer" as kind,)):
            return f".__class__ is not {schema.KINDS[kind].__name__}"
        case schema.OneOf((str() as only,)):
            return f" != {only!a}"
        case schema.Items(inner) if inner is schema.ANY:
            return ".__class__ is not list"
        case schema.Values(inner) if inner is schema.ANY:
            return ".__class__ is not dict"
        case _:
            return None


def _equals(name: str, constants: Iterable[JSONScalar]) -> str:
    """The condition that a name is one of the values; true is not 1."""
    tests: list[str] = []
    for value in constants:
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

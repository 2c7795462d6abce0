"""What is said when something is wrong: each place where data does not fit a shape, the
field of a model that can't be encoded, the name that was meant; and the signatures of
models. Loaded only once that is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import partial
from inspect import Parameter, Signature
from typing import Any, Final, NamedTuple

from . import schema
from .model import Model, codec, layout
from .schema import Choice, Shape
from .values import DecodeProblem, Mismatch, is_among

_NOT_JSON: Final = "not a JSON value"
_EXTRA: Final = "dict[str, Any]"
"""What `extra_fields` is declared as."""


def problems(shape: Shape, data: Any) -> tuple[DecodeProblem, ...]:
    """Everything in `data` that does not fit the shape."""
    return tuple(_check(shape, data, "$"))


def _check(shape: Shape, data: Any, path: str) -> Iterator[DecodeProblem]:
    kinds = _kinds(shape)
    if kinds is not None and kind_of(data) not in kinds:
        yield _expected(_described(kinds), data, path)
        return
    match shape:
        case schema.Is():
            if shape is schema.ANY:
                yield from _check_inside(schema.ANY, data, path)
        case schema.Text(name, parse):
            try:
                parse(str(data))
            except Mismatch:
                what = f"a string in the format {name}"
                yield DecodeProblem(path, f"expected {what}, got {_show(data)}")
        case schema.OneOf(constants):
            if not is_among(data, constants):
                yield _expected(" or ".join(map(_show, constants)), data, path)
        case schema.Maybe(inner):
            if data is not None:
                yield from _check(inner, data, path)
        case schema.Items(inner) | schema.Values(inner):
            yield from _check_inside(inner, data, path)
        case schema.Row():
            yield from _check_row(shape, data, path)
        case schema.Fields():
            yield from _check_fields(shape, data, path)
        case schema.Union():
            yield from _check_union(shape, data, path)
        case schema.Ref() | type():
            yield from _check(schema.meaning(shape), data, path)


def _kinds(shape: Shape) -> tuple[str, ...] | None:
    """The JSON types that a shape has values of; None where they don't say it all."""
    match shape:
        case schema.Is(kinds):
            return kinds
        case schema.Text():
            return ("string",)
        case schema.Items() | schema.Row():
            return ("array",)
        case schema.Values() | schema.Fields():
            return ("object",)
        case _:
            return None


def _check_inside(inner: Shape, data: Any, path: str) -> Iterator[DecodeProblem]:
    """The items of an array or the values of an object."""
    if isinstance(data, dict):
        yield from _check_fields(schema.Fields({}, inner), data, path)
    elif isinstance(data, list):
        yield from _check_row(schema.Row((), inner, 0), data, path)


def _check_row(row: schema.Row, data: Any, path: str) -> Iterator[DecodeProblem]:
    items, rest, least = row
    if len(data) < least or (rest is None and len(data) > len(items)):
        message = f"expected {_lengths(row)}, got {len(data)}"
        yield DecodeProblem(path, message)
    for index, value in enumerate(data):
        shape = items[index] if index < len(items) else rest
        if shape is not None:
            yield from _check(shape, value, f"{path}[{index}]")


def _check_fields(
    shape: schema.Fields, data: Any, path: str
) -> Iterator[DecodeProblem]:
    fields, extra = shape
    for key, field in fields.items():
        if key in data and field.is_required:
            yield from _check(field.shape, data[key], _below(path, key))
        elif field.is_required:
            yield DecodeProblem(_below(path, key), "required, but absent")
    for key, value in data.items():
        if not isinstance(key, str):
            yield DecodeProblem(path, f"the key {_show(key)} is not a string")
        elif key not in fields:
            yield from _check(extra, value, _below(path, key))
        elif value is not None and not fields[key].is_required:
            yield from _check(fields[key].shape, value, _below(path, key))


def _check_union(union: schema.Union, data: Any, path: str) -> Iterator[DecodeProblem]:
    kinds, is_open = union
    kind = kind_of(data)
    # A float without a fraction is decoded as the integer variant only where no number
    # variant is.
    if (isinstance(data, float) and "number" in kinds) or (
        kind == "integer" and "integer" not in kinds
    ):
        kind = "number"
    if kind in kinds:
        yield from _check_choice(kinds[kind], is_open, data, path)
    elif is_open:
        yield from _check(schema.ANY, data, path)
    else:
        yield _expected(_described(tuple(kinds)), data, path)


def _check_choice(
    choice: Choice, is_open: bool, data: Any, path: str
) -> Iterator[DecodeProblem]:
    """`is_open`: what no variant claims is an unknown variant."""
    match choice:
        case schema.ByTag() | schema.ByValue():
            value = data.get(choice.key) if isinstance(choice, schema.ByTag) else data
            cases = schema.cases_of(choice)
            found = (
                branch for constant, branch in cases if is_among(value, [constant])
            )
        case schema.ByKeys(key_cases):
            found = (branch for keys, branch in key_cases if data.keys() >= {*keys})
        case schema.AnyOf(shapes):
            yield from _check_any(shapes, is_open, data, path)
            return
        case _:
            yield from _check(choice, data, path)
            return
    yield from _check_choice(next(found, choice.otherwise), is_open, data, path)


def _check_any(
    shapes: tuple[Shape, ...], is_open: bool, data: Any, path: str
) -> Iterator[DecodeProblem]:
    """What is wrong for the shape that comes closest; nothing where one fits."""
    if is_open:
        return
    if not shapes:
        yield DecodeProblem(path, "none of the variants takes this value")
    tried = (tuple(_check(shape, data, path)) for shape in shapes)
    yield from min(tried, key=len, default=())


def kind_of(value: Any) -> str:
    """The JSON type of a value; a number without a fraction is an integer."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    if isinstance(value, float) and value - value != 0:
        return _NOT_JSON
    kinds = (kind for kind, cls in schema.KINDS.items() if isinstance(value, cls))
    return next(kinds, _NOT_JSON)


def _expected(what: str, value: Any, path: str) -> DecodeProblem:
    kind = kind_of(value)
    got = f"{kind} {_show(value)}"
    if kind in ("null", "array", "object"):
        got = kind
    elif kind == "boolean":
        got = _show(value)
    elif kind == _NOT_JSON:
        got = f"{_show(value)}, which is no JSON value"
    return DecodeProblem(path, f"expected {what}, got {got}")


def _show(value: Any) -> str:
    """A value as JSON where it is a scalar, else as Python shows it; cut where it gets
    long, and with nothing in it that does not print.
    """
    if value is None or isinstance(value, str | int | float):
        prints = isinstance(value, str) and value.isprintable()
        text = json.dumps(value, ensure_ascii=not prints)
    else:
        text = repr(value)
    return _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _described(kinds: tuple[str, ...]) -> str:
    """The JSON types in words."""
    words = [
        f"an {kind}" if kind[0] in "aio" else kind if kind == "null" else f"a {kind}"
        for kind in kinds
        if kind != "integer" or "number" not in kinds
    ]
    if not words:
        return "no value at all"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _lengths(row: schema.Row) -> str:
    """How many items a row may have, in words."""
    items, rest, least = row
    most = least if rest is not None else len(items)
    words = f"{least} to {most}" if least else f"at most {most}"
    if least == most:
        words = f"{least}" if rest is None else f"at least {least}"
    return f"{words} item" if most == 1 else f"{words} items"


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if key.isidentifier() else f"{path}[{key!r}]"


def signature(cls: type[Model]) -> Signature:
    """The constructor of a model class: a keyword for each field, in their order."""
    names, required, constants = layout(cls)
    kind, empty = Parameter.KEYWORD_ONLY, Parameter.empty
    parameters: list[Parameter] = []
    for name, annotation in names.items():
        default = constants.get(name, getattr(cls, name, ...))
        default = empty if name in required else default
        parameters.append(Parameter(name, kind, default=default, annotation=annotation))
    return Signature(parameters)


def unexpected(cls: type[Model], given: Iterable[str]) -> TypeError:
    """What is raised for keywords some of which are no fields."""
    said: list[str] = []
    names = layout(cls).names
    for name in given:
        close = get_close_matches(name, names, 1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        said += [] if name in names else [f"{name!r}{hint}"]
    return TypeError(f"{cls.__name__} has no field {', '.join(said)}")


class _Part(NamedTuple):
    """A value inside a model: where it is, what its field is declared as, and whether
    a value in its place can be encoded.
    """

    path: str
    annotation: str
    value: Any
    takes: Callable[[object], bool]


def unfit(model: Any, write: Callable[[Any], object]) -> TypeError | None:
    """Where a model holds what can't be encoded; None where each of its fields can be.

    `write` makes JSON of what was encoded.
    """
    found: _Part | None = None
    inner: _Part | None = _Part("", "", model, bool)
    while inner is not None:
        parts, found = _parts(inner, write), inner
        inner = next((each for each in parts if not each.takes(each.value)), None)
    if found is None or not found.path:
        return None
    return TypeError(
        f"{model.__class__.__name__} can't be encoded: "
        f"{found.path} is {_cut(repr(found.value))}, "
        f"but this field is declared as {found.annotation}"
    )


def _parts(part: _Part, write: Callable[[Any], object]) -> Iterator[_Part]:
    """The fields of a model, the items of an array or a map: each may be to blame."""
    path, annotation, value, takes = part
    if isinstance(value, Model):
        names = layout(value.__class__).names
        for name, inner in vars(value).items():
            place, declared = f"{path}.{name}".lstrip("."), names.get(name, _EXTRA)
            alone = partial(_is_encoded, write, value.__class__, name)
            yield _Part(place, declared, inner, alone)
    # Where not even an empty array or object is taken, the field wants neither.
    elif value.__class__ is list and takes([]):
        for index, inner in enumerate(value):
            in_list = partial(_is_taken_in, takes, None)
            yield _Part(f"{path}[{index}]", annotation, inner, in_list)
    elif value.__class__ is dict and takes({}):
        for key, inner in value.items():
            in_map = partial(_is_taken_in, takes, key)
            yield _Part(f"{path}[{key!r}]", annotation, inner, in_map)


def _is_encoded(
    write: Callable[[Any], object], cls: type[Model], name: str, value: object
) -> bool:
    """Whether a field of a class can be encoded with this value."""
    probe = object.__new__(cls)
    vars(probe)[name] = value
    try:
        write(codec(cls).encode(probe))
    except Exception:  # whatever a function raises for a value that it was not made for
        return False
    return True


def _is_taken_in(takes: Callable[[Any], bool], key: object, value: object) -> bool:
    """Whether a map with this value, or without a key a list, can be encoded."""
    return takes([value] if key is None else {key: value})

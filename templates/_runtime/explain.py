"""What is said when something is wrong: what was expected at a place of JSON data, the
field of a model that can't be encoded, the name that was meant; and the signatures of
models. Loaded only once that is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from difflib import get_close_matches
from functools import partial
from inspect import Parameter, Signature
from typing import Any, Final, NamedTuple, TypeAlias

from . import schema
from .model import Model, OpenIntEnum, codec, layout
from .schema import Shape

Path: TypeAlias = "tuple[str | int, ...]"

_NOT_JSON: Final = "not a JSON value"
_EXTRA: Final = "dict[str, Any]"
"""What `extra_fields` is declared as."""


def kind_of(value: Any) -> str:
    """The JSON type of a value; a number without a fraction is an integer."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    if isinstance(value, float) and value - value != 0:
        return _NOT_JSON
    if hasattr(value, "json_text"):
        return "number"
    kinds = (kind for kind, cls in schema.KINDS.items() if isinstance(value, cls))
    return next(kinds, _NOT_JSON)


def got(value: Any) -> str:
    kind = kind_of(value)
    if kind in ("null", "array", "object"):
        return kind
    if kind == "boolean":
        return show(value)
    is_json = kind != _NOT_JSON
    return (
        f"{kind} {show(value)}" if is_json else f"{show(value)}, which is no JSON value"
    )


def show(value: Any) -> str:
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


def in_words(shape: Shape) -> str:
    """What a shape without inner ones takes, in words."""
    match shape:
        case schema.OneOf(constants):
            return " or ".join(map(show, constants))
        case schema.Is(kinds):
            return kinds_in_words(kinds)
        case type() if issubclass(shape, OpenIntEnum):
            return a_kind("integer")
        case _:
            return a_kind("string")


def a_kind(kind: str) -> str:
    if kind == "null":
        return kind
    return f"an {kind}" if kind[0] in "aio" else f"a {kind}"


def kinds_in_words(kinds: Collection[str]) -> str:
    """The JSON types in words."""
    words = [
        a_kind(kind) for kind in kinds if kind != "integer" or "number" not in kinds
    ]
    if not words:
        return "no value at all"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def lengths(row: schema.Row) -> str:
    """How many items a row may have, in words."""
    items, rest, least = row
    most = least if rest is not None else len(items)
    words = f"{least} to {most}" if least else f"at most {most}"
    if least == most:
        words = f"{least}" if rest is None else f"at least {least}"
    return f"{words} item" if most == 1 else f"{words} items"


def path_text(path: Path) -> str:
    """A path as problems show it: `$.output[3].type`."""
    return "$" + "".join(
        f".{key}" if str(key).isidentifier() else f"[{key!r}]" for key in path
    )


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

"""What a person at a prompt is told about models: signatures, the name that was meant,
the value that can't be encoded. Loads only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import partial
from inspect import Parameter, Signature
from typing import Any, Final, NamedTuple

from .model import Model, codec, layout

_EXTRA: Final = "dict[str, Any]"
"""What `extra_fields` is declared as."""


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
    shown = repr(found.value)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    return TypeError(
        f"{model.__class__.__name__} can't be encoded: {found.path} is {shown}, "
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

"""What a person at a prompt is told about models: signatures, the name that was meant,
the value that can't be encoded. Loads only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import partial
from inspect import Parameter, Signature
from typing import Any

from .model import Model, layout
from .registry import codec


def signature(cls: type[Model]) -> Signature:
    """The constructor of a model class: a keyword for each field, in their order."""
    known = layout(cls)
    parameters: list[Parameter] = []
    for name, annotation in known.names.items():
        default = Parameter.empty
        if name not in known.required:
            default = known.constants.get(name, getattr(cls, name, ...))
        parameters.append(
            Parameter(
                name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation
            )
        )
    return Signature(parameters)


def unexpected(cls: type[Model], wrong: Iterable[str]) -> TypeError:
    """What is raised for keywords that are no fields."""
    said: list[str] = []
    for name in wrong:
        close = get_close_matches(name, layout(cls).names, 1)
        said.append(f"{name!r}" + (f" (did you mean {close[0]!r}?)" if close else ""))
    return TypeError(f"{cls.__name__} has no field {', '.join(said)}")


def unfit(model: Any, write: Callable[[Any], object]) -> TypeError | None:
    """Where a model holds what can't be encoded; None where each of its fields can be.

    `write` makes JSON of what was encoded.
    """
    found = _search(model, "", write)
    if found is None:
        return None
    path, annotation, value = found
    shown = repr(value)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    name = model.__class__.__name__
    return TypeError(
        f"{name} can't be encoded: {path} is {shown}, "
        f"but this field is declared as {annotation}"
    )


_Found = tuple[str, str, object] | None


def _search(model: Model, path: str, write: Callable[[Any], object]) -> _Found:
    """The first field that can't be encoded alone, or the place inside it: path,
    annotation and value.
    """
    annotations = layout(model.__class__).names
    for name, value in vars(model).items():
        takes = partial(_takes, model.__class__, name, write)
        if not takes(value):
            annotation = annotations.get(name, "dict[str, Any]")
            return _inside(
                value, f"{path}.{name}".lstrip("."), annotation, takes, write
            )
    return None


def _takes(
    cls: type[Model], name: str, write: Callable[[Any], object], value: object
) -> bool:
    """Whether a field of a class can be encoded with this value."""
    probe = object.__new__(cls)
    vars(probe)[name] = value
    try:
        write(codec(cls).encode(probe))
    except Exception:  # whatever a function raises for a value that it was not made for
        return False
    return True


def _inside(
    value: Any,
    path: str,
    annotation: str,
    takes: Callable[[object], bool],
    write: Callable[[Any], object],
) -> _Found:
    """The item of an array or a map, or the field of a model, that is to blame; else
    the value itself.
    """

    def alone_in_map(key: object, item: object) -> bool:
        return takes({key: item})

    if isinstance(value, Model):
        return _search(value, path, write) or (path, annotation, value)
    kind = value.__class__
    # Where not even an empty array or object is taken, the field wants neither.
    if kind is list and takes([]):
        for index, item in enumerate(value):
            if not takes([item]):
                return _inside(
                    item,
                    f"{path}[{index}]",
                    annotation,
                    lambda inner: takes([inner]),
                    write,
                )
    if kind is dict and takes({}):
        for key, item in value.items():
            if not takes({key: item}):
                return _inside(
                    item,
                    f"{path}[{key!r}]",
                    annotation,
                    partial(alone_in_map, key),
                    write,
                )
    return path, annotation, value

"""The failing path: finds every place where data does not fit a shape.

Loaded only once something has failed. It follows the same shapes that codecs are
compiled from.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .codec import fields_of, named
from .enums import OpenIntEnum, OpenStrEnum
from .problems import DecodeProblem
from .schema import (
    ANY,
    INTEGER,
    STRING,
    AnyOf,
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
)
from .values import Mismatch


def problems(shape: Shape, data: Any) -> tuple[DecodeProblem, ...]:
    """Everything in `data` that does not fit the shape."""
    found: list[DecodeProblem] = []
    _Explainer(found).check(shape, data, "$")
    return tuple(found)


def kind_of(value: Any) -> str:
    """The JSON kind of a value; a number without a fraction is an integer."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float() if value - value != 0:
            return "not a JSON value"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "not a JSON value"


def _show(value: Any) -> str:
    """A value as JSON where it is a scalar, else as Python shows it; cut where it gets
    long, and with nothing in it that does not print.
    """
    if value is None or isinstance(value, str | int | float):
        text = json.dumps(
            value, ensure_ascii=not (isinstance(value, str) and value.isprintable())
        )
    else:
        text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _named(kind: str, value: Any) -> str:
    match kind:
        case "null" | "array" | "object":
            return kind
        case "boolean":
            return _show(value)
        case "not a JSON value":
            return f"{_show(value)}, which is no JSON value"
        case _:
            return f"{kind} {_show(value)}"


def _described(kinds: tuple[str, ...]) -> str:
    if not kinds:
        return "no value at all"
    shown = [kind for kind in kinds if kind != "integer" or "number" not in kinds]
    words = [
        f"an {kind}" if kind[0] in "aio" else kind if kind == "null" else f"a {kind}"
        for kind in shown
    ]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _lengths(row: Row) -> str:
    """How many items a row may have, in words."""
    items, rest, least = row
    most = least if rest is not None else len(items)
    words = f"{least} to {most}"
    if rest is not None:
        words = f"at least {least}"
    elif least == most:
        words = f"{most}"
    elif least == 0:
        words = f"at most {most}"
    return f"{words} item" if most == 1 else f"{words} items"


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if key.isidentifier() else f"{path}[{key!r}]"


class _Explainer:
    def __init__(self, found: list[DecodeProblem]) -> None:
        self.found = found

    def say(self, path: str, message: str) -> None:
        self.found.append(DecodeProblem(path, message))

    def expected(self, what: str, value: Any, path: str) -> None:
        kind = kind_of(value)
        self.say(path, f"expected {what}, got {_named(kind, value)}")

    def check(self, shape: Shape, data: Any, path: str) -> None:
        match shape:
            case Is(kinds):
                self.check_kind(kinds, data, path)
            case Text(name, parse):
                self.check_text(name, parse, data, path)
            case OneOf(constants):
                if not any(
                    data == c and isinstance(data, bool) is isinstance(c, bool)
                    for c in constants
                ):
                    self.expected(" or ".join(map(_show, constants)), data, path)
            case Maybe(inner):
                if data is not None:
                    self.check(inner, data, path)
            case Ref(name):
                self.check(named(name), data, path)
            case type():
                self.check(_of_class(shape), data, path)
            case Items(item):
                if self.check_kind(("array",), data, path):
                    for index, value in enumerate(data):
                        self.check(item, value, f"{path}[{index}]")
            case Row():
                if self.check_kind(("array",), data, path):
                    self.check_row(shape, data, path)
            case Values(value_shape):
                if self.check_kind(("object",), data, path):
                    for key, value in data.items():
                        self.check(value_shape, value, _below(path, str(key)))
            case Fields():
                if self.check_kind(("object",), data, path):
                    self.check_fields(shape, data, path)
            case Union():
                self.check_union(shape, data, path)
            case _:
                raise AssertionError(f"{shape!r} is no shape")

    def check_union(self, union: Union, data: Any, path: str) -> None:
        kinds, is_open = union
        kind = kind_of(data)
        # A float without a fraction is decoded as the integer variant only where no
        # number variant is.
        if (isinstance(data, float) and "number" in kinds) or (
            kind == "integer" and "integer" not in kinds
        ):
            kind = "number"
        if kind in kinds:
            self.check_choice(kinds[kind], is_open, data, path)
        elif is_open:
            self.check(ANY, data, path)
        else:
            self.expected(_described(tuple(kinds)), data, path)

    def check_choice(self, choice: Choice, is_open: bool, data: Any, path: str) -> None:
        """`is_open`: what no variant claims is an unknown variant."""
        match choice:
            case ByTag(key, _, otherwise):
                found = _case(cases_of(choice), data.get(key), otherwise)
                self.check_choice(found, is_open, data, path)
            case ByValue(_, otherwise):
                found = _case(cases_of(choice), data, otherwise)
                self.check_choice(found, is_open, data, path)
            case ByKeys(key_cases, otherwise):
                there = (
                    branch
                    for keys, branch in key_cases
                    if all(key in data for key in keys)
                )
                self.check_choice(next(there, otherwise), is_open, data, path)
            case AnyOf(shapes):
                self.check_any(shapes, is_open, data, path)
            case Unclaimed():
                if not is_open:
                    self.say(path, "none of the variants takes this value")
            case _:
                self.check(choice, data, path)

    def check_kind(self, kinds: tuple[str, ...], data: Any, path: str) -> bool:
        kind = kind_of(data)
        if kind in kinds:
            if kind in ("array", "object") and kinds is ANY.kinds:
                self.check_json(data, path)
            return True
        self.expected(_described(kinds), data, path)
        return False

    def check_json(self, data: Any, path: str) -> None:
        """Any JSON value: what is below must be JSON too."""
        if kind_of(data) == "object":
            for key, value in data.items():
                if not isinstance(key, str):
                    self.say(path, f"the key {_show(key)} is not a string")
                self.check(ANY, value, _below(path, str(key)))
        else:
            for index, value in enumerate(data):
                self.check(ANY, value, f"{path}[{index}]")

    def check_text(
        self, name: str, decode: Callable[[Any], object], data: Any, path: str
    ) -> None:
        if self.check_kind(("string",), data, path):
            try:
                decode(str(data))
            except Mismatch:
                self.say(
                    path, f"expected a string in the format {name}, got {_show(data)}"
                )

    def check_row(self, row: Row, data: list[Any], path: str) -> None:
        items, rest, least = row
        if len(data) < least or (rest is None and len(data) > len(items)):
            self.say(path, f"expected {_lengths(row)}, got {len(data)}")
        for index, value in enumerate(data):
            shape = items[index] if index < len(items) else rest
            if shape is not None:
                self.check(shape, value, f"{path}[{index}]")

    def check_fields(self, shape: Fields, data: dict[Any, Any], path: str) -> None:
        required, optional, extra = shape
        for key, field in required.items():
            if key in data:
                self.check(attribute_of(key, field)[1], data[key], _below(path, key))
            else:
                self.say(_below(path, key), "required, but absent")
        for key, value in data.items():
            if not isinstance(key, str):
                self.say(path, f"the key {_show(key)} is not a string")
            elif key in optional:
                if value is not None:
                    inner = attribute_of(key, optional[key])[1]
                    self.check(inner, value, _below(path, key))
            elif key not in required:
                self.check(extra, value, _below(path, key))

    def check_any(
        self, shapes: tuple[Shape, ...], is_open: bool, data: Any, path: str
    ) -> None:
        closest: list[DecodeProblem] | None = None
        for shape in shapes:
            found: list[DecodeProblem] = []
            _Explainer(found).check(shape, data, path)
            if not found:
                return
            if closest is None or len(found) < len(closest):
                closest = found
        if not is_open:
            self.found.extend(closest or ())


def _case(
    cases: tuple[tuple[JSONScalar, Choice], ...], value: Any, otherwise: Choice
) -> Choice:
    for constant, branch in cases:
        if value == constant and isinstance(value, bool) is isinstance(constant, bool):
            return branch
    return otherwise


def _of_class(cls: type[Any]) -> Shape:
    """The shape of a model class or an enum."""
    if issubclass(cls, OpenStrEnum):
        return STRING
    return INTEGER if issubclass(cls, OpenIntEnum) else fields_of(cls)

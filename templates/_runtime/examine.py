"""How data is decoded that was refused: by functions `examine`, which are compiled as
decoders are, but go on where something does not fit. They keep what stands there, and
their `Findings` say what was expected. They never change what they are given.

What `on_mismatch` keeps in a field of a model is noted in its `extra_fields`, and
encoded as it came. Loaded only once something was refused.
"""

from __future__ import annotations

import json
import logging
import math
import secrets
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from itertools import chain, repeat
from typing import Any, Final, Self, TypeAlias, cast

from . import schema
from .codec_source import Source, described, make_model
from .explain import (
    Path,
    a_kind,
    got,
    in_words,
    kinds_in_words,
    lengths,
    path_text,
    show,
)
from .model import PACKAGE, Model, OnMismatch
from .schema import Shape
from .values import (
    REJECTED,
    DecodeError,
    DecodeProblem,
    Mismatch,
    copy_json,
    unclaimed,
)

Examine: TypeAlias = "Callable[[Any, Path, Findings], Any]"

_MOST_LOGGED: Final = 20


def examined(codec: Any, data: Any, on_mismatch: OnMismatch) -> Any:
    """Decodes data that a `Codec` refused. Raises DecodeError, unless what does not fit
    is to be kept and stands inside of JSON data.
    """
    found = Findings()
    plain = found.copied(data, ())
    is_json = not found.places
    value: Any = codec.examine(plain, (), found) if is_json else None
    places = found.places.items()
    problems = tuple(DecodeProblem(path_text(at), said) for at, said in places)
    error = DecodeError(schema.name_of(codec.shape), problems)
    if problems and (on_mismatch == "raise" or not is_json or () in found.places):
        raise error
    for path in (*found.numbers, *found.places):
        _note(value, plain, path, path in found.places)
    if not problems or on_mismatch == "raise":
        # No field notes how a number that stands alone was received.
        return plain if value.__class__ is int and plain.__class__ is float else value
    if value.__class__ in (dict, list):
        value = _Object(value) if value.__class__ is dict else _Array(value)
    if value.__class__ is not tuple:
        (_extra(value) if isinstance(value, Model) else value).mismatches = problems
    if on_mismatch == "keep":
        paths = ", ".join(problem.path for problem in problems[:_MOST_LOGGED])
        said = "%s: what does not fit is kept as it came: %s (%d in all)"
        logging.getLogger(PACKAGE).warning(said, error.type_name, paths, len(problems))
    else:
        on_mismatch(error)
    return value


def attempt(data: Any, is_open: bool, *examine: Examine) -> Any:
    """What `values.attempt` is."""
    found = Findings()
    value = found.attempt(data, (), is_open, *examine)
    if found.places or () in found.numbers:  # what is around it is to note the number
        raise Mismatch
    for path in found.numbers:
        _note(value, data, path, False)
    return value


class _Number(Decimal):
    """A number that no float can hold, where any value may stand; `json_text` is how it
    was received.
    """

    def __new__(cls, json_text: str) -> Self:
        number = super().__new__(cls, json_text)
        number.json_text = json_text
        return number

    json_text: str

    def __repr__(self) -> str:
        return self.json_text

    def __reduce__(self) -> tuple[Any, ...]:
        return _Number, (self.json_text,)


def exactly(number: float, text: str) -> float | Decimal:
    """The float, if it is the number of the text."""
    try:
        exact = _Number(text)
    except InvalidOperation:
        raise ValueError(f"the number {text[:40]} is too large") from None
    return number if exact == Decimal(repr(number)) else exact


def write_exactly(value: Any) -> str:
    """The JSON text of plain data that holds numbers that no float can hold."""
    mark, texts = secrets.token_hex(), [""]

    def write(number: Any) -> str:
        texts.append(number.json_text)
        return mark

    encoder = json.JSONEncoder(allow_nan=False, check_circular=False, default=write)
    parts = encoder.encode(value).split(f'"{mark}"')
    return "".join(chain.from_iterable(zip(texts, parts, strict=True)))


class _Object(dict[str, Any]):
    """A map that was decoded, or the extra fields of a model, where something was kept
    that does not fit. `kept` has fields of the model that are written as they were
    received: their keys, their values, and what was received.
    """

    mismatches: tuple[DecodeProblem, ...] = ()

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__(given)
        self.kept: dict[str, tuple[str, Any, Any]] = {}

    def copy(self) -> _Object:
        copied = _Object(self)
        copied.kept, copied.mismatches = self.kept.copy(), self.mismatches
        return copied


class _Array(list[Any]):
    """An array that was decoded, and where something was kept that does not fit."""

    mismatches: tuple[DecodeProblem, ...] = ()


def _extra(model: Model) -> _Object:
    extra = vars(model).get("extra_fields", {})
    if not isinstance(extra, _Object):
        extra = vars(model)["extra_fields"] = _Object(extra)
    return extra


def _note(value: Any, data: Any, path: tuple[Any, ...], is_kept: bool) -> None:
    """Notes in the innermost model on a path which field is to be written as it was
    received: always, where something was kept in it, else while it is unchanged.
    """
    holder: tuple[Model, schema.Field, Any] | None = None
    for key in path:
        received: Any = data[key] if data.__class__ is list or key in data else None
        if isinstance(value, Model):
            described = cast("schema.Fields", schema.meaning(value.__class__))
            field = described.fields.get(key)
            members = vars(value) if field else vars(value).get("extra_fields", {})
            holder = (value, field, received) if field else None
            value = members.get(field.attribute if field else key)
        elif value.__class__ in (dict, list, tuple):
            value = value[key]
        data = received
    if holder is not None:
        model, field, received = holder
        if field.attribute in vars(model):
            held = vars(model)[field.attribute]
            noted = (held, held) if is_kept else (deepcopy(held), received)
            _extra(model).kept[field.attribute] = field.key, *noted


class _Source(Source):
    """The source of a function `examine`: `at` is the path of `data`. What is inside is
    left to functions of its own.
    """

    verb, given = "examine", "data, at, found"
    refusal = "return found.say(data, at, 'none of the variants takes this value')"
    attempt = "found.attempt(data, at"

    def chosen(self, shape: Shape) -> str:
        return f"{self.call('examine', shape)}(data, at, found)"


def source_of(shape: Shape) -> Source:
    """The function `examine` of a type."""
    source, meant = _Source(), described(shape)
    source.add(0, f"def examine({source.given}):")
    match meant:
        case schema.Fields() if isinstance(shape, type):
            source.add(1, f"data, known = {_members(source, meant)}")
            source.add(1, "if known is None:", "    return data")
            make_model(source, shape, [*meant.fields.values()], "known", "item")
        case schema.Union(kinds):
            if not kinds.keys().isdisjoint(("integer", "number")):
                source.add(1, "data = found.as_float(data, at)")
            source.no_kind = f"return found.refuse(data, at, {kinds_in_words(kinds)!a})"
            source.decode_union(meant)
        case schema.Ref() | type() if meant is not shape:
            source.add(1, f"return {source.chosen(meant)}")
        case schema.Is() if meant is schema.ANY:
            source.add(1, "return data")
        case schema.Maybe(inner):
            source.add(1, f"return None if data is None else {source.chosen(inner)}")
        case schema.Items(inner):
            each = source.row(schema.Row((), inner, 0), "examine", "data, at, list")
            source.add(1, f"return found.row({each})")
        case schema.Row():
            each = source.row(meant, "examine", "data, at, tuple")
            source.add(1, f"return found.row({each})")
        case schema.Values(inner):
            members = _members(source, schema.Fields({}, inner))
            source.add(1, f"return {members}[0]")
        case _:
            decode = source.decode(meant, "value")
            form = meant.format if isinstance(meant, schema.Text) else ""
            what = f"{in_words(meant)!a}, {form!a}"
            source.add(
                1, f"return found.keep(data, at, lambda value: {decode}, {what})"
            )
    return source


def _members(source: Source, object_: schema.Fields) -> str:
    tables: dict[bool, dict[str, Any]] = {True: {}, False: {}}
    for key, field in object_.fields.items():
        table = tables[field.is_required]
        source.calls.append((table, key, "examine", field.shape))
    required, optional = (source.bind("fields", table) for table in tables.values())
    extra = source.call("examine", object_.extra)
    return f"found.members(data, at, {required}, {optional}, {extra})"


class Findings:
    """What `examine` functions found: what is wrong at each place. Their methods return
    what is decoded of a value, or the value itself.
    """

    def __init__(self, decided: dict[Any, Any] | None = None) -> None:
        self.places: dict[Path, str] = {}
        self.numbers: list[Path] = []
        """Where a number was received in another way than it will be written."""
        self._decided = {} if decided is None else decided
        """What `attempt` made of each place."""

    def say(self, value: Any, at: Path, said: str) -> Any:
        """Notes what is wrong with a value."""
        self.places.setdefault(at, said)
        return value

    def refuse(self, value: Any, at: Path, expected: str) -> Any:
        """Notes what was expected in place of a value."""
        return self.say(value, at, f"expected {expected}, got {got(value)}")

    def keep(
        self, value: Any, at: Path, decode: Callable[[Any], Any], what: str, form: str
    ) -> Any:
        """A scalar; `form` is the format of a string. A number without a fraction may
        be an integer.
        """
        given = self.as_float(value, at)
        is_whole = given.__class__ is float and given.is_integer()
        if is_whole and what == a_kind("integer"):
            self.numbers.append(at)
            given = int(value)
        try:
            return decode(given)
        except (*REJECTED, ValueError):
            if not form or not isinstance(value, str):
                return self.refuse(value, at, what)
        what = f"expected {what} in the format {form}, got {show(value)}"
        return self.say(value, at, what)

    def row(
        self, value: Any, at: Path, kind: type, row: schema.Row, *examine: Examine
    ) -> Any:
        """The items of an array, each by its own function; the last is for the rest."""
        if value.__class__ is not list:
            return self.refuse(value, at, a_kind("array"))
        items, rest, least = row
        each = zip(chain(examine[:-1], repeat(examine[-1])), value, strict=False)
        made = [call(item, (*at, n), self) for n, (call, item) in enumerate(each)]
        if len(made) >= least and (rest is not None or len(made) <= len(items)):
            return kind(made)
        return self.say(value, at, f"expected {lengths(row)}, got {len(value)}")

    def members(
        self,
        data: Any,
        at: Path,
        required: dict[str, Examine],
        optional: dict[str, Examine],
        extra: Examine,
    ) -> tuple[Any, int | None]:
        """The members of an object, and how many of them are fields."""
        if data.__class__ is not dict:
            return self.refuse(data, at, a_kind("object")), None
        made: dict[str, Any] = {}
        for key, examine in required.items():
            if key in data:
                made[key] = examine(data[key], (*at, key), self)
            else:
                self.say(None, (*at, key), "required, but absent")
        known = len(made)
        for key, value in data.items():
            known += key in optional
            if key in optional and value is None:
                made[key] = None
            elif key not in required:
                made[key] = optional.get(key, extra)(value, (*at, key), self)
        return made, known

    def attempt(self, data: Any, at: Path, is_open: bool, *examine: Examine) -> Any:
        """What the first function makes of the data that finds nothing wrong, else the
        one that finds least. Each place is decided once.
        """
        key = at, examine
        if key not in self._decided:
            tried: list[tuple[int, Any, Findings]] = []
            for call in examine:
                found = Findings(self._decided)
                value = call(data, at, found)
                tried.append((len(found.places), value, found))
                if not found.places:
                    break
            self._decided[key] = min(tried, key=lambda each: each[0])
        problems, value, found = self._decided[key]
        if problems and is_open:
            return unclaimed(data)
        self.places = found.places | self.places
        self.numbers += found.numbers
        return value

    def as_float(self, value: Any, at: Path) -> Any:
        """The value; a number that no float can hold as the nearest one."""
        if isinstance(value, _Number) and math.isfinite(value):
            self.numbers.append(at)
            return float(value)
        return value

    def copied(self, value: Any, at: Path) -> Any:
        """A copy of JSON data."""
        kind: type = value.__class__
        if issubclass(kind, list):
            return [self.copied(item, (*at, n)) for n, item in enumerate(value)]
        if issubclass(kind, dict):
            for key in value:
                if not isinstance(key, str):
                    self.say(None, at, f"the key {show(key)} is not a string")
            return {key: self.copied(item, (*at, key)) for key, item in value.items()}
        try:
            return copy_json(value)
        except Mismatch:
            return self.refuse(value, at, kinds_in_words(schema.ANY.kinds))

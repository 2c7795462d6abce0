"""A generated package as the tests call it: its methods by operation, and keyword arguments for them made from the document."""

from __future__ import annotations

import importlib
import inspect
import json
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from tests.contract.document import JSON, Document, Operation

_SCALARS: Mapping[type, Callable[[str], object]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    UUID: UUID,
}


def methods(package: ModuleType) -> dict[str, list[str]]:
    """Pointer of each operation → its methods as `resource.name`: an operation that answers with JSON or a stream has two, one that
    answers with bytes has one more that writes a file."""
    assert package.__file__ is not None
    names: dict[str, str] = json.loads((Path(package.__file__).parent / "_manifest.json").read_text("utf-8"))["names"]
    found: dict[str, list[str]] = {}
    for pointer, dotted in names.items():
        resource, _, name = dotted.partition(".")
        if pointer.startswith("#/paths/") and name:
            there = vars(_resource(package, resource))
            found[pointer] = [
                f"{resource}.{one}" for one in (name, f"{name}_stream", f"{name}_to_file") if one in there
            ]
    return found


def arguments(package: ModuleType, dotted: str, document: Document, operation: Operation, *, least: bool) -> JSON:
    """Keyword arguments for one method: everything that the operation takes, bodies as models; or the `least`, as plain data."""
    resource, _, name = dotted.partition(".")
    method = getattr(_resource(package, resource), name)
    given: dict[str, JSON] = {}
    for parameter in operation.parameters:
        if parameter.get("required") or not least:
            given[parameter["name"]] = document.value(parameter.get("schema", {}), least=least)
    hints = typing.get_type_hints(method)
    passed = {
        _words(key): key for key in inspect.signature(method).parameters if key not in ("self", "request_options")
    }
    made = {(key := passed[_words(wire)]): _converted(hints[key], value) for wire, value in given.items()}
    if operation.body is not None:
        schema, is_required = operation.body
        if is_required or not least:
            made |= _body(package, hints, passed, document.value(schema, least=least), as_model=not least)
    return made


def _body(package: ModuleType, hints: JSON, passed: dict[str, str], value: JSON, *, as_model: bool) -> dict[str, JSON]:
    if "body" not in passed:  # a small body: its members are arguments
        return {(key := passed[_words(wire)]): _converted(hints[key], member) for wire, member in value.items()}
    model = next((kind for kind in typing.get_args(hints["body"]) if hasattr(kind, "from_dict")), None)
    if as_model and model is not None:
        return {"body": model.from_dict(value)}
    return {"body": value.encode() if isinstance(value, str) else value}


def _resource(package: ModuleType, attribute: str) -> type:
    """The class of `client.<attribute>`."""
    with package.Client(base_url="http://localhost") as client:
        resource: object = getattr(client, attribute)
    return resource.__class__


def _words(name: str) -> str:
    """What the names of an argument and of what it is sent as have in common."""
    return "".join(character for character in name.lower() if character.isalnum())


def _converted(hint: Any, value: JSON) -> JSON:
    """The value as the argument's type wants it: dates are text in JSON."""
    kinds = typing.get_args(hint) or (hint,)
    read = next((_SCALARS[kind] for kind in kinds if kind in _SCALARS), None)
    return read(value) if read is not None and isinstance(value, str) else value


def load(name: str) -> ModuleType:
    return importlib.import_module(name)

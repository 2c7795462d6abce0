"""How operations become methods: one each, and a second one where an operation answers either with JSON or with a stream, or with a
file. A second method never takes the name of an operation."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python import answers, paging
from codegen.python.arguments import Argument, without_member
from codegen.python.identifiers import Scope
from codegen.python.index import Index
from codegen.python.method_names import RESOURCE_ATTRIBUTES, MethodName, MethodNames
from codegen.python.naming import Names
from codegen.python.paging import Paging
from codegen.python.text import Code
from codegen.values import dataclass

_SWITCH = "stream"
"""The member of a JSON body by which operations are asked for a stream."""


class Mode(Enum):
    """What a method returns."""

    ANSWER = "send"
    STREAM = "stream"
    PAGE = "page"
    DOWNLOAD = "download"


@dataclass(frozen=True, slots=True)
class Call:
    """A method. `operation` answers as this method has it: the other kind of answer is left out. `switch` is what the member
    `stream` of the body is set to, None where it is the caller's."""

    operation: ir.Operation
    name: MethodName
    mode: Mode
    arguments: tuple[Argument, ...]
    switch: bool | None = None
    paging: Paging | None = None


def plan(
    api: ir.Api,
    index: Index,
    names: Names,
    method_ids: MethodNames,
    planned: Mapping[str, tuple[Argument, ...]],
    problems: Problems,
) -> tuple[Call, ...]:
    """All methods, in the order of the document."""
    functions = Scope(str(name.function) for name in method_ids.methods.values())
    scopes: dict[str, Scope] = {}
    for name in method_ids.methods.values():
        scopes.setdefault(name.resource, Scope(RESOURCE_ATTRIBUTES)).take(name.method)
    calls: list[Call] = []
    for operation in api.operations:
        name, arguments = method_ids.methods[operation.id], planned[operation.id]
        plain, streamed = answers.split(operation)
        if plain is not None and streamed is not None:
            switch = _has_switch(arguments, index)
            if switch:
                arguments = without_member(arguments, _SWITCH)
            second = MethodName(
                name.resource,
                scopes[name.resource].first_free([f"{name.method.rstrip('_')}_stream", f"{name.method}_as_stream"]),
                functions.first_free([f"{name.function.rstrip('_')}_stream", f"{name.function}_as_stream"]),
            )
            calls.append(Call(plain, name, Mode.ANSWER, arguments, False if switch else None))
            calls.append(Call(streamed, second, Mode.STREAM, arguments, True if switch else None))
        elif streamed is not None:
            calls.append(Call(streamed, name, Mode.STREAM, arguments))
        else:
            pages = paging.plan(operation, index, names, problems)
            mode = Mode.ANSWER if pages is None else Mode.PAGE
            calls.append(Call(operation, name, mode, arguments, paging=pages))
            if answers.is_file(operation):
                second = MethodName(
                    name.resource,
                    scopes[name.resource].first_free([f"{name.method.rstrip('_')}_to_file"]),
                    name.function,
                )
                calls.append(Call(operation, second, Mode.DOWNLOAD, arguments))
    return tuple(calls)


def _has_switch(arguments: tuple[Argument, ...], index: Index) -> bool:
    """Whether the JSON body among the arguments has the boolean member `stream`."""
    for argument in arguments:
        content = argument.content
        if content is None or content.media is not ir.Media.JSON or content.type is None:
            continue
        target = index.target(content.type)
        target = index.target(target.inner) if isinstance(target, ir.Nullable) else target
        declaration = index[target.id] if isinstance(target, ir.Named) else None
        if isinstance(declaration, ir.Record):
            return any(field.wire == _SWITCH and _is_boolean(field.type, index) for field in declaration.fields)
    return False


def _is_boolean(kind: ir.Type, index: Index) -> bool:
    match index.target(kind):
        case ir.Nullable(inner):
            return _is_boolean(inner, index)
        case ir.Primitive(ir.Scalar.BOOLEAN):
            return True
        case _:
            return False


def pages_name(name: MethodName) -> Code:
    """The constant of `_operations` that says how pages hang together."""
    return Code(f"{name.function.upper()}_PAGES")

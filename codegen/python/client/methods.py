"""How operations become methods: one each, and a second one where an operation answers either with JSON or with a stream, or with a
file, where it takes either JSON or files, and for each media type that no other method speaks. Such a method never takes the name of an
operation, and depends on its own media type alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python.client import alternatives, answers, arguments, paging
from codegen.python.client.arguments import Argument
from codegen.python.client.names import MethodName, MethodNames
from codegen.python.client.paging import Paging
from codegen.python.code.text import Code
from codegen.python.index import Index
from codegen.python.names.identifiers import Scope
from codegen.python.names.minting import Names
from codegen.python.names.operation_ids import RESOURCE_ATTRIBUTES
from codegen.values import dataclass

_SWITCH = "stream"
"""The member of a JSON body, or the field of a form, by which operations are asked for a stream."""


class Mode(Enum):
    """What a method returns."""

    ANSWER = "send"
    STREAM = "stream"
    PAGE = "page"
    DOWNLOAD = "download"


@dataclass(frozen=True, slots=True)
class Method:
    """A method that calls an operation. `operation` answers as this method has it: the other kind of answer is left out. `switch` is what `stream` of the
    body is set to, None where it is the caller's. `others` are the media types that other methods speak."""

    operation: ir.Operation
    name: MethodName
    mode: Mode
    arguments: tuple[Argument, ...]
    switch: bool | None = None
    paging: Paging | None = None
    others: tuple[tuple[str, Code], ...] = ()


def plan(
    api: ir.Api,
    index: Index,
    names: Names,
    method_names: MethodNames,
    planned: Mapping[str, tuple[Argument, ...]],
    problems: Problems,
) -> tuple[Method, ...]:
    """All methods, in the order of the document."""
    planner = _Planner(index, names, method_names, problems)
    methods: list[Method] = []
    for operation in api.operations:
        name = method_names.methods[operation.id]
        own = planner.methods(operation, name, planned[operation.id])
        upload = arguments.with_files(operation)
        if upload is not None:
            # What is wrong with the names of its parameters was reported once.
            plain = arguments.plan(upload, index, Problems())
            own += planner.methods(upload, planner.second(name, "multipart"), plain)
        others: list[tuple[str, Code]] = []
        for media_type, word, other in alternatives.others(operation, problems):
            second = planner.second(name, word)
            own += planner.methods(other, second, arguments.plan(other, index, Problems()))
            others.append((media_type, second.method))
        methods += [replace(own[0], others=tuple(others)), *own[1:]]
    return tuple(methods)


class _Planner:
    """Plans the methods of one operation after the other; `names` knows the names that are taken."""

    def __init__(self, index: Index, names: Names, method_names: MethodNames, problems: Problems) -> None:
        self._index, self._names, self._problems = index, names, problems
        self._functions = Scope(str(name.function) for name in method_names.methods.values())
        self._methods: dict[str, Scope] = {}
        for name in method_names.methods.values():
            self._methods.setdefault(name.resource, Scope(RESOURCE_ATTRIBUTES)).take(name.method)

    def second(self, name: MethodName, suffix: str) -> MethodName:
        """The name of another method of the same operation."""
        function = [f"{name.function.rstrip('_')}_{suffix}", f"{name.function}_as_{suffix}"]
        return MethodName(name.resource, self._method(name, suffix), self._functions.first_free(function))

    def _method(self, name: MethodName, suffix: str) -> Code:
        wanted = [f"{name.method.rstrip('_')}_{suffix}", f"{name.method}_as_{suffix}"]
        return self._methods[name.resource].first_free(wanted)

    def methods(self, operation: ir.Operation, name: MethodName, own: tuple[Argument, ...]) -> list[Method]:
        """One method, or two where it answers in two ways."""
        plain, streamed = answers.split(operation)
        if plain is not None and streamed is not None:
            switch = _has_switch(own, self._index)
            if switch:
                own = arguments.without_member(own, _SWITCH)
            return [
                Method(plain, name, Mode.ANSWER, own, False if switch else None),
                Method(streamed, self.second(name, "stream"), Mode.STREAM, own, True if switch else None),
            ]
        if streamed is not None:
            return [Method(streamed, name, Mode.STREAM, own)]
        pages = paging.plan(operation, self._index, self._names, self._problems)
        methods = [Method(operation, name, Mode.ANSWER if pages is None else Mode.PAGE, own, paging=pages)]
        if answers.is_file(operation):
            to_file = MethodName(name.resource, self._method(name, "to_file"), name.function)
            methods.append(Method(operation, to_file, Mode.DOWNLOAD, own))
        return methods


def _has_switch(own: tuple[Argument, ...], index: Index) -> bool:
    """Whether the JSON body among the arguments has the boolean member `stream`, or a form such a field beside others."""
    fields = [argument.field for argument in own if argument.field is not None and not argument.is_member]
    if any(field.wire == _SWITCH and _is_boolean(field.type, index) for field in fields):
        return len(fields) > 1
    for argument in own:
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

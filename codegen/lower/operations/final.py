"""Operations with final types instead of those that named drafts, and with defaults of parameters that fit them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from codegen import ir
from codegen.lower.declarations import Declarations
from codegen.lower.operations.paths import Operations


def with_final_types(found: Operations, declarations: Declarations) -> Operations:
    """The same operations; their types name final declarations."""

    def contents(drafts: tuple[ir.Content, ...], final: Callable[[ir.Type], ir.Type]) -> tuple[ir.Content, ...]:
        return tuple(
            content if content.type is None else replace(content, type=final(content.type)) for content in drafts
        )

    def parameter(draft: ir.Parameter) -> ir.Parameter:
        type_, default = declarations.type(draft.type), draft.default
        if default is not None and not declarations.admits(type_, default):
            default = None
        return replace(draft, type=type_, default=default)

    def response(draft: ir.Response) -> ir.Response:
        headers = tuple(replace(header, type=declarations.type(header.type)) for header in draft.headers)
        return replace(draft, contents=contents(draft.contents, declarations.received), headers=headers)

    def operation(draft: ir.Operation) -> ir.Operation:
        body = draft.body
        if body is not None:
            body = replace(body, contents=contents(body.contents, declarations.type))
        parameters, responses = tuple(map(parameter, draft.parameters)), tuple(map(response, draft.responses))
        return replace(draft, parameters=parameters, body=body, responses=responses)

    return replace(
        found,
        operations=tuple(map(operation, found.operations)),
        received=tuple(map(declarations.received, found.received)),
    )


def types_of(found: Operations) -> Iterator[ir.Type]:
    """The types that operations, webhooks and callbacks use."""
    yield from found.received
    for operation in found.operations:
        yield from (parameter.type for parameter in operation.parameters)
        contents = list(operation.body.contents) if operation.body is not None else []
        for response in operation.responses:
            contents += response.contents
            yield from (header.type for header in response.headers)
        yield from (content.type for content in contents if content.type is not None)

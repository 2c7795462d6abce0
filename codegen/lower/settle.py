"""Operations whose types are drafts → operations with final types; defaults of parameters that don't fit their type go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from codegen import ir
from codegen.lower.docs import scalar_text
from codegen.lower.fits import fits
from codegen.lower.operations import Operations

Settle = Callable[[ir.Type], ir.Type]


def settle(operations: Operations, final: Settle, declarations: Mapping[str, ir.Declaration]) -> Operations:
    """`final` gives the final form of a draft (`Finisher.type`), `declarations` are the final ones by id."""
    return replace(
        operations,
        operations=tuple(_operation(operation, final, declarations) for operation in operations.operations),
        received=tuple(final(type_) for type_ in operations.received),
    )


def _operation(operation: ir.Operation, final: Settle, declarations: Mapping[str, ir.Declaration]) -> ir.Operation:
    body = operation.body
    return replace(
        operation,
        parameters=tuple(_parameter(parameter, final, declarations) for parameter in operation.parameters),
        body=None if body is None else replace(body, contents=_contents(body.contents, final)),
        responses=tuple(
            replace(
                response,
                contents=_contents(response.contents, final),
                headers=tuple(replace(header, type=final(header.type)) for header in response.headers),
            )
            for response in operation.responses
        ),
    )


def _parameter(parameter: ir.Parameter, final: Settle, declarations: Mapping[str, ir.Declaration]) -> ir.Parameter:
    type_ = final(parameter.type)
    if parameter.default is None or fits(parameter.default, type_, declarations):
        return replace(parameter, type=type_)
    constraints = (*parameter.doc.constraints, f"default {scalar_text(parameter.default)}")
    return replace(parameter, type=type_, default=None, doc=replace(parameter.doc, constraints=constraints))


def _contents(contents: tuple[ir.Content, ...], final: Settle) -> tuple[ir.Content, ...]:
    return tuple(
        content if content.type is None else replace(content, type=final(content.type)) for content in contents
    )

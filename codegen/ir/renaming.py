"""The same API with other names for some of its declarations: `Api` and a mapping of ids → `Api`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from codegen.ir.api import Api
from codegen.ir.declarations import Alias, Declaration, Enum, Record, Union
from codegen.ir.operations import Body, Content, Operation
from codegen.ir.queries import names_in, types_in
from codegen.ir.types import ListOf, MapOf, Named, Nullable, TupleOf, Type


def with_ids(api: Api, ids: Mapping[str, str]) -> Api:
    """`api` without the declarations whose ids `ids` maps to others; what named them names those instead."""

    def in_type(type_: Type) -> Type:
        match type_:
            case Named(id) if id in ids:
                return Named(ids[id])
            case Nullable(inner):
                return Nullable(in_type(inner))
            case ListOf(item):
                return ListOf(in_type(item))
            case MapOf(value):
                return MapOf(in_type(value))
            case TupleOf(items, rest, least):
                return TupleOf(tuple(map(in_type, items)), None if rest is None else in_type(rest), least)
            case _:
                return type_

    def in_declaration(declaration: Declaration) -> Declaration:
        if not any(name in ids for type_ in types_in(declaration) for name in names_in(type_)):
            return declaration
        match declaration:
            case Enum():
                return declaration
            case Record(fields=fields, extra=extra):
                kept = tuple(replace(field, type=in_type(field.type)) for field in fields)
                return replace(declaration, fields=kept, extra=in_type(extra))
            case Union(variants=variants):
                return replace(declaration, variants=tuple(replace(each, type=in_type(each.type)) for each in variants))
            case Alias(type=type_):
                return replace(declaration, type=in_type(type_))

    def in_contents(contents: tuple[Content, ...]) -> tuple[Content, ...]:
        return tuple(each if each.type is None else replace(each, type=in_type(each.type)) for each in contents)

    def in_body(body: Body | None) -> Body | None:
        return None if body is None else replace(body, contents=in_contents(body.contents))

    def in_operation(operation: Operation) -> Operation:
        responses = tuple(
            replace(
                response,
                contents=in_contents(response.contents),
                headers=tuple(replace(header, type=in_type(header.type)) for header in response.headers),
            )
            for response in operation.responses
        )
        parameters = tuple(replace(each, type=in_type(each.type)) for each in operation.parameters)
        return replace(operation, parameters=parameters, body=in_body(operation.body), responses=responses)

    if not ids:
        return api
    declarations = tuple(in_declaration(each) for each in api.declarations if each.id not in ids)
    return replace(api, declarations=declarations, operations=tuple(map(in_operation, api.operations)))

"""The arguments of a method: parameters and body of an `ir.Operation` → names, in the order of a signature."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python import identifiers, words
from codegen.python.identifiers import Scope
from codegen.python.index import Index
from codegen.python.text import Code
from codegen.values import dataclass

_RESERVED = ("self", "request_options")
MOST_MEMBERS = 8
"""JSON bodies of more members are given whole: a signature is read by people."""
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: a parameter, a field of a form body, or a body. `is_nullable`: None is a value, so that leaving it out needs
    `OMIT`. `is_file` and `is_list`: a field of a multipart body that takes a file, several values. `is_member`: a member of a JSON
    body, which may be given instead of the body; `has_members` says so of the body."""

    name: Code
    type: ir.Type | None
    required: bool
    is_nullable: bool
    doc: ir.Doc
    parameter: ir.Parameter | None = None
    content: ir.Content | None = None
    field: ir.Field | None = None
    is_file: bool = False
    is_list: bool = False
    is_member: bool = False
    has_members: bool = False

    @property
    def is_positional(self) -> bool:
        in_path = self.parameter is not None and self.parameter.location is ir.Location.PATH
        return self.required and (in_path or (self.parameter is None and self.field is None))


def plan(operation: ir.Operation, index: Index, problems: Problems) -> tuple[Argument, ...]:
    """The arguments in the order of a signature: path parameters as the path has them, the body if required, the rest."""
    scope = Scope(_RESERVED)
    order = {wire: position for position, wire in enumerate(PLACEHOLDER.findall(operation.path))}
    in_path = [p for p in operation.parameters if p.location is ir.Location.PATH]
    in_path.sort(key=lambda parameter: order.get(parameter.wire, len(order)))
    others = [p for p in operation.parameters if p.location is not ir.Location.PATH]
    names = _names([*in_path, *others], scope, problems)
    arguments = [_parameter(names[id(parameter)], parameter, index) for parameter in (*in_path, *others)]
    arguments += _body(operation, scope, index)
    arguments.sort(key=lambda argument: (not argument.is_positional, not argument.required))
    return tuple(arguments)


def _names(parameters: list[ir.Parameter], scope: Scope, problems: Problems) -> Mapping[int, Code]:
    """Pinned names first, then exact spellings; one that is taken gets its location for a suffix (`id_query`)."""
    chosen: dict[int, Code] = {}
    holders: dict[str, ir.Parameter] = {}
    for rank in (0, 1, 2):
        for parameter in parameters:
            wanted = identifiers.attribute(parameter.wire, frozenset(_RESERVED), "parameter")
            if id(parameter) in chosen or _rank(parameter, wanted) != rank:
                continue
            if rank == 0:
                wanted = Code(parameter.pinned or "")
                if not words.is_identifier(wanted) or wanted.startswith("_") or wanted in scope:
                    problems.error("bad-name", f"{wanted!r} can't be the name of this parameter", parameter.span)
                    wanted = Code("unnamed")
            name = scope.first_free([wanted, f"{wanted.rstrip('_')}_{parameter.location.value}"])
            chosen[id(parameter)] = name
            if name != wanted and wanted in holders:
                problems.warning(
                    "name-collision",
                    f"two parameters would be called {wanted}; this one is called {name}",
                    parameter.span,
                    hint="`x-python-name` in the document pins a name",
                    related=((holders[wanted].span, f"this one keeps {wanted}"),),
                )
            holders.setdefault(name, parameter)
    return chosen


def _rank(parameter: ir.Parameter, wanted: str) -> int:
    if parameter.pinned is not None:
        return 0
    return 1 if wanted == parameter.wire or parameter.location is ir.Location.PATH else 2


def _parameter(name: Code, parameter: ir.Parameter, index: Index) -> Argument:
    required = parameter.required or parameter.location is ir.Location.PATH
    nullable = index.is_nullable(parameter.type)
    return Argument(
        name, parameter.type, required, nullable, _doc(parameter.doc, parameter.type, index), parameter=parameter
    )


def chosen_content(contents: tuple[ir.Content, ...]) -> ir.Content | None:
    """The media type that the client speaks where a document offers several: JSON, else the first."""
    found = [content for content in contents if content.media is ir.Media.JSON] or list(contents)
    return found[0] if found else None


def _body(operation: ir.Operation, scope: Scope, index: Index) -> list[Argument]:
    body = operation.body
    content = chosen_content(body.contents) if body is not None else None
    if body is None or content is None:
        return []
    fields = form_fields(content, index)
    if fields is None:
        name = scope.first_free(["body", "request_body"])
        nullable = content.type is not None and index.is_nullable(content.type)
        whole = Argument(name, content.type, body.required, nullable, body.doc, content=content)
        members = _members(content, scope, index) if body.required and not nullable else []
        return [replace(whole, has_members=bool(members)), *members]
    arguments: list[Argument] = []
    for field in fields:
        name = scope.first_free([identifiers.attribute(field.wire, frozenset(_RESERVED), "field")])
        required = body.required and field.presence is ir.Presence.REQUIRED
        is_file = field.wire in content.binary_fields
        nullable = not is_file and index.is_nullable(field.type)
        doc = _doc(field.doc, field.type, index)
        argument = Argument(name, field.type, required, nullable, doc, content=content, field=field)
        arguments.append(replace(argument, is_file=is_file, is_list=_is_list(field.type, index)))
    return arguments


def _members(content: ir.Content, scope: Scope, index: Index) -> list[Argument]:
    """The members of a JSON body that is an object of few; they give way to parameters of the same name."""
    fields = _fields(content, index) if content.media is ir.Media.JSON else None
    if fields is None or len(fields) > MOST_MEMBERS or any(_is_constant(field, index) for field in fields):
        return []
    found: list[Argument] = []
    for field in fields:
        wanted = identifiers.attribute(field.wire, frozenset(_RESERVED), "member")
        name = scope.first_free([wanted, f"body_{wanted}"])
        required = field.presence is ir.Presence.REQUIRED
        nullable = index.is_nullable(field.type)
        doc = _doc(field.doc, field.type, index)
        found.append(Argument(name, field.type, required, nullable, doc, content=content, field=field, is_member=True))
    return found


def _doc(own: ir.Doc, kind: ir.Type, index: Index) -> ir.Doc:
    """What the document says about an argument; where that is nothing, what it says about the type, which a signature may spell
    without its name."""
    if own.summary or own.description:
        return own
    inner = kind.inner if isinstance(kind, ir.Nullable) else kind
    said = index[inner.id].doc if isinstance(inner, ir.Named) else own
    text = said.description or said.summary
    return replace(own, description=re.split(r"\n\s*\n", text.strip())[0]) if text else own


def _is_constant(field: ir.Field, index: Index) -> bool:
    """Whether a field is sent whatever the caller says, which a model takes care of."""
    return field.presence is ir.Presence.REQUIRED and isinstance(index.target(field.type), ir.Constant)


def without_member(arguments: tuple[Argument, ...], wire: str) -> tuple[Argument, ...]:
    """The arguments of a method that sets a member of the body itself."""
    kept = [a for a in arguments if not (a.is_member and a.field is not None and a.field.wire == wire)]
    has_members = any(argument.is_member for argument in kept)
    return tuple(replace(a, has_members=has_members) if a.has_members else a for a in kept)


def _is_list(kind: ir.Type, index: Index) -> bool:
    """Whether a type is an array, under a name or not, nullable or not."""
    match index.target(kind):
        case ir.ListOf():
            return True
        case ir.Nullable(inner):
            return _is_list(inner, index)
        case ir.Named(identifier):
            declaration = index[identifier]
            return isinstance(declaration, ir.Alias) and isinstance(declaration.type, ir.ListOf | ir.TupleOf)
        case _:
            return False


def form_fields(content: ir.Content, index: Index) -> tuple[ir.Field, ...] | None:
    """The fields of a form or multipart body, which are arguments of their own; None for every other body."""
    return _fields(content, index) if content.media in (ir.Media.FORM, ir.Media.MULTIPART) else None


def _fields(content: ir.Content, index: Index) -> tuple[ir.Field, ...] | None:
    """The fields that are sent, where the body is an object."""
    if content.type is None:
        return None
    target = index.target(content.type)
    declaration = index[target.id] if isinstance(target, ir.Named) else None
    if not isinstance(declaration, ir.Record):
        return None
    return tuple(field for field in declaration.fields if field.access is not ir.Access.READ)

"""The arguments of a method: the parameters and the body of an `ir.Operation` with their names, in the order of a signature."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python.code.text import Code
from codegen.python.index import Index
from codegen.python.names import identifiers, words
from codegen.python.names.identifiers import Scope
from codegen.values import dataclass

_RESERVED = ("self", "request_options")
MOST_MEMBERS = 40
"""JSON bodies of more members are given whole: a signature is read by people."""
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: a parameter, a field of a form body, or a body. `is_nullable`: None is a value of it. `is_file` and `is_list`: a
    field of a multipart body that takes a file, several values; `is_open`: one file, several, or values of other types unless
    `is_file`. `is_member`: a member of a JSON body, which may be given instead of the body; `has_members` says so of the body.
    `constant`: what is sent for a field that is not given; `implied`: the same of a form that may be left out as a whole.
    """

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
    is_open: bool = False
    is_member: bool = False
    has_members: bool = False
    constant: ir.Constant | None = None
    implied: ir.Constant | None = None

    @property
    def sends_null(self) -> bool:
        """Whether None is sent as null, which JSON alone has, so that leaving the argument out needs `OMIT`."""
        is_json = self.content is not None and self.content.media is ir.Media.JSON
        return self.is_nullable and is_json

    @property
    def is_positional(self) -> bool:
        """Path parameters, and a body that is given whole."""
        return self.is_in_path or (self.parameter is None and self.field is None)

    @property
    def is_in_path(self) -> bool:
        return self.parameter is not None and self.parameter.location is ir.Location.PATH


def plan(operation: ir.Operation, index: Index, problems: Problems) -> tuple[Argument, ...]:
    """The arguments in the order of a signature: path parameters as the path has them, the body, the rest."""
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
            others = identifiers.attributes(parameter.wire, frozenset(_RESERVED), "parameter")
            name = scope.first_free([wanted, f"{wanted.rstrip('_')}_{parameter.location.value}", *others])
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
    """The media type that the client speaks where a document offers several: JSON, else the first. JSON that is a mere string gives
    way to files: it stands beside them in documents whose generators add it everywhere."""
    if not contents:
        return None
    prefers_files = contents[0].media is ir.Media.BINARY
    for content in contents:
        if content.media is ir.Media.JSON and not (prefers_files and is_string(content.type)):
            return content
    return contents[0]


def with_files(operation: ir.Operation) -> ir.Operation | None:
    """The operation with a multipart body that takes files, where it speaks JSON otherwise, which can't hold them."""
    body = operation.body
    chosen = chosen_content(body.contents) if body is not None else None
    if body is None or chosen is None or chosen.media is not ir.Media.JSON:
        return None
    forms = tuple(one for one in body.contents if one.binary_fields or (one.open_fields and one.like is None))
    return replace(operation, body=replace(body, contents=forms)) if forms else None


def sent(contents: tuple[ir.Content, ...]) -> list[str]:
    """The media types of all files among the contents, where the chosen one is a file; its own of every other."""
    content = chosen_content(contents)
    if content is None or content.media is not ir.Media.BINARY:
        return [] if content is None else [content.media_type]
    return [one.media_type for one in contents if one.media is ir.Media.BINARY]


def is_string(kind: ir.Type | None) -> bool:
    return isinstance(kind, ir.Primitive) and kind.kind is ir.Scalar.STRING


def _sent_content(contents: tuple[ir.Content, ...]) -> ir.Content | None:
    """The same of a body. Of files, it names all media types: each file has one of them."""
    content = chosen_content(contents)
    return None if content is None else replace(content, media_type=", ".join(sent(contents)))


def _body(operation: ir.Operation, scope: Scope, index: Index) -> list[Argument]:
    body = operation.body
    content = _sent_content(body.contents) if body is not None else None
    if body is None or content is None:
        return []
    fields = form_fields(content, index)
    if fields is None:
        name = scope.first_free(["body", "request_body"])
        kind = _body_type(content)
        nullable = kind is not None and index.is_nullable(kind)
        whole = Argument(name, kind, body.required, nullable, body.doc, content=content)
        members = [] if nullable else _members(content, scope, index)
        return [replace(whole, has_members=bool(members)), *members]
    arguments: list[Argument] = []
    for field in fields:
        name = scope.first_free(identifiers.attributes(field.wire, frozenset(_RESERVED)))
        required = body.required and field.presence is ir.Presence.REQUIRED
        if field.wire in content.text_fields:
            field = replace(field, type=ir.Primitive(ir.Scalar.STRING))
        is_file = field.wire in content.binary_fields
        is_open = field.wire in content.open_fields or (is_file and _may_be_list(field.type, index))
        nullable = index.is_nullable(field.type)
        doc = _doc(field.doc, field.type, index)
        argument = Argument(name, field.type, required, nullable, doc, content=content, field=field)
        constant = index.sent(field)
        is_list = _is_list(field.type, index)
        kinds = replace(argument, is_file=is_file, is_list=is_list, is_open=is_open)
        kinds = replace(kinds, constant=constant) if body.required else replace(kinds, implied=constant)
        arguments.append(kinds)
    return arguments


def _body_type(content: ir.Content) -> ir.Type | None:
    """The type of a body that is given whole; that of a content is the type of one item where items follow each other."""
    match content.media:
        case ir.Media.JSON_LINES:
            return ir.ListOf(content.type if content.type is not None else ir.AnyValue())
        case ir.Media.EVENT_STREAM:
            return None
        case _:
            return content.type


def _members(content: ir.Content, scope: Scope, index: Index) -> list[Argument]:
    """The members of a JSON body that is an object; they give way to parameters of the same name."""
    fields = _fields(content, index) if content.media is ir.Media.JSON else None
    if fields is None or len(fields) > MOST_MEMBERS:
        return []
    found: list[Argument] = []
    for field in fields:
        wanted = identifiers.attribute(field.wire, frozenset(_RESERVED), "member")
        name = scope.first_free([wanted, f"body_{wanted}"])
        required = field.presence is ir.Presence.REQUIRED
        nullable = index.is_nullable(field.type)
        doc = _doc(field.doc, field.type, index)
        member = Argument(
            name,
            field.type,
            required,
            nullable,
            doc,
            content=content,
            field=field,
            is_member=True,
            constant=index.sent(field),
        )
        found.append(member)
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


def without_member(arguments: tuple[Argument, ...], wire: str) -> tuple[Argument, ...]:
    """The arguments of a method that sets a member of the body itself."""
    kept = [a for a in arguments if a.field is None or a.field.wire != wire]
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


def _may_be_list(kind: ir.Type, index: Index) -> bool:
    """Whether some variants of a union are arrays, and others are none."""
    target = index.target(kind.inner if isinstance(kind, ir.Nullable) else kind)
    declaration = index[target.id] if isinstance(target, ir.Named) else None
    return isinstance(declaration, ir.Union) and any(_is_list(one.type, index) for one in declaration.variants)


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

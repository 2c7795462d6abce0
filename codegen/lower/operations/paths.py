"""Paths, webhooks and callbacks of the resolved document → servers, security schemes, operations and tags of
`ir.Api`.

Operations of `paths` become `ir.Operation`s. Webhooks and callbacks are requests that the API makes, so there is
nothing to call: the types of their bodies are lowered, which makes declarations, and returned as `received`."""

from __future__ import annotations

from codegen import ir
from codegen.diagnostics import Problems, Span
from codegen.document.access import Access, Place
from codegen.document.paths import METHODS, Operation, PathItem, read_operation, read_path_item, read_security
from codegen.lower.drafting import SchemaLowerer
from codegen.lower.operations.bodies import BodyLowerer
from codegen.lower.operations.context import Context
from codegen.lower.operations.pagination import lower_pagination
from codegen.lower.operations.parameters import ParameterLowerer
from codegen.lower.operations.path_templates import PathTemplate, parse_path
from codegen.lower.operations.servers_and_security import lower_requirements, lower_schemes, lower_servers
from codegen.lower.operations.tags import TagFilter, lower_tags
from codegen.lower.schemas import Owner, shared_owner
from codegen.resolve import Workspace
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Operations:
    """What `ir.Api` gets from here. `received` are the types of webhook and callback bodies: nothing in `operations`
    refers to them, but their declarations are wanted."""

    servers: tuple[ir.Server, ...]
    security_schemes: tuple[ir.SecurityScheme, ...]
    operations: tuple[ir.Operation, ...]
    tags: tuple[tuple[str, ir.Doc], ...]
    received: tuple[ir.Type, ...]


def lower_operations(
    workspace: Workspace, schemas: SchemaLowerer, problems: Problems, chosen: TagFilter, version: tuple[int, int]
) -> Operations:
    """Everything about operations; problems are added to `problems`, declarations to `schemas`."""
    access = Access(problems, workspace.follow)
    return _OperationLowerer(Context(workspace, schemas, access, problems, version), chosen).run()


@dataclass(frozen=True, slots=True)
class _Path:
    """A member of `paths`: its key, read, and its path item with what that refers to merged in."""

    template: PathTemplate
    key_span: Span
    item: PathItem
    servers: tuple[ir.Server, ...]


class _OperationLowerer:
    def __init__(self, context: Context, chosen: TagFilter) -> None:
        self.context = context
        self.root = context.workspace.root
        self.parameters = ParameterLowerer(context)
        self.bodies = BodyLowerer(context, self.parameters)
        self.filter = chosen
        self.schemes = lower_schemes(context, context.access.object(self.root, "components"))
        self.scheme_keys = {scheme.key for scheme in self.schemes}
        alternatives = read_security(context.access, self.root)
        self.security = lower_requirements(context, alternatives, self.scheme_keys)
        self.operations: list[ir.Operation] = []
        self.received: list[ir.Type] = []
        self.first_of: dict[str, Span] = {}
        self.callbacks_seen: set[str] = set()
        self.tags_seen: set[str] = set()

    def run(self) -> Operations:
        access = self.context.access
        for key, place in access.members(self.root, "paths"):
            if not key.startswith("x-"):
                self._path(key, place)
        for key, place in access.members(self.root, "webhooks"):
            if not key.startswith("x-"):
                self._receive(place, Owner(None, (key,)))
        servers = lower_servers(self.context, access.elements(self.root, "servers"))
        operations = tuple(self.operations)
        tags = lower_tags(self.context, self.root, operations, self.filter, self.tags_seen)
        return Operations(servers, self.schemes, operations, tags, tuple(self.received))

    def _path(self, key: str, place: Place) -> None:
        item = self._item(place)
        if item is None:
            return
        paths = self.context.access.object(self.root, "paths")
        key_span = place.span if paths is None else paths.key_span(key)
        template = parse_path(key)
        if template.unbalanced or not key.startswith("/"):
            what = "has a brace that belongs to no variable" if template.unbalanced else "does not begin with `/`"
            self.context.problems.warning(
                "bad-path",
                f"the path {what}; it is sent as `{template.path}{'?' if template.query else ''}{template.query}`",
                key_span,
            )
        path = _Path(template, key_span, item, lower_servers(self.context, item.servers))
        for method, operation in item.operations:
            self._operation(method, operation, path)

    def _item(self, place: Place) -> PathItem | None:
        """The path item at a place. What stands beside its `$ref` counts, and overrides (3.1 leaves that undefined)."""
        access = self.context.access
        target = self.context.workspace.follow(place)
        if target is None:
            return None
        local = read_path_item(access, place)
        if target.id == place.id:
            return local
        base = read_path_item(access, target)
        return PathItem(
            place,
            tuple({**dict(base.operations), **dict(local.operations)}.items()),
            (*base.parameters, *local.parameters),
            local.servers or base.servers,
            local.summary or base.summary,
            local.description or base.description,
        )

    def _operation(self, method: str, place: Place, path: _Path) -> None:
        target = self.context.workspace.follow(place)
        if target is None:
            return
        read = read_operation(self.context.access, target)
        self.tags_seen.update(read.tags)
        if not self.filter.keeps(read.tags):
            return
        pointer = _id_of(path.item.place, place, method)
        owner = Owner(pointer)
        shared_by = Owner(None, (path.template.path,))
        parameters = self.parameters.lower(
            path.template, path.key_span, path.item.parameters, shared_by, read.parameters, owner
        )
        security = self.security
        if read.security is not None:
            security = lower_requirements(self.context, read.security, self.scheme_keys)
        self.operations.append(
            ir.Operation(
                id=pointer,
                operation_id=self._unique_id(read),
                pinned=read.pinned,
                method=method.upper() if method in METHODS else method,
                path=path.template.path,
                fixed_query=path.template.query,
                tags=read.tags,
                parameters=parameters,
                body=None if read.request_body is None else self.bodies.body(read.request_body, owner),
                responses=self.bodies.responses(read.responses, owner),
                security=security,
                servers=lower_servers(self.context, read.servers) or path.servers,
                doc=self._doc(read, path.item),
                span=target.span,
                pagination=lower_pagination(self.context, target),
            )
        )
        self._callbacks(read, owner)

    def _doc(self, read: Operation, item: PathItem) -> ir.Doc:
        """What the path item says is meant for each of its operations (4.8.9.1); what one of them says itself, for
        that alone."""
        if read.summary or read.description:
            return ir.Doc(read.summary, read.description, read.deprecated)
        return ir.Doc(item.summary, item.description, read.deprecated)

    def _unique_id(self, read: Operation) -> str | None:
        """The operationId; a second use is reported and kept, because naming tells methods apart."""
        known = read.operation_id
        if known is None:
            return None
        node = self.context.access.get(read.place, "operationId")
        span = node.span if node is not None else read.place.span
        first = self.first_of.setdefault(known, span)
        if first is not span:
            self.context.problems.warning(
                "duplicate-operation-id",
                f"`{known}` is the operationId of another operation too",
                span,
                hint="the method gets another name; give it an operationId of its own, or an `x-python-name`",
                related=((first, "the other one"),),
            )
        return known

    # Webhooks and callbacks

    def _receive(self, place: Place, owner: Owner) -> None:
        """Lowers the bodies of the operations of a path item that the API calls."""
        item = self._item(place)
        if item is None:
            return
        for method, at in item.operations:
            target = self.context.workspace.follow(at)
            if target is None:
                continue
            read = read_operation(self.context.access, target)
            self.tags_seen.update(read.tags)
            if not self.filter.keeps(read.tags):
                continue
            of = Owner(owner.parent, (*owner.words, method)) if len(item.operations) > 1 else owner
            if read.operation_id is not None:
                of = Owner(None, (read.operation_id,))
            body = None if read.request_body is None else self.bodies.body(read.request_body, of)
            contents = list(body.contents) if body is not None else []
            for response in self.bodies.responses(read.responses, of):
                contents += response.contents
                self.received += [header.type for header in response.headers]
            self.received += [content.type for content in contents if content.type is not None]
            self._callbacks(read, of)

    def _callbacks(self, read: Operation, owner: Owner) -> None:
        for name, place in read.callbacks:
            target = self.context.workspace.follow(place)
            if target is None or target.id in self.callbacks_seen:
                continue
            self.callbacks_seen.add(target.id)
            of = Owner(owner.parent, (*owner.words, name)) if target.id == place.id else shared_owner(target)
            for expression, node in self.context.access.mapping(target, "a callback").items():
                if not expression.startswith("x-"):
                    self._receive(target.child(expression, node), of)


def _id_of(item: Place, operation: Place, method: str) -> str:
    """The pointer of an operation where its path stands, also when the path item is somewhere else."""
    if operation.file == item.file and operation.pointer.startswith(f"{item.pointer}/"):
        return operation.id
    return item.child(method, operation.node).id

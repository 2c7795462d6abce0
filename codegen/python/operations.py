"""The operations that methods send: `ir.Operation` → descriptors and request functions, the view of `_operations.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from codegen import ir
from codegen.python import answers, sending
from codegen.python.annotations import Annotations
from codegen.python.calls import Call, Mode, pages_name
from codegen.python.client_view import OperationsView, OperationView, PagesView
from codegen.python.credentials import Credentials
from codegen.python.imports import Imports
from codegen.python.project import (
    Project,
    default_server,
    grouped,
    import_models,
    user_agent,
)
from codegen.python.schema import Shapes
from codegen.python.signatures import Signatures
from codegen.python.text import Code, string_literal


class Decoders:
    """Decode functions for answers, as `_operations` spells them."""

    def __init__(self, project: Project, imports: Imports) -> None:
        self._index = project.index
        self._shapes = Shapes(project.index, project.names, project.formats, imports, "models")
        self._imports = imports

    def reader(self, kind: ir.Type) -> Code:
        """The reader of a JSON body of this type."""
        runtime = self._imports.runtime("request")
        if isinstance(self._index.target(kind), ir.AnyValue):
            return Code(f"{runtime}.json_body({runtime}.any_json)")
        return Code(f"{runtime}.json_of({self._shape(kind)})")

    def item_reader(self, content: ir.Content) -> Code:
        """The reader of the items of a stream."""
        reader = self._imports.name("._runtime.items", "ItemReader")
        is_events = content.media is ir.Media.EVENT_STREAM
        framing = "events" if is_events else "lines"
        return Code(f'{reader}("{framing}", {self._item(content.type, is_events)})')

    def _item(self, kind: ir.Type | None, is_events: bool) -> str:
        if kind is None:
            return self._stream("event_item" if is_events else "any_item")
        target = self._index.target(kind)
        if isinstance(target, ir.AnyValue):
            return self._stream("any_item")
        if is_events and target == ir.Primitive(ir.Scalar.STRING):
            return self._stream("text_item")
        return f"{self._stream('json_item')}({self._shape(kind)})"

    def _shape(self, kind: ir.Type) -> str:
        return str(self._shapes.of(kind))

    def _stream(self, name: str) -> Code:
        # By name: that the package exports classes of a private module makes the module a private name to type checkers.
        return self._imports.name("._runtime.items", name)


def operations_view(
    project: Project,
    calls: tuple[Call, ...],
    credentials: Credentials,
    package: str,
) -> OperationsView:
    """The view of `_operations`, which the methods of both clients call."""
    imports = Imports({str(call.name.function) for call in calls})
    for module in ("plan", *(("request",) if calls else ()), *(("auth",) if credentials.schemes else ())):
        imports.runtime(module)
    annotations = Annotations(project.index, project.names, project.formats, imports, prefix="models.")
    decoders = Decoders(project, imports)
    signatures = Signatures(project.index, annotations, imports)
    reading = answers.Answers(decoders, imports)
    known = {scheme.key for scheme in project.api.security_schemes}
    operations: list[OperationView] = []
    for call in calls:
        if call.mode is Mode.DOWNLOAD:  # it sends what the method beside it sends
            continue
        operation, name = call.operation, call.name
        server = default_server(operation.servers, or_relative=True)
        operations.append(
            OperationView(
                constant=Code(f"_{name.function.upper()}"),
                function=name.function,
                method=string_literal(operation.method.upper()),
                path=sending.path_expression(operation, call.arguments, imports),
                fixed_query=string_literal(operation.fixed_query) if operation.fixed_query else None,
                result=answers.result(operation, annotations, imports, frozenset()),
                accept=answers.accept(operation),
                answers=reading.successes(operation),
                errors=reading.errors(operation),
                security=_security(operation.security, known),
                server=string_literal(server) if server is not None else None,
                takes_idempotency_key=_takes_idempotency_key(operation),
                parameters=signatures.parameters(call.arguments),
                statements=sending.statements(
                    call.arguments,
                    imports,
                    call.switch,
                    has_body=operation.body is not None and operation.body.required,
                ),
                pages=_pages(call, annotations, imports),
            )
        )
    import_models(
        (text for o in operations for text in (o.result, *o.parameters, *((o.pages.item,) if o.pages else ()))),
        "models.",
        imports,
    )
    server = default_server(project.api.servers)
    return OperationsView(
        imports=grouped(imports),
        user_agent=string_literal(user_agent(package, project.api.version)),
        base_url=string_literal(server) if server is not None else Code("None"),
        schemes=tuple(credentials.schemes),
        credential_hint=string_literal(credentials.hint),
        security=_usual_security(project.api.operations, known),
        operations=tuple(operations),
    )


def _pages(call: Call, annotations: Annotations, imports: Imports) -> PagesView | None:
    if call.paging is None:
        return None
    kind = imports.name("._runtime.pages", "Paging")
    return PagesView(pages_name(call.name), kind, annotations.of(call.paging.item), call.paging.settings)


def _takes_idempotency_key(operation: ir.Operation) -> bool:
    return any(
        parameter.location is ir.Location.HEADER and parameter.wire.lower() == "idempotency-key"
        for parameter in operation.parameters
    )


def _security(alternatives: tuple[tuple[str, ...], ...], known: set[str]) -> Code:
    """A tuple of tuples; an alternative that needs a scheme nobody declared can't be met."""
    met = [alternative for alternative in alternatives if known.issuperset(alternative)]
    return _tuple(_tuple(string_literal(key) for key in alternative) for alternative in met)


def _usual_security(operations: Iterable[ir.Operation], known: set[str]) -> Code:
    """All that operations at the API's own server take, the most usual first."""
    usual = Counter(
        alternative
        for operation in operations
        for alternative in operation.security
        if alternative and default_server(operation.servers, or_relative=True) is None
    )
    return _security(tuple(alternative for alternative, _ in usual.most_common()), known)


def _tuple(items: Iterable[Code]) -> Code:
    spelled = list(items)
    return Code(f"({', '.join(spelled)}{',' if len(spelled) == 1 else ''})")

"""What each operation sends, and how its answers are read: `ir.Operation` → the view of `_operations.py`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from codegen import ir
from codegen.python.client import answers, results
from codegen.python.client.credentials import Credentials
from codegen.python.client.decoders import Decoders
from codegen.python.client.methods import Method, Mode
from codegen.python.client.project import Project
from codegen.python.client.sends import Sends
from codegen.python.client.servers import default_server
from codegen.python.client.views import (
    AnswerView,
    LiteralView,
    NamesView,
    OperationsView,
    OperationView,
    PagesView,
    Setting,
    ShapeView,
)
from codegen.python.code.imports import Imports
from codegen.python.code.text import Code, SpecText
from codegen.python.models.annotations import Annotations

_ACCEPT = "application/json"
"""What operations accept if nothing else is said."""


def pages_constant(method: Method) -> Code:
    """The constant of `_operations` that says how pages hang together."""
    return Code(f"{method.name.function.upper()}_PAGES")


def operations_view(
    project: Project, methods: tuple[Method, ...], credentials: Credentials, package: str
) -> OperationsView:
    """The view of `_operations`, whose operations the methods of both clients send."""
    imports = Imports({str(method.name.function) for method in methods})
    names = [("._runtime.plan", "Service")]
    for kind in {str(each.scheme.kind) for each in credentials.schemes}:
        imports.name(f"._runtime.{'auth' if kind == 'Authorization' else 'schemes'}", kind)
    names += [("._runtime.request", "Operation")] if methods else []
    names += [("._runtime.pages", "Paging")] if any(method.paging for method in methods) else []
    spelled = {name: imports.name(module, name) for module, name in names}
    known = {scheme.key for scheme in project.api.security_schemes}
    # A download sends what the method beside it sends.
    sent = [method for method in methods if method.mode is not Mode.DOWNLOAD]
    annotations = Annotations(project.index, project.names, project.formats, imports, prefix="models.")
    decoders = Decoders(project, imports)
    operations = tuple(_Operation(method, imports, annotations, decoders).view(known) for method in sent)
    server = default_server(project.api.servers)
    return OperationsView(
        imports=imports.views(),
        user_agent=SpecText(_user_agent(package, project.api.version)),
        base_url=None if server is None else SpecText(server),
        schemes=tuple(credentials.schemes),
        credential_hint=SpecText(credentials.hint),
        security=_usual_security(project.api.operations, known),
        operations=operations,
        spelled=spelled,
    )


class _Operation:
    """One operation, as one of its methods calls it."""

    def __init__(self, method: Method, imports: Imports, annotations: Annotations, decoders: Decoders) -> None:
        self._method, self._operation, self._imports = method, method.operation, imports
        self._annotations, self._decoders = annotations, decoders

    def view(self, known: set[str]) -> OperationView:
        """`known` are the keys of the security schemes that the document declares."""
        operation, name = self._operation, self._method.name
        server = default_server(operation.servers, or_relative=True)
        accept = answers.accept(operation)
        has_body = operation.body is not None and operation.body.required
        sends = Sends(self._method.arguments, self._imports, self._method.switch, has_body)
        return OperationView(
            variable=name.function,
            result=self._result(),
            name=Code(f"{name.resource}.{name.method}"),
            method=SpecText(operation.method),
            path=SpecText(operation.path + (f"?{operation.fixed_query}" if operation.fixed_query else "")),
            parameters=sends.parameters(),
            body=sends.body(),
            answers=self._answers(),
            errors=tuple(self._answer(each) for each in answers.errors(operation) if answers.answered(each)),
            accept=None if accept == _ACCEPT else SpecText(accept),
            security=_security(operation.security, known),
            server=None if server is None else SpecText(server),
            takes_idempotency_key=_takes_idempotency_key(operation),
            dated=self._dated(),
            pages=self._pages(),
        )

    def _dated(self) -> tuple[ShapeView, ...]:
        """The arguments that hold dates."""
        shapes = ((each.name, self._decoders.dated(each.type)) for each in self._method.arguments)
        return tuple(ShapeView(SpecText(name), shape) for name, shape in shapes if shape is not None)

    def _result(self) -> Code | None:
        """The type of an answer, where the readers do not tell type checkers."""
        contents = [answers.answered(response) for response in self._successes()]
        types = {None if content is None else (content.media, content.type) for content in contents}
        if len(types) <= 1 and all(map(self._decoders.tells_type, contents)):
            return None
        return results.result(self._operation, self._annotations, self._imports, frozenset())

    def _successes(self) -> tuple[ir.Response, ...]:
        """The successes that have something to read: the answer to HEAD never has."""
        return () if self._operation.method.upper() == "HEAD" else answers.successes(self._operation)

    def _answers(self) -> tuple[AnswerView, ...]:
        found = tuple(self._answer(response) for response in self._successes())
        return found or (AnswerView(SpecText("default"), self._decoders.body(None)),)

    def _answer(self, response: ir.Response) -> AnswerView:
        return AnswerView(SpecText(response.status), self._decoders.body(answers.answered(response)))

    def _pages(self) -> PagesView | None:
        paging = self._method.paging
        if paging is None:
            return None
        settings: list[Setting] = [
            LiteralView(None, SpecText(paging.style.value)),
            _steps("items", paging.steps["items"]),
        ]
        if paging.parameter is not None:
            settings.append(LiteralView(Code("parameter"), SpecText(paging.parameter)))
        if paging.first:
            settings.append(LiteralView(Code("first"), paging.first))
        settings += [_steps(key, steps) for key, steps in paging.steps.items() if key != "items"]
        return PagesView(pages_constant(self._method), self._annotations.of(paging.item), tuple(settings))


def _steps(name: str, steps: tuple[str, ...]) -> NamesView:
    return NamesView(Code(name), tuple(map(SpecText, steps)))


def _user_agent(package: str, version: str) -> str:
    """`package/version`, of characters that a header can carry."""
    kept = re.sub(r"[^0-9A-Za-z.+~-]", "", version)
    return f"{package}/{kept}" if kept else package


def _takes_idempotency_key(operation: ir.Operation) -> bool:
    return any(
        parameter.location is ir.Location.HEADER and parameter.wire.lower() == "idempotency-key"
        for parameter in operation.parameters
    )


def _security(alternatives: tuple[tuple[str, ...], ...], known: set[str]) -> tuple[tuple[SpecText, ...], ...]:
    """An alternative that needs a scheme nobody declared can't be met."""
    met = [alternative for alternative in alternatives if known.issuperset(alternative)]
    return tuple(tuple(map(SpecText, alternative)) for alternative in met)


def _usual_security(operations: Iterable[ir.Operation], known: set[str]) -> tuple[tuple[SpecText, ...], ...]:
    """All that operations at the API's own server take, the most usual first."""
    usual = Counter(
        alternative
        for operation in operations
        for alternative in operation.security
        if alternative and default_server(operation.servers, or_relative=True) is None
    )
    return _security(tuple(alternative for alternative, _ in usual.most_common()), known)

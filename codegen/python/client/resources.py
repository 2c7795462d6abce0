"""Resources, their methods and the constructors of clients: `ir.Api` → the view of `client.py`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python.client import answers, arguments, docs, names, results, servers
from codegen.python.client import methods as planned_methods
from codegen.python.client.credentials import Credentials
from codegen.python.client.methods import Method, Mode
from codegen.python.client.names import MethodNames, ResourceName
from codegen.python.client.operations import operations_view, pages_constant
from codegen.python.client.project import Project
from codegen.python.client.raw import raw_classes
from codegen.python.client.signatures import Signatures
from codegen.python.client.views import (
    ClientPackageView,
    ClientView,
    MethodView,
    ParameterView,
    ResourceView,
    SettingView,
)
from codegen.python.code.imports import Imports
from codegen.python.code.layout import chain, items
from codegen.python.code.text import Code, SpecText
from codegen.python.docs import docstrings as documentation
from codegen.python.models.annotations import Annotations
from codegen.python.names.identifiers import Scope

_TEMPLATE_NAMES = (
    ("._runtime.connections", "AsyncHTTPClient"),
    ("._runtime.connections", "HTTPClient"),
    ("._runtime.model", "OnMismatch"),
    ("._runtime.model", "publish"),
    ("._runtime.options", "AsyncOnRequest"),
    ("._runtime.options", "AsyncOnResponse"),
    ("._runtime.options", "OMIT"),
    ("._runtime.options", "Omit"),
    ("._runtime.options", "OnRequest"),
    ("._runtime.options", "OnResponse"),
    ("._runtime.options", "Timeout"),
    ("._runtime.transport", "AsyncClientBase"),
    ("._runtime.transport", "AsyncTransport"),
    ("._runtime.transport", "SyncClientBase"),
    ("._runtime.transport", "Transport"),
    (".", "_operations"),
    ("collections.abc", "Iterable"),
    ("collections.abc", "Mapping"),
    ("typing", "Self"),
)
_RESOURCE_NAMES = (
    ("._runtime.transport", "AsyncResource"),
    ("._runtime.transport", "Resource"),
)
_SENDERS = {Mode.STREAM: "streams", Mode.PAGE: "pages", Mode.DOWNLOAD: "downloads"}
"""The modules of the runtime that send what is not simply answered."""
_FUNCTION_NAMES = (("collections.abc", "Awaitable"), ("collections.abc", "Callable"))


class Client:
    """Builds the views of a client."""

    def __init__(self, project: Project, pins: Mapping[str, str], *, clean_ids: bool) -> None:
        self._project, self._api, self._pins, self._clean_ids = project, project.api, pins, clean_ids

    def view(self, package: str, http: str, environment: str | None, problems: Problems) -> ClientPackageView:
        """A document without operations gets clients without methods: the package looks the same whatever it grows into."""
        api, index = self._api, self._project.index
        minted = names.mint(api, self._pins, problems, clean_ids=self._clean_ids)
        planned = {operation.id: arguments.plan(operation, index, problems) for operation in api.operations}
        methods = planned_methods.plan(api, index, self._project.names, minted, planned, problems)
        credentials = Credentials(api.security_schemes, environment)
        return ClientPackageView(
            client=cache(lambda: self._client(minted, methods, credentials, http)),
            operations=operations_view(self._project, methods, credentials, package),
            methods=methods,
            names={key: f"{name.resource}.{name.method}" for key, name in minted.methods.items()},
        )

    def _client(
        self, minted: MethodNames, methods: tuple[Method, ...], credentials: Credentials, http: str
    ) -> ClientView:
        classes = {name for each in minted.resources for name in (each.class_name, each.async_class_name)}
        method_names = {str(method.name.method) for method in methods}
        imports = Imports(classes | ({"models"} & method_names))
        asked = [
            *_TEMPLATE_NAMES,
            *(_RESOURCE_NAMES if minted.resources else ()),
            *(_FUNCTION_NAMES if any(each.may_be_function for each in credentials.arguments) else ()),
            *((("os", "environ"),) if any(secret.environment for secret in credentials.secrets) else ()),
            *((("._runtime.schemes", "basic"),) if any(secret.password for secret in credentials.secrets) else ()),
        ]
        spelled = {name: imports.name(module, name) for module, name in asked}
        models = f"{imports.spelled('.', 'models')}."
        resources = _Resources(self._project, methods, imports, models)
        title = self._api.title.strip() or "the API"
        doc = ir.Doc(title, self._api.doc.description or self._api.doc.summary)
        raw = tuple(each for name in minted.resources for each in raw_classes(name, methods, imports))
        resource_views = tuple(resources.view(resource) for resource in minted.resources)
        return ClientView(
            about=SpecText(f"The clients of {title}. Operations are methods, grouped by tag."),
            imports=imports.views(http),
            http=Code(http),
            resources=resource_views,
            doc=documentation.docstring(doc, *([f"\n{docs.COMMON}"] if methods else [])),
            async_doc=SpecText(f"{title}, with the methods of `Client`, to be awaited."),
            settings=tuple(SettingView(each.name, each.may_be_function) for each in credentials.arguments),
            settings_doc=self._settings_doc(credentials, f"{http}.Client"),
            async_settings_doc=docs.async_settings(f"{http}.AsyncClient"),
            secrets=tuple(credentials.secrets),
            raw=raw,
            spelled=spelled,
            has_server=servers.default_server(self._api.servers) is not None,
        )

    def _settings_doc(self, credentials: Credentials, http_client: str) -> SpecText:
        own = [(str(each.name), each.text) for each in credentials.arguments]
        return docs.settings([*own, *docs.common_settings(servers.base_url(self._api.servers), http_client)])


class _Resources:
    """Builds the classes that hold the methods, one after the other."""

    def __init__(self, project: Project, methods: tuple[Method, ...], imports: Imports, models: str) -> None:
        self._project, self._methods, self._imports = project, methods, imports
        self._annotations = Annotations(project.index, project.names, project.formats, imports, prefix=models)
        # What docstrings alone mention is not imported.
        self._mentioned = Annotations(project.index, project.names, project.formats, Imports(), prefix=models)

    def view(self, resource: ResourceName) -> ResourceView:
        """One resource. Inside a class, a method hides a builtin of the same name from the annotations beside it."""
        own = [method for method in self._methods if method.name.resource == resource.attribute]
        shadowed = frozenset(str(method.name.method) for method in own)
        signatures = Signatures(self._project.index, self._annotations, self._imports, shadowed)
        views = tuple(self._method(method, resource, signatures, shadowed) for method in own)
        has_overloads = any(view.overloads for view in views)
        return ResourceView(
            resource.attribute,
            resource.class_name,
            resource.async_class_name,
            self._doc(resource),
            views,
            overload=self._imports.name("typing", "overload", shadowed) if has_overloads else Code(""),
            options=self._imports.name("._runtime.options", "RequestOptions", shadowed),
        )

    def _method(
        self, method: Method, resource: ResourceName, signatures: Signatures, shadowed: frozenset[str]
    ) -> MethodView:
        name, operation = method.name, method.operation
        returned = results.returned(method, self._annotations, self._imports, shadowed)
        extra, notes = self._download(method, shadowed) if method.mode is Mode.DOWNLOAD else ((), ())
        further = [parameter.name for parameter in extra]
        if method.paging is not None:
            further.append(Code(f"{self._imports.name('.', '_operations')}.{pages_constant(method)}"))
        bodies = self._error_bodies(operation)
        return MethodView(
            name=name.method,
            overloads=signatures.overloads(method.arguments, extra),
            signature=signatures.signature(method.arguments, extra),
            result=returned.annotation,
            async_result=returned.async_annotation,
            doc=docs.method(operation, method.arguments, bodies, returned.doc, notes, method.others),
            async_doc=docs.async_method(operation, f"{resource.class_name}.{name.method}", returned.async_doc),
            operation=Code(f"{self._imports.name('.', '_operations')}.{name.function}"),
            passed=tuple(argument.name for argument in method.arguments),
            sender=self._sender(method.mode, ""),
            async_sender=self._sender(method.mode, "a"),
            is_plain=method.mode is Mode.ANSWER,
            further=tuple(further),
        )

    def _sender(self, mode: Mode, prefix: str) -> Code:
        """What sends the request: the transport itself, or a function of the module for a mode."""
        if mode is Mode.ANSWER:
            return Code("self._transport.send")
        return Code(f"{self._imports.runtime(_SENDERS[mode])}.{prefix}{mode.value}")

    def _download(
        self, method: Method, shadowed: frozenset[str]
    ) -> tuple[tuple[ParameterView, ...], tuple[tuple[str, str], ...]]:
        """The arguments of a download beside those of its operation, and what is said of them."""
        scope = Scope(("self", "request_options", *(str(argument.name) for argument in method.arguments)))
        target, progress = scope.first_free(["target", "target_file"]), scope.first_free(["progress", "on_progress"])
        text, path = self._imports.name("builtins", "str", shadowed), self._imports.name("os", "PathLike", shadowed)
        callback = self._imports.name("._runtime.downloads", "Progress", shadowed)
        return (
            (
                ParameterView(target, chain("|", [text, items(f"{path}[", [text], "]")])),
                ParameterView(progress, chain("|", [callback, "None"]), Code("None")),
            ),
            (
                (target, "The file to write; it is there once it is complete, and replaces one that was there."),
                (progress, "Is called with the number of bytes so far, and that of all bytes or None."),
            ),
        )

    def _doc(self, resource: ResourceName) -> SpecText:
        for tag, doc in self._project.api.tags:
            if tag == resource.title and (doc.description or doc.summary).strip():
                return documentation.docstring(doc)
        return SpecText(f"Operations of `{resource.title}`.")

    def _error_bodies(self, operation: ir.Operation) -> dict[str, Code]:
        bodies: dict[str, Code] = {}
        for response in answers.errors(operation):
            content = answers.answered(response)
            if content is not None and content.media is ir.Media.JSON and isinstance(content.type, ir.Named):
                bodies[response.status] = self._mentioned.of(content.type)
        return bodies

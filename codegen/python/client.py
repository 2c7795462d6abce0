"""`ir.Api` → the view of the client: resources and their methods, and the arguments of the constructors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from codegen import ir
from codegen.diagnostics import Problems
from codegen.python import (
    answers,
    arguments,
    documentation,
    method_docs,
    method_names,
    results,
    server_docs,
)
from codegen.python import calls as call_plan
from codegen.python.annotations import Annotations
from codegen.python.calls import Call, pages_name
from codegen.python.client_view import (
    ClientPackageView,
    ClientView,
    MethodView,
    ResourceView,
    SettingView,
)
from codegen.python.credentials import Credential, Credentials
from codegen.python.formats import Formats
from codegen.python.identifiers import Scope
from codegen.python.imports import Imports
from codegen.python.index import Index
from codegen.python.method_names import MethodNames, ResourceName
from codegen.python.naming import Names
from codegen.python.operations import operations_view
from codegen.python.project import Project, default_server, grouped, import_models
from codegen.python.raw import raw_names, raw_view
from codegen.python.signatures import Signatures
from codegen.python.text import Code, SpecText

_TEMPLATE_NAMES = (
    ("._runtime.options", "AsyncOnRequest"),
    ("._runtime.options", "AsyncOnResponse"),
    ("._runtime.options", "OMIT"),
    ("._runtime.options", "Omit"),
    ("._runtime.options", "OnRequest"),
    ("._runtime.options", "OnResponse"),
    ("._runtime.options", "Timeout"),
    ("._runtime.transport", "AsyncClientBase"),
    ("._runtime.transport", "AsyncHTTPClient"),
    ("._runtime.transport", "AsyncTransport"),
    ("._runtime.transport", "HTTPClient"),
    ("._runtime.transport", "SyncClientBase"),
    ("._runtime.transport", "Transport"),
    (".", "_operations"),
    ("collections.abc", "Iterable"),
    ("collections.abc", "Mapping"),
    ("typing", "Self"),
)


class Client:
    """Builds the view."""

    def __init__(self, api: ir.Api, index: Index, names: Names, formats: Formats, pins: Mapping[str, str]) -> None:
        self._project = Project(api, index, names, formats)
        self._api, self._index, self._names, self._formats = api, index, names, formats
        self._pins = pins

    def view(self, package: str, http: str, environment: str | None, problems: Problems) -> ClientPackageView:
        """A document without operations gets clients without methods: the package looks the same whatever it grows into."""
        method_ids = method_names.mint(self._api, self._pins, problems)
        planned = {operation.id: arguments.plan(operation, self._index, problems) for operation in self._api.operations}
        calls = call_plan.plan(self._api, self._index, self._names, method_ids, planned, problems)
        credentials = Credentials(self._api.security_schemes, environment)
        return ClientPackageView(
            client=cache(lambda: self._client(method_ids, calls, credentials, http)),
            operations=operations_view(self._project, calls, credentials, package),
            raw=raw_view(method_ids.resources, calls),
            calls=calls,
            names={key: f"{name.resource}.{name.method}" for key, name in method_ids.methods.items()},
        )

    def _client(
        self,
        method_ids: MethodNames,
        calls: tuple[Call, ...],
        credentials: Credentials,
        http: str,
    ) -> ClientView:
        classes = {
            name for resource in method_ids.resources for name in (resource.class_name, resource.async_class_name)
        }
        methods = {str(call.name.method) for call in calls}
        imports = Imports(classes | ({"models"} & methods))
        spelled = {name: imports.name(module, name) for module, name in _TEMPLATE_NAMES}
        if method_ids.resources:
            imports.name(".", "_raw")
        # A method of that name hides the decorator from the properties beside it.
        spelled["property"] = imports.name("builtins", "property", methods & {"property"})
        models = "_models." if "models" in methods else "models."
        annotations = Annotations(self._index, self._names, self._formats, imports, prefix=models)
        resources = tuple(self._resource(resource, calls, annotations, imports) for resource in method_ids.resources)
        import_models(
            (
                text
                for resource in resources
                for method in resource.methods
                for text in (method.result, *method.parameters)
            ),
            models,
            imports,
        )
        settings = tuple(self._setting(credential, imports) for credential in credentials.arguments)
        if any(argument.environment for argument in credentials.arguments):
            imports.name("os", "environ")
        if any(scheme.source is not None and scheme.source.startswith("basic(") for scheme in credentials.schemes):
            imports.name("._runtime.auth", "basic")
        documented = [(str(argument.name), argument.text) for argument in credentials.arguments]
        title = self._api.title.strip() or "the API"
        return ClientView(
            about=SpecText(f"The clients of {title}. Operations are methods, grouped by tag."),
            doc=documentation.docstring(ir.Doc(title, self._api.doc.description or self._api.doc.summary)),
            async_doc=SpecText(f"{title}, with the methods of `Client`, to be awaited."),
            http=Code(http),
            imports=grouped(imports, http),
            exports=tuple(Code(name) for name in sorted((*classes, "AsyncClient", "Client"))),
            has_server=default_server(self._api.servers) is not None,
            settings=settings,
            settings_doc=method_docs.settings([*documented, *self._common_settings(http, "Client")]),
            async_settings_doc=method_docs.settings(
                [
                    *(
                        (name, text.replace("A function is", "A function, async or not, is"))
                        for name, text in documented
                    ),
                    *self._common_settings(http, "AsyncClient"),
                ]
            ),
            schemes=tuple(scheme for scheme in credentials.schemes if scheme.source is not None),
            resources=resources,
            spelled=spelled,
        )

    def _common_settings(self, http: str, kind: str) -> list[tuple[str, str]]:
        return [
            ("base_url", server_docs.base_url(self._api.servers)),
            (
                "timeout",
                "Seconds for connecting, and for each wait while sending and receiving. Default: 60. None: no limit.",
            ),
            ("headers", "Sent with every call."),
            (
                "http_client",
                f"An `{http}.{kind}` of your own, for proxies, certificates and the like; it is not closed here.",
            ),
            (
                "max_retries",
                "How often a call is sent again that failed in passing, where that does no harm. Default: 2.",
            ),
            (
                "trusted_origins",
                "URLs of other origins that credentials may go to, by redirects and where operations have servers of their own.",
            ),
            ("on_request", "Called with each `Attempt` before it is sent, retries included."),
            ("on_response", "Called with each `Outcome`: an answer, or the error instead of one."),
        ]

    def _setting(self, credential: Credential, imports: Imports) -> SettingView:
        if not credential.is_source:
            return SettingView(credential.name, Code("str | None"), Code("str | None"))
        call = imports.name("collections.abc", "Callable")
        awaitable = imports.name("collections.abc", "Awaitable")
        return SettingView(
            credential.name,
            Code(f"str | {call}[[], str] | None"),
            Code(f"str | {call}[[], str | {awaitable}[str]] | None"),
        )

    def _resource(
        self,
        resource: ResourceName,
        calls: tuple[Call, ...],
        annotations: Annotations,
        imports: Imports,
    ) -> ResourceView:
        own = [call for call in calls if call.name.resource == resource.attribute]
        # Inside a class, a method hides a builtin of the same name from the annotations beside it.
        shadowed = frozenset(str(call.name.method) for call in own)
        signatures = Signatures(self._index, annotations, imports, shadowed)
        methods: list[MethodView] = []
        for call in own:
            returned = results.returned(call, annotations, imports, shadowed)
            bodies = self._error_bodies(call.operation, annotations)
            extra, further, notes = self._extras(call, imports, shadowed)
            options = f"request_options: {imports.name('._runtime.options', 'RequestOptions')} | None = None"
            overloads = signatures.overloads(call.arguments, first=("self",), last=(*extra, options))
            methods.append(
                MethodView(
                    call.name.method,
                    Code(f"{imports.name('.', '_operations')}.{call.name.function}"),
                    signatures.parameters(call.arguments, first=("self",), last=(*extra, options)),
                    tuple(
                        Code(argument.name if argument.is_positional else f"{argument.name}={argument.name}")
                        for argument in call.arguments
                    ),
                    returned.annotation,
                    returned.async_annotation,
                    *_senders(call.mode, imports),
                    tuple(further),
                    method_docs.method(
                        call.operation, call.arguments, bodies, returned.annotation, returned.doc, notes
                    ),
                    method_docs.method(
                        call.operation, call.arguments, bodies, returned.async_annotation, returned.async_doc, notes
                    ),
                    overloads,
                    imports.name("typing", "overload", shadowed) if overloads else Code(""),
                )
            )
        return ResourceView(
            resource.attribute,
            resource.class_name,
            resource.async_class_name,
            *raw_names(resource),
            self._resource_doc(resource),
            tuple(methods),
        )

    def _extras(
        self, call: Call, imports: Imports, shadowed: frozenset[str]
    ) -> tuple[tuple[str, ...], tuple[Code, ...], tuple[tuple[str, str], ...]]:
        """Arguments that a method has beside those of its operation, what they are passed as, and what is said of them."""
        if call.paging is not None:
            operations = imports.name(".", "_operations")
            return (), (Code(f"{operations}.{pages_name(call.name)}"),), ()
        if call.mode is not call_plan.Mode.DOWNLOAD:
            return (), (), ()
        scope = Scope(("self", "request_options", *(str(argument.name) for argument in call.arguments)))
        target, progress = scope.first_free(["target", "target_file"]), scope.first_free(["progress", "on_progress"])
        text, path = imports.name("builtins", "str", shadowed), imports.name("os", "PathLike", shadowed)
        callback = imports.name("._runtime.downloads", "Progress", shadowed)
        return (
            (f"{target}: {text} | {path}[{text}]", f"{progress}: {callback} | None = None"),
            (target, progress),
            (
                (target, "The file to write; it is there once it is complete, and replaces one that was there."),
                (progress, "Is called with the number of bytes so far, and that of all bytes or None."),
            ),
        )

    def _resource_doc(self, resource: ResourceName) -> SpecText:
        for tag, doc in self._api.tags:
            if tag == resource.title and (doc.description or doc.summary).strip():
                return documentation.docstring(doc)
        return SpecText(f"Operations of `{resource.title}`.")

    def _error_bodies(self, operation: ir.Operation, annotations: Annotations) -> dict[str, Code]:
        bodies: dict[str, Code] = {}
        for response in answers.errors(operation):
            content = answers.answered(response)
            if content is not None and content.media is ir.Media.JSON and isinstance(content.type, ir.Named):
                bodies[response.status] = annotations.of(content.type)
        return bodies


_SENDERS = {call_plan.Mode.STREAM: "streams", call_plan.Mode.PAGE: "pages", call_plan.Mode.DOWNLOAD: "downloads"}
"""The modules of the runtime that send what is not simply answered."""


def _senders(mode: call_plan.Mode, imports: Imports) -> tuple[Code, Code]:
    """How a call of this mode begins, in a sync and in an async client: what sends it, and arguments before the request."""
    if mode is call_plan.Mode.ANSWER:
        return Code("self._transport.send("), Code("self._transport.send(")
    sender = f"{imports.runtime(_SENDERS[mode])}."
    return Code(f"{sender}{mode.value}(self._transport, "), Code(f"{sender}a{mode.value}(self._transport, ")

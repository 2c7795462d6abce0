"""What the templates of the client print: frozen dataclasses of `Code` and `SpecText`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.python.text import Code, SpecText
from codegen.python.view import ImportView, Line


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method of a resource. `function` builds its request, in `_operations`; `passed` are the arguments as that function takes them."""

    name: Code
    function: Code
    parameters: tuple[Code, ...]
    passed: tuple[Code, ...]
    result: Code
    async_result: Code
    sender: Code
    """The method of the transport that does it: `send`, `stream`, `page` or `download`."""
    further: tuple[Code, ...]
    """What the transport is given between the request and its options."""
    doc: SpecText
    async_doc: SpecText


@dataclass(frozen=True, slots=True)
class ResourceView:
    """The operations of one tag: `client.<attribute>.<method>`."""

    attribute: Code
    name: Code
    async_name: Code
    doc: SpecText
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True)
class SettingView:
    """An argument of the clients' constructors that is a credential."""

    name: Code
    annotation: Code
    async_annotation: Code


@dataclass(frozen=True, slots=True)
class SchemeView:
    """A security scheme: its key in the document (a literal), what makes the runtime's `Scheme`, and the expression of its secret
    (None: nothing to give)."""

    key: Code
    scheme: Code
    source: Code | None


@dataclass(frozen=True, slots=True)
class ClientView:
    """`client.py`. `http` is the HTTP library."""

    title: SpecText
    doc: SpecText
    async_doc: SpecText
    http: Code
    imports: tuple[tuple[ImportView, ...], ...]
    exports: tuple[Code, ...]
    settings: tuple[SettingView, ...]
    settings_doc: SpecText
    async_settings_doc: SpecText
    schemes: tuple[SchemeView, ...]
    resources: tuple[ResourceView, ...]
    spelled: Mapping[str, Code]
    """How the names that the template itself uses are spelled here: a class of the document may have taken them."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`status` is a literal, `reader` an expression."""

    status: Code
    reader: Code


@dataclass(frozen=True, slots=True)
class PagesView:
    """How the pages of an operation hang together: a constant, the runtime's `Paging`, the type of an item, and the arguments."""

    constant: Code
    kind: Code
    item: Code
    settings: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class OperationView:
    """A descriptor and the function that makes a request of it, in `_operations`."""

    constant: Code
    function: Code
    method: Code
    path: Code
    fixed_query: Code | None
    result: Code
    accept: Code
    answers: tuple[AnswerView, ...]
    errors: tuple[AnswerView, ...]
    security: Code
    server: Code | None
    takes_idempotency_key: bool
    parameters: tuple[Code, ...]
    statements: tuple[Line, ...]
    pages: PagesView | None


@dataclass(frozen=True, slots=True)
class OperationsView:
    imports: tuple[tuple[ImportView, ...], ...]
    user_agent: Code
    base_url: Code
    schemes: tuple[SchemeView, ...]
    credential_hint: Code
    operations: tuple[OperationView, ...]


@dataclass(frozen=True, slots=True)
class ExampleView:
    """A call that the package's README shows."""

    call: Code


@dataclass(frozen=True, slots=True)
class ClientPackageView:
    """Everything about the client of a package. `names` maps the id of each operation to `resource.method`."""

    client: ClientView
    operations: OperationsView
    example: ExampleView | None
    names: Mapping[str, str]

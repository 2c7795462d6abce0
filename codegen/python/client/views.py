"""What the templates of `client.py` and `_operations.py` print, in the order in which they are printed.

Identifiers and annotations are `Code`, text of the document is `SpecText`, and an annotation that may have to be laid out over several
lines is a tree of `layout`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codegen.ir import JSONScalar
from codegen.python.client.methods import Method
from codegen.python.code.imports import ImportView
from codegen.python.code.layout import Expression
from codegen.python.code.text import Code, SpecText
from codegen.values import dataclass

# client.py


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter of a method: `name: annotation = default`."""

    name: Code
    annotation: Expression
    default: Code | None = None

    @property
    def line(self) -> Code:
        """The parameter on one line."""
        default = "" if self.default is None else f" = {self.default}"
        return Code(f"{self.name}: {self.annotation}{default}")


@dataclass(frozen=True, slots=True)
class SignatureView:
    """The parameters of a method between `self` and `request_options`; those behind the `*` are `keywords`."""

    positional: tuple[ParameterView, ...]
    keywords: tuple[ParameterView, ...]


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method of a resource, sync and async. `operation` is a name of `_operations`, `passed` are the arguments that its request is
    made of; `sender` is what sends it, the transport itself where the method `is_plain`, and `further` what that is given before the
    request's options.
    """

    name: Code
    overloads: tuple[SignatureView, ...]
    """Signatures, for type checkers, of a method that can be called in several ways."""
    signature: SignatureView
    result: Code
    async_result: Code
    doc: SpecText
    async_doc: SpecText
    operation: Code
    passed: tuple[Code, ...]
    sender: Code
    async_sender: Code
    is_plain: bool
    further: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class ResourceView:
    """The operations of one tag: `client.<attribute>.<method>`. `overload` and `RequestOptions` are spelled as they have to be among
    methods of such names."""

    attribute: Code
    name: Code
    async_name: Code
    doc: SpecText
    methods: tuple[MethodView, ...]
    overload: Code
    options: Code


@dataclass(frozen=True, slots=True)
class SettingView:
    """An argument of the clients' constructors that is a credential. `may_be_function`: it is asked before every call."""

    name: Code
    may_be_function: bool


@dataclass(frozen=True, slots=True)
class SecretView:
    """Where the secret of a security scheme comes from: an argument, or an environment variable; or the user name, with a password."""

    scheme: SpecText
    argument: Code
    environment: SpecText | None = None
    password: Code | None = None


@dataclass(frozen=True, slots=True)
class RawClassView:
    """The methods of a class of resources that hand over responses as they came: each is given to the function `wrapper`."""

    name: Code
    methods_of: Code
    wrapper: Code
    methods: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class ClientView:
    """`client.py`. `about` is what the module says of itself, `http` the HTTP library; `has_server` says that the document names where
    the API is."""

    about: SpecText
    imports: tuple[tuple[ImportView, ...], ...]
    http: Code
    resources: tuple[ResourceView, ...]
    doc: SpecText
    async_doc: SpecText
    settings: tuple[SettingView, ...]
    settings_doc: SpecText
    async_settings_doc: SpecText
    secrets: tuple[SecretView, ...]
    raw: tuple[RawClassView, ...]
    spelled: Mapping[str, Code]
    """How the names that the template itself uses are spelled here: a class of the document may have taken them."""
    has_server: bool


# _operations.py


@dataclass(frozen=True, slots=True)
class LiteralView:
    """An argument of a constructor: `name=value`, or `value` alone."""

    name: Code | None
    value: SpecText | JSONScalar
    kind: Code = Code("literal")


@dataclass(frozen=True, slots=True)
class NamesView:
    """An argument that is a tuple of literals."""

    name: Code
    names: tuple[SpecText, ...]
    kind: Code = Code("names")


@dataclass(frozen=True, slots=True)
class TableView:
    """An argument that is a dict of literals."""

    name: Code
    pairs: tuple[tuple[SpecText, SpecText | JSONScalar], ...]
    kind: Code = Code("table")


@dataclass(frozen=True, slots=True)
class FieldsView:
    """An argument that is a tuple of fields of a form."""

    name: Code
    fields: tuple[SendView, ...]
    kind: Code = Code("fields")


Setting = LiteralView | NamesView | TableView | FieldsView


@dataclass(frozen=True, slots=True)
class SendView:
    """Where an argument, or the body, goes in a request: a class of the runtime (`InQuery`, `JSONBody`), and its arguments."""

    kind: Code
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class SchemeView:
    """A security scheme: its key in the document, and the runtime's class for it."""

    key: SpecText
    scheme: SendView


@dataclass(frozen=True, slots=True)
class ShapeView:
    """The shape of an argument, an expression."""

    argument: SpecText
    shape: Code


@dataclass(frozen=True, slots=True)
class AnswerView:
    """How the answer with a status is read: an expression of the runtime's type `Reader`."""

    status: SpecText
    reader: Code


@dataclass(frozen=True, slots=True)
class PagesView:
    """How the pages of an operation hang together: a constant, the type of an item, and the arguments of the runtime's `Paging`."""

    constant: Code
    item: Code
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation: what it sends, and how its answers are read; `dated` are the arguments that hold dates. `result` is the type of an answer where the readers do not tell
    type checkers."""

    variable: Code
    result: Code | None
    name: Code
    method: SpecText
    path: SpecText
    parameters: tuple[SendView, ...]
    body: SendView | None
    answers: tuple[AnswerView, ...]
    errors: tuple[AnswerView, ...]
    accept: SpecText | None
    security: tuple[tuple[SpecText, ...], ...]
    server: SpecText | None
    takes_idempotency_key: bool
    dated: tuple[ShapeView, ...]
    pages: PagesView | None


@dataclass(frozen=True, slots=True)
class OperationsView:
    """`_operations.py`. `security` is what calls need that the document does not describe."""

    imports: tuple[tuple[ImportView, ...], ...]
    user_agent: SpecText
    base_url: SpecText | None
    schemes: tuple[SchemeView, ...]
    credential_hint: SpecText
    security: tuple[tuple[SpecText, ...], ...]
    operations: tuple[OperationView, ...]
    spelled: Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class ClientPackageView:
    """Everything about the client of a package. `names` maps the id of each operation to `resource.method`."""

    client: Callable[[], ClientView]
    operations: OperationsView
    methods: tuple[Method, ...]
    names: Mapping[str, str]

"""What the templates of the client print: frozen dataclasses of `Code` and `SpecText`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from codegen.python.calls import Call
from codegen.python.layout import Group, constant, items, statement
from codegen.python.spelled import bare, entry, signature, tree
from codegen.python.spelled import statement as spelled_statement
from codegen.python.text import Code, SpecText
from codegen.python.view import ImportView, Line
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method of a resource. `function` of `_operations` builds its request; `passed` are the arguments as that function takes them."""

    name: Code
    function: Code
    parameters: tuple[Code, ...]
    passed: tuple[Code, ...]
    result: Code
    async_result: Code
    sender: Code
    """How the call of what sends the request begins, up to the request."""
    async_sender: Code
    further: tuple[Code, ...]
    """What it is given between the request and its options."""
    doc: SpecText
    async_doc: SpecText
    overloads: tuple[tuple[Code, ...], ...]
    """Parameter lists, for type checkers, of a method that can be called in several ways."""
    overload: Code
    """The decorator that goes with them."""

    @property
    def declared(self) -> tuple[Code, ...]:
        """The overloads, laid out."""
        return tuple(self._overload(f"def {self.name}", parameters, self.result) for parameters in self.overloads)

    @property
    def async_declared(self) -> tuple[Code, ...]:
        return tuple(
            self._overload(f"async def {self.name}", parameters, self.async_result) for parameters in self.overloads
        )

    def _overload(self, head: str, parameters: tuple[Code, ...], result: Code) -> Code:
        return Code(f"    @{self.overload}\n{signature(head, parameters, result, 1)} ...")

    @property
    def signature(self) -> Code:
        """The first line of the method, laid out."""
        return Code(signature(f"def {self.name}", self.parameters, self.result, 1))

    @property
    def async_signature(self) -> Code:
        return Code(signature(f"async def {self.name}", self.parameters, self.async_result, 1))

    @property
    def answer(self) -> Code:
        """The statement that sends the request, laid out."""
        return Code(spelled_statement("return ", self._sent(self.sender), 2))

    @property
    def async_answer(self) -> Code:
        return Code(spelled_statement("return await ", self._sent(self.async_sender), 2))

    def _sent(self, sender: Code) -> str:
        request = f"{self.function}({', '.join(self.passed)})"
        return f"{sender}{', '.join((request, *self.further, 'request_options'))})"


@dataclass(frozen=True, slots=True)
class ResourceView:
    """The operations of one tag: `client.<attribute>.<method>`. `raw` and the like are classes of `_raw`."""

    attribute: Code
    name: Code
    async_name: Code
    raw: Code
    async_raw: Code
    streaming: Code
    async_streaming: Code
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
    """`client.py`. `about` is what the module says of itself, `http` the HTTP library; `has_server` says that the document names where
    the API is."""

    about: SpecText
    doc: SpecText
    async_doc: SpecText
    http: Code
    imports: tuple[tuple[ImportView, ...], ...]
    exports: tuple[Code, ...]
    has_server: bool
    settings: tuple[SettingView, ...]
    settings_doc: SpecText
    async_settings_doc: SpecText
    schemes: tuple[SchemeView, ...]
    resources: tuple[ResourceView, ...]
    spelled: Mapping[str, Code]
    """How the names that the template itself uses are spelled here: a class of the document may have taken them."""

    @property
    def sources(self) -> Code:
        """Where the secret of each scheme comes from: an argument of the transport's constructor, laid out."""
        return Code(entry("", _mapping((scheme.key, scheme.source or Code("None")) for scheme in self.schemes), 3))


@dataclass(frozen=True, slots=True)
class RawKindView:
    """A class of `_raw`: the methods of a class of `client`, each given to the function `wrapper` of the runtime, all together to
    `<wrapper>_methods`."""

    name: Code
    methods_of: Code
    wrapper: Code
    is_raw: bool
    is_async: bool


@dataclass(frozen=True, slots=True)
class RawResourceView:
    kinds: tuple[RawKindView, ...]
    methods: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class RawView:
    """`_raw.py`: methods that hand over responses as they came."""

    imports: tuple[tuple[ImportView, ...], ...]
    resources: tuple[RawResourceView, ...]


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

    @property
    def definition(self) -> Code:
        """The constant, laid out."""
        paging = Group(f"{self.kind}(", tuple([("", tree(setting)) for setting in self.settings]), ")")
        return Code(constant(self.constant, items(f"{self.kind}[", [tree(self.item)], "]"), paging))


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

    @property
    def definition(self) -> Code:
        """The descriptor, laid out."""
        settings = [("method", self.method), ("accept", self.accept), ("answers", _readers(self.answers))]
        if self.errors:
            settings.append(("errors", _readers(self.errors)))
        settings.append(("security", self.security))
        if self.takes_idempotency_key:
            settings.append(("takes_idempotency_key", Code("True")))
        if self.server is not None:
            settings.append(("server", self.server))
        kind = items("_request.Operation[", [tree(self.result)], "]")
        return Code(constant(self.constant, kind, _settings("_request.Operation(", settings)))

    @property
    def signature(self) -> Code:
        """The first line of the function, laid out."""
        return Code(signature(f"def {self.function}", self.parameters, f"_request.Request[{self.result}]"))

    @property
    def body(self) -> tuple[Code, ...]:
        """The statements of the function, laid out."""
        request = f"_request.Request({self.constant}, {self.path})"
        if not self.statements and self.fixed_query is None:
            return (Code(spelled_statement("return ", request, 1)),)
        fixed = [] if self.fixed_query is None else [bare(f"_call.query.parts.append({self.fixed_query})", 1)]
        made = [bare(line.code, line.depth + 1) for line in self.statements]
        return tuple(
            [Code(text) for text in (spelled_statement("_call = ", request, 1), *fixed, *made, "    return _call")]
        )


@dataclass(frozen=True, slots=True)
class OperationsView:
    imports: tuple[tuple[ImportView, ...], ...]
    user_agent: Code
    base_url: Code
    schemes: tuple[SchemeView, ...]
    credential_hint: Code
    security: Code
    """What calls need that the document does not describe."""
    operations: tuple[OperationView, ...]

    @property
    def service(self) -> Code:
        """What the document says about calling the API, laid out."""
        schemes = _mapping((scheme.key, Code(f"_auth.Scheme({scheme.scheme})")) for scheme in self.schemes)
        settings = [
            ("user_agent", self.user_agent),
            ("base_url", self.base_url),
            ("schemes", schemes),
            ("credential_hint", self.credential_hint),
            *([("security", self.security)] if self.security != "()" else []),
        ]
        return Code(statement("SERVICE = ", _settings("_plan.Service(", settings)))


def _settings(opening: str, settings: Iterable[tuple[str, str]]) -> Group:
    """A call with a keyword argument a line."""
    return Group(opening, tuple([(f"{name}=", tree(value)) for name, value in settings]), ")", split=True)


def _readers(answers: Iterable[AnswerView]) -> Code:
    return _mapping((answer.status, answer.reader) for answer in answers)


def _mapping(pairs: Iterable[tuple[Code, Code]]) -> Code:
    return Code(f"{{{', '.join(f'{key}: {value}' for key, value in pairs)}}}")


@dataclass(frozen=True, slots=True)
class ClientPackageView:
    """Everything about the client of a package. `names` maps the id of each operation to `resource.method`."""

    client: Callable[[], ClientView]
    operations: OperationsView
    raw: RawView
    calls: tuple[Call, ...]
    names: Mapping[str, str]

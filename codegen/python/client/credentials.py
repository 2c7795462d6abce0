"""Security schemes → the arguments of a client's constructor, where each secret comes from, and how the runtime presents it."""

from __future__ import annotations

from codegen import ir
from codegen.python.client.views import LiteralView, SchemeView, SecretView, SendView
from codegen.python.code.text import Code, SpecText
from codegen.python.names import identifiers
from codegen.python.names.identifiers import Scope
from codegen.values import dataclass

_TAKEN = (
    "self",
    "base_url",
    "timeout",
    "headers",
    "http_client",
    "max_retries",
    "max_response_bytes",
    "trusted_origins",
    "on_mismatch",
    "on_request",
    "on_response",
    "basic",
    "environ",
    "transport",
)
"""Names that the constructors use."""


@dataclass(frozen=True, slots=True)
class Credential:
    """An argument that is a secret. `may_be_function`: it is asked before every call. `environment` names the variable that is read when it is not given."""

    name: Code
    scheme: ir.SecurityScheme
    may_be_function: bool
    environment: str | None
    meaning: str

    @property
    def text(self) -> str:
        """What the docstring of a client says about the argument."""
        what = " ".join(self.scheme.doc.description.split()) or self.meaning
        given = " A function is asked before every call." if self.may_be_function else ""
        default = f" Default: the environment variable `{self.environment}`." if self.environment else ""
        return f"{what.rstrip('.')}.{given}{default}"


def _meaning(scheme: ir.SecurityScheme) -> str:
    match scheme.kind:
        case ir.SecurityKind.BEARER:
            return "The bearer token"
        case ir.SecurityKind.API_KEY:
            place = scheme.location.value if scheme.location is not None else "header"
            return f"The API key, sent in the {place} `{scheme.wire or scheme.key}`"
        case ir.SecurityKind.OAUTH2:
            return "The OAuth 2 access token"
        case ir.SecurityKind.OPEN_ID_CONNECT:
            return "The OpenID Connect access token"
        case ir.SecurityKind.OTHER_HTTP if (scheme.http_scheme or "").lower() == "digest":
            return (
                "What follows `Digest` in the Authorization header; an `http_client` that answers challenges needs none"
            )
        case _:
            return f"What follows `{scheme.http_scheme}` in the Authorization header"


_OWN_NAMES = {
    ir.SecurityKind.BEARER: "api_key",
    ir.SecurityKind.API_KEY: "api_key",
    ir.SecurityKind.OTHER_HTTP: "api_key",
    ir.SecurityKind.OAUTH2: "access_token",
    ir.SecurityKind.OPEN_ID_CONNECT: "access_token",
}


class Credentials:
    """The credentials of an API. The first scheme of a kind gets the usual name (`api_key`, `access_token`, `username` and
    `password`), further ones that of their key, so that a scheme added at the end renames nothing."""

    def __init__(self, schemes: tuple[ir.SecurityScheme, ...], environment: str | None) -> None:
        self.arguments: list[Credential] = []
        self.secrets: list[SecretView] = []
        self.schemes = [SchemeView(SpecText(scheme.key), _scheme(scheme)) for scheme in schemes]
        scope = Scope(_TAKEN)
        usual = [_OWN_NAMES.get(scheme.kind) for scheme in schemes]
        keyed = "api_key" if "api_key" in usual else "access_token"
        for scheme in schemes:
            own = _OWN_NAMES.get(scheme.kind)
            key = identifiers.attribute(scheme.key, frozenset(_TAKEN), "key")
            if scheme.kind is ir.SecurityKind.BASIC:
                self._basic(scheme, scope, key)
            elif own is not None:
                name = scope.first_free([own, key, f"{key}_secret"])
                variable = environment if name == keyed else None
                self.arguments.append(Credential(name, scheme, True, variable, _meaning(scheme)))
                read = None if variable is None else SpecText(variable)
                self.secrets.append(SecretView(SpecText(scheme.key), name, read))

    def _basic(self, scheme: ir.SecurityScheme, scope: Scope, key: Code) -> None:
        username = scope.first_free(["username", f"{key}_username"])
        password = scope.first_free(["password", f"{key}_password"])
        self.arguments.append(Credential(username, scheme, False, None, "The user name"))
        self.arguments.append(Credential(password, scheme, False, None, "The password"))
        self.secrets.append(SecretView(SpecText(scheme.key), username, password=password))

    @property
    def hint(self) -> str:
        """What a 401 says when no credential was given."""
        names = [str(argument.name) for argument in self.arguments]
        variables = [argument.environment for argument in self.arguments if argument.environment]
        if not names:
            return "the client sent no credentials"
        setting = f", or set the environment variable {variables[0]}" if variables else ""
        return f"the client was given no credentials: pass {' or '.join(names)}{setting}"


def _scheme(scheme: ir.SecurityScheme) -> SendView:
    """The runtime's class of a scheme, with the name of the key, or the word that stands before the credential."""
    match scheme.kind:
        case ir.SecurityKind.BEARER | ir.SecurityKind.OAUTH2 | ir.SecurityKind.OPEN_ID_CONNECT:
            return SendView(Code("Authorization"), ())
        case ir.SecurityKind.BASIC:
            kind, text = "Authorization", "Basic"
        case ir.SecurityKind.OTHER_HTTP:
            kind, text = "Authorization", scheme.http_scheme or ""
        case ir.SecurityKind.MUTUAL_TLS:
            return SendView(Code("Certificate"), ())
        case ir.SecurityKind.API_KEY:
            place = scheme.location.value if scheme.location is not None else "header"
            kind, text = f"{place.capitalize()}Key", scheme.wire or scheme.key
    return SendView(Code(kind), (LiteralView(None, SpecText(text)),))

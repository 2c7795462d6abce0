"""Server, Security Scheme and Security Requirement Objects (OpenAPI 3.1, 4.8.5, 4.8.27 and 4.8.30): where requests
go, with which credentials."""

from __future__ import annotations

import re
from collections.abc import Container

from codegen import ir
from codegen.document.access import Place
from codegen.document.paths import Requirement
from codegen.lower.operations.context import Context

_KINDS = ("http", "apiKey", "oauth2", "openIdConnect", "mutualTLS")
_HTTP_KINDS = {"bearer": ir.SecurityKind.BEARER, "basic": ir.SecurityKind.BASIC}
_LOCATIONS = {"header": ir.Location.HEADER, "query": ir.Location.QUERY, "cookie": ir.Location.COOKIE}
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_USABLE = re.compile(r"(?:https?://|/(?!/)|\{|$)", re.IGNORECASE)
"""Absolute, or relative to the origin of the API; a variable may stand for either."""


def lower_servers(context: Context, places: tuple[Place, ...]) -> tuple[ir.Server, ...]:
    """The servers of a list, in order; one without a `url` is left out, with an error."""
    found = (_server(context, place) for place in places)
    return tuple(server for server in found if server is not None)


def _server(context: Context, place: Place) -> ir.Server | None:
    access = context.access
    access.mapping(place, "a server")
    if not isinstance(place.node.value, dict) or not access.required(place, "url", "a server"):
        return None
    url = access.string(place, "url")
    if url is None:
        return None
    if not _USABLE.match(url):
        url_node = access.get(place, "url")
        context.problems.warning(
            "unusable-server",
            f"the server `{url}` is no absolute http URL, and relative to the place of the document, which a client does not know; "
            "callers must give a base url",
            url_node.span if url_node else place.span,
        )
    declared = dict(access.members(place, "variables"))
    variables: list[ir.ServerVariable] = []
    for name in dict.fromkeys(_VARIABLE.findall(url)):
        at = declared.get(name)
        if at is None:
            url_node = access.get(place, "url")
            context.problems.warning(
                "undeclared-server-variable",
                f"the server's url names `{{{name}}}`, which is not among its variables; callers must give a base url",
                url_node.span if url_node else place.span,
            )
        else:
            variables.append(_variable(context, name, at))
    return ir.Server(url, tuple(variables), ir.Doc(description=access.text(place, "description")))


def _variable(context: Context, name: str, place: Place) -> ir.ServerVariable:
    access = context.access
    access.mapping(place, "a server variable")
    choices = tuple(choice for choice, _ in access.strings(place, "enum"))
    default = access.string(place, "default")
    if default is None:
        context.problems.warning(
            "missing-server-default",
            f"the server variable `{name}` has no default" + (f"; `{choices[0]}` is taken" if choices else ""),
            place.span,
        )
        default = choices[0] if choices else ""
    elif choices and default not in choices:
        context.problems.warning(
            "bad-server-default", f"the default of the server variable `{name}` is not in its enum", place.span
        )
    return ir.ServerVariable(name, default, choices, ir.Doc(description=access.text(place, "description")))


def lower_schemes(context: Context, components: Place | None) -> tuple[ir.SecurityScheme, ...]:
    """All security schemes that the document declares, in order."""
    if components is None:
        return ()
    found: list[ir.SecurityScheme] = []
    for key, place in context.access.members(components, "securitySchemes"):
        target = context.workspace.follow(place)
        if target is not None:
            scheme = _scheme(context, key, target)
            if scheme is not None:
                found.append(scheme)
    return tuple(found)


def _kind(context: Context, place: Place) -> str | None:
    """The `type` of a security scheme."""
    node = context.access.get(place, "type")
    if node is None or node.node.value in _KINDS:
        return context.access.string(place, "type")
    return context.access.meant(node.node, "OpenAPI has no type of security scheme", _KINDS) or context.access.string(
        place, "type"
    )


def _scheme(context: Context, key: str, place: Place) -> ir.SecurityScheme | None:
    access = context.access
    access.mapping(place, "a security scheme")
    if not isinstance(place.node.value, dict) or not access.required(place, "type", "a security scheme"):
        return None
    kind = _kind(context, place)
    doc = ir.Doc(description=access.text(place, "description"), deprecated=access.flag(place, "deprecated"))
    match kind:
        case "http":
            scheme = (
                (access.string(place, "scheme") or "") if access.required(place, "scheme", "an http scheme") else ""
            )
            known = _HTTP_KINDS.get(scheme.lower())
            node = None if known is not None else access.get(place, "scheme")
            if node is not None:
                known = _HTTP_KINDS.get(access.meant(node.node, "HTTP has no scheme", _HTTP_KINDS) or "")
            if known is not None:
                return ir.SecurityScheme(key, known, None, None, None, doc, place.span)
            return (
                ir.SecurityScheme(key, ir.SecurityKind.OTHER_HTTP, None, None, scheme, doc, place.span)
                if scheme
                else None
            )
        case "apiKey":
            placed = access.required(place, "in", "an API key") and access.required(place, "name", "an API key")
            location = _LOCATIONS.get(access.choice(place, "in", tuple(_LOCATIONS)) or "")
            name = access.string(place, "name")
            if not placed or location is None or name is None:
                return None
            return ir.SecurityScheme(key, ir.SecurityKind.API_KEY, location, name, None, doc, place.span)
        case "oauth2" | "openIdConnect" | "mutualTLS":
            return ir.SecurityScheme(key, ir.SecurityKind(kind), None, None, None, doc, place.span)
        case None:
            return None
        case _:
            context.problems.warning(
                "unknown-security-scheme",
                f"`{kind}` is no type of security scheme that OpenAPI knows; the client does not support it",
                place.span,
            )
            return None


def lower_requirements(
    context: Context, alternatives: tuple[Requirement, ...] | None, declared: Container[str]
) -> tuple[tuple[str, ...], ...]:
    """Alternatives as sets of scheme keys; names that no scheme has are left out, with a warning."""
    found: list[tuple[str, ...]] = []
    for alternative in alternatives or ():
        known: list[str] = []
        for given, span in alternative:
            name = given.removeprefix("#/components/securitySchemes/")  # 3.2 takes references, too
            if name in declared:
                known.append(name)
            else:
                context.problems.warning(
                    "undeclared-security-scheme",
                    f"`{name}` is not declared in `components.securitySchemes`; the client can't send these credentials",
                    span,
                )
        if known or not alternative:
            found.append(tuple(known))
    return tuple(dict.fromkeys(found))

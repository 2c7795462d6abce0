"""Security Scheme and Security Requirement Objects (OpenAPI 3.1, 4.8.27 and 4.8.30) → `ir.SecurityScheme` and sets of its keys."""

from __future__ import annotations

from collections.abc import Container

from codegen import ir
from codegen.document.access import Place
from codegen.document.paths import Requirement
from codegen.lower.operations.context import Context

_LOCATIONS = {"header": ir.Location.HEADER, "query": ir.Location.QUERY, "cookie": ir.Location.COOKIE}


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


def _scheme(context: Context, key: str, place: Place) -> ir.SecurityScheme | None:
    access = context.access
    access.mapping(place, "a security scheme")
    if not isinstance(place.node.value, dict) or not access.required(place, "type", "a security scheme"):
        return None
    kind = access.string(place, "type")
    doc = ir.Doc(description=access.text(place, "description"), deprecated=access.flag(place, "deprecated"))
    match kind:
        case "http":
            scheme = (
                (access.string(place, "scheme") or "") if access.required(place, "scheme", "an http scheme") else ""
            )
            known = {"bearer": ir.SecurityKind.BEARER, "basic": ir.SecurityKind.BASIC}.get(scheme.lower())
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

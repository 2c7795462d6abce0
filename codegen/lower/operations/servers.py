"""Server Objects (OpenAPI 3.1, 4.8.5) → `ir.Server`."""

from __future__ import annotations

import re

from codegen import ir
from codegen.document.access import Place
from codegen.lower.operations.context import Context

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

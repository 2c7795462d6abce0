"""The servers of a document: where calls go, and what the docstrings of clients say about `base_url`."""

from __future__ import annotations

import re

from codegen import ir

_ABSOLUTE = re.compile(r"https?://[^\s/?#@{}]+(/[^\s?#{}]*)?", re.IGNORECASE)
_RELATIVE = re.compile(r"/(?:[^\s/?#{}][^\s?#{}]*)?")
_MOST = 5
"""More servers than this are not listed."""


def default_server(servers: tuple[ir.Server, ...], or_relative: bool = False) -> str | None:
    """The first server with its variables at their defaults. None where there is none that a call could go to: relative ones count
    only with `or_relative`, those with credentials, a query or a fragment never."""
    if not servers:
        return None
    url = servers[0].url
    for variable in servers[0].variables:
        url = url.replace(f"{{{variable.name}}}", variable.default)
    return url if _ABSOLUTE.fullmatch(url) or (or_relative and _RELATIVE.fullmatch(url)) else None


def base_url(servers: tuple[ir.Server, ...]) -> str:
    """The sentences that describe the argument."""
    parts = ["Where the API is."]
    chosen = default_server(servers)
    if chosen is not None:
        parts.append(f"Default: `{chosen}`{_variables(servers[0])}.")
    elif servers and servers[0].url.strip():
        parts.append(
            f"Must be given: the document names `{servers[0].url}`, which is no whole URL{_variables(servers[0])}."
        )
    else:
        parts.append("Must be given: the document names no server.")
    others = [f"`{server.url}`{_said(server.doc)}" for server in servers[1 : 1 + _MOST]]
    if others:
        more = " and others" if len(servers) > 1 + _MOST else ""
        parts.append(f"The document also names {', '.join(others)}{more}.")
    parts.append("It overrides every server that the document names.")
    return " ".join(parts)


def _variables(server: ir.Server) -> str:
    """The template of a URL and what its variables may be."""
    if not server.variables:
        return ""
    said = [
        f"`{variable.name}` {_choices(variable)}{_said(variable.doc)}"
        for variable in server.variables
        if variable.choices or variable.doc.description.strip()
    ]
    return f", of `{server.url}`{' where ' + ', '.join(said) if said else ''}"


def _choices(variable: ir.ServerVariable) -> str:
    if not variable.choices:
        return f"is `{variable.default}`"
    return "is " + " or ".join(f"`{choice}`" for choice in variable.choices)


def _said(doc: ir.Doc) -> str:
    text = " ".join(doc.description.split()).rstrip(".")
    return f" ({text})" if text else ""

"""What every view of a package is made from, and what views share: servers, import groups."""

from __future__ import annotations

import re
from collections.abc import Iterable

from codegen import ir
from codegen.python.formats import Formats
from codegen.python.imports import Imports
from codegen.python.index import Index
from codegen.python.naming import Names
from codegen.python.text import Code
from codegen.python.view import ImportView
from codegen.values import dataclass

_ABSOLUTE = re.compile(r"https?://[^\s/?#@{}]+(/[^\s?#{}]*)?", re.IGNORECASE)
_RELATIVE = re.compile(r"/(?:[^\s/?#{}][^\s?#{}]*)?")


@dataclass(frozen=True, slots=True)
class Project:
    """What views are made from."""

    api: ir.Api
    index: Index
    names: Names
    formats: Formats


def default_server(servers: tuple[ir.Server, ...], or_relative: bool = False) -> str | None:
    """The first server with its variables at their defaults. None where there is none that a call could go to: relative ones count
    only with `or_relative`, those with credentials, a query or a fragment never."""
    if not servers:
        return None
    url = servers[0].url
    for variable in servers[0].variables:
        url = url.replace(f"{{{variable.name}}}", variable.default)
    return url if _ABSOLUTE.fullmatch(url) or (or_relative and _RELATIVE.fullmatch(url)) else None


def user_agent(package: str, version: str) -> str:
    """`package/version`, of characters that a header can carry."""
    kept = re.sub(r"[^0-9A-Za-z.+~-]", "", version)
    return f"{package}/{kept}" if kept else package


def import_models(spelled: Iterable[Code], prefix: str, imports: Imports) -> None:
    """Imports models where an annotation mentions one; a literal of the document that looks like it does no harm."""
    if any(prefix in text for text in spelled):
        imports.name(".", "models")


def grouped(imports: Imports, http: str | None = None) -> tuple[tuple[ImportView, ...], ...]:
    """Imports as isort groups them, the HTTP library between the standard library and the package's own modules."""
    views = [view for group in imports.views() for view in group]
    standard = sorted(
        (view for view in views if not view.module.startswith(".")), key=lambda view: (bool(view.names), view.module)
    )
    own = tuple(view for view in views if view.module.startswith("."))
    library = (ImportView(Code(http), ()),) if http else ()
    return tuple(group for group in (tuple(standard), library, own) if group)

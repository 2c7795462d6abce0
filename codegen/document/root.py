"""Reads the version of OpenAPI that a document is written in, and its Info Object."""

from __future__ import annotations

import re

from codegen.diagnostics import Problems
from codegen.document.access import Access, Place
from codegen.document.spelling import nearest

_VERSION = re.compile(r"3\.(\d+)(\.\d+)?(-.*)?")
_KNOWN = (0, 1, 2)


def read_version(root: Place, problems: Problems) -> tuple[int, int] | None:
    """The OpenAPI version as (major, minor); None, with an error, when this is no document we can read."""
    value = root.node.value
    if not isinstance(value, dict):
        problems.error("not-openapi", "this is no OpenAPI document: its top level must be a mapping", root.span)
        return None
    node = value.get("openapi")
    if node is None:
        if "swagger" in value:
            problems.error(
                "swagger-2",
                "this is a Swagger 2.0 document; OpenAPI 3.0 or later is needed",
                root.key_span("swagger"),
                "convert it first, for example with `npx swagger2openapi`",
            )
        else:
            near = next((key for key in value if nearest(key, ("openapi",))), None)
            problems.error(
                "not-openapi",
                "this is no OpenAPI document: it has no `openapi` key",
                root.span if near is None else root.key_span(near),
                "an OpenAPI document begins like `openapi: 3.1.0`" if near is None else "did you mean `openapi`?",
            )
        return None
    text = node.value
    match = _VERSION.fullmatch(text) if isinstance(text, str) else None
    if match is None and isinstance(text, float) and str(text) in ("3.0", "3.1", "3.2"):
        problems.warning("bad-version", "`openapi` is a string: write it in quotes", node.span)
        return (3, int(str(text)[-1]))
    if match is None or int(match[1]) not in _KNOWN:
        problems.error("unsupported-version", "`openapi` must be a version of OpenAPI 3.0, 3.1 or 3.2", node.span)
        return None
    return (3, int(match[1]))


def read_info(root: Place, access: Access) -> tuple[str, str, str]:
    """Title, version and description of the API; a missing title or version is a warning."""
    info = access.object(root, "info")
    if info is None:
        access.problems.warning("missing-info", "the document has no `info` with title and version", root.span)
        return ("", "", "")
    found: list[str] = []
    for key in ("title", "version"):
        value = info.node.value
        node = value.get(key) if isinstance(value, dict) else None
        if node is None:
            access.problems.warning("missing-info", f"`info` has no `{key}`", info.span)
            found.append("")
        elif isinstance(node.value, int | float) and not isinstance(node.value, bool) and key == "version":
            access.problems.warning("bad-version", f"`{key}` is a string: write it in quotes", node.span)
            found.append(str(node.value))
        else:
            found.append(access.text(info, key))
    return (found[0], found[1], access.text(info, "description") or access.text(info, "summary"))

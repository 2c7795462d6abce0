"""How a component schema is pointed to."""

from __future__ import annotations

from urllib.parse import quote


def pointer(name: str) -> str:
    """The JSON pointer of a component schema, as names in a manifest have it."""
    return "#/components/schemas/" + name.replace("~", "~0").replace("/", "~1")


def reference(name: str) -> str:
    """The pointer as a URI fragment, which is what a `$ref` holds."""
    return "#" + quote(pointer(name)[1:], safe="/~$")

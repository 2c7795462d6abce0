"""Keys of `paths`, taken apart: the path template, its variables, and the query that some authors put there."""

from __future__ import annotations

import re

from codegen.values import dataclass

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """`path` begins with `/`. `query` is the part after `?`, `query_variables` pairs the query keys whose value is a
    template expression (`?v={version}`, which `query` leaves out) with the variable's name. A fragment only tells
    keys apart and is dropped."""

    path: str
    variables: tuple[str, ...]
    query: str
    query_variables: tuple[tuple[str, str], ...]
    unbalanced: bool
    """A brace has no partner, or is part of a text in the query: not every part of the key could be understood."""


def parse_path(key: str) -> PathTemplate:
    """Splits a key of `paths` (OpenAPI 3.1, 4.8.8); query and fragment are not foreseen there, but authors use them."""
    path, _, query = key.partition("#")[0].partition("?")
    fixed: list[str] = []
    variables: list[tuple[str, str]] = []
    rest = ""
    for pair in query.split("&") if query else ():
        name, _, value = pair.partition("=")
        match = _VARIABLE.fullmatch(value)
        if match:
            variables.append((name, match.group(1)))
        else:
            fixed.append(pair)
            rest += pair
    if not path.startswith("/"):
        path = f"/{path}"
    rest += _VARIABLE.sub("", path)
    names = tuple(dict.fromkeys(_VARIABLE.findall(path)))
    return PathTemplate(path, names, "&".join(fixed), tuple(variables), "{" in rest or "}" in rest)

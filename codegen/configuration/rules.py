"""What names of packages and paths have to be like, whether pyproject.toml or the command line gives them."""

from __future__ import annotations

import keyword
import re

from codegen.diagnostics import Problem, Severity, SpecError

_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


def path_complaint(path: str) -> str | None:
    """Why a path can't stand in the header of a generated file."""
    if not path:
        return "is empty"
    if not path.isprintable() or "-->" in path:
        return "holds characters that a comment can't show"
    return None


def is_identifier(text: str) -> bool:
    return text.isascii() and text.isidentifier()


def package_complaint(name: str) -> str | None:
    if not is_identifier(name):
        return f"`{name}` is not an identifier of ASCII letters, digits and `_`"
    if keyword.iskeyword(name):
        return f"`{name}` is a Python keyword: nobody could import it"
    if name.lower() in _DEVICES:
        return f"`{name}` is the name of a device on some systems"
    if name.startswith("__") and name.endswith("__"):
        return f"`{name}` is a name that Python keeps to itself"
    return None


def package_hint(name: str) -> str | None:
    """The nearest name that a package can have."""
    near = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").lower()
    near = f"{near}_api" if name.startswith("__") else near
    near = f"{near}_api" if keyword.iskeyword(near) or near in _DEVICES else near
    return f"`{near}` would do" if is_identifier(near) else None


def refuse(code: str, message: str, hint: str | None = None) -> SpecError:
    return SpecError((Problem(Severity.ERROR, code, message, None, hint),))

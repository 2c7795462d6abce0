"""Which modules of the runtime a package needs: those that its own modules import, those that these import, and so on.

The imports are read from the text, by a regular expression: `from .engine import Engine`, `from . import auth`, and
`late("_runtime.prompt")`, which is how a module of the runtime imports another one when it is first used. An import for type checkers
alone counts too: they read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

# Both begin with text that is searched for quickly: a runtime has a third of a million characters.
_IMPORT = re.compile(r"from (\.+)([\w.]*) import (?:\(([^)]*)\)|(.*))")
_LATE = re.compile(r'late\("([\w.]+)"\)')
_NAME = re.compile(r"(\w+)(?: as \w+)?")
_DECLARATION = re.compile(r"\n(?:class|def|async def|@)")


def modules(path: str, text: str) -> Iterator[str]:
    """The modules of its own package that a module imports, as paths in the folder of the package. Some of them may be none: of
    `from . import name` the text does not say whether `name` is a module."""
    folder = path.split("/")[:-1]
    for found in _IMPORT.finditer(text):
        if text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip():
            continue  # not at the beginning of a line
        dots, module, several, names = found.groups()
        base = folder[: len(folder) - len(dots) + 1] + [part for part in module.split(".") if part]
        if base:
            yield "/".join(base) + ".py"
        for name in _NAME.finditer(several or names):
            yield "/".join([*base, name[1]]) + ".py"
    for found in _LATE.finditer(text):
        yield found[1].replace(".", "/") + ".py"


def needed(
    generated: Iterable[tuple[str, str]], copied: Callable[[str], str | None], always: Iterable[str] = ()
) -> dict[str, str]:
    """The modules that are copied into a package, by path → text: those at the paths `always`, and what they and the generated modules
    import. `generated` are paths and texts; `copied` gives the text of a module, None where it is none that is copied.
    """
    # The imports of a generated module stand before what it declares, and nothing below is read: it may hold text of the document.
    waiting = [*always, *(found for path, text in generated for found in modules(path, _head(text)))]
    found: dict[str, str] = {}
    asked: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in asked:
            continue
        asked.add(path)
        text = copied(path)
        if text is not None:
            found[path] = text
            waiting += modules(path, text)
    return found


def _head(text: str) -> str:
    declaration = _DECLARATION.search(text)
    return text if declaration is None else text[: declaration.start()]

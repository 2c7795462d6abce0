"""Rendered files become files in the style of black or ruff.

    declarations.py   splits a module into its top-level declarations, and finds those that need formatting
    formatters.py     runs black and ruff on texts

Ruff formats whole modules: a large package takes it a fifth of a second. Black would need 40 seconds for the same package. So it
formats only the declarations that have a line that is too long, and of those only the ones that the run before has not formatted:
templates print everything else as black would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from codegen.files import File
from codegen.formatting import declarations
from codegen.formatting.formatters import FormatError, black, ruff
from codegen.values import dataclass

__all__ = ["FormatError", "Formatted", "FormattedBefore", "format_files"]

FormattedBefore = Callable[[str], Mapping[str, str]]
"""The path of a file → mark of a declaration before formatting → its formatted text, as far as they are known from the run before."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """Files as they are to stand on disk."""

    files: tuple[File, ...]
    marks: Mapping[str, str]
    """Path of each file of which black formatted something → the marks of those declarations, for the manifest."""


def format_files(files: Sequence[File], formatter: str, formatted_before: FormattedBefore) -> Formatted:
    """The files in the style of `formatter` (`black`, `ruff` or `none`). Raises `FormatError`."""
    waiting = {file.path: file.text for file in files if file.path.endswith(".py") and not file.laid_out}
    marks: Mapping[str, str] = {}
    match formatter:
        case "black":
            modules, marks = _with_black(waiting, formatted_before)
        case "ruff":
            modules = dict(zip(waiting, ruff(list(waiting.values())), strict=True))
        case _:
            modules = waiting
    done = tuple(replace(file, text=modules.get(file.path, file.text), laid_out=True) for file in files)
    return Formatted(done, marks)


def _with_black(
    texts: Mapping[str, str], formatted_before: FormattedBefore
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The formatted modules, and the marks of what had to be formatted."""
    modules = {path: declarations.split(text) for path, text in texts.items()}
    marks: dict[str, str] = {}
    waiting: list[tuple[list[str], int]] = []
    for path, module in modules.items():
        unformatted = [place for place, text in enumerate(module) if declarations.needs_formatting(text)]
        if not unformatted:
            continue
        marks[path] = declarations.marks(module, unformatted)
        known = formatted_before(path)
        for place in unformatted:
            before = known.get(declarations.mark(module[place]))
            if before is None:
                waiting.append((module, place))
            else:
                module[place] = before
    formatted = black([module[place] for module, place in waiting]) if waiting else []
    for (module, place), text in zip(waiting, formatted, strict=True):
        module[place] = text
    return {path: declarations.join(module) for path, module in modules.items()}, marks

"""Rendered files → files in their final layout, and what the next run needs to know about them.

Only what is not laid out by construction reaches the formatter, declaration by declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from codegen import pieces
from codegen.files import File
from codegen.format import Formatter
from codegen.provenance import text_hash
from codegen.values import dataclass

_BLACK_ONLY = " -> (\n"
"""How black, and so we, lay out a long return type; ruff splits its brackets."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Files as they are to stand on disk."""

    files: tuple[File, ...]
    rendered: Mapping[str, str]
    """Path of each file → hash of its text before formatting."""
    pieces: Mapping[str, str]
    """Path of each file whose formatted pieces are worth remembering → their marks before formatting."""


def finish(
    rendered: Sequence[File], format_texts: Formatter, formatter: str, before: Callable[[str], Mapping[str, str]]
) -> Finished:
    """The files in the layout of the formatter called `formatter`; `before` gives, for a path, fingerprints of pieces that were laid
    out before and their final texts. Raises `FormatError`."""
    hashes = {file.path: text_hash(file.text) for file in rendered}
    if formatter == "none":
        return Finished(tuple(rendered), hashes, {})
    modules = {file.path: pieces.split(file.text) for file in rendered if _is_unformatted(file)}
    marks: dict[str, str] = {}
    if formatter == "black":
        marks = {path: pieces.marks(module) for path, module in modules.items()}
        _lay_out_with_black(modules, format_texts, before)
    else:
        _lay_out_with_ruff(modules, format_texts)
    files = tuple(
        File(file.path, pieces.join(modules[file.path]) if file.path in modules else file.text, laid_out=True)
        for file in rendered
    )
    return Finished(files, hashes, marks)


def _lay_out_with_black(
    modules: Mapping[str, list[str]], format_texts: Formatter, before: Callable[[str], Mapping[str, str]]
) -> None:
    """Black takes seconds: it sees each piece alone, and none that it laid out before."""
    waiting: list[tuple[list[str], int]] = []
    for path, module in modules.items():
        unseen = [place for place, piece in enumerate(module) if not pieces.is_laid_out(piece)]
        known: Mapping[str, str] = before(path) if unseen else {}
        for place in unseen:
            final = pieces.lookup(module[place], known)
            if final is None:
                waiting.append((module, place))
            else:
                module[place] = final
    if waiting:
        formatted = format_texts([module[place] for module, place in waiting])
        for (module, place), text in zip(waiting, formatted, strict=True):
            module[place] = text


def _lay_out_with_ruff(modules: Mapping[str, list[str]], format_texts: Formatter) -> None:
    """Ruff takes less time than the files that it is given: it sees one for each module, with the pieces that wait."""
    waiting: list[tuple[list[str], list[int]]] = []
    for module in modules.values():
        places = [place for place, piece in enumerate(module) if _BLACK_ONLY in piece or not pieces.is_laid_out(piece)]
        if places:
            waiting.append((module, places))
    texts = [pieces.join([module[place] for place in places]) for module, places in waiting]
    for (module, places), text in zip(waiting, format_texts(texts) if texts else (), strict=True):
        formatted = pieces.split(text)
        if len(formatted) != len(places):
            formatted = format_texts([module[place] for place in places])
        for place, piece in zip(places, formatted, strict=True):
            module[place] = piece


def _is_unformatted(file: File) -> bool:
    return file.path.endswith(".py") and not file.laid_out

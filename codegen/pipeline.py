"""The whole path as one function: settings, documents and templates go in, the files of a package come out. It touches no disk
but to read documents and templates through what it is given.

    text → Node → document → resolved → IR → Python view → rendered text → formatted text
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import codegen
from codegen import lower, pieces, python, render
from codegen.diagnostics import Problem, Problems, Severity, Span, SpecError
from codegen.files import File, Package
from codegen.format import FormatError, Formatter
from codegen.provenance import MISSING, content_hash, text_hash
from codegen.python.package_view import PackageView
from codegen.resolve import Workspace
from codegen.settings import Settings
from codegen.source import Node, read_document


@dataclass(frozen=True, slots=True)
class Generated:
    """A package, and what was noticed on the way."""

    package: Package
    rendered: Mapping[str, str]
    """Path of each file → hash of its text before formatting."""
    pieces: Mapping[str, str]
    """Path of each file that was formatted piece by piece → the fingerprints of its pieces before formatting."""
    problems: tuple[Problem, ...]
    """Warnings only; errors are raised."""
    numbered: tuple[str, ...]
    """The names of types that fell back to a number."""


def generate(
    settings: Settings,
    read: Callable[[str], bytes],
    templates: str,
    format_texts: Formatter,
    *,
    shown: str | None = None,
    before: Callable[[str], Mapping[str, str]] = lambda _: {},
    pin_place: Callable[[str], Span | None] = lambda _: None,
    progress: Callable[[str], None] = lambda _: None,
) -> Generated:
    """Generates one package.

    `read` takes the path of a document relative to the folder of the entry document. `templates` is the folder with the templates.
    `shown` is what diagnostics call the entry document, when that is not `settings.spec`. `before` gives, for the path of a
    file, the fingerprints of pieces that were laid out before and their final texts. `pin_place` says where a name is pinned. Raises `SpecError` with every problem found.
    """
    entry_name = posixpath.basename(settings.spec)
    documents = _Documents(read, posixpath.dirname(shown or settings.spec), posixpath.dirname(settings.spec))
    problems = Problems()
    rendered, view = _render(settings, documents, entry_name, templates, problems, pin_place, progress)
    hashes = {file.path: text_hash(file.text) for file in rendered}
    progress(f"formatting {len(rendered)} files")
    piecewise = settings.formatter == "black"
    files = _format(rendered, format_texts, piecewise, before)
    marks = {
        file.path: pieces.fingerprints(pieces.split(file.text))
        for file in rendered
        if piecewise and _is_unformatted(file)
    }
    found = tuple(problem for problem in problems if problem.code not in settings.allow_warnings)
    return Generated(
        Package(settings.package, files, documents.inputs, view.names), hashes, marks, found, view.numbered
    )


def _render(
    settings: Settings,
    documents: _Documents,
    entry_name: str,
    templates: str,
    problems: Problems,
    pin_place: Callable[[str], Span | None],
    progress: Callable[[str], None],
) -> tuple[tuple[File, ...], PackageView]:
    """The files before formatting, and what they show."""
    progress("reading")
    workspace = Workspace(settings.spec, documents.node(entry_name), documents.node, problems, lenient=settings.lenient)
    progress("understanding")
    api = lower.lower(
        workspace, problems, lower.Options(settings.include_tags, settings.exclude_tags, settings.lenient)
    )
    _raise_errors(problems, settings)
    progress(f"naming {len(api.declarations)} types and {len(api.operations)} operations")
    options = python.Options(
        package=settings.package,
        spec_path=settings.spec,
        names=settings.names,
        formats=settings.formats,
        http=settings.http,
        api_key_env=settings.api_key_env,
        generator_version=codegen.__version__,
        pin_place=pin_place,
    )
    view = python.build(api, options, problems)
    _raise_errors(problems, settings)
    progress("rendering")
    return render.render(view, templates), view


class _Documents:
    """Reads documents and remembers what was read."""

    def __init__(self, read: Callable[[str], bytes], shown_folder: str, folder: str) -> None:
        self._read = read
        self._shown_folder = shown_folder
        self._folder = folder
        self.inputs: dict[str, str] = {}

    def node(self, path: str) -> Node:
        key = posixpath.join(self._folder, path)
        try:
            data = self._read(path)
        except SpecError:
            self.inputs[key] = MISSING
            raise
        self.inputs[key] = content_hash(data)
        return read_document(posixpath.join(self._shown_folder, path), data)


def _raise_errors(problems: Problems, settings: Settings) -> None:
    """Warnings that the configuration allows are gone; with `strict` the others are errors."""
    if settings.strict:
        problems.found[:] = [_as_error(problem, settings) for problem in problems]
    if problems.has_errors:
        raise SpecError(
            tuple(p for p in problems if p.severity is Severity.ERROR or p.code not in settings.allow_warnings)
        )


def _as_error(problem: Problem, settings: Settings) -> Problem:
    return problem if problem.code in settings.allow_warnings else replace(problem, severity=Severity.ERROR)


def _format(
    rendered: Sequence[File], format_texts: Formatter, piecewise: bool, before: Callable[[str], Mapping[str, str]]
) -> tuple[File, ...]:
    """The files in their final layout. With `piecewise`, only declarations that are not laid out yet, and not known from before, are
    formatted."""
    texts = [pieces.split(file.text) if piecewise and _is_unformatted(file) else [file.text] for file in rendered]
    waiting: list[tuple[int, int]] = []
    for number, file in enumerate(rendered):
        if not _is_unformatted(file):
            continue
        known: Mapping[str, str] = before(file.path) if piecewise else {}
        for place, piece in enumerate(texts[number]):
            final = pieces.lookup(piece, known)
            if final is not None:
                texts[number][place] = final
            elif not piecewise or not pieces.is_laid_out(piece):
                waiting.append((number, place))
    try:
        formatted = format_texts([texts[number][place] for number, place in waiting]) if waiting else []
    except FormatError as error:
        raise SpecError((Problem(Severity.ERROR, "formatter-failed", str(error)),)) from error
    for (number, place), text in zip(waiting, formatted, strict=True):
        texts[number][place] = text
    return tuple(
        File(file.path, pieces.join(parts) if piecewise and _is_unformatted(file) else parts[0], laid_out=True)
        for file, parts in zip(rendered, texts, strict=True)
    )


def _is_unformatted(file: File) -> bool:
    return file.path.endswith(".py") and not file.laid_out

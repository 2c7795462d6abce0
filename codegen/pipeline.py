"""The whole path as one function: settings, documents and templates go in, the files of a package come out. It touches no disk
but to read documents and templates through what it is given.

    text → Node → document → resolved → IR → Python view → rendered text → formatted text
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import codegen
from codegen import lower, python, render
from codegen.diagnostics import Problem, Problems, Severity, SpecError
from codegen.files import File, Package
from codegen.format import FormatError, Formatter
from codegen.provenance import MISSING, content_hash, text_hash
from codegen.resolve import Workspace
from codegen.settings import Settings
from codegen.source import Node, read_document


@dataclass(frozen=True, slots=True)
class Generated:
    """A package, and what was noticed on the way."""

    package: Package
    rendered: Mapping[str, str]
    """Path of each file → hash of its text before formatting."""
    problems: tuple[Problem, ...]
    """Warnings only; errors are raised."""


def generate(
    settings: Settings,
    read: Callable[[str], bytes],
    templates: str,
    format_texts: Formatter,
    *,
    shown: str | None = None,
    formatted: Callable[[str, str], str | None] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Generated:
    """Generates one package.

    `read` takes the path of a document relative to the folder of the entry document. `templates` is the folder with the templates.
    `shown` is what diagnostics call the entry document, when that is not `settings.spec`. `formatted` may know the final text of a
    file by its path and the hash of its rendered text. Raises `SpecError` with every problem found.
    """
    entry_name = posixpath.basename(settings.spec)
    documents = _Documents(read, posixpath.dirname(shown or settings.spec), posixpath.dirname(settings.spec))
    problems = Problems()
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
    )
    view = python.build(api, options, problems)
    _raise_errors(problems, settings)
    progress("rendering")
    rendered = render.render(view, templates)
    hashes = {file.path: text_hash(file.text) for file in rendered}
    progress(f"formatting {len(rendered)} files")
    files = _format(rendered, hashes, format_texts, formatted)
    found = tuple(problem for problem in problems if problem.code not in settings.allow_warnings)
    return Generated(Package(settings.package, files, documents.inputs, view.names), hashes, found)


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
    rendered: Sequence[File],
    hashes: Mapping[str, str],
    format_texts: Formatter,
    formatted: Callable[[str, str], str | None] | None,
) -> tuple[File, ...]:
    """The files in their final layout; only Python that is not laid out yet, and not known from before, is formatted."""
    final = {file.path: file for file in rendered}
    waiting: list[File] = []
    for file in rendered:
        if file.laid_out or not file.path.endswith(".py"):
            continue
        known = formatted(file.path, hashes[file.path]) if formatted is not None else None
        if known is None:
            waiting.append(file)
        else:
            final[file.path] = File(file.path, known, laid_out=True)
    try:
        texts = format_texts([file.text for file in waiting]) if waiting else []
    except FormatError as error:
        raise SpecError((Problem(Severity.ERROR, "formatter-failed", str(error)),)) from error
    for file, text in zip(waiting, texts, strict=True):
        final[file.path] = File(file.path, text, laid_out=True)
    return tuple(final.values())

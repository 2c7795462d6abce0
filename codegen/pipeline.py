"""The whole path as one function: settings, documents and templates go in, the files of a package come out. It touches no disk
but to read documents and templates through what it is given.

    text → Node → document → resolved → IR → Python view → rendered text → formatted text
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import codegen
from codegen import finish, ir, lower, python, render
from codegen.diagnostics import Problem, Problems, Severity, Span, SpecError
from codegen.files import Package
from codegen.format import FormatError, Formatter
from codegen.parallel import both
from codegen.provenance import MISSING, content_hash
from codegen.python.package_view import PackageView
from codegen.resolve import Workspace
from codegen.settings import Settings
from codegen.source import Node, read_document
from codegen.values import dataclass

_WORTH_A_PROCESS = 300
"""Types: what less of them costs is not worth a second process."""


@dataclass(frozen=True, slots=True)
class Generated:
    """A package, and what was noticed on the way."""

    package: Package
    rendered: Mapping[str, str]
    """Path of each file → hash of its text before formatting."""
    pieces: Mapping[str, str]
    """Path of each file that was formatted piece by piece → the marks of its pieces before formatting."""
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
    api = _understand(settings, documents, entry_name, problems, progress)
    progress(f"naming {len(api.declarations)} types and {len(api.operations)} operations")
    view = _view(api, settings, problems, pin_place)
    try:
        halves = _print(view, len(api.declarations), settings, templates, format_texts, before, progress)
    except FormatError as error:
        raise SpecError((Problem(Severity.ERROR, "formatter-failed", str(error)),)) from error
    files = sorted((file for half in halves for file in half.files), key=lambda file: file.path)
    found = tuple(problem for problem in problems if problem.code not in settings.allow_warnings)
    return Generated(
        Package(settings.package, tuple(files), documents.inputs, view.names),
        {path: text for half in halves for path, text in half.rendered.items()},
        {path: marks for half in halves for path, marks in half.pieces.items()},
        found,
        view.numbered,
    )


def _print(
    view: PackageView,
    types: int,
    settings: Settings,
    templates: str,
    format_texts: Formatter,
    before: Callable[[str], Mapping[str, str]],
    progress: Callable[[str], None],
) -> Sequence[finish.Finished]:
    """The files of a package, of many types in two halves, which two processes make."""

    def printed(wanted: Callable[[str], bool], progress: Callable[[str], None]) -> finish.Finished:
        progress("rendering")
        files = render.render(view, templates, wanted)
        progress(f"formatting {len(files)} files")
        return finish.finish(files, format_texts, settings.formatter, before)

    def light() -> finish.Finished:
        half = printed(lambda path: path not in render.HEAVY, progress)
        progress("waiting for the other half")
        return half

    if types < _WORTH_A_PROCESS:
        return [printed(lambda _: True, progress)]
    return both(light, lambda: printed(lambda path: path in render.HEAVY, lambda _: None))


def _understand(
    settings: Settings,
    documents: _Documents,
    entry_name: str,
    problems: Problems,
    progress: Callable[[str], None],
) -> ir.Api:
    progress("reading")
    workspace = Workspace(settings.spec, documents.node(entry_name), documents.node, problems, lenient=settings.lenient)
    progress("understanding")
    options = lower.Options(settings.include_tags, settings.exclude_tags)
    api = lower.lower(workspace, problems, options)
    _raise_errors(problems, settings)
    return api


def _view(api: ir.Api, settings: Settings, problems: Problems, pin_place: Callable[[str], Span | None]) -> PackageView:
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
    return view


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

"""The whole path from a document to a package, as one function: `generate`. It reads documents and templates and writes nothing.

text → Node → document → resolved → IR → Python view → rendered text → formatted text
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace

import codegen
from codegen import ir, lower, python, render
from codegen.configuration import HTTP_LIBRARIES, Settings
from codegen.diagnostics import Problem, Problems, Severity, Span, SpecError
from codegen.files import Package
from codegen.formatting import FormatError, FormattedBefore, format_files
from codegen.hashes import MISSING, content_hash
from codegen.python.package_view import PackageView
from codegen.resolve import Workspace
from codegen.source import Node, read_document
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Generated:
    """A package, and what was noticed on the way."""

    package: Package
    formatted: Mapping[str, str]
    """What the next run needs so as not to repeat black's work (`formatting.Formatted.marks`)."""
    problems: tuple[Problem, ...]
    """Warnings and notes; errors are raised."""
    numbered: tuple[str, ...]
    """The names of types that fell back to a number."""


def generate(
    settings: Settings,
    read: Callable[[str], bytes],
    templates: str,
    *,
    shown: str | None = None,
    formatted_before: FormattedBefore = lambda _: {},
    pin_place: Callable[[str], Span | None] = lambda _: None,
    progress: Callable[[str], None] = lambda _: None,
) -> Generated:
    """Generates one package. Raises `SpecError` with every problem found.

    `read` takes the path of a document relative to the folder of the entry document. `templates` is the folder with the templates.
    `shown` is what diagnostics call the entry document, when that is not `settings.spec`. `formatted_before` is what black has
    formatted in the run before. `pin_place` finds where the configuration pins the name of a JSON pointer.
    """
    entry_name = posixpath.basename(settings.spec)
    documents = _Documents(read, posixpath.dirname(shown or settings.spec), posixpath.dirname(settings.spec))
    problems = Problems()
    api = _understand(settings, documents, entry_name, problems, progress)
    progress(f"naming {len(api.declarations)} types and {len(api.operations)} operations")
    view = _view(api, settings, problems, pin_place)
    progress("rendering")
    rendered = render.render(view, templates)
    progress(f"formatting {len(rendered)} files")
    try:
        formatted = format_files(rendered, settings.formatter, formatted_before)
    except FormatError as error:
        raise SpecError((Problem(Severity.ERROR, "formatter-failed", str(error)),)) from error
    return Generated(
        Package(settings.package, formatted.files, documents.inputs, view.names),
        formatted.marks,
        tuple(problem for problem in problems if problem.code not in settings.allow_warnings),
        view.numbered,
    )


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
    if settings.package in sys.stdlib_module_names or settings.package in HTTP_LIBRARIES:
        message = f"a package called `{settings.package}` hides the module of that name from whoever can import it"
        problems.warning("hides-module", message, None, "call it something else")
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
        operation_ids=settings.operation_ids,
        client=settings.client,
        http=settings.http,
        api_key_env=settings.api_key_env,
        generator_version=codegen.__version__,
        pin_place=pin_place,
    )
    view = python.build(api, options, problems)
    _raise_errors(problems, settings)
    return view


class _Documents:
    """Reads documents and records the hash of each."""

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
    """Raises `SpecError` if there is an error. With `strict`, every warning that the configuration doesn't allow becomes one."""
    if settings.strict:
        problems.found[:] = [_as_error(problem, settings) for problem in problems]
    if problems.has_errors:
        raise SpecError(
            tuple(p for p in problems if p.severity is Severity.ERROR or p.code not in settings.allow_warnings)
        )


def _as_error(problem: Problem, settings: Settings) -> Problem:
    if problem.severity is Severity.NOTE or problem.code in settings.allow_warnings:
        return problem
    return replace(problem, severity=Severity.ERROR)

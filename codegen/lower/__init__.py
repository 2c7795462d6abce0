"""Resolved documents → `ir.Api`: schemas first, then operations, then everything that had to wait until all of it was known.

components → SchemaLowerer → drafts ┐
paths      → lower_operations ──────┴→ Finisher (null, flat and planned unions) → prune → ir.Api
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Problems, SpecError
from codegen.document.access import Access
from codegen.document.root import read_info, read_version
from codegen.lower.declarations.settling import Finisher
from codegen.lower.operations.paths import Operations, lower_operations
from codegen.lower.declarations.prune import reachable
from codegen.lower.drafting.lowerer import SchemaLowerer
from codegen.resolve import Workspace
from codegen.values import dataclass

_RECURSION_LIMIT = 6000
"""Documents nest at most 200 deep (`source.MAX_DEPTH`), each level takes a few frames, and names may stand for names in long chains."""


@dataclass(frozen=True, slots=True)
class Options:
    """What of a document is wanted. With tags given, operations are chosen by them and schemas that nobody uses are left out."""

    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    lenient: bool = False


def lower(workspace: Workspace, problems: Problems, options: Options) -> ir.Api:
    """The API that the documents describe. Everything wrong with them is added to `problems`; raises SpecError when there is an
    error among them."""
    root = workspace.root
    version = read_version(root, problems)
    if version is None:
        raise SpecError(tuple(problems.found))
    access = Access(problems)
    title, api_version, description = read_info(root, access)
    schemas = SchemaLowerer(workspace, problems, version)
    with _undisturbed():
        try:
            schemas.components()
            operations = lower_operations(workspace, schemas, problems, options, version)
            finisher = Finisher(schemas.drafts, problems)
            final = _settled(operations, finisher)
        except RecursionError:
            problems.error("too-deep", "schemas refer to each other in too long a chain to be followed", root.span)
            raise SpecError(tuple(problems.found)) from None
    schemas.reader.report_mixed_versions()
    problems.raise_errors()
    declarations = finisher.ordered()
    if options.include_tags or options.exclude_tags:
        declarations = reachable(declarations, final)
    return ir.Api(
        title,
        api_version,
        ir.Doc(description=description),
        final.servers,
        final.security_schemes,
        declarations,
        final.operations,
        final.tags,
        finisher.nullable,
    )


@contextmanager
def _undisturbed() -> Generator[None]:
    """Room to recurse, and no search for garbage: there is none among hundreds of thousands of nodes, and looking doubles the time."""
    before, collecting = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(before, _RECURSION_LIMIT))
    gc.disable()
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
        if collecting:
            gc.enable()


def _settled(operations: Operations, finisher: Finisher) -> Operations:
    """The operations with final types instead of drafts."""

    def contents(found: tuple[ir.Content, ...], final: Callable[[ir.Type], ir.Type]) -> tuple[ir.Content, ...]:
        return tuple(
            content if content.type is None else replace(content, type=final(content.type)) for content in found
        )

    def response(found: ir.Response) -> ir.Response:
        headers = tuple(replace(header, type=finisher.type(header.type)) for header in found.headers)
        return replace(found, contents=contents(found.contents, finisher.received), headers=headers)

    def operation(found: ir.Operation) -> ir.Operation:
        return replace(
            found,
            parameters=tuple(replace(each, type=finisher.type(each.type)) for each in found.parameters),
            body=(
                None
                if found.body is None
                else replace(found.body, contents=contents(found.body.contents, finisher.type))
            ),
            responses=tuple(map(response, found.responses)),
        )

    return replace(
        operations,
        operations=tuple(map(operation, operations.operations)),
        received=tuple(map(finisher.received, operations.received)),
    )

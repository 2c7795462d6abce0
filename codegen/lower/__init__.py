"""Resolved documents → `ir.Api`. Its rooms, each of which uses only those before it:

    schemas       what the schemas of the documents say: references and allOf followed, oneOf and anyOf opened
    drafting      types and drafts of declarations, made one by one
    unions        how decoders tell the variants of a union apart
    declarations  drafts → `ir` declarations, once all schemas are known
    operations    paths, parameters, bodies and responses, whose types come from `drafting` and `declarations`

`lower` is all that other packages use.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager

from codegen import ir
from codegen.diagnostics import Problems, SpecError
from codegen.document.access import Access
from codegen.document.root import read_info, read_version
from codegen.document.unknown_keys import report_unknown_keys
from codegen.lower.declarations import Declarations
from codegen.lower.drafting import SchemaLowerer
from codegen.lower.operations import TagFilter, lower_operations, types_of, with_final_types
from codegen.resolve import Workspace
from codegen.values import dataclass

_RECURSION_LIMIT = 6000
"""Frames of the interpreter. Documents nest at most 200 deep (`source.MAX_DEPTH`), each level takes a few frames, and
references may lead to references in long chains."""


_ONCE = ("foreign-extension", "misplaced-reference")
"""Codes of problems that have one cause in the tool that wrote a document, however often it shows."""


@dataclass(frozen=True, slots=True)
class Options:
    """What of a document is wanted. With tags given, operations are chosen by them and schemas that nobody uses are
    left out."""

    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()


def lower(workspace: Workspace, problems: Problems, options: Options) -> ir.Api:
    """The API that the documents describe. Everything wrong with them is added to `problems`; raises SpecError when
    there is an error among them."""
    root = workspace.root
    version = read_version(root, problems)
    if version is None:
        raise SpecError(tuple(problems.found))
    access = Access(problems, workspace.follow)
    title, api_version, description = read_info(root, access)
    chosen = TagFilter(options.include_tags, options.exclude_tags)
    schemas = SchemaLowerer(workspace, problems, version)
    with _deep_recursion_without_gc():
        try:
            schemas.components()
            operations = lower_operations(workspace, schemas, problems, chosen, version)
            declarations = Declarations(schemas.drafts, problems)
            operations = with_final_types(operations, declarations)
        except RecursionError:
            problems.error("too-deep", "schemas refer to each other in too long a chain to be followed", root.span)
            raise SpecError(tuple(problems.found)) from None
    schemas.report_mixed_versions()
    for code in _ONCE:
        problems.merge(code)
    report_unknown_keys(root, version, workspace.known_target, problems)
    problems.raise_errors()
    kept = declarations.used(types_of(operations)) if chosen.is_active else declarations.all()
    return ir.Api(
        title,
        api_version,
        ir.Doc(description=description),
        operations.servers,
        operations.security_schemes,
        kept,
        operations.operations,
        operations.tags,
        declarations.nullable,
    )


@contextmanager
def _deep_recursion_without_gc() -> Generator[None]:
    """Allows deep recursion and turns the garbage collector off: it would find nothing among hundreds of thousands of
    nodes, and doubles the time."""
    before, collecting = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(before, _RECURSION_LIMIT))
    gc.disable()
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
        if collecting:
            gc.enable()

"""Lowers documents given as YAML text, for tests of everything between the text and the IR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import dedent

from codegen import ir
from codegen.diagnostics import Problem, Problems, SpecError
from codegen.lower import Options, lower
from codegen.resolve import Workspace
from codegen.source import Node, read_document


@dataclass(frozen=True)
class Lowered:
    lowered: ir.Api | None
    """None: the document was refused."""
    problems: tuple[Problem, ...]

    @property
    def api(self) -> ir.Api:
        assert self.lowered is not None, self.problems
        return self.lowered

    @property
    def codes(self) -> list[str]:
        """Codes of all problems in the order of their lines."""
        found = sorted(self.problems, key=lambda problem: problem.span.line if problem.span else 0)
        return [problem.code for problem in found]

    def problem(self, code: str) -> Problem:
        """The only problem with a code."""
        (found,) = [problem for problem in self.problems if problem.code == code]
        return found

    def operation(self, id: str) -> ir.Operation:
        """The only operation with an operationId."""
        (found,) = [operation for operation in self.api.operations if operation.operation_id == id]
        return found

    def declaration(self, id: str) -> ir.Declaration:
        (found,) = [declaration for declaration in self.api.declarations if declaration.id == id]
        return found


def lower_text(
    text: str, others: Mapping[str, str] | None = None, options: Options | None = None, version: str = "3.1.0"
) -> Lowered:
    """Lowers a document given without its `openapi` and `info`; `others` maps paths to the texts of further files."""
    head = f'openapi: {version}\ninfo: {{title: Test, version: "1"}}\n'
    files = {"api.yaml": head + dedent(text), **{name: dedent(other) for name, other in (others or {}).items()}}

    def read(name: str) -> Node:
        if name not in files:
            raise SpecError(())
        return read_document(name, files[name].encode())

    problems = Problems()
    workspace = Workspace("api.yaml", read("api.yaml"), read, problems)
    try:
        return Lowered(lower(workspace, problems, options or Options()), tuple(problems))
    except SpecError as error:
        return Lowered(None, error.problems)


def operation(text: str, path: str = "/things", method: str = "get", **rest: str) -> Lowered:
    """Lowers a document with one operation, called `op`, given as the YAML of its other keywords."""
    indented = "".join(f"      {line}\n" for line in dedent(text).strip().splitlines())
    more = "".join(
        f"{key}:\n" + "".join(f"  {line}\n" for line in dedent(value).strip().splitlines())
        for key, value in rest.items()
    )
    return lower_text(f"paths:\n  {path}:\n    {method}:\n      operationId: op\n{indented}{more}")

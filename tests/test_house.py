"""The house as DESIGN.md draws it: who imports whom, who prints, and where each library is used."""

from __future__ import annotations

import ast
import graphlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODEGEN = ROOT / "codegen"
RUNTIME = ROOT / "templates"

EVERYBODY = {"diagnostics", "files", "hashes", "values"}
STAGES = {"source", "resolve", "lower", "python", "render"}
MAY_IMPORT = {
    "diagnostics": set[str](),
    "files": set[str](),
    "hashes": set[str](),
    "values": set[str](),
    "configuration": set[str](),
    "source": set[str](),
    "document": {"source"},
    "resolve": {"document", "source"},
    "ir": set[str](),
    "lower": {"document", "ir", "resolve", "source"},
    "python": {"ir"},
    "render": {"python", "runtime"},
    "runtime": set[str](),
    "formatting": set[str](),
    "output": {"__init__", "configuration"},
    "pipeline": STAGES | {"__init__", "configuration", "formatting", "ir"},
    "commands": {"configuration", "formatting", "output", "pipeline", "source"},
    "cli": {"__init__", "commands", "configuration"},
    "__main__": {"cli"},
    "__init__": set[str](),
}
"""A module or package of `codegen` → those that it may import, besides itself and what everybody may."""

HAVE_CIRCLES = {"python"}
"""Where `answers`, `calls`, `client_view` and `paging` still import each other."""

LIBRARIES = {"yaml": "source", "jinja2": "render", "black": "formatting", "ruff": "formatting"}
MAY_PRINT = {"commands/terminal.py"}
MAY_EXIT = {"cli.py"}


def unit(path: Path) -> str:
    return path.relative_to(CODEGEN).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(path for path in CODEGEN.rglob("*.py") if "_templates" not in path.parts)


def imported(tree: ast.AST) -> Iterator[str]:
    """Full dotted names of what is imported, `from a import b` as `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "codegen imports by full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_unit(name: str) -> str | None:
    """The module or package of `codegen` that an imported name belongs to."""
    parts = name.split(".")
    if parts[0] != "codegen":
        return None
    second = parts[1] if len(parts) > 1 else "__init__"
    return second if (CODEGEN / second).is_dir() or (CODEGEN / f"{second}.py").is_file() else "__init__"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(CODEGEN)))
def test_imports(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    here = unit(path)
    allowed = MAY_IMPORT[here] | EVERYBODY | {here}
    for name in imported(tree):
        target = own_unit(name)
        if target is not None:
            assert target in allowed, f"{here} imports {name}"
            continue
        library = name.split(".")[0]
        if library in LIBRARIES:
            assert here == LIBRARIES[library], f"{here} imports {library}"
        else:
            assert library in sys.stdlib_module_names, f"{here} imports {library}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(CODEGEN)))
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    here = path.relative_to(CODEGEN).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called != "print" or here in MAY_PRINT
            assert called not in {"sys.exit", "exit", "quit"} or here in MAY_EXIT
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"sys.stdout", "sys.stderr", "sys.argv"}:
            assert here in MAY_PRINT | MAY_EXIT


def test_no_circle_of_imports() -> None:
    """Neither between modules nor hidden in a function; only type checkers may see one."""
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in modules()
    }
    graph: dict[str, set[str]] = {}
    for name, path in names.items():
        if unit(path) not in HAVE_CIRCLES:
            found = imported(_without_type_checking(ast.parse(path.read_text(encoding="utf-8"))))
            targets = {target if target in names else target.rpartition(".")[0] for target in found}
            graph[name] = targets & names.keys() - {name}
    order = list(graphlib.TopologicalSorter(graph).static_order())
    assert graph.keys() <= set(order)


def _without_type_checking(tree: ast.Module) -> ast.Module:
    body = [node for node in tree.body if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")]
    return ast.Module(body, tree.type_ignores)


def test_table_is_about_this_house() -> None:
    there = {unit(path) for path in modules()}
    assert there == MAY_IMPORT.keys()


@pytest.mark.parametrize("path", sorted(RUNTIME.rglob("*.py")), ids=lambda path: path.name)
def test_runtime_needs_the_standard_library_alone(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            library = name.split(".")[0]
            assert library in sys.stdlib_module_names or library in {"httpx", "httpx2"}, f"{path.name} imports {name}"


def test_every_module_says_what_it_is() -> None:
    silent = [str(path) for path in modules() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_top_level_holds_nothing_else() -> None:
    allowed = {
        "spec",
        "codegen",
        "templates",
        "generated",
        "tests",
        "pyproject.toml",
        "README.md",
        "Makefile",
        "LICENSE",
    }
    ignored = {"build", "dist"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.name != "__pycache__"}
    assert found - ignored <= allowed

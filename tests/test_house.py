"""The house as DESIGN.md draws it: who imports whom, who prints, and where each library is used."""

from __future__ import annotations

import ast
import functools
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
    "commands": {"__init__", "configuration", "formatting", "output", "pipeline", "source"},
    "cli": {"commands", "configuration"},
    "__main__": {"cli"},
    "__init__": set[str](),
}
"""A module or package of `codegen` → those that it may import, besides itself and what everybody may."""

ROOMS = {
    "lower": {
        "schemas": set[str](),
        "drafting": {"schemas"},
        "unions": {"drafting", "schemas"},
        "declarations": {"drafting", "schemas", "unions"},
        "operations": {"declarations", "drafting", "schemas"},
    },
}
"""Packages with rooms: a room → the rooms beside it that it may import, by their faces (`__init__.py`) alone."""

ROOMS_OF_PYTHON = {
    "code": set[str](),
    "docs": {"code"},
    "names": {"code", "index"},
    "models": {"code", "docs", "formats", "index", "names"},
    "client": {"code", "docs", "formats", "index", "models", "names"},
    "readme": {"client", "code", "index", "names"},
}
"""A room of `codegen/python` → what it may import of that package, besides itself."""

LIBRARIES = {"yaml": "source", "jinja2": "render", "black": "formatting", "ruff": "formatting"}
MAY_PRINT = {"commands/terminal.py"}
MAY_EXIT = {"cli.py"}


def unit(path: Path) -> str:
    return path.relative_to(CODEGEN).parts[0].removesuffix(".py")


@functools.cache
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


@pytest.mark.parametrize(("package", "room"), [(package, room) for package in ROOMS for room in ROOMS[package]])
def test_rooms_are_entered_by_their_faces(package: str, room: str) -> None:
    neighbours = {f"codegen.{package}.{each}" for each in ROOMS[package]}
    here = f"codegen.{package}.{room}"
    for path in sorted((CODEGEN / package / room).rglob("*.py")):
        for module in imported_modules(path):
            beside = ".".join(module.split(".")[:3])
            if beside in neighbours - {here}:
                assert module == beside, f"{path.name} reaches into {beside}: {module}"
                assert beside.rpartition(".")[2] in ROOMS[package][room], f"{here} imports {module}"


@pytest.mark.parametrize("room", ROOMS_OF_PYTHON)
def test_rooms_of_python_import_in_one_direction(room: str) -> None:
    for path in sorted((CODEGEN / "python" / room).glob("*.py")):
        for module in imported_modules(path):
            if module.startswith("codegen.python."):
                assert module.split(".")[2] in ROOMS_OF_PYTHON[room] | {room}, f"{path.name} imports {module}"


def test_table_of_rooms_is_complete() -> None:
    of_python = {path.parent.name for path in (CODEGEN / "python").glob("*/__init__.py")}
    assert of_python == ROOMS_OF_PYTHON.keys()
    for package, rooms in ROOMS.items():
        assert {path.parent.name for path in (CODEGEN / package).glob("*/__init__.py")} == rooms.keys()


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {module_name(path): imported_modules(path) for path in modules()}
    circles = [circle for circle in strongly_connected(graph) if len(circle) > 1]
    circles += [{module} for module, targets in graph.items() if module in targets]
    assert circles == []


def module_name(path: Path) -> str:
    parts = ("codegen", *path.relative_to(CODEGEN).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(path: Path) -> set[str]:
    """The modules of `codegen` that a module imports at its top level or in a function, for type checkers alone or not."""
    known = set(map(module_name, modules()))
    found: set[str] = set()
    for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
        found.add(name if name in known else name.rpartition(".")[0])
    return found & known


def strongly_connected(graph: dict[str, set[str]]) -> list[set[str]]:
    """The strongly connected components of a graph: sets of modules each of which leads to all the others."""

    def reached(start: str, edges: dict[str, set[str]]) -> set[str]:
        seen, waiting = {start}, [start]
        while waiting:
            fresh = edges[waiting.pop()] - seen
            seen |= fresh
            waiting += fresh
        return seen

    back: dict[str, set[str]] = {module: set() for module in graph}
    for module, targets in graph.items():
        for target in targets:
            back[target].add(module)
    left, found = set(graph), list[set[str]]()
    while left:
        start = min(left)
        found.append(reached(start, graph) & reached(start, back))
        left -= found[-1]
    return found


def test_circles_are_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set[str]()}
    assert sorted(map(sorted, strongly_connected(graph))) == [["a"], ["b", "c"], ["d"]]


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

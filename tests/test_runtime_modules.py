"""A package holds the modules of the runtime that it needs and no others, and these import each other in one direction."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from codegen import runtime
from tests import golden

RUNTIME = golden.TEMPLATES / "_runtime"
GENERATING = [case.name for case in golden.cases() if case.generates]
OPTIONAL = {
    *("bodies", "forms", "files", "multipart", "schemes", "styles"),
    *("downloads", "fake_streams", "items", "pages", "streams"),
}
ALWAYS = {
    *("attempts", "auth", "body", "connections", "engine", "fake", "options"),
    *("parameters", "plan", "raw", "request", "response", "transport"),
}
"""What every client needs."""


def imports(package: Path, path: Path, *, late: bool = True) -> Iterator[Path]:
    """The files of a package that a module of it imports, read from its syntax tree. Raises where there is no such file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            if (folder / "__init__.py").is_file():
                yield folder / "__init__.py"
                inside = [folder / f"{alias.name}.py" for alias in node.names]
                assert folder == package or all(each.is_file() for each in inside), ast.unparse(node)
                yield from (each for each in inside if each.is_file())
            else:
                module = folder.with_name(f"{folder.name}.py")
                assert module.is_file(), f"{path.name}: {ast.unparse(node)}"
                yield module
        elif late and isinstance(node, ast.Call) and ast.unparse(node.func) == "late":
            (target,) = node.args
            assert isinstance(target, ast.Constant), "what is imported late is said as a literal"
            module = package.joinpath(*str(target.value).split(".")).with_suffix(".py")
            assert module.is_file(), f"{path.name}: {ast.unparse(node)}"
            yield module


@pytest.mark.parametrize("name", GENERATING)
def test_no_module_is_missing_and_none_is_unused(name: str, packages: Mapping[str, Path]) -> None:
    package = packages[name]
    copied = set(package.rglob("_runtime/*.py"))
    waiting = [path for path in package.glob("*.py") if path.name != "usage.py"]
    reached = {package / "_runtime" / "__init__.py"}
    while waiting:
        path = waiting.pop()
        found = set(imports(package, path)) - reached
        reached |= found
        waiting += found
    assert copied <= reached


def test_what_a_document_has_no_use_for_is_left_out(packages: Mapping[str, Path]) -> None:
    kept = {name: {path.stem for path in (packages[name] / "_runtime").glob("*.py")} for name in GENERATING}
    seed = {path.stem for path in (golden.ROOT / "generated/responses_api/_runtime").glob("*.py")}
    assert seed >= ALWAYS
    assert OPTIONAL & seed == set()
    assert set().union(*kept.values()) >= OPTIONAL


def circles(graph: Mapping[str, set[str]]) -> set[frozenset[str]]:
    """The sets of modules each of which imports, through others, each other one."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            found = graph[waiting.pop()] - seen
            seen |= found
            waiting += found
        return seen

    reach = {module: reached(module) for module in graph}
    return {
        frozenset(other for other in reach[module] if module in reach[other])
        for module in graph
        if module in reach[module]
    }


def test_modules_of_the_runtime_import_each_other_in_one_direction() -> None:
    paths = [*RUNTIME.glob("*.py"), *golden.TEMPLATES.glob("*.py")]
    graph = {
        path.stem: {found.stem for found in imports_of_templates(path)} for path in paths if path.name != "__init__.py"
    }
    assert circles(graph) == set()
    assert circles({"a": {"b"}, "b": {"a", "c"}, "c": set()}) == {frozenset({"a", "b"})}


def imports_of_templates(path: Path) -> Iterator[Path]:
    """What a module imports where it is loaded or type-checked. The folder of templates has no `__init__.py`."""
    return (found for found in imports(golden.TEMPLATES, path, late=False) if found.name != "__init__.py")


def test_the_face_imports_nothing_and_says_where_things_are() -> None:
    tree = ast.parse((RUNTIME / "__init__.py").read_text("utf-8"))
    (statement,) = tree.body
    assert isinstance(statement, ast.Expr)
    text = ast.get_docstring(tree) or ""
    assert len(text.splitlines()) <= 15


def test_no_module_hides_one_of_the_standard_library() -> None:
    assert {path.stem for path in RUNTIME.glob("*.py")} & sys.stdlib_module_names == set()


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("client.py", "from ._runtime.options import OMIT, Omit\n", {"_runtime/options.py"}),
        ("client.py", "from . import _operations, models as _models\n", {"_operations.py", "models.py"}),
        ("client.py", "from ._runtime import (\n    auth as _auth,\n    plan as _plan,\n)\n", {"_runtime/auth.py"}),
        ("_runtime/engine.py", "from ..errors import APIError\nfrom .plan import Plan\n", {"errors.py"}),
        ("_runtime/model.py", '    late("_runtime.prompt").signature(cls)\n', {"_runtime/prompt.py"}),
        ("_runtime/fake.py", 'late("_samples").ROUTES\n', {"_samples.py"}),
        ("__init__.py", "if TYPE_CHECKING:\n    from ._runtime.raw import RawResponse\n", {"_runtime/raw.py"}),
    ],
)
def test_imports_are_read_from_the_text(path: str, text: str, found: set[str]) -> None:
    assert found <= set(runtime.modules(path, text))


def test_text_of_the_document_names_no_module() -> None:
    text = 'from .a import A\n\n\nclass B:\n    """\n    from .b import B\n    """\n'
    copied = {"a.py": "", "b.py": ""}
    assert runtime.needed([("models.py", text)], copied.get) == {"a.py": ""}
    assert runtime.needed([("models.py", text)], copied.get, ["b.py"]) == {"a.py": "", "b.py": ""}

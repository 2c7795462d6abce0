"""A generated package is a folder that can be copied anywhere: nothing in it knows where it stands or needs more than it says."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkers import mypy, pyright

PACKAGE = Path(__file__).resolve().parent.parent / "generated" / "responses_api"
MODULES = sorted(PACKAGE.glob("*.py"))


@pytest.fixture
def vendored(tmp_path: Path) -> Path:
    """The folder of a package `app` that holds the generated package as `app.services.vendor.responses_api`."""
    vendor = tmp_path / "app" / "services" / "vendor"
    vendor.mkdir(parents=True)
    for folder in (vendor, vendor.parent, vendor.parent.parent):
        (folder / "__init__.py").write_text("")
    shutil.copytree(PACKAGE, vendor / "responses_api", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "app" / "use.py").write_text(USE)
    return tmp_path / "app"


USE = '''"""Uses the vendored package as its README says."""

from __future__ import annotations

from typing import assert_type

from app.services.vendor.responses_api import AsyncClient, Client, NotFoundError, models


def status(client: Client, response_id: str) -> models.ResponseStatus | None:
    try:
        response = client.responses.get(response_id)
    except NotFoundError:
        return None
    assert_type(response, models.Response)
    assert_type(response.output[0].content, list[models.ContentPart] | None)
    return response.status


async def title(client: AsyncClient, response_id: str) -> str:
    response = await client.responses.get(response_id)
    assert_type(response.usage.total_tokens, int | None)
    match response.status:
        case models.ResponseStatus.COMPLETED:
            return response.model
        case _:
            return ""
'''


def test_type_checkers_accept_it_three_levels_down(vendored: Path) -> None:
    assert mypy(vendored) == ""
    assert pyright(vendored) == ""


def test_type_checkers_see_wrong_use(vendored: Path) -> None:
    """Without this, a package whose types were all `Any` would pass the test above."""
    use = vendored / "use.py"
    use.write_text(USE.replace("return response.model", "return response.modle").replace("get(response_id)", "get(7)"))
    for checker in (mypy, pyright):
        complaints = checker(vendored)
        assert "modle" in complaints
        assert complaints.count("use.py") >= 3


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_imports_are_relative_or_from_the_standard_library(module: Path) -> None:
    allowed = set(sys.stdlib_module_names) | {"httpx2"}
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            assert (node.module or "").partition(".")[0] in allowed
        elif isinstance(node, ast.Import):
            assert {alias.name.partition(".")[0] for alias in node.names} <= allowed


def test_models_and_codec_never_name_an_http_library() -> None:
    reached, waiting = set[str](), ["models", "codec", "errors"]
    while waiting:
        module = waiting.pop()
        if module in reached:
            continue
        reached.add(module)
        for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                room = module.split("/")[: -node.level] if node.level <= module.count("/") else []
                below = (node.module or "").split(".") if node.module else []
                modules = [below] if below != ["_runtime"] and below else [[*below, each.name] for each in node.names]
                waiting += ["/".join([*room, *names]) for names in modules]
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.startswith("httpx") for name in names), module
    assert {"models", "codec", "errors", "_runtime/model"} < reached, "the walk follows no import"


def test_importing_models_loads_no_http_library_and_no_codec() -> None:
    code = "import sys; from responses_api import models; models.Response; print(*sorted(sys.modules))"
    loaded = run(code)
    assert "responses_api.models" in loaded
    assert not {
        name
        for name in loaded
        if name.partition(".")[0] in {"httpx", "httpx2", "httpcore", "httpcore2", "anyio", "ssl", "asyncio"}
    }
    assert not {"responses_api.client", "responses_api._schema", "responses_api._runtime.codec"} & loaded


def test_importing_the_client_loads_its_http_library() -> None:
    loaded = run("import sys; from responses_api import Client; print(*sorted(sys.modules))")
    assert {"responses_api.client", "httpx2"} <= loaded


def test_decoding_needs_the_standard_library_alone() -> None:
    """`-S` leaves out site-packages: nothing that is installed can be found."""
    body = '{"error": {"message": "gone", "new": [1]}}'
    code = f"from responses_api import models; print(models.ErrorResponse.from_json({body!r}).to_json())"
    assert run(code, "-S") == set(body.split())


def run(code: str, *flags: str) -> set[str]:
    """Words that the code prints, run in a new interpreter whose only addition is the folder of generated packages."""
    command = [sys.executable, *flags, "-c", f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); {code}"]
    return set(
        subprocess.run(command, capture_output=True, text=True, check=True, cwd=PACKAGE.parent.parent).stdout.split()
    )

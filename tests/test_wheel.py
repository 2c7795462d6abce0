"""The wheel: built from this checkout, installed into an environment of its own, it generates in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.test_cli import CONFIGURATION, SPEC
from tests.test_determinism import contents

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a fresh environment that holds the wheel; its dependencies are those of this environment."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    python = home / "bin/python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([str(python), "-c", where], check=True, capture_output=True, text=True).stdout.strip()
    (Path(site) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def test_wheel_holds_the_templates_and_nothing_strange(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    templates = {f"codegen/_templates/{path}" for path in contents(ROOT / "templates")}
    assert templates <= names
    assert {name.split("/")[0] for name in names} == {
        "codegen",
        next(n for n in names if n.endswith("METADATA")).split("/")[0],
    }
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def run(program: Path, folder: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | extra
    return subprocess.run(
        [str(program), *arguments], cwd=folder, env=clean, capture_output=True, text=True, check=False
    )


def test_generates_elsewhere(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/pets.yaml").write_text(SPEC)
    (tmp_path / "pyproject.toml").write_text(CONFIGURATION)
    # The environment's own packages come first: this is the wheel, not the checkout that the tests run in.
    where = run(installed / "python", tmp_path, "-c", "import codegen; print(codegen.__file__)").stdout
    assert where.startswith(str(installed.parent))
    generated = run(installed / "codegen", tmp_path, "generate")
    assert (generated.returncode, generated.stderr) == (0, "")
    assert run(installed / "codegen", tmp_path, "check", "--full").returncode == 0
    program = 'from pets import models; print(models.Pet.from_json(\'{"name":"Rex"}\').name)'
    used = run(installed / "python", tmp_path / "generated", "-c", program)
    assert (used.stdout, used.stderr) == ("Rex\n", "")


def test_wheel_and_checkout_give_the_same_bytes(installed: Path, tmp_path: Path) -> None:
    arguments = ["generate", str(ROOT / "spec/responses.yaml"), "--package", "responses_api", "--output"]
    assert run(installed / "codegen", tmp_path, *arguments, "wheel").returncode == 0
    checkout = run(Path(sys.executable), tmp_path, "-m", "codegen", *arguments, "checkout", PYTHONPATH=str(ROOT))
    assert checkout.returncode == 0
    assert contents(tmp_path / "wheel") == contents(tmp_path / "checkout")

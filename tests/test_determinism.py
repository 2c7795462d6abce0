"""The same inputs give the same bytes: whatever Python, hash seed, locale, working directory or ambient configuration."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import interpreters

ROOT = interpreters.ROOT
COMMITTED = ROOT / "generated" / "responses_api"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The inputs of this repository's own package, elsewhere."""
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def generate(project: Path, python: str = sys.executable, folder: str = ".", **environment: str) -> dict[str, bytes]:
    done = subprocess.run(
        [python, "-W", "error", "-m", "codegen", "generate"],
        cwd=project / folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return contents(project / "generated/responses_api")


def test_committed_package_is_what_the_spec_gives(project: Path) -> None:
    assert generate(project) == contents(COMMITTED)


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_hash_seed(project: Path, seed: str) -> None:
    assert generate(project, PYTHONHASHSEED=seed) == contents(COMMITTED)


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "tr_TR.UTF-8", "de_DE.ISO-8859-1"])
def test_locale(project: Path, locale: str) -> None:
    environment = {
        "LC_ALL": locale,
        "LANG": locale,
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "Asia/Kolkata",
    }
    assert generate(project, **environment) == contents(COMMITTED)


def test_working_directory(project: Path) -> None:
    (project / "deep/er").mkdir(parents=True)
    assert generate(project, folder="deep/er") == contents(COMMITTED)


def test_optimised_python(project: Path) -> None:
    assert generate(project, PYTHONOPTIMIZE="2") == contents(COMMITTED)


def test_crlf_checkout(project: Path) -> None:
    for path in (project / "spec").rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert generate(project) == contents(COMMITTED)


def test_hostile_formatter_configuration(project: Path) -> None:
    settings = "line-length = 30\nskip-string-normalization = true\npreview = true\ntarget-version = ['py313']\n"
    configuration = project / "pyproject.toml"
    ours = re.search(r"^\[tool\.codegen\..*?(?=^\[)", configuration.read_text(), re.MULTILINE | re.DOTALL)
    assert ours is not None
    configuration.write_text(f"{ours[0]}\n[tool.black]\n{settings}")
    (project / "black").write_text(f"[tool.black]\n{settings}")
    (project / "setup.cfg").write_text("[tool:black]\nline_length = 30\n")
    (project / ".editorconfig").write_text("root = true\n[*]\nindent_size = 8\nmax_line_length = 30\n")
    assert generate(project, XDG_CONFIG_HOME=str(project), BLACK_CACHE_DIR=str(project)) == contents(COMMITTED)


@pytest.mark.parametrize("version", interpreters.versions())
def test_python_version(project: Path, version: str) -> None:
    assert generate(project, interpreters.python(version)) == contents(COMMITTED)

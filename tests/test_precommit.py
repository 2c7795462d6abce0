"""The real pre-commit, in a temporary clone of this checkout: no commit passes in which specs and generated code disagree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COPIED = (
    "codegen",
    "templates",
    "spec",
    "generated",
    "pyproject.toml",
    ".gitignore",
    ".gitattributes",
    ".pre-commit-config.yaml",
)
IGNORED = shutil.ignore_patterns("__pycache__")


class Clone:
    """A repository with this checkout's inputs and output, all committed, and its hook installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            source, target = ROOT / name, folder / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=IGNORED)
            else:
                shutil.copy(source, target)
        # What `make` would install; the interpreter's own environment, so that nothing is downloaded.
        (folder / ".venv").symlink_to(Path(sys.prefix), target_is_directory=True)
        (folder / ".gitignore").write_text((ROOT / ".gitignore").read_text() + ".venv\n")
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "All of it")
        self.run(sys.executable, "-m", "pre_commit", "install")

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        identity = {
            f"GIT_{who}_{what}": "test@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        home = {"PRE_COMMIT_HOME": str(self.folder / ".git/pre-commit-home"), "PYTHONPATH": ""}
        # The hook's own git variables would lead these commands to the repository that runs the tests.
        ambient = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment = ambient | identity | home
        return subprocess.run(command, cwd=self.folder, env=environment, check=check, capture_output=True, text=True)

    def git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.run("git", *arguments, check=check)

    def commit(self) -> subprocess.CompletedProcess[str]:
        """Commits everything, through the hook."""
        self.git("add", "--all")
        return self.git("commit", "--allow-empty", "--message", "A change", check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_clean_checkout_passes(clone: Clone) -> None:
    done = clone.commit()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stderr


def test_edited_spec_is_stopped_until_the_code_is_generated_again(clone: Clone) -> None:
    edit(clone.folder / "spec/responses.yaml", "description: ", "description: Now ")
    stopped = clone.commit()
    assert stopped.returncode != 0
    assert "spec/responses.yaml changed" in stopped.stderr
    clone.run(".venv/bin/python", "-m", "codegen", "generate")
    done = clone.commit()
    assert done.returncode == 0, done.stdout + done.stderr


def test_generated_code_left_out_of_the_commit_is_stopped(clone: Clone) -> None:
    edit(clone.folder / "spec/responses.yaml", "description: ", "description: Now ")
    clone.run(".venv/bin/python", "-m", "codegen", "generate")
    clone.git("add", "spec")
    assert clone.git("commit", "--message", "The spec alone", check=False).returncode != 0


def test_file_edited_by_hand_is_stopped(clone: Clone) -> None:
    models = clone.folder / "generated/responses_api/models.py"
    models.write_text(models.read_text() + "\nedited = True\n")
    stopped = clone.commit()
    assert stopped.returncode != 0
    assert "models.py was edited by hand" in stopped.stderr
    assert "-edited = True" in stopped.stderr
    clone.run(".venv/bin/python", "-m", "codegen", "generate")
    done = clone.commit()
    assert done.returncode == 0, done.stdout + done.stderr

"""The formatters: the style they give, and that nothing lying around changes it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from codegen.files import WIDTH
from codegen.format import FormatError, formatter

ROUGH = "x = {  'a':1,\n 'b' : [1,2] }\ndef f( a ):\n  return  'é\\u202e'\n"
LAID_OUT = 'x = {"a": 1, "b": [1, 2]}\n\n\ndef f(a):\n    return "é\\u202e"\n'


@pytest.mark.parametrize("name", ["black", "ruff"])
def test_texts_come_back_formatted_in_their_order(name: str) -> None:
    assert formatter(name)([ROUGH, "a=1\n", ROUGH]) == [LAID_OUT, "a = 1\n", LAID_OUT]
    assert formatter(name)([]) == []


@pytest.mark.parametrize("name", ["black", "ruff"])
def test_formatting_again_changes_nothing(name: str) -> None:
    assert formatter(name)([LAID_OUT]) == [LAID_OUT]


def test_none_leaves_text_alone() -> None:
    assert formatter("none")([ROUGH]) == [ROUGH]


@pytest.mark.parametrize("name", ["black", "ruff"])
def test_line_length(name: str) -> None:
    fits = f'name = "{"x" * (WIDTH - 9)}"\n'
    call = f"call({'a' * 40}, {'b' * (WIDTH - 48)})\n"
    assert len(call) == WIDTH + 1
    assert formatter(name)([fits, call]) == [fits, call]
    assert formatter(name)([call.replace("bbb", "bbbb", 1)]) != [call.replace("bbb", "bbbb", 1)]


@pytest.mark.parametrize("name", ["black", "ruff"])
def test_ambient_configuration_changes_nothing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = tmp_path / "build" / "venv"  # names that formatters leave out by default
    hostile.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(
        "[tool.black]\nline-length = 20\nskip-string-normalization = true\n"
        "[tool.ruff]\nline-length = 20\nexclude = ['*']\n[tool.ruff.format]\nquote-style = 'single'\n"
    )
    (tmp_path / ".gitignore").write_text("*\n")
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monkeypatch.chdir(hostile)
    monkeypatch.setenv("TMPDIR", str(hostile))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("RUFF_WIDTH", "20")
    (tmp_path / "black").write_text("[tool.black]\nline-length = 20\n")
    assert formatter(name)([ROUGH]) == [LAID_OUT]
    assert list(hostile.iterdir()) == []


@pytest.mark.parametrize("name", ["black", "ruff"])
def test_what_is_no_python_is_refused(name: str) -> None:
    with pytest.raises(FormatError):
        formatter(name)(["x = (\n"])

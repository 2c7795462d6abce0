"""The formatters: the style they give, and that nothing lying around changes it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from codegen.files import WIDTH
from codegen.formatting.formatters import FormatError, black, ruff

Formatter = Callable[[Sequence[str]], list[str]]

ROUGH = "x = {  'a':1,\n 'b' : [1,2] }\ndef f( a ):\n  return  'é\\u202e'\n"
LAID_OUT = 'x = {"a": 1, "b": [1, 2]}\n\n\ndef f(a):\n    return "é\\u202e"\n'


@pytest.mark.parametrize("formatter", [black, ruff])
def test_texts_come_back_formatted_in_their_order(formatter: Formatter) -> None:
    assert formatter([ROUGH, "a=1\n", ROUGH]) == [LAID_OUT, "a = 1\n", LAID_OUT]
    assert formatter([]) == []


@pytest.mark.parametrize("formatter", [black, ruff])
def test_formatting_again_changes_nothing(formatter: Formatter) -> None:
    assert formatter([LAID_OUT]) == [LAID_OUT]


@pytest.mark.parametrize("formatter", [black, ruff])
def test_line_length(formatter: Formatter) -> None:
    fits = f'name = "{"x" * (WIDTH - 9)}"\n'
    call = f"call({'a' * 40}, {'b' * (WIDTH - 48)})\n"
    assert len(call) == WIDTH + 1
    assert formatter([fits, call]) == [fits, call]
    assert formatter([call.replace("bbb", "bbbb", 1)]) != [call.replace("bbb", "bbbb", 1)]


@pytest.mark.parametrize("formatter", [black, ruff])
def test_ambient_configuration_changes_nothing(
    formatter: Formatter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    assert formatter([ROUGH]) == [LAID_OUT]
    assert list(hostile.iterdir()) == []


@pytest.mark.parametrize("formatter", [black, ruff])
def test_what_is_no_python_is_refused(formatter: Formatter) -> None:
    with pytest.raises(FormatError):
        formatter(["x = (\n"])


def test_black_in_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"a{number}=1\n" for number in range(20)]
    alone = black(texts)
    monkeypatch.setattr("codegen.formatting.formatters._WORTH_A_PROCESS", 1)
    assert black(texts) == alone == [f"a{number} = 1\n" for number in range(20)]
    with pytest.raises(FormatError):
        black([*texts, "x = (\n"])

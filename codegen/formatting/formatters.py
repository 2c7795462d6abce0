"""Runs black and ruff on a list of texts. Knows nothing of the files on disk.

Each formatter runs with every option given here, so that no configuration lying around can change a byte.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from codegen.files import WIDTH

_WORTH_A_PROCESS = 200_000
"""Characters: about two seconds of black's work on one core; below that a second process is not worth its start."""


class FormatError(Exception):
    """The formatter is not installed, failed, or was given what is not Python."""


def black(texts: Sequence[str]) -> list[str]:
    """The texts in black's stable style. Raises `FormatError`."""
    # Late: importing black takes 0.1 s, which only a run that formats something should pay.
    try:
        from concurrent.futures import ProcessPoolExecutor

        from black import format_str
        from black.mode import Mode, TargetVersion
        from black.parsing import InvalidInput
    except ImportError as error:
        raise FormatError("black is not installed") from error
    mode = Mode(target_versions={TargetVersion.PY311}, line_length=WIDTH, preview=False)
    try:
        if sum(map(len, texts)) < _WORTH_A_PROCESS or len(texts) < 2:
            return [format_str(text, mode=mode) for text in texts]
        # Black leaves garbage, where the rest of a run leaves none; the workers need not search what they share with this process.
        with ProcessPoolExecutor(initializer=_collect_own_garbage) as pool:
            work = partial(format_str, mode=mode)
            return list(pool.map(work, texts, chunksize=1 + len(texts) // (8 * (os.cpu_count() or 1))))
    except InvalidInput as error:
        raise FormatError(str(error)) from error


def _collect_own_garbage() -> None:
    gc.freeze()
    gc.enable()


def ruff(texts: Sequence[str]) -> list[str]:
    """The texts in ruff's style, made by one process. Raises `FormatError`."""
    # `ruff.find_ruff_bin` finds the program that was installed with this interpreter, never another one on PATH.
    try:
        from ruff import find_ruff_bin  # type: ignore[import-untyped]  # ruff ships no types

        program = str(find_ruff_bin())
    except (ImportError, FileNotFoundError) as error:
        raise FormatError("ruff is not installed: `pip install 'response-codegen[ruff]'`") from error
    # Isolated from every configuration file; and no name of a folder above, nor a .gitignore there, may hide a text from it.
    options = ["--isolated", "--no-cache", "--quiet", "--line-length", str(WIDTH), "--target-version", "py311"]
    options += ["--no-respect-gitignore", "--config", "exclude = []"]
    with tempfile.TemporaryDirectory(prefix="codegen-format-") as name:
        paths = [Path(name, f"{number}.py") for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text.encode())
        done = subprocess.run([program, "format", *options, "."], cwd=name, capture_output=True, check=False)
        if done.returncode != 0:
            raise FormatError(done.stderr.decode(sys.getfilesystemencoding(), "replace").strip())
        return [path.read_bytes().decode() for path in paths]

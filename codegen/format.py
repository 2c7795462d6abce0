"""Lays out Python text: texts go in, the same texts in the formatter's style come out. Knows nothing of files on disk.

Each formatter runs with every option given here, so that no configuration lying around can change a byte. Formatting a list of
texts at once lets ruff work in one process, and a caller format declarations one by one and remember them.
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
from typing import Protocol

from codegen.files import WIDTH

_WORTH_A_PROCESS = 200_000
"""Characters: about two seconds of black's work on one core; below that a second process is not worth its start."""


class Formatter(Protocol):
    """Formats texts; `FormatError` when one of them is not Python."""

    def __call__(self, texts: Sequence[str]) -> list[str]: ...


class FormatError(Exception):
    """The formatter is not installed, failed, or was given what is not Python."""


def formatter(name: str) -> Formatter:
    """The formatter of that name: `black`, `ruff` or `none`."""
    return {"black": _black, "ruff": _ruff, "none": _none}[name]


def _none(texts: Sequence[str]) -> list[str]:
    return list(texts)


def _black(texts: Sequence[str]) -> list[str]:
    # Late: importing black takes 0.1 s, which only a run that lays something out should pay.
    try:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import current_process

        from black import format_str
        from black.mode import Mode, TargetVersion
        from black.parsing import InvalidInput
    except ImportError as error:
        raise FormatError("black is not installed") from error
    mode = Mode(target_versions={TargetVersion.PY311}, line_length=WIDTH, preview=False)
    try:
        # A process that works for another (`codegen.parallel`) may have none of its own.
        if sum(map(len, texts)) < _WORTH_A_PROCESS or len(texts) < 2 or current_process().daemon:
            return [format_str(text, mode=mode) for text in texts]
        # Black leaves garbage, where the rest of a run leaves none; what the workers share with this process is not theirs to sift.
        with ProcessPoolExecutor(initializer=_collect_own_garbage) as pool:
            work = partial(format_str, mode=mode)
            return list(pool.map(work, texts, chunksize=1 + len(texts) // (8 * (os.cpu_count() or 1))))
    except InvalidInput as error:
        raise FormatError(str(error)) from error


def _collect_own_garbage() -> None:
    gc.freeze()
    gc.enable()


def _ruff(texts: Sequence[str]) -> list[str]:
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

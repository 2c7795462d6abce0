"""Reads the bytes of documents from the folder of the entry document, the spec root. Nothing outside of it is opened."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable

from codegen.diagnostics import Problem, Severity, SpecError


def reader(entry_path: str, shown: str) -> Callable[[str], bytes]:
    """A function that reads files below the folder of the entry document. `shown` is what messages call the entry document.

    It raises `SpecError` for a file that is missing, unreadable, not a regular file, or, symbolic links followed,
    outside of the folder.
    """
    folder = os.path.dirname(entry_path) or "."
    root = os.path.realpath(folder)
    shown_folder = posixpath.dirname(shown)

    def read(path: str) -> bytes:
        name = posixpath.join(shown_folder, path)
        target = os.path.realpath(os.path.join(root, *path.split("/")))
        # The entry document itself may be a link to anywhere: the user named it, not a document.
        is_entry = path == os.path.basename(entry_path)
        if not is_entry and os.path.commonpath([root, target]) != root:
            raise _problem("out-of-root-ref", f"{name} leads out of the spec's folder")
        try:
            if not os.path.isfile(target):
                what = "is not a file" if os.path.exists(target) else "no such file"
                raise _problem("unreadable-file", f"{name}: {what}")
            with open(target, "rb") as file:
                return file.read()
        except OSError as error:
            raise _problem("unreadable-file", f"{name}: {error.strerror or error}") from error

    return read


def _problem(code: str, message: str) -> SpecError:
    return SpecError((Problem(Severity.ERROR, code, message),))

"""The folder of a generated package as it is on disk: its manifest, its files, and which of them were generated."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property

from codegen.output.manifest import MANIFEST, OWNER, BrokenManifest, Manifest, parse
from codegen.output.provenance import file_hash
from codegen.output.regular import open_regular
from codegen.values import dataclass

TEMPORARY_PREFIX = ".codegen-"
TEMPORARY_SUFFIX = ".tmp"
_COMMENT = b"\xef\xbb\xbf#<!-/* \t"
"""What may stand in front of the header on its line: the signs that open a comment."""


@dataclass(frozen=True, slots=False)
class Tree:
    """What stands in a package's folder; reads nothing until asked."""

    folder: str

    @cached_property
    def manifest_text(self) -> str | None:
        try:
            with open_regular(os.path.join(self.folder, MANIFEST)) as file:
                return file.read().decode("utf-8", "replace")
        except (FileNotFoundError, NotADirectoryError):
            return None

    @cached_property
    def manifest(self) -> Manifest | None:
        """The manifest, if there is one that can be trusted."""
        if self.manifest_text is None:
            return None
        try:
            return parse(self.manifest_text)
        except BrokenManifest:
            return None

    @property
    def foreign_manifest(self) -> bool:
        """Whether a file with the manifest's name is there that this generator never wrote."""
        return self.manifest_text is not None and self.manifest is None and OWNER not in self.manifest_text[:400]

    def path(self, relative: str) -> str:
        return os.path.join(self.folder, *relative.split("/"))

    def exists(self, relative: str) -> bool:
        return os.path.lexists(self.path(relative))

    def hash(self, relative: str) -> str | None:
        return file_hash(self.path(relative))

    def text(self, relative: str) -> str:
        """Content of a file that exists, with normalised line ends."""
        with open_regular(self.path(relative)) as file:
            return file.read().decode("utf-8", "replace").replace("\r\n", "\n")

    def owned(self, relative: str) -> bool:
        """Whether a run may replace what stands at this path: the manifest lists it, or its header says who made it."""
        return (self.manifest is not None and self.manifest.owns(relative)) or has_header(self.path(relative))

    def stale(self, wanted: frozenset[str]) -> list[str]:
        """Generated files that nothing generates any more. One that lost its header and was edited is its editor's now."""
        return [
            path for path in sorted(self.files()) if path not in wanted and path != MANIFEST and self._generated(path)
        ]

    def _generated(self, relative: str) -> bool:
        if has_header(self.path(relative)):
            return True
        if self.manifest is None or not self.manifest.owns(relative):
            return False
        text = self.hash(relative)
        return text is not None and self.manifest.wrote(relative, text)

    def files(self) -> Iterator[str]:
        """Every regular file, relative to the folder; but not what Python caches, what is hidden, or another package in here."""
        return (relative for relative, entry in self._walk(self.folder, "") if not entry.name.startswith("."))

    def temporary(self) -> list[str]:
        """Files that a killed run left behind."""
        return sorted(
            relative
            for relative, entry in self._walk(self.folder, "")
            if entry.name.startswith(TEMPORARY_PREFIX) and entry.name.endswith(TEMPORARY_SUFFIX)
        )

    def _walk(self, folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name == "__pycache__" or entry.name.startswith("."):
                    continue
                if os.path.lexists(os.path.join(entry.path, MANIFEST)):
                    continue
                yield from self._walk(entry.path, f"{prefix}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                yield prefix + entry.name, entry


def has_header(path: str) -> bool:
    """Whether one of the first two lines says that this generator wrote the file (a merge may put one line in front)."""
    try:
        with open_regular(path) as file:
            start = file.read(1024)
    except OSError:
        return False
    return any(line.lstrip(_COMMENT).startswith(OWNER.encode()) for line in start.split(b"\n")[:2])

"""Generated files as values: what every stage before the disk returns and `output` writes; and how wide their lines are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from codegen.values import dataclass

WIDTH = 88
"""Columns of generated code: the default of both formatters, so that a reader's own editor leaves it as it is."""


@dataclass(frozen=True, slots=True)
class File:
    """One text file of a package.

    `path` is relative to the package folder, with `/` between parts. `text` ends every line with a line feed.
    `laid_out` says that the text is already in its final layout, so that no formatter has to see it.
    """

    path: str
    text: str
    laid_out: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """A generated package: its files, and what the manifest records about how they came about."""

    name: str
    files: tuple[File, ...]
    inputs: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path of every input document as the configuration gives it, the entry document first → `content_hash`, or `MISSING`."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """JSON pointer of each schema and operation → the Python name it got."""

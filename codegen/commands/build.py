"""Generates one target in memory: reads its documents from disk, runs the pipeline, and makes the manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codegen.configuration import Target
from codegen.diagnostics import Problem
from codegen.formatting import FormattedBefore
from codegen.formatting.declarations import formatted_by_mark
from codegen.hashes import text_hash
from codegen.output.manifest import Manifest
from codegen.output.provenance import Provenance, provenance, templates_folder
from codegen.output.tree import Tree
from codegen.pipeline import generate
from codegen.source.folder import reader
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Built:
    """What should stand on disk."""

    files: Mapping[str, str]
    """Path relative to the package folder → final text."""
    manifest: Manifest
    problems: tuple[Problem, ...]
    """Warnings."""
    numbered: tuple[str, ...]
    """The names of types that fell back to a number."""


def build(target: Target, progress: Callable[[str], None], *, trust_disk: bool) -> Built:
    """Generates a target. With `trust_disk`, black does not repeat its work on what the run before left on disk.

    Raises `SpecError` when the document is wrong.
    """
    settings = target.settings
    templates = templates_folder()
    now = provenance(settings, templates)
    generated = generate(
        settings,
        reader(target.spec_path, target.spec_shown),
        templates,
        shown=target.spec_shown,
        formatted_before=_formatted_before(Tree(target.package_path), now) if trust_disk else (lambda _: {}),
        pin_place=target.pin_place,
        progress=progress,
    )
    files = {file.path: file.text for file in generated.package.files}
    manifest = Manifest(
        spec=settings.spec,
        provenance=now,
        inputs=generated.package.inputs,
        files={path: text_hash(text) for path, text in files.items()},
        names=generated.package.names,
        formatted=generated.formatted,
    )
    return Built(files, manifest, generated.problems, generated.numbered)


def _formatted_before(tree: Tree, now: Provenance) -> FormattedBefore:
    """Finds what the same version of the same formatter left on disk, in files that nobody edited."""

    def find(path: str) -> Mapping[str, str]:
        old = tree.manifest
        if old is None or old.unfinished or path not in old.formatted or tree.hash(path) != old.files.get(path):
            return {}
        before = old.provenance
        if (before.versions, before.generator_source) != (now.versions, now.generator_source):
            return {}
        return formatted_by_mark(old.formatted[path], tree.text(path))

    return find

"""Generates one target in memory: reads its documents from disk, runs the pipeline, and says what its manifest has to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codegen import pieces
from codegen.diagnostics import Problem
from codegen.documents import reader
from codegen.format import formatter
from codegen.output.manifest import Hashes, Manifest
from codegen.output.tree import Tree
from codegen.pipeline import generate
from codegen.provenance import Provenance, provenance, templates_folder, text_hash
from codegen.settings import Target
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Produced:
    """What should stand on disk."""

    files: Mapping[str, str]
    """Path relative to the package folder → final text."""
    manifest: Manifest
    problems: tuple[Problem, ...]
    numbered: tuple[str, ...]
    """The names of types that fell back to a number."""


def produce(target: Target, progress: Callable[[str], None], *, trust_disk: bool) -> Produced:
    """Generates a target. With `trust_disk`, a file that an equal run left on disk isn't formatted again.

    Raises `SpecError` when the document is wrong.
    """
    settings = target.settings
    templates = templates_folder()
    now = provenance(settings, templates)
    known = _formatted_before(Tree(target.package_path), now) if trust_disk else None
    generated = generate(
        settings,
        reader(target.spec_path, target.spec_shown),
        templates,
        formatter(settings.formatter),
        shown=target.spec_shown,
        before=known or (lambda _: {}),
        pin_place=target.pin_place,
        progress=progress,
    )
    files = {file.path: file.text for file in generated.package.files}
    manifest = Manifest(
        spec=settings.spec,
        provenance=now,
        inputs=generated.package.inputs,
        files={
            path: Hashes(generated.rendered[path], text_hash(text), generated.pieces.get(path, ""))
            for path, text in files.items()
        },
        names=generated.package.names,
    )
    return Produced(files, manifest, generated.problems, generated.numbered)


def _formatted_before(tree: Tree, now: Provenance) -> Callable[[str], Mapping[str, str]]:
    """Finds the final texts of the pieces of a file that the same formatter, in the same hands, laid out."""

    def find(path: str) -> Mapping[str, str]:
        old = tree.manifest
        if old is None or old.unfinished:
            return {}
        before = old.provenance
        if (before.versions, before.generator_source) != (now.versions, now.generator_source):
            return {}
        hashes = old.files.get(path)
        if hashes is None or not hashes.pieces or tree.hash(path) != hashes.final:
            return {}
        return pieces.known(hashes.pieces, tree.text(path) or "")

    return find

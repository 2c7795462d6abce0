"""Whether hashes alone prove that a package is what its inputs give. `codegen check` asks this first: nothing heavy is imported."""

from __future__ import annotations

import os

from codegen.hashes import MISSING
from codegen.output.provenance import Provenance, file_hash
from codegen.output.tree import Tree


def unchanged(tree: Tree, spec: str, now: Provenance, spec_root: str) -> bool:
    """Whether the manifest proves that no input and no file changed since the package was written."""
    manifest = tree.manifest
    return (
        manifest is not None
        and not manifest.unfinished
        and manifest.spec == spec
        and manifest.provenance == now
        and all(_input_hash(spec_root, spec, path) == known for path, known in manifest.inputs.items())
        and all(tree.hash(path) == known for path, known in manifest.files.items())
        and not tree.stale(frozenset(manifest.files))
    )


def _input_hash(spec_root: str, spec: str, path: str) -> str:
    relative = os.path.relpath(path, os.path.dirname(spec) or ".")
    return file_hash(os.path.join(spec_root, relative)) or MISSING

"""Drift: how the folder of a package differs from the package that its inputs give, and why."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from codegen.hashes import MISSING, text_hash
from codegen.output.manifest import MANIFEST, Manifest
from codegen.output.tree import Tree
from codegen.values import dataclass


class State(Enum):
    CHANGED = "out of date"
    MISSING = "missing"
    STALE = "stale"
    EDITED = "edited by hand"


@dataclass(frozen=True, slots=True)
class FileDrift:
    path: str
    """Relative to the package folder."""
    state: State
    there: str
    """The text on disk, empty when the file is missing."""
    wanted: str
    """The text that the inputs give, empty when the file is stale."""


@dataclass(frozen=True, slots=True)
class Drift:
    files: tuple[FileDrift, ...]
    reasons: tuple[str, ...]
    """Each a clause: `spec/responses.yaml changed`."""


def compare(tree: Tree, files: Mapping[str, str], manifest: Manifest) -> Drift | None:
    """The differences between the folder and a package generated anew; None when there are none."""
    old = tree.manifest
    found: list[FileDrift] = []
    for path, wanted in sorted(files.items()):
        there = tree.hash(path)
        if there is None:
            found.append(FileDrift(path, State.MISSING, "", wanted))
        elif there != text_hash(wanted):
            left_alone = old is None or old.wrote(path, there)
            found.append(FileDrift(path, State.CHANGED if left_alone else State.EDITED, tree.text(path), wanted))
    found += [FileDrift(path, State.STALE, tree.text(path), "") for path in tree.stale(frozenset(files))]
    text = manifest.text()
    if tree.manifest_text is None:
        found.append(FileDrift(MANIFEST, State.MISSING, "", text))
    elif tree.manifest_text.replace("\r\n", "\n") != text:
        found.append(FileDrift(MANIFEST, State.EDITED if old is None else State.CHANGED, tree.manifest_text, text))
    if not found:
        return None
    return Drift(tuple(found), tuple(_reasons(old, manifest, found)))


def _reasons(old: Manifest | None, new: Manifest, found: list[FileDrift]) -> list[str]:
    if old is None:
        return (
            [f"no manifest that can be trusted (`{MANIFEST}`)"]
            if any(d.there for d in found)
            else ["it was never generated"]
        )
    reasons: list[str] = []
    if old.unfinished:
        reasons.append("a run was interrupted while writing")
    if old.spec != new.spec:
        reasons.append(f"the spec was {old.spec} and is now {new.spec}")
    for path in sorted(old.inputs.keys() | new.inputs.keys()):
        if path not in new.inputs:
            reasons.append(f"{path} is no longer referred to")
        elif path not in old.inputs:
            reasons.append(f"{path} is now referred to")
        elif old.inputs[path] != new.inputs[path]:
            came_or_went = MISSING in (old.inputs[path], new.inputs[path])
            reasons.append(f"{path} {'came or went' if came_or_went else 'changed'}")
    before, now = old.provenance, new.provenance
    if before.configuration != now.configuration:
        reasons.append("the configuration changed")
    if before.generator != now.generator:
        reasons.append(f"the generator was {before.generator} and is now {now.generator}")
    elif before.generator_source != now.generator_source:
        reasons.append("the generator's own source changed")
    if before.templates != now.templates:
        reasons.append("the templates changed")
    for name in sorted(before.versions.keys() | now.versions.keys()):
        earlier, present = before.versions.get(name, "not used"), now.versions.get(name, "not used")
        if earlier != present:
            reasons.append(f"{name} was {earlier} and is now {present}")
    edited = [drift.path for drift in found if drift.state is State.EDITED]
    if edited:
        reasons.append(f"{_listed(edited)} {'was' if len(edited) == 1 else 'were'} edited by hand")
    gone = [drift.path for drift in found if drift.state is State.MISSING and drift.path in old.files]
    if gone:
        reasons.append(f"{_listed(gone)} {'was' if len(gone) == 1 else 'were'} deleted")
    if not reasons:
        reasons.append("files are there that no run has written")
    return reasons


def _listed(paths: list[str]) -> str:
    return ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")

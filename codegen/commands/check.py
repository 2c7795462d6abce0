"""The command `check`: says whether each package on disk is what its inputs give; if not, what differs, and why.

Nothing here imports YAML, Jinja2 or a formatter unless hashes alone can't give the answer.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codegen.commands.terminal import Terminal
from codegen.configuration import Target
from codegen.output.provenance import provenance, templates_folder
from codegen.output.tree import Tree
from codegen.output.unchanged import unchanged

if TYPE_CHECKING:
    from codegen.output.compare import Drift


def check(targets: tuple[Target, ...], terminal: Terminal, *, full: bool) -> int:
    """Returns 1 when a package drifted. With `full`, or with `strict` settings, no hash is trusted."""
    drifted = False
    for target in targets:
        # Warnings are found by reading the document alone, so `strict` has to read it.
        if not full and not target.settings.strict and _proven(target):
            terminal.say(f"{target.package_shown}: as its spec says")
            continue
        drift = _regenerated(target, terminal, trust_disk=not full)
        if drift is None:
            terminal.say(f"{target.package_shown}: as its spec says")
        else:
            drifted = True
            terminal.drift(target, drift)
    terminal.done()
    return 1 if drifted else 0


def _proven(target: Target) -> bool:
    tree = Tree(target.package_path)
    if tree.manifest is None:
        return False
    now = provenance(target.settings, templates_folder())
    return unchanged(tree, target.settings.spec, now, os.path.dirname(target.spec_path))


def _regenerated(target: Target, terminal: Terminal, *, trust_disk: bool) -> Drift | None:
    from codegen.commands.build import build  # late, see above
    from codegen.output.compare import compare
    from codegen.output.write import check_place

    check_place(target)
    built = build(target, terminal.stages_of(target), trust_disk=trust_disk)
    terminal.problems(built.problems, target.spec_shown)
    return compare(Tree(target.package_path), built.files, built.manifest)

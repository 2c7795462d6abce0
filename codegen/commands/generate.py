"""The command `generate`: writes each package, once all of them are generated in memory and nothing stands in their way on disk."""

from __future__ import annotations

from functools import partial

from codegen.commands.build import build
from codegen.commands.terminal import Terminal
from codegen.configuration import Target
from codegen.output.write import Written, check_place, check_writable, write


def generate(targets: tuple[Target, ...], terminal: Terminal) -> int:
    """Writes the packages; raises `SpecError`, with nothing written, when one of them can't be generated."""
    for target in targets:
        check_place(target)
    built = [build(target, terminal.stages_of(target), trust_disk=True) for target in targets]
    for target, what in zip(targets, built, strict=True):
        check_writable(target, what.files)
    for target, what in zip(targets, built, strict=True):
        terminal.problems(what.problems, target.spec_shown)
        terminal.stage(f"{target.package_shown}: writing")
        written = write(target, what.files, what.manifest, on_wait=partial(terminal.say, _waiting(target)))
        terminal.say(_summary(target, written, len(what.files)))
        terminal.detail(f"{target.package_shown}: {_numbered(what.numbered)}")
    terminal.done()
    return 0


def _waiting(target: Target) -> str:
    return f"{target.package_shown}: another run is writing here; waiting for it"


def _numbered(names: tuple[str, ...]) -> str:
    if not names:
        return "no type has a number for a name"
    count = "1 type has" if len(names) == 1 else f"{len(names)} types have"
    return f"{count} a number in the name for want of a better one: {', '.join(names)}"


def _summary(target: Target, written: Written, count: int) -> str:
    if not written.changed and not written.removed:
        return f"{target.package_shown}: {count} files, nothing changed"
    parts = [f"{len(written.changed)} written"] if written.changed else []
    parts += [f"{len(written.removed)} removed"] if written.removed else []
    return f"{target.package_shown}: {count} files, {', '.join(parts)}"

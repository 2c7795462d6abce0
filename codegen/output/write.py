"""Writes a package. A run that is killed at any moment leaves every file either old or new, and the next run repairs the rest.

The order: a manifest that lists the old and the new files, the new files, removal of the files that nothing generates any more, the
final manifest. A file of the user is never touched; where it stands in the way of a generated file, nothing is written at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace

from codegen.configuration import Target
from codegen.diagnostics import Problem, Problems, Severity, SpecError
from codegen.hashes import text_hash
from codegen.output.disk import Disk, locked
from codegen.output.manifest import MANIFEST, Manifest, is_safe
from codegen.output.tree import Tree
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """What a run changed, as paths relative to the package folder."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]


def write(
    target: Target,
    files: Mapping[str, str],
    manifest: Manifest,
    *,
    disk: Disk | None = None,
    on_wait: Callable[[], None] = lambda: None,
) -> Written:
    """Writes `files` (path → final text) and `manifest` to the target's folder.

    Raises `SpecError` when a user's own file is in the way, or a file can't be written: only a failing disk (no space, no right to
    write) leaves work half done, for the next run to finish.
    """
    for path in files:
        if not is_safe(path):
            raise ValueError(f"a template gave a file an unsafe path: {path!r}")
    disk = disk or Disk()
    try:
        check_place(target)
        _make_folders(disk, target.output_path)
        with locked(_lock_path(target), on_wait):
            check_writable(target, files)
            return _write_locked(disk, target, files, manifest)
    except OSError as error:
        shown = error.filename or target.package_path
        raise _refuse("unwritable-output", f"{shown}: {error.strerror or error}") from error


def check_place(target: Target) -> None:
    """Raises `SpecError` when the output folder is no folder, or the package's folder leads out of it by a symbolic link."""
    if os.path.lexists(target.output_path) and not os.path.isdir(target.output_path):
        raise _refuse("output-is-a-file", f"the output folder {target.output_shown} is a file")
    if os.path.islink(target.package_path):
        raise _refuse(
            "output-is-a-link",
            f"{target.package_shown} is a symbolic link",
            "nothing is written through links; configure `output` as the folder it should lead to",
        )
    lock = _lock_path(target)
    if os.path.lexists(lock) and (os.path.islink(lock) or not os.path.isfile(lock)):
        raise _refuse("lock-in-the-way", f"{lock} is no regular file, and the lock of a run has to go there")
    if os.path.lexists(target.package_path) and not os.path.isdir(target.package_path):
        raise _refuse("output-is-a-file", f"{target.package_shown} is a file where the package's folder has to go")


def _lock_path(target: Target) -> str:
    return os.path.join(target.output_path, f".{target.settings.package}.codegen-lock")


def check_writable(target: Target, files: Mapping[str, str]) -> None:
    """Raises `SpecError` when something that no run wrote stands where a file of the package has to go."""
    check_place(target)
    tree = Tree(target.package_path)
    problems = Problems()

    def refuse(path: str, what: str) -> None:
        hint = "move it away, or generate into another folder"
        problems.error("file-in-the-way", f"{target.package_shown}/{path} {what}; nothing was written", None, hint)

    if tree.foreign_manifest:
        refuse(MANIFEST, "is not a manifest of this generator")
    for path in sorted(files):
        parts = path.split("/")
        folders = ["/".join(parts[:count]) for count in range(1, len(parts))]
        blocked = [folder for folder in folders if tree.exists(folder) and not _is_plain_folder(tree.path(folder))]
        if blocked:
            refuse(blocked[0], "is a file or a symbolic link where a folder has to go")
        elif os.path.islink(tree.path(path)):
            refuse(path, "is a symbolic link where a generated file has to go")
        elif os.path.isdir(tree.path(path)):
            refuse(path, "is a folder where a generated file has to go")
        elif tree.exists(path) and not os.path.isfile(tree.path(path)):
            refuse(path, "is no regular file, and a generated file has to go there")
        elif tree.exists(path) and not tree.owned(path) and tree.hash(path) != text_hash(files[path]):
            refuse(path, "is not a generated file, and a generated file has to go there")
    problems.raise_errors()


def _write_locked(disk: Disk, target: Target, files: Mapping[str, str], manifest: Manifest) -> Written:
    tree = Tree(target.package_path)
    changed = [path for path in sorted(files) if tree.hash(path) != manifest.files[path]]
    removed = tree.stale(frozenset(files))
    temporary = tree.temporary()
    if changed or removed or temporary or not _same_text(tree.manifest_text, manifest.text()):
        _make_folders(disk, target.package_path)
        for path in temporary:
            disk.remove(tree.path(path))
        before = tree.manifest
        previous = {**before.previous, **before.files} if before is not None else {}
        if changed or removed:
            disk.put(tree.path(MANIFEST), replace(manifest, unfinished=True, previous=previous).text().encode())
        for path in changed:
            _make_folders(disk, os.path.dirname(tree.path(path)))
            disk.put(tree.path(path), files[path].encode())
        for path in removed:
            disk.remove(tree.path(path))
        for path in sorted({*removed, *previous} - files.keys()):
            _remove_empty_folders(disk, tree, path)
        disk.put(tree.path(MANIFEST), manifest.text().encode())
    return Written(tuple(changed), tuple(removed))


def _is_plain_folder(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _same_text(left: str | None, right: str) -> bool:
    return left is not None and left.replace("\r\n", "\n") == right


def _make_folders(disk: Disk, path: str) -> None:
    if path and not os.path.isdir(path):
        _make_folders(disk, os.path.dirname(path))
        disk.make_folder(path)


def _remove_empty_folders(disk: Disk, tree: Tree, path: str) -> None:
    """Removes the folders that held a file, up to one that holds anything; a killed run may have made some of them only."""
    folder = os.path.dirname(tree.path(path))
    while folder != tree.folder:
        if _is_plain_folder(folder):
            _remove_lonely_bytecode(disk, folder)
            if os.listdir(folder):
                return
            disk.remove_folder(folder)
        elif os.path.lexists(folder):
            return
        folder = os.path.dirname(folder)


def _remove_lonely_bytecode(disk: Disk, folder: str) -> None:
    """Where Python's bytecode is all that is left in a folder, the modules that it was made from were generated."""
    cache = os.path.join(folder, "__pycache__")
    if os.listdir(folder) == ["__pycache__"] and _is_plain_folder(cache):
        for name in sorted(os.listdir(cache)):
            if name.endswith(".pyc"):
                disk.remove(os.path.join(cache, name))
        if not os.listdir(cache):
            disk.remove_folder(cache)


def _refuse(code: str, message: str, hint: str | None = None) -> SpecError:
    return SpecError((Problem(Severity.ERROR, code, message, None, hint),))

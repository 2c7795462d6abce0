"""What a generated package came from, as hashes and versions: the part of the manifest that says whether anything changed.

Everything here is cheap (reading files, SHA-256): `codegen check` answers from it without parsing a document and without
importing the template engine or a formatter. Line ends are normalised before hashing, so a checkout with CRLF is the same source.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping

import codegen
from codegen.configuration import Settings
from codegen.hashes import content_hash, text_hash
from codegen.output.regular import open_regular
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Provenance:
    generator: str
    """Version of the generator."""
    generator_source: str
    configuration: str
    templates: str
    versions: Mapping[str, str]
    """Distribution → version, of what decides bytes: the formatter, PyYAML, Jinja2."""


def provenance(settings: Settings, templates: str) -> Provenance:
    """How things stand now. `templates` is the folder that holds the templates."""
    return Provenance(
        generator=codegen.__version__,
        generator_source=_source_hash(),
        configuration=text_hash(json.dumps(settings.deciding(), sort_keys=True)),
        templates=_folder_hash(templates, lambda name: not name.endswith(("~", ".orig", ".rej"))),
        versions=versions(settings.formatter),
    )


def templates_folder() -> str:
    """The templates beside this package in a checkout, or inside it in an installed wheel."""
    here = os.path.dirname(os.path.abspath(codegen.__file__))
    installed = os.path.join(here, "_templates")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(here), "templates")


def file_hash(path: str) -> str | None:
    """Hash of a regular file's content, or None where there is none that can be read."""
    try:
        with open_regular(path) as file:
            return content_hash(file.read())
    except OSError:
        return None


def versions(formatter: str) -> dict[str, str]:
    """Distribution → version of what decides bytes when `formatter` is used."""
    wanted = {"PyYAML": "pyyaml", "Jinja2": "jinja2"}
    if formatter != "none":
        wanted[formatter] = formatter
    installed = _installed(wanted.values())
    return {name: installed[key] for name, key in sorted(wanted.items())}


def _source_hash() -> str:
    here = os.path.dirname(os.path.abspath(codegen.__file__))
    return _folder_hash(here, lambda name: name.endswith(".py"), skip=frozenset({"_templates"}))


def _folder_hash(folder: str, wanted: Callable[[str], bool], skip: frozenset[str] = frozenset()) -> str:
    whole = hashlib.sha256(usedforsecurity=False)
    for relative, path in sorted(_walk(folder, "", skip)):
        if wanted(relative):
            whole.update(f"{relative}\0{file_hash(path)}\n".encode())
    return whole.hexdigest()


def _walk(folder: str, prefix: str, skip: frozenset[str]) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__pycache__" or entry.name in skip:
                continue
            if entry.is_dir():
                yield from _walk(entry.path, f"{prefix}{entry.name}/", skip)
            else:
                yield prefix + entry.name, entry.path


def _installed(names: Iterable[str]) -> dict[str, str]:
    """Versions of installed distributions, from the names of their `.dist-info` folders: a hundred times faster than asking
    `importlib.metadata`, which is asked only for what is installed in an unusual way."""
    found: dict[str, str] = {}
    missing = set(names)
    for folder in sys.path:
        if not missing:
            break
        try:
            entries = os.listdir(folder or ".")
        except OSError:
            continue
        for entry in entries:
            if entry.endswith(".dist-info"):
                name, _, version = entry.removesuffix(".dist-info").partition("-")
                name = name.lower().replace("_", "-")
                if name in missing:
                    missing.discard(name)
                    found[name] = version
    for name in missing:
        found[name] = _slow_version(name)
    return found


def _slow_version(name: str) -> str:
    import importlib.metadata  # late: it costs more than everything else that a check with nothing changed does

    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"

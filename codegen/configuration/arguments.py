"""Makes a target from the arguments of a command."""

from __future__ import annotations

import os
import posixpath
import shlex
from collections.abc import Mapping
from typing import Any, cast

from codegen.configuration.project import settings_of
from codegen.configuration.rules import package_complaint, package_hint, path_complaint, refuse
from codegen.configuration.settings import Target


def from_arguments(spec: str, given: Mapping[str, Any], *, lenient: bool = False, strict: bool = False) -> Target:
    """The target that a command line names; its paths are relative to the working directory. `given` are keys of the configuration,
    `package` and `output` among them; a map is a list of pairs."""
    package, output = given["package"], given["output"]
    complaint = package_complaint(package)
    if complaint is not None:
        raise refuse("bad-argument", f"--package {complaint}", package_hint(package))
    shown = spec.replace(os.sep, "/")
    complaint = path_complaint(shown)
    if complaint is not None:
        raise refuse("bad-argument", f"the path of the spec {complaint}")
    # What is written must not depend on where things lie on this machine.
    recorded = posixpath.basename(shown) if os.path.isabs(spec) else posixpath.normpath(shown)
    table = {key: dict(value) if key in ("names", "formats") else value for key, value in given.items()}
    settings = settings_of(package, recorded, table, lenient=lenient, strict=strict)
    typed = ["codegen", "generate", spec]
    for key, value in given.items():
        typed += _typed(key, value)
    typed += ["--lenient"] if lenient else []
    folder = output.replace(os.sep, "/").rstrip("/") or output
    return Target(settings, spec, shown, output, folder, shlex.join(typed))


def _typed(key: str, value: object) -> list[str]:
    """A setting as it is typed on a command line."""
    if value is False:
        return [f"--no-{key}"]
    option = f"--{key.replace('_', '-')}"
    values = cast(list[str | tuple[str, str]], value if isinstance(value, list) else [value])
    texts = ["=".join(one) if isinstance(one, tuple) else one for one in values]
    return [word for text in texts for word in (option, text)]
